package plot

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/plot/vg"
)

// bars are the bins of a histogram.
type bars struct {
	style
	edges, heights []float64
}

// Histogram counts values in so many bins of equal width between the least and the
// greatest of them; with bins 0 the number is chosen by the rule of Freedman and
// Diaconis (1981). A bin holds its lower limit, the last one its upper too. Values
// that are not finite are left out. Options: Edges, Density, Label, Color, Alpha.
func (f *Figure) Histogram(values []float64, bins int, opts ...Option) *Figure {
	s, ok := f.style("Histogram", opts)
	if !ok {
		return f
	}
	edges, heights, err := bin(values, bins, s.edges)
	if err != nil {
		return f.fail("Histogram: %v", err)
	}
	if s.density {
		normalize(edges, heights)
	}
	f.y.floor = true
	return f.add("Histogram", &bars{f.colored(s), edges, heights})
}

// bin counts values between edges, or in equal bins where there are none.
func bin(values []float64, bins int, edges []float64) ([]float64, []float64, error) {
	v := make([]float64, 0, len(values))
	for _, x := range values {
		if finite(x) {
			v = append(v, x)
		}
	}
	switch {
	case len(values) == 0:
		return nil, nil, fmt.Errorf("no data (values is empty)")
	case len(v) == 0:
		return nil, nil, fmt.Errorf("none of the %d values is finite", len(values))
	case edges != nil:
		if err := increasing("Edges", edges, 2); err != nil {
			return nil, nil, err
		}
	case bins < 0 || bins > 100_000:
		return nil, nil, fmt.Errorf("bins is %d, want 0 (automatic) to 100000", bins)
	default:
		edges = equalBins(v, bins)
	}
	heights := make([]float64, len(edges)-1)
	last := len(edges) - 1
	for _, x := range v {
		if x < edges[0] || x > edges[last] {
			continue
		}
		// The first edge above x ends its bin.
		i := sort.Search(len(edges), func(i int) bool { return edges[i] > x }) - 1
		heights[min(i, last-1)]++
	}
	return edges, heights, nil
}

// increasing checks that values are finite and strictly increasing.
func increasing(name string, v []float64, least int) error {
	if len(v) < least {
		return fmt.Errorf("%s has %d values, want at least %d", name, len(v), least)
	}
	for i, x := range v {
		if !finite(x) {
			return fmt.Errorf("%s[%d] is %g, want a finite number", name, i, x)
		}
		if i > 0 && x <= v[i-1] {
			return fmt.Errorf("%s must increase: [%d] is %g after %g", name, i, x, v[i-1])
		}
	}
	return nil
}

func equalBins(v []float64, bins int) []float64 {
	lo, hi := slices.Min(v), slices.Max(v)
	if lo == hi {
		d := math.Max(math.Abs(lo)*1e-3, 0.5)
		lo, hi = lo-d, hi+d
		if bins == 0 {
			bins = 1
		}
	}
	if bins == 0 {
		bins = freedmanDiaconis(v, hi-lo)
	}
	edges := make([]float64, bins+1)
	for i := range edges {
		t := float64(i) / float64(bins)
		edges[i] = lo*(1-t) + hi*t
	}
	edges[bins] = hi
	return edges
}

func freedmanDiaconis(v []float64, width float64) int {
	s := slices.Clone(v)
	slices.Sort(s)
	n := len(s)
	iqr := s[(3*n)/4] - s[n/4]
	bins := width / (2 * iqr / math.Cbrt(float64(n)))
	if !(iqr > 0) || !finite(bins) {
		return max(1, int(math.Ceil(math.Log2(float64(n))+1))) // Sturges
	}
	return int(min(max(math.Ceil(bins), 1), 200))
}

// normalize makes the area one.
func normalize(edges, heights []float64) {
	n := 0.0
	for _, h := range heights {
		n += h
	}
	if n == 0 {
		return
	}
	for i := range heights {
		heights[i] /= n * (edges[i+1] - edges[i])
	}
}

func (l *bars) extend(x, y *extent) {
	for _, e := range l.edges {
		x.add(e)
	}
	y.add(0) // has no effect on a logarithmic axis
	for _, h := range l.heights {
		y.add(h)
	}
}

func (l *bars) paint(p *painter, f *frame) {
	c := f.canvas(p)
	var boxes [][]vg.Point
	base := f.Min.Y
	if !f.y.log {
		base = f.py(0)
	}
	// A hair of white between bars, where they are wide enough to bear it.
	gap := vg.Length(0.5)
	if f.Size().X/vg.Length(len(l.heights)) < 5 {
		gap = 0
	}
	for i, h := range l.heights {
		top := f.at(l.edges[i], h)
		right := f.px(l.edges[i+1])
		if h == 0 || !drawable(top) || !finite(float64(right)) {
			continue
		}
		left := top.X + gap
		right -= gap
		boxes = append(boxes, c.ClipPolygonXY([]vg.Point{{X: left, Y: base}, {X: left, Y: top.Y}, {X: right, Y: top.Y}, {X: right, Y: base}}))
	}
	p.fill(l.shown(f.theme, 0.65), boxes...)
}

func (l *bars) trace(f *frame) (out []vg.Point) {
	for i, h := range l.heights {
		a := f.at(l.edges[i], h)
		b := vg.Point{X: f.px(l.edges[i+1]), Y: a.Y}
		if h > 0 && drawable(a) && drawable(b) {
			foot := vg.Point{X: (a.X + b.X) / 2, Y: f.Min.Y}
			out = append(out, sample([]vg.Point{a, b, {X: foot.X, Y: b.Y}, foot})...)
		}
	}
	return out
}

func (l *bars) missing(logx, _ bool) (n, m int) {
	for _, e := range l.edges[1:] {
		if logx && e <= 0 {
			n++
		}
	}
	return n, len(l.heights)
}

func (l *bars) depth() int           { return depthBar }
func (l *bars) count() (int, string) { return 1, "histogram" }
func (l *bars) keys() []key          { return l.entry(key{area: true, fill: 0.65}) }
