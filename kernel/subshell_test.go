package kernel

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"monro/kernel/wire"
	"monro/kernel/worker"
)

// subshell opens one and returns its id.
func (f *front) subshell() string {
	f.t.Helper()
	reply := f.request("control", "create_subshell_request", fields{})
	check(f.t.(*testing.T), "create", []any{reply["status"], reply["msg_type"]}, []any{"ok", "create_subshell_reply"})
	return reply["subshell_id"].(string)
}

func (f *front) run(subshell, code string) string {
	f.t.Helper()
	return f.sendTo(subshell, "shell", "execute_request", fields{"code": code})
}

// started waits until a cell runs.
func (f *front) started(id string) string {
	f.t.Helper()
	for {
		if m := f.next("iopub"); parentOf(m) == id && m.Header.Type == "execute_input" {
			return id
		}
	}
}

// replies waits for the answers to several requests, in any order.
func (f *front) replies(ids ...string) map[string]fields {
	f.t.Helper()
	got := map[string]fields{}
	for len(got) < len(ids) {
		m := f.next("shell")
		if id := parentOf(m); slices.Contains(ids, id) {
			got[id] = fieldsOf(m)
		}
	}
	return got
}

func TestSubshellsAreListed(t *testing.T) {
	f := start(t)
	info := f.request("shell", "kernel_info_request", fields{})
	check(t, "features", info["supported_features"], []any{"debugger", "kernel subshells"})
	check(t, "protocol", info["protocol_version"], "5.5")
	check(t, "none", f.request("control", "list_subshell_request", fields{})["subshell_id"], []any{})
	a, b := f.subshell(), f.subshell()
	if a == b {
		t.Fatalf("two subshells are called %q", a)
	}
	want := []any{min(a, b), max(a, b)}
	check(t, "two", f.request("control", "list_subshell_request", fields{})["subshell_id"], want)
	check(t, "delete", f.request("control", "delete_subshell_request", fields{"subshell_id": a})["status"], "ok")
	check(t, "one", f.request("control", "list_subshell_request", fields{})["subshell_id"], []any{b})
	check(t, "again", f.request("control", "delete_subshell_request", fields{"subshell_id": a})["ename"], "UnknownSubshell")
	for _, request := range []string{"execute_request", "complete_request"} {
		reply := f.reply("shell", f.sendTo(a, "shell", request, fields{"code": "x"}))
		check(t, request, []any{reply["status"], reply["ename"]}, []any{"error", "UnknownSubshell"})
	}
}

// All but the main shell's own requests are answered while its cell runs, with the
// outputs of each to its own request.
func TestSubshellBesideACell(t *testing.T) {
	f := start(t)
	sub := f.subshell()
	f.execute("set name value")
	main := f.started(f.run("", "sleep 1h"))
	id := f.run(sub, "print beside\nset other x\nresult r")
	check(t, "cell", f.reply("shell", id)["status"], "ok")
	check(t, "shown", script(f.until(id)), []string{"busy", "input 3", `stdout "beside\n"`, "result 3 r", "idle"})
	var ids []string
	for range 3 {
		ids = append(ids, f.sendTo(sub, "shell", "complete_request", fields{"code": "na", "cursor_pos": 2}), f.run(sub, "name"))
	}
	for i, id := range ids { // in order
		m := f.next("shell")
		if parentOf(m) != id {
			t.Fatalf("answer %d is to %s, want %s", i, parentOf(m), id)
		}
	}
	f.request("control", "interrupt_request", fields{})
	check(t, "main", f.reply("shell", main)["ename"], "Interrupted")
	reply, _ := f.execute("other")
	check(t, "afterwards", reply["status"], "ok")
}

func TestSubshellInterrupt(t *testing.T) {
	f := start(t)
	a, b := f.subshell(), f.subshell()
	ids := []string{f.started(f.run("", "sleep 1h")), f.started(f.run(a, "sleep 1h")), f.started(f.run(b, "sleep 1h"))}
	f.request("control", "delete_subshell_request", fields{"subshell_id": b}) // what runs there is stopped, too
	f.request("control", "interrupt_request", fields{})
	for id, reply := range f.replies(ids...) {
		check(t, id, reply["ename"], "Interrupted")
	}
}

func TestSubshellInput(t *testing.T) {
	f := start(t)
	sub := f.subshell()
	main := f.sendTo("", "shell", "execute_request", fields{"code": "print begun\nsleep 1h", "allow_stdin": false})
	for m := f.next("iopub"); m.Header.Type != "stream"; m = f.next("iopub") {
	}
	id := f.sendTo(sub, "shell", "execute_request", fields{"code": "input who?", "allow_stdin": true})
	question := f.next("stdin")
	check(t, "question", []any{parentOf(question), fieldsOf(question)["prompt"]}, []any{id, "who?"})
	f.send("stdin", "input_reply", fields{"value": "me"})
	check(t, "reply", f.reply("shell", id)["status"], "ok")
	check(t, "shown", slices.Contains(script(f.until(id)), `stdout "got me\n"`), true)
	f.request("control", "interrupt_request", fields{})
	f.reply("shell", main)
}

// Cells that wait in a deleted subshell are aborted; the one that runs ends.
func TestSubshellDeleted(t *testing.T) {
	f := start(t)
	sub := f.subshell()
	ids := []string{f.run(sub, "sleep 300ms"), f.run(sub, "result a"), f.sendTo(sub, "shell", "complete_request", fields{"code": "x"})}
	time.Sleep(50 * time.Millisecond)
	check(t, "delete", f.request("control", "delete_subshell_request", fields{"subshell_id": sub})["status"], "ok")
	replies := f.replies(ids...)
	for i, want := range []string{"ok", "aborted", "aborted"} {
		check(t, fmt.Sprint("request ", i), replies[ids[i]]["status"], want)
	}
}

// A worker that dies ends the cells of all shells; subshells stay, and the session
// comes back once.
func TestSubshellOutlivesTheWorker(t *testing.T) {
	f := start(t)
	sub := f.subshell()
	f.execute("set x 1")
	for _, shells := range [][2]string{{"", sub}, {sub, ""}} {
		waits := f.run(shells[0], "sleep 1h")
		dies := f.run(shells[1], "sleep 100ms\nkill")
		for id, reply := range f.replies(waits, dies) {
			check(t, id, reply["ename"], "WorkerDied")
		}
		reply, shown := f.execute("x")
		check(t, "restored", []any{reply["status"], slices.Contains(shown, fmt.Sprintf("result %v 1", reply["execution_count"]))}, []any{"ok", true})
		check(t, "again", f.reply("shell", f.run(sub, "x"))["status"], "ok")
	}
}

// What a widget shows belongs to the message of the subshell, from the first to the
// last, and nothing of it to the cell that runs meanwhile. An interrupt is for that
// cell: a function that waits for its turn runs behind it.
func TestSubshellHasWidgets(t *testing.T) {
	if os.Getenv("MONRO_DIALECT_WORKER") != "" {
		os.Exit(worker.Main())
	}
	f := start(t, func(o *Options) {
		o.Worker = worker.Options{Command: []string{os.Args[0], "-test.run=TestSubshellHasWidgets"}, Env: []string{"MONRO_DIALECT_WORKER=1"}}
	})
	sub, slider := f.subshell(), ""
	for _, m := range f.until(f.run("", "n := 0\nwidget.Interact(func(k int) any { return k + 100*n })")) {
		if m.Header.Type != "comm_open" {
			continue
		}
		if state := fieldsOf(m)["data"].(map[string]any)["state"].(map[string]any); state["_model_name"] == "IntSliderModel" {
			slider = fieldsOf(m)["comm_id"].(string)
		}
	}
	for to, cell := range []struct {
		code    string
		waits   bool // for the cell to be interrupted
		display string
	}{
		{"", false, "0"},
		{"for { n = 1 }", false, "101"},
		{"n = 2; <-make(chan int)", true, "202"},
	} {
		main := ""
		if cell.code != "" {
			main = f.started(f.run("", cell.code))
			time.Sleep(50 * time.Millisecond) // it has its turn
		}
		request := f.sendTo(sub, "shell", "comm_msg", fields{"comm_id": slider, "data": fields{"method": "update", "state": fields{"value": to}, "buffer_paths": []any{}}})
		if cell.waits {
			time.Sleep(50 * time.Millisecond) // for its turn
			f.request("control", "interrupt_request", fields{})
			check(t, cell.code, f.reply("shell", main)["ename"], "Interrupted")
		}
		captured, shown := f.widget(request)
		check(t, cell.code, captured, []any{request, ""})
		check(t, cell.code, shown, []string{"busy", "clear true", "display_data " + cell.display, "idle"})
		if main != "" && !cell.waits {
			f.request("control", "interrupt_request", fields{})
			f.reply("shell", main)
		}
	}
}

// widget gathers what a message to a widget leads to: whose outputs the place below it
// takes, one after the other, and what is shown.
func (f *front) widget(request string) (captured []any, shown []string) {
	f.t.Helper()
	for !slices.Contains(shown, "idle") {
		m := f.next("iopub")
		switch {
		case m.Header.Type == "comm_msg":
			if id, ok := fieldsOf(m)["data"].(map[string]any)["state"].(map[string]any)["msg_id"]; ok {
				captured = append(captured, id)
			}
		case parentOf(m) == request:
			shown = append(shown, script([]*wire.Message{m})...)
		}
	}
	return captured, shown
}

// The dialect's own session: a subshell looks at a loop as it runs.
func TestSubshellOfTheDialect(t *testing.T) {
	if os.Getenv("MONRO_DIALECT_WORKER") != "" {
		os.Exit(worker.Main())
	}
	f := start(t, func(o *Options) {
		o.Worker = worker.Options{Command: []string{os.Args[0], "-test.run=TestSubshellOfTheDialect"}, Env: []string{"MONRO_DIALECT_WORKER=1"}}
	})
	sub := f.subshell()
	f.execute("stop, losses := false, []float64{}")
	main := f.run("", "for !stop { losses = append(losses, 1/float64(len(losses)+1)); fmt.Print() }")
	for range 5 {
		id := f.run(sub, "fmt.Print(\"beside\")\nlosses[:0]")
		check(t, "status", f.reply("shell", id)["status"], "ok")
		shown := script(f.until(id))
		check(t, "shown", shown, []string{"busy", shown[1], `stdout "beside"`, "result" + strings.TrimPrefix(shown[1], "input") + " []", "idle"})
	}
	for id, reply := range f.replies(main, f.run(sub, "stop = true")) {
		check(t, id, reply["status"], "ok")
	}
}
