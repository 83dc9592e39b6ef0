package problem

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/data"
	"monro/stdlib/vec"
)

// A SquaredLoss is l2-regularised linear least squares,
//
//	f(x) = (1/2n) Σ_i (⟨a_i, x⟩ − y_i)² + (λ/2) ‖x‖².
//
// LeastSquares makes it.
type SquaredLoss struct{ LinearModel }

// LeastSquares returns linear least squares on the data with the regulariser
// (l2/2)‖x‖². The data are shared with d, not copied.
func LeastSquares(d *data.Dataset, l2 float64) (*SquaredLoss, error) {
	m, err := newLinear("LeastSquares", d, l2, squared{})
	if err != nil {
		return nil, err
	}
	return &SquaredLoss{m}, nil
}

// Solve returns the exact minimiser by a QR factorisation; without regulariser
// and with fewer rows than columns, the one of least norm. It errs where the
// minimiser is not determined to working accuracy. It takes O(n·d²) time and a
// copy of the data.
func (s *SquaredLoss) Solve() ([]float64, error) {
	// The regulariser is d more rows √λ·I with target 0, so that the condition
	// number is not squared as in the normal equations.
	rows := s.n
	if s.l2 > 0 {
		rows += s.d
	}
	scale := 1 / math.Sqrt(float64(s.n))
	a := make([]float64, rows*s.d)
	b := make([]float64, rows)
	vec.Scale(a[:s.n*s.d], scale, s.a)
	vec.Scale(b[:s.n], scale, s.y)
	for j := range rows - s.n {
		a[(s.n+j)*s.d+j] = math.Sqrt(s.l2)
	}
	var x mat.VecDense
	if err := x.SolveVec(mat.NewDense(rows, s.d, a), mat.NewVecDense(rows, b)); err != nil {
		return nil, fmt.Errorf("problem: Solve: the minimiser is not determined (columns nearly dependent; want l2 > 0 or other features): %w", err)
	}
	return x.RawVector().Data, nil
}

// squared is the link φ(z, y) = (z−y)²/2.
type squared struct{}

func (squared) loss(z, y float64) (value, slope float64) {
	r := z - y
	return r * r / 2, r
}

func (squared) curvature(_, _ float64) float64 { return 1 }

func (squared) maxCurvature() float64 { return 1 }
