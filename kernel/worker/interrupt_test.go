//go:build unix

package worker_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"monro/kernel/worker"
)

// Cells that go on for long, by what they do meanwhile. SERVER is the address of
// one that accepts connections and says nothing.
var endless = []struct{ name, code string }{
	{"loop", "for i := 0; ; i++ { }"},
	{"loop in a function", "func spin() { x := 0.0; for { x = x*0.5 + 1 } }\nspin()"},
	{"loop of vector operations", "v := ones(1000); for { v = sin(v) + 0.1*v }"},
	{"loop over states", "for s := range optim.Descend(problem.Rosenbrock(), optim.NewAdam(1e-3), zeros(2)) { last = s.K }"},
	{"optim.Run", "optim.Run(problem.Rosenbrock(), optim.NewAdam(1e-3), zeros(2), optim.Iterations(1 << 40))"},
	{"optim.Run on closures", "f := problem.Func(2, func(x []float64) float64 { return x[0]*x[0] + x[1]*x[1] }, func(dst, x []float64) { dst[0], dst[1] = 2*x[0], 2*x[1] })\noptim.Run(f, optim.NewAdam(1e-3), ones(2), optim.Iterations(1 << 40))"},
	{"training a network", "net := nn.MLP(4, 32, 1)\nd := data.GaussianRegression(512, 4, rng.New(1))\nf := problem.FromLoss(func(p, x, y ad.Node) ad.Node { return mean(square(ad.Flatten(net.At(p).Apply(x)) - y)) }, net.Len(), d)\noptim.Run(f, optim.NewAdam(1e-3), net.Init(rng.New(1)), optim.Batch(32, rng.New(2)), optim.Iterations(1 << 40))"},
	{"experiment.Compare", "experiment.Compare(problem.Rosenbrock(), seeds(1000), experiment.Iterations(1 << 30), optim.NewAdam(1e-3))"},
	{"study of cells", "experiment.New(\"s\", seeds(4)).Arm(\"a\", func(t *experiment.Trial) error { for { last++ } }).Quiet().Run()"},
	{"sort.Slice", "v := zeros(1 << 22)\nsort.Slice(v, func(i, j int) bool { return i*7%13 < j*7%13 })"},
	{"vec.Map", "v := zeros(1 << 24)\nvec.Map(v, func(x float64) float64 { return x + 1 }, v)"},
	{"matrix product", "m := mat.NewDense(3000, 3000, nil); var p mat.Dense\nfor { p.Mul(m, m) }"},
	{"time.Sleep", "time.Sleep(time.Hour)"},
	{"channel", "<-make(chan int)"},
	{"select", "select { case <-time.After(time.Hour): case <-make(chan int): }"},
	{"mutex", "var mu sync.Mutex; mu.Lock(); mu.Lock()"},
	{"WaitGroup", "var g sync.WaitGroup; g.Go(func() { time.Sleep(time.Hour) }); g.Wait()"},
	{"network", "http.Get(\"http://SERVER\")"},
	{"shell", "!sleep 60"},
	{"command", "exec.Command(\"sleep\", \"60\").Run()"},
	{"printing", "for i := 0; ; i++ { fmt.Println(i) }"},
}

// An endlessHost runs those cells and interrupts them.
type endlessHost struct {
	*worker.Host
	server net.Listener
	left   bool // the last interrupted cell left a compiled call behind
}

func newEndless(t testing.TB) *endlessHost {
	h := &endlessHost{Host: host(t, func(o *worker.Options) {
		o.Command, o.Env = []string{os.Args[0]}, []string{envDialect + "=1"}
	})}
	var err error
	if h.server, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.server.Close() })
	h.must(t, "last := 0; calls := 0; next := func() int { calls++; return calls }")
	h.must(t, "var ticks atomic.Int64; tick := func() { for { time.Sleep(5*time.Millisecond); ticks.Add(1) } }; go tick()")
	return h
}

func (h *endlessHost) must(t testing.TB, code string) string {
	t.Helper()
	reply, _ := run(t, h.Host, code)
	if reply.Error != nil {
		t.Fatalf("%s: %v", code, reply.Error)
	}
	if reply.Result == nil {
		return ""
	}
	return fmt.Sprint(reply.Result.Data["text/plain"])
}

// interrupt runs a cell, interrupts it after a while and returns how long it
// took to end.
func (h *endlessHost) interrupt(t testing.TB, code string, after time.Duration) time.Duration {
	t.Helper()
	code = strings.ReplaceAll(code, "SERVER", h.server.Addr().String())
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	pressed := make(chan time.Time, 1)
	defer time.AfterFunc(after, func() {
		pressed <- time.Now()
		stop()
	}).Stop()
	reply := h.Execute(ctx, worker.Request{Code: code}, func(worker.Event) {})
	ended := time.Now()
	e := reply.Error
	if e == nil || e.Name != "Interrupted" || reply.Lost {
		t.Fatalf("%s: %v", code, e)
	}
	h.left = strings.Contains(e.Message, "background")
	return ended.Sub(<-pressed)
}

// ticking reports whether the goroutine of the first cells goes on.
func (h *endlessHost) ticking(t testing.TB) bool {
	before := h.must(t, "int(ticks.Load())")
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if h.must(t, "int(ticks.Load())") != before {
			return true
		}
	}
	return false
}

// An interrupt ends every cell and nothing else: variables, closures and
// goroutines of earlier cells are there, in the same process. A goroutine that runs
// interpreted code at that very moment ends, too: one that sleeps nearly all the
// time may be hit once in a long while.
func TestInterruptOfDialect(t *testing.T) {
	h := newEndless(t)
	pid, hit := h.Pid(), 0
	for i, c := range endless {
		h.interrupt(t, c.code, 100*time.Millisecond)
		if got := h.must(t, "next()"); got != fmt.Sprint(i+1) {
			t.Errorf("after %s: the closure says %s, want %d", c.name, got, i+1)
		}
		if h.ticking(t) {
			continue
		}
		if hit++; hit > 1 {
			t.Errorf("after %s: the goroutine is gone, and not for the first time", c.name)
		}
		h.must(t, "go tick()")
	}
	if h.Pid() != pid {
		t.Error("the worker was replaced")
	}
}

// BenchmarkInterrupt gives the time from the interrupt to the cell's end, as the
// host sees it, at the median and at the 99th percentile:
//
//	go test ./kernel/worker -run '^$' -bench Interrupt -benchtime 100x
func BenchmarkInterrupt(b *testing.B) {
	for _, c := range endless {
		b.Run(strings.ReplaceAll(c.name, " ", "_"), func(b *testing.B) {
			h := newEndless(b)
			var all []time.Duration
			for b.Loop() {
				all = append(all, h.interrupt(b, c.code, 30*time.Millisecond))
				if h.left { // it would take the processors from the next
					h.Restart()
					h.must(b, "last := 0")
				}
			}
			slices.Sort(all)
			at := func(q float64) float64 { return all[int(q*float64(len(all)-1))].Seconds() * 1e3 }
			b.ReportMetric(at(0.5), "p50-ms")
			b.ReportMetric(at(0.99), "p99-ms")
			b.ReportMetric(0, "ns/op") // mostly what the cell ran before
		})
	}
}
