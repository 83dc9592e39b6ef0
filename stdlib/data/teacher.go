package data

import (
	"math"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// TeacherOptions change what TeacherNetwork returns. The zero value changes
// nothing.
type TeacherOptions struct {
	// Scales, one a feature, multiply the features after the labels were drawn
	// from the unscaled ones: the task is the same and its inputs are
	// ill-conditioned. vec.Logspace(1, 1e-2, d) gives their covariance the
	// condition number 10⁴.
	Scales []float64
}

// TeacherNetwork returns n examples labelled by a random two-layer network:
// features N(0,1), label argmax_c (tanh(xA) B)_c with A of d×width entries
// N(0, 4/d) and B of width×classes entries N(0,1). A fraction labelNoise of the
// labels is replaced by uniformly random ones, Clean keeping the teacher's. Truth
// holds A and then B, row after row.
//
// It is the classification task, d = 20, width 16, 5 classes, of the experiments
// after Zhuang et al. (AdaBelief, 2020), Dubey et al. (diffGrad, 2020) and
// Defazio et al. (schedule refinement, 2023), with labelNoise 0.05, and of Frantar
// et al. (M-FAC, 2021), without noise, once with the Scales above.
func TeacherNetwork(n, d, width, classes int, labelNoise float64, s *rng.Stream, options ...TeacherOptions) (*Dataset, error) {
	g := generator{"TeacherNetwork", n, d}
	o, err := only(g.name, options)
	if err != nil {
		return nil, err
	}
	if err := g.check(s); err != nil {
		return nil, err
	}
	switch {
	case width < 1:
		return nil, g.bad("width", width, "at least 1 unit")
	case classes < 1:
		return nil, g.bad("classes", classes, "at least 1")
	}
	if err := first(g.fraction("labelNoise", labelNoise), g.perFeature("Scales", o.Scales),
		checkSize("data.TeacherNetwork: weights", width, d, MaxValues),
		checkSize("data.TeacherNetwork: weights", width, classes, MaxValues)); err != nil {
		return nil, err
	}
	out := g.gaussian(s)
	teacher := s.Split("teacher")
	a := teacher.NormalVec(make([]float64, d*width))
	vec.Scale(a, 2/math.Sqrt(float64(d)), a)
	b := teacher.NormalVec(make([]float64, width*classes))
	out.Truth = append(append(make([]float64, 0, len(a)+len(b)), a...), b...)
	hidden, score := make([]float64, width), make([]float64, classes)
	for i := range n {
		vec.MatTVec(hidden, a, out.Row(i))
		vec.MatTVec(score, b, vec.Map(hidden, math.Tanh, hidden))
		out.Y[i] = float64(vec.ArgMax(score))
	}
	if labelNoise > 0 {
		out.Clean = vec.Clone(out.Y)
		noise := s.Split("label noise")
		for i := range n {
			if noise.Bernoulli(labelNoise) {
				out.Y[i] = float64(noise.IntN(classes))
			}
		}
	}
	out.scaleColumns(o.Scales)
	return out, nil
}
