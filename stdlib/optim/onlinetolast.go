package optim

import (
	"fmt"

	"monro/stdlib/vec"
)

// A Converted optimiser takes gradients at points that trail those of the method it
// wraps. Make one with OnlineToLast.
type Converted struct {
	method   Method
	weights  []float64
	shares   []float64 // w_{t+1:T}/w_{1:T}
	inner    Optimizer
	progress progress
	z, y, u  []float64
}

// OnlineToLast turns the regret of any method into a bound for the last iterate
// (Defazio et al., When, why and how much?, 2023, Theorem 2). The method m moves z by
// the gradients that are taken at x, and x follows with a decaying share,
//
//	z_{t+1} = the method's step from z_t with the gradient w_t·g_t,   x_1 = z_1
//	x_{t+1} = x_t + (w_{t+1:T}/w_{1:T})·(z_{t+1} − z_t)
//
// for t = 1, ..., T = len(weights), so that for convex f
//
//	f(x_T) − f* <= (1/w_{1:T}) Σ w_t⟨g_t, z_t − x*⟩,
//
// the regret of m over the total weight. The step of update T is 0. With
// m = NewSGD(1) it is SGD with the steps of LastIterateSteps(weights). A run is one
// of T updates: update T+1 is refused. Weights must be positive; they are copied.
func OnlineToLast(m Method, weights []float64) (*Converted, error) {
	if err := checkWeights("optim.OnlineToLast", weights); err != nil {
		return nil, err
	}
	shares := make([]float64, len(weights))
	var after float64
	for t := len(weights) - 1; t >= 0; t-- {
		shares[t] = after
		after += weights[t]
	}
	vec.Scale(shares, 1/after, shares)
	return &Converted{method: m, weights: vec.Clone(weights), shares: shares, inner: begin(m)}, nil
}

// Fresh returns an optimiser of the same making with no history.
func (o Converted) Fresh() Optimizer {
	return &Converted{method: o.method, weights: o.weights, shares: o.shares, inner: begin(o.method)}
}

// String names the method.
func (o Converted) String() string { return "OnlineToLast(" + label(o.method) + ")" }

// Validate returns an error where the method is missing or has a bad
// hyper-parameter.
func (o *Converted) Validate() error { return validateInner("OnlineToLast", o.inner) }

// Z returns the point of the method inside, nil before the first update. It is the
// optimiser's own memory: copy it to keep it.
func (o *Converted) Z() []float64 { return o.z }

// Step makes one update of x in place.
func (o *Converted) Step(x, g []float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := o.progress.check("OnlineToLast", x, g); err != nil {
		return err
	}
	t := o.progress.t
	if t == len(o.weights) {
		return fmt.Errorf("optim: OnlineToLast: update %d: want at most %d, one for each weight", t+1, t)
	}
	if t == 0 {
		o.z = vec.Clone(x)
		o.y, o.u = make([]float64, len(x)), make([]float64, len(x))
	}
	vec.Scale(o.u, o.weights[t], g)
	copy(o.y, o.z)
	if err := o.inner.Step(o.z, o.u); err != nil {
		return err
	}
	o.progress.count(len(x))
	for i, y := range o.y {
		x[i] += o.shares[t] * (o.z[i] - y)
	}
	return nil
}
