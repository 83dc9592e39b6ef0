package optim

import (
	"errors"

	"monro/stdlib/problem"
	"monro/stdlib/vec"
)

// GradientNorms are the norms of the gradients of a run, one for each update, as
// Refine wants them.
type GradientNorms struct {
	L2 []float64 // Euclidean, for SGD
	L1 []float64 // sums of moduli, for Adam
}

// RecordNorms makes the run of Run and returns, with its last state, the norms of
// the gradients that made its updates, before what the optimiser does to them.
// The gradient at the last state made none and is left out.
func RecordNorms(p problem.Smooth, o Optimizer, x0 []float64, options ...Option) (*State, GradientNorms, error) {
	var norms GradientNorms
	if !collect(options).ends() {
		return nil, norms, errors.New("optim: RecordNorms: nothing ends the run: want Iterations, Epochs or Tolerance")
	}
	var last *State
	for s := range Descend(p, o, x0, options...) {
		last = s
		if s.Err == nil {
			norms.L2 = append(norms.L2, vec.Norm2(s.Grad))
			norms.L1 = append(norms.L1, vec.Norm1(s.Grad))
		}
	}
	norms.L2, norms.L1 = norms.L2[:last.K], norms.L1[:last.K]
	return last, norms, last.Err
}
