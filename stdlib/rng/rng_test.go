package rng

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"testing"
)

// draws returns n uniform numbers of a stream.
func draws(s *Stream, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = s.Float64()
	}
	return x
}

func TestSameSeedSameNumbersAtAnyGOMAXPROCS(t *testing.T) {
	run := func(procs int) [][]float64 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		root := New(7)
		out := make([][]float64, 16)
		var wg sync.WaitGroup
		for i := range out {
			wg.Go(func() {
				s := root.SplitN(i)
				x := s.NormalVec(make([]float64, 50))
				x = append(x, s.Gamma(2.5, 1), s.Split("noise").Float64(), float64(s.IntN(1000)))
				out[i] = x
			})
		}
		wg.Wait()
		return out
	}
	want := run(1)
	for _, procs := range []int{2, 8} {
		if got := run(procs); !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("GOMAXPROCS=%d changes the numbers", procs)
		}
	}
}

func TestSplitDependsOnNameOnly(t *testing.T) {
	a, b := New(1), New(1)
	before := draws(a.Split("x"), 5)
	draws(b, 100)
	b.Split("y").Float64()
	if after := draws(b.Split("x"), 5); !slices.Equal(before, after) {
		t.Error("using the parent changed a split")
	}
	if !slices.Equal(draws(New(1), 3), draws(a, 3)) {
		t.Error("splitting changed the parent")
	}
	seen := map[float64]string{}
	for name, s := range map[string]*Stream{
		"root": New(1), "seed 2": New(2), "x": a.Split("x"), "empty": a.Split(""),
		"0": a.SplitN(0), "1": a.SplitN(1), "-1": a.SplitN(-1), "name 1": a.Split("1"),
		"x/y": a.Split("x").Split("y"), "xy": a.Split("xy"), "y/x": a.Split("y").Split("x"),
		"bytes of 0": a.Split("\x00\x00\x00\x00\x00\x00\x00\x00"),
	} {
		u := s.Float64()
		if other, ok := seen[u]; ok {
			t.Errorf("streams %s and %s coincide", name, other)
		}
		seen[u] = name
	}
}

// Correlations between streams of neighbouring seeds, neighbouring splits and
// parent with child must be those of independent numbers: |ρ|√n is a standard
// normal, and 5 of them is one in two million.
func TestSplitsAreUncorrelated(t *testing.T) {
	const n = 20000
	root := New(3)
	for name, pair := range map[string][2]*Stream{
		"parent and split":    {New(3), root.SplitN(0)},
		"neighbouring splits": {root.SplitN(0), root.SplitN(1)},
		"names":               {root.Split("a"), root.Split("b")},
		"neighbouring seeds":  {New(4), New(5)},
	} {
		var sum float64
		for range n {
			sum += pair[0].Normal() * pair[1].Normal()
		}
		if z := sum / math.Sqrt(n); math.Abs(z) > 5 {
			t.Errorf("%s: correlation %.4f", name, z/math.Sqrt(n))
		}
	}
	// Across streams, not along one: the first number of each split.
	var sum float64
	for i := range n {
		sum += root.SplitN(i).Float64()
	}
	if z := (sum/n - 0.5) * math.Sqrt(12*n); math.Abs(z) > 5 {
		t.Errorf("first numbers of splits: mean %.4f", sum/n)
	}
}

func TestMoments(t *testing.T) {
	const n = 100000
	for _, c := range []struct {
		name           string
		draw           func(*Stream) float64
		mean, variance float64
	}{
		{"Float64", (*Stream).Float64, 0.5, 1. / 12},
		{"Uniform", func(s *Stream) float64 { return s.Uniform(-1, 3) }, 1, 16. / 12},
		{"Normal", (*Stream).Normal, 0, 1},
		{"Exponential", func(s *Stream) float64 { return s.Exponential(2) }, 2, 4},
		{"Gamma", func(s *Stream) float64 { return s.Gamma(3, 0.5) }, 1.5, 0.75},
		{"Gamma, small shape", func(s *Stream) float64 { return s.Gamma(0.1, 2) }, 0.2, 0.4},
		{"Beta", func(s *Stream) float64 { return s.Beta(2, 3) }, 0.4, 0.04},
		{"StudentT", func(s *Stream) float64 { return s.StudentT(12) }, 0, 1.2},
		{"Poisson", func(s *Stream) float64 { return float64(s.Poisson(3)) }, 3, 3},
		{"Poisson, large", func(s *Stream) float64 { return float64(s.Poisson(60)) }, 60, 60},
		{"IntN", func(s *Stream) float64 { return float64(s.IntN(6)) }, 2.5, 35. / 12},
		{"Categorical", func(s *Stream) float64 { return float64(s.Categorical([]float64{2, 0, 1, 1})) }, 1.25, 1.6875},
		{"Dirichlet", func(s *Stream) float64 { return s.Dirichlet(nil, []float64{1, 2, 5})[1] }, 0.25, 0.25 * 0.75 / 9},
		{"Rademacher", func(s *Stream) float64 { return s.Rademacher(make([]float64, 3))[2] }, 0, 1},
		{"Sphere", func(s *Stream) float64 { return s.Sphere(make([]float64, 4))[1] }, 0, 0.25},
		{"Choice", func(s *Stream) float64 { return float64(s.Choice(make([]int, 2), 6)[1]) }, 2.5, 35. / 12},
		{"Sample", func(s *Stream) float64 { return float64(s.Sample(6, 3)[2]) }, 2.5, 35. / 12},
		{"Bernoulli", func(s *Stream) float64 {
			if s.Bernoulli(0.3) {
				return 1
			}
			return 0
		}, 0.3, 0.21},
	} {
		s := New(11).Split(c.name)
		var sum, fourth float64
		x := make([]float64, n)
		for i := range x {
			x[i] = c.draw(s)
			sum += x[i]
		}
		mean := sum / n
		var m2 float64
		for _, v := range x {
			d := v - c.mean
			m2 += d * d
			fourth += d * d * d * d
		}
		m2, fourth = m2/n, fourth/n
		if z := (mean - c.mean) / math.Sqrt(c.variance/n); math.Abs(z) > 5 {
			t.Errorf("%s: mean %v, want %v (z = %.1f)", c.name, mean, c.mean, z)
		}
		// The standard error of a second moment is √((μ4 − μ2²)/n).
		if tol := 5*math.Sqrt((fourth-m2*m2)/n) + 1e-12; math.Abs(m2-c.variance) > tol {
			t.Errorf("%s: variance %v, want %v ± %v", c.name, m2, c.variance, tol)
		}
	}
}

// All orders of 4 elements, and all ordered pairs of Sample, are equally likely.
func TestOrdersAreUniform(t *testing.T) {
	const n = 24000
	s := New(5)
	shuffled := func() []int { a := []int{0, 1, 2, 3}; s.Shuffle(a); return a }
	for name, c := range map[string]struct {
		draw  func() []int
		cells int
	}{
		"Perm":    {func() []int { return s.Perm(4) }, 24},
		"Shuffle": {shuffled, 24},
		"Sample":  {func() []int { return s.Sample(4, 2) }, 12},
	} {
		count := map[string]int{}
		for range n {
			count[fmt.Sprint(c.draw())]++
		}
		if len(count) != c.cells {
			t.Errorf("%s: %d outcomes, want %d", name, len(count), c.cells)
		}
		var chi2 float64
		want := n / float64(c.cells)
		for _, k := range count {
			chi2 += (float64(k) - want) * (float64(k) - want) / want
		}
		// Mean cells−1, standard deviation √(2(cells−1)).
		if df := float64(c.cells - 1); chi2 > df+6*math.Sqrt(2*df) {
			t.Errorf("%s: chi² = %.1f on %.0f degrees of freedom", name, chi2, df)
		}
	}
}

func TestSampleAll(t *testing.T) {
	got := New(1).Sample(1000, 1000)
	slices.Sort(got)
	for i, v := range got {
		if i != v {
			t.Fatalf("element %d is %d", i, v)
		}
	}
	if got := New(1).Sample(0, 0); len(got) != 0 {
		t.Errorf("Sample(0, 0) = %v", got)
	}
}

func TestDirichletWithTinyConcentrations(t *testing.T) {
	s := New(2)
	for range 100 {
		var sum float64
		for _, p := range s.Dirichlet(nil, []float64{1e-3, 1e-3, 1e-3}) {
			sum += p
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Fatalf("sums to %v", sum)
		}
	}
}

func TestStateRoundTrip(t *testing.T) {
	s := New(9)
	draws(s, 13)
	state, err := s.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var r Stream
	if err := r.UnmarshalBinary(state); err != nil {
		t.Fatal(err)
	}
	c := s.Clone()
	want := draws(s, 20)
	if !slices.Equal(draws(&r, 20), want) || !slices.Equal(draws(c, 20), want) {
		t.Error("the copy continues differently")
	}
	if r.Split("a").Float64() != New(9).Split("a").Float64() {
		t.Error("the copy splits differently")
	}
	for _, bad := range [][]byte{nil, make([]byte, 31), make([]byte, 40)} {
		if err := new(Stream).UnmarshalBinary(bad); err == nil {
			t.Errorf("%d bytes accepted", len(bad))
		}
	}
}

func TestBadArguments(t *testing.T) {
	s := New(1)
	nan, inf := math.NaN(), math.Inf(1)
	for name, f := range map[string]func(){
		"rng.IntN: n = 0: want n > 0":                                    func() { s.IntN(0) },
		"rng.Perm: n = -1: want n >= 0":                                  func() { s.Perm(-1) },
		"rng.Sample: k = 3: want 0 <= k <= n":                            func() { s.Sample(2, 3) },
		"rng.Choice: n = 0: want n > 0":                                  func() { s.Choice(nil, 0) },
		"rng.Seeds: n = -1: want n >= 0":                                 func() { Seeds(-1) },
		"rng.Gamma: shape = 0: want a positive number":                   func() { s.Gamma(0, 1) },
		"rng.Gamma: scale = NaN: want a positive number":                 func() { s.Gamma(1, nan) },
		"rng.Exponential: scale = +Inf: want a positive number":          func() { s.Exponential(inf) },
		"rng.Beta: b = -1: want a positive number":                       func() { s.Beta(1, -1) },
		"rng.StudentT: nu = 0: want a positive number":                   func() { s.StudentT(0) },
		"rng.Poisson: mean = -1: want 0 <= mean <= 2^53":                 func() { s.Poisson(-1) },
		"rng.Bernoulli: p = 1.5: want 0 <= p <= 1":                       func() { s.Bernoulli(1.5) },
		"rng.Uniform: hi-lo = -1: want lo <= hi, both finite":            func() { s.Uniform(1, 0) },
		"rng.Categorical: weight = -1: want weights >= 0":                func() { s.Categorical([]float64{2, -1}) },
		"rng.Categorical: sum of weights = 0: want a positive number":    func() { s.Categorical(nil) },
		"rng.Dirichlet: len(dst) = 1: want the length of alpha":          func() { s.Dirichlet([]float64{0}, nil) },
		"rng.Dirichlet: len(alpha) = 0: want at least one concentration": func() { s.Dirichlet(nil, nil) },
	} {
		var got error
		func() {
			defer func() { got, _ = recover().(error) }()
			f()
		}()
		var e ArgumentError
		if !errors.As(got, &e) || got.Error() != name {
			t.Errorf("got %v, want %s", got, name)
		}
	}
}

func TestHotDrawsDoNotAllocate(t *testing.T) {
	s := New(1)
	x, idx, w := make([]float64, 64), make([]int, 64), []float64{1, 2, 3}
	if n := testing.AllocsPerRun(100, func() {
		s.NormalVec(x)
		s.UniformVec(x, -1, 1)
		s.Rademacher(x)
		s.Choice(idx, 10)
		s.Shuffle(idx)
		s.Categorical(w)
		s.Exponential(1)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkNormal(b *testing.B) {
	s := New(1)
	for b.Loop() {
		s.Normal()
	}
}

func BenchmarkGamma(b *testing.B) {
	s := New(1)
	b.ReportAllocs()
	for b.Loop() {
		s.Gamma(2.5, 1)
	}
}

func BenchmarkSplit(b *testing.B) {
	s := New(1)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.SplitN(i)
	}
}
