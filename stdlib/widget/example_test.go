package widget_test

import (
	"fmt"
	"math"

	"monro/stdlib/widget"
)

// In a notebook, this is a slider and a menu with the function's output below, which
// changes as they move. Without one, the function runs once.
func ExampleInteract() {
	wave := func(a float64, b string) {
		f := map[string]func(float64) float64{"sine": math.Sin, "cosine": math.Cos}[b]
		fmt.Printf("%s(%g) = %.3f\n", b, a, f(a))
	}
	controls, err := widget.Interact(wave, widget.Range("a", 0, 2), widget.Options("b", "sine", "cosine"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(controls)
	// Output:
	// sine(1) = 0.841
	// a: 1, b: sine (of sine, cosine)
}

func ExampleNewFloatSlider() {
	rate, err := widget.NewFloatSlider("rate", 0, 1, 0.1)
	if err != nil {
		fmt.Println(err)
		return
	}
	rate.OnChange(func(v float64) { fmt.Println("now", v) })
	rate.SetValue(0.5)
	rate.SetValue(3)
	fmt.Println(rate)
	// Output:
	// now 0.5
	// now 1
	// rate: 1
}

func ExampleButton_OnClick() {
	n := 0
	count := widget.NewLabel("no click")
	button := widget.NewButton("count").OnClick(func() {
		n++
		count.SetValue(fmt.Sprint("clicks: ", n))
	})
	button.Click() // as its user does
	fmt.Println(widget.NewHBox(button, count))
	// Output: [count]   clicks: 1
}
