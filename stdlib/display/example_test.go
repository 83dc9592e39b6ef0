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
