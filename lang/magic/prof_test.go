package magic

import (
	"maps"
	"testing"

	"github.com/google/pprof/profile"
)

// stack makes a sample of 10 ms; the innermost function comes first.
func stack(marked bool, names ...string) *profile.Sample {
	s := &profile.Sample{Value: []int64{1, 10}, Label: map[string][]string{}}
	if marked {
		s.Label[label] = []string{"cell"}
	}
	for _, n := range names {
		s.Location = append(s.Location, &profile.Location{Line: []profile.Line{{Function: &profile.Function{Name: n}}}})
	}
	return s
}

func TestFunctions(t *testing.T) {
	const yaegi, run = "github.com/traefik/yaegi/interp.runCfg", "monro/lang/interp.(*Interp).runHook"
	p := &profile.Profile{Sample: []*profile.Sample{
		stack(true, yaegi, yaegi, run, "runtime.goexit"),
		stack(true, "runtime.mallocgc", "reflect.New", yaegi, run, "runtime.goexit"),
		stack(true, "vec.Dot", "reflect.Value.Call", yaegi, run, "runtime.goexit"),
		stack(true, "runtime.memmove", "vec.Add", yaegi, run),
		stack(true, yaegi, "reflect.callReflect", "sort.Slice", yaegi, run),
		stack(true, "vec.Dot", "optim.Descend.func1", "runtime.goexit"),
		stack(false, "runtime.gcBgMarkWorker"),
	}}
	got, total := functions(p)
	want := map[string]share{
		interpreter: {30, 50}, "vec.Dot": {20, 20}, "vec.Add": {0, 10}, "runtime.memmove": {10, 10},
		"sort.Slice": {0, 10}, "optim.Descend.func1": {0, 10},
	}
	if total != 60 || !maps.Equal(got, want) {
		t.Errorf("%v of %d\nwant %v of 60", got, total, want)
	}
}

func TestRunning(t *testing.T) {
	places := []Place{{}, {Line: 1}, {Line: 5, Func: "f"}, {Line: 2}, {Line: 3}}
	place := func(n int) Place { return places[n] }
	for _, tt := range []struct {
		name               string
		inner, outer, want int
	}{
		{"nothing yet", 0, 0, 0},
		{"only the statement", 0, 1, 1},
		{"inside the statement", 4, 3, 4},
		{"an earlier statement", 1, 3, 3},
		{"a function", 2, 3, 2},
	} {
		if got := running(tt.inner, tt.outer, place); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}
