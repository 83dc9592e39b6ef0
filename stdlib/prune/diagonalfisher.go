package prune

import "fmt"

// DiagonalFisher drops the weights of least w²·F_ii, where F_ii = Damping + the mean of
// g_i² over gradients of minibatches, and corrects nothing: Optimal Brain Damage (LeCun,
// Denker and Solla, 1989) with the Fisher matrix for the Hessian.
type DiagonalFisher struct {
	Gradients int     // m, how many gradients
	Batch     int     // examples a gradient
	Damping   float64 // λ >= 0
}

// NewDiagonalFisher returns the rule with m gradients of minibatches of batch examples
// and Damping = 1e-5.
func NewDiagonalFisher(m, batch int) DiagonalFisher { return DiagonalFisher{m, batch, 1e-5} }

// Drop implements Rule. It returns an error for counts below 1, a negative Damping and
// gradients that are not finite.
func (r DiagonalFisher) Drop(p *Point, n int) ([]int, error) {
	if !(r.Damping >= 0) || r.Damping-r.Damping != 0 {
		return nil, fmt.Errorf("prune: DiagonalFisher: Damping = %v: want a finite number >= 0", r.Damping)
	}
	g, err := p.Gradients(r.Gradients, r.Batch)
	if err != nil {
		return nil, err
	}
	scores := make([]float64, len(p.Live))
	for i, w := range p.Weights() {
		f := 0.0
		for _, row := range g {
			f += row[i] * row[i]
		}
		scores[i] = w * w * (r.Damping + f/float64(len(g)))
	}
	return p.places(lowest(scores, n)), nil
}

// String names the rule and how many gradients it takes.
func (r DiagonalFisher) String() string { return fmt.Sprintf("DiagonalFisher(m %d)", r.Gradients) }
