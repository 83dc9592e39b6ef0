package data

import (
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// PlantedReLU returns n examples of a random network with one hidden layer of ReLU
// units, y = Σ_k σ_k max(⟨w_k,x⟩, 0) + noise·N(0,1). Features are N(0,1) but the
// last, which is always 1; the w_k are N(0, I_d); the signs σ_k are fair but the
// first, 1, and the last of two and more, −1. Truth holds w_0, w_1, ... and then the
// signs.
// Bai, Gautam, Sojoudi (convex training of ReLU networks, 2023): n = 20, d = 3,
// 3 units, noise 0.1.
func PlantedReLU(n, d, units int, noise float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"PlantedReLU", n, d}
	if err := first(g.check(s), g.notNegative("noise", noise)); err != nil {
		return nil, err
	}
	if units < 1 {
		return nil, g.bad("units", units, "at least 1")
	}
	if err := checkSize("data.PlantedReLU: weights", units, d+1, MaxValues); err != nil {
		return nil, err
	}
	out := g.gaussian(s)
	w := s.Split("weights").NormalVec(make([]float64, units*d))
	signs := s.Split("signs").Rademacher(make([]float64, units))
	signs[0] = 1
	if units > 1 {
		signs[units-1] = -1
	}
	errors := s.Split("noise")
	hidden := make([]float64, units)
	for i := range n {
		row := out.Row(i)
		row[d-1] = 1
		for k, z := range vec.MatVec(hidden, w, row) {
			out.Y[i] += signs[k] * max(z, 0)
		}
		out.Y[i] += noise * errors.Normal()
	}
	out.Truth = append(w, signs...)
	return out, nil
}

// BinaryTeacher returns d fair weights −1 or 1.
func BinaryTeacher(d int, s *rng.Stream) ([]float64, error) {
	g := generator{"BinaryTeacher", 1, d}
	if err := g.check(s); err != nil {
		return nil, err
	}
	return s.Rademacher(make([]float64, d)), nil
}

// RelatedTeacher returns a teacher for a second task: each weight of the first is
// kept with probability (1+overlap)/2, else its sign changed, so that the mean of
// their products is overlap, in [−1, 1]. Li et al. (continual learning, 2023).
func RelatedTeacher(teacher []float64, overlap float64, s *rng.Stream) ([]float64, error) {
	g := generator{"RelatedTeacher", 1, len(teacher)}
	if err := g.check(s); err != nil {
		return nil, err
	}
	if !(overlap >= -1 && overlap <= 1) {
		return nil, g.bad("overlap", overlap, "-1 <= overlap <= 1")
	}
	out := vec.Clone(teacher)
	for i := range out {
		if !s.Bernoulli((1 + overlap) / 2) {
			out[i] = -out[i]
		}
	}
	return out, nil
}

// BinaryPerceptron returns n examples with fair features −1 and 1, labelled by the
// sign of ⟨teacher, x⟩, which is 1 where that is 0. Truth is the teacher; see
// BinaryTeacher. Li et al. (continual learning, 2023): N weights and n = αN examples.
func BinaryPerceptron(n int, teacher []float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"BinaryPerceptron", n, len(teacher)}
	if err := first(g.check(s), g.perFeature("teacher", teacher)); err != nil {
		return nil, err
	}
	out := g.empty()
	s.Split("features").Rademacher(out.X)
	for i := range n {
		out.Y[i] = 1
		if vec.Dot(teacher, out.Row(i)) < 0 {
			out.Y[i] = -1
		}
	}
	out.Truth = vec.Clone(teacher)
	return out, nil
}
