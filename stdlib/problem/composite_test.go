package problem

import (
	"math"
	"slices"
	"strings"
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func threeClasses(t *testing.T) *data.Dataset {
	t.Helper()
	d, err := data.GaussianClasses(30, 4, 3, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Composites of linear predictors are the losses that the package has in one piece.
func TestCompositeIsTheLossInOnePiece(t *testing.T) {
	d := threeClasses(t)
	binary := *d
	binary.Y = vec.Map(nil, func(y float64) float64 { return min(y, 1) }, d.Y)
	for name, c := range map[string]struct {
		width int
		loss  func() (*PointLoss, error)
		whole func() (FiniteSum, error)
	}{
		"squared":  {1, func() (*PointLoss, error) { return SquaredTargets(d.Y, 1) }, func() (FiniteSum, error) { return LeastSquares(d, 0) }},
		"logistic": {1, func() (*PointLoss, error) { return LogisticTargets(binary.Y) }, func() (FiniteSum, error) { return Logistic(&binary, 0) }},
		"softmax":  {3, func() (*PointLoss, error) { return SoftmaxTargets(d.Y, 3) }, func() (FiniteSum, error) { return Softmax(d, 0) }},
	} {
		whole, err := c.whole()
		if err != nil {
			t.Fatal(err)
		}
		linear, err := NewLinearPredictor(d, c.width)
		if err != nil {
			t.Fatal(err)
		}
		traced, err := FromModel(func(p, x ad.Node) ad.Node {
			return ad.MatMulT(x, ad.Reshape(p, c.width, d.D), false, true)
		}, c.width*d.D, d)
		if err != nil {
			t.Fatal(err)
		}
		loss, err := c.loss()
		if err != nil {
			t.Fatal(err)
		}
		for _, model := range []Predictor{linear, traced} {
			h, err := Compose(model, loss)
			if err != nil {
				t.Fatal(name, err)
			}
			x := rng.New(2).NormalVec(make([]float64, h.Dim()))
			got, want := make([]float64, h.Dim()), make([]float64, h.Dim())
			for _, idx := range [][]int{nil, {3}, {5, 0, 5, 29}} {
				var v, w float64
				if idx == nil {
					v, w = h.Grad(got, x), whole.Grad(want, x)
				} else {
					v, w = h.BatchGrad(got, x, idx), whole.BatchGrad(want, x, idx)
				}
				if !vec.Equal([]float64{v}, []float64{w}, 1e-13) || !vec.Equal(got, want, 1e-13) || h.BatchValue(x, idx) != v {
					t.Errorf("%s, %T, %v: %v and %v, want %v and %v", name, model, idx, v, got, w, want)
				}
			}
			if e := GradError(h, x); e > 1e-6 || h.Len() != 30 {
				t.Errorf("%s: gradient %v from finite differences, %d examples", name, e, h.Len())
			}
			idx := []int{1, 2, 3}
			h.BatchGrad(got, x, idx)
			if n := testing.AllocsPerRun(20, func() { h.BatchGrad(got, x, idx); h.Value(x) }); n != 0 {
				t.Errorf("%s, %T: %v allocations", name, model, n)
			}
		}
	}
}

func TestTargetGradLeavesTheTargets(t *testing.T) {
	d := threeClasses(t)
	f, err := NewLinearPredictor(d, 1)
	if err != nil {
		t.Fatal(err)
	}
	l, err := NewTargetLoss(30, 1, 2, func(g, z []float64, i int) float64 {
		if g != nil {
			g[0] = 2 * z[0]
		}
		return z[0]*z[0] + float64(i)
	})
	if err != nil {
		t.Fatal(err)
	}
	h, err := Compose(f, l)
	if err != nil {
		t.Fatal(err)
	}
	x, g, z, e := vec.Ones(4), make([]float64, 4), make([]float64, 2), make([]float64, 2)
	value := h.TargetGrad(g, z, e, x, []int{7, 2})
	a, b := vec.Sum(d.Row(7)), vec.Sum(d.Row(2))
	if !vec.Equal(z, []float64{a, b}, 1e-14) || !slices.Equal(e, []float64{2 * z[0], 2 * z[1]}) || math.Abs(value-(a*a+b*b+9)/2) > 1e-12 {
		t.Errorf("z = %v, d = %v, value %v", z, e, value)
	}
}

func TestCompositeBadInput(t *testing.T) {
	d := threeClasses(t)
	f, err := NewLinearPredictor(d, 2)
	if err != nil {
		t.Fatal(err)
	}
	short, _ := SquaredTargets(make([]float64, 20), 2)
	narrow, _ := SquaredTargets(make([]float64, 30), 1)
	model := func(p, x ad.Node) ad.Node { return ad.MatMul(x, p) }
	_, noExamples := Compose(f, short)
	_, noWidth := Compose(f, narrow)
	_, noModel := Compose(nil, narrow)
	_, noLoss := Compose(f, nil)
	_, outputs := NewLinearPredictor(d, 0)
	_, noData := NewLinearPredictor(nil, 1)
	_, dim := FromModel(model, 0, d)
	_, noFunc := FromModel(nil, 1, d)
	_, mismatch := FromModel(model, 3, d)
	_, scalar := FromModel(func(p, x ad.Node) ad.Node { return ad.Sum(x) }, 4, d)
	_, ragged := SquaredTargets(make([]float64, 5), 2)
	_, notFinite := SquaredTargets([]float64{1, math.NaN()}, 1)
	_, label := LogisticTargets([]float64{0, 2})
	_, class := SoftmaxTargets([]float64{0, 3}, 3)
	_, classes := SoftmaxTargets([]float64{0}, 1)
	_, smooth := NewTargetLoss(1, 1, 0, func(_, _ []float64, _ int) float64 { return 0 })
	_, none := NewTargetLoss(0, 1, 1, nil)
	_, steps := Imitate(model, 1, 0, rng.New(1))
	_, stream := Imitate(model, 1, 1, nil)
	_, actions := Imitate(func(p, s ad.Node) ad.Node { return ad.MatMul(s, p) }, 4, 5, rng.New(1))
	for want, err := range map[string]error{
		"30 examples and the target loss 10": noExamples, "width 2 and the target loss of 1": noWidth,
		"predictor is nil": noModel, "loss is nil": noLoss, "outputs = 0": outputs, "data set is nil": noData,
		"dim = 0": dim, "f is nil": noFunc, "MatMul": mismatch, "shape []": scalar, "5 targets of width 2": ragged,
		"y[1] = NaN": notFinite, "label of row 1 is 2": label, "label 1 is 3": class, "1 labels of 1 classes": classes,
		"smoothness = 0": smooth, "n = 0": none, "steps = 0": steps, "stream is nil": stream, "width 1 and the target loss of 2": actions,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}

// A learner that is the expert has no loss and visits states of moderate size; rounds
// repeat, and depend on the learner.
func TestImitation(t *testing.T) {
	linear := func(p, s ad.Node) ad.Node { return ad.Tanh(ad.MatMulT(s, ad.Reshape(p, 2, 4), false, true)) }
	e, err := Imitate(linear, 8, 50, rng.New(3))
	if err != nil {
		t.Fatal(err)
	}
	expert, none := vec.Scale(nil, -1, e.k), make([]float64, 8)
	loss := func(x []float64, k int) (float64, []float64) {
		p, err := e.Round(x, k)
		if err != nil {
			t.Fatal(err)
		}
		return p.Value(x), vec.Clone(e.visited.X)
	}
	own, states := loss(expert, 0)
	if own > 1e-30 || vec.NormInf(states) > 10 {
		t.Errorf("the expert loses %v to itself, states up to %v", own, vec.NormInf(states))
	}
	a, first := loss(none, 0)
	b, other := loss(none, 1)
	c, again := loss(none, 0)
	if a != c || !slices.Equal(first, again) || a == b || slices.Equal(first, other) || slices.Equal(first[4:], states[4:]) || !slices.Equal(first[:4], states[:4]) {
		t.Errorf("losses %v, %v, %v", a, b, c)
	}
	// s′ − 0.95·Qs is noise of 0.05 where nothing acts.
	var sum float64
	for i := range 49 {
		q := vec.MatVec(nil, e.q, first[i*4:i*4+4])
		for j, v := range q {
			r := first[i*4+4+j] - 0.95*v
			sum += r * r
		}
	}
	if sd := math.Sqrt(sum / 196); sd < 0.04 || sd > 0.06 {
		t.Errorf("noise of %v, want near 0.05", sd)
	}
	if _, err := e.Round(none[:3], 0); err == nil || !strings.Contains(err.Error(), "x has 3") {
		t.Errorf("error %v", err)
	}
}
