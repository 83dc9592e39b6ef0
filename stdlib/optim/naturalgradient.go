package optim

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"

	"monro/stdlib/vec"
)

// NaturalGradient is descent along the natural gradient (Amari 1998) of the damped
// empirical Fisher matrix of the last m gradients, the newest among them, written out:
//
//	x ← x − LR·F⁻¹g,   F = Damping·I + (1/m) Σ g_i·g_iᵀ.
//
// It holds F as a d×d matrix and factorises it at every step, in O(d²m + d³) flops:
// the reference for MFAC, which makes the same steps, where d is at most some
// hundreds. The window begins with m gradients of zero.
type NaturalGradient struct {
	LR       float64
	Window   int     // m
	Damping  float64 // λ
	Schedule Schedule

	progress progress
	g        []float64 // m rows of d; row t mod m is the next to go
	f, u     []float64
}

// NewNaturalGradient returns the natural gradient with step size lr, over so many
// gradients, with Damping = 1e-5.
func NewNaturalGradient(lr float64, window int) *NaturalGradient {
	return &NaturalGradient{LR: lr, Window: window, Damping: 1e-5}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o NaturalGradient) Fresh() Optimizer {
	o.progress, o.g, o.f, o.u = progress{}, nil, nil, nil
	return &o
}

// String names the method, its step size and window.
func (o NaturalGradient) String() string {
	return fmt.Sprintf("NaturalGradient(%g, m %d)", o.LR, o.Window)
}

// Validate returns an error that names the first hyper-parameter out of range.
func (o *NaturalGradient) Validate() error {
	h := hyper{method: "optim: NaturalGradient"}
	h.notNegative("LR", o.LR)
	h.want(o.Window >= 1, "Window", float64(o.Window), "at least 1 gradient (NewNaturalGradient sets the defaults)")
	h.positive("Damping", o.Damping)
	return h.err
}

// T returns the number of updates made.
func (o *NaturalGradient) T() int { return o.progress.t }

// naturalLimit is the most numbers that F may have: 1 GiB.
const naturalLimit = 1 << 27

// Step makes one update of x in place. It returns an error for so many parameters
// that F would need more than 1 GiB, and where F is singular to working precision.
func (o *NaturalGradient) Step(x, g []float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("NaturalGradient", x, g); err != nil {
		return err
	}
	lr, err := rate("NaturalGradient", o.LR, o.Schedule, o.progress.t+1)
	if err != nil {
		return err
	}
	d, m := len(x), o.Window
	if d > 0 && max(d, m) > naturalLimit/d {
		return fmt.Errorf("optim: NaturalGradient: %d parameters and Window = %d: want less than 1 GiB for the Fisher matrix and for the window (MFAC needs no such matrix)", d, m)
	}
	if d > 0 {
		if err := o.direction(g, d, m); err != nil {
			return err
		}
		vec.Mix(x, 1, x, -lr, o.u)
	}
	o.progress.count(d)
	return nil
}

// direction puts g in the window and sets u to F⁻¹g.
func (o *NaturalGradient) direction(g []float64, d, m int) error {
	o.g, o.f, o.u = state(o.g, m*d), state(o.f, d*d), state(o.u, d)
	copy(o.g[o.progress.t%m*d:], g)
	vec.Gemm(true, false, d, d, m, 1/float64(m), o.g, d, o.g, d, 0, o.f, d)
	for i := range d {
		o.f[i*d+i] += o.Damping
	}
	r, ok := lapack64.Potrf(blas64.Symmetric{Uplo: blas.Upper, N: d, Stride: d, Data: o.f})
	if !ok {
		return fmt.Errorf("optim: NaturalGradient: the Fisher matrix is singular to working precision at step %d with Damping = %g: want a larger one", o.progress.t+1, o.Damping)
	}
	copy(o.u, g)
	u := blas64.Vector{N: d, Data: o.u, Inc: 1}
	blas64.Trsv(blas.Trans, r, u)
	blas64.Trsv(blas.NoTrans, r, u)
	return nil
}
