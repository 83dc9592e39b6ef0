package nn_test

import (
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
)

// Value and gradient of logistic regression with 1000 examples of 50 features, by
// hand and traced.
func BenchmarkLogistic(b *testing.B) {
	d, err := data.LogisticRegression(1000, 50, 0.1, rng.New(1))
	if err != nil {
		b.Fatal(err)
	}
	byHand, err := problem.Logistic(d, 1e-4)
	if err != nil {
		b.Fatal(err)
	}
	loss := func(p, x, y ad.Node) ad.Node {
		return ad.Add(ad.Mean(ad.Softplus(ad.Neg(ad.Mul(y, ad.MatMul(x, p))))), ad.OpMulSN(0.5e-4, ad.Dot(p, p)))
	}
	traced, err := problem.FromLoss(loss, 50, d)
	if err != nil {
		b.Fatal(err)
	}
	single, err := problem.FromLoss(loss, 50, d, ad.Float32())
	if err != nil {
		b.Fatal(err)
	}
	x, g := make([]float64, 50), make([]float64, 50)
	for _, p := range []struct {
		name string
		p    problem.Smooth
	}{{"problem/float64", byHand}, {"fromloss/float64", traced}, {"fromloss/float32", single}} {
		b.Run(p.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.p.Grad(g, x)
			}
		})
	}
}
