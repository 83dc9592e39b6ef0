package kernel

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"monro/kernel/wire"
)

// slider has a cell show a slider, and returns the id of its model.
func (f *front) slider(how string) (id string) {
	f.t.Helper()
	for _, m := range f.until(f.send("shell", "execute_request", fields{"code": "slider " + how})) {
		c := fieldsOf(m)
		if m.Header.Type != "comm_open" {
			continue
		}
		state := c["data"].(map[string]any)["state"].(map[string]any)
		if state["_model_name"] == "IntSliderModel" {
			if c["target_name"] != "jupyter.widget" || !strings.Contains(string(m.Metadata), "2.1.0") {
				f.t.Errorf("opened to %v with %s", c["target_name"], m.Metadata)
			}
			id = c["comm_id"].(string)
		}
	}
	if id == "" {
		f.t.Fatal("no slider")
	}
	return id
}

// move does what moving a slider does.
func (f *front) move(id string, v int) (request string) {
	f.t.Helper()
	return f.send("shell", "comm_msg", fields{"comm_id": id, "data": fields{"method": "update", "state": fields{"value": v}, "buffer_paths": []any{}}})
}

// withoutComms are the lines of a script without what the widgets say to each other.
func withoutComms(all []*wire.Message) []string {
	return slices.DeleteFunc(script(all), func(line string) bool { return line == "comm_msg" })
}

func TestSliderMoves(t *testing.T) {
	f := start(t)
	id := f.slider("")
	comms := f.request("shell", "comm_info_request", fields{"target_name": "jupyter.widget"})["comms"].(map[string]any)
	check(t, "listed", comms[id], any(map[string]any{"target_name": "jupyter.widget"}))
	check(t, "of another target", f.request("shell", "comm_info_request", fields{"target_name": "x"})["comms"], any(map[string]any{}))

	request := f.move(id, 7)
	all := f.until(request)
	check(t, "shown", withoutComms(all), []string{"busy", `stdout "slider 7\n"`, "idle"})
	var holders []any // what the output below the slider captures
	for _, m := range all {
		if m.Header.Type == "comm_msg" {
			holders = append(holders, fieldsOf(m)["data"].(map[string]any)["state"].(map[string]any)["msg_id"])
		}
	}
	check(t, "captured", holders, []any{request, ""})

	f.until(f.send("shell", "comm_close", fields{"comm_id": id, "data": fields{}}))
	check(t, "closed", withoutComms(f.until(f.move(id, 9))), []string{"busy", "idle"})
	comms = f.request("shell", "comm_info_request", nil)["comms"].(map[string]any)
	check(t, "listed", comms[id], any(nil))
}

// What comes while a cell runs is there at once for the cell; the functions of the
// slider wait, and see the last value alone. A failing cell aborts those behind it,
// and not them.
func TestSliderWhileBusy(t *testing.T) {
	f := start(t)
	id := f.slider("")
	busy := f.send("shell", "execute_request", fields{"code": "print on\nsleep 500ms\nvalue\nfail Some trouble"})
	for parentOf(f.next("iopub")) != busy { // it has started
	}
	behind := f.send("shell", "execute_request", fields{"code": "print behind"})
	var moves []string
	for v := range 20 {
		moves = append(moves, f.move(id, v+1))
	}
	shown := map[string][]string{}
	for idle := 0; idle < len(moves)+2; {
		m := f.next("iopub")
		lines := withoutComms([]*wire.Message{m})
		if len(lines) == 0 || lines[0] == "busy" {
			continue
		}
		if lines[0] == "idle" {
			idle++
			continue
		}
		shown[parentOf(m)] = append(shown[parentOf(m)], lines[0])
	}
	check(t, "aborted", f.reply("shell", behind)["status"], any("aborted"))
	check(t, "the cell", slices.Contains(shown[busy], `stdout "value 20\n"`), true)
	var all []string
	for _, m := range moves {
		all = append(all, shown[m]...)
	}
	check(t, "the slider", all, []string{`stdout "slider 20\n"`})
}

func TestSliderFails(t *testing.T) {
	f := start(t)
	id := f.slider("panic")
	lines := withoutComms(f.until(f.move(id, 1)))
	check(t, "shown", lines, []string{"busy", `stdout "slider 1\n"`, `stderr "toy traceback\nPanic: no good\n"`, "idle"})
	check(t, "again", len(withoutComms(f.until(f.move(id, 2)))), 4)
}

func TestSliderIsInterrupted(t *testing.T) {
	f := start(t)
	id := f.slider("spin")
	request := f.move(id, 1)
	for {
		if m := f.next("iopub"); parentOf(m) == request && m.Header.Type == "stream" {
			break
		}
	}
	f.request("control", "interrupt_request", nil)
	lines := withoutComms(f.until(request))
	lines = slices.DeleteFunc(lines, func(l string) bool { return l == "busy" }) // said again after the interrupt
	check(t, "shown", lines, []string{`stderr "toy traceback\nInterrupted: interrupted\n"`, "idle"})
	reply, _ := f.execute("print on")
	check(t, "the next cell", reply["status"], any("ok"))
}

// A slider that ends the worker ends its comms; the session goes on. The slider stays on
// the page, since what it tells appears there.
func TestSliderEndsTheWorker(t *testing.T) {
	f := start(t)
	f.execute("set x 1")
	id := f.slider("exit")
	told := ""
	for _, m := range f.until(f.move(id, 1)) {
		switch m.Header.Type {
		case "comm_close":
			t.Error("the slider was taken off the page")
		case "stream":
			told += fmt.Sprint(fieldsOf(m)["text"])
		}
	}
	for _, want := range []string{"it exited with status 3", "widgets that were shown no longer answer"} {
		check(t, want, strings.Contains(told, want), true)
	}
	comms := f.request("shell", "comm_info_request", nil)["comms"].(map[string]any)
	check(t, "comms", len(comms), 0)
	reply, _ := f.execute("print on")
	check(t, "the next cell", reply["status"], any("ok"))
}

// A comm that the front end opened is told of to a worker that takes the place of
// another.
func TestCommOutlivesTheWorker(t *testing.T) {
	f := start(t)
	open := fields{"comm_id": "v", "target_name": "jupyter.widget.version", "data": fields{}}
	check(t, "opened", script(f.until(f.send("shell", "comm_open", open))), []string{"busy", "comm_msg", "idle"})
	f.execute("kill")
	for _, m := range f.until(f.send("shell", "execute_request", fields{"code": "slider"})) {
		if m.Header.Type == "comm_open" {
			c := fieldsOf(m)["data"].(map[string]any)
			check(t, "module", c["_model_module"], any("jupyter-js-widgets")) // the new worker knows who listens
			return
		}
	}
	t.Error("no slider")
}
