package display_test

import (
	"fmt"

	"monro/stdlib/display"
)

func ExampleShow() {
	display.Show("loss", 0.25, []float64{1, 2, 3})
	// Output: loss 0.25 [1 2 3]
}

func ExampleHandle() {
	h := display.Handle("running")
	h.Update(display.Markdown("**done**"))
	// Output:
	// running
	// **done**
}

func ExampleTrack() {
	total := 0
	for i := range display.Track("summing", 0) {
		total += i
	}
	// The bar's rate and time differ from run to run; a log without a terminal
	// gets its last state alone.
	fmt.Println(total)
	// Output:
	// summing  0
	// 0
}

func ExampleTable() {
	t := display.NewTable("method", "loss", "seconds")
	t.Row("SGD", 0.33124, 1.25)
	t.Row("Adam", display.Spread{Mean: 0.3127, Err: 0.0042}, 1.5)
	t.Min("loss").Sort("loss")
	fmt.Println(t)
	// Output:
	// method              loss  seconds
	// ─────────────────────────────────
	// Adam    0.3127 ± 0.0042*    1.500
	// SGD     0.3312              1.250
}

func ExampleTable_Group() {
	t := display.NewTable("method", "accuracy").Caption("Test accuracy in %, 5 seeds")
	t.Group("MNIST")
	t.Row("SGD", display.Spread{Mean: 98.13, Err: 0.31})
	t.Row("Adam", display.Cell{Value: display.Spread{Mean: 98.54, Err: 0.112}, Mark: "†"})
	t.Group("CIFAR-10")
	t.Row("SGD", display.Spread{Mean: 92.1, Err: 1.31})
	t.Row("Adam", display.Spread{Mean: 90.6, Err: 1.2})
	t.Max("accuracy").ErrorDigits(1).Note("† differs from SGD (paired t-test, p < 0.05)")
	fmt.Println(t)
	// Output:
	// Test accuracy in %, 5 seeds
	// method      accuracy
	// ────────────────────
	// MNIST
	// SGD     98.1 ± 0.3
	// Adam    98.5 ± 0.1†*
	// CIFAR-10
	// SGD     92 ± 1*
	// Adam    91 ± 1
	// † differs from SGD (paired t-test, p < 0.05)
}

func ExampleRow() {
	t := display.NewTable("k", "loss").Row(1, 0.5).Row(2, 0.25)
	display.Show(display.Row(t, "on the left: losses"))
	// Output:
	// k    loss   on the left: losses
	// ─────────
	// 1  0.5000
	// 2  0.2500
}

func ExampleTabs() {
	display.Show(display.Tabs(
		display.Tab{Title: "mean", Value: 0.5},
		display.Tab{Title: "all", Value: []float64{0.25, 0.75}},
	))
	// Output:
	// [mean]
	// 0.5
	//
	// [all]
	// [0.25 0.75]
}

func ExampleDetails() {
	display.Show(display.Details("two losses", []float64{0.25, 0.75}))
	// Output:
	// two losses
	//   [0.25 0.75]
}

func ExampleTable_LaTeX() {
	tex, err := display.NewTable("method", "loss").
		Row("SGD_m", display.Spread{Mean: 0.5125, Err: 0.031}).
		Row("Adam", display.Spread{Mean: 0.4321, Err: 0.0042}).
		Min("loss").LaTeX()
	fmt.Println(tex, err)
	// Output:
	// \begin{tabular}{lr@{}l}
	// \toprule
	// method & \multicolumn{2}{c}{loss} \\
	// \midrule
	// SGD\_m & 0 & .512 $\pm$ 0.031 \\
	// Adam & {\boldmath\bfseries 0} & {\boldmath\bfseries .4321 $\pm$ 0.0042} \\
	// \bottomrule
	// \end{tabular}
	//  <nil>
}
