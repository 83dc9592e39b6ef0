package problem

import (
	"math"

	"monro/stdlib/data"
)

// A HingeLoss is the support vector machine,
//
//	f(x) = (1/n) Σ_i max(0, 1 − y_i ⟨a_i, x⟩) + (λ/2) ‖x‖²,  y_i = ±1,
//
// a LinearModel with subgradients, 0 at the kink; its curvature is that of the
// regulariser, and Smoothness and SampleSmoothness are infinite. Hinge makes it.
type HingeLoss struct{ LinearModel }

// Hinge returns the support vector machine on the data with the regulariser
// (l2/2)‖x‖². Labels are as for Logistic; the features are shared with d.
func Hinge(d *data.Dataset, l2 float64) (*HingeLoss, error) {
	m, err := newLinear("Hinge", d, l2, hinge{})
	if err != nil {
		return nil, err
	}
	if m.y, err = signs("Hinge", d.Y); err != nil {
		return nil, err
	}
	return &HingeLoss{m}, nil
}

// hinge is the link φ(z, y) = max(0, 1 − yz).
type hinge struct{}

func (hinge) loss(z, y float64) (value, slope float64) {
	if y*z >= 1 {
		return 0, 0
	}
	return 1 - y*z, -y
}

func (hinge) curvature(_, _ float64) float64 { return 0 }
func (hinge) maxCurvature() float64          { return math.Inf(1) }
