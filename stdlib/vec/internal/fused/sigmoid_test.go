package fused

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// exact returns 1/(1+e^−x) to many more digits than a float64 has: e^−x by halving
// x until a short Taylor series does, and squaring again.
func exact(x float64) *big.Float {
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(300).SetFloat64(v) }
	const halvings = 30
	z := number(-x)
	z.SetMantExp(z, -halvings)
	e, term := number(1), number(1)
	for k := 1.0; k < 20; k++ {
		term.Quo(term.Mul(term, z), number(k))
		e.Add(e, term)
	}
	for range halvings {
		e.Mul(e, e)
	}
	return e.Quo(number(1), e.Add(e, number(1)))
}

// ulps returns how many units in the last place got is away from want.
func ulps(got float64, want *big.Float) float64 {
	w, _ := want.Float64()
	d, _ := new(big.Float).Sub(new(big.Float).SetFloat64(got), want).Float64()
	return math.Abs(d) / (math.Nextafter(w, math.Inf(1)) - w)
}

func TestSigmoid(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var x []float64
	for range 4000 {
		x = append(x, r.NormFloat64()*math.Exp2(float64(r.IntN(40)-30)), r.Float64()*1400-700)
	}
	for k := range 2000 { // around the changes of k
		x = append(x, math.Nextafter((float64(k)-1000.5)/2*math.Ln2, float64(1-2*(k%2))*1e9))
	}
	worst, at := 0.0, 0.0
	got := make([]float64, len(x))
	Sigmoid(got, x)
	for i, x := range x {
		if math.Abs(x) > 708 {
			continue
		}
		if u := ulps(got[i], exact(x)); !(u <= worst) {
			worst, at = u, x
		}
	}
	t.Logf("worst error %.2f ulp, at %v", worst, at)
	if !(worst < 2) {
		t.Errorf("error of %v ulp at %v, want less than 2", worst, at)
	}
}

func TestSigmoidOfSpecialNumbers(t *testing.T) {
	least := 1 / (1 + math.Exp(708))
	x := []float64{0, math.Copysign(0, -1), 40, 709, 1e300, math.Inf(1), -709, -1e300, math.Inf(-1), 5e-324, math.NaN(), math.Copysign(math.NaN(), -1)}
	want := []float64{0.5, 0.5, 1, 1, 1, 1, least, least, least, 0.5, math.NaN(), math.NaN()}
	got := make([]float64, len(x))
	Sigmoid(got, x)
	for i := range x {
		if !(math.Abs(got[i]-want[i]) <= 1e-14*want[i] || got[i] != got[i] && want[i] != want[i]) {
			t.Errorf("of %v: %v, want %v", x[i], got[i], want[i])
		}
	}
	if got[0] != 0.5 || got[1] != 0.5 || got[3] != 1 {
		t.Errorf("%v: want ½ at 0 and 1 at 709 exactly", got)
	}
}

// From 0 on it never falls.
func TestSigmoidRises(t *testing.T) {
	x := make([]float64, 1<<16)
	for i := range x {
		x[i] = math.Exp(float64(i)/3000 - 16) // to 340
	}
	y := make([]float64, len(x))
	Sigmoid(y, x)
	for i := 1; i < len(x); i++ {
		if y[i] < y[i-1] || y[i] < 0.5 || y[i] > 1 {
			t.Fatalf("%v at %v after %v at %v", y[i], x[i], y[i-1], x[i-1])
		}
	}
}

// Every length and place is computed alike, element by element, also in place.
func TestSigmoidLoop(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for n := range 40 {
		for off := range 3 {
			x := numbers(r, n+off)[off:]
			want := make([]float64, n)
			for i := range want {
				Sigmoid(want[i:i+1], x[i:i+1]) // one element: in plain Go
			}
			guard := make([]float64, n+4)
			Sigmoid(guard[:n:n], x)
			Sigmoid(x, x)
			if !same(guard[:n], want) || !same(x, want) || !same(guard[n:], make([]float64, 4)) {
				t.Fatalf("%d elements: %v, %v, want %v", n, guard, x, want)
			}
		}
	}
}

func BenchmarkSigmoid(b *testing.B) {
	const n = 512
	r := rand.New(rand.NewPCG(1, 1))
	x, dst := make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	for b.Loop() {
		Sigmoid(dst, x)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/element")
}
