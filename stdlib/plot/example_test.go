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
