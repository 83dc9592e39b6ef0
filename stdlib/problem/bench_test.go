package problem

import (
	"testing"

	"monro/stdlib/data"
	"monro/stdlib/rng"
)

func BenchmarkLogistic(b *testing.B) {
	d, err := data.LogisticRegression(10000, 123, 0.1, rng.New(1))
	if err != nil {
		b.Fatal(err)
	}
	p, err := Logistic(d, 1e-4)
	if err != nil {
		b.Fatal(err)
	}
	x, g := make([]float64, p.Dim()), make([]float64, p.Dim())
	idx := rng.New(1).Sample(p.Len(), 64)
	perRow := func(b *testing.B, rows int) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows), "ns/row")
	}
	b.Run("Grad", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.Grad(g, x)
		}
		perRow(b, p.Len())
	})
	b.Run("BatchGrad64", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.BatchGrad(g, x, idx)
		}
		perRow(b, len(idx))
	})
	b.Run("HessVec", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.HessVec(g, x, x)
		}
		perRow(b, p.Len())
	})
}
