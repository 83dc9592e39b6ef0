package nn

import (
	"math"
	"slices"
	"strings"
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/rng"
)

// must builds a network for a test.
func must(t testing.TB, in []int, layers ...Layer) *Model {
	t.Helper()
	m, err := New(in, layers...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// predict applies a network to rows.
func predict(t testing.TB, m *Model, p, x []float64, rows int) []float64 {
	t.Helper()
	y, err := m.Predict(p, x, rows)
	if err != nil {
		t.Fatal(err)
	}
	return y
}

// near compares vectors.
func near(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: length %d, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= tol*(1+math.Abs(want[i]))) {
			t.Fatalf("%s: element %d is %.12g, want %.12g\n%v\n%v", what, i, got[i], want[i], got, want)
		}
	}
}

// matchesDifferences compares the gradient of a scalar function with central
// differences.
func matchesDifferences(t *testing.T, what string, f func(ad.Node) ad.Node, x []float64) {
	t.Helper()
	fn := ad.Func(f)
	got, want := make([]float64, len(x)), make([]float64, len(x))
	if err := fn.Grad(got, x); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	z := slices.Clone(x)
	for i := range z {
		const h = 1e-5
		var side [2]float64
		for k, d := range []float64{h, -h} {
			z[i] = x[i] + d
			v, err := fn.Value(z)
			if err != nil {
				t.Fatal(err)
			}
			side[k] = v
		}
		z[i] = x[i]
		want[i] = (side[0] - side[1]) / (2 * h)
	}
	near(t, what, got, want, 1e-7)
}

// checkModel compares gradients with respect to parameters and input, in evaluation
// and training, with differences, and the shape of the result with Model.Out.
func checkModel(t *testing.T, m *Model, x []float64, rows int, smoothInput bool) {
	t.Helper()
	s := rng.New(7)
	p := m.Init(s)
	for i := range p {
		p[i] += 0.1 * s.Normal() // biases and scales away from 0 and 1
	}
	weights := s.NormalVec(make([]float64, rows*size(m.out)))
	noise := m.Noise(nil, rows, s)
	sizes := append([]int{rows}, m.in...)
	for _, train := range []bool{false, true} {
		apply := func(p, x ad.Node) ad.Node {
			b := m.At(p)
			if train {
				b = b.WithNoise(p.Graph().ConstTensor(noise, rows, m.NoiseLen()))
			}
			y := b.Apply(x)
			if want := append([]int{rows}, m.out...); y.Err() == nil && !slices.Equal(y.Shape(), want) {
				t.Fatalf("result of shape %v, want %v", y.Shape(), want)
			}
			return ad.Sum(ad.OpMulNV(ad.Flatten(ad.Add(y, ad.Square(y))), weights))
		}
		name := map[bool]string{false: "evaluation", true: "training"}[train]
		if len(p) > 0 {
			matchesDifferences(t, name+", parameters", func(p ad.Node) ad.Node {
				return apply(p, p.Graph().ConstTensor(x, sizes...))
			}, p)
		}
		if smoothInput {
			matchesDifferences(t, name+", input", func(x ad.Node) ad.Node {
				return apply(x.Graph().ConstVec(p), ad.Reshape(x, sizes...))
			}, x)
		}
	}
}

// isError looks for parts of a message.
func isError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error, want one with %q", parts)
		return
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q, want %q in it", err, part)
		}
	}
}
