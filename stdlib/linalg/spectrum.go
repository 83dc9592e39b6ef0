package linalg

import (
	"fmt"
	"math"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// An Estimate is a Monte Carlo mean and its standard error (NaN for one sample).
type Estimate struct {
	Mean, StdErr float64
}

func (e Estimate) String() string { return fmt.Sprintf("%.6g ± %.2g", e.Mean, e.StdErr) }

func estimate(samples []float64) Estimate {
	return Estimate{vec.Mean(samples), vec.Std(samples) / math.Sqrt(float64(len(samples)))}
}

// Hutchinson estimates the trace of an n by n operator as the mean of zᵀ·A·z over
// so many vectors z of random signs (Hutchinson 1990). It is unbiased; for
// symmetric A each sample has variance 2·Σ_{i≠j} a_ij², so that a diagonal A takes
// one. Probe i draws from stream.SplitN(i).
//
// It returns an error for n < 0, probes < 1, no stream, and an operator that
// returns what is not finite.
func Hutchinson(a Operator, n, probes int, stream *rng.Stream) (trace Estimate, err error) {
	const op = "linalg.Hutchinson"
	defer caught(&err)
	if err := checkProbes(op, a, n, probes, stream); err != nil {
		return Estimate{}, err
	}
	z, az, samples := make([]float64, n), make([]float64, n), make([]float64, probes)
	for i := range samples {
		stream.SplitN(i).Rademacher(z)
		a(az, z)
		samples[i] = vec.Dot(z, az)
	}
	if i := vec.NonFinite(samples); i >= 0 {
		return Estimate{}, ArgumentError{op, "zᵀAz", samples[i], "a finite number from the operator"}
	}
	return estimate(samples), nil
}

func checkProbes(op string, a Operator, n, probes int, stream *rng.Stream) error {
	if a == nil {
		return ArgumentError{op, "a", nil, "an operator"}
	}
	if stream == nil {
		return ArgumentError{op, "stream", nil, "a stream, such as rng.New(1)"}
	}
	return first(atLeast(op, "n", n, 0), atLeast(op, "probes", probes, 1))
}

// A Spectrum is an estimate of how the eigenvalues of a symmetric matrix are
// distributed: for each probe a Gauss quadrature, nodes with weights that sum to 1.
type Spectrum struct {
	N       int         // rows of the matrix
	Nodes   [][]float64 // of each probe, in increasing order
	Weights [][]float64
}

// StochasticLanczos estimates the spectrum of a symmetric n by n operator by
// stochastic Lanczos quadrature (Ubaru, Chen and Saad 2017): for each of so many
// probes, a vector of random signs, so many Lanczos steps. Probe i draws from
// stream.SplitN(i). It costs probes·steps products with A.
//
// It returns an error for n or steps or probes < 1, no stream, and what Lanczos
// does not accept.
func StochasticLanczos(a Operator, n, steps, probes int, stream *rng.Stream) (Spectrum, error) {
	const op = "linalg.StochasticLanczos"
	if err := first(checkProbes(op, a, n, probes, stream), atLeast(op, "n", n, 1), atLeast(op, "steps", steps, 1)); err != nil {
		return Spectrum{}, err
	}
	s := Spectrum{N: n}
	z := make([]float64, n)
	for i := range probes {
		k, err := Lanczos(a, stream.SplitN(i).Rademacher(z), steps)
		if err != nil {
			return Spectrum{}, fmt.Errorf("%s: probe %d: %w", op, i, err)
		}
		nodes, weights, err := k.Ritz()
		if err != nil {
			return Spectrum{}, fmt.Errorf("%s: probe %d: %w", op, i, err)
		}
		s.Nodes, s.Weights = append(s.Nodes, nodes), append(s.Weights, weights)
	}
	return s, nil
}

// Trace estimates the trace of f(A), the sum of f over A's eigenvalues: with
// math.Log the log-determinant. A quadrature of k steps is exact for polynomials f
// up to degree 2k−1, but for the randomness of the probes.
func (s Spectrum) Trace(f func(float64) float64) Estimate {
	samples := make([]float64, len(s.Nodes))
	for i, nodes := range s.Nodes {
		for j, x := range nodes {
			samples[i] += float64(s.N) * s.Weights[i][j] * f(x)
		}
	}
	return estimate(samples)
}

// Density stores in dst the density of eigenvalues at each of x, and returns it:
// the nodes, each blurred to a Gaussian of standard deviation width. It integrates
// to 1. A nil dst is allocated. It returns an error for width <= 0 and lengths that
// differ.
func (s Spectrum) Density(dst, x []float64, width float64) ([]float64, error) {
	const op = "linalg.Spectrum.Density"
	if err := first(target(op, &dst, x), positive(op, "width", width)); err != nil {
		return nil, err
	}
	scale := 1 / (float64(len(s.Nodes)) * width * math.Sqrt(2*math.Pi))
	for at, v := range x {
		var sum float64
		for i, nodes := range s.Nodes {
			for j, node := range nodes {
				u := (v - node) / width
				sum += s.Weights[i][j] * math.Exp(-u*u/2)
			}
		}
		dst[at] = scale * sum
	}
	return dst, nil
}
