package data

import (
	"fmt"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// EvidenceSequences returns n sequences of length steps of d features, whose class
// shows only in the mean over time: with class means μ_c ~ N(0, I_d), step t of a
// sequence of class y, uniform, is (μ_y + noise·z_t)/noise, z_t ~ N(0, I_d). A row
// holds step after step, Shape is (length, d), the target is the class and Truth the
// means. noise must be positive.
// Lomnitz et al. (tpSGD, 2023): n = 6000, length 10, d = 20, 5 classes, noise 4.
func EvidenceSequences(n, length, d, classes int, noise float64, s *rng.Stream) (*Dataset, error) {
	g, out, means, err := newSequences("EvidenceSequences", n, length, d, classes, s)
	if err != nil {
		return nil, err
	}
	if err := g.positive("noise", noise); err != nil {
		return nil, err
	}
	labels := s.Split("labels")
	for i := range n {
		c := labels.IntN(classes)
		out.Y[i] = float64(c)
		for t := range length {
			step := out.Row(i)[t*d : (t+1)*d]
			vec.Axpy(step, 1/noise, means[c*d:(c+1)*d])
		}
	}
	return out, nil
}

// NeedleSequences returns n sequences of length tokens of d features, few of which
// tell the class: tokens are N(0, I_d), and marked ones, at different random places
// of each sequence, have the mean μ_y ~ N(0, I_d) of its class y, uniform, added. A
// row holds token after token, Shape is (length, d), the target is the class and
// Truth the means. 0 <= marked <= length.
// Liu et al. (WTA-CRS, 2023): n = 3000, length 32, d = 16, 4 classes, 3 marked.
func NeedleSequences(n, length, d, classes, marked int, s *rng.Stream) (*Dataset, error) {
	g, out, means, err := newSequences("NeedleSequences", n, length, d, classes, s)
	if err != nil {
		return nil, err
	}
	if marked < 0 || marked > length {
		return nil, g.bad("marked", marked, fmt.Sprintf("0 <= marked <= length = %d", length))
	}
	labels, places := s.Split("labels"), s.Split("places")
	for i := range n {
		c := labels.IntN(classes)
		out.Y[i] = float64(c)
		for _, t := range places.Sample(length, marked) {
			token := out.Row(i)[t*d : (t+1)*d]
			vec.Add(token, token, means[c*d:(c+1)*d])
		}
	}
	return out, nil
}

// newSequences checks the sizes and returns standard normal sequences and the means
// of the classes.
func newSequences(name string, n, length, d, classes int, s *rng.Stream) (g generator, out *Dataset, means []float64, err error) {
	g = generator{name, n, d}
	switch {
	case length < 1:
		err = g.bad("length", length, "at least 1")
	case classes < 1:
		err = g.bad("classes", classes, "at least 1")
	default:
		err = first(g.check(s), checkSize("data."+name, length, d, MaxValues), checkSize("data."+name+": means", classes, d, MaxValues))
	}
	if err != nil {
		return g, nil, nil, err
	}
	g.d = length * d
	if err := g.check(s); err != nil {
		return g, nil, nil, err
	}
	out = g.gaussian(s)
	out.Shape = []int{length, d}
	out.Truth = s.Split("means").NormalVec(make([]float64, classes*d))
	return g, out, out.Truth, nil
}

// SignSequences returns n sequences of length fair steps −1 and 1, labelled −1 or 1
// by the sign of their sum. Sequences with sum 0, which even lengths have, are drawn
// again. Shape is (length, 1). For wrong labels see FlipLabels.
// Hao, Gong, Liu (BO-REP, 2024): length 10, 30 % of the training labels flipped.
func SignSequences(n, length int, s *rng.Stream) (*Dataset, error) {
	g := generator{"SignSequences", n, length}
	if length < 1 {
		return nil, g.bad("length", length, "at least 1")
	}
	if err := g.check(s); err != nil {
		return nil, err
	}
	out := g.empty()
	out.Shape = []int{length, 1}
	steps := s.Split("steps")
	for i := range n {
		sum := 0.
		for sum == 0 {
			sum = vec.Sum(steps.Rademacher(out.Row(i)))
		}
		out.Y[i] = 1
		if sum < 0 {
			out.Y[i] = -1
		}
	}
	return out, nil
}
