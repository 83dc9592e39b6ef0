package problem

import (
	"fmt"
	"math"
	"sync"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/data"
	"monro/stdlib/vec"
)

// checkData checks what all losses over a data set need of it.
func checkData(name string, d *data.Dataset) error {
	if d == nil {
		return fmt.Errorf("problem.%s: the data set is nil", name)
	}
	if err := d.Check(); err != nil {
		return fmt.Errorf("problem.%s: %w", name, err)
	}
	switch {
	case d.N == 0 || d.D == 0:
		return fmt.Errorf("problem.%s: %v: want at least one of each", name, d)
	case len(d.Y) == 0:
		return fmt.Errorf("problem.%s: %v, without targets: want one for each example", name, d)
	}
	if i := vec.NonFinite(d.X); i >= 0 {
		return fmt.Errorf("problem.%s: feature %d of row %d is %v: want finite numbers", name, i%d.D, i/d.D, d.X[i])
	}
	if i := vec.NonFinite(d.Y); i >= 0 {
		return fmt.Errorf("problem.%s: target of row %d is %v: want finite numbers", name, i, d.Y[i])
	}
	return nil
}

// checkStrength checks the factor of a regulariser.
func checkStrength(name, arg string, v float64) error {
	if !(v >= 0) || math.IsInf(v, 1) {
		return fmt.Errorf("problem.%s: %s = %v: want a finite number >= 0", name, arg, v)
	}
	return nil
}

// checkPositive checks a scale.
func checkPositive(name, arg string, v float64) error {
	if !(v > 0) || math.IsInf(v, 1) {
		return fmt.Errorf("problem.%s: %s = %v: want a finite number > 0", name, arg, v)
	}
	return nil
}

// checkVector checks that v has length n, which is explained by because, and
// finite elements.
func checkVector(name, arg string, v []float64, n int, because string) error {
	if len(v) != n {
		return fmt.Errorf("problem.%s: %s has length %d, but %s: want length %d", name, arg, len(v), because, n)
	}
	if i := vec.NonFinite(v); i >= 0 {
		return fmt.Errorf("problem.%s: %s[%d] = %v: want finite numbers", name, arg, i, v[i])
	}
	return nil
}

// rowMajor copies a matrix that must have finite elements.
func rowMajor(name, arg string, m mat.Matrix) (a []float64, rows, cols int, err error) {
	if m == nil {
		return nil, 0, 0, fmt.Errorf("problem.%s: %s is nil: want a matrix", name, arg)
	}
	rows, cols = m.Dims()
	if rows == 0 || cols == 0 {
		return nil, 0, 0, fmt.Errorf("problem.%s: %s is %d×%d: want at least one row and column", name, arg, rows, cols)
	}
	a = make([]float64, 0, rows*cols)
	for i := range rows {
		for j := range cols {
			a = append(a, m.At(i, j))
		}
	}
	if k := vec.NonFinite(a); k >= 0 {
		return nil, 0, 0, fmt.Errorf("problem.%s: %s[%d, %d] = %v: want finite numbers", name, arg, k/cols, k%cols, a[k])
	}
	return a, rows, cols, nil
}

// symmetric copies a square matrix that must be symmetric up to rounding, and
// makes it exactly so.
func symmetric(name, arg string, m mat.Matrix) (a []float64, n int, err error) {
	a, n, cols, err := rowMajor(name, arg, m)
	if err != nil {
		return nil, 0, err
	}
	if n != cols {
		return nil, 0, fmt.Errorf("problem.%s: %s is %d×%d: want a square matrix", name, arg, n, cols)
	}
	tolerance := 1e-10 * vec.NormInf(a)
	for i := range n {
		for j := range i {
			upper, lower := a[j*n+i], a[i*n+j]
			if math.Abs(upper-lower) > tolerance {
				return nil, 0, fmt.Errorf("problem.%s: %s[%d, %d] = %v but %s[%d, %d] = %v: want a symmetric matrix", name, arg, i, j, lower, arg, j, i, upper)
			}
			mean := lower + (upper-lower)/2
			a[i*n+j], a[j*n+i] = mean, mean
		}
	}
	return a, n, nil
}

// checkIndices panics unless idx is a minibatch of n terms.
func checkIndices(op string, idx []int, n int) {
	if len(idx) == 0 {
		panic(vec.ArgumentError{Op: op, Arg: "len(idx)", Value: 0, Want: "at least one example"})
	}
	for k, i := range idx {
		if i < 0 || i >= n {
			panic(vec.ArgumentError{Op: op, Arg: fmt.Sprintf("idx[%d]", k), Value: i, Want: fmt.Sprintf("0 <= index < %d", n)})
		}
	}
}

// scratch hands out buffers of one length, so that oracles that need room neither
// allocate at each call nor share it between goroutines. Buffers come as they
// were left.
type scratch struct {
	n    int
	mu   sync.Mutex
	idle [][]float64
}

func (s *scratch) get() []float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := len(s.idle); k > 0 {
		b := s.idle[k-1]
		s.idle = s.idle[:k-1]
		return b
	}
	return make([]float64, s.n)
}

func (s *scratch) put(b []float64) {
	s.mu.Lock()
	s.idle = append(s.idle, b)
	s.mu.Unlock()
}
