package nn

import (
	"math"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
)

// An Init fills a block of the given shape with its first values. Two sizes are
// inputs×outputs of a dense layer, more are the filters×channels×... of a
// convolution.
type Init func(w []float64, shape []int, s *rng.Stream)

// fans is how many inputs go into an output, and outputs from an input.
func fans(shape []int) (in, out float64) {
	switch len(shape) {
	case 0:
		return 1, 1
	case 1:
		return float64(shape[0]), float64(shape[0])
	case 2:
		return float64(shape[0]), float64(shape[1])
	}
	window := float64(size(shape[2:]))
	return float64(shape[1]) * window, float64(shape[0]) * window
}

// Zeros makes all elements 0.
func Zeros(w []float64, _ []int, _ *rng.Stream) { clear(w) }

// Ones makes all elements 1.
func Ones(w []float64, _ []int, _ *rng.Stream) { fill(w, 1) }

// Constant makes all elements c.
func Constant(c float64) Init {
	return func(w []float64, _ []int, _ *rng.Stream) { fill(w, c) }
}

// Normal draws from N(0, sd²).
func Normal(sd float64) Init {
	return func(w []float64, _ []int, s *rng.Stream) { normal(w, sd, s) }
}

// Uniform draws from [-a, a).
func Uniform(a float64) Init {
	return func(w []float64, _ []int, s *rng.Stream) { uniform(w, a, s) }
}

// HeNormal draws from N(0, 2/inputs), which keeps the size of signals through
// layers of ReLU (He et al. 2015, equation 10).
func HeNormal(w []float64, shape []int, s *rng.Stream) {
	in, _ := fans(shape)
	normal(w, math.Sqrt(2/in), s)
}

// HeUniform draws with the variance of HeNormal, uniformly.
func HeUniform(w []float64, shape []int, s *rng.Stream) {
	in, _ := fans(shape)
	uniform(w, math.Sqrt(6/in), s)
}

// GlorotNormal draws from N(0, 2/(inputs+outputs)), also called Xavier's, for
// activations that are linear near 0 (Glorot and Bengio 2010, equation 12).
func GlorotNormal(w []float64, shape []int, s *rng.Stream) {
	in, out := fans(shape)
	normal(w, math.Sqrt(2/(in+out)), s)
}

// GlorotUniform draws with the variance of GlorotNormal, uniformly (equation 16
// there).
func GlorotUniform(w []float64, shape []int, s *rng.Stream) {
	in, out := fans(shape)
	uniform(w, math.Sqrt(6/(in+out)), s)
}

// LeCunNormal draws from N(0, 1/inputs), which keeps the variance of a linear map.
func LeCunNormal(w []float64, shape []int, s *rng.Stream) {
	in, _ := fans(shape)
	normal(w, math.Sqrt(1/in), s)
}

// Orthogonal draws gain times a matrix with orthonormal rows or columns, whichever
// are fewer, uniformly among those (Saxe et al. 2014). The first size counts rows,
// all others together columns.
func Orthogonal(gain float64) Init {
	return func(w []float64, shape []int, s *rng.Stream) {
		if len(w) == 0 {
			return
		}
		rows, cols := 1, len(w)
		if len(shape) > 0 {
			rows, cols = shape[0], len(w)/shape[0]
		}
		orthonormal(w, rows, cols, s)
		for i := range w {
			w[i] *= gain
		}
	}
}

// orthonormal is the Q of a Gaussian matrix's QR factors, with the signs of R's
// diagonal, without which it would not be uniform.
func orthonormal(w []float64, rows, cols int, s *rng.Stream) {
	m, n := max(rows, cols), min(rows, cols)
	a := blas64.General{Rows: m, Cols: n, Stride: n, Data: s.NormalVec(make([]float64, m*n))}
	tau, query := make([]float64, n), make([]float64, 1)
	lapack64.Geqrf(a, tau, query, -1)
	work := make([]float64, max(int(query[0]), n))
	lapack64.Geqrf(a, tau, work, len(work))
	sign := make([]float64, n)
	for j := range sign {
		sign[j] = math.Copysign(1, a.Data[j*n+j])
	}
	lapack64.Orgqr(a, tau, work, len(work))
	for i := range m {
		for j := range n {
			a.Data[i*n+j] *= sign[j]
		}
	}
	q := mat.NewDense(m, n, a.Data)
	if rows < cols {
		mat.NewDense(rows, cols, w).Copy(q.T())
		return
	}
	copy(w, a.Data)
}

func fill(w []float64, c float64) {
	for i := range w {
		w[i] = c
	}
}

func normal(w []float64, sd float64, s *rng.Stream) {
	for i := range w {
		w[i] = sd * s.Normal()
	}
}

func uniform(w []float64, a float64, s *rng.Stream) {
	for i := range w {
		w[i] = a * (2*s.Float64() - 1)
	}
}
