package data

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// LinearRegression returns n >= d examples with y = ⟨w,x⟩ + noise·N(0,1), the
// N(0,1) weights w kept in Truth. The matrix XᵀX/n has eigenvalues spaced
// logarithmically from 1 down to 1/condition, up to rounding, in random
// directions: least squares on it is 1-smooth and (1/condition)-strongly convex.
// With d = 1 the only eigenvalue is 1.
func LinearRegression(n, d int, noise, condition float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"LinearRegression", n, d}
	if err := g.check(s); err != nil {
		return nil, err
	}
	switch {
	case n < d:
		return nil, g.bad("n", n, fmt.Sprintf("at least d = %d", d))
	case !(condition >= 1) || math.IsInf(condition, 1):
		return nil, g.bad("condition", condition, "a finite number >= 1")
	}
	if err := g.notNegative("noise", noise); err != nil {
		return nil, err
	}
	out := g.gaussian(s)
	if err := shape(out, condition, s.Split("rotation")); err != nil {
		return nil, err
	}
	out.Truth = s.Split("weights").NormalVec(make([]float64, d))
	errors := s.Split("noise")
	for i := range n {
		out.Y[i] = vec.Dot(out.Truth, out.Row(i)) + noise*errors.Normal()
	}
	return out, nil
}

// shape replaces the rows Z of d by Z R⁻¹ Λ^½ Vᵀ, where RᵀR = ZᵀZ/n: then
// XᵀX/n = V Λ Vᵀ exactly, not only on average.
func shape(d *Dataset, condition float64, s *rng.Stream) error {
	z := mat.NewDense(d.N, d.D, d.X)
	gram := mat.NewSymDense(d.D, nil)
	gram.SymOuterK(1/float64(d.N), z.T())
	var chol mat.Cholesky
	if !chol.Factorize(gram) {
		return fmt.Errorf("data.LinearRegression: n = %d random rows of d = %d came out singular: want n larger", d.N, d.D)
	}
	var r mat.TriDense
	chol.UTo(&r)

	var qr mat.QR
	qr.Factorize(mat.NewDense(d.D, d.D, s.NormalVec(make([]float64, d.D*d.D))))
	var v mat.Dense
	qr.QTo(&v)
	roots := vec.Ones(d.D)
	if d.D > 1 {
		roots = vec.Map(nil, math.Sqrt, vec.Logspace(1, 1/condition, d.D))
	}
	var half, right mat.Dense
	half.Mul(mat.NewDiagDense(d.D, roots), v.T())
	if err := right.Solve(&r, &half); err != nil {
		return fmt.Errorf("data.LinearRegression: n = %d, d = %d: %w", d.N, d.D, err)
	}
	var x mat.Dense
	x.Mul(z, &right)
	copy(d.X, x.RawMatrix().Data)
	return nil
}

// RegressionOptions say how GaussianRegression draws. The zero value is N(0,1)
// features and exact targets.
type RegressionOptions struct {
	Scales       []float64 // standard deviations of the features; nil: all 1
	Sphere       bool      // rows are uniform on the unit sphere, before Scales
	Norm         float64   // where positive, the weights are rescaled to this Euclidean norm
	Noise        float64   // standard deviation of the Gaussian noise in the targets
	UniformNoise float64   // half width of the uniform noise in the targets
	Outliers     float64   // fraction of the targets, at random places, that get N(0, OutlierScale²) besides
	OutlierScale float64   // 0 means 10
}

// GaussianRegression returns n examples with independent Gaussian features and
// targets y = ⟨w,x⟩ + noise, the N(0,1) weights w kept in Truth. With Outliers,
// Clean holds the targets without them. For a given spectrum of XᵀX see
// LinearRegression.
//
// The options of the papers:
//
//	Lau, Liu, Kolar (AdAdaGrad, 2024)     n = 20000, d = 20: {Scales: vec.Linspace(1, 0.3, d), Noise: 1, Outliers: 0.1}
//	Chen et al. (Optimistic OMD, 2024)    d = 5: {Sphere: true, Norm: 0.7, UniformNoise: 0.3}
//	Granziol, Zohren, Roberts (2022)      d = 50: {}
func GaussianRegression(n, d int, s *rng.Stream, options ...RegressionOptions) (*Dataset, error) {
	g := generator{"GaussianRegression", n, d}
	o, err := only(g.name, options)
	if err != nil {
		return nil, err
	}
	if err := g.check(s); err != nil {
		return nil, err
	}
	o.OutlierScale = orElse(o.OutlierScale, 10)
	if err := first(g.perFeature("Scales", o.Scales), g.notNegative("Norm", o.Norm), g.notNegative("Noise", o.Noise),
		g.notNegative("UniformNoise", o.UniformNoise), g.fraction("Outliers", o.Outliers), g.positive("OutlierScale", o.OutlierScale)); err != nil {
		return nil, err
	}
	out := g.gaussian(s)
	if o.Sphere {
		directions := s.Split("features")
		for i := range n {
			directions.Sphere(out.Row(i))
		}
	}
	out.scaleColumns(o.Scales)
	out.Truth = s.Split("weights").NormalVec(make([]float64, d))
	if norm := vec.Norm2(out.Truth); o.Norm > 0 && norm > 0 {
		vec.Scale(out.Truth, o.Norm/norm, out.Truth)
	}
	normal, uniform := s.Split("noise"), s.Split("uniform noise")
	for i := range n {
		out.Y[i] = vec.Dot(out.Truth, out.Row(i)) + o.Noise*normal.Normal() + o.UniformNoise*(2*uniform.Float64()-1)
	}
	if o.Outliers > 0 {
		out.Clean = vec.Clone(out.Y)
		outliers := s.Split("outliers")
		for _, i := range outliers.Sample(n, part(n, o.Outliers)) {
			out.Y[i] += o.OutlierScale * outliers.Normal()
		}
	}
	return out, nil
}

// part is the fraction p of n, rounded to a whole number.
func part(n int, p float64) int { return int(math.Round(p * float64(n))) }

// MatrixFactorization returns n examples of a linear map to several outputs, the
// task of fitting a deep linear network: N(0,1) inputs x of d features and outputs
// Ax, where A = diag(1, ..., 1/condition) U with an evenly spaced diagonal and
// uniform(0,1) entries of the outputs×d matrix U. Neither has targets in Y; both
// keep A in Truth, row after row.
//
// Lavington et al. (SSO, 2023): n = 1000, d = 6, outputs = 10, condition = 1e10.
func MatrixFactorization(n, d, outputs int, condition float64, s *rng.Stream) (inputs, targets *Dataset, err error) {
	g := generator{"MatrixFactorization", n, d}
	if err := g.check(s); err != nil {
		return nil, nil, err
	}
	switch {
	case outputs < 1:
		return nil, nil, g.bad("outputs", outputs, "at least 1")
	case !(condition >= 1) || math.IsInf(condition, 1):
		return nil, nil, g.bad("condition", condition, "a finite number >= 1")
	}
	if err := first(checkSize("data.MatrixFactorization: outputs", n, outputs, MaxValues),
		checkSize("data.MatrixFactorization: matrix", outputs, d, MaxValues)); err != nil {
		return nil, nil, err
	}
	inputs = g.gaussian(s)
	inputs.Y = nil
	a := s.Split("matrix").UniformVec(make([]float64, outputs*d), 0, 1)
	if outputs > 1 {
		for k, scale := range vec.Linspace(1, 1/condition, outputs) {
			row := a[k*d : (k+1)*d]
			vec.Scale(row, scale, row)
		}
	}
	inputs.Truth = a
	targets = &Dataset{Name: g.name, N: n, D: outputs, X: make([]float64, n*outputs), Truth: a}
	for i := range n {
		vec.MatVec(targets.Row(i), a, inputs.Row(i))
	}
	return inputs, targets, nil
}
