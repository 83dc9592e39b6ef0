package data

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// Blobs returns n points in d dimensions from as many unit Gaussian clusters as
// classes. The centres lie at distance separation from the origin in uniformly
// random directions; the target is the cluster's number 0, 1, ..., and point i
// belongs to cluster i mod classes.
func Blobs(n, d, classes int, separation float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"Blobs", n, d}
	if err := g.check(s); err != nil {
		return nil, err
	}
	if classes < 1 {
		return nil, fmt.Errorf("data.Blobs: classes = %d: want at least 1", classes)
	}
	if !(separation >= 0) || math.IsInf(separation, 1) {
		return nil, fmt.Errorf("data.Blobs: separation = %v: want a finite number >= 0", separation)
	}
	if err := checkSize("data.Blobs: centres", classes, d, MaxValues); err != nil {
		return nil, err
	}
	centres := make([]float64, classes*d)
	directions := s.Split("centres")
	for c := range classes {
		centre := centres[c*d : (c+1)*d]
		vec.Scale(centre, separation, directions.Sphere(centre))
	}
	out := g.gaussian(s)
	for i := range n {
		c := i % classes
		row := out.Row(i)
		vec.Add(row, row, centres[c*d:(c+1)*d])
		out.Y[i] = float64(c)
	}
	return out, nil
}

// LogisticRegression returns n examples with independent N(0,1) features and
// labels −1 or 1 from a logistic model: P(y=1|x) = 1/(1+exp(−⟨w,x⟩)). The weights
// w are N(0, 4/d), so that ⟨w,x⟩ has standard deviation near 2, and are kept in
// Truth. Afterwards a fraction labelNoise of the labels, chosen at random, is
// drawn anew from −1 and 1 with equal chances.
func LogisticRegression(n, d int, labelNoise float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"LogisticRegression", n, d}
	if err := g.check(s); err != nil {
		return nil, err
	}
	if err := g.fraction("labelNoise", labelNoise); err != nil {
		return nil, err
	}
	out := g.gaussian(s)
	w := s.Split("weights").NormalVec(make([]float64, d))
	out.Truth = vec.Scale(w, 2/math.Sqrt(float64(d)), w)
	labels, noise := s.Split("labels"), s.Split("label noise")
	for i := range n {
		p := vec.Sigmoid(vec.Dot(out.Truth, out.Row(i)))
		if noise.Bernoulli(labelNoise) {
			p = 0.5
		}
		out.Y[i] = -1
		if labels.Bernoulli(p) {
			out.Y[i] = 1
		}
	}
	return out, nil
}

// LinearRegression returns n >= d examples with y = ⟨w,x⟩ + noise·N(0,1), the
// N(0,1) weights w kept in Truth. The matrix XᵀX/n has eigenvalues spaced
// logarithmically from 1 down to 1/condition, up to rounding, in random
// directions: least squares on it is 1-smooth and (1/condition)-strongly convex.
// With d = 1 the only eigenvalue is 1.
func LinearRegression(n, d int, noise, condition float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"LinearRegression", n, d}
	if err := g.check(s); err != nil {
		return nil, err
	}
	switch {
	case n < d:
		return nil, fmt.Errorf("data.LinearRegression: n = %d: want at least d = %d", n, d)
	case !(noise >= 0) || math.IsInf(noise, 1):
		return nil, fmt.Errorf("data.LinearRegression: noise = %v: want a finite number >= 0", noise)
	case !(condition >= 1) || math.IsInf(condition, 1):
		return nil, fmt.Errorf("data.LinearRegression: condition = %v: want a finite number >= 1", condition)
	}
	out := g.gaussian(s)
	if err := shape(out, condition, s.Split("rotation")); err != nil {
		return nil, err
	}
	out.Truth = s.Split("weights").NormalVec(make([]float64, d))
	errors := s.Split("noise")
	for i := range n {
		out.Y[i] = vec.Dot(out.Truth, out.Row(i)) + noise*errors.Normal()
	}
	return out, nil
}

// shape replaces the rows Z of d by Z R⁻¹ Λ^½ Vᵀ, where RᵀR = ZᵀZ/n: then
// XᵀX/n = V Λ Vᵀ exactly, not only on average.
func shape(d *Dataset, condition float64, s *rng.Stream) error {
	z := mat.NewDense(d.N, d.D, d.X)
	gram := mat.NewSymDense(d.D, nil)
	gram.SymOuterK(1/float64(d.N), z.T())
	var chol mat.Cholesky
	if !chol.Factorize(gram) {
		return fmt.Errorf("data.LinearRegression: n = %d random rows of d = %d came out singular: want n larger", d.N, d.D)
	}
	var r mat.TriDense
	chol.UTo(&r)

	var qr mat.QR
	qr.Factorize(mat.NewDense(d.D, d.D, s.NormalVec(make([]float64, d.D*d.D))))
	var v mat.Dense
	qr.QTo(&v)
	roots := vec.Ones(d.D)
	if d.D > 1 {
		roots = vec.Map(nil, math.Sqrt, vec.Logspace(1, 1/condition, d.D))
	}
	var half, right mat.Dense
	half.Mul(mat.NewDiagDense(d.D, roots), v.T())
	if err := right.Solve(&r, &half); err != nil {
		return fmt.Errorf("data.LinearRegression: n = %d, d = %d: %w", d.N, d.D, err)
	}
	var x mat.Dense
	x.Mul(z, &right)
	copy(d.X, x.RawMatrix().Data)
	return nil
}

// TeacherNetwork returns n examples labelled by a random two-layer network:
// features N(0,1), label argmax_c (tanh(xA) B)_c with A of d×width entries
// N(0, 4/d) and B of width×classes entries N(0,1). A fraction labelNoise of the
// labels is replaced by uniformly random ones.
func TeacherNetwork(n, d, width, classes int, labelNoise float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"TeacherNetwork", n, d}
	if err := g.check(s); err != nil {
		return nil, err
	}
	if width < 1 || classes < 1 {
		return nil, fmt.Errorf("data.TeacherNetwork: width = %d, classes = %d: want both at least 1", width, classes)
	}
	if err := g.fraction("labelNoise", labelNoise); err != nil {
		return nil, err
	}
	if err := checkSize("data.TeacherNetwork: weights", width, d+classes, MaxValues); err != nil {
		return nil, err
	}
	out := g.gaussian(s)
	teacher := s.Split("teacher")
	a := teacher.NormalVec(make([]float64, d*width))
	vec.Scale(a, 2/math.Sqrt(float64(d)), a)
	b := teacher.NormalVec(make([]float64, width*classes))
	noise := s.Split("label noise")
	hidden, score := make([]float64, width), make([]float64, classes)
	for i := range n {
		vec.MatTVec(hidden, a, out.Row(i))
		vec.MatTVec(score, b, vec.Map(hidden, math.Tanh, hidden))
		out.Y[i] = float64(vec.ArgMax(score))
		if noise.Bernoulli(labelNoise) {
			out.Y[i] = float64(noise.IntN(classes))
		}
	}
	return out, nil
}

// A generator is what the generators have in common: a name and sizes.
type generator struct {
	name string
	n, d int
}

func (g generator) check(s *rng.Stream) error {
	switch {
	case g.n < 1:
		return fmt.Errorf("data.%s: n = %d: want at least 1 example", g.name, g.n)
	case g.d < 1:
		return fmt.Errorf("data.%s: d = %d: want at least 1 feature", g.name, g.d)
	case s == nil:
		return errNoStream(g.name)
	}
	return checkSize("data."+g.name, g.n, g.d, MaxValues)
}

func (g generator) fraction(arg string, p float64) error {
	if !(p >= 0 && p <= 1) {
		return fmt.Errorf("data.%s: %s = %v: want 0 <= %s <= 1", g.name, arg, p, arg)
	}
	return nil
}

// gaussian returns the data set with N(0,1) features and zero targets.
func (g generator) gaussian(s *rng.Stream) *Dataset {
	x := s.Split("features").NormalVec(make([]float64, g.n*g.d))
	return &Dataset{Name: g.name, N: g.n, D: g.d, X: x, Y: make([]float64, g.n)}
}
