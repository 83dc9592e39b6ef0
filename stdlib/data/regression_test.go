package data

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// residuals returns the targets less the model's.
func residuals(d *Dataset, y []float64) []float64 {
	r := make([]float64, d.N)
	for i := range r {
		r[i] = y[i] - vec.Dot(d.Truth, d.Row(i))
	}
	return r
}

func TestGaussianRegression(t *testing.T) {
	const n, d = 20000, 20
	scales := vec.Linspace(1, 0.3, d)
	g, err := GaussianRegression(n, d, rng.New(1), RegressionOptions{Scales: scales, Noise: 1, Outliers: 0.1})
	if err != nil {
		t.Fatal(err)
	}
	_, sd := g.moments()
	for j := range sd {
		if math.Abs(sd[j]/scales[j]-1) > 5/math.Sqrt(2*n) {
			t.Errorf("feature %d has deviation %v, want %v", j, sd[j], scales[j])
		}
	}
	if v := vec.Var(residuals(g, g.Clean)); math.Abs(v-1) > 5*math.Sqrt(2./n) {
		t.Errorf("noise has variance %v", v)
	}
	var outliers []float64
	for i, y := range g.Y {
		if y != g.Clean[i] {
			outliers = append(outliers, y-g.Clean[i])
		}
	}
	if len(outliers) != n/10 {
		t.Errorf("%d outliers, want %d", len(outliers), n/10)
	}
	if v := vec.Dot(outliers, outliers) / float64(len(outliers)); math.Abs(v/100-1) > 5*math.Sqrt(2./2000) {
		t.Errorf("outliers have variance %v, want 100", v)
	}
}

func TestRegressionOnTheSphere(t *testing.T) {
	const n, d = 20000, 5
	g, err := GaussianRegression(n, d, rng.New(2), RegressionOptions{Sphere: true, Norm: 0.7, UniformNoise: 0.3})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(vec.Norm2(g.Truth)-0.7) > 1e-12 {
		t.Errorf("weights have norm %v", vec.Norm2(g.Truth))
	}
	second := make([]float64, d)
	for i := range n {
		if math.Abs(vec.Norm2(g.Row(i))-1) > 1e-12 {
			t.Fatalf("row of norm %v", vec.Norm2(g.Row(i)))
		}
		for j, x := range g.Row(i) {
			second[j] += x * x / n
		}
	}
	for j, v := range second { // Var x² = 2(d−1)/(d²(d+2)) on the sphere
		if math.Abs(v-1./d) > 5*math.Sqrt(2*(d-1.)/(d*d*(d+2.))/n) {
			t.Errorf("E x²[%d] = %v, want 1/%d", j, v, d)
		}
	}
	r := residuals(g, g.Y)
	if vec.NormInf(r) > 0.3 {
		t.Errorf("noise reaches %v", vec.NormInf(r))
	}
	// Var of U² is 4a⁴/45.
	if v := vec.Dot(r, r) / n; math.Abs(v-0.03) > 5*math.Sqrt(4*math.Pow(0.3, 4)/45/n) {
		t.Errorf("noise has variance %v, want 0.03", v)
	}
}

func TestMatrixFactorization(t *testing.T) {
	x, y, err := MatrixFactorization(1000, 6, 10, 1e10, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	if x.N != 1000 || x.D != 6 || y.D != 10 || len(x.Y)+len(y.Y) != 0 || x.Check() != nil || y.Check() != nil {
		t.Fatalf("%v and %v", x, y)
	}
	for k, scale := range vec.Linspace(1, 1e-10, 10) {
		a := x.Truth[k*6 : (k+1)*6]
		if vec.Min(a) < 0 || vec.Max(a) > scale || vec.Sum(a) < scale {
			t.Errorf("row %d of the matrix is %v, want uniform on (0, %v)", k, a, scale)
		}
		for i := range 5 {
			want := 0.
			for j, v := range x.Row(i) {
				want += v * a[j]
			}
			if math.Abs(y.Row(i)[k]-want) > 1e-12*scale {
				t.Errorf("output %d of example %d is %v, want %v", k, i, y.Row(i)[k], want)
			}
		}
	}
	if !slices.Equal(x.Truth, y.Truth) {
		t.Error("two matrices")
	}
}

func TestHeterogeneousRegression(t *testing.T) {
	const clients, m, d = 40, 10, 4
	for _, sigma := range []float64{0, 2} {
		p, err := HeterogeneousRegression(clients, m, d, sigma, 0.1, rng.New(4))
		if err != nil {
			t.Fatal(err)
		}
		if !p.Exact() || p.Len() != clients {
			t.Fatal("not a partition")
		}
		var logs []float64
		for c := range clients {
			client, err := p.Client(c)
			if err != nil {
				t.Fatal(err)
			}
			// The power method on 2AᵀA/m.
			v, av := vec.Ones(d), make([]float64, m)
			top := 0.
			for range 2000 {
				vec.MatVec(av, client.X, v)
				vec.MatTVec(v, client.X, av)
				top = vec.Norm2(v)
				vec.Scale(v, 1/top, v)
			}
			logs = append(logs, math.Log(2*top/m))
			if r := vec.NormInf(residuals(client, client.Y)); r == 0 || r > 0.6 {
				t.Errorf("client %d: residual %v with noise 0.1", c, r)
			}
		}
		if sigma == 0 && vec.NormInf(logs) > 1e-9 {
			t.Errorf("sigma 0: log smoothness %v", logs)
		}
		if sigma > 0 && (math.Abs(vec.Mean(logs)) > 5*sigma/math.Sqrt(clients) || math.Abs(vec.Std(logs)/sigma-1) > 5/math.Sqrt(2*clients)) {
			t.Errorf("log smoothness has mean %v and deviation %v, want 0 and %v", vec.Mean(logs), vec.Std(logs), sigma)
		}
	}
}
