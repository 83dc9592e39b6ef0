package data

import (
	"fmt"
	"math"
	"slices"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// SeparableOptions say what Separable returns; 0 means the number given here.
type SeparableOptions struct {
	Constant float64 // the value of feature 0 of every example: 3
	Decay    float64 // feature k has standard deviation k^−Decay: 0.75
	Margin   float64 // by which the classes are moved apart: 0.02
	Positive float64 // fraction of the label 1, rounded down to a whole number: 0.5
}

// Separable returns n linearly separable examples of d features whose spectrum
// decays like that of pixels, with labels −1 and 1. Feature 0 is constant, feature
// k >= 1 is k^−Decay·N(0,1). The label says whether the projection on a random unit
// vector w (of the features but 0) is above its quantile b; then every example is
// moved by Margin·w away from the boundary. Truth is the separator (−b/Constant, w):
// y⟨Truth, x⟩ >= Margin for every example.
//
// Tyurin (From logistic regression to the perceptron algorithm, 2025): n = 1000,
// d = 50 and the defaults; imbalanced: d = 20, {Margin: 0.1, Positive: 0.01}.
func Separable(n, d int, s *rng.Stream, options ...SeparableOptions) (*Dataset, error) {
	g := generator{"Separable", n, d}
	o, err := only(g.name, options)
	if err != nil {
		return nil, err
	}
	o = SeparableOptions{orElse(o.Constant, 3), orElse(o.Decay, 0.75), orElse(o.Margin, 0.02), orElse(o.Positive, 0.5)}
	if err := first(g.check(s), g.positive("Constant", o.Constant), g.positive("Decay", o.Decay),
		g.positive("Margin", o.Margin), g.fraction("Positive", o.Positive)); err != nil {
		return nil, err
	}
	rank := int(math.Floor(o.Positive * float64(n)))
	switch {
	case d < 2:
		return nil, g.bad("d", d, "at least 2: the constant and another feature")
	case rank < 1 || rank >= n:
		return nil, g.bad("Positive", o.Positive, fmt.Sprintf("at least one example of either label among n = %d", n))
	}
	out := g.gaussian(s)
	w := s.Split("direction").Sphere(make([]float64, d-1))
	scales := make([]float64, d)
	for k := 1; k < d; k++ {
		scales[k] = math.Pow(float64(k), -o.Decay)
	}
	out.scaleColumns(scales)
	p := make([]float64, n)
	for i := range n {
		out.Row(i)[0] = o.Constant
		p[i] = vec.Dot(out.Row(i)[1:], w)
	}
	sorted := slices.Sorted(slices.Values(p))
	b := sorted[n-1-rank]
	for i := range n {
		out.Y[i] = -1
		if p[i] > b {
			out.Y[i] = 1
		}
		vec.Axpy(out.Row(i)[1:], out.Y[i]*o.Margin, w)
	}
	out.Truth = append([]float64{-b / o.Constant}, w...)
	return out, nil
}

// PerceptronWorstCase returns the n examples on which the batch perceptron needs a
// number of updates that grows with n: one (0.5, −1) with label 1, and n−1 times
// (−0.5, −1) with label −1 (Tyurin, 2025, theorem 5.1). n is at least 2.
func PerceptronWorstCase(n int) (*Dataset, error) {
	g := generator{"PerceptronWorstCase", n, 2}
	if n < 2 {
		return nil, g.bad("n", n, "at least 2 examples")
	}
	if err := checkSize("data.PerceptronWorstCase", n, 2, MaxValues); err != nil {
		return nil, err
	}
	out := g.empty()
	for i := range n {
		copy(out.Row(i), []float64{-0.5, -1})
		out.Y[i] = -1
	}
	out.X[0], out.Y[0] = 0.5, 1
	return out, nil
}

// PerceptronTwoPoints returns the examples (1, −1) with label 1 and (−1, −4) with
// label −1, on which one large gradient step overshoots (Tyurin, 2025, theorem 4.1).
func PerceptronTwoPoints() *Dataset {
	return &Dataset{Name: "PerceptronTwoPoints", N: 2, D: 2, X: []float64{1, -1, -1, -4}, Y: []float64{1, -1}}
}

// Wedge returns n points uniform on the part of [−1, 1]² where |h| >= margin, with
// label −1 or 1, the sign of h(x) = x₂ − 0.8|x₁| + 0.4, and a third feature that is
// always 1. margin lies in [0, 1].
// Bai, Gautam, Sojoudi (convex training of ReLU networks, 2023): n = 24, margin 0.25.
func Wedge(n int, margin float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"Wedge", n, 3}
	if err := first(g.check(s), g.fraction("margin", margin)); err != nil {
		return nil, err
	}
	out := g.empty()
	points := s.Split("points")
	for i := range n {
		for h := 0.; out.Y[i] == 0; {
			p := points.UniformVec(out.Row(i)[:2], -1, 1)
			if h = p[1] - 0.8*math.Abs(p[0]) + 0.4; h != 0 && math.Abs(h) >= margin {
				out.Y[i] = math.Copysign(1, h)
			}
		}
		out.Row(i)[2] = 1
	}
	return out, nil
}
