package problem

import (
	"fmt"

	"gonum.org/v1/gonum/floats"

	"monro/stdlib/data"
	"monro/stdlib/vec"
)

// A HyperCleaning is data hyper-cleaning (Franceschi, Donini, Frasconi and Pontil,
// Forward and reverse gradient-based hyperparameter optimization, 2017): weights
// σ(x_i) of n training examples, some with wrong labels, chosen so that the
// classifier trained with them does well on clean validation data,
//
//	f(x, y) = (1/m) Σ_i ℓ(y; a′_i, b′_i)
//	g(x, y) = (1/n) Σ_i σ(x_i) ℓ(y; a_i, b_i) + (λ/2) ‖y‖²,
//
// ℓ being the loss of softmax regression with the weights y (see SoftmaxLoss) and
// σ(z) = 1/(1 + exp(−z)). It is a BilevelSum; many goroutines may call its oracles,
// which once each has its scratch memory allocate nothing. Cleaning makes it.
type HyperCleaning struct {
	train, validation *SoftmaxLoss // both without regulariser
	l2                float64
}

// Cleaning returns the problem above with λ = l2. Labels are as for Softmax, and
// there are as many classes as either data set has. The features are shared with
// the data sets.
func Cleaning(train, validation *data.Dataset, l2 float64) (*HyperCleaning, error) {
	if err := checkStrength("Cleaning", "l2", l2); err != nil {
		return nil, err
	}
	a, err := Softmax(train, 0)
	if err != nil {
		return nil, fmt.Errorf("problem.Cleaning: train: %w", err)
	}
	b, err := Softmax(validation, 0)
	if err != nil {
		return nil, fmt.Errorf("problem.Cleaning: validation: %w", err)
	}
	if a.d != b.d {
		return nil, fmt.Errorf("problem.Cleaning: train is %d×%d and validation %d×%d: want the same number of features", a.n, a.d, b.n, b.d)
	}
	a.k = max(a.k, b.k)
	b.k = a.k
	a.room = &scratch{n: 2 * a.k}
	b.room = a.room
	return &HyperCleaning{a, b, l2}, nil
}

// Dims returns the numbers of training examples and of the classifier's weights.
func (p *HyperCleaning) Dims() (x, y int) { return p.train.n, p.train.Dim() }

// Terms returns the numbers of validation and training examples.
func (p *HyperCleaning) Terms() (upper, lower int) { return p.validation.n, p.train.n }

// Validation returns the validation loss as a function of y, with its Accuracy on
// any data.
func (p *HyperCleaning) Validation() *SoftmaxLoss { return p.validation }

// Upper returns f(x, y), the validation loss.
func (p *HyperCleaning) Upper(x, y []float64) float64 {
	sameLength("problem.HyperCleaning.Upper", len(x), p.train.n)
	return p.validation.Value(y)
}

// UpperGrad stores 0 in dx and the gradient of the validation loss in dy and
// returns f(x, y).
func (p *HyperCleaning) UpperGrad(dx, dy, x, y []float64) float64 {
	optional("problem.HyperCleaning.UpperGrad", dx, p.train.n)
	clear(dx)
	if dy == nil {
		return p.Upper(x, y)
	}
	sameLength("problem.HyperCleaning.UpperGrad", len(x), p.train.n)
	return p.validation.Grad(dy, y)
}

// Lower returns g(x, y).
func (p *HyperCleaning) Lower(x, y []float64) float64 { return p.LowerGrad(nil, nil, x, y) }

// LowerGrad stores the gradients of g in dx and dy and returns g(x, y).
func (p *HyperCleaning) LowerGrad(dx, dy, x, y []float64) float64 {
	const op = "problem.HyperCleaning.LowerGrad"
	optional(op, dx, p.train.n)
	p.start(op, dy, x, y, y)
	room := p.train.room.get()
	defer p.train.room.put(room)
	n := float64(p.train.n)
	var sum float64
	for i, z := range x {
		w := vec.Sigmoid(z)
		var loss float64
		if dy == nil {
			loss = p.train.forward(room[:p.train.k], y, i)
		} else {
			loss = p.train.term(dy, y, room, i, w/n)
		}
		if dx != nil {
			dx[i] = w * (1 - w) * loss / n
		}
		sum += w * loss
	}
	return sum/n + p.l2/2*floats.Dot(y, y)
}

// LowerHessVec stores ∇²_yy g·v in dst.
func (p *HyperCleaning) LowerHessVec(dst, x, y, v []float64) {
	const op = "problem.HyperCleaning.LowerHessVec"
	sameLength(op, len(dst), p.train.Dim())
	p.start(op, dst, x, y, v)
	room := p.train.room.get()
	defer p.train.room.put(room)
	for i, z := range x {
		p.train.curve(dst, y, v, room, i, vec.Sigmoid(z)/float64(p.train.n))
	}
}

// LowerCross stores σ′(x_i)·⟨∇ℓ_i(y), v⟩/n in dst.
func (p *HyperCleaning) LowerCross(dst, x, y, v []float64) {
	const op = "problem.HyperCleaning.LowerCross"
	p.start(op, nil, x, y, v)
	sameLength(op, len(dst), p.train.n)
	room := p.train.room.get()
	defer p.train.room.put(room)
	for i, z := range x {
		w := vec.Sigmoid(z)
		dst[i] = w * (1 - w) * p.train.slope(y, v, room, i) / float64(p.train.n)
	}
}

// LowerCrossT stores Σ_i σ′(x_i)·u_i·∇ℓ_i(y)/n in dst.
func (p *HyperCleaning) LowerCrossT(dst, x, y, u []float64) {
	const op = "problem.HyperCleaning.LowerCrossT"
	p.start(op, nil, x, y, y)
	sameLength(op, len(u), p.train.n)
	sameLength(op, len(dst), p.train.Dim())
	clear(dst)
	room := p.train.room.get()
	defer p.train.room.put(room)
	for i, z := range x {
		w := vec.Sigmoid(z)
		p.train.term(dst, y, room, i, w*(1-w)*u[i]/float64(p.train.n))
	}
}

// start checks lengths and sets dst, unless nil, to λv.
func (p *HyperCleaning) start(op string, dst, x, y, v []float64) {
	dim := p.train.Dim()
	optional(op, dst, dim)
	sameLength(op, len(x), p.train.n)
	sameLength(op, len(y), dim)
	sameLength(op, len(v), dim)
	if dst != nil {
		floats.ScaleTo(dst, p.l2, v)
	}
}
