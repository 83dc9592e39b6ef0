package fused

import "golang.org/x/sys/cpu"

var useAVX2 = cpu.X86.HasAVX2

// The functions below handle the elements that fill whole vectors and return how
// many those are: all but the last len mod 4, or none without AVX2.

func mixVectors(dst []float64, a float64, x []float64, b float64, y []float64) int {
	n := whole(len(dst))
	if n > 0 {
		mixAVX2(&dst[0], a, &x[0], b, &y[0], n)
	}
	return n
}

func mixSquareVectors(dst []float64, a float64, x []float64, b float64, y []float64, c float64) int {
	n := whole(len(dst))
	if n > 0 {
		mixSquareAVX2(&dst[0], a, &x[0], b, &y[0], c, n)
	}
	return n
}

func divRootVectors(dst []float64, a float64, x []float64, b float64, y []float64, c float64) int {
	n := whole(len(dst))
	if n > 0 {
		divRootAVX2(&dst[0], a, &x[0], b, &y[0], c, n)
	}
	return n
}

// zeroVectors returns, too, the sum of the products of these elements with 0.
func zeroVectors(a []float64) (n int, sum float64) {
	if n = whole(len(a)) &^ 15; n > 0 {
		sum = zeroAVX2(&a[0], n)
	}
	return n, sum
}

func whole(n int) int {
	if !useAVX2 {
		return 0
	}
	return n &^ 3
}

// n is a positive multiple of 4.

//go:noescape
func mixAVX2(dst *float64, a float64, x *float64, b float64, y *float64, n int)

//go:noescape
func mixSquareAVX2(dst *float64, a float64, x *float64, b float64, y *float64, c float64, n int)

//go:noescape
func divRootAVX2(dst *float64, a float64, x *float64, b float64, y *float64, c float64, n int)

// n is a positive multiple of 16.
//
//go:noescape
func zeroAVX2(a *float64, n int) float64
