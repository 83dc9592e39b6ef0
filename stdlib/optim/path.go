package optim

import (
	"fmt"

	"monro/stdlib/problem"
	"monro/stdlib/vec"
)

// Path returns the points x_0, ..., x_n of n updates with full gradients from x0: a
// trajectory to draw. It is for problems of a few variables; Descend does without
// keeping the points. Each point has memory of its own.
//
//	plot.Trajectory(path)
//
// It returns an error unless n >= 1, and where Descend does; then with the points
// before.
func Path(p problem.Smooth, m Method, x0 []float64, n int) ([][]float64, error) {
	if m == nil {
		return nil, fmt.Errorf("optim: Path: the method is nil: want one, such as NewAdam(1e-3)")
	}
	if n < 1 {
		return nil, fmt.Errorf("optim: Path: n = %d: want at least 1 update", n)
	}
	points := make([][]float64, 0, n+1)
	for s := range Descend(p, m.Fresh(), x0, Iterations(n)) {
		if s.Err != nil {
			return points, s.Err
		}
		points = append(points, vec.Clone(s.X))
	}
	return points, nil
}
