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

func TestPlantedReLU(t *testing.T) {
	const n, d, units = 2000, 3, 4
	g, err := PlantedReLU(n, d, units, 0.1, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	signs := g.Truth[units*d:]
	if signs[0] != 1 || signs[units-1] != -1 || len(signs) != units {
		t.Errorf("signs %v", signs)
	}
	r := make([]float64, n)
	for i := range n {
		x := g.Row(i)
		if x[d-1] != 1 {
			t.Fatalf("row %v", x)
		}
		r[i] = g.Y[i]
		for k := range units {
			if z := vec.Dot(g.Truth[k*d:(k+1)*d], x); z > 0 {
				r[i] -= signs[k] * z
			}
		}
	}
	if math.Abs(vec.Std(r)/0.1-1) > 5/math.Sqrt(2*n) || math.Abs(vec.Mean(r)) > 0.5/math.Sqrt(n) {
		t.Errorf("noise has mean %v and deviation %v", vec.Mean(r), vec.Std(r))
	}
}

func TestBinaryPerceptron(t *testing.T) {
	const d = 10000
	teacher, err := BinaryTeacher(d, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(vec.Sum(teacher)) > 5*100 || vec.Dot(teacher, teacher) != d {
		t.Error("the teacher is not of fair signs")
	}
	for _, overlap := range []float64{-1, -0.5, 0, 0.5, 1} {
		other, err := RelatedTeacher(teacher, overlap, rng.New(2))
		if err != nil {
			t.Fatal(err)
		}
		if got := vec.Dot(teacher, other) / d; math.Abs(got-overlap) > 5*math.Sqrt((1-overlap*overlap)/d) {
			t.Errorf("overlap %v, want %v", got, overlap)
		}
	}
	g, err := BinaryPerceptron(2000, []float64{1, 1, -1, 1}, rng.New(3))
	if err != nil {
		t.Fatal(err)
	}
	ties := 0
	for i := range g.N {
		x := g.Row(i)
		z := x[0] + x[1] - x[2] + x[3]
		if want := map[bool]float64{true: 1, false: -1}[z >= 0]; g.Y[i] != want {
			t.Errorf("%v has label %v", x, g.Y[i])
		}
		if z == 0 {
			ties++
		}
	}
	if p := float64(ties) / 2000; math.Abs(p-0.375) > 5*math.Sqrt(0.375*0.625/2000) {
		t.Errorf("%v of the examples are ties, want 6/16", p)
	}
}

func TestCurves(t *testing.T) {
	d, err := Curve(ThreeBumps, 0, 1, 1001)
	if err != nil {
		t.Fatal(err)
	}
	if d.X[0] != 0 || d.X[1000] != 1 || d.X[500] != 0.5 || math.Abs(d.Y[500]-(0.2*math.Exp(-1)+0.5)) > 1e-12 {
		t.Errorf("%v: %v", d.X[500], d.Y[500])
	}
	if rms := vec.Norm2(d.Y) / math.Sqrt(1001); math.Abs(rms-0.1107) > 1e-4 {
		t.Errorf("rms %v, want 0.1107", rms)
	}
	r, err := RandomCurve(math.Sin, -math.Pi, math.Pi, 4000, 0.1, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	var u []float64
	for i, x := range r.X {
		u = append(u, x/(2*math.Pi)+0.5)
		if r.Clean[i] != math.Sin(x) {
			t.Fatalf("f(%v) = %v", x, r.Clean[i])
		}
	}
	uniform(t, "x", u)
	if sd := vec.Std(vec.Sub(nil, r.Y, r.Clean)); math.Abs(sd/0.1-1) > 5/math.Sqrt(8000) {
		t.Errorf("noise has deviation %v", sd)
	}
	_, err = Curve(math.Log, 0, 1, 3)
	wantError(t, err, "data.Curve: f(0) = -Inf")
	_, err = Curve(math.Sin, 1, 1, 3)
	wantError(t, err, "lo, hi = [1 1]")
	_, err = Curve(math.Sin, 0, 1, 1)
	wantError(t, err, "n = 1")
	_, err = Curve(nil, 0, 1, 2)
	wantError(t, err, "f = nil")
}
