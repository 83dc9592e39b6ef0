package problem

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"monro/stdlib/data"
	"monro/stdlib/vec"
)

// A LogisticLoss is l2-regularised logistic regression,
//
//	f(x) = (1/n) Σ_i log(1 + exp(−y_i ⟨a_i, x⟩)) + (λ/2) ‖x‖²,  y_i = ±1.
//
// Logistic makes it.
type LogisticLoss struct{ LinearModel }

// Logistic returns logistic regression on the data with the regulariser
// (l2/2)‖x‖². Labels must all be −1 or 1, or all 0 or 1, with 0 taken as −1. The
// features are shared with d, not copied.
func Logistic(d *data.Dataset, l2 float64) (*LogisticLoss, error) {
	m, err := newLinear("Logistic", d, l2, logistic{})
	if err != nil {
		return nil, err
	}
	if m.y, err = signs("Logistic", d.Y); err != nil {
		return nil, err
	}
	return &LogisticLoss{m}, nil
}

// signs returns labels as −1 and 1.
func signs(name string, labels []float64) ([]float64, error) {
	y := make([]float64, len(labels))
	negative := math.NaN() // the label that stands for −1, once one was seen
	seen := 0
	for i, label := range labels {
		switch {
		case label == 1:
			y[i] = 1
		case label != 0 && label != -1:
			return nil, fmt.Errorf("problem.%s: label of row %d is %v: want -1 or 1, or 0 or 1", name, i, label)
		case !math.IsNaN(negative) && label != negative:
			return nil, fmt.Errorf("problem.%s: label of row %d is %v but of row %d %v: want -1 or 1, or 0 or 1, not both", name, i, label, seen, negative)
		default:
			y[i] = -1
			if math.IsNaN(negative) {
				negative, seen = label, i
			}
		}
	}
	return y, nil
}

// Accuracy returns the fraction of the examples of d whose sign ⟨a, x⟩ predicts
// their label: positive for label 1, otherwise −1 or 0. d has the same number of
// features as the training data.
func (l *LogisticLoss) Accuracy(d *data.Dataset, x []float64) (float64, error) {
	m, err := newLinear("Accuracy", d, 0, logistic{})
	if err != nil {
		return 0, err
	}
	if m.y, err = signs("Accuracy", d.Y); err != nil {
		return 0, err
	}
	if d.D != l.d || len(x) != l.d {
		return 0, fmt.Errorf("problem: Accuracy: %d features and %d weights: want %d as in training", d.D, len(x), l.d)
	}
	right := 0
	for i := range m.n {
		if (floats.Dot(m.row(i), x) > 0) == (m.y[i] > 0) {
			right++
		}
	}
	return float64(right) / float64(m.n), nil
}

// logistic is the link φ(z, y) = log(1 + exp(−yz)).
type logistic struct{}

func (logistic) loss(z, y float64) (value, slope float64) {
	// With e = exp(−|z|) one exponential gives both, without overflow.
	margin := y * z
	e := math.Exp(-math.Abs(margin))
	if margin >= 0 {
		return math.Log1p(e), -y * e / (1 + e)
	}
	return math.Log1p(e) - margin, -y / (1 + e)
}

func (logistic) curvature(z, _ float64) float64 {
	p := vec.Sigmoid(-math.Abs(z))
	return p * (1 - p)
}

func (logistic) maxCurvature() float64 { return 0.25 }
