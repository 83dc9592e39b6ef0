package plot

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
)

// seedsOf are runs that differ by noise.
func seedsOf(runs, n int, rate float64, seed uint64) [][]float64 {
	rows := make([][]float64, runs)
	for i := range rows {
		_, rows[i], _, _ = descent(n, rate, 0.3, seed*100+uint64(i))
		scale := math.Exp(0.5 * rand.New(rand.NewPCG(seed, uint64(i))).NormFloat64())
		for j := range rows[i] {
			rows[i][j] *= scale
		}
	}
	return rows
}

// addKinds adds a figure of every kind that has a function of its own.
func addKinds(figs map[string]*Figure) {
	methods := []string{"SGD", "momentum", "Adam", "AdaBelief"}
	figs["bars"] = Bars(methods, []float64{0.61, 0.72, 0.83, 0.86}, Errors([]float64{0.03, 0.02, 0.04, 0.01})).YLabel("accuracy")
	figs["groups"] = BarGroups(methods, [][]float64{{0.61, 0.72, 0.83, 0.86}, {0.55, 0.65, 0.81, 0.82}, {0.2, 0.3, math.NaN(), 0.4}},
		Labels("train", "validation", "test"), Errors([]float64{0.03, 0.02, 0.04, 0.01}, []float64{0.03, 0.02, 0.04, 0.01}, []float64{0, 0, 0, 0.05})).YLabel("accuracy").Legend("below")
	figs["stacked"] = BarGroups([]string{"forward", "backward", "update of the optimiser", "communication over the network", "data"}, [][]float64{{1, 2, 0.5, 3, 1}, {2, 1, 0.2, 1, 2}},
		Labels("compute", "wait"), Stacked()).YLabel("seconds")
	figs["lying"] = Bars([]string{"stochastic gradient descent", "Adam", "AdaBelief"}, []float64{3, -1, 2}, Horizontal()).XLabel("gain")

	groups := [][]float64{normals(200, 0, 1, 1), normals(200, 1, 0.5, 2), append(normals(100, -1, 0.4, 3), normals(100, 1, 0.3, 4)...)}
	names := []string{"Euler", "Heun", "RK4"}
	figs["box"] = Box(names, groups).YLabel("error")
	figs["violin"] = Violin(names, groups, Color("green"))
	figs["strip"] = Strip(names, groups, Color("purple"))

	v := append(normals(3000, -1, 0.6, 5), normals(2000, 1.5, 1, 6)...)
	figs["kde"] = Histogram(v, 0, Density(), Label("samples")).KDE(v, Label("KDE")).
		Func(func(x float64) float64 {
			return 0.6*normalDensity((x+1)/0.6)/0.6 + 0.4*normalDensity(x-1.5)
		}, -4, 5, Label("density"), Dashed()).XLabel("$x$")
	figs["ecdf"] = ECDF(normals(50, 0, 1, 1), Label("$n = 50$")).ECDF(normals(1000, 0, 1, 2), Label("$n = 1000$")).YLabel(`$\hat F_n(x)$`)
	figs["qq"] = QQ(normals(300, 0, 1, 1), func(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }).XLabel("normal quantiles").YLabel("values")
	figs["hist2d"] = Histogram2D(normals(20000, 0, 1, 1), normals(20000, 0, 2, 2), 60, Label("points"))

	figs["seeds"] = Runs(nil, seedsOf(10, 500, 0.01, 1), Label("SGD")).Runs(nil, seedsOf(10, 500, 0.02, 2), Label("Adam")).
		LogY().LogX().Slope(-1, Label("$1/k$")).XLabel("$k$").YLabel(`$f(\bar x_k) - f^*$`)
	figs["quantiles"] = Runs(nil, seedsOf(30, 300, 0.01, 3), Quantiles(0.1, 0.9), Label("median, 10–90 %")).LogY()

	var sgd, adam [][]float64
	x, y := []float64{-1.5, 2.2}, []float64{-1.5, 2.2}
	for range 120 {
		sgd, adam = append(sgd, slices.Clone(x)), append(adam, slices.Clone(y))
		gx, gy := -2*(1-x[0])-400*x[0]*(x[1]-x[0]*x[0]), 200*(x[1]-x[0]*x[0])
		n := math.Hypot(gx, gy)
		x[0], x[1] = x[0]-0.05*gx/n, x[1]-0.05*gy/n
		y[0], y[1] = y[0]+0.02, y[1]+(1-y[1])*0.03
	}
	figs["trajectory"] = Contour(rosenbrock, []float64{-2, 2}, []float64{-1, 3}, LogColor(), Levels(16)).
		Trajectory(sgd, Label("normalised GD"), Color("orange")).Trajectory(adam, Label("other"), Color("red")).XLabel("$x_1$").YLabel("$x_2$")
	figs["quiver"] = Quiver(func(x, y float64) (float64, float64) { return -y, x - 0.3*y }, []float64{-2, 2}, []float64{-2, 2}).Equal()
	figs["quivercolor"] = Quiver(func(x, y float64) (float64, float64) { return math.Sin(y), math.Cos(x) }, []float64{-3, 3}, []float64{-2, 2},
		ColorMap("viridis"), Label(`$\|v\|$`))
	figs["colorby"] = Scatter(normals(500, 0, 1, 1), normals(500, 0, 1, 2), ColorBy(between(0, 100, 500)), Label("step $k$"), MarkerSize(4))

	a, b := normals(200, 0, 1, 1), normals(200, 0, 1, 2)
	c := make([]float64, 200)
	for i := range c {
		c[i] = a[i]*0.8 + 0.3*b[i]
	}
	figs["matrix"] = ScatterMatrix([][]float64{a, b, c}, []string{"$\\theta_1$", "$\\theta_2$", "$\\theta_3$"})

	var panels []*Figure
	for i, name := range []string{"$d = 10$", "$d = 100$", "$d = 1000$", "$d = 10^4$", "$d = 10^5$"} {
		p := New().Title(name).LogY().XLabel("$k$").YLabel("gap")
		for j, m := range []string{"SGD", "Adam", "AdaBelief"} {
			k, mean, lo, hi := descent(300, 0.01*float64(j+1)/float64(i+1), 0.2, uint64(10*i+j))
			p.Line(k, mean, Label(m)).Band(k, lo, hi)
		}
		panels = append(panels, p)
	}
	figs["multiples"] = Grid(3, panels...).Share().Legend("bottom").Title("Dimensions").Size(900, 520)

	var ring [][2]int
	for i := range 10 {
		ring = append(ring, [2]int{i, (i + 1) % 10}, [2]int{i, (i + 3) % 10})
	}
	figs["circle"] = Graph(ring).Title("circulant graph")
	tree := [][2]int{{0, 1}, {0, 2}, {1, 3}, {1, 4}, {2, 5}, {2, 6}, {6, 7}, {6, 8}, {6, 9}, {9, 10}}
	figs["spring"] = Graph(tree, Layout("spring"), Weights(between(1, 4, len(tree))), ColorBy(between(0, 1, 11)), Label("depth"))
	figs["chain"] = Graph([][2]int{{0, 1}, {1, 0}, {1, 2}, {2, 0}, {2, 2}}, Directed(), NodesAt([]float64{0, 1, 0.5}, []float64{0, 0, 0.8}), NodeNames("a", "b", "absorbing"), MarkerSize(16))

	var digits [][]float64
	for d := range 8 {
		px := make([]float64, 28*28)
		for i := range px {
			x, y := float64(i%28)-13.5, float64(i/28)-13.5
			px[i] = math.Exp(-math.Pow(math.Hypot(x, y)-float64(d)-2, 2) / 6)
		}
		digits = append(digits, px)
	}
	figs["images"] = Images(digits, 28, 28, 4, Labels("0", "1", "2", "3", "4", "5", "6", "7"))
	rgbs := image.NewRGBA(image.Rect(0, 0, 16, 12))
	for i := range 16 * 12 {
		rgbs.Set(i%16, i/16, color.RGBA{uint8(16 * (i % 16)), uint8(20 * (i / 16)), 120, 255})
	}
	figs["pictures"] = Pictures([]image.Image{rgbs, rgbs}, 2)

	z := [][]float64{{0.9, 0.1, 0}, {0.15, 0.8, 0.05}, {0, 0.2, 0.8}}
	figs["cells"] = HeatMap(z, CellValues(2), ColorMap("cividis"), NoColorBar()).XTicks([]float64{0, 1, 2}, "cat", "dog", "bird").YTicks([]float64{0, 1, 2}, "cat", "dog", "bird").
		XLabel("predicted").YLabel("true").Size(360, 320)
	figs["marks"] = Func(math.Sin, 0, 10, Label(`$\sin x$`)).VSpan(2, 4, Label("interval")).HSpan(-0.2, 0.2, Color("green")).Rect(5, -0.9, 7, 0.9, Label("box")).
		Texts([]float64{1.57, 7.85}, []float64{1, 1}, []string{"first", "second"}).Intervals([]float64{1, 5, 9}, []float64{0.5, 0, 0.3}, []float64{0.2, -0.5, 0.2}, []float64{1, 0.1, 0.5})
	figs["labels"] = Line(nil, []float64{1, 3, 2}, Label(`$\hat\theta_n^{(k)} \in \mathbb{R}^d$`)).Line(nil, []float64{2, 1, 3}, Label(`$\frac{1}{\sqrt{n}}\sum_{i=1}^n \nabla f_i(x_t^2)$`)).
		Title(`Bound $\mathbb{E}\|\nabla f(\bar x_T)\|^2 \le \frac{L\Delta}{\sqrt{T}}$`).XLabel(`$\sqrt{d_k}\;\tilde x\;\vec v\;\dot x\;\ddot x\;\widehat{xy}\;x_{t_k}^{2^n}$`).
		YLabel(`$\langle x, y\rangle \propto \alpha\beta\gamma \Omega \ell \forall \exists \partial$`)
}

func normalDensity(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }
