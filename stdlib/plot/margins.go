package plot

import "math"

// margins are the widths around the frame of the data.
type margins struct{ left, right, bottom, top float64 }

func (m margins) max(o margins) margins {
	return margins{max(m.left, o.left), max(m.right, o.right), max(m.bottom, o.bottom), max(m.top, o.top)}
}

// tightEdge is the white around each of many images.
const tightEdge = 3.0

// slantAngle is that of the names along x that do not fit side by side, in radians.
const slantAngle = math.Pi / 5

// around is what labels need around a frame of the given size.
func (p *plan) around(k marks, w, h float64) margins {
	m := margins{left: edge, right: edge, bottom: edge, top: edge}
	if p.tight {
		m = margins{tightEdge, tightEdge, tightEdge, tightEdge}
	}
	if !p.bare {
		p.besideY(&m, k, h)
		p.belowX(&m, k, w)
	}
	m.bottom += float64(len(p.notes)) * (sizeNote + 5)
	if k.yfactor != "" && !p.hideY {
		m.top = max(m.top, edge+sizeTick+4)
	}
	if p.title != "" {
		m.top += sizeTitle + 8
	}
	if p.bar != nil {
		m.right += p.barRoom(h)
	}
	return m
}

func (p *plan) besideY(m *margins, k marks, h float64) {
	if p.hideY {
		return
	}
	widest := 0.0
	for _, t := range k.y {
		widest = max(widest, p.theme.measure(t.label, sizeTick))
		if t.label != "" {
			m.top = max(m.top, edge+sizeTick/2-(1-p.y.at(t.at))*h)
		}
	}
	m.left += tickLength + tickGap + widest
	if p.ylabel != "" {
		m.left += labelGap + sizeLabel
	}
}

func (p *plan) belowX(m *margins, k marks, w float64) {
	if p.hideX {
		return
	}
	m.bottom += tickLength + tickGap + p.tickRoom(k)
	for _, t := range k.x {
		width := p.theme.measure(t.label, sizeTick)
		at := p.x.at(t.at)
		if k.slant {
			m.left = max(m.left, edge+width*math.Cos(slantAngle)-at*w)
			continue
		}
		m.right = max(m.right, edge+width/2-(1-at)*w)
		m.left = max(m.left, edge+width/2-at*w)
	}
	if p.xlabel != "" {
		m.bottom += labelGap + sizeLabel
	} else if k.xfactor != "" {
		m.bottom += labelGap + sizeTick
	}
}

// tickRoom is the height of the labels along x.
func (p *plan) tickRoom(k marks) float64 {
	if !k.slant {
		return sizeTick
	}
	widest := 0.0
	for _, t := range k.x {
		widest = max(widest, p.theme.measure(t.label, sizeTick))
	}
	return widest*math.Sin(slantAngle) + sizeTick*math.Cos(slantAngle)
}
