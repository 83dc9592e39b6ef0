package problem

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// A PointLoss is a TargetLoss of a formula for each example. SquaredTargets,
// LogisticTargets, SoftmaxTargets and NewTargetLoss make it. It allocates nothing.
type PointLoss struct {
	n, width   int
	smoothness float64
	one        func(d, z []float64, i int) float64 // d may be nil
}

// SquaredTargets returns ℓ_i(z) = ½‖z − y_i‖² for targets y_i that are the rows, of
// the given width, of y, which is shared. L is 1.
func SquaredTargets(y []float64, width int) (*PointLoss, error) {
	if width < 1 || len(y) == 0 || len(y)%width != 0 {
		return nil, fmt.Errorf("problem.SquaredTargets: %d targets of width %d: want whole rows, at least one", len(y), width)
	}
	if i := vec.NonFinite(y); i >= 0 {
		return nil, fmt.Errorf("problem.SquaredTargets: y[%d] = %v: want finite numbers", i, y[i])
	}
	return &PointLoss{len(y) / width, width, 1, func(d, z []float64, i int) float64 {
		var sum float64
		for c, v := range y[i*width : (i+1)*width] {
			e := z[c] - v
			sum += e * e
			if d != nil {
				d[c] = e
			}
		}
		return sum / 2
	}}, nil
}

// LogisticTargets returns ℓ_i(z) = log(1 + exp(z)) − y_i z for labels y_i, with
// gradient σ(z) − y_i. Labels are all 0 or 1, or all −1 or 1, with −1 taken as 0. L
// is ¼.
func LogisticTargets(labels []float64) (*PointLoss, error) {
	if len(labels) == 0 {
		return nil, fmt.Errorf("problem.LogisticTargets: no labels: want at least one")
	}
	y, err := signs("LogisticTargets", labels)
	if err != nil {
		return nil, err
	}
	return &PointLoss{len(y), 1, logistic{}.maxCurvature(), func(d, z []float64, i int) float64 {
		value, slope := logistic{}.loss(z[0], y[i])
		if d != nil {
			d[0] = slope
		}
		return value
	}}, nil
}

// SoftmaxTargets returns the cross-entropy ℓ_i(z) = log Σ_c exp(z_c) − z_{y_i} of
// logits z for labels 0, ..., classes−1, with gradient softmax(z) − onehot(y_i). The
// Hessian's norm is at most ½, which is L.
func SoftmaxTargets(labels []float64, classes int) (*PointLoss, error) {
	if len(labels) == 0 || classes < 2 {
		return nil, fmt.Errorf("problem.SoftmaxTargets: %d labels of %d classes: want at least one label and two classes", len(labels), classes)
	}
	y := make([]int, len(labels))
	for i, label := range labels {
		if label != math.Trunc(label) || label < 0 || label >= float64(classes) {
			return nil, fmt.Errorf("problem.SoftmaxTargets: label %d is %v: want a class number 0, 1, ... below %d", i, label, classes)
		}
		y[i] = int(label)
	}
	return &PointLoss{len(y), classes, 0.5, func(d, z []float64, i int) float64 {
		all := vec.LogSumExp(z)
		for c := range d {
			d[c] = math.Exp(z[c] - all)
		}
		if d != nil {
			d[y[i]]--
		}
		return all - z[y[i]]
	}}, nil
}

// NewTargetLoss returns n losses of outputs of the given width whose gradients are
// smoothness-Lipschitz. loss returns ℓ_i(z) and stores ∇ℓ_i(z) in d, unless d is
// nil.
func NewTargetLoss(n, width int, smoothness float64, loss func(d, z []float64, i int) float64) (*PointLoss, error) {
	switch {
	case n < 1 || width < 1:
		return nil, fmt.Errorf("problem.NewTargetLoss: n = %d, width = %d: want at least 1 of each", n, width)
	case loss == nil:
		return nil, fmt.Errorf("problem.NewTargetLoss: loss is nil")
	}
	if err := checkPositive("NewTargetLoss", "smoothness", smoothness); err != nil {
		return nil, err
	}
	return &PointLoss{n, width, smoothness, loss}, nil
}

// Len returns the number of examples.
func (l *PointLoss) Len() int { return l.n }

// Width returns the number of outputs of an example.
func (l *PointLoss) Width() int { return l.width }

// Smoothness returns a Lipschitz constant of each ∇ℓ_i.
func (l *PointLoss) Smoothness() float64 { return l.smoothness }

// Value returns the mean of ℓ_i(z_i) over the examples i in idx.
func (l *PointLoss) Value(z []float64, idx []int) float64 {
	n := rows("problem: PointLoss.Value", idx, l.n)
	sameLength("problem: PointLoss.Value", len(z), n*l.width)
	var sum float64
	for k := range n {
		sum += l.one(nil, z[k*l.width:(k+1)*l.width], example(idx, k))
	}
	return sum / float64(n)
}

// Grad stores ∇ℓ_i(z_i) in the rows of d and returns the mean of the losses.
func (l *PointLoss) Grad(d, z []float64, idx []int) float64 {
	n := rows("problem: PointLoss.Grad", idx, l.n)
	sameLength("problem: PointLoss.Grad", len(z), n*l.width)
	sameLength("problem: PointLoss.Grad", len(d), n*l.width)
	var sum float64
	for k := range n {
		at, end := k*l.width, (k+1)*l.width
		sum += l.one(d[at:end:end], z[at:end], example(idx, k))
	}
	return sum / float64(n)
}
