package optim

import (
	"testing"

	"monro/stdlib/problem"
)

// Descent on x² by halves: 8, 4, 2, 1.
func TestPath(t *testing.T) {
	f, err := problem.Func(1, func(x []float64) float64 { return x[0] * x[0] }, func(dst, x []float64) { dst[0] = 2 * x[0] })
	if err != nil {
		t.Fatal(err)
	}
	x0 := []float64{8}
	path, err := Path(f, SGD{LR: 0.25}, x0, 3)
	if err != nil || len(path) != 4 || x0[0] != 8 {
		t.Fatalf("%v, %v", path, err)
	}
	for k, want := range []float64{8, 4, 2, 1} {
		if path[k][0] != want {
			t.Errorf("point %d is %v, want %v", k, path[k], want)
		}
	}
	for _, n := range []int{0, -1} {
		_, err = Path(f, NewSGD(1), x0, n)
		wantError(t, err, "optim: Path: n = ", "want at least 1")
	}
	_, err = Path(f, nil, x0, 1)
	wantError(t, err, "method is nil")
	_, err = Path(f, NewSGD(1), []float64{1, 2}, 1)
	wantError(t, err, "x0 has 2 elements")
	path, err = Path(f, NewSGD(1e300), x0, 5)
	wantError(t, err, "gradient[0]", "at step")
	if len(path) < 2 {
		t.Errorf("%d points before the error", len(path))
	}
}
