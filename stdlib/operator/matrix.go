package operator

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

func shape(m mat.Matrix) string {
	r, c := m.Dims()
	return fmt.Sprintf("%d×%d", r, c)
}

func sameDims(op string, a, b mat.Matrix) {
	ar, ac := a.Dims()
	br, bc := b.Dims()
	if ar != br || ac != bc {
		panic(ShapeError{op, shape(a), shape(b)})
	}
}

func inner(op string, a mat.Matrix, rows int, b string) {
	if _, c := a.Dims(); c != rows {
		panic(ShapeError{op, shape(a), b})
	}
}

// AddMM is the matrix sum a + b.
func AddMM(a, b *mat.Dense) *mat.Dense {
	sameDims("+", a, b)
	var m mat.Dense
	m.Add(a, b)
	return &m
}

// SubMM is the matrix difference a - b.
func SubMM(a, b *mat.Dense) *mat.Dense {
	sameDims("-", a, b)
	var m mat.Dense
	m.Sub(a, b)
	return &m
}

// MulMM is the matrix product ab.
func MulMM(a, b *mat.Dense) *mat.Dense {
	r, _ := b.Dims()
	inner("*", a, r, shape(b))
	var m mat.Dense
	m.Mul(a, b)
	return &m
}

// MulMC is the matrix-vector product ax.
func MulMC(a *mat.Dense, x *mat.VecDense) *mat.VecDense {
	inner("*", a, x.Len(), shape(x))
	var v mat.VecDense
	v.MulVec(a, x)
	return &v
}

// MulMV is the matrix-vector product ax.
func MulMV(a *mat.Dense, x []float64) []float64 {
	inner("*", a, len(x), length(x))
	r, _ := a.Dims()
	y := make([]float64, r)
	if len(x) > 0 {
		mat.NewVecDense(r, y).MulVec(a, mat.NewVecDense(len(x), x))
	}
	return y
}

// MulMS multiplies every element of a by c.
func MulMS(a *mat.Dense, c float64) *mat.Dense {
	var m mat.Dense
	m.Scale(c, a)
	return &m
}

// MulSM multiplies every element of a by c.
func MulSM(c float64, a *mat.Dense) *mat.Dense { return MulMS(a, c) }

// DivMS divides every element of a by c.
func DivMS(a *mat.Dense, c float64) *mat.Dense {
	var m mat.Dense
	m.Apply(func(_, _ int, v float64) float64 { return v / c }, a)
	return &m
}

// NegM is -a.
func NegM(a *mat.Dense) *mat.Dense { return MulMS(a, -1) }

// EqMM reports whether a and b have the same shape and equal elements.
func EqMM(a, b *mat.Dense) bool { return mat.Equal(a, b) }

// AddSetMM adds b to a in place.
func AddSetMM(a, b *mat.Dense) { sameDims("+=", a, b); a.Add(a, b) }

// SubSetMM takes b from a in place.
func SubSetMM(a, b *mat.Dense) { sameDims("-=", a, b); a.Sub(a, b) }

// MulSetMS multiplies every element of a by c in place.
func MulSetMS(a *mat.Dense, c float64) { a.Scale(c, a) }

// DivSetMS divides every element of a by c in place.
func DivSetMS(a *mat.Dense, c float64) {
	a.Apply(func(_, _ int, v float64) float64 { return v / c }, a)
}

// AddCC is the vector sum x + y.
func AddCC(x, y *mat.VecDense) *mat.VecDense {
	sameDims("+", x, y)
	var v mat.VecDense
	v.AddVec(x, y)
	return &v
}

// SubCC is the vector difference x - y.
func SubCC(x, y *mat.VecDense) *mat.VecDense {
	sameDims("-", x, y)
	var v mat.VecDense
	v.SubVec(x, y)
	return &v
}

// MulCS multiplies every element of x by c.
func MulCS(x *mat.VecDense, c float64) *mat.VecDense {
	var v mat.VecDense
	v.ScaleVec(c, x)
	return &v
}

// MulSC multiplies every element of x by c.
func MulSC(c float64, x *mat.VecDense) *mat.VecDense { return MulCS(x, c) }

// DivCS divides every element of x by c.
func DivCS(x *mat.VecDense, c float64) *mat.VecDense {
	v := mat.VecDenseCopyOf(x)
	DivSetCS(v, c)
	return v
}

// NegC is -x.
func NegC(x *mat.VecDense) *mat.VecDense { return MulCS(x, -1) }

// EqCC reports whether x and y have the same length and equal elements.
func EqCC(x, y *mat.VecDense) bool { return mat.Equal(x, y) }

// AddSetCC adds y to x in place.
func AddSetCC(x, y *mat.VecDense) { sameDims("+=", x, y); x.AddVec(x, y) }

// SubSetCC takes y from x in place.
func SubSetCC(x, y *mat.VecDense) { sameDims("-=", x, y); x.SubVec(x, y) }

// MulSetCS multiplies every element of x by c in place.
func MulSetCS(x *mat.VecDense, c float64) { x.ScaleVec(c, x) }

// DivSetCS divides every element of x by c in place.
func DivSetCS(x *mat.VecDense, c float64) {
	for i := range x.Len() {
		x.SetVec(i, x.AtVec(i)/c)
	}
}
