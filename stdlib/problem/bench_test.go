package problem

import (
	"fmt"
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

func BenchmarkSoftmax(b *testing.B) {
	d, err := data.Blobs(10000, 123, 10, 2, rng.New(1))
	if err != nil {
		b.Fatal(err)
	}
	p, err := Softmax(d, 1e-4)
	if err != nil {
		b.Fatal(err)
	}
	x, g := make([]float64, p.Dim()), make([]float64, p.Dim())
	idx := rng.New(1).Sample(p.Len(), 64)
	b.Run("BatchGrad64", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.BatchGrad(g, x, idx)
		}
	})
	b.Run("BatchHessVec64", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.BatchHessVec(g, x, x, idx)
		}
	})
}

func BenchmarkNoise(b *testing.B) {
	q, err := RandomQuadratic([]float64{1}, rng.New(1))
	if err != nil {
		b.Fatal(err)
	}
	x, g := make([]float64, 1), make([]float64, 1)
	for _, noise := range []Noise{GaussianNoise{1}, StudentNoise{3, 1}, ParetoNoise{2, 1}, StableNoise{1.5, 1}} {
		p, err := Noisy(q, noise, rng.New(1))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("%T", noise), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Grad(g, x)
			}
		})
	}
}
