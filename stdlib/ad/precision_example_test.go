package ad_test

import (
	"fmt"

	"monro/stdlib/ad"
)

// The same function in double and in single precision.
func ExampleFunction_Float32() {
	f := ad.Func(func(x ad.Node) ad.Node { return ad.Sum(ad.Exp(x)) })
	x := []float64{0.1, 0.2}
	double, err := f.Value(x)
	if err != nil {
		fmt.Println(err)
		return
	}
	single, err := f.Float32().Value(x)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.12f\n%.6f\n", double, single)
	// Output:
	// 2.326573676236
	// 2.326574
}
