package problem

import (
	"fmt"
	"math"

	"monro/stdlib/data"
	"monro/stdlib/vec"
)

// A RidgeTuning is the choice of a ridge penalty for each feature by the error on
// validation data: over n training rows (a_i, b_i) and m validation rows (a′_i, b′_i)
//
//	f(x, y) = (1/2m) Σ_i (⟨a′_i, y⟩ − b′_i)²
//	g(x, y) = (1/2n) Σ_i (⟨a_i, y⟩ − b_i)² + ½ Σ_j exp(x_j) y_j²,
//
// x being the logarithms of the penalties and y the weights. It is a BilevelSum;
// its oracles allocate nothing and may be called from many goroutines. RidgeBilevel
// makes it.
type RidgeTuning struct{ train, validation *SquaredLoss }

// RidgeBilevel returns the problem above. The data are shared with the data sets.
func RidgeBilevel(train, validation *data.Dataset) (*RidgeTuning, error) {
	a, err := LeastSquares(train, 0)
	if err != nil {
		return nil, fmt.Errorf("problem.RidgeBilevel: train: %w", err)
	}
	b, err := LeastSquares(validation, 0)
	if err != nil {
		return nil, fmt.Errorf("problem.RidgeBilevel: validation: %w", err)
	}
	if a.d != b.d {
		return nil, fmt.Errorf("problem.RidgeBilevel: train is %d×%d and validation %d×%d: want the same number of features", a.n, a.d, b.n, b.d)
	}
	return &RidgeTuning{a, b}, nil
}

// Dims returns the number of features, twice.
func (p *RidgeTuning) Dims() (x, y int) { return p.train.d, p.train.d }

// Terms returns the numbers of validation and training rows.
func (p *RidgeTuning) Terms() (upper, lower int) { return p.validation.n, p.train.n }

// Upper returns f(x, y), the validation error.
func (p *RidgeTuning) Upper(x, y []float64) float64 {
	sameLength("problem.RidgeTuning.Upper", len(x), p.train.d)
	return p.validation.Value(y)
}

// UpperGrad stores 0 in dx and the gradient of the validation error in dy and
// returns f(x, y).
func (p *RidgeTuning) UpperGrad(dx, dy, x, y []float64) float64 {
	optional("problem.RidgeTuning.UpperGrad", dx, p.train.d)
	clear(dx)
	if dy == nil {
		return p.Upper(x, y)
	}
	sameLength("problem.RidgeTuning.UpperGrad", len(x), p.train.d)
	return p.validation.Grad(dy, y)
}

// Lower returns g(x, y).
func (p *RidgeTuning) Lower(x, y []float64) float64 {
	sameLength("problem.RidgeTuning.Lower", len(x), p.train.d)
	return p.train.Value(y) + penalties(x, y)
}

// LowerGrad stores the gradients of g in dx and dy and returns g(x, y).
func (p *RidgeTuning) LowerGrad(dx, dy, x, y []float64) float64 {
	const op = "problem.RidgeTuning.LowerGrad"
	optional(op, dx, p.train.d)
	sameLength(op, len(x), p.train.d)
	sameLength(op, len(y), p.train.d)
	for j := range dx {
		dx[j] = math.Exp(x[j]) * y[j] * y[j] / 2
	}
	if dy == nil {
		return p.Lower(x, y)
	}
	value := p.train.Grad(dy, y)
	for j := range dy {
		dy[j] += math.Exp(x[j]) * y[j]
	}
	return value + penalties(x, y)
}

// LowerHessVec stores (AᵀA/n + diag(exp x))·v in dst.
func (p *RidgeTuning) LowerHessVec(dst, x, y, v []float64) {
	sameLength("problem.RidgeTuning.LowerHessVec", len(x), p.train.d)
	p.train.HessVec(dst, y, v)
	for j := range dst {
		dst[j] += math.Exp(x[j]) * v[j]
	}
}

// LowerCross stores exp(x_j)·y_j·v_j in dst.
func (p *RidgeTuning) LowerCross(dst, x, y, v []float64) {
	const op = "problem.RidgeTuning.LowerCross"
	for _, a := range [...][]float64{dst, x, y, v} {
		sameLength(op, len(a), p.train.d)
	}
	for j := range dst {
		dst[j] = math.Exp(x[j]) * y[j] * v[j]
	}
}

// LowerCrossT is LowerCross: the matrix is diagonal.
func (p *RidgeTuning) LowerCrossT(dst, x, y, u []float64) { p.LowerCross(dst, x, y, u) }

// LowerSolve returns y*(x), the ridge regression with penalties exp(x_j).
func (p *RidgeTuning) LowerSolve(x []float64) ([]float64, error) {
	n, d := p.train.n, p.train.d
	if err := checkVector("RidgeTuning.LowerSolve", "x", x, d, fmt.Sprintf("train is %d×%d", n, d)); err != nil {
		return nil, err
	}
	gram, unit := make([]float64, d*d), make([]float64, d)
	for j := range d {
		unit[j] = 1
		p.LowerHessVec(gram[j*d:(j+1)*d], x, unit, unit)
		unit[j] = 0
	}
	right := vec.MatTVec(nil, p.train.a, p.train.y)
	y, err := solvePositive(gram, vec.Scale(right, 1/float64(n), right))
	if err != nil {
		return nil, fmt.Errorf("problem.RidgeTuning.LowerSolve: x = %v: %w", x, err)
	}
	return y, nil
}

// penalties returns ½ Σ exp(x_j) y_j².
func penalties(x, y []float64) float64 {
	var sum float64
	for j, v := range y {
		sum += math.Exp(x[j]) * v * v / 2
	}
	return sum
}
