package fused

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// same tells whether two slices have the same bits, NaNs being all alike.
func same(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool {
		return math.Float64bits(x) == math.Float64bits(y) || x != x && y != y
	})
}

// numbers are of all sizes, with a few that are special.
func numbers(r *rand.Rand, n int) []float64 {
	special := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 5e-324, math.MaxFloat64, -1}
	a := make([]float64, n)
	for i := range a {
		a[i] = r.NormFloat64() * math.Exp2(float64(r.IntN(60)-30))
		if r.IntN(10) == 0 {
			a[i] = special[r.IntN(len(special))]
		}
	}
	return a
}

// Every length, any alignment, destinations of their own and shared ones: against
// the operations one by one.
func TestLoops(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 70 {
		for off := range 3 {
			x, y := numbers(r, n+off)[off:], numbers(r, n+off)[off:]
			a, b, c := r.NormFloat64(), r.Float64(), r.Float64()*1e-3
			for _, l := range []struct {
				name string
				loop func(dst, x, y []float64)
				one  func(x, y float64) float64
			}{
				{"Mix", func(dst, x, y []float64) { Mix(dst, a, x, b, y) }, func(x, y float64) float64 {
					p, q := a*x, b*y
					return sum(p, q)
				}},
				{"MixSquare", func(dst, x, y []float64) { MixSquare(dst, a, x, b, y, c) }, func(x, y float64) float64 {
					p, q := a*x, b*(y*y)
					return sum(sum(p, q), c)
				}},
				{"DivRoot", func(dst, x, y []float64) { DivRoot(dst, a, x, b, y, c) }, func(x, y float64) float64 {
					return a * x / sum(math.Sqrt(b*y), c)
				}},
			} {
				want := make([]float64, n)
				for i := range want {
					want[i] = l.one(x[i], y[i])
				}
				guard := make([]float64, n+4)
				l.loop(guard[:n:n], x, y)
				onX, onY := slices.Clone(x), slices.Clone(y)
				l.loop(onX, onX, y)
				l.loop(onY, x, onY)
				if !same(guard[:n], want) || !same(onX, want) || !same(onY, want) {
					t.Fatalf("%s of %d elements: %v, %v, %v, want %v", l.name, n, guard[:n], onX, onY, want)
				}
				if !same(guard[n:], make([]float64, 4)) {
					t.Fatalf("%s writes behind %d elements", l.name, n)
				}
			}
		}
	}
}

//go:noinline
func sum(a, b float64) float64 { return a + b } // out of reach of a fused product

// Mix rounds its products: against exact arithmetic rounded after each operation.
func TestMixDoesNotFuse(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const n = 1000
	x, y := make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = r.Float64()
		y[i] = -x[i] * (1 + 1e-15) // so that the products nearly cancel
	}
	dst := make([]float64, n)
	Mix(dst, 1.1, x, 1.1, y)
	round := func(z *big.Float) *big.Float { return new(big.Float).SetPrec(53).Set(z) }
	product := func(a, b float64) *big.Float {
		return round(new(big.Float).SetPrec(200).Mul(big.NewFloat(a), big.NewFloat(b)))
	}
	for i := range dst {
		want, _ := round(new(big.Float).SetPrec(200).Add(product(1.1, x[i]), product(1.1, y[i]))).Float64()
		if dst[i] != want {
			t.Fatalf("element %d: %v, want %v", i, dst[i], want)
		}
	}
}

func TestFinite(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for n := range 70 {
		a := make([]float64, n)
		for i := range a {
			a[i] = r.NormFloat64() * (math.MaxFloat64 / 10)
		}
		if !Finite(a) {
			t.Fatalf("%v is not finite", a)
		}
		for i := range a {
			for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				old := a[i]
				if a[i] = bad; Finite(a) {
					t.Fatalf("element %d of %d: %v is finite", i, n, bad)
				}
				a[i] = old
			}
		}
	}
}
