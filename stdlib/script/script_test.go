package script

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"monro/stdlib/display"
)

func TestMust(t *testing.T) {
	if n := Must(strconv.Atoi("12")); n != 12 {
		t.Errorf("Must(12, nil) = %d", n)
	}
	wrong := errors.New("wrong")
	for name, f := range map[string]func(){
		"Must":  func() { Must(1, wrong) },
		"Must2": func() { Must2(1, "a", wrong) },
		"Must3": func() { Must3(1, "a", 2.0, wrong) },
		"Must4": func() { Must4(1, "a", 2.0, true, wrong) },
		"Check": func() { Check(wrong) },
	} {
		func() {
			defer func() {
				f, ok := recover().(*Failure)
				if !ok || !errors.Is(f, wrong) || !strings.HasPrefix(f.Error(), "script_test.go:") || !strings.HasSuffix(f.Error(), ": wrong") {
					t.Errorf("%s panicked with %v", name, f)
				}
			}()
			f()
		}()
	}
}

func TestReport(t *testing.T) {
	code := -1
	exit = func(c int) { code = c }
	func() {
		defer Report()
		Check(errors.New("reported by a test"))
	}()
	if code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	defer func() {
		if p := recover(); p != "boom" {
			t.Errorf("another panic arrived as %v", p)
		}
	}()
	defer Report()
	panic("boom")
}

func TestTry(t *testing.T) {
	after := false
	Try(func() { Check(errors.New("tried by a test")) })
	Try(func() { panic("a string, tried by a test") })
	Try(func() { after = true })
	if !after {
		t.Error("a part after one that failed did not run")
	}
}

func TestResult(t *testing.T) {
	var shown []string
	old := display.SetSink(func(e display.Event) { shown = append(shown, e.Bundle.Text()) })
	defer func() { display.SetSink(old) }()
	Result(1)
	Result(1, "a")
	Result(nil)
	if got := strings.Join(shown, "|"); got != "1|1, a|nil" {
		t.Errorf("shown %q", got)
	}
}
