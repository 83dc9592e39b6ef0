package plot

// sharing says which panels of a grid have an axis in common.
type sharing int

const (
	ownAxes    sharing = iota
	sharedAll          // one range for the whole grid
	sharedLine         // one for each column (x) or row (y)
)

// ShareX gives all panels of a grid the same horizontal range; only the lowest
// panel of each column then has numbers and a name below it.
func (f *Figure) ShareX() *Figure { return f.shareAxis("ShareX", 0) }

// ShareY gives all panels of a grid the same vertical range; only the first
// panel of each row then has numbers and a name beside it.
func (f *Figure) ShareY() *Figure { return f.shareAxis("ShareY", 1) }

// Share is ShareX and ShareY. With a legend for all, a grid becomes small
// multiples:
//
//	plot.Grid(3, figs...).Share().Legend("bottom")
func (f *Figure) Share() *Figure { return f.ShareX().ShareY() }

func (f *Figure) shareAxis(method string, axis int) *Figure {
	if f.panels == nil {
		return f.fail("%s: the figure is not a Grid", method)
	}
	f.share[axis] = sharedAll
	return f
}

// shareAxes widens the ranges of panels to those of the others, and hides labels
// that a neighbour shows.
func (s *sheet) shareAxes() {
	for i, p := range s.plans {
		if s.share[0] != ownAxes {
			p.hideX = i+s.cols < len(s.plans)
			for j, q := range s.plans {
				if s.share[0] == sharedAll || i%s.cols == j%s.cols {
					p.x = widened(p.x, q.x)
				}
			}
		}
		if s.share[1] != ownAxes {
			p.hideY = i%s.cols > 0
			if p.lone { // it keeps its scale, and shows that of the row
				own := p.y
				p.bars, p.y = &own, s.row0(i)
			}
			for j, q := range s.plans {
				if !q.lone && (s.share[1] == sharedAll || i/s.cols == j/s.cols) {
					p.y = widened(p.y, q.y)
				}
			}
		}
	}
}

// row0 is the range of a panel that panel i of a grid shares its vertical axis
// with.
func (s *sheet) row0(i int) scale {
	for j, q := range s.plans {
		if !q.lone && (s.share[1] == sharedAll || i/s.cols == j/s.cols) {
			return q.y
		}
	}
	return s.plans[i].y
}

// widened is s with the range of o in it, in the direction of s.
func widened(s, o scale) scale {
	lo, hi := s.ordered()
	olo, ohi := o.ordered()
	if s.log && olo <= 0 { // a panel without a logarithm
		olo = lo
	}
	lo, hi = min(lo, olo), max(hi, max(ohi, lo))
	if s.lo > s.hi {
		lo, hi = hi, lo
	}
	s.lo, s.hi = lo, hi
	return s
}
