package optim

import (
	"fmt"

	"monro/stdlib/linalg"
	"monro/stdlib/vec"
)

// MFAC is the optimiser of M-FAC (Frantar, Kurtic and Alistarh, NeurIPS 2021): the
// gradient multiplied with the inverse of the damped empirical Fisher matrix of the
// last m gradients, itself among them,
//
//	g ← g + WeightDecay·x
//	F = Damping·I + (1/m) Σ g_i·g_iᵀ over the last m gradients g_i, g the newest
//	u = F⁻¹g;  with Momentum μ > 0:  v ← μ·v + (1−μ)·u,  u ← v     (v = 0 at first)
//	x ← x − LR·u
//
// without any d×d matrix: a step takes O(dm + m²) flops and memory for m gradients.
// See linalg.FisherWindow. Gradients are usually means over minibatches.
//
// The window divides by m from the first step on, so that a gradient that is large
// beside the others in its window gives u ≈ m·g/‖g‖²: LR·m, about 1, is what counts
// as the step size, and a larger window moves faster with the same LR.
//
// NewMFAC sets the defaults; start from it and change fields, as zeros are not
// defaults.
type MFAC struct {
	LR          float64
	Window      int     // m
	Damping     float64 // λ
	Momentum    float64 // μ in [0, 1); an average, which does not lengthen steps
	WeightDecay float64 // coupled: added to the gradient
	Sparse      bool    // parameters that are exactly 0 at the first step stay 0, out of F
	MaxBytes    int64   // what the window may take; 0 means 8 GiB
	Schedule    Schedule

	progress progress
	window   *linalg.FisherWindow
	live     []int // with Sparse, the parameters in F
	u, v     []float64
}

// NewMFAC returns M-FAC with step size lr and a window of so many gradients, the
// paper's Damping = 1e-5, no momentum and no decay. The paper takes lr = 1e-3 with a
// window of 1024, or 512 for larger models.
func NewMFAC(lr float64, window int) *MFAC {
	return &MFAC{LR: lr, Window: window, Damping: 1e-5}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o MFAC) Fresh() Optimizer {
	o.progress, o.window, o.live, o.u, o.v = progress{}, nil, nil, nil, nil
	return &o
}

// String names the method, its step size, window and momentum.
func (o MFAC) String() string {
	if o.Momentum > 0 {
		return fmt.Sprintf("MFAC(%g, m %d, momentum %g)", o.LR, o.Window, o.Momentum)
	}
	return fmt.Sprintf("MFAC(%g, m %d)", o.LR, o.Window)
}

// Validate returns an error that names the first hyper-parameter out of range.
func (o *MFAC) Validate() error {
	h := hyper{method: "optim: MFAC"}
	h.notNegative("LR", o.LR)
	h.want(o.Window >= 1, "Window", float64(o.Window), "at least 1 gradient (NewMFAC sets the defaults)")
	h.positive("Damping", o.Damping)
	h.fraction("Momentum", o.Momentum)
	h.notNegative("WeightDecay", o.WeightDecay)
	h.want(o.MaxBytes >= 0, "MaxBytes", float64(o.MaxBytes), "at least 0, where 0 means 8 GiB")
	return h.err
}

// T returns the number of updates made.
func (o *MFAC) T() int { return o.progress.t }

// V returns the average direction v, nil before the first update and without
// momentum. It is the optimiser's own memory: copy it to keep it.
func (o *MFAC) V() []float64 { return o.v }

// Inverse returns the inverse Fisher matrix, nil before the first update; with Sparse
// it has only the parameters that are not 0 at the first step. It is the optimiser's
// own memory: a Push changes what the next step does.
func (o *MFAC) Inverse() *linalg.FisherWindow { return o.window }

// Step makes one update of x in place. The first one fails where the window needs
// more than MaxBytes.
func (o *MFAC) Step(x, g []float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("MFAC", x, g); err != nil {
		return err
	}
	lr, err := rate("MFAC", o.LR, o.Schedule, o.progress.t+1)
	if err != nil {
		return err
	}
	if o.progress.t == 0 {
		if err := o.begin(x); err != nil {
			return err
		}
	}
	if o.window == nil { // all parameters are 0, and stay
		o.progress.count(len(x))
		return nil
	}
	gather(o.u, g, o.live)
	if o.WeightDecay != 0 {
		o.decay(x)
	}
	if _, err := o.window.PushMul(o.u, o.u); err != nil {
		return fmt.Errorf("optim: MFAC: step %d: %w", o.progress.t+1, err)
	}
	o.progress.count(len(x))
	u := o.u
	if o.Momentum > 0 {
		o.v = state(o.v, len(u))
		u = vec.Mix(o.v, o.Momentum, o.v, 1-o.Momentum, u)
	}
	if o.live == nil {
		vec.Mix(x, 1, x, -lr, u)
		return nil
	}
	for i, at := range o.live {
		x[at] = mix(1, x[at], -lr, u[i])
	}
	return nil
}

// begin makes the window for the parameters that take part.
func (o *MFAC) begin(x []float64) error {
	n := len(x)
	o.live = nil
	if o.Sparse {
		o.live = []int{}
		for i, v := range x {
			if v != 0 {
				o.live = append(o.live, i)
			}
		}
		n = len(o.live)
	}
	if n == 0 {
		return nil
	}
	w, err := fisherWindow("MFAC", n, o.Window, o.Damping, o.MaxBytes)
	if err != nil {
		return err
	}
	o.window, o.u = w, make([]float64, n)
	return nil
}

// decay adds WeightDecay·x to u.
func (o *MFAC) decay(x []float64) {
	if o.live == nil {
		vec.Mix(o.u, 1, o.u, o.WeightDecay, x)
		return
	}
	for i, at := range o.live {
		o.u[i] = mix(1, o.u[i], o.WeightDecay, x[at])
	}
}

// gather stores the elements of a at the given places in dst; all of them where live
// is nil.
func gather(dst, a []float64, live []int) {
	if live == nil {
		copy(dst, a)
		return
	}
	for i, at := range live {
		dst[i] = a[at]
	}
}

func fisherWindow(method string, d, m int, damping float64, maxBytes int64) (*linalg.FisherWindow, error) {
	w, err := linalg.NewFisherWindow(d, m, damping, linalg.FisherOptions{MaxBytes: maxBytes})
	if err != nil {
		return nil, fmt.Errorf("optim: %s: Window: %w", method, err)
	}
	return w, nil
}

// ScaleByInverseFisher multiplies the update with the inverse of the damped empirical
// Fisher matrix of the last window updates, itself among them: M-FAC's direction, so
// that Chain(AddDecay(w), ScaleByInverseFisher(m, 1e-5), EMAMomentum(mu), Scale(lr))
// is MFAC. Behind ClipNorm the gradients in the matrix are the clipped ones.
func ScaleByInverseFisher(window int, damping float64) Transform {
	return &inverseFisher{m: window, damping: damping}
}

type inverseFisher struct {
	m        int
	damping  float64
	progress progress
	window   *linalg.FisherWindow
}

func (c *inverseFisher) Fresh() Transform { return ScaleByInverseFisher(c.m, c.damping) }

func (c *inverseFisher) String() string {
	return fmt.Sprintf("ScaleByInverseFisher(%d, %g)", c.m, c.damping)
}

func (c *inverseFisher) Validate() error {
	h := hyper{method: "optim: ScaleByInverseFisher"}
	h.want(c.m >= 1, "window", float64(c.m), "at least 1 gradient")
	h.positive("damping", c.damping)
	return h.err
}

func (c *inverseFisher) Apply(u, x []float64) error {
	if err := c.progress.fits("ScaleByInverseFisher", x, u); err != nil {
		return err
	}
	if len(u) == 0 {
		return nil
	}
	if c.window == nil {
		w, err := fisherWindow("ScaleByInverseFisher", len(u), c.m, c.damping, 0)
		if err != nil {
			return err
		}
		c.window = w
	}
	if _, err := c.window.PushMul(u, u); err != nil {
		return fmt.Errorf("optim: ScaleByInverseFisher: %w", err)
	}
	c.progress.count(len(u))
	return nil
}
