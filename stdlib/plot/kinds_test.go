package plot

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func near(a, b, tol float64) bool { return math.Abs(a-b) <= tol }

// The estimate for a few values against the sum of kernels.
func TestKDEIsASumOfKernels(t *testing.T) {
	v := []float64{-1, 0.3, 0.35, 2}
	const h = 0.4
	x, y := density(v, h)
	area := 0.0
	for i := range x {
		want := 0.0
		for _, vi := range v {
			want += normalDensity((x[i]-vi)/h) / h / 4
		}
		if !near(y[i], want, 2e-3) {
			t.Errorf("at %g: %g, want %g", x[i], y[i], want)
		}
		if i > 0 {
			area += (x[i] - x[i-1]) * (y[i] + y[i-1]) / 2
		}
	}
	if !near(area, 1, 2e-3) {
		t.Errorf("area %g", area)
	}
}

func TestSilverman(t *testing.T) {
	v := []float64{1, 2, 3, 4, 5}
	// s = sqrt(2.5), IQR = 2, so that 2/1.34 is the smaller.
	if got, want := silverman(v), 0.9*(2/1.34)*math.Pow(5, -0.2); !near(got, want, 1e-12) {
		t.Errorf("bandwidth %g, want %g", got, want)
	}
	if h := silverman([]float64{3, 3}); !(h > 0) {
		t.Errorf("bandwidth of equal values %g", h)
	}
}

func TestSummaries(t *testing.T) {
	rows := [][]float64{{1, math.NaN()}, {2, 4}, {3, 6}, {6, math.Inf(1)}}
	for _, c := range []struct {
		name        string
		s           summary
		mid, lo, hi [2]float64
	}{
		// Column 0: mean 3, s = sqrt(14/3); column 1: mean 5, s = sqrt(2).
		{"standard deviations", summary{deviations, 2, 2}, [2]float64{3, 5}, [2]float64{3 - 2*math.Sqrt(14.0/3), 5 - 2*math.Sqrt2}, [2]float64{3 + 2*math.Sqrt(14.0/3), 5 + 2*math.Sqrt2}},
		{"standard errors", summary{standardErrors, 1, 1}, [2]float64{3, 5}, [2]float64{3 - math.Sqrt(14.0/3)/2, 4}, [2]float64{3 + math.Sqrt(14.0/3)/2, 6}},
		// Tables of Student's t: 3.182446 for 3 degrees of freedom, 12.706205 for 1.
		{"confidence", summary{}, [2]float64{3, 5}, [2]float64{3 - 3.182446*math.Sqrt(14.0/3)/2, 5 - 12.706205}, [2]float64{3 + 3.182446*math.Sqrt(14.0/3)/2, 5 + 12.706205}},
		{"quantiles", summary{quantiles, 0, 1}, [2]float64{2.5, 5}, [2]float64{1, 4}, [2]float64{6, 6}},
		{"quartiles", summary{quantiles, 0.25, 0.75}, [2]float64{2.5, 5}, [2]float64{1.75, 4.5}, [2]float64{3.75, 5.5}},
	} {
		mid, lo, hi, bad := c.s.columns(rows)
		for j := range 2 {
			if !near(mid[j], c.mid[j], 1e-5) || !near(lo[j], c.lo[j], 1e-5) || !near(hi[j], c.hi[j], 1e-5) {
				t.Errorf("%s, column %d: %g in [%g, %g], want %g in [%g, %g]", c.name, j, mid[j], lo[j], hi[j], c.mid[j], c.lo[j], c.hi[j])
			}
		}
		if bad != 2 {
			t.Errorf("%s: %d bad rows, want 2", c.name, bad)
		}
	}
	text, err := Runs(nil, rows, Label("SGD")).SVG()
	if err != nil || !strings.Contains(text, "SGD: 2 of 4 runs have values that are not finite") {
		t.Errorf("no note about bad runs (%v)", err)
	}
}

func TestQuantile(t *testing.T) {
	v := []float64{1, 2, 4, 8}
	for p, want := range map[float64]float64{0: 1, 1: 8, 0.5: 3, 0.25: 1.75, 1.0 / 3: 2} {
		if got := quantile(v, p); !near(got, want, 1e-12) {
			t.Errorf("quantile %g is %g, want %g", p, got, want)
		}
	}
}

func TestECDFSteps(t *testing.T) {
	l := ECDF([]float64{3, 1, 3, math.NaN(), 2}).layers[0].(*line)
	wantX, wantY := []float64{1, 1, 1, 2, 2, 3, 3}, []float64{0, 0, 0.25, 0.25, 0.5, 0.5, 1}
	if !slices.Equal(l.x, wantX) || !slices.Equal(l.y, wantY) {
		t.Errorf("steps %v, %v; want %v, %v", l.x, l.y, wantX, wantY)
	}
}

// Quartiles and whiskers of a sample worked by hand.
func TestBoxStatistics(t *testing.T) {
	v := []float64{1, 2, 3, 4, 5, 6, 7, 8, 30}
	g := describeGroup(boxes, 0, v, style{})
	if g.q1 != 3 || g.mid != 5 || g.q3 != 7 || g.least != 1 || g.most != 8 || !slices.Equal(g.out, []float64{30}) {
		t.Errorf("%+v, want quartiles 3 5 7, whiskers 1 8, outlier 30", g)
	}
}

func TestStackedBars(t *testing.T) {
	f := BarGroups(nil, [][]float64{{1, 2}, {3, math.NaN()}, {5, 7}}, Stacked())
	last := f.layers[2].(*barSeries)
	if !slices.Equal(last.base, []float64{4, 2}) || !slices.Equal(last.height, []float64{9, 9}) {
		t.Errorf("the third series is from %v to %v, want from [4 2] to [9 9]", last.base, last.height)
	}
	side := BarGroups(nil, [][]float64{{1}, {2}}).layers
	a, b := side[0].(*barSeries), side[1].(*barSeries)
	if !near(a.at[0], -0.2, 1e-12) || !near(b.at[0], 0.2, 1e-12) || !near(a.width, 0.4, 1e-12) {
		t.Errorf("bars at %g and %g, %g wide; want -0.2, 0.2 and 0.4", a.at[0], b.at[0], a.width)
	}
}

// On log-log axes a slope is a power law through its point.
func TestSlopeIsAPowerLaw(t *testing.T) {
	f := frame{x: scale{1, 100, true}, y: scale{1e-4, 1, true}, theme: themes[0]}
	f.Max.X, f.Max.Y = 200, 400
	s := &slope{style: style{through: [2]float64{10, 1e-2}, anchored: true}, power: -2}
	e, ok := s.ends(&f)
	// 10^-2 at 10 means 1 at 1 and 10^-4 at 100: corner to corner.
	if !ok || !near(float64(e[0].Y), 400, 1e-9) || !near(float64(e[1].Y), 0, 1e-9) {
		t.Errorf("ends %v, want (0, 400) and (200, 0)", e)
	}
}

func TestLayouts(t *testing.T) {
	x, y := circleLayout(4)
	for i, want := range [][2]float64{{0, 1}, {1, 0}, {0, -1}, {-1, 0}} {
		if !near(x[i], want[0], 1e-12) || !near(y[i], want[1], 1e-12) {
			t.Errorf("node %d is at %g, %g; want %v", i, x[i], y[i], want)
		}
	}
	path := [][2]int{{0, 1}, {1, 2}, {2, 3}}
	ax, ay := spring(4, path, 7)
	bx, by := spring(4, path, 7)
	if !slices.Equal(ax, bx) || !slices.Equal(ay, by) {
		t.Error("equal seeds give different layouts")
	}
	d := func(i, j int) float64 { return math.Hypot(ax[i]-ax[j], ay[i]-ay[j]) }
	if !(d(0, 3) > d(0, 2) && d(0, 2) > d(0, 1)) {
		t.Errorf("along a path the distances are %.2f, %.2f, %.2f: want increasing", d(0, 1), d(0, 2), d(0, 3))
	}
}

func TestSharedAxes(t *testing.T) {
	g := Grid(2, Line(nil, []float64{0, 1}), Line(nil, []float64{5, 9}), Line([]float64{-7, 0}, []float64{1, 2})).Share()
	s, err := g.sheet()
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range s.plans {
		if p.x != s.plans[0].x || p.y != s.plans[0].y || p.x.lo > -7 || p.y.hi < 9 {
			t.Errorf("panel %d: x %v, y %v", i, p.x, p.y)
		}
		if w, v := p.frame.Size(), s.plans[0].frame.Size(); !near(float64(w.X), float64(v.X), 1e-9) || !near(float64(w.Y), float64(v.Y), 1e-9) {
			t.Errorf("panel %d has a frame of %v, the first %v", i, w, v)
		}
	}
	hidden := [][2]bool{{true, false}, {false, true}, {false, false}}
	for i, p := range s.plans {
		if p.hideX != hidden[i][0] || p.hideY != hidden[i][1] {
			t.Errorf("panel %d: x hidden %v, y hidden %v; want %v", i, p.hideX, p.hideY, hidden[i])
		}
	}
}

func TestCommonLegend(t *testing.T) {
	panel := func() *Figure {
		return Line(nil, []float64{1, 2}, Label("SGD")).Line(nil, []float64{2, 1}, Label("Adam"))
	}
	for where, want := range map[string]int{"best": 2, "bottom": 1, "top": 1, "right": 1, "none": 0} {
		text, err := Grid(2, panel(), panel()).Legend(where).SVG()
		if err != nil || strings.Count(text, ">SGD<") != want {
			t.Errorf("%s: SGD is named %d times, want %d (%v)", where, strings.Count(text, ">SGD<"), want, err)
		}
	}
}

func TestHistogram2DCounts(t *testing.T) {
	f := Histogram2D([]float64{0, 0.1, 1, math.NaN()}, []float64{0, 0.2, 1, 0}, 2)
	z := f.layers[0].(*field).z
	if z[0][0] != 2 || z[1][1] != 1 || !math.IsNaN(z[0][1]) {
		t.Errorf("counts %v, want 2 and 1 on the diagonal", z)
	}
}

func TestReadableTicks(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 0.25: "0.25", -3: "−3", 1e6: "$10^{6}$", 2.5e-7: `$2.5\times 10^{-7}$`, 1000: "1000"} {
		if got := readable(v); got != want {
			t.Errorf("%g reads %q, want %q", v, got, want)
		}
	}
}

// On equal axes an arrow points along its vector; on others, where a small step
// along it would lead.
func TestArrowDirection(t *testing.T) {
	f := frame{x: scale{0, 1, false}, y: scale{0, 10, false}}
	f.Max.X, f.Max.Y = 100, 100
	l := &arrows{x: []float64{0.5}, y: []float64{5}, u: []float64{1}, v: []float64{10}}
	if d := l.direction(&f, 0); !near(float64(d.X), math.Sqrt2/2, 1e-12) || !near(float64(d.Y), math.Sqrt2/2, 1e-12) {
		t.Errorf("direction %v, want the diagonal", d)
	}
}
