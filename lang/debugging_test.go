package lang

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// A client is a front end that debugs a session of its own.
type client struct {
	t      *testing.T
	s      *Session
	out    output
	events chan map[string]any
	seq    int
}

func newClient(t *testing.T) *client {
	c := &client{t: t, events: make(chan map[string]any, 1000)}
	s, err := New(Options{Stdout: &c.out, Stderr: &c.out, DebugEvents: func(raw []byte) {
		var m map[string]any
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Errorf("event %s: %v", raw, err)
		}
		c.events <- m
	}})
	if err != nil {
		t.Fatal(err)
	}
	c.s = s
	return c
}

// try sends a request; message is of one that failed.
func (c *client) try(command string, arguments any) (body map[string]any, message string) {
	c.t.Helper()
	c.seq++
	raw, err := json.Marshal(map[string]any{"type": "request", "seq": c.seq, "command": command, "arguments": arguments})
	if err != nil {
		c.t.Fatal(err)
	}
	var answer struct {
		Type    string
		Seq     int `json:"request_seq"`
		Command string
		Success bool
		Message string
		Body    map[string]any
	}
	if err := json.Unmarshal(c.s.Debug(context.Background(), raw), &answer); err != nil {
		c.t.Fatal(err)
	}
	if answer.Type != "response" || answer.Seq != c.seq || answer.Command != command || answer.Success != (answer.Message == "") {
		c.t.Fatalf("%s: %+v", command, answer)
	}
	return answer.Body, answer.Message
}

func (c *client) ask(command string, arguments any) map[string]any {
	c.t.Helper()
	body, message := c.try(command, arguments)
	if message != "" {
		c.t.Fatalf("%s: %s", command, message)
	}
	return body
}

type args = map[string]any

// breakAt sets breakpoints in a cell and returns where they are then; 0 for one
// that is nowhere.
func (c *client) breakAt(code string, lines ...int) (set []int) {
	c.t.Helper()
	path := c.ask("dumpCell", args{"code": code})["sourcePath"]
	var list []args
	for _, l := range lines {
		list = append(list, args{"line": l})
	}
	for _, b := range c.ask("setBreakpoints", args{"source": args{"path": path}, "breakpoints": list})["breakpoints"].([]any) {
		b := b.(map[string]any)
		if b["verified"] == true {
			set = append(set, int(b["line"].(float64)))
		} else {
			set = append(set, 0)
		}
	}
	return set
}

// expect waits for an event and returns its body.
func (c *client) expect(event string) map[string]any {
	c.t.Helper()
	select {
	case e := <-c.events:
		if e["event"] != event {
			c.t.Fatalf("event %v, want %s", e, event)
		}
		body, _ := e["body"].(map[string]any)
		return body
	case <-time.After(20 * time.Second):
		c.t.Fatalf("no event %s\n%s", event, c.out.take())
	}
	return nil
}

// stack writes the frames of the stopped thread as name:line, innermost first.
func (c *client) stack() string {
	c.t.Helper()
	var list []string
	for _, f := range c.ask("stackTrace", args{"threadId": 1})["stackFrames"].([]any) {
		f := f.(map[string]any)
		list = append(list, fmt.Sprint(f["name"], ":", f["line"]))
	}
	return strings.Join(list, " ")
}

// variables writes what a list of variables holds, sorted.
func (c *client) variables(reference any) string {
	c.t.Helper()
	return listed(c.ask("variables", args{"variablesReference": reference}))
}

func listed(body map[string]any) string {
	var list []string
	for _, v := range body["variables"].([]any) {
		v := v.(map[string]any)
		list = append(list, fmt.Sprint(v["name"], "=", v["value"]))
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// scope is the reference of a scope of a frame of the stopped thread.
func (c *client) scope(frame, scope int) any {
	c.t.Helper()
	f := c.ask("stackTrace", args{"threadId": 1})["stackFrames"].([]any)[frame].(map[string]any)
	return c.ask("scopes", args{"frameId": f["id"]})["scopes"].([]any)[scope].(map[string]any)["variablesReference"]
}

func (c *client) locals(frame int) string { c.t.Helper(); return c.variables(c.scope(frame, 0)) }

// run starts a cell; what it gives comes on the channel.
func (c *client) run(ctx context.Context, code string) <-chan string {
	done := make(chan string, 1)
	go func() {
		v, err := c.s.Eval(ctx, code)
		switch {
		case err != nil:
			done <- err.Error()
		case v == nil:
			done <- ""
		default:
			done <- v.Bundle.Text()
		}
	}()
	return done
}

func (c *client) ended(done <-chan string) string {
	c.t.Helper()
	select {
	case text := <-done:
		return text
	case <-time.After(20 * time.Second):
		c.t.Fatal("the cell does not end")
	}
	return ""
}

// A halt is where a cell is expected to stop, and how it is to go on.
type halt struct {
	reason string
	stack  string
	locals string
	then   string // command; "" is continue
}

func TestDebugger(t *testing.T) {
	for _, tt := range []struct {
		name   string
		before []string
		code   string
		lines  []int
		start  string // command before the cell runs
		halts  []halt
		want   string
	}{
		{name: "no breakpoint", code: "x := 1\nx + 1", want: "2"},
		{name: "top level", code: "x := 1\nx += 2\nx", lines: []int{2}, halts: []halt{{"breakpoint", "cell 1:2", "", ""}}, want: "3"},
		{name: "every line", code: "x := 1\nx += 2\nx", lines: []int{1, 2, 3}, want: "3", halts: []halt{
			{"breakpoint", "cell 1:1", "", ""}, {"breakpoint", "cell 1:2", "", ""}, {"breakpoint", "cell 1:3", "", ""}}},
		{name: "in a function", code: "func f(a int) int {\n\tb := a * 2\n\treturn b + 1\n}\nf(3)", lines: []int{3}, want: "7",
			halts: []halt{{"breakpoint", "f:3 cell 1:5", "a=3 b=6", ""}}},
		{name: "in a loop", code: "s := 0\nfor i := range 3 {\n\ts += i\n}\ns", lines: []int{3}, want: "3", halts: []halt{
			{"breakpoint", "cell 1:3", "i=0", ""}, {"breakpoint", "cell 1:3", "i=1", ""}, {"breakpoint", "cell 1:3", "i=2", ""}}},
		{name: "in a three-clause loop with closures", code: "fs := []func() int{}\nfor i := 0; i < 2; i++ {\n\tfs = append(fs, func() int { return i })\n}\nfs[0]() + 10*fs[1]()", lines: []int{3}, want: "10", halts: []halt{
			{"breakpoint", "cell 1:3", "i=0", ""}, {"breakpoint", "cell 1:3", "i=1", ""}, {"breakpoint", "cell 1.func:3 cell 1:5", "i=0", ""}, {"breakpoint", "cell 1.func:3 cell 1:5", "i=1", ""}}},
		{name: "in a closure", code: "func make2(k int) func(int) int {\n\tunused := 9\n\t_ = unused\n\treturn func(x int) int {\n\t\ty := x * k\n\t\treturn y\n\t}\n}\ng := make2(5)\ng(2)", lines: []int{6}, want: "10",
			halts: []halt{{"breakpoint", "make2.func:6 cell 1:10", "k=5 x=2 y=10", ""}}},
		{name: "in a method", code: "type P struct{ X, Y int }\nfunc (p *P) Move(d int) {\n\tp.X += d\n}\np := P{1, 2}\np.Move(4)\np.X", lines: []int{3}, want: "5",
			halts: []halt{{"breakpoint", "P.Move:3 cell 1:6", "d=4 p=&P{X: 1, Y: 2}", ""}}},
		{name: "in a generic function", code: "func twice[T int | float64](x T) T {\n\ty := x + x\n\treturn y\n}\ntwice(1.5) + twice(2)", lines: []int{3}, want: "7", halts: []halt{
			{"breakpoint", "twice:3 cell 1:5", "x=1.5 y=3", ""}, {"breakpoint", "twice:3 cell 1:5", "x=2 y=4", ""}}},
		{name: "in a goroutine", code: "done := make(chan int)\ngo func(k int) {\n\tr := k + 1\n\tdone <- r\n}(4)\n<-done", lines: []int{4}, want: "5",
			halts: []halt{{"breakpoint", "cell 1.func:4", "k=4 r=5", ""}}},
		{name: "recursion", code: "func fact(n int) int {\n\tif n == 0 {\n\t\treturn 1\n\t}\n\treturn n * fact(n-1)\n}\nfact(2)", lines: []int{3}, want: "2",
			halts: []halt{{"breakpoint", "fact:3 fact:5 fact:5 cell 1:7", "n=0", ""}}},
		{name: "in a range over a function", code: "func seq(yield func(int) bool) {\n\tfor i := range 2 {\n\t\tif !yield(i) {\n\t\t\treturn\n\t\t}\n\t}\n}\nfunc sum() int {\n\ts := 0\n\tfor v := range seq {\n\t\ts += v\n\t}\n\treturn s\n}\nsum()", lines: []int{11}, want: "1", halts: []halt{
			{"breakpoint", "sum:11 seq:3 cell 1:15", "s=0 v=0", "next"}, {"breakpoint", "sum:11 seq:3 cell 1:15", "s=0 v=1", "next"}, {"step", "sum:13 cell 1:15", "s=1", ""}}},
		{name: "step in, over, out", code: "func g(x int) int {\n\ty := x * x\n\treturn y\n}\nfunc f(x int) int {\n\ta := g(x)\n\tb := g(a)\n\treturn a + b\n}\nr := f(2)\nr", lines: []int{10}, want: "20", halts: []halt{
			{"breakpoint", "cell 1:10", "", "stepIn"}, {"step", "f:6 cell 1:10", "x=2", "next"}, {"step", "f:7 cell 1:10", "a=4 x=2", "stepIn"},
			{"step", "g:2 f:7 cell 1:10", "x=4", "next"}, {"step", "g:3 f:7 cell 1:10", "x=4 y=16", "stepOut"}, {"step", "f:8 cell 1:10", "a=4 b=16 x=2", "stepOut"}, {"step", "cell 1:11", "", "next"}}},
		{name: "over a recursion", code: "func fib(n int) int {\n\tif n < 2 {\n\t\treturn n\n\t}\n\ta := fib(n - 1)\n\tb := fib(n - 2)\n\treturn a + b\n}\nx := fib(4)\nx", lines: []int{9}, want: "3", halts: []halt{
			{"breakpoint", "cell 1:9", "", "stepIn"}, {"step", "fib:2 cell 1:9", "n=4", "next"}, {"step", "fib:5 cell 1:9", "n=4", "next"}, {"step", "fib:6 cell 1:9", "a=2 n=4", "next"}, {"step", "fib:7 cell 1:9", "a=2 b=1 n=4", "next"}, {"step", "cell 1:10", "", ""}}},
		{name: "steps round a loop of one line", code: "s := 0\nfor i := range 2 { s += i }\ns", lines: []int{2}, want: "1", halts: []halt{
			{"breakpoint", "cell 1:2", "", "next"}, {"step", "cell 1:3", "", ""}}},
		{name: "a step to the end of the cell", code: "x := 4\nx", lines: []int{2}, want: "4", halts: []halt{{"breakpoint", "cell 1:2", "", "next"}}},
		{name: "a panic while stepping", code: "func f(i int) int {\n\ta := []int{1}\n\treturn a[i]\n}\nf(5)", lines: []int{2}, want: "Panic: runtime error: index out of range", halts: []halt{
			{"breakpoint", "f:2 cell 1:5", "i=5", "next"}, {"step", "f:3 cell 1:5", "a=[1] i=5", "next"}}},
		{name: "defers and results", code: "func f(n int) (r int) {\n\tdefer func() {\n\t\tr *= 10\n\t}()\n\tr = n\n\treturn r + 1\n}\nf(2)", lines: []int{3, 6}, want: "30", halts: []halt{
			{"breakpoint", "f:6 cell 1:8", "n=2 r=2", ""}, {"breakpoint", "f.func:3 f:6 cell 1:8", "r=3", ""}}},
		{name: "a panic that is recovered from", code: "func f() (s string) {\n\tdefer func() {\n\t\ts = fmt.Sprint(recover())\n\t}()\n\tpanic(\"no\")\n}\nf()", lines: []int{3}, want: "no", halts: []halt{
			{"breakpoint", "f.func:3 f:5 cell 1:7", "s=\"\"", ""}}},
		{name: "a compiled function calls back", code: "x := []int{2, 1}\nslices.SortFunc(x, func(a, b int) int {\n\treturn a - b\n})\nx", lines: []int{3}, want: "[1 2]", halts: []halt{
			{"breakpoint", "cell 1.func:3 cell 1:2", "a=1 b=2", ""}}},
		{name: "a function of an earlier cell that was followed", before: []string{"func f(x int) int {\n\treturn x + 1\n}"}, code: "y := f(1)\ny", lines: []int{1}, want: "2", halts: []halt{
			{"breakpoint", "cell 2:1", "", "stepIn"}, {"step", "f:2 cell 2:1", "x=1", ""}}},
		{name: "kinds of values", code: "type C float64\ntype P struct{ N string; c C }\nfunc f(e error, a any, c C, p P, m map[string]int, fn func(int) int, x []float64, z [2]bool, ch chan int) {\n\tfmt.Print(c)\n}\nf(nil, C(2), 3, P{\"n\", 4}, map[string]int{\"k\": 1}, func(i int) int { return i }, []float64{1, 2}, [2]bool{true, false}, nil)", lines: []int{4}, halts: []halt{
			{"breakpoint", "f:4 cell 1:6", "a=2 c=3 ch=nil e=nil fn=func(int) int m=map[k: 1] p=P{N: n, c: 4} x=[1 2] z=[true false]", ""}}},
		{name: "shadowed", code: "func f(x int) int {\n\tif x := x * 2; x > 1 {\n\t\tx := x * 2\n\t\treturn x\n\t}\n\treturn 0\n}\nf(1)", lines: []int{3, 4}, want: "4", halts: []halt{
			{"breakpoint", "f:3 cell 1:8", "x=2", ""}, {"breakpoint", "f:4 cell 1:8", "x=4", ""}}},
		{name: "switches and selects", code: "func f(v any) int {\n\tswitch x := v.(type) {\n\tcase int:\n\t\treturn x\n\tcase string:\n\t\treturn len(x)\n\t}\n\treturn 0\n}\nf(7) + f(\"ab\")", lines: []int{4, 6}, want: "9", halts: []halt{
			{"breakpoint", "f:4 cell 1:10", "v=7 x=7", ""}, {"breakpoint", "f:6 cell 1:10", "v=\"ab\" x=\"ab\"", ""}}},
		{name: "beside magics", code: "x := 2\n%who\ny := x * 2\ny", lines: []int{2, 4}, want: "4", halts: []halt{
			{"breakpoint", "cell 1:3", "", ""}, {"breakpoint", "cell 1:4", "", ""}}},
		{name: "pause", start: "pause", code: "x := 2\nx", want: "2", halts: []halt{{"pause", "cell 1:1", "", ""}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t)
			c.ask("attach", nil)
			c.expect("initialized")
			for _, code := range tt.before {
				if text := c.ended(c.run(t.Context(), code)); text != "" {
					t.Fatal(text)
				}
			}
			if len(tt.lines) > 0 {
				c.breakAt(tt.code, tt.lines...)
			}
			if tt.start != "" {
				c.ask(tt.start, args{"threadId": 1})
			}
			done := c.run(t.Context(), tt.code)
			for i, h := range tt.halts {
				if reason := c.expect("stopped")["reason"]; reason != h.reason {
					t.Errorf("stop %d: %v, want %s", i, reason, h.reason)
				}
				if got := c.stack(); got != h.stack {
					t.Errorf("stop %d: stack %s, want %s", i, got, h.stack)
				}
				if got := c.locals(0); got != h.locals {
					t.Errorf("stop %d: locals %s, want %s", i, got, h.locals)
				}
				then := h.then
				if then == "" {
					then = "continue"
				}
				c.ask(then, args{"threadId": 1})
				c.expect("continued")
			}
			if text := c.ended(done); text != tt.want {
				t.Errorf("the cell gives %q, want %q", text, tt.want)
			}
			if len(c.events) > 0 {
				t.Errorf("unexpected event %v", <-c.events)
			}
		})
	}
}

// The hooks change nothing that a cell can see.
func TestFollowedCells(t *testing.T) {
	for _, code := range []string{
		"func f(i int) int {\n\ta := []int{1}\n\treturn a[i]\n}\nf(5)",
		"func f() (a, b int, err error) {\n\tfor i := range 10 {\n\t\tdefer func() { a += i }()\n\t\tif i == 3 { return 1, 2, nil }\n\t}\n\treturn\n}\nf()",
		"func f(n int) int { if n == 0 { return 0 }; return f(n-1) + 1 }\nf(2000)",
		"s := []any{}\nouter:\nfor i := 0; i < 3; i++ {\n\tfor j := range 3 {\n\t\tswitch {\n\t\tcase j == 1: continue outer\n\t\tcase i == 2: break outer\n\t\t}\n\t\ts = append(s, i, j)\n\t}\n}\ns",
		"func f(x float64) float64 { y := x; for range 2 { y = y * x }; return y }\ngrad(f)(2.0)",
		"n := 0\nagain:\nn++\nif n < 3 { goto again }\nn",
		"func split(s string) (string, error) { if s == \"\" { return \"\", errors.New(\"empty\") }; return s[:1], nil }\nsplit(\"\")",
		"var fs []func() int\nfor _, v := range []int{1, 2, 3} { fs = append(fs, func() int { v++; return v }) }\nt := 0\nfor _, f := range fs { t += f() * f() }\nt",
		"func m() (f func(int) int, e error) { f = func(x int) int { return x + 1 }; return }\ng, err := m()\ng(1)",
		"func p(xs ...int) (m int) { defer func() { if r := recover(); r != nil { m = -1 } }(); return xs[3] }\np(1)",
		"select { case v := <-func() chan int { c := make(chan int, 1); c <- 3; return c }(): fmt.Println(v); default: }\n",
	} {
		plain := newClient(t)
		want := plain.ended(plain.run(t.Context(), code)) + plain.out.take()
		c := newClient(t)
		c.ask("attach", nil)
		c.breakAt("elsewhere()", 1) // values are noted
		if got := c.ended(c.run(t.Context(), code)) + c.out.take(); got != want {
			t.Errorf("%s\ngives %q, and %q without a debugger", code, got, want)
		}
	}
}

func TestInterruptWhileStopped(t *testing.T) {
	for _, tt := range []struct{ name, code string }{
		{"cell", "x := 1\nx = 2\nfmt.Println(\"went on\")"},
		{"function", "func f() {\n\tx = 2\n\tfmt.Println(\"went on\")\n}\nx := 1\nf()\nfmt.Println(\"went on\")"},
		{"goroutine", "x := 1\ngo func() {\n\tx = 2\n\tfmt.Println(\"went on\")\n}()\nselect {}"},
		{"recover", "x := 1\nfunc() {\n\tdefer func() { recover(); fmt.Println(\"went on\") }()\n\tx = 2\n}()"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t)
			c.ask("attach", nil)
			c.expect("initialized")
			line := strings.Count(tt.code[:strings.Index(tt.code, "x = 2")], "\n") + 1
			c.breakAt(tt.code, line)
			ctx, cancel := context.WithCancel(t.Context())
			done := c.run(ctx, tt.code)
			c.expect("stopped")
			cancel()
			c.expect("continued")
			if text := c.ended(done); !strings.HasPrefix(text, "Interrupted") {
				t.Errorf("the cell gives %q", text)
			}
			if tt.name != "recover" && strings.Contains(c.out.take(), "went on") {
				t.Error("the cell went on after the interrupt")
			}
			if text := c.ended(c.run(t.Context(), "x")); text != "1" {
				t.Errorf("x is %q then", text)
			}
		})
	}
}

// Functions of cells that ran before the debugger came are followed, too, and no
// longer once it has gone.
func TestFunctionsOfEarlierCells(t *testing.T) {
	c := newClient(t)
	first := "type P struct{ n int }\nfunc (p P) Twice() int {\n\treturn 2 * p.n\n}\nfunc f(x int) int {\n\ty := P{x}.Twice()\n\treturn y + k\n}\nfunc g[T any](x T) T {\n\treturn x\n}\nk := 1"
	for _, code := range []string{first, "k = 3"} {
		if text := c.ended(c.run(t.Context(), code)); text != "" {
			t.Fatal(text)
		}
	}
	c.ask("attach", nil)
	c.expect("initialized")
	c.breakAt(first, 3, 7, 10)
	done := c.run(t.Context(), "f(5) + g(1)")
	for _, want := range []string{"P.Twice:3 f:6 cell 3:1", "f:7 cell 3:1", "g:10 cell 3:1"} {
		c.expect("stopped")
		if got := c.stack(); got != want {
			t.Errorf("stack %s, want %s", got, want)
		}
		c.ask("continue", nil)
		c.expect("continued")
	}
	if text := c.ended(done); text != "14" {
		t.Errorf("the cell gives %s", text)
	}
	c.ask("disconnect", nil)
	c.expect("terminated")
	if text := c.ended(c.run(t.Context(), "f(5) + g(1)")); text != "14" || len(c.events) > 0 {
		t.Errorf("without a debugger: %s, %d events", text, len(c.events))
	}
}

func TestBreakpointLines(t *testing.T) {
	c := newClient(t)
	c.ask("attach", nil)
	code := "// a remark\nx := 1\n\nfunc f() {\n\tx++ // there\n}\n\nf()\n"
	for _, tt := range []struct{ line, set int }{{1, 2}, {2, 2}, {3, 5}, {4, 5}, {5, 5}, {6, 8}, {8, 8}, {9, 0}, {100, 0}} {
		if got := c.breakAt(code, tt.line); !slices.Equal(got, []int{tt.set}) {
			t.Errorf("line %d: breakpoints at %v, want %d", tt.line, got, tt.set)
		}
	}
	if got := c.breakAt("x := (", 1); !slices.Equal(got, []int{0}) {
		t.Errorf("in a cell that does not parse: %v", got)
	}
	body, message := c.try("source", args{"source": args{"path": "nowhere"}})
	if message == "" || len(body) > 0 {
		t.Errorf("source of nothing: %v %q", body, message)
	}
	path := c.ask("dumpCell", args{"code": code})["sourcePath"]
	if got := c.ask("source", args{"source": args{"path": path}})["content"]; got != code {
		t.Errorf("source: %v", got)
	}
	set := c.ask("setBreakpoints", args{"source": args{"path": "nowhere"}, "breakpoints": []args{{"line": 3}}})
	if b := set["breakpoints"].([]any)[0].(map[string]any); b["verified"] != false {
		t.Errorf("breakpoint in an unknown source: %v", b)
	}
	c.breakAt(code, 2, 8)
	list := c.ask("debugInfo", nil)["breakpoints"].([]any)
	if len(list) != 1 || len(list[0].(map[string]any)["breakpoints"].([]any)) != 2 {
		t.Errorf("debugInfo lists %v", list)
	}
}

func TestVariables(t *testing.T) {
	c := newClient(t)
	for _, code := range []string{
		"type P struct{ X int; tail *P }\nfunc (p P) String() string { return \"P!\" }\np := P{1, &P{2, nil}}",
		"m := map[string][]int{\"a\": {1, 2}, \"b\": nil}\nlong := make([]int, 1000)\nlong[700] = 7\nvar e error = errors.New(\"bad\")\nvar a any = p\nbox := []any{1.5, \"s\", p}\nfig := plot.Line(nil, []float64{1, 2})\nr := &bytes.Buffer{}",
	} {
		if text := c.ended(c.run(t.Context(), code)); text != "" {
			t.Fatal(text)
		}
	}
	body := c.ask("inspectVariables", nil)
	want := `a=P! box=[1.5 s P!] e=bad fig=*plot.Figure long=`
	if got := listed(body); !strings.HasPrefix(got, want) {
		t.Errorf("variables %s, want %s…", got, want)
	}
	find := func(body map[string]any, name string) map[string]any {
		for _, v := range body["variables"].([]any) {
			if v := v.(map[string]any); v["name"] == name {
				return v
			}
		}
		t.Fatalf("no variable %s", name)
		return nil
	}
	for _, tt := range []struct {
		path  []string
		page  args
		parts string
	}{
		{[]string{"p"}, nil, "X=1 tail=P!"},
		{[]string{"p", "tail"}, nil, "X=2 tail=nil"},
		{[]string{"a"}, nil, "X=1 tail=P!"},
		{[]string{"m"}, nil, "a=[1 2] b=[]"},
		{[]string{"m", "a"}, nil, "0=1 1=2"},
		{[]string{"box", "2"}, nil, "X=1 tail=P!"},
		{[]string{"long"}, args{"start": 699, "count": 3}, "699=0 700=7 701=0"},
	} {
		at := body
		var v map[string]any
		for i, name := range tt.path {
			v = find(at, name)
			a := args{"variablesReference": v["variablesReference"]}
			if i == len(tt.path)-1 {
				for k, x := range tt.page {
					a[k] = x
				}
			}
			at = c.ask("variables", a)
		}
		if got := listed(at); got != tt.parts {
			t.Errorf("%v: %s, want %s", tt.path, got, tt.parts)
		}
	}
	if n := len(c.ask("variables", args{"variablesReference": find(body, "long")["variablesReference"]})["variables"].([]any)); n != 100 {
		t.Errorf("%d elements of a long slice without a count, want 100", n)
	}
	if v := find(body, "long"); v["indexedVariables"] != 1000.0 || v["type"] != "[]int" {
		t.Errorf("long: %v", v)
	}
	if v := find(body, "p"); fmt.Sprint(v["presentationHint"]) != "map[attributes:[readOnly]]" {
		t.Errorf("p: %v", v)
	}
	if _, message := c.try("setVariable", args{"name": "p", "value": "2"}); !strings.Contains(message, "read only") {
		t.Errorf("setVariable: %q", message)
	}
	if _, message := c.try("variables", args{"variablesReference": 1 << 20}); message == "" {
		t.Error("an unknown reference is no error")
	}
	rich := c.ask("richInspectVariables", args{"variableName": "fig"})["data"].(map[string]any)
	if rich["image/svg+xml"] == nil && rich["image/png"] == nil {
		t.Errorf("a figure shows itself as %v", rich)
	}
	if _, message := c.try("richInspectVariables", args{"variableName": "x y"}); message == "" {
		t.Error("a name with a blank is no error")
	}
}

func TestEvaluate(t *testing.T) {
	c := newClient(t)
	c.ask("attach", nil)
	c.expect("initialized")
	code := "type P struct{ X int }\nk := 10\nfunc f(p P, xs []float64, g func(int) int, e error, a any, k float64) float64 {\n\tsum := 0.0\n\tfor i := range xs {\n\t\tsum += xs[i] * k\n\t}\n\treturn sum\n}\ntotal := 0\nf(P{3}, []float64{1, 2}, func(i int) int { return i * k }, errors.New(\"bad\"), P{4}, 0.5)"
	c.breakAt(code, 6)
	done := c.run(t.Context(), code)
	c.expect("stopped")
	stack := c.ask("stackTrace", args{"threadId": 1})["stackFrames"].([]any)
	inner, outer := stack[0].(map[string]any)["id"], stack[1].(map[string]any)["id"]
	for _, tt := range []struct {
		frame   any
		code    string
		result  string
		message string
	}{
		{inner, "p.X + i", "3", ""},
		{inner, "xs * k", "[0.5 1]", ""},
		{inner, "g(2)", "20", ""},
		{inner, "e", "bad", ""},
		{inner, "a.(P).X", "4", ""},
		{inner, "a", "P{X: 4}", ""},
		{inner, "k", "0.5", ""},
		{outer, "k", "10", ""},
		{inner, "sum + sin(0.0)", "0", ""},
		{inner, "f(p, xs, g, e, a, 2)", "6", ""}, // stops nowhere
		{inner, "func() float64 { t := 0.0; for _, x := range xs { t += x }; return t }()", "3", ""},
		{outer, "xs", "", "undefined: xs"},
		{inner, "sum = 5", "", "read only"},
		{inner, "neu := 5", "", "declared"},
		{inner, "xs[7]", "", "out of range"},
		{inner, "nothing +", "", "expected"},
		{inner, "total = 7; fmt.Println(\"said\")", "", ""},
		{inner, "total", "7", ""},
		{123456, "1", "", "frame 123456"},
	} {
		body, message := c.try("evaluate", args{"expression": tt.code, "frameId": tt.frame})
		if result, _ := body["result"].(string); result != tt.result || (message != "") != (tt.message != "") || !strings.Contains(message, tt.message) {
			t.Errorf("%s: %q %q, want %q %q", tt.code, result, message, tt.result, tt.message)
		}
	}
	rich := c.ask("richInspectVariables", args{"variableName": "xs", "frameId": inner})["data"].(map[string]any)
	if rich["text/plain"] != "[1 2]" {
		t.Errorf("xs shows itself as %v", rich)
	}
	if got := c.variables(c.scope(0, 1)); got != "k=10 total=7" {
		t.Errorf("globals %s", got)
	}
	c.ask("disconnect", nil) // and the cell goes on
	c.expect("continued")
	if text := c.ended(done); text != "1.5" {
		t.Errorf("the cell gives %s", text)
	}
	if !strings.Contains(c.out.take(), "said") {
		t.Error("what an evaluation prints is lost")
	}
	if got := c.ask("evaluate", args{"expression": "total + 1"})["result"]; got != "8" {
		t.Errorf("between cells, total + 1 is %v", got)
	}
}

func TestPanicsStop(t *testing.T) {
	c := newClient(t)
	c.ask("attach", nil)
	c.expect("initialized")
	c.ask("setExceptionBreakpoints", args{"filters": []string{"panic"}})
	done := c.run(t.Context(), "func f(i int) int {\n\ta := []int{1}\n\treturn a[i]\n}\nfunc g(i int) (r int) {\n\tdefer func() { recover() }()\n\treturn f(i)\n}\ng(3)\ng(4)\nstrconv.Atoi(\"x\")")
	for _, want := range []struct{ stack, locals, text string }{
		{"f:3 g:7 cell 1:9", "a=[1] i=3", "Panic: runtime error: index out of range"},
		{"f:3 g:7 cell 1:10", "a=[1] i=4", "Panic: runtime error: index out of range"},
		{"cell 1:11", "", "Error: strconv.Atoi: parsing \"x\": invalid syntax"},
	} {
		body := c.expect("stopped")
		if body["reason"] != "exception" || !strings.HasPrefix(fmt.Sprint(body["text"]), want.text) {
			t.Errorf("stopped: %v, want %s", body, want.text)
		}
		if got := c.stack(); got != want.stack {
			t.Errorf("stack %s, want %s", got, want.stack)
		}
		if got := c.locals(0); got != want.locals {
			t.Errorf("locals %s, want %s", got, want.locals)
		}
		if got := c.ask("exceptionInfo", args{"threadId": 1})["description"]; got != body["text"] {
			t.Errorf("exceptionInfo: %v", got)
		}
		c.ask("continue", nil)
		c.expect("continued")
	}
	if text := c.ended(done); !strings.HasPrefix(text, "Error: strconv.Atoi") {
		t.Errorf("the cell gives %s", text)
	}
}

func TestOneThreadStopsAtATime(t *testing.T) {
	c := newClient(t)
	c.ask("attach", nil)
	c.expect("initialized")
	code := "var wg sync.WaitGroup\nfor i := range 3 {\n\twg.Add(1)\n\tgo func() {\n\t\tdefer wg.Done()\n\t\tx := i\n\t\t_ = x\n\t}()\n}\nwg.Wait()"
	c.breakAt(code, 7)
	done := c.run(t.Context(), code)
	seen := map[string]bool{}
	for range 3 {
		body := c.expect("stopped")
		seen[c.locals(0)] = true
		if threads := c.ask("threads", nil)["threads"].([]any); len(threads) < 2 {
			t.Errorf("threads: %v", threads)
		}
		if body["allThreadsStopped"] != false {
			t.Errorf("stopped: %v", body)
		}
		c.ask("continue", args{"threadId": body["threadId"]})
		c.expect("continued")
	}
	if len(seen) != 3 {
		t.Errorf("the goroutines stop with %v", seen)
	}
	if text := c.ended(done); text != "" {
		t.Error(text)
	}
}

func TestRequestsAtTheWrongTime(t *testing.T) {
	c := newClient(t)
	for _, command := range []string{"continue", "next", "stepIn", "stepOut", "scopes", "stackTrace", "exceptionInfo", "copyToGlobals", "fly"} {
		if _, message := c.try(command, args{}); message == "" {
			t.Errorf("%s succeeds", command)
		}
	}
	if body, message := c.try("setBreakpoints", 7); message == "" {
		t.Errorf("malformed arguments: %v", body)
	}
	for _, command := range []string{"initialize", "configurationDone", "threads", "modules", "inspectVariables", "disconnect", "debugInfo"} {
		c.ask(command, args{})
	}
	ctx, cancel := context.WithCancel(t.Context())
	c.ask("inspectVariables", nil)
	done := c.run(ctx, "fmt.Print(1)\nfor {}")
	for c.out.take() != "1" {
		time.Sleep(time.Millisecond)
	}
	c.ask("evaluate", args{"expression": "1"}) // the loop makes room
	cancel()
	c.ended(done)
	ctx, cancel = context.WithCancel(t.Context())
	done = c.run(ctx, "fmt.Print(1)\n<-make(chan int)")
	for c.out.take() != "1" {
		time.Sleep(time.Millisecond)
	}
	if _, message := c.try("evaluate", args{"expression": "1"}); !strings.Contains(message, "running") {
		t.Errorf("evaluate while a cell runs: %q", message)
	}
	c.ask("inspectVariables", nil) // as they were
	cancel()
	c.ended(done)
}

// What a debugger costs: a loop and calls of a function, without one, with one
// that has nothing to do, and with a breakpoint somewhere else.
func BenchmarkFollowed(b *testing.B) {
	for _, attached := range []string{"off", "idle", "breakpoint"} {
		b.Run(attached, func(b *testing.B) {
			s, out := newSession(b)
			ask := func(command, arguments string) []byte {
				return s.Debug(b.Context(), []byte(`{"command": "`+command+`", "arguments": `+arguments+`}`))
			}
			if attached != "off" {
				ask("attach", "{}")
			}
			if attached == "breakpoint" {
				var answer struct{ Body struct{ SourcePath string } }
				if err := json.Unmarshal(ask("dumpCell", `{"code": "elsewhere()"}`), &answer); err != nil {
					b.Fatal(err)
				}
				ask("setBreakpoints", `{"source": {"path": "`+answer.Body.SourcePath+`"}, "breakpoints": [{"line": 1}]}`)
			}
			eval(b, s, out, "func loop(n int) int {\n\ts := 0\n\tfor i := range n {\n\t\ts += i\n\t}\n\treturn s\n}\nfunc inc(x int) int { return x + 1 }\nfunc calls(n int) int {\n\ts := 0\n\tfor range n {\n\t\ts = inc(s)\n\t}\n\treturn s\n}")
			b.Run("loop", func(b *testing.B) {
				for b.Loop() {
					eval(b, s, out, "loop(10000)")
				}
			})
			b.Run("calls", func(b *testing.B) {
				for b.Loop() {
					eval(b, s, out, "calls(1000)")
				}
			})
		})
	}
}
