package linalg

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/vec"
)

// ShermanMorrison returns the solution of (A + u·vᵀ)·x = b, given the solution of
// systems with A: inverse stores A⁻¹·y in its first argument (Sherman and Morrison
// 1950). It calls it twice. For a diagonal A pass Diagonal of the reciprocals.
//
// It returns an error for lengths that differ, numbers that are not finite, and an
// update that makes the matrix singular to working precision.
func ShermanMorrison(inverse Operator, u, v, b []float64) (x []float64, err error) {
	const op = "linalg.ShermanMorrison"
	defer caught(&err)
	if inverse == nil {
		return nil, ArgumentError{op, "inverse", nil, "an operator"}
	}
	if err := first(
		sameLength(op, "b", b, "u", u), sameLength(op, "b", b, "v", v),
		finite(op, "u", u), finite(op, "v", v), finite(op, "b", b),
	); err != nil {
		return nil, err
	}
	x, w := make([]float64, len(b)), make([]float64, len(b))
	inverse(x, b)
	inverse(w, u)
	denominator, err := updateDenominator(op, v, w)
	if err != nil {
		return nil, err
	}
	vec.Axpy(x, -vec.Dot(v, x)/denominator, w)
	return x, finite(op, "x", x)
}

// updateDenominator returns 1 + vᵀw, unless that has lost all digits.
func updateDenominator(op string, v, w []float64) (float64, error) {
	size := 1.0
	for i := range v {
		size += math.Abs(v[i] * w[i])
	}
	d := 1 + vec.Dot(v, w)
	if !(math.Abs(d) > 4*0x1p-52*size) || math.IsInf(d, 0) {
		return 0, ArgumentError{op, "1 + vᵀA⁻¹u", d, "a number that is not 0: the updated matrix is singular"}
	}
	return d, nil
}

// UpdateInverse turns inv = A⁻¹ into (A + u·vᵀ)⁻¹ in place, in O(n²) flops: the step
// of online Newton and of recursive least squares. inv is unchanged where it returns
// an error: for shapes that do not go together, numbers that are not finite, and an
// update that makes the matrix singular.
func UpdateInverse(inv *mat.Dense, u, v []float64) error {
	const op = "linalg.UpdateInverse"
	if inv == nil {
		return ArgumentError{op, "inv", nil, "a matrix"}
	}
	n, _ := inv.Dims()
	if err := first(square(op, "inv", inv), finite(op, "u", u), finite(op, "v", v)); err != nil {
		return err
	}
	if len(u) != n || len(v) != n {
		return ShapeError{op, shapeOf("inv", inv), lengthOf("u", u) + " and " + lengthOf("v", v)}
	}
	var left, right mat.VecDense // A⁻¹u and A⁻ᵀv
	left.MulVec(inv, mat.NewVecDense(n, u))
	right.MulVec(inv.T(), mat.NewVecDense(n, v))
	d, err := updateDenominator(op, v, left.RawVector().Data)
	if err != nil {
		return err
	}
	inv.RankOne(inv, -1/d, &left, &right)
	return nil
}

// Woodbury returns the solution of (A + U·C·Vᵀ)·x = b for n by k matrices U and V and
// a k by k matrix C, nil for the identity, given the solution of systems with A:
// inverse stores A⁻¹·y in its first argument (Woodbury 1950). It calls it k+1 times
// and solves one k by k system, in a form that needs no inverse of C.
//
// It returns an error for shapes that do not go together, numbers that are not
// finite, and a sum that is singular to working precision.
func Woodbury(inverse Operator, u, c, v mat.Matrix, b []float64) (x []float64, err error) {
	const op = "linalg.Woodbury"
	defer caught(&err)
	if inverse == nil {
		return nil, ArgumentError{op, "inverse", nil, "an operator"}
	}
	if err := first(finiteMatrix(op, "u", u), finiteMatrix(op, "v", v), finite(op, "b", b)); err != nil {
		return nil, err
	}
	n, k := u.Dims()
	if vn, vk := v.Dims(); vn != n || vk != k {
		return nil, ShapeError{op, shapeOf("u", u), shapeOf("v", v)}
	}
	if len(b) != n {
		return nil, ShapeError{op, shapeOf("u", u), lengthOf("b", b)}
	}
	uc := mat.DenseCopyOf(u) // U·C
	if c != nil {
		if err := square(op, "c", c); err != nil {
			return nil, err
		}
		if m, _ := c.Dims(); m != k {
			return nil, ShapeError{op, shapeOf("u", u), shapeOf("c", c)}
		}
		uc.Mul(u, c)
	}

	// x = y − W·s, with y = A⁻¹b, W = A⁻¹UC and (I + VᵀW)·s = Vᵀy.
	x = make([]float64, n)
	inverse(x, b)
	w, column, solved := mat.NewDense(n, k, nil), make([]float64, n), make([]float64, n)
	for j := range k {
		mat.Col(column, j, uc)
		inverse(solved, column)
		w.SetCol(j, solved)
	}
	var small mat.Dense
	small.Mul(v.T(), w)
	for j := range k {
		small.Set(j, j, 1+small.At(j, j))
	}
	var rhs mat.VecDense
	rhs.MulVec(v.T(), mat.NewVecDense(n, x))
	s, err := Solve(&small, rhs.RawVector().Data)
	if err != nil {
		return nil, fmt.Errorf("%s: I + VᵀA⁻¹UC: %w", op, err)
	}
	var correction mat.VecDense
	correction.MulVec(w, mat.NewVecDense(k, s))
	vec.Sub(x, x, correction.RawVector().Data)
	return x, nil
}
