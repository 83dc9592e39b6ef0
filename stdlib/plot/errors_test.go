package plot

import (
	"image"
	"math"
	"path/filepath"
	"strings"
	"testing"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
)

func TestErrorsNameWhatWasWrong(t *testing.T) {
	one, two, three := []float64{1}, []float64{1, 2}, []float64{1, 2, 3}
	nan := math.NaN()
	for _, c := range []struct {
		name string
		fig  *Figure
		want []string
	}{
		{"lengths", Line(two, three), []string{"Line", "x has 2", "y has 3"}},
		{"no data", Line(nil, nil), []string{"Line", "no data"}},
		{"lines", Lines(two, [][]float64{two, three}), []string{"ys[1] has 3"}},
		{"labels", Lines(nil, [][]float64{two}, Labels("a", "b")), []string{"2 labels", "1 curves"}},
		{"band", Band(two, two, three), []string{"lo has 2", "hi has 3"}},
		{"error bars", ErrorBars(two, two, one), []string{"y has 2", "err has 1"}},
		{"negative error", ErrorBars(two, two, []float64{1, -1}), []string{"err[1] is -1"}},
		{"edges", Histogram(three, 0, Edges([]float64{0, 2, 1})), []string{"Edges must increase", "[2] is 1 after 2"}},
		{"bins", Histogram(three, -1), []string{"bins is -1"}},
		{"all NaN", Histogram([]float64{nan, nan}, 3), []string{"none of the 2 values is finite"}},
		{"ragged", HeatMap([][]float64{{1, 2}, {1}}), []string{"z[1] has 1", "z[0] has 2"}},
		{"type", HeatMap(3), []string{"int", "[][]float64"}},
		{"over", HeatMap([][]float64{{1, 2}}, Over(one, one)), []string{"x has 1", "2 columns"}},
		{"contour grid", ContourGrid(two, three, [][]float64{{1, 2}, {3, 4}}), []string{"y has 3", "2 rows"}},
		{"contour range", Contour(rosenbrock, []float64{1, 0}, two), []string{"x must increase"}},
		{"nil function", Contour(nil, two, two), []string{"nil"}},
		{"map of no positive", HeatMap([][]float64{{-1, 0}}, LogColor()), []string{"no positive values"}},
		{"size", New().Size(-1, 3), []string{"Size(-1, 3)"}},
		{"limits", New().XLim(1, 1), []string{"XLim(1, 1)"}},
		{"log limits", Line(nil, two).LogY().YLim(-1, 1), []string{"YLim(-1, 1)", "positive"}},
		{"log of nothing", Line(nil, []float64{-1, 0}).LogY(), []string{"LogY", "none of the 2"}},
		{"legend", New().Legend("above"), []string{`"above"`, "top right"}},
		{"color", Line(nil, two, Color("bleu")), []string{`"bleu"`, "#rrggbb"}},
		{"color map", HeatMap([][]float64{{1}}, ColorMap("jet")), []string{`"jet"`, "viridis"}},
		{"levels", Contour(rosenbrock, two, two, LevelsAt(1, 1)), []string{"LevelsAt"}},
		{"width", Line(nil, two, Width(0)), []string{"Width(0)"}},
		{"grid of none", Grid(2), []string{"no figures"}},
		{"grid of nil", Grid(2, New(), nil), []string{"figure 1 is nil"}},
		{"grid columns", Grid(0, New()), []string{"Grid(0)"}},
		{"line on grid", Grid(1, New()).Line(nil, two), []string{"Line on a grid"}},
		{"panel", Grid(2, New(), Line(nil, []float64{-1}).LogY()), []string{"panel 1", "LogY"}},
		{"bars", Bars([]string{"a"}, two), []string{"1 names for 2 bars"}},
		{"no bars", BarGroups(nil, nil), []string{"BarGroups", "no data"}},
		{"bar series", BarGroups(nil, [][]float64{two, one}), []string{"heights[1] has 1"}},
		{"bar errors", Bars(nil, two, Errors([]float64{1, -1})), []string{"bar 1", "-1"}},
		{"bar error lengths", Bars(nil, two, Errors(one)), []string{"series 0 has 1 values for 2 bars"}},
		{"box", Box([]string{"a"}, [][]float64{one, two}), []string{"1 names for 2 groups"}},
		{"violin of NaN", Violin(nil, [][]float64{{nan}}), []string{"values[0]", "none of the 1 values is finite"}},
		{"kde", KDE(nil), []string{"KDE", "no data"}},
		{"bandwidth", KDE(two, Bandwidth(-1)), []string{"Bandwidth(-1)"}},
		{"ecdf", ECDF([]float64{nan}), []string{"none of the 1"}},
		{"func", Func(nil, 0, 1), []string{"nil"}},
		{"func range", Func(math.Sin, 1, 1), []string{"lo < hi"}},
		{"qq", QQ(two, nil), []string{"nil"}},
		{"runs", Runs(nil, [][]float64{two, three}), []string{"rows[1] has 3", "rows[0] has 2"}},
		{"no runs", Runs(nil, nil), []string{"rows is empty"}},
		{"quantiles", Runs(nil, [][]float64{two}, Quantiles(0.9, 0.1)), []string{"Quantiles(0.9, 0.1)"}},
		{"confidence", Runs(nil, [][]float64{two}, Confidence(95)), []string{"Confidence(95)", "0.95"}},
		{"trajectory", Trajectory([][]float64{two, three}), []string{"points[1] has 3"}},
		{"quiver", Quiver(nil, two, two), []string{"nil"}},
		{"quiver grid", QuiverGrid(two, two, [][]float64{two, two}, [][]float64{two}), []string{"v: ", "y has 2", "1 rows"}},
		{"arrows", Arrows(two, two, two, one), []string{"v has 1"}},
		{"color by", Scatter(two, two, ColorBy(one)), []string{"ColorBy has 1 values for 2 points"}},
		{"slope", New().Slope(nan), []string{"Slope(NaN)"}},
		{"span", New().VSpan(0, math.Inf(1)), []string{"VSpan", "finite"}},
		{"intervals", New().Intervals(two, two, three[:2], one), []string{"hi has 1"}},
		{"intervals order", New().Intervals(one, one, one, []float64{0}), []string{"lo[0] is 1", "hi[0]", "0"}},
		{"texts", New().Texts(two, two, []string{"a"}), []string{"texts has 1"}},
		{"ticks", New().XTicks(two, "a"), []string{"1 labels for 2"}},
		{"graph", Graph(nil), []string{"Graph", "no data"}},
		{"graph nodes", Graph([][2]int{{0, -1}}), []string{"edges[0]", "-1"}},
		{"graph layout", Graph([][2]int{{0, 1}}, Layout("tree")), []string{`Layout("tree")`}},
		{"graph weights", Graph([][2]int{{0, 1}}, Weights(two)), []string{"Weights has 2 values for 1 edges"}},
		{"graph places", Graph([][2]int{{0, 2}}, NodesAt(two, two)), []string{"2 places", "up to 2"}},
		{"images", Images([][]float64{two}, 2, 2, 1), []string{"images[0] has 2", "want 4", "12"}},
		{"image columns", Images([][]float64{two}, 2, 1, 0), []string{"cols is 0"}},
		{"nil picture", Pictures([]image.Image{nil}, 1), []string{"images[0] is nil"}},
		{"matrix", ScatterMatrix([][]float64{two, three}, nil), []string{"columns[1] has 3"}},
		{"matrix names", ScatterMatrix([][]float64{two}, []string{"a", "b"}), []string{"2 names for 1 columns"}},
		{"hist2d", Histogram2D(two, two, 0), []string{"bins is 0"}},
		{"share", Line(nil, two).Share(), []string{"ShareX", "not a Grid"}},
		{"grid legend", Grid(1, New()).Legend("top left"), []string{`"top left"`, "bottom"}},
		{"theme", New().Theme("sepia"), []string{`"sepia"`, "light, dark or print"}},
		{"first error stays", Line(two, three).Size(-1, -1), []string{"x has 2"}},
		{"too small", Line(nil, two).Size(60, 60).XLabel("x"), []string{"no room"}},
		{"foreign panic", New().Add(bomb{}), []string{"drawing failed", "boom"}},
		{"foreign nil", New().Add(nil), []string{"plotter 0 is nil"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, svgErr := c.fig.SVG()
			_, pngErr := c.fig.PNG()
			saveErr := c.fig.Save(filepath.Join(t.TempDir(), "x.pdf"))
			for _, err := range []error{svgErr, pngErr, saveErr} {
				if err == nil {
					t.Fatal("no error")
				}
				for _, w := range c.want {
					if !strings.Contains(err.Error(), w) {
						t.Errorf("error %q does not say %q", err, w)
					}
				}
			}
			b := c.fig.Display()
			if h, _ := b.Data["text/html"].(string); !strings.Contains(h, "color:#dc3640") {
				t.Errorf("shown as %v, want a message in red", b.Data)
			}
			if b.Data["image/svg+xml"] != nil {
				t.Error("a broken figure shows an image")
			}
		})
	}
}

type bomb struct{}

func (bomb) Plot(draw.Canvas, *gonum.Plot) { panic("boom") }

// Whatever the data and the axes, a figure is drawn or says what was wrong with
// it; no drawing fails half way.
func TestNothingPanics(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	odd := map[string][]float64{
		"mixed": {nan, inf, -inf, 0, 1, -1}, "NaN": {nan, nan, nan}, "one": {5}, "equal": {2, 2, 2}, "zeros": {0, 0},
		"huge": {-math.MaxFloat64, math.MaxFloat64, 1}, "tiny": {5e-324, 1e-323}, "negative": {-1, -2}, "none": {},
	}
	for name, v := range odd {
		w := make([]float64, len(v))
		for i := range w {
			w[i] = float64(i)
		}
		pairs := make([][]float64, len(v))
		for i := range v {
			pairs[i] = []float64{v[i], w[i]}
		}
		field := func(x, y float64) (float64, float64) { return x * v[0], y }
		for kind, build := range map[string]func() *Figure{
			"line": func() *Figure { return Line(v, w).Line(w, v, Steps(), Markers()) }, "scatter": func() *Figure { return Scatter(v, v) },
			"bars": func() *Figure { return Bars(nil, v) }, "stacked": func() *Figure { return BarGroups(nil, [][]float64{v, v}, Stacked(), Horizontal()) },
			"box": func() *Figure { return Box(nil, [][]float64{v}) }, "violin": func() *Figure { return Violin(nil, [][]float64{v}, Horizontal()) },
			"strip": func() *Figure { return Strip(nil, [][]float64{v}) }, "kde": func() *Figure { return KDE(v) },
			"histogram": func() *Figure { return Histogram(v, 0).ECDF(v) }, "hist2d": func() *Figure { return Histogram2D(v, w, 3) },
			"runs": func() *Figure { return Runs(nil, [][]float64{v, w}) }, "slope": func() *Figure { return Line(w, v).Slope(-1).Slope(2, Through(1, 1)) },
			"trajectory": func() *Figure { return Trajectory(pairs) }, "arrows": func() *Figure { return Arrows(w, w, v, v) },
			"quiver": func() *Figure { return Quiver(field, []float64{0, 1}, []float64{-1, 1}, ColorMap("gray")) },
			"colors": func() *Figure { return Scatter(w, w, ColorBy(v)) }, "graph": func() *Figure { return Graph([][2]int{{0, 1}, {0, 0}}, ColorBy(v)) },
			"images": func() *Figure { return Images([][]float64{v}, len(v), 1, 1) },
			"map":    func() *Figure { return HeatMap([][]float64{v, v}, CellValues(1)) }, "marks": func() *Figure { return New().Texts(w, v, make([]string, len(v))).Rect(0, 0, 1, 1).HSpan(0, 1) },
		} {
			if len(v) == 0 && kind == "quiver" {
				continue
			}
			for _, axes := range []func(*Figure) *Figure{
				func(f *Figure) *Figure { return f },
				func(f *Figure) *Figure { return f.LogX().LogY().Equal() },
			} {
				f := axes(build())
				if f.Err() == nil {
					f.Size(200, 150)
				}
				for _, draw := range []func() error{
					func() error { _, err := f.SVG(); return err },
					func() error { _, err := f.PNG(); return err },
					func() error { _, err := f.PDF(); return err },
				} {
					if err := draw(); err != nil && strings.Contains(err.Error(), "failed") {
						t.Errorf("%s of %s: %v", kind, name, err)
						break
					}
				}
			}
		}
	}
}
