package data

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestLinearRegressionHasTheStatedSpectrum(t *testing.T) {
	for _, c := range []struct {
		n, d      int
		condition float64
	}{{200, 10, 1e4}, {20, 19, 100}, {50, 1, 10}, {50, 5, 1}} {
		g, err := LinearRegression(c.n, c.d, 0, c.condition, rng.New(2))
		if err != nil {
			t.Fatal(err)
		}
		x := mat.NewDense(g.N, g.D, g.X)
		gram := mat.NewSymDense(g.D, nil)
		gram.SymOuterK(1/float64(g.N), x.T())
		var eigen mat.EigenSym
		if !eigen.Factorize(gram, false) {
			t.Fatal("no eigenvalues")
		}
		got := eigen.Values(nil)
		slices.Reverse(got)
		want := []float64{1}
		if c.d > 1 {
			want = vec.Logspace(1, 1/c.condition, c.d)
		}
		for j := range want {
			if math.Abs(got[j]/want[j]-1) > 1e-8 {
				t.Errorf("n=%d d=%d: eigenvalue %d is %v, want %v", c.n, c.d, j, got[j], want[j])
			}
		}
		for i := range g.N { // no noise
			if y := vec.Dot(g.Truth, g.Row(i)); math.Abs(y-g.Y[i]) > 1e-12 {
				t.Errorf("target %d is %v, want %v", i, g.Y[i], y)
			}
		}
	}
}

func TestLinearRegressionNoise(t *testing.T) {
	const n, sd = 20000, 0.3
	g, err := LinearRegression(n, 3, sd, 10, rng.New(3))
	if err != nil {
		t.Fatal(err)
	}
	r := make([]float64, n)
	for i := range r {
		r[i] = g.Y[i] - vec.Dot(g.Truth, g.Row(i))
	}
	if got := vec.Std(r); math.Abs(got/sd-1) > 5/math.Sqrt(2*n) {
		t.Errorf("noise has deviation %v, want %v", got, sd)
	}
}

// Labels must follow the model: the sum of y·⟨w,x⟩ has the mean and variance that
// the model gives it.
func TestLogisticRegressionFollowsItsModel(t *testing.T) {
	for _, noise := range []float64{0, 0.4, 1} {
		const n = 20000
		g, err := LogisticRegression(n, 5, noise, rng.New(4))
		if err != nil {
			t.Fatal(err)
		}
		var sum, mean, variance float64
		for i, y := range g.Y {
			if y != 1 && y != -1 {
				t.Fatalf("label %v", y)
			}
			z := vec.Dot(g.Truth, g.Row(i))
			e := (1 - noise) * math.Tanh(z/2)
			sum += y * z
			mean += z * e
			variance += z * z * (1 - e*e)
		}
		if score := (sum - mean) / math.Sqrt(variance); math.Abs(score) > 5 {
			t.Errorf("noise %v: %.1f standard deviations off", noise, score)
		}
	}
}

func TestBlobs(t *testing.T) {
	const n, d, classes, separation = 30000, 4, 3, 6
	g, err := Blobs(n, d, classes, separation, rng.New(5))
	if err != nil {
		t.Fatal(err)
	}
	centre := make([][]float64, classes)
	for c := range centre {
		centre[c] = make([]float64, d)
	}
	for i := range n {
		if g.Y[i] != float64(i%classes) {
			t.Fatalf("label %d is %v", i, g.Y[i])
		}
		vec.Axpy(centre[i%classes], classes/float64(n), g.Row(i))
	}
	for c := range centre {
		if r := vec.Norm2(centre[c]); math.Abs(r-separation) > 0.1 {
			t.Errorf("centre %d at distance %v, want %v", c, r, separation)
		}
	}
}

func TestTeacherNetwork(t *testing.T) {
	clean, err := TeacherNetwork(4000, 20, 16, 5, 0, rng.New(6))
	if err != nil {
		t.Fatal(err)
	}
	noisy, err := TeacherNetwork(4000, 20, 16, 5, 0.25, rng.New(6))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(clean.X, noisy.X) {
		t.Fatal("label noise changes the features")
	}
	differ := 0.0
	count := make([]int, 5)
	for i := range clean.Y {
		count[int(clean.Y[i])]++
		if clean.Y[i] != noisy.Y[i] {
			differ++
		}
	}
	// A replaced label is the same by chance one time in five.
	if p := differ / 4000; math.Abs(p-0.2) > 5*math.Sqrt(0.16/4000) {
		t.Errorf("%v of the labels differ, want about 0.2", p)
	}
	if vec.Norm1(clean.Y) == 0 || slices.Max(count) == 4000 {
		t.Errorf("labels are all the same: %v", count)
	}
}
