package lang

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"monro/stdlib/display"
)

// shown collects what is displayed as long as a test runs, as text.
func shown(t *testing.T) func() string {
	t.Helper()
	b := new(output)
	old := display.SetSink(func(e display.Event) { b.Write([]byte(e.Bundle.Text() + "\n")) })
	t.Cleanup(func() { display.SetSink(old) })
	return b.take
}

func TestMagics(t *testing.T) {
	for _, tt := range []struct {
		name                    string
		cells                   []string
		value, printed, display string // of the last cell; the latter two are regular expressions
	}{
		{"time", []string{"x := 20", "%time 2*x + 2"}, "42", `^wall .*s.*; .* in \d+ allocations\n$`, ``},
		{"time declares", []string{"%time x := 42", "x"}, "42", `^$`, ``},
		{"time hides", []string{"%time 1 + 1;"}, "", `^wall `, ``},
		{"time over lines", []string{"n := 0\n%time for i := 0; i < 10; i++ {\n\tn += i\n}\nn"}, "45", `^wall [^\n]*\n$`, ``},
		{"time of a command", []string{"%time !echo hi"}, "", `^hi\nwall `, ``},
		{"time a cell", []string{"%%time\nfunc f() int { return 42 }\nf()"}, "42", `^wall [^\n]*\n$`, ``},
		{"time a cell with magics", []string{"%%time\nx := 42\n!echo hi\nx"}, "42", `^hi\nwall [^\n]*\n$`, ``},
		{"timeit", []string{"n := 0", "%timeit -n 10 -r 3 n++", "n"}, "30", `^$`, ``},
		{"timeit prints", []string{"n := 0", "%timeit -n 10 -r 3 n*2"}, "", `^\d.*s ± .*s a loop \(mean ± std. dev. of 3 runs of 10 loops\), best .*s; .*B in .* allocations a loop\n$`, ``},
		{"timeit keeps nothing", []string{"x := 1", "%timeit -n 1 -r 1 x := 2.5; _ = x", "x"}, "1", `^$`, ``},
		{"timeit with names taken", []string{"time := 1\nint64 := 2\nn := 0", "%timeit -n 5 -r 1 n++", "n"}, "5", `^$`, ``},
		{"timeit checks errors", []string{`%timeit -n 2 -r 1 strconv.Atoi("1")`}, "", `1 run of 2 loops`, ``},
		{"timeit on operators", []string{"v := []float64{1, 2}", "%timeit -n 2 -r 1 v *= 3", "v"}, "[9 18]", `^$`, ``},
		{"timeit a cell", []string{"n, starts := 0, 0", "%%timeit -n 10 -r 2 starts++; k := 3\nn += k", "fmt.Sprint(n, starts)"}, "60 2", `^$`, ``},
		{"last value counts", []string{"1\n%time 2\n3"}, "3", `^wall`, ``},
		{"last value is a magic's", []string{"1\n%env MONRO_TEST_A=b\n%env MONRO_TEST_A\n// done"}, "b", `^MONRO_TEST_A=b\n$`, ``},
		{"who", []string{"b := 1\nfunc a() {}\ntype T int\nconst c = 2", "%who"}, "", `^T  a  b  c\n$`, ``},
		{"who some", []string{"b := 1\nfunc a() {}\nconst c = 2", "%who variable constant"}, "", `^b  c\n$`, ``},
		{"who none", []string{"%who"}, "", `^no names\n$`, ``},
		{"whos", []string{"b := \"line\\nline\"\nfunc a(x int) []float64 { return nil }\ntype T struct{ X int }\nconst c = 2\nd := T{7}", "%whos"}, "", `^$`,
			`(?s)T +type +struct\{X int\}.*a +function +func\(x int\) \[\]float64.*b +variable +string +line line.*c +constant +untyped int +2.*d +variable +T +T\{X: 7\}`},
		{"reset one", []string{"a, b := 1, []int{1}", "func f() int { return len(b) }", "%reset b", "f()"}, "0", `^$`, ``},
		{"reset all", []string{"a, b := 1, any(3)\ntype T int", "%reset\n%who"}, "", `^no names\n$`, ``},
		{"declare after a reset", []string{"a := 1", "%reset -f", "a := \"x\"", "a"}, "x", `^$`, ``},
		{"native", []string{"func f(n int) int {\n\tif n < 2 {\n\t\treturn 1\n\t}\n\treturn n*f(n-1)\n}\nfunc g(x float64) float64 { return x*x }\nfunc h(n int) int {\n\tfor range n {\n\t\tfmt.Print(n)\n\t}\n\treturn n\n}", "s := 0\nfor i := range 1000 {\n\ts += i\n}", "%native"}, "", `^$`,
			`(?s)f +cell 1:1 +compiled.*g +cell 1:7 +too short to compile.*h +cell 1:8 +interpreted +a call of fmt.Print \(cell 1:10\).*\(loop\) +cell 2:2 +compiled`},
		{"native off", []string{"%native off", "func f(n int) (s int) {\n\tfor i := range n {\n\t\ts += i\n\t}\n\treturn\n}", "%native\nf(5)"}, "10", `^off: everything is interpreted\n$`, `f +cell 2:1 +compiled`},
		{"seed", []string{"%seed 7", "stream.Uint64() == rng.New(7).Uint64()"}, "true", `^$`, ``},
		{"seed another", []string{"%seed 0x10 r", "r.Uint64() == rng.New(16).Uint64()"}, "true", `^$`, ``},
		{"env", []string{"%env MONRO_TEST_SECRET=abc", "%env"}, "", `^$`, `MONRO_TEST_SECRET +\(hidden\)`},
		{"env reaches Go and commands", []string{"%env MONRO_TEST_B = two words", `!echo $MONRO_TEST_B` + "\n" + `os.Getenv("MONRO_TEST_B")`}, "two words", `^two words\n$`, ``},
		{"command", []string{"!echo a; echo b"}, "", `^a\nb\n$`, ``},
		{"command on lines", []string{"!echo a \\\n b"}, "", `^a b\n$`, ``},
		{"command with values", []string{"n := 3\nd := struct{ A []int }{[]int{5, 6}}", "!echo {n} {d.A[1]} ${HOME:+x} {nope} {n,d}"}, "", `^3 6 x \{nope\} \{n,d\}\n$`, ``},
		{"bash", []string{"%%bash 'a b'\nfor i in 1 2; do\n  echo $i $1\ndone"}, "", `^1 a b\n2 a b\n$`, ``},
		{"sh", []string{"%%sh\necho out\necho err >&2"}, "", `err`, ``},
		{"help on a magic", []string{"%time?\n?%%bash"}, "", `^$`, `(?s)^%time STATEMENT.*%%bash`},
		{"help on a name", []string{"// Answer counts.\nanswer := 42", "answer?\nx := 1"}, "", `^$`, `(?s)var answer int.*42.*Answer counts.`},
		{"help on a package's name", []string{"?vec.Dot"}, "", `^$`, `func`},
		{"help", []string{"%help"}, "", `^$`, `(?s)A cell is Go.*%timeit \[-n LOOPS\]`},
		{"help on one", []string{"%help %who"}, "", `^$`, `^%who`},
		{"lsmagic", []string{"%lsmagic"}, "", `^%time %%time .*%lsmagic\n$`, ``},
		{"prof", []string{"func work() float64 {\n\ts := 0.0\n\tfor i := 0; i < 300_000; i++ {\n\t\ts += math.Sqrt(float64(i))\n\t}\n\treturn s\n}", "%%prof\nx := work()\nx > 1"}, "true", `^$`, `(?s)Wall time by line.*cell 1:4 +work +s \+= math.Sqrt\(float64\(i\)\)`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			view := shown(t)
			s, out := newSession(t)
			var value, printed string
			for _, c := range tt.cells {
				view()
				value, printed = eval(t, s, out, c)
			}
			if value != tt.value {
				t.Errorf("value %q, want %q", value, tt.value)
			}
			if !regexp.MustCompile(tt.printed).MatchString(printed) {
				t.Errorf("printed %q, want %s", printed, tt.printed)
			}
			if got := view(); !regexp.MustCompile(tt.display).MatchString(got) || tt.display == "" && got != "" {
				t.Errorf("displayed %q, want %s", got, tt.display)
			}
		})
	}
}

func TestMagicFailures(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, "sentinel := 12345\nok := true")
	for _, tt := range []struct{ code, name, message, shown string }{
		{"%tiem sentinel", "UsageError", "unknown magic %tiem; did you mean %time?", "line 1, column 1"},
		{"sentinel := 1\n  %tiem", "UsageError", "unknown magic", "line 2, column 3"},
		{"%bash", "UsageError", "there is no %bash, but there is %%bash", "^"},
		{"sentinel := 1\n%%bash\nls", "UsageError", "%%bash must be the first line", "line 2"},
		{"%time", "UsageError", "nothing to run", "^"},
		{"%%time\n", "UsageError", "the cell is empty", "^"},
		{"%timeit -n 0 ok", "UsageError", "-n is 0, wanted a whole number of 1 or more", "^"},
		{"%timeit -r x ok", "UsageError", "-r is x", "^"},
		{"%timeit -q 3 ok", "UsageError", "unknown option -q", "^"},
		{"%timeit -n 3", "UsageError", "nothing to run", "^"},
		{"\n%time nothing(3)", "CompileError", "line 2: undefined: nothing", "line 2, column 7"},
		{"%timeit -n 10 nothing(3)", "CompileError", "undefined: nothing", "line 1, column 15"},
		{"%%timeit -n 1 -r 1\n\nsentinel + \"a\"", "CompileError", "line 3", "sentinel + \"a\""},
		{"%%timeit\nfunc f() {}", "CompileError", "func f cannot be declared where it is timed", "line 2, column 1"},
		{"%timeit -n 1 -r 1 []int{1}[sentinel]", "Panic", "index out of range", "line 1"},
		{`%timeit -n 1 -r 1 strconv.Atoi("x")`, "Error", "invalid syntax", "line 1"},
		{"sentinel := 1\n!true\nx := := 3", "CompileError", "line 3", "line 3, column 6"}, // said before anything runs
		{"%who things", "UsageError", "kind is things, wanted variable, constant, function, type", "^"},
		{"%reset nothing", "UsageError", "name is nothing", "^"},
		{"%seed", "UsageError", "0 arguments, wanted %seed N [NAME]", "^"},
		{"%seed -1", "UsageError", "N is -1", "^"},
		{"%seed 1 2x", "UsageError", "name is 2x", "^"},
		{"%run", "UsageError", "no file given", "^"},
		{"%run nothing.txt", "Error", "nothing.txt", "^"},
		{"%load nothing.txt", "Error", "no such file", "^"},
		{"%cd nothing", "Error", "no such file", "^"},
		{"%pwd now", "UsageError", `unexpected "now"`, "^"},
		{"%env MONRO_NOT_SET", "Error", "there is no variable MONRO_NOT_SET", "^"},
		{"%env =3", "UsageError", `name is ""`, "^"},
		{"%%writefile\nabc", "UsageError", "no file given", "^"},
		{"%%writefile no/such/folder/x\nabc", "Error", "no such file", "^"},
		{"!exit 3", "Error", "exit status 3: exit 3", "^"},
		{"!kill -9 $$", "Error", "killed", "^"},
		{"%%bash\nexit 4", "Error", "%%bash: exit status 4", "^"},
		{"!ok", "Error", "to negate a variable write (!ok)", "^"},
		{"noSuchName?", "UsageError", "nothing is known about noSuchName", "^"},
		{"?%tiem", "UsageError", "did you mean %time?", "^"},
		{"%restart", "Restart", "", ""},
	} {
		e := fails(t, s, tt.code)
		if e.Name != tt.name || !strings.Contains(e.Message, tt.message) {
			t.Errorf("%q\n%s: %s; want %s: %s", tt.code, e.Name, e.Message, tt.name, tt.message)
		}
		if all := ansi.ReplaceAllString(strings.Join(e.Traceback, "\n"), ""); !strings.Contains(all, tt.shown) || !strings.Contains(all, e.Name) {
			t.Errorf("%q: traceback without %q:\n%s", tt.code, tt.shown, all)
		}
		if v, _ := eval(t, s, out, "sentinel"); v != "12345" {
			t.Fatalf("%q: sentinel is %q", tt.code, v)
		}
	}
}

// A function of a cell with magics keeps its lines in the errors of later cells.
func TestMagicSources(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, "func div(a, b int) int {\n\treturn a / b\n}\n%who\nx := 1")
	e := fails(t, s, "div(1, 0)")
	if all := ansi.ReplaceAllString(strings.Join(e.Traceback, "\n"), ""); !strings.Contains(all, "cell 1, line 2") || !strings.Contains(all, "return a / b") {
		t.Errorf("traceback without the line:\n%s", all)
	}
}

func TestFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	view := shown(t)
	s, out := newSession(t)
	step := func(code, value, printed string) {
		t.Helper()
		v, p := eval(t, s, out, code)
		if v != value || p != printed {
			t.Errorf("%s\nvalue %q, printed %q; want %q, %q", code, v, p, value, printed)
		}
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	step("%%writefile a.txt\none\n\ttwo", "", "wrote a.txt\n")
	step("%%writefile a.txt\none\n", "", "overwrote a.txt\n")
	step("%%writefile -a \"a.txt\"\nthree", "", "appended to a.txt\n")
	step("!cat a.txt", "", "one\nthree\n")
	step("%load a.txt", "", "")
	if got := view(); got != "one\nthree\n\n" {
		t.Errorf("%%load shows %q", got)
	}
	step("!mkdir 'my folder'\n%cd my folder\n%pwd", filepath.Join(dir, "my folder"), filepath.Join(dir, "my folder")+"\n")
	step("%cd -", "", dir+"\n")

	step("%%writefile cells.go\n// %%\na := 20\na + 1\n// %%\nfunc twice(x int) int {\n\treturn 2*x + 2/(x-1)\n}\ntwice(a)", "", "wrote cells.go\n")
	step("%run cells.go\na", "20", "")
	if got := view(); got != "21\n40\n" {
		t.Errorf("%%run shows %q, want the values of the cells", got)
	}
	e := fails(t, s, "twice(1)")
	if all := ansi.ReplaceAllString(strings.Join(e.Traceback, "\n"), ""); !strings.Contains(all, "cells.go, line 6") || !strings.Contains(all, "return 2*x + 2/(x-1)") {
		t.Errorf("no place in the file:\n%s", all)
	}
	step("%%writefile prog.go\n// Prog.\npackage main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"ran\", k) }\n\nconst k = 3", "", "wrote prog.go\n")
	step("%run prog.go", "", "ran 3\n")
	step(`%%writefile nb.ipynb
{"cells": [{"cell_type": "markdown", "source": "x"}, {"cell_type": "code", "source": ["b := 5\n", "b"]}, {"cell_type": "code", "source": "%who constant"}], "nbformat": 4}`, "", "wrote nb.ipynb\n")
	step("%run nb.ipynb\nb", "5", "k\n")
	if got := view(); got != "5\n" {
		t.Errorf("%%run of a notebook shows %q", got)
	}
	step("%%writefile loop.go\n%run loop.go", "", "wrote loop.go\n")
	if e := fails(t, s, "%run loop.go"); !strings.Contains(e.Message, "files run one another") {
		t.Errorf("a file that runs itself: %v", e)
	}
	step("name := \"prog.go\"\n%run {name}", "", "ran 3\n")
}

func TestCommandStreams(t *testing.T) {
	s, out := newSession(t)
	fifo := filepath.Join(t.TempDir(), "go-on")
	done := make(chan error, 1)
	go func() {
		_, err := s.Eval(context.Background(), "!mkfifo "+fifo+"; echo first; read line < "+fifo+"; echo $line")
		done <- err
	}()
	seen := ""
	for deadline := time.Now().Add(time.Minute); !strings.Contains(seen, "first\n"); { // the command cannot end before this
		if time.Now().After(deadline) {
			t.Fatal("nothing was printed while the command ran")
		}
		time.Sleep(time.Millisecond)
		seen += out.take()
	}
	if err := os.WriteFile(fifo, []byte("second\n"), 0); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if got := out.take(); got != "second\n" {
		t.Errorf("printed %q after the answer, want second", got)
	}
}

func TestInterruptedMagics(t *testing.T) {
	for name, code := range map[string]string{
		"command":                  "!echo started; sleep 3600",
		"command that holds on":    "!trap '' INT; echo started; sleep 3600; sleep 3600",
		"children":                 "%%bash\nsleep 3600 &\necho started\nwait",
		"time":                     "%time fmt.Println(\"started\"); for {}",
		"timeit":                   "%timeit -n 1000000000 fmt.Print(\"started\")",
		"profile":                  "%prof fmt.Println(\"started\"); for {}",
		"between":                  "!echo started; sleep 3600\nfmt.Print(\"no\")",
		"sleeping in a timed loop": "%timeit -n 1 fmt.Println(\"started\"); time.Sleep(time.Hour)",
	} {
		t.Run(name, func(t *testing.T) {
			shown(t)
			s, out := newSession(t)
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			go func() {
				for !strings.Contains(out.take(), "started") {
					time.Sleep(time.Millisecond)
				}
				cancel()
			}()
			_, err := s.Eval(ctx, code)
			var e *Error
			if !errors.As(err, &e) || e.Name != "Interrupted" {
				t.Fatalf("error %v, want Interrupted", err)
			}
			out.take()
			if v, printed := eval(t, s, out, "40 + 2"); v != "42" || strings.Contains(printed, "no") {
				t.Errorf("the session answers %q, %q after it", v, printed)
			}
		})
	}
}

func TestIsCompleteWithMagics(t *testing.T) {
	for _, tt := range []struct{ code, state string }{
		{"%time x", "complete"}, {"%time for {", "incomplete"}, {"%time x +", "incomplete"}, {"%time )", "invalid"},
		{"%timeit -n 10 f(x)", "complete"}, {"%time", "complete"},
		{"%%bash\nls", "complete"}, {"%%bash", "incomplete"}, {"%%time\nfor {", "incomplete"}, {"%%time\nf()", "complete"},
		{"!ls", "complete"}, {"!ls \\", "incomplete"}, {"x?", "complete"}, {"??x", "complete"},
		{"!ls\nfor {", "incomplete"}, {"f(\n%x", "incomplete"}, {"x := 1\n%pwd", "complete"},
	} {
		if got := IsComplete(tt.code).State; got != tt.state {
			t.Errorf("%q: %s, want %s", tt.code, got, tt.state)
		}
	}
}

func TestAssistWithMagics(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, "wavelength := 3.5")
	for _, tt := range []struct{ code, want string }{
		{"%ti", "%timeit"}, {"x := 1\n%%ti", "%%time"}, {"%time wavel", "wavelength"}, {"!ls 'a\nwavel", "wavelength"}, {"%timeit -n 10 wavel", "wavelength"},
	} {
		found := false
		for _, m := range s.Complete(tt.code, len(tt.code)).Matches {
			found = found || m.Text == tt.want
		}
		if !found {
			t.Errorf("%q: %s is not offered", tt.code, tt.want)
		}
	}
	for _, tt := range []struct{ code, want string }{
		{"%timeit", "%timeit [-n LOOPS]"}, {"%time wavelength", "wavelength"}, {"wavelength?", "3.5"},
	} {
		cursor := len(strings.TrimSuffix(tt.code, "?"))
		b, ok := s.Inspect(tt.code, cursor, 0)
		if !ok || !strings.Contains(b.Text(), tt.want) {
			t.Errorf("%q: %q, %v; want %s", tt.code, b.Text(), ok, tt.want)
		}
	}
}

func BenchmarkMagicCell(b *testing.B) {
	s, out := newSession(b)
	eval(b, s, out, "x := 1")
	for b.Loop() {
		eval(b, s, out, "x + 1\n%who variable\nx + 2")
	}
}

func TestExportMagic(t *testing.T) {
	s, out := newSession(t)
	dir := t.TempDir()
	eval(t, s, out, "x := []float64{1, 2}")
	if _, err := s.Eval(context.Background(), "panic(1)"); err == nil {
		t.Fatal("no panic")
	}
	eval(t, s, out, "func double(v []float64) []float64 { return 2 * v }\ndouble(x)")
	if _, printed := eval(t, s, out, "%export "+dir); !strings.Contains(printed, dir) {
		t.Errorf("printed %q, want the folder", printed)
	}
	for name, want := range map[string]string{"main.go": "operator.MulSV(2, v)", "go.mod": "module "} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(b), want) {
			t.Errorf("%s: %v, without %q:\n%s", name, err, want, b)
		}
	}
	if e := fails(t, s, "%export"); !strings.Contains(e.Message, "one folder") {
		t.Errorf("error %q", e.Message)
	}
}
