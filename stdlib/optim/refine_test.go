package optim

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func refine(t *testing.T, norms []float64, power int, tau float64) Table {
	t.Helper()
	s, err := Refine(norms, power, tau)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// draw returns n numbers in (0.1, 10), log-uniform.
func draw(s *rng.Stream, n int) []float64 {
	return vec.Map(nil, func(u float64) float64 { return math.Pow(10, u) }, s.UniformVec(make([]float64, n), -1, 1))
}

func TestRefineByHand(t *testing.T) {
	// Weights 1, 2, 1 are norms with these inverse squares.
	norms := []float64{1, math.Sqrt(0.5), 1}
	if got := refine(t, norms, 2, 0); !vec.Equal(got, []float64{1, 2. / 3, 0}, 1e-15) {
		t.Errorf("%v, want 1, 2/3, 0", got)
	}
	if got := refine(t, []float64{1, 0.5, 1}, 1, 0); !vec.Equal(got, []float64{1, 2. / 3, 0}, 1e-15) {
		t.Errorf("%v, want 1, 2/3, 0", got)
	}
	smooth, err := SmoothNorms([]float64{5, 1, 9, 2, 3}, 0.4) // 2⌊2/2⌋+1 = 3 wide
	if err != nil || !slices.Equal(smooth, []float64{5, 5, 2, 3, 2}) {
		t.Errorf("%v, %v, want 5, 5, 2, 3, 2", smooth, err)
	}
	for _, tau := range []float64{0, 0.39} { // τT < 2
		if smooth, err := SmoothNorms([]float64{5, 1, 9, 2, 3}, tau); err != nil || !slices.Equal(smooth, []float64{5, 1, 9, 2, 3}) {
			t.Errorf("τ = %v: %v, %v, want no smoothing", tau, smooth, err)
		}
	}
}

// The sliding window against sorting each window anew, ends extended by hand.
func TestSmoothNormsIsTheMedian(t *testing.T) {
	s := rng.New(1)
	for _, n := range []int{2, 3, 10, 101} {
		g := draw(s, n)
		g[n/2] = g[0] // a tie
		for _, tau := range []float64{0.1, 0.5, 0.99} {
			half := int(math.Floor(math.Floor(tau*float64(n)) / 2))
			got, err := SmoothNorms(g, tau)
			if err != nil {
				t.Fatal(err)
			}
			for i := range g {
				var window []float64
				for j := i - half; j <= i+half; j++ {
					switch {
					case j < 0:
						window = append(window, g[0])
					case j >= n:
						window = append(window, g[n-1-(j-(n-1))])
					default:
						window = append(window, g[j])
					}
				}
				slices.Sort(window)
				if got[i] != window[half] {
					t.Fatalf("n = %d, τ = %v: median %d is %v, want %v", n, tau, i, got[i], window[half])
				}
			}
		}
	}
}

func TestRefinementMustHold1ConstantNormsGiveLinearDecay(t *testing.T) {
	for _, T := range []int{2, 3, 10, 1000} {
		for _, power := range []int{1, 2} {
			for _, g := range []float64{1, 1e-7, 3e5} {
				got := refine(t, vec.Fill(make([]float64, T), g), power, 0.1)
				for k := range got {
					if want := float64(T-k-1) / float64(T-1); math.Abs(got[k]-want) > 1e-12 {
						t.Fatalf("T = %d, G = %v: step %d is %v, want %v", T, g, k+1, got[k], want)
					}
				}
			}
		}
	}
	g := draw(rng.New(1), 200)
	for _, scale := range []float64{1e-9, 0.3, 1e9} {
		if !vec.Equal(refine(t, vec.Scale(nil, scale, g), 2, 0.1), refine(t, g, 2, 0.1), 1e-12) {
			t.Errorf("norms times %v give another shape", scale)
		}
	}
}

// profile is a piecewise linear function of x in [0, 1] through the given values,
// at 2000 points, smoothed by a Gaussian of 40 points, ends repeated.
func profile(values []float64) []float64 {
	const n, sigma, reach = 2000, 40, 160
	places := []float64{0, 0.003, 0.02, 0.03, 0.1, 1}
	g := vec.Linspace(0, 1, n)
	for i, x := range g {
		j := 1
		for j < len(places)-1 && x > places[j] {
			j++
		}
		share := (x - places[j-1]) / (places[j] - places[j-1])
		g[i] = values[j-1] + share*(values[j]-values[j-1])
	}
	out := make([]float64, n)
	for i := range out {
		var sum, total float64
		for d := -reach; d <= reach; d++ {
			w := math.Exp(-float64(d*d) / (2 * sigma * sigma))
			sum += w * g[min(max(i+d, 0), n-1)]
			total += w
		}
		out[i] = sum / total
	}
	return out
}

func TestRefinementMustHold6RangeAndWarmup(t *testing.T) {
	s := rng.New(1)
	for _, power := range []int{1, 2} {
		for _, tau := range []float64{0, 0.1} {
			for range 50 {
				got := refine(t, draw(s, 100), power, tau)
				if got[99] != 0 || vec.Max(got) != 1 || vec.Min(got) < 0 {
					t.Fatalf("last %v, from %v to %v: want 0, and 0 to 1", got[99], vec.Min(got), vec.Max(got))
				}
			}
		}
	}
	early := refine(t, profile([]float64{15, 6, 4, 2, 1, 1}), 2, 0)
	peak := float64(vec.ArgMax(early)) / 2000
	if peak < 0.10 || peak > 0.20 || early[0] >= 0.02 {
		t.Errorf("profile (ii): maximum at %.3f, first value %.4f: want 0.1 to 0.2, and below 0.02", peak, early[0])
	}
	t.Logf("profile (ii): maximum at %.1f %%, first value %.4f", 100*peak, early[0])
	late := refine(t, profile([]float64{15, 6, 4, 2, 1, 2}), 2, 0)
	later := refine(t, profile([]float64{15, 6, 4, 2, 1, 0.7}), 2, 0)
	flat := refine(t, profile([]float64{1, 1, 1, 1, 1, 1}), 2, 0)
	if half := 1000; !(late[half] < flat[half] && flat[half] < later[half]) {
		t.Errorf("halfway %v with growing norms, %v with equal and %v with shrinking ones: want them in rising order", late[half], flat[half], later[half])
	}
}

func TestRefinementMustHold7ClosedFormIsTheSum(t *testing.T) {
	s := rng.New(1)
	for range 20 {
		g := draw(s, 150)
		for _, power := range []int{1, 2} {
			want := make([]float64, len(g))
			for k := range g {
				for p := k + 1; p < len(g); p++ {
					want[k] += math.Pow(g[k], -float64(power)) * math.Pow(g[p], -float64(power))
				}
			}
			vec.Scale(want, 1/vec.Max(want), want)
			if got := refine(t, g, power, 0); !vec.Equal(got, want, 1e-12) {
				t.Fatalf("%v, want %v", got, want)
			}
		}
	}
}

// Doubled norms divide the step by 4 or 2 relative to neighbours.
func TestRefineFollowsTheNorms(t *testing.T) {
	g := vec.Ones(10000)
	vec.Fill(g[5000:5100], 2)
	for power, want := range map[int]float64{2: 4, 1: 2} {
		s := refine(t, g, power, 0)
		if got := s[4999] / s[5000]; math.Abs(got-want) > 0.01 {
			t.Errorf("power %d: factor %v, want %v", power, got, want)
		}
	}
}

func TestRefineTakesZeros(t *testing.T) {
	s := refine(t, []float64{1, 0, 1, 2}, 2, 0)
	if s[1] != 1 || s[3] != 0 || vec.NonFinite(s) >= 0 {
		t.Errorf("%v: want finite numbers, the largest at the zero", s)
	}
}

func TestRefineBadInput(t *testing.T) {
	good := []float64{1, 2, 3}
	for says, f := range map[string]func() error{
		"norms has length 1": func() error { _, err := Refine([]float64{1}, 2, 0.1); return err },
		"norms[1] = -1":      func() error { _, err := Refine([]float64{1, -1}, 2, 0.1); return err },
		"norms[0] = NaN":     func() error { _, err := Refine([]float64{math.NaN(), 1}, 2, 0.1); return err },
		"norms[1] = +Inf":    func() error { _, err := SmoothNorms([]float64{1, math.Inf(1)}, 0.1); return err },
		"norms are all 0":    func() error { _, err := Refine([]float64{0, 0, 0}, 2, 0.1); return err },
		"but for outliers":   func() error { _, err := Refine([]float64{0, 0, 1, 0, 0, 0}, 2, 0.5); return err },
		"power = 3: want 1":  func() error { _, err := Refine(good, 3, 0.1); return err },
		"tau = 1: want":      func() error { _, err := Refine(good, 2, 1); return err },
		"tau = -0.1: want":   func() error { _, err := Refine(good, 2, -0.1); return err },
		"tau = NaN: want":    func() error { _, err := Refine(good, 2, math.NaN()); return err },
		"steps = 4: want 3":  func() error { _, err := Table(good).For(4); return err },
		"Table is empty":     func() error { _, err := Table{}.For(4); return err },
		"Warmup = 1: want":   func() error { _, err := Tabulate(WarmupLinear{10, 1}, 10); return err },
		"WarmupPolynomial: Warmup = -0.1": func() error {
			_, err := Tabulate(WarmupPolynomial{10, -0.1, 1}, 10)
			return err
		},
		"WarmupPolynomial: Power = 0": func() error { _, err := Tabulate(WarmupPolynomial{10, 0.1, 0}, 10); return err },
		"table has length 1":          func() error { _, err := FitWarmupPolynomial(Table{1}); return err },
		"table[1] = NaN":              func() error { _, err := FitWarmupPolynomial(Table{1, math.NaN()}); return err },
	} {
		wantError(t, f(), says)
	}
	if s, err := Table(good).For(3); err != nil || len(s) != 3 {
		t.Errorf("%v, %v", s, err)
	}
}

func TestWarmupPolynomial(t *testing.T) {
	linear, poly := WarmupLinear{40, 0.25}, WarmupPolynomial{40, 0.25, 1}
	for k := 1; k <= 50; k++ {
		if math.Abs(linear.At(k)-poly.At(k)) > 1e-15 {
			t.Errorf("at %d: %v, want %v", k, poly.At(k), linear.At(k))
		}
	}
	cube := WarmupPolynomial{10, 0, 3}
	if got := cube.At(5); got != 0.125 {
		t.Errorf("(1 − 5/10)³ = %v", got)
	}
	for _, want := range []WarmupPolynomial{{500, 0.2, 1}, {777, 0, 1}, {100, 0.5, math.Pow(10, 0.4)}} {
		s, err := Tabulate(want, want.Steps)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := FitWarmupPolynomial(s); err != nil || got != want {
			t.Errorf("%+v, %v: want %+v", got, err, want)
		}
	}
}

// The closed form takes time in proportion to T: ns/norm stays as T grows.
func BenchmarkRefine(b *testing.B) {
	for _, T := range []int{1000, 10000, 100000} {
		g := draw(rng.New(1), T)
		b.Run(fmt.Sprint(T), func(b *testing.B) {
			for b.Loop() {
				if _, err := Refine(g, 2, 0); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(T), "ns/norm")
		})
	}
}
