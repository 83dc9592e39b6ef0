package fused

import (
	"math/rand/v2"
	"testing"
)

// The loops in plain Go agree with the same references as those for AVX2, and so
// with these.
func TestLoopsInPlainGo(t *testing.T) {
	if !useAVX2 {
		t.Skip("the other tests run in plain Go already")
	}
	useAVX2 = false
	defer func() { useAVX2 = true }()
	TestLoops(t)
	TestMixDoesNotFuse(t)
	TestFinite(t)
	TestSigmoid(t)
	TestSigmoidOfSpecialNumbers(t)
	TestSigmoidRises(t)
}

func BenchmarkDivRoot(b *testing.B) {
	const n = 512
	r := rand.New(rand.NewPCG(1, 1))
	x, y, dst := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range x {
		x[i], y[i] = r.NormFloat64(), r.Float64()
	}
	for _, path := range []struct {
		name string
		avx2 bool
	}{{"avx2", true}, {"go", false}} {
		b.Run(path.name, func(b *testing.B) {
			old := useAVX2
			useAVX2 = useAVX2 && path.avx2
			defer func() { useAVX2 = old }()
			for b.Loop() {
				DivRoot(dst, 0.5, x, 1.5, y, 1e-8)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/element")
		})
	}
}
