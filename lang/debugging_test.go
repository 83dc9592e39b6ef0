package lang

import (
	"bytes"
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
	out    bytes.Buffer
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
		c.t.Fatalf("no event %s\n%s", event, c.out.String())
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
		want := plain.ended(plain.run(t.Context(), code)) + plain.out.String()
		c := newClient(t)
		c.ask("attach", nil)
		c.breakAt("elsewhere()", 1) // values are noted
		if got := c.ended(c.run(t.Context(), code)) + c.out.String(); got != want {
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
			if tt.name != "recover" && strings.Contains(c.out.String(), "went on") {
				t.Error("the cell went on after the interrupt")
			}
			if text := c.ended(c.run(t.Context(), "x")); text != "1" {
				t.Errorf("x is %q then", text)
			}
		})
	}
}
