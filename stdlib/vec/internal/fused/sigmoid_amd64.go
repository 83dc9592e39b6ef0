package fused

func sigmoidVectors(dst, x []float64) int {
	n := whole(len(dst))
	if n > 0 {
		sigmoidAVX2(&dst[0], &x[0], n, &sigmoidNumbers)
	}
	return n
}

// n is a positive multiple of 4.
//
//go:noescape
func sigmoidAVX2(dst, x *float64, n int, numbers *[19]float64)
