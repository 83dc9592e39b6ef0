//go:build unix

package worker_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"monro/kernel/worker"
)

// A disaster is a cell that would end, stall or blind a session that ran in the
// process which answers for it.
type disaster struct {
	name, code string
	want       string // the error: its name, or "" for a cell that ends well
	says       string // in the error's message, or in what the cell prints
	dies       bool   // the worker does not live on
	mayDie     bool   // it is a matter of speed: the host ends a worker that grows too fast to stop itself
	after      time.Duration
}

const workerDied = "WorkerDied"

var disasters = []disaster{
	// Panics.
	{name: "panic", code: `panic("boom")`, want: "Panic", says: "boom"},
	{name: "panic in a goroutine", code: "var g sync.WaitGroup; g.Add(1)\ngo func() { defer g.Done(); panic(\"boom\") }()\ng.Wait(); time.Sleep(20*time.Millisecond)", says: "boom"},
	{name: "panic in sort.Slice", code: `sort.Slice([]int{3, 1, 2}, func(i, j int) bool { panic("boom") })`, want: "Panic", says: "boom"},
	{name: "panic in slices.SortFunc", code: `slices.SortFunc([]int{3, 1, 2}, func(i, j int) int { panic("boom") })`, want: "Panic", says: "boom"},
	{name: "panic in strings.Map", code: `strings.Map(func(r rune) rune { panic("boom") }, "abc")`, want: "Panic", says: "boom"},
	{name: "panic in vec.Map", code: `vec.Map(zeros(3), func(x float64) float64 { panic("boom") }, zeros(3))`, want: "Panic", says: "boom"},
	{name: "panic in sync.Once", code: `var o sync.Once; o.Do(func() { panic("boom") })`, want: "Panic", says: "boom"},
	{name: "panic in a String method", code: "type T struct{ a int }\nfunc (T) String() string { panic(\"boom\") }\nfmt.Println(T{1})", says: "boom"},
	{name: "panic in time.AfterFunc", code: "time.AfterFunc(0, func() { panic(\"boom\") })\ntime.Sleep(50*time.Millisecond)", says: "boom"},
	{name: "panic in context.AfterFunc", code: "ctx, c := context.WithCancel(context.Background()); context.AfterFunc(ctx, func() { panic(\"boom\") }); c(); time.Sleep(50*time.Millisecond)", says: "boom"},
	{name: "panic in WaitGroup.Go", code: `var g sync.WaitGroup; g.Go(func() { panic("boom") }); g.Wait(); time.Sleep(20*time.Millisecond)`, says: "boom"},
	{name: "panic in an optimiser", code: "type bad struct{}\nfunc (bad) Step(x, g []float64) error { panic(\"boom\") }\noptim.Run(problem.Rosenbrock(), bad{}, zeros(2), optim.Iterations(3))", want: "Panic", says: "boom"},
	{name: "panic in a loop over states", code: `for s := range optim.Descend(problem.Rosenbrock(), optim.NewAdam(1e-3), zeros(2)) { if s.K == 3 { panic("boom") } }`, want: "Panic", says: "boom"},
	{name: "panic in a trial", code: "r := experiment.New(\"s\", seeds(4)).Arm(\"a\", func(t *experiment.Trial) error { panic(\"boom\") }).Quiet().Run()\nfmt.Println(r.Failures().Text())", says: "boom"},
	{name: "panic in a traced loss", code: `problem.FromLoss(func(p, x, y ad.Node) ad.Node { panic("boom") }, 3, data.Blobs(10, 2, 2, 1, rng.New(1)))`, want: "Panic", says: "boom"},
	{name: "panic in an HTTP handler", code: `s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("boom") })); http.Get(s.URL)`, want: "Error", says: "EOF"},
	{name: "nil map", code: `var m map[string]int; m["a"] = 1`, want: "Panic", says: "nil map"},
	{name: "nil pointer", code: `var p *struct{ A int }; p.A = 1`, want: "Panic", says: "nil pointer"},
	{name: "index", code: `a := []int{1}; i := 5; a[i] = 2`, want: "Panic", says: "index out of range [5] with length 1"},
	{name: "divide", code: `a, b := 1, 0; a / b`, want: "Panic", says: "divide by zero"},
	{name: "closed channel", code: `c := make(chan int); close(c); close(c)`, want: "Panic", says: "close of closed channel"},

	// The end of the process.
	{name: "os.Exit", code: `os.Exit(3)`, want: "Exit", says: "os.Exit(3)"},
	{name: "os.Exit as a value", code: `f := os.Exit; f(3)`, want: "Exit", says: "os.Exit(3)"},
	{name: "os.Exit in a goroutine", code: "go os.Exit(3)\ntime.Sleep(50*time.Millisecond)", says: "os.Exit(3)"},
	{name: "log.Fatal", code: `log.Fatal("the end")`, want: "Exit", says: "the end"},
	{name: "Fatal of a Logger", code: `log.New(os.Stderr, "", 0).Fatal("the end")`, want: workerDied, says: "status 1", dies: true},
	{name: "runtime.Goexit", code: `runtime.Goexit()`, want: "Exit", says: "Goexit"},
	{name: "unlock", code: `var m sync.Mutex; m.Unlock()`, want: workerDied, says: "unlock of unlocked mutex", dies: true},
	{name: "concurrent map writes", code: die, want: workerDied, says: "concurrent map", dies: true},
	{name: "Process.Kill", code: "p := os.FindProcess(os.Getpid()); p.Kill(); select {}", want: workerDied, says: "signal 9", dies: true},
	{name: "Process.Signal", code: "p := os.FindProcess(os.Getpid()); p.Signal(os.Interrupt); time.Sleep(20*time.Millisecond)"},
	{name: "kill -9", code: "!kill -9 $PPID; sleep 1", want: workerDied, says: "signal 9", dies: true},
	{name: "kill -TERM", code: "!kill -TERM $PPID; sleep 1", want: workerDied, says: "terminated", dies: true},
	{name: "kill -INT", code: "!kill -INT $PPID; sleep 0.02"},
	{name: "kill -SEGV", code: "!kill -SEGV $PPID; sleep 1", want: workerDied, says: "SIGSEGV", dies: true},
	{name: "kill -ABRT", code: "!kill -ABRT $PPID; sleep 1", want: workerDied, says: "SIGABRT", dies: true},
	{name: "kill -STOP", code: "!kill -STOP $PPID"},
	{name: "broken pipes", code: "for i := range 64 { os.NewFile(uintptr(i), \"\").Close() }\nselect {}", want: workerDied, dies: true},
	{name: "rubbish in the pipe", code: "os.NewFile(4, \"\").Write([]byte(strings.Repeat(\"\\xff\", 100)))\nselect {}", want: workerDied, says: "broke the pipe", dies: true},

	// Stack.
	{name: "recursion", code: "func f(n int) int { return f(n+1) + 1 }\nf(0)", want: "StackOverflow"},
	{name: "mutual recursion", code: "func f(n int) int { return g(n+1) + 1 }\nfunc g(n int) int { return f(n+1) + 1 }\nf(0)", want: "StackOverflow"},
	{name: "recursion through an interface", code: "type I interface{ M(int) int }\ntype A struct{}\nfunc (a *A) M(n int) int { var i I = a; return i.M(n+1) + 1 }\n(&A{}).M(0)", want: "StackOverflow"},
	{name: "recursion of a closure", code: "var c func(int) int\nc = func(n int) int { return c(n+1) + 1 }\nc(0)", want: "StackOverflow"},
	{name: "recursion through sort.Slice", code: "func less(i, j int) bool { sort.Slice([]int{1, 2}, less); return false }\nless(0, 0)", want: "StackOverflow"},
	{name: "recursion through String", code: "type S struct{ n int }\nfunc (s S) String() string { return fmt.Sprintf(\"%v\", s) }\nfmt.Println(S{1})", want: "StackOverflow"},
	{name: "recursion in a goroutine", code: "func f(n int) int { return f(n+1) + 1 }\nc := make(chan int)\ngo func() { c <- f(0) }()\n<-c", want: "StackOverflow"},
	{name: "value that holds itself", code: "type N struct{ L []any }\nn := &N{}; n.L = []any{n}\nn"},

	// Memory.
	{name: "100 GB by make", code: `x := make([]float64, 1<<34)`, want: "Panic", says: "out of memory: 128 GiB wanted"},
	{name: "100 GB by a map", code: `x := make(map[int]int, 1<<34)`, want: "Panic", says: "out of memory"},
	{name: "100 GB by a channel", code: `x := make(chan int64, 1<<34)`, want: "Panic", says: "out of memory"},
	{name: "100 GB by zeros", code: `x := zeros(1<<34)`, want: "Panic", says: "out of memory"},
	{name: "100 GB by strings.Repeat", code: `x := strings.Repeat("a", 100<<30)`, want: "Panic", says: "out of memory"},
	{name: "100 GB by an array", code: `x := new([1<<34]float64); x[1] = 2`, want: workerDied, says: "out of memory", dies: true},
	{name: "slow growth", code: "var x [][]float64\nfor { x = append(x, make([]float64, 1000)) }", want: "OutOfMemory", says: "MONRO_MEMORY", mayDie: true},
	{name: "growth of a buffer", code: "var x bytes.Buffer\nfor { x.Write(make([]byte, 1<<20)) }", want: "OutOfMemory", says: "MONRO_MEMORY", mayDie: true},
	{name: "growth of stacks", code: "for range 1000000 { go func() { select {} }() }", want: "OutOfMemory", says: "goroutines", mayDie: true},

	// Standing still.
	{name: "select", code: "select {}", want: "Interrupted", after: 100 * time.Millisecond},
	{name: "mutex", code: "var mu sync.Mutex; mu.Lock(); mu.Lock()", want: "Interrupted", after: 100 * time.Millisecond},
	{name: "channel", code: "<-make(chan int)", want: "Interrupted", after: 100 * time.Millisecond},
	{name: "nil channel", code: "var c chan int; c <- 1", want: "Interrupted", after: 100 * time.Millisecond},
	{name: "WaitGroup", code: "var g sync.WaitGroup; g.Add(1); g.Wait()", want: "Interrupted", after: 100 * time.Millisecond},
	{name: "all goroutines", code: "c := make(chan int)\nfor range 10 { go func() { c <- <-c }() }\n<-c", want: "Interrupted", after: 100 * time.Millisecond},
	{name: "signals ignored", code: "signal.Ignore(os.Interrupt)\nfor {}", want: "Interrupted", after: 100 * time.Millisecond},

	// Standard streams.
	{name: "stdin closed", code: "os.Stdin.Close()"},
	{name: "stdout closed", code: "os.Stdout.Close()"},
	{name: "stderr closed", code: "os.Stderr.Close()"},
	{name: "no stdout", code: "os.Stdout = nil"},
}

// Whatever a cell does, the next one is answered, knows the earlier variables and
// functions, and can print by all ways.
func TestSurvive(t *testing.T) {
	h := host(t, func(o *worker.Options) {
		o.Command, o.Env = []string{os.Args[0]}, []string{envDialect + "=1", "MONRO_MEMORY=400M"}
	})
	exec := func(code string, after time.Duration) (string, worker.Reply) {
		t.Helper()
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		if after == 0 {
			after = 2 * patience
		}
		defer time.AfterFunc(after, stop).Stop()
		var r record
		reply := h.Execute(ctx, worker.Request{Code: code}, r.on)
		return r.script(), reply
	}
	for _, d := range disasters {
		t.Run(d.name, func(t *testing.T) {
			if err := h.Restart(); err != nil {
				t.Fatal(err)
			}
			exec("keep := []float64{1, 2, 3}\nfunc twice(x float64) float64 { return 2 * x }", 0)
			exec("triple := func(x float64) float64 { return 3 * x }", 0)
			pid := h.Pid()
			out, reply := exec(d.code, d.after)
			name, message := "", ""
			if reply.Error != nil {
				name, message = reply.Error.Name, reply.Error.Message
			}
			if d.mayDie && name == workerDied {
				d.want, d.says, d.dies = workerDied, "memory", true
			}
			if name != d.want || !strings.Contains(message+out, d.says) || reply.Lost {
				t.Errorf("%s %q, lost %v, output %q; want %s %q", name, message, reply.Lost, out, d.want, d.says)
			}
			if died := h.Pid() != pid; died != d.dies {
				t.Errorf("the worker died: %v, want %v", died, d.dies)
			}
			if d.dies && !strings.Contains(message, "the session was restored") {
				t.Errorf("%q does not say what became of the session", message)
			}
			const want = "[1 2 3] 2 3\nby the file\n"
			if out, reply := exec("fmt.Println(keep, twice(keep[0]), triple(1))\nfmt.Fprintln(os.Stdout, \"by the file\")", 0); reply.Error != nil || out != want {
				t.Errorf("afterwards %q, %v; want %q", out, reply.Error, want)
			}
		})
	}
}
