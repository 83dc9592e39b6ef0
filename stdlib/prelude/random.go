package prelude

import (
	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// Seed starts a stream of random numbers: the same seed gives the same numbers.
func Seed(seed uint64) *rng.Stream { return rng.New(seed) }

// Seeds gives n seeds for repetitions of a run.
func Seeds(n int) []uint64 { return rng.Seeds(n) }

// Randn draws n independent standard normal numbers from a stream.
func Randn(s *rng.Stream, n int) []float64 {
	haveStream("randn", s)
	return s.NormalVec(vec.Zeros(n))
}

// RandnMatrix draws a matrix of independent standard normal numbers.
func RandnMatrix(s *rng.Stream, rows, columns int) *mat.Dense {
	haveStream("randnMatrix", s)
	require(rows > 0, "randnMatrix", "rows", rows, "rows > 0")
	require(columns > 0, "randnMatrix", "columns", columns, "columns > 0")
	return mat.NewDense(rows, columns, s.NormalVec(make([]float64, rows*columns)))
}

// Uniform draws n independent numbers from the interval [0, 1).
func Uniform(s *rng.Stream, n int) []float64 {
	haveStream("uniform", s)
	return s.UniformVec(vec.Zeros(n), 0, 1)
}

// Choice draws n elements of x, each anew from all of them.
func Choice(s *rng.Stream, x []float64, n int) []float64 {
	haveStream("choice", s)
	notEmpty("choice", "x", x)
	require(n >= 0, "choice", "n", n, "n >= 0")
	return Take(x, s.Choice(make([]int, n), len(x)))
}

// Shuffled gives the elements of x in random order, in a new slice.
func Shuffled(s *rng.Stream, x []float64) []float64 {
	haveStream("shuffled", s)
	return Take(x, s.Perm(len(x)))
}

func haveStream(op string, s *rng.Stream) {
	require(s != nil, op, "s", s, "a stream, such as seed(1)")
}
