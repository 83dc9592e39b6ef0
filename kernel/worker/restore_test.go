//go:build unix

package worker_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"monro/kernel/worker"
)

// envDialect, set to "1", makes the test binary a worker of the dialect.
const envDialect = "MONRO_TEST_DIALECT"

// dialectRun starts a host with a worker of the dialect and returns what runs a
// cell in it and gives what it printed.
func dialectRun(t *testing.T) func(code string) (string, worker.Reply) {
	h := host(t, func(o *worker.Options) {
		o.Command, o.Env = []string{os.Args[0]}, []string{envDialect + "=1"}
	})
	return func(code string) (string, worker.Reply) {
		t.Helper()
		var out strings.Builder
		reply := h.Execute(context.Background(), worker.Request{Code: code}, func(e worker.Event) { out.WriteString(e.Text) })
		return out.String(), reply
	}
}

// The cells kill their worker by concurrent map writes, which Go survives never.
const die = `m := map[int]int{}
go func() { for i := 0; ; i++ { m[i%7]++ } }()
for i := 0; ; i++ { m[i%5]++ }`

func TestRestore(t *testing.T) {
	run := dialectRun(t)
	must := func(code, want string) {
		t.Helper()
		out, reply := run(code)
		if reply.Error != nil || strings.TrimSpace(out) != want {
			t.Fatalf("%s: %q, %v", code, out, reply.Error)
		}
	}
	must("x := 3", "")
	must("func twice(i int) int { return 2*i }", "")
	must("x += 4; xs := []float64{1, 2, 3}", "")
	must(`fmt.Println("seen once", x)`, "seen once 7")
	must("long := 1; time.Sleep(1200*time.Millisecond); long = 2\nfunc late() int { return 5 }", "")
	must("after := long + 1", "")
	must("xs[0] = float64(x)", "")
	for range 2 { // the second time there is a cell more that was cut off
		out, reply := run(die)
		if reply.Error == nil || reply.Error.Name != "WorkerDied" || reply.Lost || out != "" {
			t.Fatalf("%q, %+v", out, reply)
		}
		for _, want := range []string{"concurrent map", "of the session's", "lost: after, long, m", "%restore"} {
			if !strings.Contains(reply.Error.Message, want) {
				t.Errorf("%q does not say %q", reply.Error.Message, want)
			}
		}
		must("fmt.Println(x, xs[0], twice(x), late())", "7 7 14 5")
		if _, reply = run("fmt.Println(after)"); reply.Error == nil || reply.Error.Name != "CompileError" {
			t.Errorf("a lost variable: %+v", reply)
		}
		if t.Failed() {
			break
		}
	}
	if out, reply := run("%restore"); reply.Error != nil || !strings.Contains(out, "The session was restored") || !strings.Contains(out, "lost: m.") {
		t.Errorf("%%restore: %q, %v", out, reply.Error)
	}
	must("fmt.Println(x, xs, long, after)", "7 [7 2 3] 2 3")
	if _, reply := run("%restart"); reply.Error != nil || !reply.Lost {
		t.Errorf("%%restart: %+v", reply)
	}
	if _, reply := run("fmt.Println(x)"); reply.Error == nil {
		t.Error("a variable survived %restart")
	}
}

// What a cell that was not run again would have set must not keep an older value.
func TestRestoreForgets(t *testing.T) {
	run := dialectRun(t)
	for _, code := range []string{
		"best := 1.0; grid := []float64{1, 2}; i := 9",
		"time.Sleep(1100*time.Millisecond)\nbest = 2\nsort.Float64s(grid)\nfor i := range 3 { i++ }",
	} {
		if _, reply := run(code); reply.Error != nil {
			t.Fatalf("%s: %v", code, reply.Error)
		}
	}
	_, reply := run(die)
	if reply.Error == nil || !strings.Contains(reply.Error.Message, "lost: best, m; perhaps not up to date: grid") {
		t.Errorf("%v", reply.Error)
	}
	if out, reply := run("fmt.Println(i)"); reply.Error != nil || out != "9\n" {
		t.Errorf("%q, %v", out, reply.Error)
	}
}

// A cell that kills the worker when it is run again is left out then.
func TestRestoreOfAKiller(t *testing.T) {
	run := dialectRun(t)
	flag := filepath.Join(t.TempDir(), "flag")
	for _, code := range []string{
		"y := 1",
		fmt.Sprintf("z := 2\nif _, err := os.Stat(%q); err == nil { p := os.FindProcess(os.Getpid()); p.Kill(); select {} }", flag),
		fmt.Sprintf("os.WriteFile(%q, nil, 0o600); y = 3", flag),
	} {
		if _, reply := run(code); reply.Error != nil {
			t.Fatalf("%s: %v", code, reply.Error)
		}
	}
	_, reply := run(die)
	if reply.Error == nil || reply.Lost || !strings.Contains(reply.Error.Message, "lost: m, z") {
		t.Fatalf("%+v", reply)
	}
	if out, reply := run("fmt.Println(y)"); reply.Error != nil || out != "3\n" {
		t.Errorf("%q, %v", out, reply.Error)
	}
}
