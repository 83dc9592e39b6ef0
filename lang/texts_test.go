package lang

import (
	"fmt"
	"testing"
	"time"

	"monro/stdlib/display"
)

// Types of this test, which cells declare too: a session must show its own as
// package display shows these.
type (
	point   struct{ X, y int }
	celsius float64
	ring    struct {
		point
		Names []string
		scale float64
		wait  time.Duration
		Wait  time.Duration
		next  *ring
		any   any
	}
	degrees struct {
		T celsius
		t celsius
	}
	sealed                    struct{ inner degrees }
	failure                   struct{ Code int }
	pair[K comparable, V any] struct {
		Key   K
		Value V
	}
)

func (c celsius) String() string { return fmt.Sprintf("%.1f°", float64(c)) }
func (f failure) Error() string  { return fmt.Sprint("code ", f.Code) }

const declaredTypes = `type point struct{ X, y int }
type celsius float64
type ring struct {
	point
	Names []string
	scale float64
	wait  time.Duration
	Wait  time.Duration
	next  *ring
	any   any
}
type degrees struct { T celsius; t celsius }
type sealed struct{ inner degrees }
type failure struct{ Code int }
type pair[K comparable, V any] struct { Key K; Value V }
func (c celsius) String() string { return fmt.Sprintf("%.1f°", float64(c)) }
func (f failure) Error() string  { return fmt.Sprint("code ", f.Code) }`

func TestTextsOfUserTypes(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, declaredTypes)
	for _, tt := range []struct {
		code  string
		value any
	}{
		{"point{1, 2}", point{1, 2}},
		{"&point{1, 2}", &point{1, 2}},
		{"[]point{{1, 2}, {3, 4}}", []point{{1, 2}, {3, 4}}},
		{"map[point]string{{3, 4}: \"b\", {1, 2}: \"a\"}", map[point]string{{3, 4}: "b", {1, 2}: "a"}},
		{"map[string][]*point{\"a\": {{1, 2}, nil}}", map[string][]*point{"a": {{1, 2}, nil}}},
		{"(*point)(nil)", (*point)(nil)},
		{"[]any{point{1, 2}, celsius(3), 1.0/3, nil}", []any{point{1, 2}, celsius(3), 1.0 / 3, nil}},
		{"ring{point{1, 2}, []string{\"a\"}, 1.0/3, 5, 5, &ring{any: celsius(1)}, point{}}", ring{point{1, 2}, []string{"a"}, 1.0 / 3, 5, 5, &ring{any: celsius(1)}, point{}}},
		{"celsius(20)", celsius(20)},
		{"[]celsius{1, 2}", []celsius{1, 2}},
		{"degrees{1, 2}", degrees{1, 2}},
		{"sealed{degrees{1, 2}}", sealed{degrees{1, 2}}},
		{"failure{3}", failure{3}},
		{"[]failure{{3}}", []failure{{3}}},
		{"pair[string, int]{\"a\", 1}", pair[string, int]{"a", 1}},
		{"make([]point, 300)", make([]point, 300)},
		{"[]pair[string, []float64]{{\"a\", make([]float64, 2000)}}", []pair[string, []float64]{{"a", make([]float64, 2000)}}},
	} {
		want := display.Of(tt.value).Text()
		if got, _ := eval(t, s, out, tt.code); got != want {
			t.Errorf("%s shows\n%s\nwant\n%s", tt.code, got, want)
		}
		var shown string
		old := display.SetSink(func(e display.Event) { shown = e.Bundle.Text() })
		eval(t, s, out, "show("+tt.code+")")
		display.SetSink(old)
		if shown != want {
			t.Errorf("show(%s) shows\n%s\nwant\n%s", tt.code, shown, want)
		}
	}
}
