package optim

import (
	"fmt"

	"monro/stdlib/problem"
	"monro/stdlib/vec"
)

// A Surrogate is the function that SSO minimises in place of h = ℓ∘f (Lavington et
// al., ICML 2023): with outputs z_i = f_i(θ) and gradients d_i = ∇ℓ_i(z_i), both
// frozen at a point θ,
//
//	g(ω) = (1/b) Σ_i [ ℓ_i(z_i) + ⟨d_i, f_i(ω) − z_i⟩ + ‖f_i(ω) − z_i‖²/(2η) ]
//
// over a minibatch of b examples. It needs no further call of ℓ. Value and gradient
// at θ are those of h; where η <= 1/L, ℓ being L-smooth in z, g lies above h
// everywhere. Up to a constant it is the squared distance of f_i(ω) to the targets
// z_i − η·d_i, over 2η. It is a problem.Smooth; its oracles allocate nothing, and one
// goroutine may use it at a time.
type Surrogate struct {
	f      problem.Predictor
	idx    []int
	z, d   []float64
	loss   float64 // mean of ℓ_i(z_i)
	eta    float64
	at, v  []float64 // room for outputs
	values int       // calls of Value since set
}

// NewSurrogate returns the surrogate of c at theta with target step eta on the
// minibatch idx, nil for all examples. It makes one call of ∇ℓ.
func NewSurrogate(c *problem.Composite, theta []float64, eta float64, idx []int) (*Surrogate, error) {
	h := hyper{method: "optim.NewSurrogate"}
	h.positive("eta", eta)
	switch {
	case h.err != nil:
		return nil, h.err
	case c == nil:
		return nil, fmt.Errorf("optim.NewSurrogate: the problem is nil")
	case len(theta) != c.Dim():
		return nil, fmt.Errorf("optim.NewSurrogate: theta has %d elements: want the problem's %d", len(theta), c.Dim())
	case idx != nil && len(idx) == 0:
		return nil, fmt.Errorf("optim.NewSurrogate: idx is empty: want 1 to %d examples, or nil for all", c.Len())
	case len(idx) > c.Len():
		return nil, fmt.Errorf("optim.NewSurrogate: idx has %d examples: want 1 to %d, or nil for all", len(idx), c.Len())
	}
	for k, i := range idx {
		if i < 0 || i >= c.Len() {
			return nil, fmt.Errorf("optim.NewSurrogate: idx[%d] = %d: want 0 <= index < %d", k, i, c.Len())
		}
	}
	n := c.Outputs(idx)
	z, d := make([]float64, n), make([]float64, n)
	loss := c.TargetGrad(make([]float64, len(theta)), z, d, theta, idx)
	s := new(Surrogate)
	s.set(c, idx, z, d, loss, eta)
	return s, nil
}

// set makes s the surrogate of c where TargetGrad has found z, d and loss. It keeps
// them.
func (s *Surrogate) set(c *problem.Composite, idx []int, z, d []float64, loss, eta float64) {
	s.f, s.idx, s.z, s.d, s.loss, s.eta = c.Model(), idx, z, d, loss, eta
	s.at, s.v = sized(s.at, len(z)), sized(s.v, len(z))
}

// Dim returns the number of parameters.
func (s *Surrogate) Dim() int { return s.f.Dim() }

// Value returns g(ω). It calls f once.
func (s *Surrogate) Value(omega []float64) float64 {
	s.values++
	s.f.Predict(s.at, omega, s.idx)
	return s.value()
}

// Grad stores ∇g(ω) in dst and returns g(ω).
func (s *Surrogate) Grad(dst, omega []float64) float64 {
	s.f.Predict(s.at, omega, s.idx)
	for i, out := range s.at {
		s.v[i] = s.d[i] + (out-s.z[i])/s.eta
	}
	s.f.PullBack(dst, omega, s.v, s.idx)
	vec.Scale(dst, 1/s.examples(), dst)
	return s.value()
}

// value is g where the outputs are s.at.
func (s *Surrogate) value() float64 {
	var linear, square float64
	for i, out := range s.at {
		u := out - s.z[i]
		linear += s.d[i] * u
		square += u * u
	}
	return s.loss + (linear+square/(2*s.eta))/s.examples()
}

func (s *Surrogate) examples() float64 { return float64(len(s.z) / s.f.Width()) }
