package problem

import (
	"fmt"
	"math"

	"monro/stdlib/data"
	"monro/stdlib/vec"
)

// A WelschLoss is robust regression with Welsch's bounded loss,
//
//	f(x) = (1/n) Σ_i (c²/2) [1 − exp(−(⟨a_i, x⟩ − y_i)²/c²)] + (λ/2) ‖x‖²:
//
// least squares for residuals much smaller than c, indifferent to those much
// larger (Dennis and Welsch, Techniques for nonlinear least squares and robust
// regression, 1978). It is not convex. Welsch makes it.
type WelschLoss struct{ LinearModel }

// Welsch returns robust regression on the data with the scale c > 0, in units of
// the targets, and the regulariser (l2/2)‖x‖². The data are shared with d.
func Welsch(d *data.Dataset, c, l2 float64) (*WelschLoss, error) {
	if err := checkPositive("Welsch", "c", c); err != nil {
		return nil, err
	}
	m, err := newLinear("Welsch", d, l2, welsch{c})
	if err != nil {
		return nil, err
	}
	return &WelschLoss{m}, nil
}

// welsch is the link φ(z, y) = (c²/2) [1 − exp(−(z−y)²/c²)].
type welsch struct{ c float64 }

func (w welsch) loss(z, y float64) (value, slope float64) {
	r := z - y
	u := r / w.c
	return -w.c * w.c / 2 * math.Expm1(-u*u), r * math.Exp(-u*u)
}

func (w welsch) curvature(z, y float64) float64 {
	u := (z - y) / w.c
	return (1 - 2*u*u) * math.Exp(-u*u)
}

func (welsch) maxCurvature() float64 { return 1 } // |φ″| ≤ 2·exp(−3/2) where φ″ < 0

// A SigmoidLoss is nonlinear least squares for binary labels,
//
//	f(x) = (1/n) Σ_i (σ(⟨a_i, x⟩) − y_i)² + (λ/2) ‖x‖²,  σ(z) = 1/(1 + exp(−z)),
//
// a usual test of methods for non-convex functions (Xu, Roosta and Mahoney,
// Second-order optimization for non-convex machine learning, 2020, with λ = 0).
// Sigmoid makes it.
type SigmoidLoss struct{ LinearModel }

// Sigmoid returns nonlinear least squares on the data with the regulariser
// (l2/2)‖x‖². Targets lie in [0, 1]. The data are shared with d.
func Sigmoid(d *data.Dataset, l2 float64) (*SigmoidLoss, error) {
	m, err := newLinear("Sigmoid", d, l2, sigmoid{})
	if err != nil {
		return nil, err
	}
	for i, y := range d.Y {
		if y < 0 || y > 1 {
			return nil, fmt.Errorf("problem.Sigmoid: target of row %d is %v: want it in [0, 1]", i, y)
		}
	}
	return &SigmoidLoss{m}, nil
}

// sigmoid is the link φ(z, y) = (σ(z) − y)².
type sigmoid struct{}

func (sigmoid) loss(z, y float64) (value, slope float64) {
	p := vec.Sigmoid(z)
	r := p - y
	return r * r, 2 * r * p * (1 - p)
}

func (sigmoid) curvature(z, y float64) float64 {
	p := vec.Sigmoid(z)
	d := p * (1 - p)
	return 2*d*d + 2*(p-y)*d*(1-2*p)
}

// maxCurvature is 2p²(1−p)(2−3p), that is φ″ for y = 0, at its maximum
// p = (15−√33)/24; y = 1 mirrors it, and between them φ″ is linear in y.
func (sigmoid) maxCurvature() float64 {
	p := (15 - math.Sqrt(33)) / 24
	return 2 * p * p * (1 - p) * (2 - 3*p)
}

// A NonconvexModel is the mean loss of linear predictions with a bounded,
// non-convex regulariser,
//
//	f(x) = (1/n) Σ_i φ(⟨a_i, x⟩, y_i) + λ Σ_j x_j²/(1 + x_j²),
//
// which distributed and variance-reduced methods are often tried on (among others
// Richtárik, Sokolov and Fatkhullin, EF21, 2021). NonconvexLogistic and
// NonconvexLeastSquares make it. Its oracles are those of a LinearModel.
type NonconvexModel struct {
	LinearModel
	lambda float64
}

// NonconvexLogistic returns logistic regression, labels as for Logistic, with the
// regulariser lambda·Σ x_j²/(1+x_j²).
func NonconvexLogistic(d *data.Dataset, lambda float64) (*NonconvexModel, error) {
	if err := checkStrength("NonconvexLogistic", "lambda", lambda); err != nil {
		return nil, err
	}
	p, err := Logistic(d, 0)
	if err != nil {
		return nil, fmt.Errorf("problem.NonconvexLogistic: %w", err)
	}
	return &NonconvexModel{p.LinearModel, lambda}, nil
}

// NonconvexLeastSquares returns least squares, (1/2n) Σ (⟨a_i, x⟩ − y_i)², with
// the regulariser lambda·Σ x_j²/(1+x_j²).
func NonconvexLeastSquares(d *data.Dataset, lambda float64) (*NonconvexModel, error) {
	if err := checkStrength("NonconvexLeastSquares", "lambda", lambda); err != nil {
		return nil, err
	}
	p, err := LeastSquares(d, 0)
	if err != nil {
		return nil, fmt.Errorf("problem.NonconvexLeastSquares: %w", err)
	}
	return &NonconvexModel{p.LinearModel, lambda}, nil
}

// Lambda returns the strength λ of the regulariser. (L2 is 0.)
func (m *NonconvexModel) Lambda() float64 { return m.lambda }

// Value returns f(x).
func (m *NonconvexModel) Value(x []float64) float64 {
	return m.LinearModel.Value(x) + m.lambda*bounded(x)
}

// Grad stores ∇f(x) in dst and returns f(x).
func (m *NonconvexModel) Grad(dst, x []float64) float64 {
	v := m.LinearModel.Grad(dst, x)
	addBoundedGrad(dst, x, m.lambda)
	return v + m.lambda*bounded(x)
}

// BatchGrad stores in dst the gradient at x of the mean loss over the examples in
// idx plus the regulariser, and returns that function's value.
func (m *NonconvexModel) BatchGrad(dst, x []float64, idx []int) float64 {
	v := m.LinearModel.BatchGrad(dst, x, idx)
	addBoundedGrad(dst, x, m.lambda)
	return v + m.lambda*bounded(x)
}

// ExampleGrads stores in row k of dst the gradient at x of the loss of example
// idx[k] plus the regulariser.
func (m *NonconvexModel) ExampleGrads(dst, x []float64, idx []int) {
	m.LinearModel.ExampleGrads(dst, x, idx)
	for k := range idx {
		addBoundedGrad(dst[k*m.d:(k+1)*m.d], x, m.lambda)
	}
}

// HessVec stores ∇²f(x)·v in dst.
func (m *NonconvexModel) HessVec(dst, x, v []float64) {
	m.LinearModel.HessVec(dst, x, v)
	addBoundedHess(dst, x, v, m.lambda)
}

// BatchHessVec stores in dst the product with v of the Hessian at x of the
// function that BatchGrad differentiates.
func (m *NonconvexModel) BatchHessVec(dst, x, v []float64, idx []int) {
	m.LinearModel.BatchHessVec(dst, x, v, idx)
	addBoundedHess(dst, x, v, m.lambda)
}

// Smoothness returns a Lipschitz constant of the gradient, that of the loss (see
// LinearModel) plus 2λ.
func (m *NonconvexModel) Smoothness() float64 { return m.LinearModel.Smoothness() + 2*m.lambda }

// SampleSmoothness returns a Lipschitz constant of the gradient of every single
// term.
func (m *NonconvexModel) SampleSmoothness() float64 {
	return m.LinearModel.SampleSmoothness() + 2*m.lambda
}

// bounded returns Σ x_j²/(1+x_j²).
func bounded(x []float64) float64 {
	var sum float64
	for _, v := range x {
		h := math.Hypot(1, v) // no overflow for large v
		sum += v / h * (v / h)
	}
	return sum
}

// addBoundedGrad adds λ times the gradient of bounded, 2x/(1+x²)², to dst.
func addBoundedGrad(dst, x []float64, lambda float64) {
	for j, v := range x {
		s := 1 / (1 + v*v)
		dst[j] += lambda * 2 * v * s * s
	}
}

// addBoundedHess adds λ times the Hessian of bounded, 2(1−3x²)/(1+x²)³ on the
// diagonal, times v to dst.
func addBoundedHess(dst, x, v []float64, lambda float64) {
	for j, u := range x {
		s := 1 / (1 + u*u)
		dst[j] += lambda * 2 * (4*s - 3) * s * s * v[j] // (1−3u²)·s = 4s−3
	}
}
