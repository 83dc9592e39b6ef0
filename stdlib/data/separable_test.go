package data

import (
	"math"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestSeparable(t *testing.T) {
	for _, c := range []struct {
		n, d, positive int
		o              SeparableOptions
	}{
		{1000, 50, 500, SeparableOptions{}},
		{1000, 20, 10, SeparableOptions{Margin: 0.1, Positive: 0.01}},
		{7, 2, 3, SeparableOptions{Constant: 1, Decay: 2}},
	} {
		for seed := range uint64(5) {
			g, err := Separable(c.n, c.d, rng.New(seed), c.o)
			if err != nil {
				t.Fatal(err)
			}
			if got := count(g.Y, 1); got != c.positive || count(g.Y, -1) != c.n-c.positive {
				t.Errorf("%d of %d positive, want %d", got, c.n, c.positive)
			}
			if w := g.Truth[1:]; math.Abs(vec.Norm2(w)-1) > 1e-12 {
				t.Errorf("direction of norm %v", vec.Norm2(w))
			}
			margin, constant := orElse(c.o.Margin, 0.02), orElse(c.o.Constant, 3)
			least := math.Inf(1)
			for i := range g.N {
				least = min(least, g.Y[i]*vec.Dot(g.Truth, g.Row(i)))
				if g.Row(i)[0] != constant {
					t.Fatalf("feature 0 is %v", g.Row(i)[0])
				}
			}
			// The example at the quantile has exactly the margin.
			if math.Abs(least-margin) > 1e-9 {
				t.Errorf("least margin %v, want %v", least, margin)
			}
		}
	}
	// Feature k is k^−0.75·N(0,1) but for the shift along w, which is small.
	g, _ := Separable(20000, 10, rng.New(1), SeparableOptions{Margin: 1e-9})
	_, sd := g.moments()
	for k := 1; k < 10; k++ {
		if want := math.Pow(float64(k), -0.75); math.Abs(sd[k]/want-1) > 5/math.Sqrt(40000) {
			t.Errorf("feature %d has deviation %v, want %v", k, sd[k], want)
		}
	}
}

// The batch perceptron needs 31 updates for n = 100 and 301 for n = 1000 by the
// paper's count: θ₁ = (1/2n) Σ z, then θ += (1/n) Σ of the misclassified z.
func TestPerceptronWorstCase(t *testing.T) {
	for n, want := range map[int]int{100: 31, 1000: 301} {
		d, err := PerceptronWorstCase(n)
		if err != nil {
			t.Fatal(err)
		}
		theta := make([]float64, 2)
		updates := 0
		for factor := 0.5; ; factor = 1 {
			step := make([]float64, 2)
			wrong := 0
			for i := range n {
				if d.Y[i]*vec.Dot(theta, d.Row(i)) <= 0 {
					vec.Axpy(step, d.Y[i]*factor/float64(n), d.Row(i))
					wrong++
				}
			}
			if wrong == 0 {
				break
			}
			vec.Add(theta, theta, step)
			updates++
		}
		if updates != want {
			t.Errorf("n = %d: %d updates, want %d", n, updates, want)
		}
	}
	// θ₁/γ = (1/2, 3/4), after which the first example is misclassified.
	d := PerceptronTwoPoints()
	theta := make([]float64, 2)
	for i := range d.N {
		vec.Axpy(theta, d.Y[i]/4, d.Row(i))
	}
	if theta[0] != 0.5 || theta[1] != 0.75 {
		t.Errorf("θ₁ = %v", theta)
	}
}

func TestWedge(t *testing.T) {
	d, err := Wedge(4000, 0.25, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.N {
		p := d.Row(i)
		h := p[1] - 0.8*math.Abs(p[0]) + 0.4
		if math.Abs(h) < 0.25 || (h > 0) != (d.Y[i] == 1) || p[2] != 1 || vec.NormInf(p[:2]) > 1 {
			t.Fatalf("%v with h = %v has label %v", p, h, d.Y[i])
		}
	}
	// The part with h >= 0.25 is 1.0·0.85... of the square: ∫ (1 − max(−1, 0.8|x| − 0.15)) dx.
	above := 0.
	for x := -1 + 5e-5; x < 1; x += 1e-4 {
		above += 1e-4 * (1 - (0.8*math.Abs(x) - 0.15))
	}
	below := 0.
	for x := -1 + 5e-5; x < 1; x += 1e-4 {
		below += 1e-4 * max(0, 0.8*math.Abs(x)-0.65+1)
	}
	p := above / (above + below)
	if got := float64(count(d.Y, 1)) / 4000; math.Abs(got-p) > 5*math.Sqrt(p*(1-p)/4000) {
		t.Errorf("%v of the points above, want %v", got, p)
	}
}
