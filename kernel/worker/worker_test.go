//go:build unix

package worker_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"monro/kernel/internal/toy"
	"monro/kernel/worker"
	"monro/stdlib/display"
)

const patience = 60 * time.Second // how long a test waits for what must come

func TestMain(m *testing.M) {
	toy.Main()
	if os.Getenv(envDialect) == "1" {
		os.Exit(worker.Main())
	}
	os.Exit(m.Run())
}

func host(t testing.TB, change ...func(*worker.Options)) *worker.Host {
	t.Helper()
	o := toy.Options()
	for _, c := range change {
		c(&o)
	}
	h := worker.NewHost(o)
	t.Cleanup(func() { h.Close() })
	return h
}

// A record is what a cell showed.
type record struct {
	mu     sync.Mutex
	events []worker.Event
}

func (r *record) on(e worker.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

// script is the events in order as one string: text as it is, displays in brackets.
func (r *record) script() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var b strings.Builder
	for _, e := range r.events {
		switch {
		case e.Display != nil:
			fmt.Fprintf(&b, "[%s %s %v]", e.Display.Kind, e.Display.ID, e.Display.Bundle.Data["text/plain"])
		case e.Stream == "stderr":
			fmt.Fprintf(&b, "<%s>", e.Text)
		default:
			b.WriteString(e.Text)
		}
	}
	return b.String()
}

func run(t testing.TB, h *worker.Host, code string) (worker.Reply, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var r record
	reply := h.Execute(ctx, worker.Request{Code: code}, r.on)
	if ctx.Err() != nil {
		t.Fatalf("%s: no reply within %v", code, patience)
	}
	return reply, r.script()
}

func must(t testing.TB, h *worker.Host, code string) (worker.Reply, string) {
	t.Helper()
	reply, script := run(t, h, code)
	if reply.Error != nil {
		t.Fatalf("%s: %v", code, reply.Error)
	}
	return reply, script
}

func await(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s did not come about", what)
		}
	}
}

func alive(pid int) bool {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return syscall.Kill(pid, 0) == nil && !errors.Is(err, os.ErrNotExist)
	}
	return !strings.Contains(string(data), ") Z ") // a zombie waits for its parent only
}

func TestOrder(t *testing.T) {
	h := host(t)
	for _, tt := range []struct{ code, want string }{
		{"print a\nprint b", "a\nb\n"},
		{"print a\neprint b\nprint c", "a\n<b\n>c\n"},
		{"print a\ndisplay 1 x\nprint b\nupdate 1 y\nclear wait", "a\n[display 1 x]b\n[update 1 y][clear  <nil>]"},
		{"print a\nraw b\nprint c\nraw d\ndisplay 1 e", "a\nb\nc\nd\n[display 1 e]"},
		{"raw a\nprint b\neraw c\nprint d", "a\nb\n<c\n>d\n"},
		{"bytes äöü€𝔤", "äöü€𝔤"},
		{"", ""},
	} {
		reply, script := must(t, h, tt.code)
		if script != tt.want || reply.Result != nil || reply.Lost {
			t.Errorf("%q: got %q, want %q, reply %+v", tt.code, script, tt.want, reply)
		}
	}
}

// A character that is cut in two by a pause is not cut in two by a frame.
func TestWholeCharacters(t *testing.T) {
	h := host(t)
	var r record
	h.Execute(t.Context(), worker.Request{Code: "big 1000001\nbytes x"}, r.on)
	for _, e := range r.events {
		if len(e.Text) > 64<<10 || strings.ToValidUTF8(e.Text, "") != e.Text {
			t.Errorf("an event of %d bytes, valid UTF-8: %v", len(e.Text), strings.ToValidUTF8(e.Text, "") == e.Text)
		}
	}
	if got, want := r.script(), strings.Repeat("é", 500000)+"x"; got != want {
		t.Errorf("got %d bytes, want %d", len(got), len(want))
	}
}

func TestMuchOutput(t *testing.T) {
	h := host(t)
	var want strings.Builder
	for i := range 100000 {
		fmt.Fprintln(&want, i)
	}
	if _, script := must(t, h, "prints 100000"); script != want.String() {
		t.Errorf("100000 lines: got %d bytes, want %d", len(script), want.Len())
	}
	if _, script := must(t, h, "big 10485760"); script != strings.Repeat("é", 5<<20) {
		t.Errorf("10 MiB: got %d bytes", len(script))
	}
}

// What is printed shows while the cell goes on.
func TestPrompt(t *testing.T) {
	h := host(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	reply := h.Execute(ctx, worker.Request{Code: "print first\nsleep 10m"}, func(e worker.Event) {
		if e.Text == "first\n" {
			cancel()
		}
	})
	if reply.Error == nil || reply.Error.Name != "Interrupted" {
		t.Errorf("reply %+v", reply)
	}
	if ctx.Err() != context.Canceled {
		t.Error("the line did not show before the cell's end")
	}
}

func TestBundle(t *testing.T) {
	h := host(t)
	var r record
	h.Execute(t.Context(), worker.Request{Code: "display id hello"}, r.on)
	if len(r.events) != 1 || r.events[0].Display == nil {
		t.Fatalf("events %+v", r.events)
	}
	want := display.Event{Kind: display.KindShow, ID: "id", Bundle: display.Bundle{
		Data:     map[string]any{"text/plain": "hello", "image/png": []byte{1, 2, 3}, "application/json": json.RawMessage(`{"a":1}`)},
		Metadata: map[string]any{"image/png": json.RawMessage(`{"width":7}`)},
	}}
	if got := *r.events[0].Display; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestResultAndExpressions(t *testing.T) {
	h := host(t)
	must(t, h, "set x 42")
	q := worker.Request{Code: "x", Expressions: map[string]string{"a": "x", "b": "y"}}
	reply := h.Execute(t.Context(), q, func(worker.Event) {})
	if reply.Error != nil || reply.Result == nil || reply.Result.Data["text/plain"] != "42" {
		t.Fatalf("reply %+v", reply)
	}
	if a := reply.Expressions["a"]; a.Error != nil || a.Bundle.Data["text/plain"] != "42" {
		t.Errorf("a is %+v", a)
	}
	if b := reply.Expressions["b"]; b.Error == nil || b.Error.Name != "NameError" {
		t.Errorf("b is %+v", b)
	}
	q.Silent = true
	if reply := h.Execute(t.Context(), q, func(worker.Event) {}); reply.Result != nil {
		t.Errorf("silent: result %+v", reply.Result)
	}
	reply, _ = run(t, h, "fail Some trouble here")
	if reply.Lost || reply.Error == nil || reply.Error.Name != "Some" || reply.Error.Message != "trouble here" || len(reply.Error.Traceback) != 2 {
		t.Errorf("reply %+v", reply)
	}
}

func TestInput(t *testing.T) {
	h := host(t)
	var r record
	q := worker.Request{Code: "print before\ninput name?\npassword secret?", Input: func(_ context.Context, prompt string, password bool) (string, error) {
		return fmt.Sprint(prompt, password, r.script() != ""), nil
	}}
	if reply := h.Execute(t.Context(), q, r.on); reply.Error != nil {
		t.Fatal(reply.Error)
	}
	if want := "before\ngot name?false true\ngot secret?true true\n"; r.script() != want {
		t.Errorf("got %q, want %q", r.script(), want)
	}
	for name, input := range map[string]func(context.Context, string, bool) (string, error){
		"no input":    nil,
		"input fails": func(context.Context, string, bool) (string, error) { return "", errors.New("nobody there") },
	} {
		reply := h.Execute(t.Context(), worker.Request{Code: "input x", Input: input}, r.on)
		if reply.Error == nil || reply.Error.Name != "InputError" {
			t.Errorf("%s: reply %+v", name, reply)
		}
	}
}

func TestInterrupt(t *testing.T) {
	h := host(t)
	must(t, h, "set x kept")
	for _, code := range []string{"sleep 10m", "spin", "flood", "input wait"} {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			time.Sleep(50 * time.Millisecond)
			cancel()
		}()
		reply := h.Execute(ctx, worker.Request{Code: code, Input: func(ctx context.Context, _ string, _ bool) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		}}, func(worker.Event) {})
		if reply.Error == nil || reply.Lost {
			t.Errorf("%s: reply %+v", code, reply)
		}
	}
	if reply, _ := must(t, h, "x"); reply.Result.Data["text/plain"] != "kept" {
		t.Errorf("x is %v", reply.Result)
	}
}

func TestDeaf(t *testing.T) {
	h := host(t, func(o *worker.Options) { o.Grace = 50 * time.Millisecond })
	must(t, h, "set x 1")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reply := h.Execute(ctx, worker.Request{Code: "print on\nsleep 30ms\ndeaf 10m"}, func(e worker.Event) { cancel() })
	if reply.Error == nil {
		t.Fatal("no error")
	}
	if reply.Error.Name == "Interrupted" && !reply.Lost { // it was interrupted before it went deaf
		reply = h.Execute(interruptedAfter(t, 50*time.Millisecond), worker.Request{Code: "deaf 10m"}, func(worker.Event) {})
	}
	if e := reply.Error; e == nil || e.Name != "Interrupted" || reply.Lost || !strings.Contains(e.Message, "restored") {
		t.Fatalf("reply %+v", reply)
	}
	if reply, _ := run(t, h, "x"); reply.Error != nil {
		t.Errorf("the restored session does not know x: %+v", reply)
	}
}

func interruptedAfter(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(d, cancel)
	return ctx
}

func TestDeath(t *testing.T) {
	h := host(t)
	for _, tt := range []struct{ code, want string }{
		{"exit 3", "status 3"},
		{"exit 0", "status 0"},
		{"kill", "signal 9"},
		{"gc\npanic all over", "panic: all over"},
		{"gc\nmaps", "fatal error: concurrent map"},
		{"recurse", "goroutine stack exceeds"},
	} {
		reply, script := run(t, h, "print before\n"+tt.code)
		e := reply.Error
		if e == nil || e.Name != "WorkerDied" || reply.Lost {
			t.Fatalf("%s: reply %+v", tt.code, reply)
		}
		if !strings.Contains(e.Message, tt.want) || !strings.Contains(e.Message, "session") || strings.Contains(e.Message, "\n") {
			t.Errorf("%s: message %q, want %q in it", tt.code, e.Message, tt.want)
		}
		if script != "before\n" {
			t.Errorf("%s: output before it is %q", tt.code, script)
		}
		if _, script := must(t, h, "print again"); script != "again\n" {
			t.Errorf("after %s: got %q", tt.code, script)
		}
	}
}

// A worker that dies between two cells is news for the second.
func TestDeathBetweenCells(t *testing.T) {
	h := host(t)
	must(t, h, "dielater")
	await(t, "the death", func() bool { return h.Pid() == 0 })
	if c, err := h.Complete(t.Context(), "x", 1); err == nil {
		t.Errorf("completion of the dead: %+v", c)
	}
	_, script := must(t, h, "print again")
	if !strings.Contains(script, "status 7") || !strings.HasSuffix(script, ">again\n") {
		t.Errorf("got %q", script)
	}
	if _, script := must(t, h, "print more"); script != "more\n" {
		t.Errorf("got %q", script)
	}
}

func TestBrokenWorker(t *testing.T) {
	for want, change := range map[string]func(*worker.Options){
		"toy is broken":           func(o *worker.Options) { o.Env = append(o.Env, "TOY_BROKEN=1") },
		"MONRO_MEMORY":            func(o *worker.Options) { o.Env = append(o.Env, "MONRO_MEMORY=lots") },
		"cannot start the worker": func(o *worker.Options) { o.Command = []string{"/no/such/program"} },
		"status 1":                func(o *worker.Options) { o.Command = []string{"false"} },
	} {
		h := host(t, change)
		for range 2 {
			reply, _ := run(t, h, "print x")
			if reply.Error == nil || !strings.Contains(reply.Error.Message, want) {
				t.Errorf("got %+v, want %q", reply, want)
			}
		}
	}
}

func TestLook(t *testing.T) {
	h := host(t)
	must(t, h, "set alpha 1\nset beta 2")
	look := func() {
		t.Helper()
		c, err := h.Complete(t.Context(), "print al", 8)
		if want := (worker.Completion{Matches: []worker.Match{{Text: "alpha", Type: "variable", Signature: "string"}}, Start: 6, End: 8}); err != nil || !reflect.DeepEqual(c, want) {
			t.Errorf("completion %+v, error %v", c, err)
		}
		b, found, err := h.Inspect(t.Context(), "beta", 4, 1)
		if err != nil || !found || b.Data["text/plain"] != `beta is "2", detail 1` {
			t.Errorf("inspection %+v %v, error %v", b, found, err)
		}
		if _, found, err := h.Inspect(t.Context(), "gamma", 99, 0); err != nil || found {
			t.Errorf("gamma: found %v, error %v", found, err)
		}
	}
	look()
	busy, cancel := context.WithCancel(t.Context())
	done := make(chan worker.Reply)
	started := make(chan bool, 1)
	go func() {
		done <- h.Execute(busy, worker.Request{Code: "print on\nsleep 10m"}, func(worker.Event) { started <- true })
	}()
	<-started
	look() // while the cell runs
	cancel()
	<-done
}

func TestHelp(t *testing.T) {
	h := host(t)
	must(t, h, "set beta 2")
	for code, want := range map[string]string{"beta?": `beta is "2", detail 0`, "??beta": `beta is "2", detail 1`} {
		reply, script := must(t, h, code)
		if reply.Page == nil || reply.Page.Text() != want || reply.Result != nil || script != "" {
			t.Errorf("%s: page %v, result %v, output %q; want page %s", code, reply.Page, reply.Result, script, want)
		}
	}
	if reply, script := must(t, h, "gamma?"); reply.Page != nil || script != "Nothing is known of gamma.\n" {
		t.Errorf("gamma: page %v, output %q", reply.Page, script)
	}
}

// Output of a goroutine that outlives its cell goes to the cell's function.
func TestLater(t *testing.T) {
	h := host(t)
	var r record
	if reply := h.Execute(t.Context(), worker.Request{Code: "later 50ms afterwards"}, r.on); reply.Error != nil {
		t.Fatal(reply.Error)
	}
	await(t, "the late line", func() bool { return r.script() == "afterwards\n" })
}

// Text that goes past os.Stdout, to the descriptor, arrives as well.
func TestDescriptor(t *testing.T) {
	h := host(t)
	if _, script := must(t, h, "fd past it all"); script != "<past it all\n>" {
		t.Errorf("got %q", script)
	}
	// The words of a crash that does not come show too, later.
	if _, script := must(t, h, "fd panic: but no\nsleep 10ms\nprint alive"); script != "alive\n" && script != "<panic: but no\n>alive\n" {
		t.Errorf("got %q", script)
	}
}

func TestRestart(t *testing.T) {
	h := host(t)
	must(t, h, "set x 1")
	if err := h.Restart(); err != nil {
		t.Fatal(err)
	}
	if reply, _ := run(t, h, "x"); reply.Error == nil {
		t.Error("x survived the restart")
	}
	must(t, h, "set x 1")
	if reply, _ := run(t, h, "fail Restart now"); reply.Error != nil || !reply.Lost {
		t.Errorf("the error named Restart: reply %+v", reply)
	}
	if reply, _ := run(t, h, "x"); reply.Error == nil {
		t.Error("x survived the second restart")
	}
	started := make(chan bool, 1)
	go func() {
		<-started
		h.Restart()
	}()
	reply := h.Execute(t.Context(), worker.Request{Code: "print on\nsleep 10m"}, func(worker.Event) { started <- true })
	if !reply.Lost || reply.Error == nil || !strings.Contains(reply.Error.Message, "restarted") {
		t.Errorf("the running cell: reply %+v", reply)
	}
}

func TestClose(t *testing.T) {
	h := host(t)
	_, script := must(t, h, "child")
	child, err := strconv.Atoi(strings.TrimSpace(script))
	if err != nil {
		t.Fatal(err)
	}
	pid := h.Pid()
	if !alive(pid) || !alive(child) {
		t.Fatal("no worker or no child")
	}
	h.Close()
	h.Close()
	await(t, "the end of the worker and its child", func() bool { return !alive(pid) && !alive(child) })
	if reply, _ := run(t, h, "print x"); reply.Error == nil {
		t.Error("a closed host runs a cell")
	}
}

// The worker and its children end when the host's process is killed.
func TestHostKilled(t *testing.T) {
	if os.Getenv("TOY_HOST") == "1" {
		h := worker.NewHost(toy.Options())
		h.Execute(context.Background(), worker.Request{Code: "child"}, func(e worker.Event) { fmt.Println(h.Pid(), e.Text) })
		time.Sleep(time.Hour)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestHostKilled$")
	cmd.Env = append(os.Environ(), "TOY_HOST=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pid, child int
	if _, err := fmt.Fscan(out, &pid, &child); err != nil {
		t.Fatal(err)
	}
	cmd.Process.Kill()
	cmd.Wait()
	await(t, "the end of the worker and its child", func() bool { return !alive(pid) && !alive(child) })
}

func TestByHand(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), toy.Env+"=1")
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != 2 || !strings.Contains(string(out), "by hand") {
		t.Errorf("exit %v, output %s", err, out)
	}
}

func TestMemoryLimit(t *testing.T) {
	for _, tt := range []struct {
		s    string
		want int64
	}{{"0", 0}, {"1024", 1024}, {"1k", 1 << 10}, {"512M", 512 << 20}, {" 2G ", 2 << 30}, {"1.5g", 3 << 29}, {"1T", 1 << 40}, {"0%", 0}} {
		if got, err := worker.MemoryLimit(tt.s); err != nil || got != tt.want {
			t.Errorf("%q: got %d, error %v, want %d", tt.s, got, err, tt.want)
		}
	}
	for _, s := range []string{"lots", "-1", "G", "%", "101%", "NaN", "1e30", "2GB"} {
		if got, err := worker.MemoryLimit(s); err == nil || !strings.Contains(err.Error(), s) {
			t.Errorf("%q: got %d, error %v", s, got, err)
		}
	}
	all, err := worker.MemoryLimit("100%")
	if err != nil {
		t.Fatal(err)
	}
	def, err := worker.MemoryLimit("")
	if err != nil || def > all || all > 0 && def < all/2 {
		t.Errorf("default %d of %d, error %v", def, all, err)
	}
}

func BenchmarkExecute(b *testing.B) {
	h := host(b)
	must(b, h, "")
	for b.Loop() {
		h.Execute(b.Context(), worker.Request{}, func(worker.Event) {})
	}
}

func BenchmarkPrints(b *testing.B) {
	h := host(b)
	must(b, h, "")
	for b.Loop() {
		h.Execute(b.Context(), worker.Request{Code: "prints 100000"}, func(worker.Event) {})
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/100000*1e9, "ns/print")
}
