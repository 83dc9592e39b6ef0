package rng

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Float64 returns a uniform draw from [0, 1).
func (s *Stream) Float64() float64 { return s.rand.Float64() }

// Uniform returns a uniform draw from [lo, hi). Both must be finite, and
// lo <= hi.
func (s *Stream) Uniform(lo, hi float64) float64 {
	width := hi - lo
	require(width >= 0 && !math.IsInf(width, 1), "rng.Uniform", "hi-lo", width, "lo <= hi, both finite")
	return lo + width*s.rand.Float64()
}

// Normal returns a standard normal draw: mean 0, variance 1.
func (s *Stream) Normal() float64 { return s.rand.NormFloat64() }

// NormalVec fills dst with independent standard normal draws and returns it.
func (s *Stream) NormalVec(dst []float64) []float64 {
	for i := range dst {
		dst[i] = s.rand.NormFloat64()
	}
	return dst
}

// UniformVec fills dst with independent uniform draws from [lo, hi) and returns
// it.
func (s *Stream) UniformVec(dst []float64, lo, hi float64) []float64 {
	for i := range dst {
		dst[i] = s.Uniform(lo, hi)
	}
	return dst
}

// Sphere fills dst with a uniform draw from the unit sphere of its dimension and
// returns it. An empty dst stays as it is.
func (s *Stream) Sphere(dst []float64) []float64 {
	for len(dst) > 0 {
		var squares float64
		for _, z := range s.NormalVec(dst) {
			squares += z * z
		}
		if squares == 0 {
			continue
		}
		for i := range dst {
			dst[i] /= math.Sqrt(squares)
		}
		break
	}
	return dst
}

// Exponential returns an exponential draw with mean scale (rate 1/scale).
func (s *Stream) Exponential(scale float64) float64 {
	positive("rng.Exponential", "scale", scale)
	return scale * s.rand.ExpFloat64()
}

// Gamma returns a gamma draw with the given shape and scale: mean shape·scale,
// variance shape·scale².
func (s *Stream) Gamma(shape, scale float64) float64 {
	positive("rng.Gamma", "shape", shape)
	positive("rng.Gamma", "scale", scale)
	return scale * distuv.Gamma{Alpha: shape, Beta: 1, Src: s}.Rand()
}

// Beta returns a beta draw on [0, 1] with mean a/(a+b).
func (s *Stream) Beta(a, b float64) float64 {
	positive("rng.Beta", "a", a)
	positive("rng.Beta", "b", b)
	return distuv.Beta{Alpha: a, Beta: b, Src: s}.Rand()
}

// StudentT returns a draw from Student's t distribution with nu degrees of
// freedom: heavier tails than the normal's, variance nu/(nu−2) for nu > 2.
func (s *Stream) StudentT(nu float64) float64 {
	positive("rng.StudentT", "nu", nu)
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: nu, Src: s}.Rand()
}

// Dirichlet fills dst with a draw from the Dirichlet distribution whose
// concentrations are alpha, and returns it: positive numbers that sum to one. A
// nil dst is allocated.
func (s *Stream) Dirichlet(dst, alpha []float64) []float64 {
	if dst == nil {
		dst = make([]float64, len(alpha))
	}
	require(len(dst) == len(alpha), "rng.Dirichlet", "len(dst)", len(dst), "the length of alpha")
	require(len(alpha) > 0, "rng.Dirichlet", "len(alpha)", 0, "at least one concentration")
	// The logarithm of a gamma draw of shape a is that of one of shape a+1
	// plus log(U)/a: small shapes do not underflow to 0/0.
	top := math.Inf(-1)
	for i, a := range alpha {
		positive("rng.Dirichlet", "alpha", a)
		dst[i] = math.Log(s.Gamma(a+1, 1)) - s.rand.ExpFloat64()/a
		top = max(top, dst[i])
	}
	var sum float64
	for i, v := range dst {
		dst[i] = math.Exp(v - top)
		sum += dst[i]
	}
	for i := range dst {
		dst[i] /= sum
	}
	return dst
}

func positive(op, arg string, v float64) {
	require(v > 0 && !math.IsInf(v, 1), op, arg, v, "a positive number")
}
