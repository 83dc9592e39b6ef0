package problem

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A MaxLinearFunction is the convex piecewise linear function
//
//	f(x) = max_i ⟨a_i, x⟩ + b_i
//
// over the rows a_i of a matrix. It is Smooth in the sense of subgradients; its
// oracles allocate nothing and may be called from many goroutines. MaxLinear and
// MaxAbsLinear make it.
type MaxLinearFunction struct {
	a, b []float64
	d    int
}

// MaxLinear returns max_i ⟨a_i, x⟩ + b_i. Both are copied; a nil b is zeros. With one
// row it is a linear function.
func MaxLinear(a mat.Matrix, b []float64) (*MaxLinearFunction, error) {
	rows, n, d, err := rowMajor("MaxLinear", "a", a)
	if err != nil {
		return nil, err
	}
	f := &MaxLinearFunction{a: rows, b: make([]float64, n), d: d}
	if b != nil {
		if err := checkVector("MaxLinear", "b", b, n, "a has as many rows"); err != nil {
			return nil, err
		}
		copy(f.b, b)
	}
	return f, nil
}

// MaxAbsLinear returns max_i |⟨a_i, x⟩ + b_i|: the rows of a, and then their
// negatives. A nil b is zeros.
func MaxAbsLinear(a mat.Matrix, b []float64) (*MaxLinearFunction, error) {
	f, err := MaxLinear(a, b)
	if err != nil {
		return nil, err
	}
	for _, v := range f.a {
		f.a = append(f.a, -v)
	}
	for _, v := range f.b {
		f.b = append(f.b, -v)
	}
	return f, nil
}

// Dim returns the number of variables.
func (f *MaxLinearFunction) Dim() int { return f.d }

// Value returns f(x).
func (f *MaxLinearFunction) Value(x []float64) float64 {
	_, v := f.top(x)
	return v
}

// Grad stores in dst the row that attains the maximum at x, the first of several
// that do, and returns f(x).
func (f *MaxLinearFunction) Grad(dst, x []float64) float64 {
	sameLength("problem.MaxLinear", len(dst), f.d)
	i, v := f.top(x)
	copy(dst, f.row(i))
	return v
}

// Lipschitz returns max_i ‖a_i‖, the Lipschitz constant of f.
func (f *MaxLinearFunction) Lipschitz() float64 {
	var most float64
	for i := range f.b {
		most = max(most, floats.Norm(f.row(i), 2))
	}
	return most
}

func (f *MaxLinearFunction) row(i int) []float64 { return f.a[i*f.d : (i+1)*f.d] }

func (f *MaxLinearFunction) top(x []float64) (at int, value float64) {
	sameLength("problem.MaxLinear", len(x), f.d)
	value = math.Inf(-1)
	for i, b := range f.b {
		if v := floats.Dot(f.row(i), x) + b; v > value || math.IsNaN(v) {
			at, value = i, v
		}
	}
	return at, value
}
