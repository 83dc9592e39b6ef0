package optim

import (
	"errors"
	"math"
	"slices"
	"testing"

	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// rubbed returns diffGrad with another friction.
func rubbed(lr float64, f Friction) *DiffGrad {
	o := NewDiffGrad(lr)
	o.Friction = f
	return o
}

// increments feeds random gradients of ever smaller size to an optimiser at x = 0
// each, so that what comes out is the step without rounding by x.
func increments(t *testing.T, o Optimizer, n int) [][]float64 {
	t.Helper()
	s := rng.New(11)
	var all [][]float64
	for k := range n {
		x, g := make([]float64, 700), make([]float64, 700)
		vec.Scale(g, math.Exp(-float64(k)/20), s.NormalVec(g))
		if err := o.Step(x, g); err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	return all
}

func equalRows(a, b [][]float64) bool { return slices.EqualFunc(a, b, slices.Equal[[]float64]) }

func TestDiffGradMustHold1WithoutFrictionItIsAdam(t *testing.T) {
	for _, wd := range []float64{0, 0.1} {
		o, adam := rubbed(0.01, NoFriction), NewAdam(0.01)
		o.WeightDecay, adam.WeightDecay = wd, wd
		if !equalRows(trajectory(t, o), trajectory(t, adam)) {
			t.Errorf("decay %v: the trace is not Adam's", wd)
		}
	}
	if equalRows(trajectory(t, NewDiffGrad(0.01)), trajectory(t, NewAdam(0.01))) {
		t.Error("friction changes nothing")
	}
}

// frictions returns ξ of changes Δ from a gradient of 0, which has been seen.
func frictions(t *testing.T, f Friction, delta []float64) []float64 {
	t.Helper()
	o := rubbed(1, f)
	zero := make([]float64, len(delta))
	if err := o.Step(vec.Clone(zero), zero); err != nil {
		t.Fatal(err)
	}
	return o.FrictionOf(nil, vec.Scale(nil, -1, delta))
}

func TestDiffGradMustHold2Friction(t *testing.T) {
	delta := []float64{0}
	for k := range 20000 {
		delta = append(delta, math.Exp(float64(k)/500-20)) // 2e-9 to 5e8
	}
	xi, minus := frictions(t, AbsFriction, delta), frictions(t, AbsFriction, vec.Scale(nil, -1, delta))
	if xi[0] != 0.5 || !slices.Equal(xi, minus) {
		t.Errorf("ξ(0) = %v, want 0.5, and the sign of Δ to be no matter", xi[0])
	}
	for i := 1; i < len(xi); i++ {
		if xi[i] < xi[i-1] || xi[i] > 1 || math.Abs(delta[i]) < 30 && xi[i] >= 1 {
			t.Fatalf("ξ(%v) = %v after ξ(%v) = %v", delta[i], xi[i], delta[i-1], xi[i-1])
		}
	}
}

func TestFrictions(t *testing.T) {
	delta := []float64{0, 1, -1, 3, -3, 50, -50, 2000, -2000}
	sigma := func(z float64) float64 { return 1 / (1 + math.Exp(-z)) }
	for f, want := range map[Friction]func(d float64) float64{
		"":              func(d float64) float64 { return sigma(math.Abs(d)) },
		AbsFriction:     func(d float64) float64 { return sigma(math.Abs(d)) },
		SignedFriction:  sigma,
		WideFriction:    func(d float64) float64 { return 9*sigma(math.Abs(d)/2) - 4 },
		AliasedFriction: func(float64) float64 { return 0.5 },
		NoFriction:      func(float64) float64 { return 1 },
	} {
		for i, got := range frictions(t, f, delta) {
			if w := want(delta[i]); math.Abs(got-w) > 1e-15*max(1, w) {
				t.Errorf("%q: ξ(%v) = %v, want %v", f, delta[i], got, w)
			}
		}
		// The step has this very friction, at the first update from g_prev = 0 on.
		o, adam := rubbed(1, f), NewAdam(1)
		for k, g := range []float64{-0.3, 2, 1.5} {
			xi := o.FrictionOf(nil, []float64{g})[0]
			x, y := []float64{0}, []float64{0}
			if err := errors.Join(o.Step(x, []float64{g}), adam.Step(y, []float64{g})); err != nil {
				t.Fatal(err)
			}
			if !near(x[0], xi*y[0], 1e-15) {
				t.Errorf("%q, update %d: step %v, want %v·%v", f, k+1, x[0], xi, y[0])
			}
		}
	}
}

func TestDiffGradMustHold3FirstStep(t *testing.T) {
	for _, g := range []float64{1, -3e-5, 40, -2e-8} {
		got := steps(t, NewDiffGrad(0.01), constant(g), 1)[0]
		want := -0.01 / (1 + math.Exp(-math.Abs(g))) * signum(g) / (1 + 1e-8/math.Abs(g))
		if !near(got, want, 1e-12) {
			t.Errorf("g = %v: step %v, want %v", g, got, want)
		}
	}
}

func TestDiffGradMustHold4ConstantGradient(t *testing.T) {
	for _, c := range []float64{2.5, -1e-3} {
		o := NewDiffGrad(0.01)
		for k := 1; k <= 2000; k++ {
			x := []float64{0}
			if err := o.Step(x, []float64{c}); err != nil {
				t.Fatal(err)
			}
			if want := -0.005 * signum(c) / (1 + 1e-8/math.Abs(c)); k >= 2 && !near(x[0], want, 1e-12) {
				t.Fatalf("c = %v: step %d is %v, want %v", c, k, x[0], want)
			}
		}
	}
}

func TestDiffGradMustHold5AliasedIsAdamWithHalfTheStep(t *testing.T) {
	got, adam := increments(t, rubbed(0.01, AliasedFriction), 300), increments(t, NewAdam(0.005), 300)
	for k := 1; k < len(got); k++ {
		for i := range got[k] {
			if !near(got[k][i], adam[k][i], 1e-14) {
				t.Fatalf("step %d, element %d: %v, Adam %v", k+1, i, got[k][i], adam[k][i])
			}
		}
	}
	if slices.Equal(got[0], adam[0]) {
		t.Error("at t = 1 friction is σ(|g|), not ½")
	}
}

// overshoot runs a method as the paper does on its functions of one variable and
// returns the last and the largest x.
func overshoot(t *testing.T, f problem.Toy, m Method) (last, largest float64) {
	t.Helper()
	path, err := Path(f, m, f.Start, 299)
	if err != nil {
		t.Fatal(err)
	}
	largest = math.Inf(-1)
	for _, x := range path {
		largest = max(largest, x[0])
	}
	return path[len(path)-1][0], largest
}

// toyDiffGrad, toyAdam and toyHalf are the methods with the settings of the toys:
// α = 0.1, β1 = 0.95.
func toyDiffGrad() *DiffGrad {
	o := NewDiffGrad(0.1)
	o.Beta1 = 0.95
	return o
}

func toyAdam(lr float64) *Adam {
	o := NewAdam(lr)
	o.Beta1 = 0.95
	return o
}

func TestDiffGradMustHold6And8WhereRunsEnd(t *testing.T) {
	toys := problem.OvershootToys()
	for _, c := range []struct {
		item string
		f    problem.Toy
		m    Method
		end  float64
	}{
		{"6", toys[0], toyDiffGrad(), -0.3}, {"6", toys[0], toyAdam(0.1), 0.2},
		{"6", toys[1], toyDiffGrad(), toys[1].Optimum[0]}, {"6", toys[1], toyAdam(0.1), 0},
		{"8", toys[0], toyAdam(0.05), -0.3}, {"8", toys[1], toyAdam(0.05), toys[1].Optimum[0]},
	} {
		last, _ := overshoot(t, c.f, c.m)
		t.Logf("item %s: %s, %v ends at %.6f", c.item, c.f.Name, c.m, last)
		if math.Abs(last-c.end) > 1e-3 {
			t.Errorf("item %s: %s, %v ends at %v, want %v", c.item, c.f.Name, c.m, last, c.end)
		}
	}
}

func TestDiffGradMustHold7F3(t *testing.T) {
	f := problem.OvershootToys()[2]
	d, dMax := overshoot(t, f, toyDiffGrad())
	a, aMax := overshoot(t, f, toyAdam(0.1))
	t.Logf("diffGrad ends at %.4f, at most %.4f; Adam at %.4f, at most %.4f", d, dMax, a, aMax)
	if math.Abs(d) >= 0.05 || math.Abs(a) >= 0.05 {
		t.Errorf("ends at %v, Adam at %v, want less than 0.05", d, a)
	}
	if dMax >= aMax || math.Abs(dMax-0.18) > 0.005 || math.Abs(aMax-0.27) > 0.005 {
		t.Errorf("largest x %v, of Adam %v: want 0.18 and 0.27", dMax, aMax)
	}
}

// With the slope of the authors' script diffGrad does not settle at the minimum.
func TestDiffGradOnF2Repo(t *testing.T) {
	f := problem.OvershootF2Repo()
	if last, _ := overshoot(t, f, toyDiffGrad()); math.Abs(last-f.Optimum[0]) < 0.05 {
		t.Errorf("ends at %v", last)
	}
}

// About a second.
func TestDiffGradMustHold9TeacherData(t *testing.T) {
	if testing.Short() {
		t.Skip("trains nine networks")
	}
	var xi []float64
	mean, n := 0.0, 0.0
	see := func(o Optimizer, s *State) {
		if d, ok := o.(*DiffGrad); ok {
			xi = d.FrictionOf(xi, s.Grad)
			mean += vec.Mean(xi)
			n++
		}
	}
	var diff, half, full float64
	const repeats = 3
	for seed := range uint64(repeats) {
		l := teacherLesson(t, seed)
		diff += l.learn(t, NewDiffGrad(1e-3), 20, see) / repeats
		half += l.learn(t, NewAdam(5e-4), 20, see) / repeats
		full += l.learn(t, NewAdam(1e-3), 20, see) / repeats
	}
	mean /= n
	t.Logf("loss: diffGrad %.4f, Adam with half the step %.4f, Adam %.4f; mean ξ %.4f", diff, half, full, mean)
	if math.Abs(diff/half-1) > 0.02 || diff <= full {
		t.Errorf("loss %v, Adam with half the step %v, Adam %v: want within 2 %% of the former and above the latter", diff, half, full)
	}
	if mean >= 0.52 || mean < 0.5 {
		t.Errorf("mean ξ %v, want less than 0.52", mean)
	}
}

func TestDiffGradMustHold10Quadratic(t *testing.T) {
	f, err := problem.Func(1, func(x []float64) float64 { return x[0] * x[0] / 2 }, func(dst, x []float64) { dst[0] = x[0] })
	if err != nil {
		t.Fatal(err)
	}
	path, err := Path(f, NewDiffGrad(0.1), []float64{1}, 2000)
	if err != nil || math.Abs(path[2000][0]) >= 1e-3 {
		t.Errorf("ends at %v, %v", path[2000], err)
	}
}

// ε added to √v is ε/√(1−β2^t) added to √v̂.
func TestDiffGradRawEps(t *testing.T) {
	raw := NewDiffGrad(0.01)
	raw.RawEps, raw.Eps = true, 1e-3
	for k := 1; k <= 50; k++ {
		twin := NewDiffGrad(0.01)
		twin.Eps = 1e-3 / math.Sqrt(1-math.Pow(0.999, float64(k)))
		want := steps(t, twin, alternating(0.02), k)[k-1] // its last step has the right ε
		if got := steps(t, raw.Fresh(), alternating(0.02), k)[k-1]; !near(got, want, 1e-9) {
			t.Fatalf("step %d: %v, want %v", k, got, want)
		}
	}
}

// Coupled decay goes into g_prev, too: at x = const the gradient that is compared is
// g + WeightDecay·x.
func TestDiffGradDecayIsCoupled(t *testing.T) {
	o, twin := NewDiffGrad(0.01), NewDiffGrad(0.01)
	o.WeightDecay = 0.5
	x, y := []float64{4}, []float64{4}
	for _, g := range []float64{1, -2, 0.5, 0} {
		sum := g + 0.5*x[0]
		if err := errors.Join(o.Step(x, []float64{g}), twin.Step(y, []float64{sum})); err != nil || x[0] != y[0] {
			t.Fatalf("%v and %v, %v", x, y, err)
		}
	}
}

// What is kept of the gradient is a copy.
func TestDiffGradKeepsACopyOfTheGradient(t *testing.T) {
	o, twin := NewDiffGrad(0.01), NewDiffGrad(0.01)
	x, y, g := []float64{0}, []float64{0}, []float64{0}
	for k := range 20 {
		v := math.Sin(float64(k)) * 3
		g[0] = v
		if err := errors.Join(o.Step(x, g), twin.Step(y, []float64{v})); err != nil || x[0] != y[0] {
			t.Fatalf("step %d: %v and %v, %v", k+1, x, y, err)
		}
		g[0] = math.NaN()
	}
	if aliased := steps(t, rubbed(0.01, AliasedFriction), func(k int) float64 { return math.Sin(float64(k-1)) * 3 }, 20); near(vec.Sum(aliased), x[0], 1e-3) {
		t.Error("the aliased variant does the same: the test shows nothing")
	}
}

// Adam does not feel the scale of f, diffGrad does.
func TestDiffGradFeelsTheScale(t *testing.T) {
	for _, c := range []struct {
		m    Method
		same bool
	}{{sharpAdam(0.1), true}, {NewDiffGrad(0.1), false}} {
		a := steps(t, c.m.Fresh(), alternating(1e-3), 50)
		b := steps(t, c.m.Fresh(), alternating(1), 50)
		if same := near(a[49], b[49], 1e-6); same != c.same {
			t.Errorf("%v: steps %v and %v", c.m, a[49], b[49])
		}
	}
}

func TestDiffGradNames(t *testing.T) {
	for want, o := range map[string]*DiffGrad{
		"diffGrad(0.001)":       NewDiffGrad(1e-3),
		"diffGrad(0.001, wide)": rubbed(1e-3, WideFriction),
	} {
		if o.String() != want {
			t.Errorf("%v, want %v", o, want)
		}
	}
	if o := NewDiffGrad(1); o.M() != nil || o.V() != nil || o.T() != 0 {
		t.Error("a new one has a history")
	}
}
