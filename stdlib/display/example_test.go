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
	t.Min("loss")
	fmt.Println(t)
	// Output:
	// method             loss   seconds
	// ─────────────────────────────────
	// SGD              0.3312     1.250
	// Adam    0.3127 ± 0.0042*    1.500
}
