package ad

import (
	"fmt"
	"slices"
	"strings"
)

// maxSize bounds the number of elements of one node: 2^32 elements are 32 GiB.
const maxSize = 1 << 32

// size is the number of elements of a shape.
func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// checkShape reports a negative or absurdly large shape.
func checkShape(shape []int) error {
	n := 1
	for _, d := range shape {
		if d < 0 {
			return fmt.Errorf("shape %s has a negative size", shapeString(shape))
		}
		if n *= d; n > maxSize {
			return fmt.Errorf("shape %s has more than 2^32 elements", shapeString(shape))
		}
	}
	return nil
}

// shapeString writes a shape as 2×3, a scalar as scalar and a vector as vector 3.
func shapeString(shape []int) string {
	switch len(shape) {
	case 0:
		return "scalar"
	case 1:
		return fmt.Sprint("vector ", shape[0])
	}
	s := make([]string, len(shape))
	for i, d := range shape {
		s[i] = fmt.Sprint(d)
	}
	return strings.Join(s, "×")
}

// broadcast is the shape that two shapes give together under NumPy's rules:
// aligned at the last axis, sizes must agree or one of them be 1 or missing.
func broadcast(a, b []int) ([]int, bool) {
	if len(a) < len(b) {
		a, b = b, a
	}
	out := slices.Clone(a)
	off := len(a) - len(b)
	for i, d := range b {
		switch {
		case out[off+i] == d || d == 1:
		case out[off+i] == 1:
			out[off+i] = d
		default:
			return nil, false
		}
	}
	return out, true
}

// axis brings an axis, perhaps counted from the end by a negative number, into
// [0, rank).
func axis(a, rank int) (int, error) {
	if a < -rank || a >= rank {
		return 0, fmt.Errorf("axis %d: want one of a tensor of rank %d", a, rank)
	}
	if a < 0 {
		a += rank
	}
	return a, nil
}

// around splits a shape at an axis into the number of elements before, along and
// after it.
func around(shape []int, axis int) (outer, n, inner int) {
	return size(shape[:axis]), shape[axis], size(shape[axis+1:])
}

// strides are the row-major strides of a shape.
func strides(shape []int) []int {
	s := make([]int, len(shape))
	n := 1
	for i := len(shape) - 1; i >= 0; i-- {
		s[i] = n
		n *= shape[i]
	}
	return s
}
