package data

import (
	"math"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// LogisticOptions change the model of LogisticRegression. The zero value changes
// nothing.
type LogisticOptions struct {
	Scales        []float64 // standard deviations of the features; nil: all 1
	WeightScales  []float64 // standard deviations of the weights; nil: all 2/√d
	Norm          float64   // where positive, the weights are rescaled to this Euclidean norm
	Deterministic bool      // the label says whether ⟨w,x⟩ > 0, without chance
	ZeroOne       bool      // labels 0 and 1 in place of −1 and 1
}

// LogisticRegression returns n examples with independent N(0,1) features and
// labels −1 or 1 from a logistic model: P(y=1|x) = 1/(1+exp(−⟨w,x⟩)). The weights
// w are N(0, 4/d), so that ⟨w,x⟩ has standard deviation near 2, and are kept in
// Truth. Afterwards a fraction labelNoise of the labels, chosen at random, is
// drawn anew from −1 and 1 with equal chances; Clean then keeps the others.
//
// The options of the papers, with logspace(a, b, n) for vec.Logspace and without
// label noise:
//
//	Defazio et al. (schedules, 2023)   d = 50: {Scales: logspace(1, 10^-1.5, d), WeightScales: 2 logspace(1, √10, d)}
//	Lavington et al. (SSO, 2023)       d = 50: {Scales: logspace(1, 1e-2, d), WeightScales: logspace(1, 10^1.5, d), Deterministic: true, ZeroOne: true}
//	Hu, Doshi, Eun (SA-SRRW, 2024)     d = 10: {WeightScales: ones(d), ZeroOne: true}
//	Hao et al. (BO-REP, 2024), Hu et al. (BSVRB, 2023)  d = 10: {Norm: 3}, see HyperCleaning
func LogisticRegression(n, d int, labelNoise float64, s *rng.Stream, options ...LogisticOptions) (*Dataset, error) {
	g := generator{"LogisticRegression", n, d}
	o, err := only(g.name, options)
	if err != nil {
		return nil, err
	}
	if err := g.check(s); err != nil {
		return nil, err
	}
	if err := first(g.fraction("labelNoise", labelNoise), g.perFeature("Scales", o.Scales),
		g.perFeature("WeightScales", o.WeightScales), g.notNegative("Norm", o.Norm)); err != nil {
		return nil, err
	}
	out := g.gaussian(s)
	out.scaleColumns(o.Scales)
	out.Truth = o.weights(d, s.Split("weights"))
	o.label(out, labelNoise, s)
	return out, nil
}

func (o *LogisticOptions) weights(d int, s *rng.Stream) []float64 {
	w := s.NormalVec(make([]float64, d))
	if len(o.WeightScales) > 0 {
		vec.Mul(w, w, o.WeightScales)
	} else {
		vec.Scale(w, 2/math.Sqrt(float64(d)), w)
	}
	if norm := vec.Norm2(w); o.Norm > 0 && norm > 0 {
		vec.Scale(w, o.Norm/norm, w)
	}
	return w
}

// label draws the labels from the model, and some anew.
func (o *LogisticOptions) label(d *Dataset, noise float64, s *rng.Stream) {
	no := -1.
	if o.ZeroOne {
		no = 0
	}
	draw := func(s *rng.Stream, p float64) float64 {
		if s.Bernoulli(p) {
			return 1
		}
		return no
	}
	if noise > 0 {
		d.Clean = make([]float64, d.N)
	}
	labels, replaced, lost := s.Split("labels"), s.Split("label noise"), s.Split("lost labels")
	for i := range d.N {
		z := vec.Dot(d.Truth, d.Row(i))
		p := vec.Sigmoid(z)
		if o.Deterministic {
			p = 0
			if z > 0 {
				p = 1
			}
		}
		q := p
		if replaced.Bernoulli(noise) {
			q = 0.5
		}
		d.Y[i] = draw(labels, q)
		if noise > 0 {
			d.Clean[i] = d.Y[i]
			if q != p {
				d.Clean[i] = draw(lost, p)
			}
		}
	}
}

// CleaningOptions are the sizes of HyperCleaning; 0 means the number given here.
type CleaningOptions struct {
	Train, Validation, Test int     // 400, 200, 2000
	Features                int     // 10
	Norm                    float64 // of the weights: 3
	Flipped                 float64 // fraction of wrong training labels: 0.3
}

// HyperCleaning returns data for hyper-cleaning, where weights of the training
// examples are learnt so that a model trained with them does well on clean
// validation data. All three parts are of one LogisticRegression with labels
// −1 and 1; of the training labels the fraction Flipped, rounded to a whole
// number of labels chosen at random, has its sign changed. train.Clean holds the
// right ones.
//
// The defaults are those of the experiments after Hao, Gong, Liu (BO-REP, 2024),
// Hu et al. (BSVRB, 2023) and Kwon et al. (penalty methods, 2024).
func HyperCleaning(s *rng.Stream, options ...CleaningOptions) (train, validation, test *Dataset, err error) {
	o, err := only("HyperCleaning", options)
	if err != nil {
		return nil, nil, nil, err
	}
	o.Train, o.Validation, o.Test = orElse(o.Train, 400), orElse(o.Validation, 200), orElse(o.Test, 2000)
	g := generator{"HyperCleaning", o.Train + o.Validation + o.Test, orElse(o.Features, 10)}
	for _, size := range []struct {
		arg string
		n   int
	}{{"Train", o.Train}, {"Validation", o.Validation}, {"Test", o.Test}} {
		if size.n < 1 || size.n > MaxValues {
			return nil, nil, nil, g.bad(size.arg, size.n, "at least 1 example, and such that they fit in memory")
		}
	}
	o.Norm, o.Flipped = orElse(o.Norm, 3), orElse(o.Flipped, 0.3)
	if err := first(g.check(s), g.positive("Norm", o.Norm), g.fraction("Flipped", o.Flipped)); err != nil {
		return nil, nil, nil, err
	}
	all, err := LogisticRegression(g.n, g.d, 0, s, LogisticOptions{Norm: o.Norm})
	if err != nil {
		return nil, nil, nil, err
	}
	all.Name = g.name
	if train, test, err = all.Cut(o.Train); err != nil {
		return nil, nil, nil, err
	}
	if validation, test, err = test.Cut(o.Validation); err != nil {
		return nil, nil, nil, err
	}
	if train, err = train.FlipLabels(o.Flipped, s.Split("flips")); err != nil {
		return nil, nil, nil, err
	}
	return train, validation, test, nil
}
