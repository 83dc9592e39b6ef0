package problem

import (
	"fmt"
	"sync"

	"monro/stdlib/vec"
)

// A Predictor is a model f of Dim parameters that gives Width outputs for each of
// Len examples. Outputs of several examples are rows behind one another. idx says
// which examples, and nil all of them in order.
type Predictor interface {
	Dim() int
	Len() int
	Width() int

	// Predict stores the outputs f_i(x) of the examples i in idx in the rows of z.
	Predict(z, x []float64, idx []int)

	// PullBack stores Σ_k J_i(x)ᵀ v_k, i = idx[k], in dst: J_i is the Jacobian of
	// f_i and v_k row k of v.
	PullBack(dst, x, v []float64, idx []int)
}

// A TargetLoss is losses ℓ_i(z_i) of the outputs z_i, rows of Width numbers, of Len
// examples. They may be expensive, such as a call to a simulator. idx is as for
// Predictor.
type TargetLoss interface {
	Len() int
	Width() int

	// Value returns the mean of ℓ_i(z_i) over the examples i in idx.
	Value(z []float64, idx []int) float64

	// Grad stores ∇ℓ_i(z_i), not divided by anything, in the rows of d and returns
	// the mean of the losses. d may not be z.
	Grad(d, z []float64, idx []int) float64

	// Smoothness returns a Lipschitz constant L of each ∇ℓ_i.
	Smoothness() float64
}

// A Composite is a finite sum of losses of a model's outputs,
//
//	h(x) = (1/n) Σ_i ℓ_i(f_i(x)).
//
// Methods that spare calls of ∇ℓ at the cost of calls of f, such as optim.SSO, want
// it; to others it is a FiniteSum like any other. Many goroutines may use it at once
// if they may use its parts, and it allocates nothing once each has its room.
// Compose makes it.
type Composite struct {
	model Predictor
	loss  TargetLoss
	room  rooms
}

// Compose returns ℓ∘f. Both have the same examples and outputs of the same width.
func Compose(f Predictor, l TargetLoss) (*Composite, error) {
	switch {
	case f == nil:
		return nil, fmt.Errorf("problem.Compose: the predictor is nil")
	case l == nil:
		return nil, fmt.Errorf("problem.Compose: the target loss is nil")
	case f.Len() != l.Len():
		return nil, fmt.Errorf("problem.Compose: the predictor has %d examples and the target loss %d: want as many", f.Len(), l.Len())
	case f.Width() != l.Width():
		return nil, fmt.Errorf("problem.Compose: the predictor has outputs of width %d and the target loss of %d: want the same", f.Width(), l.Width())
	}
	return &Composite{model: f, loss: l}, nil
}

// Dim returns the number of parameters.
func (c *Composite) Dim() int { return c.model.Dim() }

// Len returns the number of examples.
func (c *Composite) Len() int { return c.model.Len() }

// Model returns f.
func (c *Composite) Model() Predictor { return c.model }

// Loss returns ℓ.
func (c *Composite) Loss() TargetLoss { return c.loss }

// Value returns h(x).
func (c *Composite) Value(x []float64) float64 { return c.BatchValue(x, nil) }

// Grad stores ∇h(x) in dst and returns h(x).
func (c *Composite) Grad(dst, x []float64) float64 { return c.BatchGrad(dst, x, nil) }

// BatchValue returns the mean loss at x over the examples in idx.
func (c *Composite) BatchValue(x []float64, idx []int) float64 {
	n := c.Outputs(idx)
	z := c.room.get(n)
	defer c.room.put(z)
	c.model.Predict(z[:n], x, idx)
	return c.loss.Value(z[:n], idx)
}

// BatchGrad stores in dst the gradient at x of the mean loss over the examples in
// idx and returns that function's value.
func (c *Composite) BatchGrad(dst, x []float64, idx []int) float64 {
	n := c.Outputs(idx)
	room := c.room.get(2 * n)
	defer c.room.put(room)
	return c.TargetGrad(dst, room[:n], room[n:2*n], x, idx)
}

// TargetGrad is BatchGrad that leaves behind what it found on the way: the outputs
// z_i = f_i(x) in the rows of z and the losses' gradients ∇ℓ_i(z_i) in those of d.
// It is one call of ∇ℓ.
func (c *Composite) TargetGrad(dst, z, d, x []float64, idx []int) float64 {
	const op = "problem: TargetGrad"
	n := c.Outputs(idx)
	sameLength(op, len(z), n)
	sameLength(op, len(d), n)
	c.model.Predict(z, x, idx)
	value := c.loss.Grad(d, z, idx)
	c.model.PullBack(dst, x, d, idx)
	vec.Scale(dst, 1/float64(n/c.model.Width()), dst)
	return value
}

// Outputs returns how many numbers the outputs of the examples in idx are, all
// examples where it is nil.
func (c *Composite) Outputs(idx []int) int {
	if idx == nil {
		return c.model.Len() * c.model.Width()
	}
	return len(idx) * c.model.Width()
}

// rooms hands out buffers of at least the length that is asked for.
type rooms struct {
	mu   sync.Mutex
	idle [][]float64
}

func (r *rooms) get(n int) []float64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	if k := len(r.idle); k > 0 {
		b := r.idle[k-1]
		r.idle = r.idle[:k-1]
		if len(b) >= n {
			return b
		}
	}
	return make([]float64, n)
}

func (r *rooms) put(b []float64) {
	r.mu.Lock()
	r.idle = append(r.idle, b)
	r.mu.Unlock()
}

// rows checks a minibatch, nil for all of n examples, and returns its size.
func rows(op string, idx []int, n int) int {
	if idx == nil {
		return n
	}
	checkIndices(op, idx, n)
	return len(idx)
}

// example returns the number of the example in row k of a minibatch.
func example(idx []int, k int) int {
	if idx == nil {
		return k
	}
	return idx[k]
}
