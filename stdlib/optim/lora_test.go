package optim

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/nn"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// LoRA on f(W) = Σ c·(W − W*)² is the descent of Adam on A and B in W₀ + s·A·B, whose
// gradients are taken here by finite differences.
func TestLoRAIsAdamOnTheFactors(t *testing.T) {
	const p, q, r, lr, from, dim = 5, 4, 2, 0.05, 3, 25
	s := rng.New(1)
	target, curve := s.NormalVec(make([]float64, p*q)), s.UniformVec(make([]float64, p*q), 0.5, 2)
	f := func(w []float64) float64 {
		sum := 0.0
		for i := range w {
			sum += curve[i] * (w[i] - target[i]) * (w[i] - target[i])
		}
		return sum
	}
	o := NewLoRA(lr, []nn.Block{{Name: "W", Shape: []int{p, q}, Offset: from}}, r, rng.New(2))
	x := s.NormalVec(make([]float64, dim))
	first := vec.Clone(x)
	at := func(ab []float64) []float64 { // the W of A and B
		w := vec.Clone(first[from : from+p*q])
		for i := range p {
			for j := range q {
				for k := range r {
					w[i*q+j] += o.Alpha / r * ab[i*r+k] * ab[p*r+k*q+j]
				}
			}
		}
		return w
	}
	ab := make([]float64, r*(p+q))
	rng.New(2).Split("optim.LoRA").SplitN(0).NormalVec(ab[:p*r])
	vec.Scale(ab[:p*r], 1/math.Sqrt(p), ab[:p*r])
	adam := NewAdam(lr)
	g, gab := make([]float64, dim), make([]float64, len(ab))
	for k := range 20 {
		for i := range target {
			g[from+i] = 2 * curve[i] * (x[from+i] - target[i])
		}
		g[0] = 1 // of a parameter that rests
		if err := o.Step(x, g); err != nil {
			t.Fatal(err)
		}
		for i := range ab {
			const h = 1e-5
			up, down := vec.Clone(ab), vec.Clone(ab)
			up[i], down[i] = up[i]+h, down[i]-h
			gab[i] = (f(at(up)) - f(at(down))) / (2 * h)
			if i < p*r && k == 0 { // B = 0, exactly
				gab[i] = 0
			}
		}
		if err := adam.Step(ab, gab); err != nil {
			t.Fatal(err)
		}
		a, b := o.Factors(0)
		if !vec.Equal(slices.Concat(a, b), ab, 1e-5) || !vec.Equal(x[from:from+p*q], at(ab), 1e-5) {
			t.Fatalf("step %d: W is off by %g", k+1, vec.Distance(x[from:from+p*q], at(ab)))
		}
	}
	if !slices.Equal(x[:from], first[:from]) || !slices.Equal(x[from+p*q:], first[from+p*q:]) {
		t.Error("parameters outside of the matrix have changed")
	}
	if want := 3 * r * (p + q); o.Memory() != want {
		t.Errorf("%d floats, want %d", o.Memory(), want)
	}
}

func TestLoRABadInput(t *testing.T) {
	blocks := matricesAt(2, 3, 2, 0)
	for _, c := range []struct {
		change func(*LoRA)
		says   []string
	}{
		{func(o *LoRA) { o.LR = -1 }, []string{"LoRA: LR = -1"}},
		{func(o *LoRA) { o.Rank = 0 }, []string{"Rank = 0"}},
		{func(o *LoRA) { o.Alpha = 0 }, []string{"Alpha = 0"}},
		{func(o *LoRA) { o.WeightDecay = -1 }, []string{"WeightDecay = -1"}},
		{func(o *LoRA) { o.Matrices = nil }, []string{"Matrices is empty"}},
		{func(o *LoRA) { o.Matrices = []nn.Block{{Name: "bias", Shape: []int{4}}} }, []string{"block bias", "matrix"}},
		{func(o *LoRA) { o.Stream = nil }, []string{"Stream is nil"}},
		{func(o *LoRA) { o.Stateful = nil }, []string{"Stateful is nil"}},
		{func(o *LoRA) { o.Stateful = ScaleByAdam(0.9, 2, 1e-8) }, []string{"Beta2 = 2"}},
		{func(o *LoRA) { o.Matrices = matricesAt(3, 3, 2, 0) }, []string{"block W3 reaches from 12 to 18", "12 parameters"}},
	} {
		o := NewLoRA(0.1, blocks, 1, rng.New(1))
		c.change(o)
		wantError(t, o.Step(vec.Ones(12), vec.Ones(12)), c.says...)
	}
}
