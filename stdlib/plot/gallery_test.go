package plot

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// descent makes curves that look like runs of optimisers: mean and band.
func descent(n int, rate, noise float64, seed uint64) (k, mean, lo, hi []float64) {
	r := rand.New(rand.NewPCG(seed, 1))
	for i := range n {
		m := math.Exp(-rate*float64(i)) + 1e-3*(1+noise*r.NormFloat64())
		w := 1 + 0.6*noise*math.Abs(r.NormFloat64()) + 0.3
		k = append(k, float64(i))
		mean = append(mean, m)
		lo, hi = append(lo, m/w), append(hi, m*w)
	}
	return
}

func rosenbrock(x, y float64) float64 { return (1-x)*(1-x) + 100*(y-x*x)*(y-x*x) }

func normals(n int, mean, sd float64, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 2))
	v := make([]float64, n)
	for i := range v {
		v[i] = mean + sd*r.NormFloat64()
	}
	return v
}

// gallery is a figure of every kind. MONRO_GALLERY=folder go test -run Gallery
// writes them there, to be looked at, in the theme MONRO_THEME.
func gallery() map[string]*Figure {
	figs := map[string]*Figure{}

	x := between(0, 2*math.Pi, 200)
	damped := make([]float64, len(x))
	for i := range x {
		damped[i] = math.Sin(3*x[i]) * math.Exp(-0.3*x[i])
	}
	figs["damped"] = Line(x, damped).Title("damped").XLabel("$t$").YLabel("amplitude")

	runs := New().LogY().Title("Logistic regression, a9a").XLabel("step $k$").YLabel(`$f(x_k) - f^*$`)
	for i, name := range []string{"SGD", "Adam", "AdaBelief", "Momentum"} {
		k, m, lo, hi := descent(1000, 0.003*float64(i+1), 0.3, uint64(i))
		runs.Line(k, m, Label(name)).Band(k, lo, hi)
	}
	figs["runs"] = runs

	ten := New().LogY().LogX().XLabel("gradient evaluations").YLabel(`$\|\nabla f(x)\|^2$`)
	for i := range 10 {
		k, m, lo, hi := descent(2000, 0.002*float64(i+1), 0.2, uint64(i))
		ten.Line(k, m, Label("method "+num(float64(i+1), 0))).Band(k, lo, hi)
	}
	figs["ten"] = ten

	figs["scatter"] = New().
		Scatter(normals(300, 0, 1, 1), normals(300, 0, 1, 2), Label("prior")).
		Scatter(normals(300, 2, 0.5, 3), normals(300, 1, 0.4, 4), Label("posterior")).
		XLabel(`$\theta_1$`).YLabel(`$\theta_2$`).Equal()
	figs["cloud"] = Scatter(normals(30_000, 0, 1, 1), normals(30_000, 0, 1, 2), Alpha(0.1), MarkerSize(1.5)).Title("30 000 points")

	figs["histogram"] = New().
		Histogram(normals(5000, 0, 1, 5), 0, Density(), Label("$N(0, 1)$")).
		Histogram(normals(5000, 2, 0.7, 6), 0, Density(), Label("$N(2, 0.7^2)$")).
		VLine(0, Dashed()).XLabel("$x$").YLabel("density")

	path := [][2]float64{{-1.5, 2}, {-1.2, 1.1}, {-0.6, 0.4}, {0, 0.1}, {0.5, 0.2}, {0.8, 0.6}, {1, 1}}
	var px, py []float64
	for _, p := range path {
		px, py = append(px, p[0]), append(py, p[1])
	}
	figs["rosenbrock"] = Contour(rosenbrock, []float64{-2, 2}, []float64{-1, 3}, LogColor(), Filled(), Label("$f(x)$"), Levels(14)).
		Line(px, py, Markers(), Color("orange"), Label("path")).XLabel("$x_1$").YLabel("$x_2$").Title("Rosenbrock")
	figs["contour"] = Contour(func(x, y float64) float64 { return math.Sin(2*x) * math.Cos(2*y) }, []float64{-2, 2}, []float64{-1.5, 1.5}).
		XLabel("$x$").YLabel("$y$")

	m := mat.NewDense(12, 18, nil)
	for i := range 12 {
		for j := range 18 {
			m.Set(i, j, math.Exp(-math.Hypot(float64(i)-5, float64(j)-9)/4))
		}
	}
	m.Set(2, 3, math.NaN())
	figs["heatmap"] = HeatMap(m, Label("correlation")).XLabel("column").YLabel("row")
	figs["diverging"] = HeatMap(m, ColorMap("coolwarm"), ColorRange(-1, 1)).Equal()

	gaps := []float64{1, 2, 4, math.NaN(), 8, 6, math.Inf(1), 7, 9, 11}
	figs["gaps"] = Line(nil, gaps, Markers(), Label("with gaps")).
		ErrorBars([]float64{0, 3, 6, 9}, []float64{2, 5, 5, 8}, []float64{0.5, 1, 0.7, 1.2}, Label("measured")).
		HLine(6, Dotted(), Label("target")).Text(4, 8, "restart").Title("NaN and Inf leave gaps")
	figs["dropped"] = Line(nil, []float64{1, 0.1, 0.01, 0, -0.2, 0.001, 1e-4, 1e-5}).LogY().Title("values ≤ 0")
	figs["big"] = Line([]float64{0, 1e6, 2e6, 3e6}, []float64{1.2e-5, 3e-5, 2e-5, 2.5e-5}, Steps()).XLabel("samples").YLabel("step size").Title("large and small numbers")
	figs["grid"] = Grid(2, Line(x, damped).Title("a").YLabel("amplitude"), runs, HeatMap(m).Title("c"), Scatter(normals(100, 0, 1e5, 1), normals(100, 0, 1, 2)).XLabel("$x$")).Title("Four panels").Size(960, 720)
	addKinds(figs)
	return figs
}

func TestGallery(t *testing.T) {
	debugPanics = true
	folder := os.Getenv("MONRO_GALLERY")
	for name, f := range gallery() {
		t.Run(name, func(t *testing.T) {
			text, err := f.SVG()
			if err != nil {
				t.Fatal(err)
			}
			checkXML(t, text)
			if limit := 150_000; len(text) > limit {
				t.Errorf("SVG of %d bytes, want at most %d", len(text), limit)
			}
			if again, _ := f.SVG(); again != text {
				t.Error("the same figure drawn twice differs")
			}
			for _, d := range paths(t, text) {
				if strings.ContainsAny(d, "NI+") {
					t.Errorf("a path holds what is no number: %.80s", d)
				}
			}
			if folder == "" {
				return
			}
			if theme := os.Getenv("MONRO_THEME"); theme != "" {
				f.Theme(theme)
			}
			for _, ext := range []string{".svg", ".png", ".pdf"} {
				if err := f.Save(filepath.Join(folder, name+ext)); err != nil {
					t.Error(err)
				}
			}
			t.Log(name, len(text))
		})
	}
}

// tenBands is ten curves with bands, a thousand points each: the figure that the
// time of drawing is judged by.
func tenBands() *Figure {
	f := New().LogY().XLabel("gradient evaluations").YLabel(`$\|\nabla f(x)\|^2$`)
	for i := range 10 {
		k, m, lo, hi := descent(1000, 0.002*float64(i+1), 0.2, uint64(i))
		f.Line(k, m, Label("method "+num(float64(i+1), 0))).Band(k, lo, hi)
	}
	return f
}

// As a notebook shows it: SVG and PNG.
func BenchmarkDisplay(b *testing.B) {
	f := tenBands()
	b.ReportAllocs()
	for b.Loop() {
		f.Display()
	}
}
