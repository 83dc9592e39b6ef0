package tape

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/operator"
	"monro/stdlib/vec"
)

// Map applies a function to the elements of x one by one, giving a new slice.
func Map(f func(x *Real) *Real, x []*Real) []*Real {
	out := make([]*Real, len(x))
	for i, v := range x {
		out[i] = f(v)
	}
	return out
}

// same panics unless slices have one length.
func same(op string, x, y []*Real) {
	if len(x) != len(y) {
		panic(vec.LengthError{Op: op, A: len(x), B: len(y)})
	}
}

func require(ok bool, op, arg string, value any, want string) {
	if !ok {
		panic(vec.ArgumentError{Op: op, Arg: arg, Value: value, Want: want})
	}
}

// Sum adds the elements of x.
func Sum(x []*Real) *Real {
	var s *Real
	for i, v := range x {
		if i == 0 {
			s = v
		} else {
			s = OpAddRR(s, v)
		}
	}
	return s
}

// Mean is the arithmetic mean of x, NaN of an empty x.
func Mean(x []*Real) *Real { return OpDivRS(Sum(x), float64(len(x))) }

// Variance is the variance of x with n-1 in the denominator; NaN of fewer than
// two elements.
func Variance(x []*Real) *Real {
	m := Mean(x)
	var s *Real
	for _, v := range x {
		s = OpAddRR(s, Square(OpSubRR(v, m)))
	}
	return OpDivRS(s, float64(len(x)-1))
}

// Std is the square root of Variance.
func Std(x []*Real) *Real { return Sqrt(Variance(x)) }

// Prod multiplies the elements of x; it is 1 of an empty x.
func Prod(x []*Real) *Real {
	p := Const(1)
	for i, v := range x {
		if i == 0 {
			p = v
		} else {
			p = OpMulRR(p, v)
		}
	}
	return p
}

// Dot is the inner product of x and y.
func Dot(x, y []*Real) *Real {
	same("dot", x, y)
	var s *Real
	for i, v := range x {
		if i == 0 {
			s = OpMulRR(v, y[i])
		} else {
			s = OpAddRR(s, OpMulRR(v, y[i]))
		}
	}
	return s
}

// Norm is the Euclidean norm of x. Its derivatives at 0 are 0.
func Norm(x []*Real) *Real {
	s := Dot(x, x)
	if Value(s) == 0 {
		return nil
	}
	return Sqrt(s)
}

// Norm2 is Norm under its name in package vec.
func Norm2(x []*Real) *Real { return Norm(x) }

// Norm1 is the sum of the absolute values of x.
func Norm1(x []*Real) *Real { return Sum(Map(Abs, x)) }

// NormInf is the greatest absolute value in x, 0 of an empty x.
func NormInf(x []*Real) *Real {
	if len(x) == 0 {
		return nil
	}
	return Amax(Map(Abs, x))
}

// Distance is the Euclidean distance between x and y.
func Distance(x, y []*Real) *Real {
	same("distance", x, y)
	return Norm(SubVV(x, y))
}

// Amin is the least element of x, NaN where any is.
func Amin(x []*Real) *Real {
	require(len(x) > 0, "amin", "len(x)", 0, "at least one element")
	return Min(x[0], x[1:]...)
}

// Amax is the greatest element of x, NaN where any is.
func Amax(x []*Real) *Real {
	require(len(x) > 0, "amax", "len(x)", 0, "at least one element")
	return Max(x[0], x[1:]...)
}

// LogSumExp is the logarithm of the sum of exp(x), without overflow; -Inf of an
// empty x.
func LogSumExp(x []*Real) *Real {
	if len(x) == 0 {
		return Const(math.Inf(-1))
	}
	top := Value(Amax(x))
	if math.IsInf(top, 0) {
		top = 0
	}
	var s *Real
	for _, v := range x {
		s = OpAddRR(s, Exp(OpSubRS(v, top)))
	}
	return OpAddRS(Log(s), top)
}

// Softmax gives exp(x) divided by its sum, without overflow.
func Softmax(x []*Real) []*Real {
	if len(x) == 0 {
		return []*Real{}
	}
	top := Value(Amax(x))
	e := Map(func(v *Real) *Real { return Exp(OpSubRS(v, top)) }, x)
	s := Sum(e)
	return Map(func(v *Real) *Real { return OpDivRR(v, s) }, e)
}

// Concat joins slices into a new one.
func Concat(parts ...[]*Real) []*Real { return slices.Concat(parts...) }

// Repeat gives n copies of x, one after the other, in a new slice.
func Repeat(x []*Real, n int) []*Real {
	require(n >= 0, "repeat", "n", n, "n >= 0")
	return slices.Repeat(x, n)
}

// Reversed gives the elements of x from the last to the first, in a new slice.
func Reversed(x []*Real) []*Real {
	r := slices.Clone(x)
	slices.Reverse(r)
	return r
}

// Sorted gives the elements of x from the least to the greatest, in a new slice.
func Sorted(x []*Real) []*Real {
	s := slices.Clone(x)
	slices.SortStableFunc(s, compare)
	return s
}

func compare(x, y *Real) int {
	a, b := Value(x), Value(y)
	switch {
	case a < b || a != a && b == b:
		return -1
	case a > b || a == a && b != b:
		return 1
	}
	return 0
}

// Take gives the elements of x at some places, in a new slice.
func Take(x []*Real, places []int) []*Real {
	out := make([]*Real, len(places))
	for i, at := range places {
		require(at >= 0 && at < len(x), "take", "place", at, "a place in x")
		out[i] = x[at]
	}
	return out
}

// Cumsum gives the running sums x[0], x[0]+x[1] and so on.
func Cumsum(x []*Real) []*Real {
	out := make([]*Real, len(x))
	var s *Real
	for i, v := range x {
		s = OpAddRR(s, v)
		out[i] = s
	}
	return out
}

// Cumprod gives the running products x[0], x[0]*x[1] and so on.
func Cumprod(x []*Real) []*Real {
	out := make([]*Real, len(x))
	p := Const(1)
	for i, v := range x {
		p = OpMulRR(p, v)
		out[i] = p
	}
	return out
}

// Diff gives the differences x[1]-x[0], x[2]-x[1] and so on.
func Diff(x []*Real) []*Real {
	out := make([]*Real, max(len(x)-1, 0))
	for i := range out {
		out[i] = OpSubRR(x[i+1], x[i])
	}
	return out
}

// Full gives n times the number c.
func Full(n int, c *Real) []*Real {
	require(n >= 0, "full", "n", n, "n >= 0")
	return slices.Repeat([]*Real{c}, n)
}

func pairs(op string, f func(x, y *Real) *Real, dst, x, y []*Real) []*Real {
	if len(x) != len(y) {
		panic(operator.ShapeError{Op: op, A: length(x), B: length(y)})
	}
	for i, v := range x {
		dst[i] = f(v, y[i])
	}
	return dst
}

// MulMV is the product of a constant matrix with x.
func MulMV(a *mat.Dense, x []*Real) []*Real {
	rows, cols := a.Dims()
	if cols != len(x) {
		panic(operator.ShapeError{Op: "*", A: shape(rows, cols), B: length(x)})
	}
	out := make([]*Real, rows)
	for i := range out {
		for j, v := range x {
			out[i] = OpAddRR(out[i], OpMulRS(v, a.At(i, j)))
		}
	}
	return out
}
