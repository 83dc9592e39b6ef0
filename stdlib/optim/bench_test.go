package optim

import (
	"fmt"
	"testing"

	"monro/stdlib/rng"
)

// BenchmarkStep makes updates of a million parameters.
func BenchmarkStep(b *testing.B) {
	const n = 1_000_000
	x := make([]float64, n)
	g := rng.New(1).NormalVec(make([]float64, n))
	rectified := NewAdaBelief(1e-3)
	rectified.AMSGrad, rectified.Rectify = true, true
	for _, c := range []struct {
		name string
		m    Method
	}{
		{"SGD", SGD{LR: 1e-3}},
		{"SGD momentum", SGD{LR: 1e-3, Momentum: 0.9}},
		{"Adam", NewAdam(1e-3)},
		{"AdaBelief", NewAdaBelief(1e-3)},
		{"AdaBelief AMSGrad rectified", rectified},
		{"Yogi", NewYogi(1e-3)},
		{"RMSProp", NewRMSProp(1e-3)},
	} {
		b.Run(fmt.Sprint(c.name), func(b *testing.B) {
			o := c.m.Fresh()
			if err := o.Step(x, g); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := o.Step(x, g); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/param")
		})
	}
}
