package online

import (
	"testing"

	"monro/stdlib/rng"
)

// BenchmarkStep makes steps from a point of a million coordinates.
func BenchmarkStep(b *testing.B) {
	const n = 1_000_000
	g := rng.New(1).NormalVec(make([]float64, n))
	for _, c := range []struct {
		name string
		m    Mirror
	}{
		{"Euclid", Euclid{}}, {"L1", Euclid{L1(0.01)}}, {"Ball", Euclid{Ball{1}}}, {"Entropy", Entropy{}}, {"PowerNorm3", PowerNorm{3}},
	} {
		b.Run(c.name, func(b *testing.B) {
			o := NewCSMD(c.m, InvSqrtSteps{Eta: 1e-3})
			x := make([]float64, n)
			for i := range x {
				x[i] = 1.0 / n
			}
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
