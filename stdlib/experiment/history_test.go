package experiment

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"monro/stdlib/problem"
)

func TestHistory(t *testing.T) {
	var h History
	h.Log("a", 1) // at step 0
	h.At(5)
	h.Spent(problem.Cost{Samples: 50, Bits: 8})
	h.Epoch(0.5)
	h.Log("a", 2)
	h.Log("b", 20)
	h.At(6)
	h.At(7) // nothing was logged at 6
	h.Log("b", 30)
	h.Log("b", 40)
	if got := h.Points("a"); !reflect.DeepEqual(got, []Point{
		{"a", Place{}, 1},
		{"a", Place{Step: 5, Epoch: 0.5, Cost: problem.Cost{Samples: 50, Bits: 8}}, 2},
	}) {
		t.Errorf("a: %v", got)
	}
	for what, c := range map[string]struct{ got, want []float64 }{
		"b":       {h.Values("b"), []float64{20, 40}},
		"steps":   {h.Steps("b"), []float64{5, 7}},
		"samples": {h.Against("samples", "b"), []float64{50, 50}}, // as said last
		"epochs":  {h.Against("epochs", "b"), []float64{0.5, 0.5}},
		"a by b":  {h.Against("b", "a")[1:], []float64{20}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", what, c.got, c.want)
		}
	}
	if x := h.Against("b", "a")[0]; !math.IsNaN(x) {
		t.Errorf("b is %v where it was not logged", x)
	}
	if got := h.Metrics(); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("metrics %v", got)
	}
	if v, ok := h.Last("b"); v != 40 || !ok {
		t.Errorf("last b: %v %v", v, ok)
	}
	if _, ok := h.Last("c"); ok || h.Values("c") != nil || h.Points("c") != nil || h.Has("c") {
		t.Error("there is a metric c")
	}
}

// A store reads a history back point by point, in the order it was logged.
func TestHistoryFromPoints(t *testing.T) {
	var h, back History
	var points []Point
	for k := range 20 {
		h.At(3 * k)
		for i, name := range []string{"x", "y", "z"} {
			if k%(i+1) == 0 {
				h.Log(name, float64(k*i))
				points = append(points, Point{name, h.Place(), float64(k * i)})
			}
		}
	}
	for _, p := range points {
		back.Add(p)
	}
	for _, name := range h.Metrics() {
		if !reflect.DeepEqual(h.Points(name), back.Points(name)) {
			t.Errorf("%s: %v, want %v", name, back.Points(name), h.Points(name))
		}
	}
	if !slices.Equal(back.Against("x", "z"), h.Against("x", "z")) {
		t.Error("the metrics of one place are apart")
	}
}

func TestIdentitiesDiffer(t *testing.T) {
	base := Identity{"s", "u", "a", Params{"lr": 0.1, "n": 3}, 1}
	same := Identity{"s", "u", "a", Params{"n": 3.0, "lr": 0.1}, 1}
	if base.String() != same.String() {
		t.Errorf("%s and %s differ", base, same)
	}
	seen := map[string]Identity{}
	for _, id := range []Identity{
		base,
		{"s u", "", "a", Params{"lr": 0.1, "n": 3}, 1},
		{"s", "u", "b", Params{"lr": 0.1, "n": 3}, 1},
		{"s", "u", "a", Params{"lr": 0.1, "n": 3}, 2},
		{"s", "u", "a", Params{"lr": math.Nextafter(0.1, 1), "n": 3}, 1},
		{"s", "u", "a", Params{"lr": "0.1", "n": 3}, 1},
		{"s", "u", "a", Params{"lr": "0.1 n=3"}, 1},
		{"s", "u", "a", Params{"lr": true}, 1},
		{"s", "u", "a", Params{"lr": "true"}, 1},
		{"s", "u", "a", nil, 1},
	} {
		if old, ok := seen[id.String()]; ok {
			t.Errorf("%#v and %#v are both %s", old, id, id)
		}
		seen[id.String()] = id
	}
}
