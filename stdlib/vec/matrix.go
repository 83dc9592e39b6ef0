package vec

import "gonum.org/v1/gonum/floats"

// MatVec stores A·x in dst and returns it, for the matrix A with len(x) columns
// whose rows lie one after the other in a. A nil dst is allocated; dst must not
// overlap x.
func MatVec(dst, a, x []float64) []float64 {
	rows := rowCount("vec.MatVec", a, len(x))
	dst = target("vec.MatVec", dst, rows)
	d := len(x)
	for i := range dst {
		dst[i] = floats.Dot(a[i*d:(i+1)*d], x)
	}
	return dst
}

// MatTVec stores Aᵀ·y in dst and returns it, for the matrix A with len(y) rows
// that lie one after the other in a. A is read along its rows, once. A nil dst
// is allocated; dst must not overlap y.
func MatTVec(dst, a, y []float64) []float64 {
	cols := rowCount("vec.MatTVec", a, len(y))
	dst = target("vec.MatTVec", dst, cols)
	clear(dst)
	for i, c := range y {
		floats.AddScaled(dst, c, a[i*cols:(i+1)*cols])
	}
	return dst
}

// rowCount returns len(a)/d, and panics where d does not divide it.
func rowCount(op string, a []float64, d int) int {
	if d == 0 {
		same(op, len(a), 0)
		return 0
	}
	if len(a)%d != 0 {
		panic(ArgumentError{op, "len(a)", len(a), "a multiple of the vector's length"})
	}
	return len(a) / d
}
