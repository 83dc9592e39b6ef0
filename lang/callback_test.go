package lang

import (
	"context"
	"errors"
	"flag"
	"go/token"
	"reflect"
	"strings"
	"testing"
	"time"
)

// callbacks has a cell give a function to compiled code, and returns what calls it.
func callbacks(t *testing.T, s *Session, name, body string) func() {
	t.Helper()
	if _, err := s.Eval(context.Background(), `flag.Func("`+name+`", "", func(v string) error { `+body+`; return nil })`); err != nil {
		t.Fatal(err)
	}
	return func() { flag.CommandLine.Set(name, "given") }
}

// call calls f in a turn of its own.
func call(ctx context.Context, s *Session, f func()) (err error) {
	if failed := s.Calls(ctx, func(call func(func()) error) { err = call(f) }); failed != nil {
		return failed
	}
	return err
}

func TestCalls(t *testing.T) {
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	eval := func(code string) string {
		t.Helper()
		v, err := s.Eval(context.Background(), code)
		if err != nil {
			t.Fatal(err)
		}
		return v.Bundle.Text()
	}
	if _, err := s.Eval(context.Background(), "said, n := \"\", 0"); err != nil {
		t.Fatal(err)
	}
	good := callbacks(t, s, "callbackGood", "said = v")
	if err := call(context.Background(), s, good); err != nil {
		t.Fatal(err)
	}
	if got := eval("said"); got != "given" {
		t.Errorf("the function set %q", got)
	}

	var e *Error
	bad := callbacks(t, s, "callbackBad", "n++; var m map[string]int; m[v] = n")
	if err := call(context.Background(), s, bad); !errors.As(err, &e) || e.Name != "Panic" {
		t.Errorf("a panic gives %v", err)
	}

	endless := callbacks(t, s, "callbackEndless", "for { n++ }")
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := call(ctx, s, endless); !errors.As(err, &e) || e.Name != "Interrupted" {
		t.Errorf("an interrupt gives %v", err)
	}

	// what failed or was interrupted has ended alone
	if _, err := s.Eval(context.Background(), `said = ""`); err != nil {
		t.Fatal(err)
	}
	if err := call(context.Background(), s, good); err != nil {
		t.Error(err)
	}
	if got := eval("said"); got != "given" {
		t.Errorf("afterwards, the function sets %q", got)
	}
}

func TestFindCall(t *testing.T) {
	for _, tt := range []struct {
		name, code string
		line       int
		want       []string // parameters of the call's first argument; nil: not found
	}{
		{"plain", "Interact(func(a, b int) {})", 1, []string{"a", "b"}},
		{"of a package", "x := 1\nwidget.Interact(func(a float64, _ string) {})", 2, []string{"a", "_"}},
		{"over lines", "x := f(\n\tInteract(func(n int) {\n\t\tprint(n)\n\t}))", 3, []string{"n"}},
		{"inner one", "Interact(func(n int) {\n\tInteract(func(m int) {})\n})", 2, []string{"m"}},
		{"outer one", "Interact(func(n int) {\n\tprint(n)\n})", 2, []string{"n"}},
		{"in a function", "func g() {\n\tInteract(func(k int) {})\n}", 2, []string{"k"}},
		{"behind a magic", "%time 1\nInteract(func(k int) {})", 2, []string{"k"}},
		{"without names", "Interact(func(int, bool) {})", 1, []string{"", ""}},
		{"other line", "Interact(func(k int) {})\nx := 1", 2, nil},
		{"other name", "react(func(k int) {})", 1, nil},
	} {
		call := findCall(token.NewFileSet(), tt.code, tt.line, "Interact")
		if call == nil {
			if tt.want != nil {
				t.Errorf("%s: no call", tt.name)
			}
			continue
		}
		if got := parametersOf(call.Args[0]); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// A widget's function is called through the whole of the dialect, with the names
// that its parameters have in the cell.
func TestInteract(t *testing.T) {
	s, out := newSession(t)
	for _, tt := range []struct{ code, value, printed string }{
		{"func wave(speed float64) any { return speed }\nwidget.Interact(wave, widget.Range(\"speed\", 1, 3))", "speed: 2", ""},
		{"hill := func(height int) { fmt.Println(\"high\", height) }\nwidget.Interact(hill)", "height: 5", "high 5\n"},
		{"widget.Interact(\n\tfunc(slope float64, up bool) { fmt.Println(slope, up) },\n\twidget.Start(\"up\", true))", "slope: 0.5, up: true", "0.5 true\n"},
	} {
		value, printed := eval(t, s, out, tt.code)
		if value != tt.value || printed != tt.printed {
			t.Errorf("%s\ngives %q and prints %q, want %q and %q", tt.code, value, printed, tt.value, tt.printed)
		}
	}
	if e := fails(t, s, `widget.Interact(func(slope float64) {}, widget.Range("slop", 0, 1))`); !strings.Contains(e.Message, "one of the parameters slope") {
		t.Errorf("a name that is none: %v", e)
	}
}
