package plot

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// graphStyle are the options of graphs.
type graphStyle struct {
	layout   string
	x, y     []float64 // places of the nodes
	placed   bool
	weights  []float64 // an edge
	directed bool
	names    []string
	seed     uint64
}

// graph is nodes and edges.
type graph struct {
	style
	x, y  []float64
	edges [][2]int
	names []string
}

// Graph draws a graph with nodes 0, 1, 2 ... up to the greatest in edges, without
// axes. The nodes lie on a circle unless Layout or NodesAt says otherwise. Each
// node shows its number, or its name by NodeNames, if there is room. Options:
// Layout, Seed, NodesAt, NodeNames, Weights, Directed, ColorBy (a value a node),
// MarkerSize (default 10), Width, Color, Label.
func (f *Figure) Graph(edges [][2]int, opts ...Option) *Figure {
	s, ok := f.style("Graph", append([]Option{MarkerSize(10), Width(1.4)}, opts...))
	if !ok {
		return f
	}
	n, err := nodes(edges, s.graph)
	if err != nil {
		return f.fail("Graph: %v", err)
	}
	if s.colors != nil && !f.shadeBy("Graph", &s, n) {
		return f
	}
	g := &graph{style: f.colored(s), edges: slices.Clone(edges), names: s.graph.names, x: s.graph.x, y: s.graph.y}
	if !s.graph.placed {
		g.x, g.y = arrange(s.graph, n, edges)
	}
	if g.names == nil {
		for i := range n {
			g.names = append(g.names, strconv.Itoa(i))
		}
	}
	f.bare, f.equal = true, true
	return f.add("Graph", g)
}

// nodes checks the parts of a graph against each other and counts its nodes.
func nodes(edges [][2]int, s graphStyle) (n int, err error) {
	const most = 5000
	for i, e := range edges {
		if e[0] < 0 || e[1] < 0 {
			return 0, fmt.Errorf("edges[%d] is %v, want nodes from 0", i, e)
		}
		n = max(n, e[0]+1, e[1]+1)
	}
	edgesEnd := n
	n = max(n, len(s.x), len(s.names))
	switch {
	case n == 0:
		return 0, fmt.Errorf("no data (edges is empty)")
	case n > most:
		return 0, fmt.Errorf("%d nodes, want at most %d", n, most)
	case s.placed && len(s.x) < edgesEnd:
		return 0, fmt.Errorf("NodesAt has %d places, edges has nodes up to %d", len(s.x), edgesEnd-1)
	case s.names != nil && len(s.names) < n:
		return 0, fmt.Errorf("NodeNames has %d names for %d nodes", len(s.names), n)
	case s.weights != nil && len(s.weights) != len(edges):
		return 0, fmt.Errorf("Weights has %d values for %d edges", len(s.weights), len(edges))
	}
	return n, nil
}

// Layout says how the nodes of a graph are placed: "circle", the default, or
// "spring", where edges pull nodes together and all nodes push each other away.
func Layout(name string) Option {
	return func(s *style) error {
		if name != "circle" && name != "spring" {
			return fmt.Errorf("Layout(%q): want circle or spring", name)
		}
		s.graph.layout = name
		return nil
	}
}

// Seed is where the random start of the spring layout comes from; equal seeds
// give equal pictures. The default is 0.
func Seed(seed uint64) Option { return func(s *style) error { s.graph.seed = seed; return nil } }

// NodesAt places the nodes of a graph.
func NodesAt(x, y []float64) Option {
	return func(s *style) error {
		if len(x) != len(y) || len(x) == 0 {
			return fmt.Errorf("NodesAt: x has %d values, y has %d", len(x), len(y))
		}
		for i := range x {
			if !finite(x[i]) || !finite(y[i]) {
				return fmt.Errorf("NodesAt: node %d is at %g, %g: want finite numbers", i, x[i], y[i])
			}
		}
		s.graph.x, s.graph.y, s.graph.placed = slices.Clone(x), slices.Clone(y), true
		return nil
	}
}

// NodeNames writes a name on each node instead of its number; "" for none.
func NodeNames(names ...string) Option {
	return func(s *style) error { s.graph.names = slices.Clone(names); return nil }
}

// Weights draws each edge of a graph the broader the greater the size of its
// weight.
func Weights(w []float64) Option {
	return func(s *style) error { s.graph.weights = slices.Clone(w); return nil }
}

// Directed draws the edges of a graph as arrows from their first node to the
// second. Where there is an edge each way, both bend aside.
func Directed() Option { return func(s *style) error { s.graph.directed = true; return nil } }

func (l *graph) extend(x, y *extent) {
	for i := range l.x {
		x.add(l.x[i])
		y.add(l.y[i])
	}
	// Room for the nodes at the edge, and for loops above them.
	top := 0.06
	if slices.ContainsFunc(l.edges, func(e [2]int) bool { return e[0] == e[1] }) {
		top = 0.35
	}
	dx, dy := max((x.hi-x.lo), 1e-9), max((y.hi-y.lo), 1e-9)
	x.add(x.lo - 0.06*dx)
	x.add(x.hi + 0.06*dx)
	y.add(y.hi + top*dy)
	y.add(y.lo - 0.06*dy)
}

// widths are those of the edges in pixels.
func (l *graph) widths() []float64 {
	w := make([]float64, len(l.edges))
	top := 0.0
	for _, v := range l.style.graph.weights {
		if finite(v) {
			top = max(top, math.Abs(v))
		}
	}
	for i := range w {
		w[i] = l.width
		if top > 0 {
			w[i] = l.width * 3 * math.Abs(l.style.graph.weights[i]) / top
		}
	}
	return w
}

func (l *graph) paint(p *painter, f *frame) {
	both := map[[2]int]bool{}
	for _, e := range l.edges {
		both[e] = true
	}
	ink := f.theme.axis
	ink.A = 170
	for i, w := range l.widths() {
		e := l.edges[i]
		if !(w > 0) {
			continue
		}
		bend := l.style.graph.directed && both[[2]int{e[1], e[0]}]
		path := l.edge(f, e, bend)
		if path == nil {
			continue
		}
		if !l.style.graph.directed {
			p.lines(stroke{color: ink, width: w}, path)
			continue
		}
		n := len(path)
		shaft, head := arrow(path[max(n-6, 0)], path[n-1], w)
		if len(path) > 2 {
			shaft = append(slices.Clone(path[:max(n-6, 0)]), shaft...)
		}
		p.lines(stroke{color: ink, width: w}, shaft)
		p.fill(ink, head)
	}
	for i := range l.x {
		l.node(p, f, i)
	}
}

func (l *graph) node(p *painter, f *frame, i int) {
	at := f.at(l.x[i], l.y[i])
	c := l.shown(f.theme, 1)
	if l.colors != nil {
		var ok bool
		if c, ok = l.shadeOf(l.colors[i]); !ok {
			c = f.theme.gray
		}
	}
	p.dots(f.theme.paper, l.radius+1.5, []vg.Point{at})
	p.dots(c, l.radius, []vg.Point{at})
	size := min(sizeTick, l.radius*1.2)
	name := caption{text: l.names[i], size: size, color: contrast(c), anchor: 0.5}
	if f.theme.measure(name.text, size) > 2*l.radius { // no room inside: beside
		name.color, name.anchor = f.theme.text, 0
		p.text(name, at.Add(vg.Point{X: vg.Length(l.radius + 3), Y: vg.Length(-size * 0.35)}))
		return
	}
	if size >= 6 {
		p.text(name, at.Add(vg.Point{Y: vg.Length(-size * 0.35)}))
	}
}

// edge is the line of an edge between the rims of its nodes: straight, bent, or a
// loop.
func (l *graph) edge(f *frame, e [2]int, bend bool) []vg.Point {
	a, b := f.at(l.x[e[0]], l.y[e[0]]), f.at(l.x[e[1]], l.y[e[1]])
	r := vg.Length(l.radius + 2)
	if e[0] == e[1] {
		var loop []vg.Point
		mid := a.Add(vg.Point{Y: r * 1.5})
		for k := -12; k <= 12; k++ {
			loop = append(loop, mid.Add(polar(float64(r), 90-float64(k)*11.5)))
		}
		return loop
	}
	d := b.Sub(a)
	n := vg.Length(math.Hypot(float64(d.X), float64(d.Y)))
	if n <= 2*r {
		return nil
	}
	dir := d.Scale(1 / n)
	if !bend {
		return []vg.Point{a.Add(dir.Scale(r)), b.Sub(dir.Scale(r))}
	}
	mid := a.Add(d.Scale(0.5)).Add(vg.Point{X: dir.Y, Y: -dir.X}.Scale(0.12 * n))
	var path []vg.Point
	for k := range 25 {
		t := vg.Length(k) / 24
		q := a.Scale((1 - t) * (1 - t)).Add(mid.Scale(2 * t * (1 - t))).Add(b.Scale(t * t))
		if math.Hypot(float64(q.X-a.X), float64(q.Y-a.Y)) >= float64(r) && math.Hypot(float64(q.X-b.X), float64(q.Y-b.Y)) >= float64(r) {
			path = append(path, q)
		}
	}
	if len(path) < 2 {
		return nil
	}
	return path
}

func (l *graph) trace(f *frame) (out []vg.Point) {
	for _, e := range l.edges {
		out = append(out, sample(l.edge(f, e, false))...)
	}
	return append(out, inside(f, l.x, l.y)...)
}

func (l *graph) shades() *shade {
	if l.colors == nil {
		return nil
	}
	return l.scaleOf(l.label)
}

func (l *graph) missing(bool, bool) (n, m int) { return 0, 0 }
func (l *graph) depth() int                    { return depthDots }
func (l *graph) count() (int, string)          { return 1, "graph" }

func (l *graph) keys() []key {
	if l.colors != nil {
		return nil
	}
	return l.entry(key{dot: true})
}
