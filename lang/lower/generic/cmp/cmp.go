// Package cmp gives cells the generic functions of the standard package cmp.
package cmp

import "cmp"

// Less reports whether x comes before y; NaN comes before all numbers.
func Less[T cmp.Ordered](x, y T) bool {
	return (x != x && y == y) || x < y
}

// Compare is -1, 0 or 1 as x is less than, equal to or greater than y; NaN
// equals NaN and is less than any number.
func Compare[T cmp.Ordered](x, y T) int {
	if x < y || (x != x && y == y) {
		return -1
	}
	if x > y || (x == x && y != y) {
		return 1
	}
	return 0
}

// Or is the first of its arguments that is not the zero value.
func Or[T comparable](vals ...T) T {
	var zero T
	for _, v := range vals {
		if v != zero {
			return v
		}
	}
	return zero
}
