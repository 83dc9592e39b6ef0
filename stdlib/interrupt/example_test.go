package interrupt_test

import (
	"fmt"

	"monro/stdlib/interrupt"
)

func ExampleCurrent() {
	cell := interrupt.Begin() // the host, when a cell starts

	stop := interrupt.Current() // a loop of the standard library
	k := 0
	for ; k < 1_000_000 && !stop.Requested(); k++ {
		if k == 3 {
			cell.Stop() // the host, when the user presses the button
		}
	}
	fmt.Println(k, stop.Err())
	// Output: 4 interrupted
}
