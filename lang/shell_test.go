package lang

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// A concert runs cells of the session's own shell and of others side by side.
type concert struct {
	t *testing.T
	s *Session
	// out is what each shell printed.
	mu    sync.Mutex
	shell string
	out   map[string]string
}

func (c *concert) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out[c.shell] += string(p)
	return len(p), nil
}

func newConcert(t *testing.T, cells ...string) *concert {
	t.Helper()
	c := &concert{t: t, out: map[string]string{}}
	s, err := New(Options{Stdout: c, Stderr: c, OnTurn: func(shell string) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.shell = shell
	}})
	if err != nil {
		t.Fatal(err)
	}
	c.s = s
	for _, code := range cells {
		if _, err := s.Eval(context.Background(), code); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// An ending is how a cell ended.
type ending struct {
	text string
	err  error
}

type evaluator interface {
	Eval(context.Context, string) (*Value, error)
}

func start(ctx context.Context, e evaluator, code string) <-chan ending {
	c := make(chan ending, 1)
	go func() {
		v, err := e.Eval(ctx, code)
		text := ""
		if v != nil {
			text = v.Bundle.Text()
		}
		c <- ending{text, err}
	}()
	return c
}

// want waits for a cell's end and compares its value, or the name of its error.
func (c *concert) want(cell <-chan ending, want string) {
	c.t.Helper()
	select {
	case e := <-cell:
		got := e.text
		if err := (*Error)(nil); errors.As(e.err, &err) {
			got = err.Name
		}
		if got != want {
			c.t.Errorf("a cell ended with %q (%v), want %q", got, e.err, want)
		}
	case <-time.After(20 * time.Second):
		c.t.Fatalf("a cell does not end; want %q", want)
	}
}

// begun waits until a cell of the main shell has set begun.
func (c *concert) begun(sh *Shell, main <-chan ending) {
	c.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		v, err := sh.Eval(context.Background(), "begun")
		if err != nil {
			c.t.Fatal(err)
		}
		if v.Bundle.Text() == "true" {
			return
		}
		select {
		case e := <-main:
			c.t.Fatalf("the cell of the main shell ended with %q, %v", e.text, e.err)
		default:
		}
	}
	c.t.Fatal("the cell of the main shell does not begin")
}

var background = context.Background()

// A cell of another shell looks at what a running cell does, wherever that makes room,
// and ends it. It would never come back if it waited for the end.
func TestShellRunsBesideACell(t *testing.T) {
	for name, cell := range map[string]string{
		"loop":              "begun = true; for !stop { n++ }\nn > 0",
		"loop of maps":      "begun = true; for !stop { m[n%100] = n; n++ }\nlen(m) > 0",
		"loop over a slice": "begun = true; for !stop { for range xs { n++ } }\nn > 0",
		"range over int":    "begun = true; for range 1 << 60 { if stop { break }; n++ }\nn > 0",
		"function":          "func f() { begun = true; for !stop { n++ } }\nf(); n > 0",
		"closure":           "f := func() { begun = true; for !stop { n++ } }\nf(); n > 0",
		"descent": "f := problem.Func(1, func(x []float64) float64 { return 1 }, func(dst, x []float64) { dst[0] = 0.5 })\nbegun = true\n" +
			"for s := range optim.Descend(f, &optim.SGD{LR: 1e-9}, []float64{1}, optim.Iterations(1<<60)) { n = s.K + 1; if stop { break } }\nn >= 0",
		"track": "begun = true; for i := range display.Track(\"t\", 1<<60) { n = i + 1; if stop { break } }\nn >= 0",
		"sleep": "begun = true; for !stop { time.Sleep(time.Hour / 3600 / 100) }\ntrue",
	} {
		t.Run(name, func(t *testing.T) {
			c := newConcert(t, "begun, stop, n, m, xs := false, false, 1, map[int]int{}, []int{1, 2, 3}")
			main := start(background, c.s, cell)
			side := c.s.Shell("side")
			c.begun(side, main)
			for range 20 {
				c.want(start(background, side, "k := 0\nfor _, v := range m { k += v }\nn > 0 || k > 0"), "true")
			}
			c.want(start(background, side, "stop = true\nfmt.Println(\"stopping\")"), "")
			c.want(main, "true")
		})
	}
}

// Two long cells go on in turns: each waits for the other.
func TestShellsTakeTurns(t *testing.T) {
	c := newConcert(t, "a, b := 0, 0")
	main := start(background, c.s, "for a < 5 { for b < a { }; a++; fmt.Println(\"main\", a) }\na")
	side := start(background, c.s.Shell("side"), "for b < 5 { for a <= b { }; b++; fmt.Println(\"side\", b) }\nb")
	c.want(main, "5")
	c.want(side, "5")
	for shell, name := range map[string]string{"": "main", "side": "side"} {
		want := ""
		for i := range 5 {
			want += fmt.Sprintln(name, i+1)
		}
		if c.out[shell] != want {
			t.Errorf("shell %q printed %q, want %q", shell, c.out[shell], want)
		}
	}
}

// What a cell of another shell declares and shows is no business of the running
// cell: its results, its places and its waits for channels are as ever.
func TestShellLeavesACellAlone(t *testing.T) {
	c := newConcert(t, "begun, stop := false, false\nfunc f() int { return 1 }\nfunc bad(k int) int { return 1 / k }")
	main := start(background, c.s, "begun = true\nx := 0\nfor !stop {\n\tx = f()\n}\nc := make(chan int, 1)\nc <- x\n<-c + bad(0)")
	side := c.s.Shell("side")
	c.begun(side, main)
	c.want(start(background, side, "y := []int{1, 2}\nfunc f() int { return 2 }\nfunc g() int { return 1 / (len(y) - 2) }\ny"), "[1 2]")
	c.want(start(background, side, "f()"), "2")
	c.want(start(background, side, "g()"), "Panic")
	ctx, cancel := context.WithTimeout(background, 50*time.Millisecond)
	defer cancel()
	c.want(start(ctx, side, "for { }"), "Interrupted")
	c.want(start(ctx, side, "for { }"), "Interrupted") // before it began
	c.want(start(background, side, "stop = true\nlen(y)"), "2")
	var e ending
	select {
	case e = <-main:
	case <-time.After(20 * time.Second):
		t.Fatal("the cell does not end")
	}
	if err := (*Error)(nil); !errors.As(e.err, &err) || !strings.Contains(strings.Join(err.Traceback, "\n"), "line 3, column") {
		t.Errorf("the cell ended with %v, want a panic in line 3 of its cell", e.err)
	}
	if v, err := c.s.Eval(background, "f() + len(y)"); err != nil || v.Bundle.Text() != "4" {
		t.Errorf("afterwards: %v, %v", v, err)
	}
}

// An interrupt of one shell's cell leaves the other's alone, whichever runs.
func TestInterruptInShells(t *testing.T) {
	c := newConcert(t, "begun, stop, n := false, false, 0")
	ctx, cancel := context.WithCancel(background)
	main := start(ctx, c.s, "begun = true; for { n++ }")
	side := c.s.Shell("side")
	c.begun(side, main)
	busy := start(background, side, "c := make(chan int, 1); for !stop { c <- 1; n -= <-c }\nc <- 7; <-c")
	time.Sleep(50 * time.Millisecond)
	cancel()
	c.want(main, "Interrupted")
	c.want(start(background, c.s, "n = 0; for n > -1000 { }; stop = true"), "")
	c.want(busy, "7")

	ctx, cancel = context.WithCancel(background)
	main = start(ctx, c.s, "time.Sleep(time.Hour)")
	time.Sleep(50 * time.Millisecond)
	busy = start(ctx, side, "for { }")
	time.Sleep(50 * time.Millisecond)
	cancel()
	c.want(main, "Interrupted")
	c.want(busy, "Interrupted")
	c.want(start(background, side, "n <= -1000"), "true")
}

// While a cell runs, an inspection shows values, too.
func TestInspectBesideACell(t *testing.T) {
	c := newConcert(t, "begun, stop, n := false, false, 0")
	main := start(background, c.s, "begun = true; n = 42; for !stop { }")
	side := c.s.Shell("side")
	c.begun(side, main)
	if b, ok := c.s.Inspect("n", 1, 0); !ok || !strings.Contains(b.Text(), "42") {
		t.Errorf("inspection: %q", b.Text())
	}
	c.want(start(background, side, "stop = true"), "")
	c.want(main, "")
}

// Errors call cells by the numbers that the front end gave them.
func TestCellNumbers(t *testing.T) {
	s, _ := newSession(t)
	for _, c := range []struct {
		number int
		name   string
	}{{0, "cell 1,"}, {7, "cell 7,"}, {-1, "cell 7.1,"}, {-1, "cell 7.2,"}, {0, "cell 8,"}, {12, "cell 12,"}, {11, "cell 11,"}, {0, "cell 13,"}} {
		_, err := s.EvalAs(background, c.number, "nothing")
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(strings.Join(e.Traceback, "\n"), c.name) {
			t.Errorf("number %d: %v, want %s", c.number, err, c.name)
		}
	}
}
