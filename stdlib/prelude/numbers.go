package prelude

import (
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// Linspace gives n numbers from first to last in equal steps.
func Linspace(first, last float64, n int) []float64 { return vec.Linspace(first, last, n) }

// Logspace gives n numbers from 10^first to 10^last in equal ratios.
func Logspace(first, last float64, n int) []float64 { return vec.Logspace(first, last, n) }

// Zeros gives n zeros.
func Zeros(n int) []float64 { return vec.Zeros(n) }

// Ones gives n ones.
func Ones(n int) []float64 { return vec.Ones(n) }

// Sum adds the elements of x.
func Sum(x []float64) float64 { return vec.Sum(x) }

// Mean is the arithmetic mean of x, NaN of an empty x.
func Mean(x []float64) float64 { return vec.Mean(x) }

// Std is the standard deviation of x with n-1 in the denominator.
func Std(x []float64) float64 { return vec.Std(x) }

// Dot is the inner product of x and y.
func Dot(x, y []float64) float64 { return vec.Dot(x, y) }

// Norm is the Euclidean norm of x.
func Norm(x []float64) float64 { return vec.Norm2(x) }

// Argmin is the place of the least element of x.
func Argmin(x []float64) int { return vec.ArgMin(x) }

// Argmax is the place of the greatest element of x.
func Argmax(x []float64) int { return vec.ArgMax(x) }

// Seed starts a stream of random numbers: the same seed gives the same numbers.
func Seed(seed uint64) *rng.Stream { return rng.New(seed) }

// Seeds gives n seeds for repetitions of a run.
func Seeds(n int) []uint64 { return rng.Seeds(n) }
