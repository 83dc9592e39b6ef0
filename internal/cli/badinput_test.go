package cli

import (
	"context"
	"strings"
	"testing"
	"time"

	"monro/kernel/worker"
)

// What can go wrong in a cell costs that cell alone, in a real worker process.
func TestBadInput(t *testing.T) {
	h := worker.NewHost(worker.Options{Env: []string{"MONRO_MEMORY=512M"}})
	defer h.Close()
	run := func(code string, limit time.Duration) (worker.Reply, string) {
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		var printed strings.Builder
		reply := h.Execute(ctx, worker.Request{Code: code}, func(e worker.Event) { printed.WriteString(e.Text) })
		return reply, printed.String()
	}
	if r, _ := run("sentinel := 12345", time.Minute); r.Error != nil {
		t.Fatal(r.Error)
	}
	for _, tt := range []struct {
		name, code string
		error      string // name of the error; "": none
		says       string // in its message
	}{
		{"syntax", "x := := 3", "CompileError", "expected operand"},
		{"unknown name", "notThere(1)", "CompileError", "undefined: notThere"},
		{"wrong type", `var n int = "text"`, "CompileError", "cannot use"},
		{"endless loop", "for {\n}", "Interrupted", ""},
		{"allocation", "big := make([]byte, 2<<30)", "Panic", "out of memory"},
		{"exit", "os.Exit(3)", "Exit", "os.Exit(3)"},
		{"goroutine panic", "done := make(chan int)\ngo func() { defer close(done); panic(\"boom\") }()\n<-done", "", ""},
		{"endless recursion", "func down(n int) int { return down(n+1) + 1 }\ndown(0)", "StackOverflow", "calls itself without end"},
	} {
		limit := time.Minute
		if tt.error == "Interrupted" {
			limit = 300 * time.Millisecond
		}
		reply, _ := run(tt.code, limit)
		switch e := reply.Error; {
		case (e != nil) != (tt.error != ""):
			t.Errorf("%s: error %v, want %q", tt.name, e, tt.error)
		case e != nil && (e.Name != tt.error || !strings.Contains(e.Message, tt.says)):
			t.Errorf("%s: %v, want %s: %s", tt.name, e, tt.error, tt.says)
		}
		if r, _ := run("sentinel", time.Minute); r.Error != nil || r.Result.Text() != "12345" {
			t.Fatalf("%s: then the session answers %+v", tt.name, r)
		}
	}

	reply, _ := run("make([]int, 1_000_000)", time.Minute)
	if reply.Error != nil || len(reply.Result.Text()) > 10_000 {
		t.Errorf("a million numbers: error %v, shown in %d bytes", reply.Error, len(reply.Result.Text()))
	}
	const long = 5_000_000
	reply, printed := run(`fmt.Println(strings.Repeat("x", 5_000_000))`, time.Minute)
	if reply.Error != nil || len(printed) != long+1 || strings.Trim(printed, "x") != "\n" {
		t.Errorf("a line of %d bytes: error %v, %d bytes printed", long, reply.Error, len(printed))
	}
}
