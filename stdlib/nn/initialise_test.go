package nn

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
)

func TestInitMoments(t *testing.T) {
	dense, filters := []int{300, 200}, []int{40, 30, 5, 5}
	for _, tt := range []struct {
		name     string
		init     Init
		shape    []int
		variance float64
		bound    float64 // of uniform draws, 0 for normal ones
	}{
		{"HeNormal", HeNormal, dense, 2.0 / 300, 0},
		{"HeUniform", HeUniform, dense, 2.0 / 300, math.Sqrt(6.0 / 300)},
		{"GlorotNormal", GlorotNormal, dense, 2.0 / 500, 0},
		{"GlorotUniform", GlorotUniform, dense, 2.0 / 500, math.Sqrt(6.0 / 500)},
		{"LeCunNormal", LeCunNormal, dense, 1.0 / 300, 0},
		{"Normal", Normal(0.3), dense, 0.09, 0},
		{"Uniform", Uniform(0.3), dense, 0.03, 0.3},
		{"HeNormal of filters", HeNormal, filters, 2.0 / (30 * 25), 0},
		{"GlorotUniform of filters", GlorotUniform, filters, 2.0 / (70 * 25), math.Sqrt(6.0 / (70 * 25))},
	} {
		w := make([]float64, size(tt.shape))
		tt.init(w, tt.shape, rng.New(1))
		mean, square, greatest := 0.0, 0.0, 0.0
		for _, v := range w {
			mean += v
			square += v * v
			greatest = max(greatest, math.Abs(v))
		}
		n := float64(len(w))
		mean, square = mean/n, square/n
		// Five standard errors: of a mean, and of a normal variance, 2σ⁴/n.
		if math.Abs(mean) > 5*math.Sqrt(tt.variance/n) {
			t.Errorf("%s: mean %g", tt.name, mean)
		}
		if math.Abs(square-tt.variance) > 5*tt.variance*math.Sqrt(2/n) {
			t.Errorf("%s: variance %g, want %g", tt.name, square, tt.variance)
		}
		if tt.bound > 0 && (greatest > tt.bound || greatest < 0.99*tt.bound) {
			t.Errorf("%s: greatest %g, want just below %g", tt.name, greatest, tt.bound)
		}
	}
}

func TestInitConstants(t *testing.T) {
	for _, tt := range []struct {
		init Init
		want float64
	}{{Zeros, 0}, {Ones, 1}, {Constant(-2), -2}} {
		w := []float64{7, 8, 9}
		tt.init(w, []int{3}, rng.New(1))
		for _, v := range w {
			if v != tt.want {
				t.Errorf("got %v, want all %g", w, tt.want)
			}
		}
	}
}

func TestOrthogonal(t *testing.T) {
	for _, shape := range [][]int{{5, 5}, {7, 3}, {3, 7}, {4, 3, 2, 2}, {6}, {0, 3}} {
		w := make([]float64, size(shape))
		Orthogonal(3)(w, shape, rng.New(2))
		if len(w) == 0 {
			continue
		}
		a := mat.NewDense(shape[0], len(w)/shape[0], w)
		var gram mat.Dense
		if rows, cols := a.Dims(); rows < cols {
			gram.Mul(a, a.T())
		} else {
			gram.Mul(a.T(), a)
		}
		n, _ := gram.Dims()
		for i := range n {
			for j := range n {
				want := 0.0
				if i == j {
					want = 9
				}
				if math.Abs(gram.At(i, j)-want) > 1e-12 {
					t.Fatalf("shape %v: Gram matrix %v", shape, mat.Formatted(&gram))
				}
			}
		}
	}
	// The sign of a 1×1 orthogonal matrix is a fair coin.
	plus := 0
	for i := range 400 {
		w := make([]float64, 1)
		Orthogonal(1)(w, []int{1, 1}, rng.New(3).SplitN(i))
		if w[0] > 0 {
			plus++
		}
	}
	if plus < 150 || plus > 250 {
		t.Errorf("%d of 400 signs are positive", plus)
	}
}
