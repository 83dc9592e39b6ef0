package problem

import (
	"gonum.org/v1/gonum/floats"

	"monro/stdlib/data"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// A LinearModel is the regularised mean loss of linear predictions,
//
//	f(x) = (1/n) Σ_i φ(⟨a_i, x⟩, y_i) + (λ/2) ‖x‖²,
//
// over the n rows a_i of a data set. Logistic, LeastSquares and others make them.
// It is a BatchCurved FiniteSum and PerExample; its oracles allocate nothing and
// may be called from many goroutines. There is no intercept: give the data a column of ones for one.
type LinearModel struct {
	n, d int
	a, y []float64 // a belongs to the data set
	l2   float64
	loss link
}

// A link is the loss φ(z, y) of one prediction z, with φ′ and φ″ in z.
// maxCurvature bounds |φ″|.
type link interface {
	loss(z, y float64) (value, slope float64)
	curvature(z, y float64) float64
	maxCurvature() float64
}

// newLinear checks what all losses need of the data.
func newLinear(name string, d *data.Dataset, l2 float64, loss link) (LinearModel, error) {
	var none LinearModel
	if err := checkData(name, d); err != nil {
		return none, err
	}
	if err := checkStrength(name, "l2", l2); err != nil {
		return none, err
	}
	return LinearModel{n: d.N, d: d.D, a: d.X, y: d.Y, l2: l2, loss: loss}, nil
}

// Dim returns the number of weights, the data's D.
func (m *LinearModel) Dim() int { return m.d }

// Len returns the number of examples, the data's N.
func (m *LinearModel) Len() int { return m.n }

// L2 returns the strength λ of the regulariser (λ/2)‖x‖².
func (m *LinearModel) L2() float64 { return m.l2 }

// Value returns f(x). It takes one pass over the data.
func (m *LinearModel) Value(x []float64) float64 {
	sameLength("problem: Value", len(x), m.d)
	var sum float64
	for i := range m.n {
		v, _ := m.loss.loss(floats.Dot(m.row(i), x), m.y[i])
		sum += v
	}
	return sum/float64(m.n) + m.penalty(x)
}

// Grad stores ∇f(x) in dst and returns f(x). It takes one pass over the data.
func (m *LinearModel) Grad(dst, x []float64) float64 {
	m.start("problem: Grad", dst, x)
	var sum float64
	for i := range m.n {
		sum += m.term(dst, x, i, float64(m.n))
	}
	return sum/float64(m.n) + m.penalty(x)
}

// BatchGrad stores in dst the gradient at x of the mean loss over the examples in
// idx plus the regulariser, and returns that function's value.
func (m *LinearModel) BatchGrad(dst, x []float64, idx []int) float64 {
	checkIndices("problem: BatchGrad", idx, m.n)
	m.start("problem: BatchGrad", dst, x)
	var sum float64
	for _, i := range idx {
		sum += m.term(dst, x, i, float64(len(idx)))
	}
	return sum/float64(len(idx)) + m.penalty(x)
}

// HessVec stores ∇²f(x)·v in dst. It takes one pass over the data.
func (m *LinearModel) HessVec(dst, x, v []float64) {
	sameLength("problem: HessVec", len(x), m.d)
	m.start("problem: HessVec", dst, v)
	for i := range m.n {
		m.curve(dst, x, v, i, float64(m.n))
	}
}

// BatchHessVec stores in dst the product with v of the Hessian at x of the
// function that BatchGrad differentiates.
func (m *LinearModel) BatchHessVec(dst, x, v []float64, idx []int) {
	checkIndices("problem: BatchHessVec", idx, m.n)
	sameLength("problem: BatchHessVec", len(x), m.d)
	m.start("problem: BatchHessVec", dst, v)
	for _, i := range idx {
		m.curve(dst, x, v, i, float64(len(idx)))
	}
}

// ExampleGrads stores in row k of dst, which holds len(idx) rows of Dim elements,
// the gradient at x of the loss of example idx[k] plus the regulariser.
func (m *LinearModel) ExampleGrads(dst, x []float64, idx []int) {
	const op = "problem: ExampleGrads"
	checkIndices(op, idx, m.n)
	sameLength(op, len(dst), len(idx)*m.d)
	for k, i := range idx {
		g := dst[k*m.d : (k+1)*m.d]
		m.start(op, g, x)
		m.term(g, x, i, 1)
	}
}

func (m *LinearModel) row(i int) []float64 { return m.a[i*m.d : (i+1)*m.d] }

func (m *LinearModel) penalty(x []float64) float64 {
	if m.l2 == 0 {
		return 0
	}
	return m.l2 / 2 * floats.Dot(x, x)
}

// start sets dst to λv, the regulariser's part of a gradient (at v) or of a
// Hessian-vector product (with v).
func (m *LinearModel) start(op string, dst, v []float64) {
	sameLength(op, len(v), m.d)
	sameLength(op, len(dst), m.d)
	if m.l2 == 0 {
		clear(dst)
		return
	}
	floats.ScaleTo(dst, m.l2, v)
}

// term adds the gradient of example i's loss, over count, to dst, and returns the
// loss.
func (m *LinearModel) term(dst, x []float64, i int, count float64) float64 {
	row := m.row(i)
	value, slope := m.loss.loss(floats.Dot(row, x), m.y[i])
	floats.AddScaled(dst, slope/count, row)
	return value
}

// curve adds the product of example i's Hessian with v, over count, to dst.
func (m *LinearModel) curve(dst, x, v []float64, i int, count float64) {
	row := m.row(i)
	c := m.loss.curvature(floats.Dot(row, x), m.y[i])
	floats.AddScaled(dst, c*floats.Dot(row, v)/count, row)
}

// Smoothness returns a Lipschitz constant L of the gradient,
// max φ″·λ_max(AᵀA/n) + λ; 1/L is a safe step for gradient descent. For
// LeastSquares it is the least such constant. The eigenvalue comes from power
// iteration with the residual added, so that it errs upwards, by at most 0.1 %
// where the iteration converges and never beyond the trace. It takes two to a
// few hundred passes over the data.
func (m *LinearModel) Smoothness() float64 {
	return m.loss.maxCurvature()*gramNorm(m.a, m.n, m.d) + m.l2
}

// gramNorm returns the greatest eigenvalue of AᵀA/n, for A of n rows and d
// columns, with an error as Smoothness describes it.
func gramNorm(a []float64, n, d int) float64 {
	const tolerance, most = 1e-3, 1000
	v := rng.New(0).Split("problem.Smoothness").Sphere(make([]float64, d))
	az, w := make([]float64, n), make([]float64, d)
	var top float64
	for range most {
		vec.MatTVec(w, a, vec.MatVec(az, a, v))
		vec.Scale(w, 1/float64(n), w)
		rayleigh := vec.Dot(v, w)
		norm := vec.Norm2(w)
		if norm == 0 {
			return 0 // all features are zero
		}
		vec.Axpy(v, -1/rayleigh, w)
		residual := vec.Norm2(v) * rayleigh
		top = rayleigh + residual
		if residual <= tolerance*rayleigh {
			break
		}
		vec.Scale(v, 1/norm, w)
	}
	trace := vec.Dot(a, a) / float64(n)
	return min(top, trace)
}

// SampleSmoothness returns the greatest Lipschitz constant of the gradient of a
// single term, max φ″·max_i ‖a_i‖² + λ, on which the step sizes of stochastic
// methods are based.
func (m *LinearModel) SampleSmoothness() float64 {
	var most float64
	for i := range m.n {
		most = max(most, floats.Dot(m.row(i), m.row(i)))
	}
	return m.loss.maxCurvature()*most + m.l2
}
