package problem

import (
	"math"
	"testing"

	"monro/stdlib/data"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func softmaxInstance(t *testing.T, l2 float64) (*SoftmaxLoss, *data.Dataset) {
	t.Helper()
	d, err := data.Blobs(40, 4, 3, 1, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	p, err := Softmax(d, l2)
	if err != nil {
		t.Fatal(err)
	}
	return p, d
}

// With two classes and w_0 = 0 softmax is logistic regression.
func TestSoftmaxOfTwoClassesIsLogistic(t *testing.T) {
	d, err := data.LogisticRegression(30, 3, 0.1, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	logistic, err := Logistic(d, 0)
	if err != nil {
		t.Fatal(err)
	}
	numbered := *d
	numbered.Y = vec.Map(nil, func(y float64) float64 { return (y + 1) / 2 }, d.Y)
	softmax, err := Softmax(&numbered, 0)
	if err != nil {
		t.Fatal(err)
	}
	w := []float64{0.5, -1, 2}
	x := append(make([]float64, 3), w...)
	g, both := make([]float64, 3), make([]float64, 6)
	want, got := logistic.Grad(g, w), softmax.Grad(both, x)
	if math.Abs(got-want) > 1e-14 || !vec.Equal(both[3:], g, 1e-14) || !vec.Equal(both[:3], vec.Scale(nil, -1, g), 1e-14) {
		t.Errorf("%v %v, want %v %v", got, both, want, g)
	}
	a, err := logistic.Accuracy(d, w)
	if b, err2 := softmax.Accuracy(&numbered, x); a != b || err != nil || err2 != nil {
		t.Errorf("accuracy %v %v, want %v %v", b, err2, a, err)
	}
}

func TestSoftmaxIsStable(t *testing.T) {
	d, _ := data.New([][]float64{{1000}}, []float64{2})
	p, err := Softmax(d, 0)
	if err != nil {
		t.Fatal(err)
	}
	g := make([]float64, 3)
	if v := p.Grad(g, []float64{5, 3, 2}); v != 3000 || !vec.Equal(g, []float64{1000, 0, -1000}, 0) {
		t.Errorf("%v %v", v, g)
	}
}

// The bound is attained: one example with two equally likely classes of three has
// the curvature ½‖a‖² along (1, −1, 0)/√2.
func TestSoftmaxSmoothness(t *testing.T) {
	d, _ := data.New([][]float64{{3, 4}}, []float64{2})
	p, err := Softmax(d, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	if l := p.Smoothness(); math.Abs(l-13) > 1e-9 {
		t.Errorf("smoothness %v, want 25/2 + 0.5", l)
	}
	far := []float64{0, 0, 0, 0, -30, -40}
	v, h := []float64{3, 4, -3, -4, 0, 0}, make([]float64, 6)
	p.HessVec(h, far, v)
	if c := vec.Dot(v, h) / vec.Dot(v, v); math.Abs(c-13) > 1e-9 {
		t.Errorf("curvature %v, want 13", c)
	}
}

func TestSoftmaxBadInput(t *testing.T) {
	one := [][]float64{{1}, {2}}
	named, _ := data.New(one, []float64{0, 2})
	named.Classes = []string{"a", "b"}
	_, err := Softmax(named, 0)
	wantError(t, err, "problem.Softmax", "label of row 1 is 2: want less than 2")
	for _, c := range []struct {
		y    []float64
		l2   float64
		says string
	}{
		{[]float64{0, 0.5}, 0, "label of row 1 is 0.5"},
		{[]float64{-1, 0}, 0, "label of row 0 is -1"},
		{[]float64{1e9, 0}, 0, "label of row 0 is 1e+09"},
		{[]float64{0, math.NaN()}, 0, "target of row 1 is NaN"},
		{[]float64{0, 1}, -1, "l2 = -1"},
		{nil, 0, "without targets"},
	} {
		d, _ := data.New(one, c.y)
		_, err := Softmax(d, c.l2)
		wantError(t, err, "problem.Softmax", c.says)
	}
	_, err = Softmax(nil, 0)
	wantError(t, err, "data set is nil")
	p, d := softmaxInstance(t, 0)
	_, err = p.Accuracy(d, make([]float64, 3))
	wantError(t, err, "4 features and 3 weights: want 4 and 12")
}
