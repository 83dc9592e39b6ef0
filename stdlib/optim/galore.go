package optim

import "monro/stdlib/nn"

// NewGaLore returns GaLore (Zhao et al., ICML 2024) as a setting of FRUGAL's engine:
// Adam on the projection of each matrix's gradient onto its first singular vectors,
// renewed every 200 steps without forgetting Adam's state, and nothing for the rest
// of the gradient. Between two changes the update of a matrix has rank at most
// round(0.25·shorter side). Other parameters get Adam.
//
// lr = 0.01 with MatrixScale = 0.25, which is set, is usual. Compared at the same lr
// as FRUGAL, tune MatrixScale.
func NewGaLore(lr float64, matrices []nn.Block) *FRUGAL {
	o := NewFRUGAL(lr, matrices, nil)
	o.Subspace, o.KeepState, o.StateFree, o.MatrixScale = SVDSubspace, true, nil, 0.25
	return o
}
