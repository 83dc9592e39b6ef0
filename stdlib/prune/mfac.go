package prune

import (
	"fmt"

	"monro/stdlib/linalg"
	"monro/stdlib/vec"
)

// MFAC is the pruner of M-FAC (Frantar, Kurtic and Alistarh, NeurIPS 2021): Optimal
// Brain Surgeon (Hassibi and Stork, 1993) with the damped empirical Fisher matrix F of
// m gradients for the Hessian, over the live weights w and without any d×d matrix. It
// drops the weights of least
//
//	score_i = w_i²/(2·[F⁻¹]_ii),
//
// the loss that dropping w_i alone costs where the loss is quadratic with the Hessian F
// and w its minimum, and makes up for them by the others,
//
//	w ← w + F⁻¹t,  t_i = −w_i/[F⁻¹]_ii for dropped i, 0 for others.
//
// For one weight this is the best the others can do; for several it is the sum of what
// each would call for alone. More steps of the Pruner take that into account.
type MFAC struct {
	Gradients int     // m, how many gradients
	Batch     int     // examples a gradient
	Damping   float64 // λ > 0
	Block     int     // F in blocks of so many consecutive live weights; 0 for the whole F
	ScoreOnly bool    // drop by score and correct nothing
	MaxBytes  int64   // what the inverse may take; 0 means 8 GiB
}

// NewMFAC returns the rule with m gradients of minibatches of batch examples, Damping =
// 1e-5 and the whole of F. M-FAC's code for small networks has m = 64 and blocks of 128.
func NewMFAC(m, batch int) MFAC { return MFAC{Gradients: m, Batch: batch, Damping: 1e-5} }

// Drop implements Rule. It returns an error for counts below 1, a Damping that is not
// positive, gradients that are not finite and too little memory.
func (r MFAC) Drop(p *Point, n int) ([]int, error) {
	g, err := p.Gradients(r.Gradients, r.Batch)
	if err != nil {
		return nil, err
	}
	f, err := linalg.NewInverseFisher(g, r.Damping, linalg.FisherOptions{Block: r.Block, MaxBytes: r.MaxBytes})
	if err != nil {
		return nil, fmt.Errorf("prune: MFAC: %w", err)
	}
	return surgery(p, f, n, !r.ScoreOnly)
}

// String names the rule and how many gradients it takes.
func (r MFAC) String() string {
	s := fmt.Sprintf("MFAC(m %d", r.Gradients)
	if r.Block > 0 {
		s += fmt.Sprintf(", blocks of %d", r.Block)
	}
	if r.ScoreOnly {
		s += ", score only"
	}
	return s + ")"
}

// An inverse of a Fisher matrix over the live weights.
type inverse interface {
	Diagonal(dst []float64) ([]float64, error)
	Mul(dst, x []float64) ([]float64, error)
}

// surgery chooses n weights by Optimal Brain Surgeon and, unless told otherwise,
// corrects all live ones, also those that it drops.
func surgery(p *Point, f inverse, n int, correct bool) ([]int, error) {
	w := p.Weights()
	diagonal, err := f.Diagonal(nil)
	if err != nil {
		return nil, err
	}
	drop := lowest(saliency(w, diagonal), n)
	if correct {
		t := make([]float64, len(w))
		for _, i := range drop {
			t[i] = -w[i] / diagonal[i]
		}
		if t, err = f.Mul(t, t); err != nil {
			return nil, err
		}
		if i := vec.NonFinite(t); i >= 0 {
			return nil, fmt.Errorf("prune: the correction of place %d is %v: want a larger Damping", p.Live[i], t[i])
		}
		for i, at := range p.Live {
			p.X[at] += t[i]
		}
	}
	return p.places(drop), nil
}

// saliency returns w_i²/(2·[F⁻¹]_ii) for the diagonal of F⁻¹.
func saliency(w, diagonal []float64) []float64 {
	scores := make([]float64, len(w))
	for i, v := range w {
		scores[i] = v * v / (2 * diagonal[i])
	}
	return scores
}
