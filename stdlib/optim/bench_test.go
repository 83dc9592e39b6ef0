package optim

import (
	"testing"

	"monro/stdlib/rng"
)

// BenchmarkStep makes updates of a million parameters. bench/step.py compares it
// with PyTorch and numpy.
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
		{"SGD", NewSGD(1e-3)},
		{"SGDMomentum", NewMomentum(1e-3, 0.9)},
		{"SGDNesterov", NewNesterov(1e-3, 0.9)},
		{"Adam", NewAdam(1e-3)},
		{"AdamW", NewAdamW(1e-3, 0.01)},
		{"AMSGrad", NewAMSGrad(1e-3)},
		{"AdaBelief", NewAdaBelief(1e-3)},
		{"AdaBeliefAMSGradRectified", rectified},
		{"DiffGrad", NewDiffGrad(1e-3)},
		{"Yogi", NewYogi(1e-3)},
		{"RMSProp", NewRMSProp(1e-3)},
		{"AdaGrad", NewAdaGrad(1e-3)},
		{"AdaGradNorm", NewAdaGradNorm(1e-3)},
		{"AdaDelta", NewAdaDelta(1)},
		{"Lion", NewLion(1e-3)},
		{"SignSGD", NewSignSGD(1e-3)},
		{"ChainAdam", Chain(ScaleByAdam(0.9, 0.999, 1e-8), Scale(1e-3))},
		{"ClippedAdam", Before(NewAdam(1e-3), ClipNorm(1))},
		{"LookaheadAdam", Lookahead(NewAdam(1e-3), 5, 0.5)},
		{"PolyakSGD", Polyak(NewSGD(1e-3), 0)},
	} {
		b.Run(c.name, func(b *testing.B) {
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
