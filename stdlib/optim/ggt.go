package optim

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/lapack64"

	"monro/stdlib/vec"
)

// GGT is the method of Agarwal et al. (Efficient full-matrix adaptive regularization,
// ICML 2019), full-matrix AdaGrad over the last r gradients, with older ones forgotten:
//
//	v ← Momentum·v + g,   G = [g, β2·g₋₁, β2²·g₋₂, ..., β2^(r−1)·g₋(r−1)]
//	x ← x − LR·[(GGᵀ)^½ + ε·I]⁻¹·v
//
// without any d×d matrix. With the singular vectors U and values Σ of G
//
//	[(GGᵀ)^½ + ε·I]⁻¹·v = v/ε + U·[(Σ + ε·I)⁻¹ − I/ε]·Uᵀv
//
// and U = GVΣ⁻¹ from the eigenvectors V of the r×r matrix GᵀG. A step reads the window
// twice and takes O(dr + r³) flops, and memory for r gradients.
//
// What v remembers of gradients that have left the window is across G and divided by ε.
// So Momentum^Window should be small beside ε: with 0.9 and 1e-4 a window below 100 needs
// Smooth.
//
// In the directions that G has, a steady gradient makes steps of length about LR, and
// longer ones the smaller the gradients there were; across them those of descent with
// step LR/ε. Window begins with gradients of zero. With Window = 1 and no momentum it
// is normalised descent, with steps LR·g/(‖g‖ + ε).
//
// NewGGT sets the defaults; start from it and change fields, as zeros are not defaults.
type GGT struct {
	LR          float64
	Window      int     // r
	Beta2       float64 // in (0, 1]; 1 forgets nothing within the window
	Eps         float64
	Momentum    float64 // in [0, 1); lengthens steady steps 1/(1−Momentum) times
	Smooth      bool    // the window has v in place of g, as in TensorFlow's GGTOptimizer
	WeightDecay float64 // decoupled: x is multiplied with 1 − LR·WeightDecay
	MaxBytes    int64   // what the window may take; 0 means 8 GiB
	Schedule    Schedule

	progress progress
	window   *rootWindow
	v, u     []float64
	products []float64 // of the window's gradients with v
}

// NewGGT returns GGT with step size lr and a window of so many gradients, Beta2 =
// 0.999, Eps = 1e-4 and Momentum = 0.9.
func NewGGT(lr float64, window int) *GGT {
	return &GGT{LR: lr, Window: window, Beta2: 0.999, Eps: 1e-4, Momentum: 0.9}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o GGT) Fresh() Optimizer {
	o.progress, o.window, o.v, o.u, o.products = progress{}, nil, nil, nil, nil
	return &o
}

// String names the method, its step size, window and momentum.
func (o GGT) String() string {
	switch {
	case o.Momentum == 0:
		return fmt.Sprintf("GGT(%g, r %d)", o.LR, o.Window)
	case o.Smooth:
		return fmt.Sprintf("GGT(%g, r %d, smooth %g)", o.LR, o.Window, o.Momentum)
	}
	return fmt.Sprintf("GGT(%g, r %d, momentum %g)", o.LR, o.Window, o.Momentum)
}

// Validate returns an error that names the first hyper-parameter out of range.
func (o *GGT) Validate() error {
	h := hyper{method: "optim: GGT"}
	h.notNegative("LR", o.LR)
	windowed(&h, "Window", o.Window, "Beta2", o.Beta2, "Eps", o.Eps)
	h.fraction("Momentum", o.Momentum)
	h.notNegative("WeightDecay", o.WeightDecay)
	h.want(o.MaxBytes >= 0, "MaxBytes", float64(o.MaxBytes), "at least 0, where 0 means 8 GiB")
	return h.err
}

// windowed checks what GGT and ScaleByGGT have in common.
func windowed(h *hyper, window string, r int, decay string, beta2 float64, damping string, eps float64) {
	h.want(r >= 1, window, float64(r), "at least 1 gradient (NewGGT sets the defaults)")
	h.want(beta2 > 0 && beta2 <= 1, decay, beta2, "more than 0 and at most 1")
	h.positive(damping, eps)
}

// T returns the number of updates made.
func (o *GGT) T() int { return o.progress.t }

// Spectrum returns the singular values of G in ascending order, as many as the window
// has gradients; nil before the first update. It is the optimiser's own memory.
func (o *GGT) Spectrum() []float64 {
	if o.window == nil {
		return nil
	}
	return o.window.sigma
}

// Step makes one update of x in place. The first one fails where the window needs more
// than MaxBytes.
func (o *GGT) Step(x, g []float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("GGT", x, g); err != nil {
		return err
	}
	lr, err := rate("GGT", o.LR, o.Schedule, o.progress.t+1)
	if err != nil {
		return err
	}
	if o.window == nil {
		if o.window, err = newRootWindow(len(x), o.Window, o.Beta2, o.MaxBytes); err != nil {
			return fmt.Errorf("optim: GGT: Window: %w", err)
		}
	}
	if err := o.direction(g); err != nil {
		return fmt.Errorf("optim: GGT: step %d: %w", o.progress.t+1, err)
	}
	o.progress.count(len(x))
	vec.Mix(x, 1-lr*o.WeightDecay, x, -lr, o.u)
	return nil
}

// direction puts g, or v, in the window and stores the direction in u. It changes
// nothing but u where that fails.
func (o *GGT) direction(g []float64) error {
	o.u = state(o.u, len(g))
	if o.Momentum == 0 {
		if err := o.window.push(g); err != nil {
			return err
		}
		o.window.mul(o.u, g, o.window.newest(), o.Eps)
		return nil
	}
	o.v, o.products = state(o.v, len(g)), state(o.products, o.Window)
	if o.Smooth {
		if err := o.window.push(vec.Mix(o.u, o.Momentum, o.v, 1, g)); err != nil {
			return err
		}
		copy(o.v, o.u)
		o.window.mul(o.u, o.v, o.window.newest(), o.Eps)
		return nil
	}
	if err := o.window.push(g); err != nil {
		return err
	}
	// Products of the gradients with v follow its recurrence; but for the newest they
	// need no look at the window.
	o.products[o.window.head] = vec.Dot(o.v, g)
	vec.Mix(o.v, o.Momentum, o.v, 1, g)
	vec.Mix(o.products, o.Momentum, o.products, 1, o.window.newest())
	o.window.mul(o.u, o.v, o.products, o.Eps)
	return nil
}

// A rootWindow is the last r gradients, the columns of G weighted by age, with what it
// takes to multiply with [(GGᵀ)^½ + εI]⁻¹. It begins with gradients of zero.
type rootWindow struct {
	d, r   int
	beta   float64
	head   int       // the row of g with the newest gradient
	g      []float64 // r rows of d, not weighted
	gram   []float64 // their products with one another, r×r
	weight []float64 // of each row, β2 to the power of its age

	sigma   []float64 // singular values of G, ascending
	v       []float64 // r×r; column k has the eigenvector of GᵀG for sigma[k]²
	y, c, e []float64 // scratch, r numbers each
	tail    []float64 // scratch, d numbers
	work    []float64
}

// newRootWindow refuses to take more than so many bytes, 8 GiB for 0.
func newRootWindow(d, r int, beta float64, most int64) (*rootWindow, error) {
	if most == 0 {
		most = 8 << 30
	}
	if need := 8 * (float64(d)*float64(r+1) + 3*float64(r)*float64(r)); need > float64(most) {
		return nil, fmt.Errorf("%d gradients of %d elements and %d×%d matrices take %.3g GiB: want at most %.3g GiB, a smaller window or a larger MaxBytes", r, d, r, r, need/(1<<30), float64(most)/(1<<30))
	}
	w := &rootWindow{
		d: d, r: r, beta: beta, g: make([]float64, r*d), gram: make([]float64, r*r),
		weight: make([]float64, r), sigma: make([]float64, r), v: make([]float64, r*r),
		y: make([]float64, r), c: make([]float64, r), e: make([]float64, r),
		tail: make([]float64, d), work: make([]float64, 1),
	}
	lapack64.Syev(lapack.EVCompute, w.symmetric(), w.sigma, w.work, -1)
	w.work = make([]float64, int(w.work[0]))
	return w, nil
}

func (w *rootWindow) symmetric() blas64.Symmetric {
	return blas64.Symmetric{Uplo: blas.Upper, N: w.r, Stride: w.r, Data: w.v}
}

// push puts g in the place of the oldest gradient. It changes nothing where g is too
// large to be squared.
func (w *rootWindow) push(g []float64) error {
	if w.d == 0 {
		return nil
	}
	next := (w.head + 1) % w.r
	vec.MatVec(w.y, w.g, g)
	w.y[next] = vec.Dot(g, g)
	if vec.NonFinite(w.y) >= 0 {
		return errors.New("the gradient is too large to be squared")
	}
	w.head = next
	copy(w.g[next*w.d:], g)
	for i, p := range w.y {
		w.gram[i*w.r+next], w.gram[next*w.r+i] = p, p
	}
	weight := 1.0
	for age := range w.r {
		w.weight[(next-age+w.r)%w.r] = weight
		weight *= w.beta
	}
	return w.decompose()
}

// decompose finds the eigenvalues and vectors of GᵀG.
func (w *rootWindow) decompose() error {
	for i := range w.r {
		for j := i; j < w.r; j++ {
			w.v[i*w.r+j] = w.weight[i] * w.weight[j] * w.gram[i*w.r+j]
		}
	}
	if !lapack64.Syev(lapack.EVCompute, w.symmetric(), w.sigma, w.work, len(w.work)) {
		return errors.New("the eigenvalues of GᵀG did not converge")
	}
	for k, v := range w.sigma {
		w.sigma[k] = math.Sqrt(max(v, 0))
	}
	return nil
}

// newest returns the products of the gradients with the newest.
func (w *rootWindow) newest() []float64 { return w.gram[w.head*w.r:][:w.r] }

// mul stores [(GGᵀ)^½ + εI]⁻¹·v in dst, given the products y of the gradients with v:
//
//	v/ε + G·V·Σ⁻²·[(Σ + ε)⁻¹ − 1/ε]·Vᵀ·Gᵀv,   σ⁻²·[(σ + ε)⁻¹ − 1/ε] = −1/(ε·σ·(σ + ε)).
//
// Eigenvalues that are rounding stand for directions that G lacks and are left out.
func (w *rootWindow) mul(dst, v, y []float64, eps float64) {
	if w.d == 0 {
		return
	}
	vec.Mul(w.c, w.weight, y)
	vec.MatTVec(w.e, w.v, w.c)
	least := math.Sqrt(float64(w.r)*0x1p-52) * w.sigma[w.r-1]
	for k, s := range w.sigma {
		if s <= least {
			w.e[k] = 0
			continue
		}
		w.e[k] /= -eps * s * (s + eps)
	}
	vec.Mul(w.c, w.weight, vec.MatVec(w.c, w.v, w.e))
	vec.Mix(dst, 1/eps, v, 1, vec.MatTVec(w.tail, w.g, w.c))
}

// ScaleByGGT multiplies the update with [(GGᵀ)^½ + eps·I]⁻¹, the columns of G being the
// last window updates, itself the first, multiplied with beta2 to the power of their
// age: GGT's direction, so that Chain(ScaleByGGT(r, beta2, eps), Scale(lr)) is GGT
// without momentum.
func ScaleByGGT(window int, beta2, eps float64) Transform {
	return &scaleByGGT{r: window, beta2: beta2, eps: eps}
}

type scaleByGGT struct {
	r          int
	beta2, eps float64
	progress   progress
	window     *rootWindow
}

func (c *scaleByGGT) Fresh() Transform { return ScaleByGGT(c.r, c.beta2, c.eps) }

func (c *scaleByGGT) String() string {
	return fmt.Sprintf("ScaleByGGT(%d, %g, %g)", c.r, c.beta2, c.eps)
}

func (c *scaleByGGT) Validate() error {
	h := hyper{method: "optim: ScaleByGGT"}
	windowed(&h, "window", c.r, "beta2", c.beta2, "eps", c.eps)
	return h.err
}

func (c *scaleByGGT) Apply(u, x []float64) error {
	if err := c.progress.fits("ScaleByGGT", x, u); err != nil {
		return err
	}
	if c.window == nil {
		w, err := newRootWindow(len(u), c.r, c.beta2, 0)
		if err != nil {
			return fmt.Errorf("optim: ScaleByGGT: window: %w", err)
		}
		c.window = w
	}
	if err := c.window.push(u); err != nil {
		return fmt.Errorf("optim: ScaleByGGT: %w", err)
	}
	c.window.mul(u, u, c.window.newest(), c.eps)
	c.progress.count(len(u))
	return nil
}
