package plot

import (
	"slices"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// groupStats is one group of values along an axis of names.
type groupStats struct {
	at          float64
	q1, mid, q3 float64
	least, most float64   // ends of the whiskers
	out         []float64 // outliers, or all values of a strip
	dx          []float64 // places of out beside the middle
	width       []float64 // half width of a violin at x
	x           []float64
}

// groups is box plots, violins or strips of points.
type groups struct {
	style
	kind  groupKind
	items []groupStats
}

type groupKind int

const (
	boxes groupKind = iota
	violins
	strips
)

func (k groupKind) String() string { return [...]string{"Box", "Violin", "Strip"}[k] }

// Box draws a box plot (Tukey 1977) of each group of values: the box from the
// first to the third quartile with a line at the median, whiskers to the last
// values within 1.5 times the box, and points beyond. Without names the groups
// are counted from 0. Values that are not finite are left out. Options: Color,
// Alpha, Horizontal.
func (f *Figure) Box(names []string, values [][]float64, opts ...Option) *Figure {
	return f.group(boxes, names, values, opts)
}

// Violin draws the density of each group of values (see KDE) on both sides of a
// line, all of the same greatest width, with a bar over the quartiles and a point
// at the median. Options: Bandwidth, Color, Alpha, Horizontal.
func (f *Figure) Violin(names []string, values [][]float64, opts ...Option) *Figure {
	return f.group(violins, names, values, opts)
}

// Strip draws each value of each group as a point, side by side where they would
// hide each other, and a line at the median. Options: Color, Alpha, MarkerSize,
// Horizontal.
func (f *Figure) Strip(names []string, values [][]float64, opts ...Option) *Figure {
	return f.group(strips, names, values, opts)
}

func (f *Figure) group(kind groupKind, names []string, values [][]float64, opts []Option) *Figure {
	method := kind.String()
	s, ok := f.style(method, opts)
	if !ok {
		return f
	}
	if len(values) == 0 {
		return f.fail("%s: no data (values is empty)", method)
	}
	if names == nil {
		for j := range values {
			names = append(names, strconv.Itoa(j))
		}
	}
	if len(names) != len(values) {
		return f.fail("%s: %d names for %d groups", method, len(names), len(values))
	}
	l := &groups{style: f.colored(s), kind: kind}
	for j, row := range values {
		v, err := finiteOf(row)
		if err != nil {
			return f.fail("%s: values[%d]: %v", method, j, err)
		}
		if kind == violins {
			if s.bandwidth, err = l.bandwidthFor(v); err != nil {
				return f.fail("%s: values[%d]: %v", method, j, err)
			}
		}
		l.items = append(l.items, describeGroup(kind, float64(j), v, s))
	}
	if s.horizontal {
		f.y.categories(names)
		f.y.flip = true
	} else {
		f.x.categories(names)
	}
	return f.add(method, l)
}

// describeGroup summarises sorted values.
func describeGroup(kind groupKind, at float64, v []float64, s style) groupStats {
	g := groupStats{at: at, q1: quantile(v, 0.25), mid: quantile(v, 0.5), q3: quantile(v, 0.75)}
	reach := 1.5 * (g.q3 - g.q1)
	g.least, g.most = g.q1, g.q3
	for _, x := range v {
		if x >= g.q1-reach && x <= g.q3+reach {
			g.least, g.most = min(g.least, x), max(g.most, x)
		} else if kind == boxes {
			g.out, g.dx = append(g.out, x), append(g.dx, 0)
		}
	}
	switch kind {
	case violins:
		g.x, g.width = density(v, s.bandwidth)
		top := slices.Max(g.width)
		for i := range g.width {
			g.width[i] *= 0.4 / top
		}
	case strips:
		g.out, g.dx = v, spread(v)
	}
	return g
}

// spread places points of close values side by side: values are binned, and the
// points of a bin lie evenly about the middle.
func spread(v []float64) []float64 {
	const bins, half = 40, 0.35
	lo, hi := v[0], v[len(v)-1]
	bin := func(x float64) int {
		t := scale{lo: lo, hi: hi}.at(x)
		if !(t > 0) { // also where all are equal
			return 0
		}
		return int(min(t*bins, bins-1))
	}
	var count [bins]int
	for _, x := range v {
		count[bin(x)]++
	}
	step := min(0.06, 2*half/float64(slices.Max(count[:])))
	dx := make([]float64, len(v))
	var seen [bins]int
	for i, x := range v {
		b := bin(x)
		dx[i] = step * (float64(seen[b]) - float64(count[b]-1)/2)
		seen[b]++
	}
	return dx
}

func (l *groups) extend(x, y *extent) {
	if l.horizontal {
		x, y = y, x
	}
	for _, g := range l.items {
		x.add(g.at - 0.5)
		x.add(g.at + 0.5)
		for _, v := range [][]float64{{g.least, g.most}, g.out, g.x} {
			for _, u := range v {
				y.add(u)
			}
		}
	}
}

func (l *groups) point(f *frame, along, value float64) vg.Point {
	if l.horizontal {
		return f.at(value, along)
	}
	return f.at(along, value)
}

// line is a drawable line through pairs of place and value.
func (l *groups) line(f *frame, at ...[2]float64) []vg.Point {
	var out []vg.Point
	for _, p := range at {
		if q := l.point(f, p[0], p[1]); drawable(q) {
			out = append(out, q)
		}
	}
	return out
}

func (l *groups) paint(p *painter, f *frame) {
	c := f.canvas(p)
	color := l.shown(f.theme, 1)
	pale := l.shown(f.theme, 0.3)
	for _, g := range l.items {
		var lines [][]vg.Point
		median := 0.3
		switch l.kind {
		case boxes:
			box := l.line(f, [2]float64{g.at - 0.3, g.q1}, [2]float64{g.at + 0.3, g.q1}, [2]float64{g.at + 0.3, g.q3}, [2]float64{g.at - 0.3, g.q3})
			if len(box) == 4 {
				p.fill(pale, c.ClipPolygonXY(box))
				lines = append(lines, append(box, box[0]))
			}
			lines = append(lines, l.line(f, [2]float64{g.at, g.least}, [2]float64{g.at, g.q1}), l.line(f, [2]float64{g.at, g.q3}, [2]float64{g.at, g.most}),
				l.line(f, [2]float64{g.at - 0.12, g.least}, [2]float64{g.at + 0.12, g.least}), l.line(f, [2]float64{g.at - 0.12, g.most}, [2]float64{g.at + 0.12, g.most}))
		case violins:
			median = 0
			shape := l.violin(f, g)
			p.fill(pale, c.ClipPolygonXY(shape))
			p.lines(stroke{color: color, width: 1}, c.ClipLinesXY(append(shape, shape[:min(1, len(shape))]...))...)
			p.lines(stroke{color: color, width: 4}, c.ClipLinesXY(l.line(f, [2]float64{g.at, g.q1}, [2]float64{g.at, g.q3}))...)
			p.dots(color, 4.5, visible(f, l.line(f, [2]float64{g.at, g.mid})))
			p.dots(f.theme.paper, 2.6, visible(f, l.line(f, [2]float64{g.at, g.mid})))
		case strips:
			p.dots(l.shown(f.theme, 0.6), l.radius, l.points(f, g))
		}
		p.lines(stroke{color: color, width: 1.2}, c.ClipLinesXY(lines...)...)
		if median > 0 {
			ink := color
			if l.kind == strips {
				ink = f.theme.text // to be seen among the points
			}
			p.lines(stroke{color: ink, width: 2.4}, c.ClipLinesXY(l.line(f, [2]float64{g.at - median, g.mid}, [2]float64{g.at + median, g.mid}))...)
		}
		if l.kind == boxes {
			p.dots(color, 2, l.points(f, g))
		}
	}
}

func (l *groups) points(f *frame, g groupStats) (out []vg.Point) {
	for i, v := range g.out {
		if q := l.point(f, g.at+g.dx[i], v); f.visible(q) {
			out = append(out, q)
		}
	}
	return out
}

func (l *groups) violin(f *frame, g groupStats) []vg.Point {
	right := make([][2]float64, len(g.x))
	left := make([][2]float64, len(g.x))
	for i, x := range g.x {
		right[i] = [2]float64{g.at + g.width[i], x}
		left[len(g.x)-1-i] = [2]float64{g.at - g.width[i], x}
	}
	return append(straighten(l.line(f, right...), tolerance), straighten(l.line(f, left...), tolerance)...)
}

func (l *groups) trace(f *frame) (out []vg.Point) {
	for _, g := range l.items {
		out = append(out, sample(l.line(f, [2]float64{g.at, g.least}, [2]float64{g.at, g.most}))...)
		out = append(out, l.points(f, g)...)
	}
	return out
}

func (l *groups) missing(logx, logy bool) (n, m int) {
	for _, g := range l.items {
		m++
		if (logy && !l.horizontal || logx && l.horizontal) && g.least <= 0 {
			n++
		}
	}
	return n, m
}

func (l *groups) depth() int { return depthLine }
func (l *groups) count() (int, string) {
	return len(l.items), [...]string{"box", "violin", "strip"}[l.kind]
}
func (l *groups) keys() []key { return l.entry(key{area: true, line: true}) }
