package plot_test

import (
	"fmt"
	"math"

	"monro/stdlib/plot"
)

func ExampleLine() {
	x := []float64{0, 1, 2, 3}
	y := []float64{1, 0.5, 0.25, 0.125}
	fig := plot.Line(x, y).Title("halving").XLabel("step").YLabel("loss").LogY()
	fmt.Println(fig)
	// Output: plot: halving: 1 curve, 600×400
}

func ExampleNew() {
	k := []float64{0, 1, 2, 3}
	mean := []float64{1, 0.5, 0.3, 0.2}
	lo := []float64{0.9, 0.4, 0.2, 0.1}
	hi := []float64{1.1, 0.6, 0.4, 0.3}

	fig := plot.New().Size(480, 320)
	fig.Line(k, mean, plot.Label("Adam")).Band(k, lo, hi)
	fig.HLine(0.1, plot.Dashed(), plot.Label("$f^*$"))
	fig.XLabel("epoch").YLabel("loss").Legend("top right")
	fmt.Println(fig)
	// Output: plot: 1 curve, 1 band, 1 reference line, 480×320
}

func ExampleContour() {
	f := func(x, y float64) float64 { return math.Pow(1-x, 2) + 100*math.Pow(y-x*x, 2) }
	fig := plot.Contour(f, []float64{-2, 2}, []float64{-1, 3}, plot.LogColor(), plot.Filled())
	fig.Line([]float64{-1, 0, 1}, []float64{1, 0, 1}, plot.Markers(), plot.Color("orange"))
	fmt.Println(fig)
	// Output: plot: 1 contour map, 1 curve, 600×400
}

func ExampleGrid() {
	a := plot.Histogram([]float64{1, 2, 2, 3, 3, 3}, 3)
	b := plot.HeatMap([][]float64{{1, 2}, {3, 4}})
	fmt.Println(plot.Grid(2, a, b).Title("data"))
	// Output: plot: data: 2 panels, 840×300
}

// What goes wrong stays in the figure until it is shown or saved.
func ExampleFigure_Err() {
	fig := plot.Line([]float64{0, 1}, []float64{1, 2, 3}).Title("lengths")
	fmt.Println(fig.Err())
	// Output: plot: Line: x has 2 values, y has 3
}

// Ten seeds of a method as their mean with a 95 % confidence band, beside the
// rate that theory promises.
func ExampleRuns() {
	seeds := [][]float64{{1, 0.6, 0.3}, {1.2, 0.5, 0.4}, {0.9, 0.7, 0.2}}
	fig := plot.Runs([]float64{1, 2, 4}, seeds, plot.Label("SGD")).LogX().LogY()
	fig.Slope(-1, plot.Label("$1/k$"))
	fmt.Println(fig)
	// Output: plot: 1 curve, 1 band, 1 reference line, 600×400
}

func ExampleBarGroups() {
	train, test := []float64{0.91, 0.95}, []float64{0.88, 0.89}
	fig := plot.BarGroups([]string{"SGD", "Adam"}, [][]float64{train, test},
		plot.Labels("train", "test"), plot.Errors([]float64{0.01, 0.01}, []float64{0.02, 0.03}))
	fmt.Println(fig)
	// Output: plot: 2 bar charts, 600×400
}

func ExampleFigure_Trajectory() {
	path := [][]float64{{-1, 1}, {0, 0.2}, {1, 1}}
	bowl := func(x, y float64) float64 { return x*x + 10*y*y }
	fig := plot.Contour(bowl, []float64{-2, 2}, []float64{-2, 2}).Trajectory(path, plot.Label("SGD"))
	fmt.Println(fig)
	// Output: plot: 1 contour map, 1 trajectory, 600×400
}

// The density of a sample over its histogram.
func ExampleFigure_KDE() {
	v := []float64{0.1, 0.4, 0.5, 0.9, 1.7}
	fmt.Println(plot.Histogram(v, 4, plot.Density()).KDE(v))
	// Output: plot: 1 histogram, 1 curve, 600×400
}

// Panels with the same axes and one legend.
func ExampleFigure_Share() {
	var figs []*plot.Figure
	for _, d := range []string{"$d = 10$", "$d = 100$"} {
		figs = append(figs, plot.Line(nil, []float64{3, 2, 1}, plot.Label("SGD")).Title(d))
	}
	fmt.Println(plot.Grid(2, figs...).Share().Legend("bottom"))
	// Output: plot: 2 panels, 840×300
}

func ExampleGraph() {
	ring := [][2]int{{0, 1}, {1, 2}, {2, 3}, {3, 0}}
	fmt.Println(plot.Graph(ring, plot.Layout("spring"), plot.Seed(1)))
	// Output: plot: 1 graph, 600×400
}

func ExampleQuiver() {
	turn := func(x, y float64) (u, v float64) { return -y, x }
	fmt.Println(plot.Quiver(turn, []float64{-1, 1}, []float64{-1, 1}).Equal())
	// Output: plot: 1 vector field, 600×400
}

func ExampleImages() {
	checks := []float64{0, 1, 1, 0}
	fmt.Println(plot.Images([][]float64{checks, checks}, 2, 2, 2))
	// Output: plot: 2 panels, 320×160
}

func ExampleLive() {
	live := plot.Live("loss").With(func(f *plot.Figure) { f.LogY().XLabel("step") })
	for k := 1; k <= 100; k++ {
		live.Add(float64(k), 1/float64(k))
	}
	live.Done() // shows the last state
	// Output: plot: 1 curve, 600×400
}

func ExampleSetTheme() {
	err := plot.SetTheme("sepia")
	fmt.Println(err)
	// Output: plot: SetTheme("sepia"): want light, dark or print
}
