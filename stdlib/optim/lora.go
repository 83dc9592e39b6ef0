package optim

import (
	"errors"
	"fmt"
	"math"

	"monro/stdlib/nn"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// LoRA is low-rank adaptation (Hu et al., ICLR 2022): each of Matrices, inputs×outputs
// as in nn, stays what it was but for a product of two thin matrices, which Adam
// trains,
//
//	W = W₀ + (Alpha/Rank)·A·B,   A inputs×Rank, B Rank×outputs
//
// from A ~ N(0, 1/inputs) and B = 0, so that training begins at W₀. Other parameters
// rest: it is a method of fine-tuning. The gradients of A and B follow from that of
// W, ∂A = (Alpha/Rank)·G·Bᵀ and ∂B = (Alpha/Rank)·Aᵀ·G, so that LoRA needs no other
// model and runs as any optimiser. W₀ is not kept: W moves by the change of A·B.
//
// NewLoRA sets the fields; any transform takes the place of Adam.
type LoRA struct {
	LR          float64
	Matrices    []nn.Block
	Rank        int
	Alpha       float64 // the scale of the product, over Rank
	Stateful    Transform
	WeightDecay float64 // decoupled, of A and B
	Stream      *rng.Stream
	Schedule    Schedule

	progress progress
	adapters []*adapter
}

// An adapter is A and B of one matrix, and room for their directions.
type adapter struct {
	from, rows, cols int
	ab, u            []float64
	state            Transform
}

// NewLoRA returns the method with step size lr for products of the given rank, Alpha =
// 2·rank, and Adam with β = (0.9, 0.999) and ε = 1e-8. The first A depends on where s
// comes from, not on how much it was used.
func NewLoRA(lr float64, matrices []nn.Block, rank int, s *rng.Stream) *LoRA {
	return &LoRA{LR: lr, Matrices: matrices, Rank: rank, Alpha: 2 * float64(rank), Stateful: ScaleByAdam(0.9, 0.999, 1e-8), Stream: s}
}

// Fresh returns an optimiser with the same hyper-parameters and no history.
func (o LoRA) Fresh() Optimizer {
	o.progress, o.adapters = progress{}, nil
	return &o
}

// String names the method, its step size and rank.
func (o LoRA) String() string { return fmt.Sprintf("LoRA(%g, rank %d)", o.LR, o.Rank) }

// Validate returns an error that names the first hyper-parameter out of range.
func (o *LoRA) Validate() error {
	h := hyper{method: "optim: LoRA"}
	h.notNegative("LR", o.LR)
	h.want(o.Rank >= 1, "Rank", float64(o.Rank), "at least 1")
	h.positive("Alpha", o.Alpha)
	h.notNegative("WeightDecay", o.WeightDecay)
	switch {
	case h.err != nil:
		return h.err
	case len(o.Matrices) == 0:
		return errors.New("optim: LoRA: Matrices is empty: want blocks of the parameters (see Blocks)")
	case o.Stream == nil:
		return errors.New("optim: LoRA: Stream is nil: want one, such as rng.New(1)")
	case o.Stateful == nil:
		return errors.New("optim: LoRA: Stateful is nil: want a transform, such as ScaleByAdam(0.9, 0.999, 1e-8)")
	}
	for _, b := range o.Matrices {
		if len(b.Shape) != 2 || b.Len() < 1 {
			return fmt.Errorf("optim: LoRA: Matrices: block %s has shape %v: want a matrix", blockName(b), b.Shape)
		}
	}
	if v, ok := o.Stateful.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}

// T returns the number of updates made.
func (o *LoRA) T() int { return o.progress.t }

// Memory returns how many floats the optimiser keeps: A, B and the state of the
// stateful method, 3·Rank·(inputs+outputs) a matrix with Adam. Before the first
// update it is 0.
func (o *LoRA) Memory() int {
	n := 0
	for _, a := range o.adapters {
		n += len(a.ab) + memoryOf(a.state)
	}
	return n
}

// Factors returns A and B of matrix number i of Matrices, row by row; nil before the
// first update. They are the optimiser's own memory: copy them to keep them.
func (o *LoRA) Factors(i int) (a, b []float64) {
	if i < 0 || i >= len(o.adapters) {
		return nil, nil
	}
	return o.adapters[i].factors(o.adapters[i].ab, o.Rank)
}

// Step makes one update of x in place.
func (o *LoRA) Step(x, g []float64) error {
	if err := o.Validate(); err != nil {
		return err
	}
	for _, b := range o.Matrices {
		if b.Offset < 0 || b.Offset+b.Len() > len(x) {
			return fmt.Errorf("optim: LoRA: Matrices: block %s reaches from %d to %d: want it within the %d parameters", blockName(b), b.Offset, b.Offset+b.Len(), len(x))
		}
	}
	lr, err := o.progress.next("LoRA", o, x, g, o.LR, o.Schedule)
	if err != nil {
		return err
	}
	if o.adapters == nil {
		o.begin()
	}
	for _, a := range o.adapters {
		to := a.from + a.rows*a.cols
		if err := a.gradient(g[a.from:to], o.Rank, o.Alpha/float64(o.Rank)); err != nil {
			return err
		}
	}
	for _, a := range o.adapters {
		w := x[a.from : a.from+a.rows*a.cols]
		a.addProduct(-o.Alpha/float64(o.Rank), w, o.Rank)
		vec.Mix(a.ab, 1-lr*o.WeightDecay, a.ab, -lr, a.u)
		a.addProduct(o.Alpha/float64(o.Rank), w, o.Rank)
	}
	return nil
}

// begin draws the adapters.
func (o *LoRA) begin() {
	for i, b := range o.Matrices {
		p, q := b.Shape[0], b.Shape[1]
		a := &adapter{from: b.Offset, rows: p, cols: q, state: o.Stateful.Fresh()}
		a.ab, a.u = make([]float64, o.Rank*(p+q)), make([]float64, o.Rank*(p+q))
		first, _ := a.factors(a.ab, o.Rank)
		o.Stream.Split("optim.LoRA").SplitN(i).NormalVec(first)
		vec.Scale(first, 1/math.Sqrt(float64(p)), first)
		o.adapters = append(o.adapters, a)
	}
}

// factors divides a vector with the length of A and B together into the two.
func (a *adapter) factors(ab []float64, rank int) (first, second []float64) {
	n := a.rows * rank
	return ab[:n:n], ab[n:]
}

// gradient stores in u the direction for A and B, given the gradient of W.
func (a *adapter) gradient(g []float64, r int, scale float64) error {
	p, q := a.rows, a.cols
	first, second := a.factors(a.ab, r)
	dFirst, dSecond := a.factors(a.u, r)
	vec.Gemm(false, true, p, r, q, scale, g, q, second, q, 0, dFirst, r)
	vec.Gemm(true, false, r, q, p, scale, first, r, g, q, 0, dSecond, q)
	return a.state.Apply(a.u, a.ab)
}

// addProduct adds scale·A·B to w.
func (a *adapter) addProduct(scale float64, w []float64, r int) {
	first, second := a.factors(a.ab, r)
	vec.Gemm(false, false, a.rows, a.cols, r, scale, first, r, second, a.cols, 1, w, a.cols)
}
