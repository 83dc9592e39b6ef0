package optim

import (
	"math"
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
	squares := matricesAt(16, 250, 250, 0)
	columns := frugal(1e-3, squares, func(o *FRUGAL) { o.Subspace, o.Gap = ColumnSubspace, math.MaxInt })
	singular := frugal(1e-3, squares, func(o *FRUGAL) { o.Subspace, o.Gap = SVDSubspace, math.MaxInt })
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
		{"AdaBound", NewAdaBound(1e-3)},
		{"MSVAG", NewMSVAG(1e-3)},
		{"Yogi", NewYogi(1e-3)},
		{"RMSProp", NewRMSProp(1e-3)},
		{"AdaGrad", NewAdaGrad(1e-3)},
		{"AdaGradNorm", NewAdaGradNorm(1e-3)},
		{"FTRL", NewFTRL(1e-3)},
		{"AdaDelta", NewAdaDelta(1)},
		{"Lion", NewLion(1e-3)},
		{"SignSGD", NewSignSGD(1e-3)},
		{"MFAC16", NewMFAC(1e-3, 16)},
		{"GGT16", NewGGT(1e-3, 16)},
		{"FRUGALBlocks", frugal(1e-3, squares, func(o *FRUGAL) { o.Gap = math.MaxInt })},
		{"FRUGALColumns", columns},
		{"FRUGALSVD", singular},
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
