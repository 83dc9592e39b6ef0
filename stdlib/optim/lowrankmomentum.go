package optim

import (
	"fmt"

	"monro/stdlib/vec"
)

// LowRankMomentum is momentum for a Rows×Cols matrix W in the span of the first Rank
// left singular vectors U of the gradient, renewed at steps t = 1, 1+Gap, ...: what
// GaLore does, with momentum in the place of Adam (the demonstration in the appendix
// of Zmushko et al., ICML 2025),
//
//	m ← Beta·m + (1−Beta)·UᵀG,   W ← W − LR·U·m/(1−Beta^t)
//
// When U changes, m still holds coordinates in the old basis, which mean something
// else in the new one. With Reproject they are translated, and what bias correction
// divides by loses as much of its mass as m loses of its length:
//
//	m ← U_newᵀ·U_old·m,   w ← w·‖m_new‖/‖m_old‖     where U changes, t > 1
//	m ← Beta·m + (1−Beta)·UᵀG,   w ← Beta·w + (1−Beta),   W ← W − LR·U·m/w
//
// with w = 0 at first, and where m_old = 0. For a matrix among other parameters wrap
// it: On(block, AsTransform(m)). NewLowRankMomentum sets the fields.
type LowRankMomentum struct {
	LR, Beta   float64 // Beta in [0, 1)
	Rows, Cols int
	Rank       int
	Gap        int
	Reproject  bool
	Schedule   Schedule

	progress  progress
	basis     []float64 // Uᵀ, Rank×Rows
	old       []float64 // the one before
	m         []float64 // Rank×Cols
	low, turn []float64 // UᵀG, and room for a turned m
	u         []float64
	mass      float64 // w
}

// NewLowRankMomentum returns the method for a rows×cols matrix with the settings of
// the paper's demonstration: Beta = 0.9 and a new basis every 10 steps.
func NewLowRankMomentum(lr float64, rows, cols, rank int, reproject bool) *LowRankMomentum {
	return &LowRankMomentum{LR: lr, Beta: 0.9, Rows: rows, Cols: cols, Rank: rank, Gap: 10, Reproject: reproject}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o LowRankMomentum) Fresh() Optimizer {
	o.progress, o.basis, o.old, o.m, o.low, o.turn, o.u, o.mass = progress{}, nil, nil, nil, nil, nil, nil, 0
	return &o
}

// String names the method, its step size and rank.
func (o LowRankMomentum) String() string {
	if o.Reproject {
		return fmt.Sprintf("LowRankMomentum(%g, rank %d, reprojected)", o.LR, o.Rank)
	}
	return fmt.Sprintf("LowRankMomentum(%g, rank %d)", o.LR, o.Rank)
}

// Validate returns an error that names the first hyper-parameter out of range.
func (o *LowRankMomentum) Validate() error {
	h := hyper{method: "optim: LowRankMomentum"}
	h.notNegative("LR", o.LR)
	h.fraction("Beta", o.Beta)
	h.want(o.Rows >= 1, "Rows", float64(o.Rows), "at least 1")
	h.want(o.Cols >= 1, "Cols", float64(o.Cols), "at least 1")
	h.want(o.Rank >= 1 && o.Rank <= min(o.Rows, o.Cols), "Rank", float64(o.Rank), "at least 1 and at most the shorter side of the matrix")
	h.want(o.Gap >= 1, "Gap", float64(o.Gap), "at least 1 step")
	return h.err
}

// T returns the number of updates made.
func (o *LowRankMomentum) T() int { return o.progress.t }

// Basis returns Uᵀ, Rank×Rows and row by row; nil before the first update. It is the
// optimiser's own memory: copy it to keep it.
func (o *LowRankMomentum) Basis() []float64 { return o.basis }

// Step makes one update of x, the matrix row by row, in place.
func (o *LowRankMomentum) Step(x, g []float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if len(x) != o.Rows*o.Cols {
		return fmt.Errorf("optim: LowRankMomentum: %d parameters at step %d: want %d×%d", len(x), o.progress.t+1, o.Rows, o.Cols)
	}
	if err := o.progress.check("LowRankMomentum", x, g); err != nil {
		return err
	}
	lr, err := rate("LowRankMomentum", o.LR, o.Schedule, o.progress.t+1)
	if err != nil {
		return err
	}
	if o.progress.t%o.Gap == 0 {
		if err := o.renew(g); err != nil {
			return err
		}
	}
	o.progress.count(len(x))
	p, q, r := o.Rows, o.Cols, o.Rank
	vec.Gemm(false, false, r, q, p, 1, o.basis, p, g, q, 0, o.low, q)
	vec.Mix(o.m, o.Beta, o.m, 1-o.Beta, o.low)
	o.mass = mix(o.Beta, o.mass, 1-o.Beta, 1)
	weight := o.mass
	if !o.Reproject {
		weight = bias(o.Beta, o.progress.t)
	}
	vec.Gemm(true, false, p, q, r, 1, o.basis, p, o.m, q, 0, o.u, q)
	vec.Mix(x, 1, x, -lr/weight, o.u)
	return nil
}

// renew takes the singular vectors of g as the basis, and translates m.
func (o *LowRankMomentum) renew(g []float64) error {
	p, q, r := o.Rows, o.Cols, o.Rank
	if o.basis == nil {
		o.basis, o.old = make([]float64, r*p), make([]float64, r*p)
		o.m, o.low, o.turn = make([]float64, r*q), make([]float64, r*q), make([]float64, r*q)
		o.u = make([]float64, p*q)
	}
	if err := singularVectors(o.old, g, p, q, r, false); err != nil {
		return err
	}
	o.basis, o.old = o.old, o.basis
	if !o.Reproject || o.progress.t == 0 {
		return nil
	}
	length := vec.Norm2(o.m)
	vec.Gemm(true, false, p, q, r, 1, o.old, p, o.m, q, 0, o.u, q)
	vec.Gemm(false, false, r, q, p, 1, o.basis, p, o.u, q, 0, o.turn, q)
	o.m, o.turn = o.turn, o.m
	o.mass *= quotient(vec.Norm2(o.m), length)
	return nil
}
