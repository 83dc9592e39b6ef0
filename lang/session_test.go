package lang

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// output is a buffer that goroutines of cells may write to while a test reads.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) take() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := o.b.String()
	o.b.Reset()
	return s
}

func newSession(t testing.TB) (*Session, *output) {
	t.Helper()
	out := new(output)
	s, err := New(Options{Stdout: out, Stderr: out, Memory: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	return s, out
}

// eval runs a cell that must go well and returns its value and output.
func eval(t testing.TB, s *Session, out *output, code string) (value, printed string) {
	t.Helper()
	v, err := s.Eval(context.Background(), code)
	if err != nil {
		t.Fatalf("%s\n%s", code, strings.Join(err.(*Error).Traceback, "\n"))
	}
	if v != nil {
		value, _ = v.Bundle.Data["text/plain"].(string)
	}
	return value, out.take()
}

// fails runs a cell that must not go well.
func fails(t testing.TB, s *Session, code string) *Error {
	t.Helper()
	_, err := s.Eval(context.Background(), code)
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%s: error %v, want a *lang.Error", code, err)
	}
	return e
}

func TestCells(t *testing.T) {
	for _, tt := range []struct {
		name           string
		cells          []string
		value, printed string // of the last cell
	}{
		{"echo", []string{"1 + 2"}, "3", ""},
		{"no echo of Println", []string{`fmt.Println(12)`}, "", "12\n"},
		{"semicolon hides", []string{"1 + 2;"}, "", ""},
		{"assignment shows nothing", []string{"x := 3"}, "", ""},
		{"variables stay", []string{"x := 40", "x + 2"}, "42", ""},
		{"another type", []string{"x := 40", `x := "now a string"`, "x"}, "now a string", ""},
		{"own earlier value", []string{"x := 40", "x := x + 2", "x"}, "42", ""},
		{"own earlier value, other type", []string{"x := 40", "x := fmt.Sprint(x, 2)", "x"}, "40 2", ""},
		{"newest function", []string{"func a() int { return 1 }", "func b() int { return a() + 1 }", "func a() int { return 100 }", "b()"}, "101", ""},
		{"newest function, other result", []string{"func a() int { return 1 }", "func b() string { return fmt.Sprint(a()) }", `func a() string { return "s" }`, "b()"}, "s", ""},
		{"functions see redeclared variables", []string{"n := 1", "func f() string { return fmt.Sprint(n) }", `n := "two"`, "f()"}, "two", ""},
		{"functions of the same cell see its variables", []string{"func f() int { return n * 2 }\nn := 21\nf()"}, "42", ""},
		{"type again, other fields", []string{"type T struct{ X int }", "type T struct{ X, Y int }", "T{1, 2}.Y"}, "2", ""},
		{"same type again keeps values", []string{"type T struct{ X int }", "v := T{7}", "type T struct{ X int }", "func get(t T) int { return t.X }\nget(v)"}, "7", ""},
		{"method in a later cell", []string{"type T struct{ X int }", "func (t T) Twice() int { return 2 * t.X }", "T{21}.Twice()"}, "42", ""},
		{"method again", []string{"type T struct{ X int }\nfunc (t T) F() int { return 1 }", "func g(t T) int { return t.F() }", "func (t T) F() int { return 2 }", "g(T{})"}, "2", ""},
		{"methods follow their type", []string{"type T struct{ X int }", "func (t T) F() int { return t.X }", "type T struct{ X, Y int }", "T{3, 4}.F()"}, "3", ""},
		{"unexported fields without names", []string{"type T struct{ a, b int }", "T{1, 2}.b"}, "2", ""},
		{"unused is fine", []string{"import \"os\"\nfunc f() int { unused := 1; return 2 }\nf()"}, "2", ""},
		{"import with a name", []string{`import r "math/rand"`, "_ = r.Int"}, "", ""},
		{"names alike in two packages", []string{"rand.IntN(1)"}, "0", ""},
		{"variable named as its package", []string{"strings := strings.Repeat(\"ab\", 2)", "strings"}, "abab", ""},
		{"bare name and package alike", []string{"log.SetFlags(0)\nlog(1)"}, "0", ""},
		{"error checked", []string{`n := strconv.Atoi("12")`, "n + 1"}, "13", ""},
		{"error checked in an argument", []string{`strconv.Itoa(strconv.Atoi("12") + 1)`}, "13", ""},
		{"error kept when asked for", []string{`n, err := strconv.Atoi("x"); fmt.Print(n, err != nil)`}, "", "0 true"},
		{"error assigned again", []string{`a, err := strconv.Atoi("1"); b, err := strconv.Atoi("2"); fmt.Print(a, b, err)`}, "", "1 2 <nil>"},
		{"several values", []string{"func f() (int, string) { return 1, \"a\" }", "f()"}, "1, a", ""},
		{"nil", []string{"var p *int", "p"}, "nil", ""},
		{"types keep their names", []string{"type Temp float64\nfunc (t Temp) String() string { return fmt.Sprintf(\"%.1fC\", float64(t)) }", "fmt.Print([]Temp{1}, map[string]Temp{\"a\": 2})"}, "", "[1.0C] map[a:2.0C]"},
		{"goroutine goes on", []string{"n := make(chan int)", "go func() { n <- 42 }()", "<-n"}, "42", ""},
		{"prelude", []string{"func show(a int) int { return a }", "show(3)"}, "3", ""},
		{"iterators of the stdlib", []string{"k := 0\nfor s := range optim.Descend(problem.Beale(), optim.NewAdam(0.01), []float64{1, 1}) { k = s.K; if k == 10 { break } }\nk"}, "10", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, out := newSession(t)
			var value, printed string
			for _, c := range tt.cells {
				value, printed = eval(t, s, out, c)
			}
			if value != tt.value || printed != tt.printed {
				t.Errorf("value %q, printed %q; want %q, %q", value, printed, tt.value, tt.printed)
			}
		})
	}
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestFailures(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, "sentinel := 12345")
	for _, tt := range []struct{ code, name, message, shown string }{
		{"x := := 3", "CompileError", "line 1: expected operand", "^"},
		{"\n\nundefinedThing()", "CompileError", "line 3: undefined: undefinedThing", "cell"},
		{`var s string = 3`, "CompileError", "cannot use 3 (untyped int constant) as string value", "^"},
		{"1 +", "CompileError", "line 1", "^"},
		{"}", "CompileError", "unexpected }", "^"},
		{`import "no/such/package"`, "CompileError", "no/such/package", "^"},
		{`strconv.Atoi("1x")`, "Error", `strconv.Atoi: parsing "1x": invalid syntax`, "line 1"},
		{"i := 5\nfmt.Print([]int{1, 2, 3}[i])", "Panic", "index out of range [5] with length 3", "line 2"},
		{"func div(a, b int) int {\n\treturn a / b\n}\ndiv(1, 0)", "Panic", "integer divide by zero", "line 2, column 2, in div"},
		{"var m map[string]int\nm[\"a\"] = 1", "Panic", "assignment to entry in nil map", "line 2"},
		{"var p *struct{ X int }\np.X", "Panic", "invalid memory address or nil pointer dereference", "line 2"},
		{`var v any = "s"` + "\nv.(int)", "Panic", "interface conversion: interface {} is string, not int", "line 2"},
		{`panic("boom")`, "Panic", "boom", "line 1"},
		{`panic(fmt.Errorf("wrapped"))`, "Panic", "wrapped", "line 1"},
		{`sort.Slice([]int{3, 1, 2}, func(a, b int) bool { panic("callback") })`, "Panic", "callback", "line 1"},
		{"os.Exit(3)", "Exit", "os.Exit(3)", "line 1"},
		{`log.Fatal("bye")`, "Exit", "bye", "line 1"},
		{"runtime.Goexit()", "Exit", "runtime.Goexit()", "line 1"},
		{"func rec(n int) int { return rec(n+1) + 1 }\nrec(0)", "StackOverflow", "calls itself without end", ""},
		{"func even(n int) bool { return odd(n + 1) }\nfunc odd(n int) bool { return even(n + 1) }\neven(0)", "StackOverflow", "calls itself", ""},
		{"b := make([]float64, 1<<40)", "Panic", "out of memory: 8 TiB wanted, limit 1 GiB", "line 1"},
		{"b := make([]byte, 2_000_000_000)", "Panic", "out of memory", "line 1"},
		{"n := -1\nb := make([]byte, n)", "Panic", "makeslice: len out of range", "line 2"},
		{"var hog [][]byte\nfor { hog = append(hog, make([]byte, 16<<20)) }", "", "memory", ""},
		{"vec.Dot([]float64{1}, []float64{1, 2})", "Panic", "1", "line 1"},
	} {
		e := fails(t, s, tt.code)
		if tt.name != "" && e.Name != tt.name || !strings.Contains(e.Message, tt.message) {
			t.Errorf("%s\n%s: %s; want %s: %s", tt.code, e.Name, e.Message, tt.name, tt.message)
		}
		if all := ansi.ReplaceAllString(strings.Join(e.Traceback, "\n"), ""); !strings.Contains(all, tt.shown) || !strings.Contains(all, e.Name) {
			t.Errorf("%s: traceback without %q:\n%s", tt.code, tt.shown, all)
		}
		if v, _ := eval(t, s, out, "sentinel"); v != "12345" {
			t.Fatalf("%s: lost the session: sentinel is %q", tt.code, v)
		}
	}
}

func TestGoroutinePanic(t *testing.T) {
	s, out := newSession(t)
	_, printed := eval(t, s, out, "done := make(chan bool)\ngo func() { defer close(done); panic(\"boom\") }()\n<-done\ntime.Sleep(time.Millisecond)")
	for range 200 { // the report may come after the cell
		if strings.Contains(printed, "boom") {
			break
		}
		time.Sleep(5 * time.Millisecond)
		printed += out.take()
	}
	if !strings.Contains(printed, "in a goroutine") || !strings.Contains(printed, "boom") {
		t.Errorf("printed %q, want a report of the panic", printed)
	}
	if v, _ := eval(t, s, out, "40 + 2"); v != "42" {
		t.Errorf("the session answers %q after it", v)
	}
}

func TestInterrupt(t *testing.T) {
	for name, code := range map[string]string{
		"loop":                 "for { n++ }",
		"loop in a function":   "func spin() { for { n++ } }\nspin()",
		"sleep":                "time.Sleep(time.Hour)",
		"channel":              "<-make(chan int)",
		"select":               "select {}",
		"printing":             `for { fmt.Print("") }`,
		"iterator":             "for range optim.Descend(problem.Beale(), optim.NewAdam(1e-9), []float64{1, 1}) { n++ }",
		"callback":             "sort.Slice(make([]int, 1<<24), func(i, j int) bool { n++; return i < j })",
		"goroutine that spins": "stop := make(chan int)\ngo func() { for { n++ } }()\n<-stop",
	} {
		t.Run(name, func(t *testing.T) {
			s, out := newSession(t)
			eval(t, s, out, "n := 0\ninc := func() func() int { k := 0; return func() int { k++; return k } }()\ninc()")
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(50*time.Millisecond, cancel)
			_, err := s.Eval(ctx, code)
			var e *Error
			if !errors.As(err, &e) || e.Name != "Interrupted" {
				t.Fatalf("error %v, want Interrupted", err)
			}
			if v, _ := eval(t, s, out, "inc()"); v != "2" {
				t.Errorf("a closure of an earlier cell gives %q after the interrupt, want 2", v)
			}
		})
	}
}

func TestLongResults(t *testing.T) {
	s, out := newSession(t)
	v, _ := eval(t, s, out, "make([]float64, 1_000_000)")
	if len(v) > 10_000 || !strings.Contains(v, "1000000") {
		t.Errorf("a million numbers show as %d bytes: %.200s", len(v), v)
	}
	_, printed := eval(t, s, out, `fmt.Println(strings.Repeat("x", 5<<20))`)
	if len(printed) != 5<<20+1 {
		t.Errorf("printed %d bytes, want all of them", len(printed))
	}
	v, _ = eval(t, s, out, "type P struct{ A []int }\nP{make([]int, 1_000_000)}")
	if len(v) > 10_000 {
		t.Errorf("a struct with a million numbers shows as %d bytes", len(v))
	}
}

func TestWarning(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, "func a() int { return 1 }")
	eval(t, s, out, "func b() int { return a() }")
	_, printed := eval(t, s, out, "func a(x int) int { return x }")
	if !strings.Contains(printed, "b keeps its earlier meaning") {
		t.Errorf("printed %q, want a note that b cannot follow", printed)
	}
	if v, _ := eval(t, s, out, "b()"); v != "1" {
		t.Errorf("b() = %s, want 1", v)
	}
}

func TestExpression(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, "x := 20")
	v, err := s.Expression(context.Background(), "2*x + 2")
	if err != nil || v.Bundle.Data["text/plain"] != "42" {
		t.Errorf("%v, %v", v, err)
	}
	if _, err := s.Expression(context.Background(), "nothing"); err == nil {
		t.Error("an unknown name gives no error")
	}
}

func TestInput(t *testing.T) {
	out := new(output)
	answers := []string{"Ada", "s3cret", "41 x"}
	var asked []string
	s, err := New(Options{Stdout: out, Stderr: out, Input: func(prompt string, hidden bool) (string, error) {
		asked = append(asked, prompt)
		a := answers[0]
		answers = answers[1:]
		return a, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	_, printed := eval(t, s, out, "name := input(\"name? \")\nsecret := password(\"word? \")\nvar n int\nfmt.Scan(&n)\nfmt.Print(name, secret, n+1)")
	if printed != "Adas3cret42" || strings.Join(asked, "|") != "name? |word? |" {
		t.Errorf("printed %q after asking %q", printed, asked)
	}
}

func BenchmarkSmallCell(b *testing.B) {
	s, out := newSession(b)
	eval(b, s, out, "x := 1")
	for b.Loop() {
		eval(b, s, out, "x + 1")
	}
}

func BenchmarkDefine(b *testing.B) {
	s, out := newSession(b)
	for b.Loop() {
		eval(b, s, out, "func grown(x float64) float64 {\n\ty := x * 3\n\tif y > 10 {\n\t\ty -= 10\n\t}\n\treturn y + 1\n}\nvar g = grown(2)")
	}
}

// A cell of 60 statements in a session of 500 names.
func BenchmarkLargeCell(b *testing.B) {
	s, out := newSession(b)
	for i := range 250 {
		eval(b, s, out, fmt.Sprintf("v%d := %d.5\nfunc f%[1]d(x float64) float64 { return x*v%[1]d + 1 }", i, i))
	}
	var cell strings.Builder
	for i := range 20 {
		fmt.Fprintf(&cell, "a%d := f%d(v%d)\nif a%[1]d > 3 { a%[1]d -= 1 }\nb%[1]d := []float64{a%[1]d, v%[1]d}\n", i, i*7, i*3)
	}
	for b.Loop() {
		eval(b, s, out, cell.String())
	}
}

// The 2000th cell against the first: the ratio tells how a session ages.
func BenchmarkAge(b *testing.B) {
	s, out := newSession(b)
	time1 := time.Now()
	for i := range 100 {
		eval(b, s, out, fmt.Sprintf("w%d := %d\nw%[1]d * 2", i, i))
	}
	young := time.Since(time1)
	for i := range 1800 {
		eval(b, s, out, fmt.Sprintf("w%d := %d\nw%[1]d * 2", i, i))
	}
	time2 := time.Now()
	for i := range 100 {
		eval(b, s, out, fmt.Sprintf("w%d := %d\nw%[1]d * 2", i, i))
	}
	b.ReportMetric(float64(time.Since(time2))/float64(young), "old/young")
	runtime.GC()
	b.ReportMetric(float64(heapNow())/2000, "B/cell")
	runtime.KeepAlive(s)
}

func heapNow() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkNewSession(b *testing.B) {
	for b.Loop() {
		newSession(b)
	}
}
