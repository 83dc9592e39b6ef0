package lang

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"
)

// stopped runs a cell and interrupts it after a while.
func stopped(t *testing.T, s *Session, code string) *Error {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	time.AfterFunc(30*time.Millisecond, stop)
	_, err := s.Eval(ctx, code)
	e, ok := err.(*Error)
	if !ok || e.Name != "Interrupted" {
		t.Fatalf("%s: %v", code, err)
	}
	return e
}

// Goroutines of earlier cells sleep as long as they want to and go on when
// another cell is stopped; closures of earlier cells work on, too.
func TestGoroutinesOfEarlierCells(t *testing.T) {
	s, _ := newSession(t)
	value := func(code string) int {
		t.Helper()
		v, err := s.Eval(context.Background(), code)
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(v.Bundle.Text())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	value(`var ticks, sorts, tocks atomic.Int64
		count := func() int { return int(ticks.Load()) }
		go func() { for { time.Sleep(20*time.Millisecond); ticks.Add(1) } }()
		go func() { for { time.Sleep(20*time.Millisecond); sort.Slice([]int{3, 1, 2}, func(i, j int) bool { return i < j }); sorts.Add(1) } }()
		0`)
	started := time.Now()
	time.Sleep(200 * time.Millisecond) // no cell runs
	n, most := value("count()"), int(time.Since(started)/(20*time.Millisecond))+1
	if n < 1 || n > most {
		t.Errorf("%d ticks between the cells, at least 1 and at most %d are wanted", n, most)
	}
	for _, code := range []string{
		"for { }",
		"time.Sleep(time.Hour)",
		"sort.Slice(zeros(1 << 20), func(i, j int) bool { time.Sleep(time.Millisecond); return i < j })",
		"<-make(chan int)",
		"go func() { for { time.Sleep(time.Millisecond); tocks.Add(1) } }()\nfor { }",
	} {
		stopped(t, s, code)
		for _, name := range []string{"ticks", "sorts"} {
			before := value("int(" + name + ".Load())")
			for end := time.Now().Add(20 * time.Second); value("int("+name+".Load())") == before; time.Sleep(10 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatalf("the goroutine that counts %s ended when this was interrupted: %s", name, code)
				}
			}
		}
	}
	before := value("int(tocks.Load())") // of a goroutine of an interrupted cell
	time.Sleep(50 * time.Millisecond)
	if after := value("int(tocks.Load())"); after != before {
		t.Errorf("a goroutine of a cell that was stopped goes on: %d, then %d", before, after)
	}
}

// A cell that waits in a compiled call where nothing can reach it is left
// behind: what earlier cells made works on, and what comes after the call is
// not run when it returns.
func TestLeftBehind(t *testing.T) {
	s, _ := newSession(t)
	run := func(code, want string) {
		t.Helper()
		v, err := s.Eval(context.Background(), code)
		if err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		if got := v.Bundle.Text(); got != want {
			t.Errorf("%s: got %s, want %s", code, got, want)
		}
	}
	run("var gate sync.WaitGroup; gate.Add(1); var passed, through atomic.Bool; n := 0; next := func() int { n++; return n }; next()", "1")
	run("func wait() { gate.Wait(); through.Store(true) }\nnext()", "2")
	if e := stopped(t, s, "later := func() int { return 7 }\nwait()\npassed.Store(true)"); !strings.Contains(e.Message, "background") {
		t.Errorf("not left behind: %v", e)
	}
	run("next()", "3")
	run("later()", "7")
	run("gate.Done(); for !through.Load() { time.Sleep(time.Millisecond) }; time.Sleep(20*time.Millisecond); passed.Load()", "false")
	run("next()", "4")
}

// A compiled loop that hears of an interrupt and ends by itself does not make the
// cell one that went well.
func TestInterruptedLoopThatEnds(t *testing.T) {
	s, _ := newSession(t)
	s.grace = time.Minute // the machine may be busy; how fast it is, the benchmarks say
	for _, code := range []string{
		"for s := range optim.Descend(problem.Rosenbrock(), optim.NewAdam(1e-3), zeros(2)) { _ = s }",
		"optim.Run(problem.Rosenbrock(), optim.NewAdam(1e-3), zeros(2), optim.Iterations(1 << 40))",
		"exec.Command(\"sleep\", \"60\").Run()",
	} {
		if e := stopped(t, s, code); strings.Contains(e.Message, "background") {
			t.Errorf("%s: %v", code, e)
		}
	}
}
