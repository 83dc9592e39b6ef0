package tape

import (
	"gonum.org/v1/gonum/mat"

	"monro/stdlib/vec"
)

// The functions below take a function f and the same function on Reals, which
// must do what f does; all derivatives come from the latter. What they return may
// be used by many goroutines at once if f may.

// needs panics where a function is left out.
func needs(op string, given bool) {
	if !given {
		panic(vec.ArgumentError{Op: "tape." + op, Arg: "onTape", Value: nil, Want: "a function of Reals"})
	}
}

// arguments puts the elements of x on the tape; low, where not nil, are their values
// below. The list is the tape's own, and nothing else is on the tape before them.
func (t *tape) arguments(x []float64, low []*Real) []*Real {
	for i, v := range x {
		var l *Real
		if low != nil {
			l = low[i]
		}
		t.inputs = append(t.inputs, t.input(v, l))
	}
	return t.inputs[:len(x):len(x)]
}

// Derivative is the derivative of a function of one number.
func Derivative(f func(x float64) float64, onTape func(x *Real) *Real) func(x float64) float64 {
	needs("Derivative", onTape != nil)
	return func(x float64) float64 {
		_, d := derivative(onTape, x)
		return d
	}
}

// ValueAndDerivative is a function of one number with its derivative. It returns
// an error that names the operation to blame where one of them is not finite.
func ValueAndDerivative(f func(x float64) float64, onTape func(x *Real) *Real) func(x float64) (value, derivative float64, err error) {
	needs("ValueAndDerivative", onTape != nil)
	return func(x float64) (float64, float64, error) {
		v, d := derivative(onTape, x)
		err := explain(v, []float64{d}, []float64{x}, func(t *tape) { onTape(t.input(x, nil)) })
		return v, d, err
	}
}

func derivative(onTape func(x *Real) *Real, x float64) (value, d float64) {
	t := begin()
	defer t.end()
	in := t.input(x, nil)
	y := onTape(in)
	if t.sweep(y) {
		d = in.adjoint
	}
	return Value(y), d
}

// DerivativeOnTape is Derivative as a function on Reals, for derivatives of
// functions that use derivatives themselves.
func DerivativeOnTape(onTape func(x *Real) *Real) func(x *Real) *Real {
	needs("DerivativeOnTape", onTape != nil)
	return func(x *Real) *Real {
		t := begin()
		defer t.end()
		in := t.input(Value(x), x)
		if !t.sweepBelow(onTape(in)) || t.upper[in.index] == nil {
			return Const(0)
		}
		return t.upper[in.index]
	}
}

// Gradient is the gradient of a function of a vector.
func Gradient(f func(x []float64) float64, onTape func(x []*Real) *Real) func(x []float64) []float64 {
	needs("Gradient", onTape != nil)
	return func(x []float64) []float64 {
		dst := make([]float64, len(x))
		gradient(dst, onTape, x)
		return dst
	}
}

// ValueAndGradient is a function of a vector with its gradient. It returns an
// error that names the operation to blame where a number is not finite.
func ValueAndGradient(f func(x []float64) float64, onTape func(x []*Real) *Real) func(x []float64) (value float64, gradient []float64, err error) {
	needs("ValueAndGradient", onTape != nil)
	return func(x []float64) (float64, []float64, error) {
		dst := make([]float64, len(x))
		v := gradient(dst, onTape, x)
		err := explain(v, dst, x, func(t *tape) { onTape(t.arguments(x, nil)) })
		return v, dst, err
	}
}

// gradient stores the gradient at x in dst and returns the value.
func gradient(dst []float64, onTape func(x []*Real) *Real, x []float64) float64 {
	t := begin()
	defer t.end()
	y := onTape(t.arguments(x, nil))
	on := t.sweep(y)
	for i := range dst {
		dst[i] = 0
		if on {
			dst[i] = t.at(i).adjoint
		}
	}
	return Value(y)
}

// GradientOnTape is Gradient as a function on Reals, for derivatives of functions
// that use gradients themselves.
func GradientOnTape(onTape func(x []*Real) *Real) func(x []*Real) []*Real {
	needs("GradientOnTape", onTape != nil)
	return func(x []*Real) []*Real {
		t := begin()
		defer t.end()
		on := t.sweepBelow(onTape(t.arguments(Values(x), x)))
		out := make([]*Real, len(x))
		for i := range out {
			if on && i < len(t.upper) {
				out[i] = t.upper[i]
			}
		}
		return out
	}
}

// HessVec is the product of the matrix of second derivatives of a function with a
// vector v, without that matrix: the gradient of the inner product of gradient
// and v, by a tape above a tape.
func HessVec(f func(x []float64) float64, onTape func(x []*Real) *Real) func(x, v []float64) []float64 {
	needs("HessVec", onTape != nil)
	gradient := GradientOnTape(onTape)
	return func(x, v []float64) []float64 {
		if len(x) != len(v) {
			panic(vec.LengthError{Op: "hvp", A: len(x), B: len(v)})
		}
		dst := make([]float64, len(x))
		hessVec(dst, gradient, x, v)
		return dst
	}
}

func hessVec(dst []float64, gradient func(x []*Real) []*Real, x, v []float64) {
	t := begin()
	defer t.end()
	var y *Real
	for i, g := range gradient(t.arguments(x, nil)) {
		y = OpAddRR(y, OpMulRS(g, v[i]))
	}
	on := t.sweep(y)
	for i := range dst {
		dst[i] = 0
		if on {
			dst[i] = t.at(i).adjoint
		}
	}
}

// Hessian is the matrix of second derivatives of a function of few variables.
// There is none of no variables: it is nil then.
func Hessian(f func(x []float64) float64, onTape func(x []*Real) *Real) func(x []float64) *mat.Dense {
	needs("Hessian", onTape != nil)
	return func(x []float64) *mat.Dense {
		return jacobian(GradientOnTape(onTape), x)
	}
}

// Jacobian is the matrix of derivatives of a function that gives a vector, a row
// for each of its elements, by a sweep for each. It is nil where it would have no
// rows or columns.
func Jacobian(f func(x []float64) []float64, onTape func(x []*Real) []*Real) func(x []float64) *mat.Dense {
	needs("Jacobian", onTape != nil)
	return func(x []float64) *mat.Dense { return jacobian(onTape, x) }
}

func jacobian(onTape func(x []*Real) []*Real, x []float64) *mat.Dense {
	t := begin()
	defer t.end()
	y := onTape(t.arguments(x, nil))
	if len(x) == 0 || len(y) == 0 {
		return nil
	}
	m := mat.NewDense(len(y), len(x), nil)
	for i, v := range y {
		if !t.sweep(v) {
			continue
		}
		for j := range x {
			m.Set(i, j, t.at(j).adjoint)
		}
	}
	return m
}
