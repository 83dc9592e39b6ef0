package problem

import (
	"math"

	"monro/stdlib/vec"
)

// A NormSum is the function
//
//	f(x) = L1·‖x−c‖₁ + L2·‖x−c‖₂ + (Square/2)·‖x−c‖₂²
//
// of the distance from a point c, where it is least, 0. It is Smooth, with the
// subgradient 0 of either norm where that has a kink; its oracles allocate nothing
// and may be called from many goroutines. Norms makes it.
type NormSum struct {
	NormWeights
	center []float64
}

// NormWeights are the factors of a NormSum, none of them negative.
type NormWeights struct{ L1, L2, Square float64 }

// Norms returns the function with the given centre c, which is copied.
func Norms(center []float64, w NormWeights) (*NormSum, error) {
	if err := checkVector("Norms", "center", center, max(len(center), 1), "there is at least one variable"); err != nil {
		return nil, err
	}
	for _, c := range []struct {
		arg string
		v   float64
	}{{"L1", w.L1}, {"L2", w.L2}, {"Square", w.Square}} {
		if err := checkStrength("Norms", c.arg, c.v); err != nil {
			return nil, err
		}
	}
	return &NormSum{w, vec.Clone(center)}, nil
}

// Dim returns the number of variables.
func (f *NormSum) Dim() int { return len(f.center) }

// Value returns f(x).
func (f *NormSum) Value(x []float64) float64 {
	sameLength("problem.Norms", len(x), len(f.center))
	var moduli, squares float64
	for i, c := range f.center {
		d := x[i] - c
		moduli += math.Abs(d)
		squares += d * d
	}
	return f.L1*moduli + f.L2*math.Sqrt(squares) + f.Square/2*squares
}

// Grad stores a subgradient at x in dst and returns f(x).
func (f *NormSum) Grad(dst, x []float64) float64 {
	sameLength("problem.Norms", len(dst), len(x))
	sameLength("problem.Norms", len(x), len(f.center))
	var moduli, squares float64
	for i, c := range f.center {
		d := x[i] - c
		dst[i] = d
		moduli += math.Abs(d)
		squares += d * d
	}
	norm := math.Sqrt(squares)
	scale := f.Square
	if norm > 0 {
		scale += f.L2 / norm
	}
	for i, d := range dst {
		dst[i] = scale * d
		if d > 0 {
			dst[i] += f.L1
		} else if d < 0 {
			dst[i] -= f.L1
		}
	}
	return f.L1*moduli + f.L2*norm + f.Square/2*squares
}
