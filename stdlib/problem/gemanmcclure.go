package problem

import "monro/stdlib/data"

// A GemanMcClureLoss is robust regression with the bounded loss of Geman and McClure
// (Statistical methods for tomographic image reconstruction, 1987),
//
//	f(x) = (1/n) Σ_i r_i²/(1 + r_i²) + (λ/2) ‖x‖²,   r_i = ⟨a_i, x⟩ − y_i.
//
// It is not convex. GemanMcClure makes it.
type GemanMcClureLoss struct{ LinearModel }

// GemanMcClure returns robust regression on the data with the regulariser
// (l2/2)‖x‖². The data are shared with d.
func GemanMcClure(d *data.Dataset, l2 float64) (*GemanMcClureLoss, error) {
	m, err := newLinear("GemanMcClure", d, l2, gemanMcClure{})
	if err != nil {
		return nil, err
	}
	return &GemanMcClureLoss{m}, nil
}

// gemanMcClure is the link φ(z, y) = r²/(1+r²), r = z − y.
type gemanMcClure struct{}

func (gemanMcClure) loss(z, y float64) (value, slope float64) {
	r := z - y
	s := 1 / (1 + r*r)
	value = 1 - s
	if r*r < 1 {
		value = r * r * s // exact near 0
	}
	return value, 2 * r * s * s
}

func (gemanMcClure) curvature(z, y float64) float64 {
	r := z - y
	s := 1 / (1 + r*r)
	return 2 * s * s * (4*s - 3) // (1−3r²)·s = 4s−3
}

func (gemanMcClure) maxCurvature() float64 { return 2 } // at r = 0; φ″ >= −½
