package experiment

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"monro/stdlib/problem"
	"monro/stdlib/rng"
)

// made is a result whose metric y is f(method, seed, k) at steps k = 1, 2, ..., n.
func made(t *testing.T, n, seeds int, f map[string]func(seed, k float64) float64) *Result {
	t.Helper()
	s := New("made", rng.Seeds(seeds)).Quiet()
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range f {
			if !yield(name) {
				return
			}
		}
	}) {
		s.Arm(name, func(t *Trial) error {
			for k := 1; k <= n; k++ {
				t.At(k)
				t.Spent(problem.Cost{Samples: k * int(t.Seed)})
				t.Log("y", f[name](float64(t.Seed), float64(k)))
			}
			return nil
		})
	}
	r, err := s.Run()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTable(t *testing.T) {
	r := made(t, 4, 3, map[string]func(s, k float64) float64{
		"a": func(s, k float64) float64 { return s + 10/k },
		"b": func(s, k float64) float64 {
			if s == 2 {
				return math.Inf(1)
			}
			return 2 * s * k
		},
	})
	for _, c := range []struct {
		label, what string
		want        float64
	}{
		{"a", "y", 2 + 10./4}, {"a", "last y", 2 + 10./4}, {"a", "first y", 12}, {"a", "max y", 12}, {"a", "min y", 4.5},
		{"a", "mean y", 2 + 10*(1+1./2+1./3+1./4)/4}, {"a", "samples", 8}, {"a", "iterations", 4}, {"a", "bits", 0},
		{"b", "y", 16},
	} {
		if e, err := r.Mean(c.label, c.what); err != nil || !near(e.Value, c.want, 1e-14) {
			t.Errorf("%s of %s: %v, %v, want %v", c.what, c.label, e.Value, err, c.want)
		}
	}
	table, err := r.Table("y", "first y")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"method", "4.50 ± 0.58", "over 3 seeds", "b: 1 of 3 runs left out (NaN or infinite: seed 2)"} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("no %q in\n%v", want, table)
		}
	}
	d, err := r.Paired("a", "b", "y") // seeds 1 and 3: 3.5−8 and 5.5−24
	if err != nil || d.N != 2 || d.Value != (3.5-8+5.5-24)/2 || d.Below != 2 {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestResultsNameWhatIsUnknown(t *testing.T) {
	r := made(t, 2, 2, map[string]func(s, k float64) float64{"Adam": func(s, k float64) float64 { return s }, "SGD": func(s, k float64) float64 { return k }})
	one := func(_ any, err error) error { return err }
	for want, err := range map[string]error{
		`experiment.Result.Table: no metric "secnds": the nearest is "seconds"`: one(r.Table("secnds")),
		`experiment.Result.Table: no metric "loss": want one of "y", "iter`:     one(r.Table("loss")),
		"experiment.Result.Table: no columns":                                   one(r.Table()),
		`experiment.Result.Curves: no metric "Y": the nearest is "y"`:           one(r.Plot("Y")),
		`experiment.Against: no axis "sample": the nearest is "samples"`:        one(r.Plot("y", Against("sample"))),
		`experiment.Against: the runs of "Adam" say nothing about bits`:         one(r.Plot("y", Against("bits"))),
		`experiment.Result: no method "adam": the nearest is "Adam"`:            one(r.Mean("adam", "y")),
		`experiment.Result.Only: no method "SGDM": the nearest is "SGD"`:        one(r.Only("Adam", "SGDM")),
		`experiment.Result.Where: no parameter "lr": there is none at all`:      one(r.Where("lr", 1)),
		"experiment.Quantiles: 0.9 to 0.1":                                      one(r.Plot("y", Quantiles(0.9, 0.1))),
		"experiment.Confidence: level = 2":                                      one(r.Plot("y", Confidence(2))),
		"experiment.StdErrs: k = 0":                                             one(r.Plot("y", StdErrs(0))),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestCurves(t *testing.T) {
	r := made(t, 3, 3, map[string]func(s, k float64) float64{"a": func(s, k float64) float64 { return s * k }})
	curve := func(options ...PlotOption) Curve { return must(r.Curves("y", options...))[0] }
	t90 := student(2, 0.9)
	for name, c := range map[string]struct {
		got         Curve
		mid, lo, hi float64 // at k = 2, where the runs have 2, 4, 6
	}{
		"interval":   {curve(Confidence(0.9)), 4, 4 - t90*2/math.Sqrt(3), 4 + t90*2/math.Sqrt(3)},
		"errors":     {curve(StdErrs(2)), 4, 4 - 4/math.Sqrt(3), 4 + 4/math.Sqrt(3)},
		"deviations": {curve(StdDevs(1)), 4, 2, 6},
		"quantiles":  {curve(Quantiles(0.25, 1)), 4, 3, 6},
		"geometric":  {curve(Quantiles(0, 1), Geometric()), 4, 2, 6},
		"geometric mean": {curve(Geometric(), StdDevs(1)), math.Cbrt(48),
			math.Cbrt(48) / math.Exp(logDev(2, 4, 6)), math.Cbrt(48) * math.Exp(logDev(2, 4, 6))},
	} {
		if !slices.Equal(c.got.X, []float64{1, 2, 3}) || !near(c.got.Mid[1], c.mid, 1e-12) || !near(c.got.Lo[1], c.lo, 1e-12) || !near(c.got.Hi[1], c.hi, 1e-12) {
			t.Errorf("%s: %v in %v to %v over %v, want %v in %v to %v", name, c.got.Mid, c.got.Lo, c.got.Hi, c.got.X, c.mid, c.lo, c.hi)
		}
	}
	if c := curve(NoBand()); c.Lo != nil {
		t.Error("a band")
	}
}

func logDev(x ...float64) float64 {
	for i := range x {
		x[i] = math.Log(x[i])
	}
	return StdErr(x) * math.Sqrt(float64(len(x)))
}

// Against samples the runs stand in different places, but each is linear there.
func TestCurvesOverDifferentPlaces(t *testing.T) {
	r := made(t, 6, 3, map[string]func(s, k float64) float64{"a": func(s, k float64) float64 { return 5*s*k + s }})
	c := must(r.Curves("y", Against("samples")))[0] // run s stands at s, 2s, ..., 6s with 5x + s
	if c.X[0] != 3 || c.X[len(c.X)-1] != 6 {
		t.Errorf("over %v, want 3 to 6: what all runs have", c.X)
	}
	for i, x := range c.X {
		if !near(c.Mid[i], 5*x+2, 1e-12) {
			t.Errorf("at %v: %v, want %v", x, c.Mid[i], 5*x+2)
		}
	}
}

func TestSlopeOverSeeds(t *testing.T) {
	r := made(t, 200, 4, map[string]func(s, k float64) float64{
		"a": func(s, k float64) float64 { return s * math.Pow(k, -0.8) },
		"b": func(s, k float64) float64 { return math.Pow(k, -s/4) },
	})
	s, err := r.Slope("a", "y", 10, 200)
	if err != nil || !near(s.Value, -0.8, 1e-10) || !near(s.Lo, -0.8, 1e-10) || !near(s.Hi, -0.8, 1e-10) || !near(s.Scale, 2.5, 1e-10) || s.N != 4 {
		t.Errorf("%+v, %v", s, err)
	}
	if s, err = r.Slope("b", "y", 1, 200, Geometric()); err != nil || !near(s.Value, -0.625, 1e-10) || s.Lo < -1 || s.Hi > -0.25 || s.Lo > -0.7 || s.Hi < -0.5 {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err = r.Slope("a", "y", 500, 600); err == nil || !strings.Contains(err.Error(), "0 points") {
		t.Errorf("outside: %v", err)
	}
	if table, err := r.Slopes("y", 10, 200); err != nil || table.Len() != 2 || table.Err() != nil {
		t.Errorf("%v, %v", table, err)
	}
}

func TestPlot(t *testing.T) {
	r := made(t, 5, 3, map[string]func(s, k float64) float64{
		"a": func(s, k float64) float64 { return s / k },
		"b": func(s, k float64) float64 {
			if s == 3 && k > 2 {
				return math.NaN()
			}
			return s * k
		},
	})
	for _, options := range [][]PlotOption{nil, {Separate()}, {Quantiles(0.1, 0.9), Against("samples")}, {Against("y")}, {nil}} {
		f, err := r.Plot("y", options...)
		if len(options) == 1 && options[0] != nil && err != nil && strings.Contains(err.Error(), `"y" decreases`) {
			continue
		}
		if err != nil || f.Err() != nil {
			t.Fatal(err, f.Err())
		}
		if svg, err := f.SVG(); err != nil || !strings.Contains(svg, "b (1 of 3 runs out)") {
			t.Errorf("%v: the figure does not say that a run is out", err)
		}
	}
}

func TestSummary(t *testing.T) {
	r := made(t, 2, 2, map[string]func(s, k float64) float64{"a": func(s, k float64) float64 { return s * k }})
	for _, want := range []string{"method", "3.0 ± 1.0", "seconds"} {
		if !strings.Contains(r.String(), want) {
			t.Errorf("no %q in\n%v", want, r)
		}
	}
	if r.Display().Data["text/html"] == nil || fmt.Sprint(r) != r.String() {
		t.Error("not shown as a table")
	}
	if empty := Collect("none", nil); !strings.Contains(empty.String(), "method") {
		t.Errorf("empty: %q", empty)
	}
}

func TestPlotOver(t *testing.T) {
	body := func(t *Trial) error { t.Log("y", t.Param("lr")*float64(t.Seed)); return nil }
	r := must(New("s", rng.Seeds(3)).Quiet().Arm("a", body, Grid(Choice("lr", 0.1, 1, 10), Choice("kind", "u", "v"))).Arm("b", body, Grid(Choice("lr", 1, 2))).Run())
	f, err := r.PlotOver("lr", "y")
	if err != nil || f.Err() != nil {
		t.Fatal(err, f.Err())
	}
	svg, _ := f.LogX().SVG()
	for _, label := range []string{"a kind=u", "a kind=v", ">b<"} {
		if !strings.Contains(svg, label) {
			t.Errorf("no %s in the figure", label)
		}
	}
	for want, c := range map[string][2]string{
		`experiment.Result.PlotOver: no parameter "lrr": the nearest is "lr"`: {"lrr", "y"},
		`experiment.Result.PlotOver: parameter "kind" is never a number`:      {"kind", "y"},
		`experiment.Result.PlotOver: no metric "yy": the nearest is "y"`:      {"lr", "yy"},
	} {
		if _, err := r.PlotOver(c[0], c[1]); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if part := must(r.Where("lr", 1)); len(part.Groups()) != 3 {
		t.Errorf("%d groups with lr = 1, want 3", len(part.Groups()))
	}
	if part := must(r.Only("b", "a kind=u lr=10")); len(part.Groups()) != 3 {
		t.Errorf("groups %q", part.Labels())
	}
}

func TestLabelsTellSettingsApart(t *testing.T) {
	body := func(t *Trial) error { t.Log("y", 1); return nil }
	for want, lrs := range map[string][]float64{
		"lr=0.1, lr=1":                  {0.1 - 1e-12, 1},
		"lr=0.1, lr=0.1000000001, lr=1": {0.1, 0.1000000001, 1},
	} {
		r := must(New("s", rng.Seeds(1)).Quiet().Arm("a", body, Grid(Choice("lr", lrs))).Run())
		if got := strings.Join(r.Labels(), ", "); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
