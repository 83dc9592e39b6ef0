package optim

import (
	"math"
	"testing"

	"monro/stdlib/data"
	"monro/stdlib/nn"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
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

// BenchmarkStepOn makes updates of a million parameters by methods that ask for more
// than a gradient. AdaHessian's time has no Hessian-vector product in it that would cost
// anything. K-FAC's is for a network 500-1000-500 and a minibatch of 64: of the
// direction alone, with new factors (their pass through the network included), and with
// new inverses, too, each time.
func BenchmarkStepOn(b *testing.B) {
	million := vec.Ones(1_000_000)
	s := rng.New(1)
	net, err := nn.MLP(500, 1000, 500)
	if err != nil {
		b.Fatal(err)
	}
	d, err := data.GaussianClasses(64, 500, 500, s.Split("data"))
	if err != nil {
		b.Fatal(err)
	}
	f, err := problem.FromNetwork(net, nn.CrossEntropy, d)
	if err != nil {
		b.Fatal(err)
	}
	kfac := func(factors, inverses int) Method {
		o := NewKFAC(1e-3)
		o.FactorsEvery, o.InvertEvery = factors, inverses
		return o
	}
	for _, c := range []struct {
		name string
		m    Method
		p    problem.Smooth
		x    []float64
	}{
		{"AdaHessian", NewAdaHessian(1e-3, rng.New(1)), flat{}, million},
		{"KFACDirection", kfac(math.MaxInt, math.MaxInt), f, net.Init(s.Split("init"))},
		{"KFACFactors", kfac(1, math.MaxInt), f, net.Init(s.Split("init"))},
		{"KFACInverses", kfac(1, 1), f, net.Init(s.Split("init"))},
	} {
		b.Run(c.name, func(b *testing.B) {
			o := c.m.Fresh().(Searcher)
			g := s.NormalVec(make([]float64, len(c.x)))
			sample, err := NewSample(c.p, nil)
			if err != nil {
				b.Fatal(err)
			}
			step := func() {
				if err := o.StepOn(sample, c.x, g, 0); err != nil {
					b.Fatal(err)
				}
			}
			for range 3 { // new inverses in any case
				step()
			}
			b.ReportAllocs()
			for b.Loop() {
				step()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(c.x)), "ns/param")
		})
	}
}

// flat is a problem of a million variables whose oracles cost little.
type flat struct{}

func (flat) Dim() int                      { return 1_000_000 }
func (flat) Value([]float64) float64       { return 0 }
func (flat) Grad(dst, _ []float64) float64 { clear(dst); return 0 }
func (flat) HessVec(dst, _, v []float64)   { copy(dst, v) }
