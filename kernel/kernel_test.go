package kernel

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"

	"monro/kernel/internal/toy"
	"monro/kernel/wire"
)

func check(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestInfo(t *testing.T) {
	f := start(t, func(o *Options) { o.Version = "1.2" })
	for _, channel := range []string{"shell", "control"} {
		c := f.request(channel, "kernel_info_request", fields{})
		check(t, "reply", c["msg_type"], "kernel_info_reply")
		check(t, "status", c["status"], "ok")
		check(t, "implementation", fmt.Sprint(c["implementation"], c["implementation_version"]), "monro1.2")
		check(t, "protocol", c["protocol_version"], wire.Version)
		info := c["language_info"].(map[string]any)
		check(t, "language", []any{info["name"], info["mimetype"], info["file_extension"]}, []any{"go", "text/x-go", ".go"})
	}
}

func TestExecute(t *testing.T) {
	f := start(t)
	for _, tt := range []struct {
		code   string
		more   fields
		status string
		count  float64
		shown  []string
	}{
		{"print hello", nil, "ok", 1, []string{"busy", "input 1", `stdout "hello\n"`, "idle"}},
		{"print a\neprint b\ndisplay id x\nupdate id y\nclear wait\nprint c\nresult r", nil, "ok", 2, []string{"busy", "input 2",
			`stdout "a\n"`, `stderr "b\n"`, "display_data id x", "update_display_data id y", "clear true", `stdout "c\n"`, "result 2 r", "idle"}},
		{"fail Some trouble", nil, "error", 3, []string{"busy", "input 3", "error Some", "idle"}},
		{"result quiet", fields{"silent": true}, "ok", 3, []string{"busy", "idle"}},
		{"print quiet\nfail Some trouble", fields{"silent": true}, "error", 3, []string{"busy", "idle"}},
		{"result unstored", fields{"store_history": false}, "ok", 3, []string{"busy", "input 3", "result 3 unstored", "idle"}},
		{"", nil, "ok", 4, []string{"busy", "input 4", "idle"}},
	} {
		reply, shown := f.execute(tt.code, tt.more)
		check(t, tt.code, shown, tt.shown)
		check(t, tt.code, reply["status"], tt.status)
		check(t, tt.code, reply["execution_count"], tt.count)
		if tt.status == "error" {
			check(t, tt.code, []any{reply["ename"], reply["evalue"], len(reply["traceback"].([]any))}, []any{"Some", "trouble", 2})
		}
	}
}

func TestBinaryDisplay(t *testing.T) {
	f := start(t)
	id := f.send("shell", "execute_request", fields{"code": "display d x"})
	for _, m := range f.until(id) {
		if m.Header.Type == "display_data" {
			c := fieldsOf(m)
			data := c["data"].(map[string]any)
			check(t, "PNG", data["image/png"], "AQID") // base64 of 1, 2, 3
			check(t, "JSON", data["application/json"], map[string]any{"a": 1.0})
			check(t, "metadata", c["metadata"], map[string]any{"image/png": map[string]any{"width": 7.0}})
			return
		}
	}
	t.Error("nothing was displayed")
}

func TestUserExpressions(t *testing.T) {
	f := start(t)
	reply, _ := f.execute("set x 42", fields{"user_expressions": fields{"a": "x", "b": "y"}})
	u := reply["user_expressions"].(map[string]any)
	a, b := u["a"].(map[string]any), u["b"].(map[string]any)
	check(t, "a", []any{a["status"], a["data"]}, []any{"ok", map[string]any{"text/plain": "42"}})
	check(t, "b", []any{b["status"], b["ename"]}, []any{"error", "NameError"})
}

// Cells that were sent before the reply to one that fails are aborted; later
// ones run, and so do all where stop_on_error is off.
func TestStopOnError(t *testing.T) {
	f := start(t)
	for _, stop := range []bool{true, false} {
		var ids []string
		for _, code := range []string{"sleep 100ms\nfail Some trouble", "print a", "print b"} {
			ids = append(ids, f.send("shell", "execute_request", fields{"code": code, "stop_on_error": stop}))
		}
		var got []any
		for _, id := range ids {
			reply := f.reply("shell", id)
			got = append(got, reply["status"])
			_, counted := reply["execution_count"]
			check(t, "a count only where the cell ran", counted, reply["status"] != "aborted")
		}
		want := []any{"error", "ok", "ok"}
		if stop {
			want = []any{"error", "aborted", "aborted"}
		}
		check(t, fmt.Sprint("stop_on_error ", stop), got, want)
		check(t, "iopub of the last", len(script(f.until(ids[2]))) == 2, stop)
		reply, _ := f.execute("print c")
		check(t, "the next", reply["status"], "ok")
	}
}

func TestComplete(t *testing.T) {
	f := start(t)
	f.execute("set alpha 1")
	// é takes two bytes and 𝔤 four; both are one code point
	for _, tt := range []struct {
		code       string
		cursor     any
		start, end float64
		matches    []any
	}{
		{"al", 2, 0, 2, []any{"alpha"}},
		{"é𝔤 al zzz", 5, 3, 5, []any{"alpha"}},
		{"é𝔤 al", nil, 3, 5, []any{"alpha"}},
		{"al", 99, 0, 2, []any{"alpha"}},
		{"al", -1, 0, 0, []any{"alpha"}},
		{"xyz", 3, 0, 3, []any{}},
	} {
		q := fields{"code": tt.code}
		if tt.cursor != nil {
			q["cursor_pos"] = tt.cursor
		}
		c := f.request("shell", "complete_request", q)
		check(t, tt.code, []any{c["status"], c["matches"], c["cursor_start"], c["cursor_end"]}, []any{"ok", tt.matches, tt.start, tt.end})
		typed, ok := c["metadata"].(map[string]any)["_jupyter_types_experimental"].([]any)
		if !ok || len(typed) != len(tt.matches) {
			t.Fatalf("%s: metadata %v", tt.code, c["metadata"])
		}
		if len(typed) > 0 {
			check(t, tt.code, typed[0], any(map[string]any{"start": tt.start, "end": tt.end, "text": "alpha", "type": "variable", "signature": "string"}))
		}
	}
}

func TestInspect(t *testing.T) {
	f := start(t)
	f.execute("set alpha 1")
	c := f.request("shell", "inspect_request", fields{"code": "é alpha", "cursor_pos": 7, "detail_level": 1})
	check(t, "alpha", []any{c["status"], c["found"], c["data"], c["metadata"]},
		[]any{"ok", true, map[string]any{"text/plain": `alpha is "1", detail 1`}, map[string]any{}})
	c = f.request("shell", "inspect_request", fields{"code": "beta", "cursor_pos": 4})
	check(t, "beta", []any{c["status"], c["found"], c["data"]}, []any{"ok", false, map[string]any{}})
}

// A question is answered in the pager, not in the output.
func TestPage(t *testing.T) {
	f := start(t)
	f.execute("set alpha 1")
	reply, shown := f.execute("alpha?")
	page := map[string]any{"source": "page", "data": map[string]any{"text/plain": `alpha is "1", detail 0`}, "start": 0.0}
	check(t, "payload", reply["payload"], []any{page})
	check(t, "shown", shown, []string{"busy", "input 2", "idle"})
	reply, _ = f.execute("print a")
	check(t, "payload of a cell", reply["payload"], []any{})
}

func TestIsComplete(t *testing.T) {
	f := start(t, func(o *Options) {
		o.IsComplete = func(code string) (string, string) {
			if strings.HasSuffix(code, "{") {
				return "incomplete", "    "
			}
			return "complete", ""
		}
	})
	c := f.request("shell", "is_complete_request", fields{"code": "x := 1"})
	check(t, "complete", []any{c["msg_type"], c["status"]}, []any{"is_complete_reply", "complete"})
	c = f.request("shell", "is_complete_request", fields{"code": "for {"})
	check(t, "incomplete", []any{c["status"], c["indent"]}, []any{"incomplete", "    "})
}

func TestHistoryRequest(t *testing.T) {
	f := start(t)
	f.execute("print a")
	f.execute("result b")
	f.execute("print hidden", fields{"store_history": false})
	c := f.request("shell", "history_request", fields{"hist_access_type": "tail", "n": 5, "output": true, "raw": true})
	check(t, "history", c["history"], any([]any{
		[]any{1.0, 1.0, []any{"print a", nil}},
		[]any{1.0, 2.0, []any{"result b", "b"}},
	}))
}

func TestComm(t *testing.T) {
	f := start(t)
	id := f.send("shell", "comm_open", fields{"comm_id": "c1", "target_name": "nobody", "data": fields{}})
	all := f.until(id)
	check(t, "comm_open", script(all), []string{"busy", "comm_close", "idle"})
	check(t, "comm_id", fieldsOf(all[1])["comm_id"], "c1")
	check(t, "comm_msg", script(f.until(f.send("shell", "comm_msg", fields{"comm_id": "c1", "data": fields{}}))), []string{"busy", "idle"})
	check(t, "comm_info", f.request("shell", "comm_info_request", fields{})["comms"], any(map[string]any{}))
}

func TestUnknownAndMalformed(t *testing.T) {
	f := start(t)
	for _, channel := range []string{"shell", "control"} {
		check(t, channel, script(f.until(f.send(channel, "no_such_request", fields{}))), []string{"busy", "idle"})
	}
	for _, msgType := range []string{"execute_request", "complete_request", "inspect_request", "is_complete_request", "history_request"} {
		c := f.request("shell", msgType, fields{"code": 7, "n": "x"})
		check(t, msgType, c["status"], "error")
	}
	c := f.request("control", "debug_request", fields{"type": "request", "seq": 3, "command": "debugInfo"})
	check(t, "debug", []any{c["msg_type"], c["success"], c["message"]}, []any{"debug_reply", false, "a toy has no debugger"})
}

// While a cell runs, all other requests are answered, and the last status that
// front ends see is busy.
func TestBusy(t *testing.T) {
	f := start(t)
	f.execute("set alpha 1")
	cell := f.send("shell", "execute_request", fields{"code": "print on\nsleep 10m"})
	for fieldsOf(f.next("iopub"))["text"] != "on\n" {
	}
	for _, q := range []struct {
		channel, msgType string
		content          fields
	}{
		{"control", "kernel_info_request", fields{}},
		{"shell", "kernel_info_request", fields{}},
		{"shell", "complete_request", fields{"code": "al", "cursor_pos": 2}},
		{"shell", "inspect_request", fields{"code": "alpha", "cursor_pos": 5}},
		{"shell", "is_complete_request", fields{"code": ""}},
		{"shell", "history_request", fields{"hist_access_type": "tail", "n": 1}},
		{"shell", "comm_info_request", fields{}},
	} {
		id := f.send(q.channel, q.msgType, q.content)
		reply := f.reply(q.channel, id)
		check(t, q.msgType, reply["msg_type"], strings.Replace(q.msgType, "request", "reply", 1))
		check(t, q.msgType, reply["status"] != "error", true)
		f.until(id)
		again := f.next("iopub")
		check(t, q.msgType, []any{parentOf(again), fieldsOf(again)["execution_state"]}, []any{cell, "busy"})
	}
	if err := f.sockets["hb"].Send(zmq4.NewMsgString("ping")); err != nil {
		t.Fatal(err)
	}
	m, err := f.sockets["hb"].Recv()
	check(t, "heartbeat", []any{string(m.Bytes()), err}, []any{"ping", nil})
	check(t, "interrupt", f.request("control", "interrupt_request", fields{})["status"], "ok")
	reply := f.reply("shell", cell)
	check(t, "the cell", []any{reply["status"], reply["ename"]}, []any{"error", "Interrupted"})
	end := script(f.until(cell))
	check(t, "its end", []any{slices.Contains(end, "error Interrupted"), end[len(end)-1]}, []any{true, "idle"})
	r, _ := f.execute("alpha")
	check(t, "the next cell", r["status"], "ok")
}

func TestSignalInterrupts(t *testing.T) {
	f := start(t)
	cell := f.send("shell", "execute_request", fields{"code": "print on\nspin"})
	for fieldsOf(f.next("iopub"))["text"] != "on\n" {
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	check(t, "the cell", f.reply("shell", cell)["ename"], "Interrupted")
}

func TestStdin(t *testing.T) {
	f := start(t)
	for _, word := range []string{"input", "password"} {
		id := f.send("shell", "execute_request", fields{"code": word + " who?", "allow_stdin": true})
		m := f.next("stdin")
		c := fieldsOf(m)
		check(t, "question", []any{m.Header.Type, parentOf(m), c["prompt"], c["password"]}, []any{"input_request", id, "who?", word == "password"})
		f.send("stdin", "input_reply", fields{"value": "me"})
		check(t, "reply", f.reply("shell", id)["status"], "ok")
		check(t, "shown", slices.Contains(script(f.until(id)), `stdout "got me\n"`), true)
	}
	reply, _ := f.execute("input who?")
	check(t, "without allow_stdin", reply["status"], "error")
	id := f.send("shell", "execute_request", fields{"code": "input who?", "allow_stdin": true})
	f.next("stdin")
	f.request("control", "interrupt_request", fields{})
	check(t, "interrupted", f.reply("shell", id)["status"], "error")
}

func TestWorkerDeath(t *testing.T) {
	f := start(t)
	f.execute("set x 1")
	id := f.send("shell", "execute_request", fields{"code": "panic at the disco"})
	queued := f.send("shell", "execute_request", fields{"code": "print no"})
	reply := f.reply("shell", id)
	if reply["ename"] != "WorkerDied" || !strings.Contains(fmt.Sprint(reply["evalue"]), "panic: at the disco") {
		t.Errorf("reply %v", reply)
	}
	check(t, "queued", f.reply("shell", queued)["status"], "aborted")
	reply, shown := f.execute("print again")
	check(t, "next", []any{reply["status"], shown}, []any{"ok", []string{"busy", "input 3", `stdout "again\n"`, "idle"}})
	reply, _ = f.execute("x")
	check(t, "x", reply["status"], "ok")
}

func TestMuchOutput(t *testing.T) {
	f := start(t)
	id := f.send("shell", "execute_request", fields{"code": "prints 100000\nbig 10485760\nresult end"})
	var text strings.Builder
	all := f.until(id)
	for _, m := range all {
		if m.Header.Type == "stream" {
			text.WriteString(fieldsOf(m)["text"].(string))
		}
	}
	var want strings.Builder
	for i := range 100000 {
		fmt.Fprintln(&want, i)
	}
	want.WriteString(strings.Repeat("é", 5<<20))
	check(t, "all text in order", text.String() == want.String(), true)
	lines := script(all[len(all)-2:])
	check(t, "the end", lines, []string{"result 1 end", "idle"})
}

// A front end that subscribes and never reads holds nobody up.
func TestStalledFrontEnd(t *testing.T) {
	f := start(t, func(o *Options) { o.QueueLimit = 2 << 20 })
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", f.connection.IOPubPort))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	hello := make([]byte, 64)
	hello[0], hello[9], hello[10] = 0xff, 0x7f, 3
	copy(hello[12:], "NULL")
	conn.Write(append(hello, "\x04\x19\x05READY\x0bSocket-Type\x00\x00\x00\x03SUB\x00\x01\x01"...))
	f.settle()
	for range 3 {
		id := f.send("shell", "execute_request", fields{"code": "big 20000000"})
		n := 0
		for _, m := range f.until(id) {
			if m.Header.Type == "stream" {
				n += len(fieldsOf(m)["text"].(string))
			}
		}
		check(t, "bytes", n, 20000000)
	}
}

// Random bytes, forged and malformed messages on all five ports.
func TestGarbage(t *testing.T) {
	f := start(t)
	f.execute("set x 1")
	noise := make([]byte, 64<<10)
	for _, port := range []int{f.connection.ShellPort, f.connection.IOPubPort, f.connection.StdinPort, f.connection.ControlPort, f.connection.HeartbeatPort} {
		for range 5 {
			rand.Read(noise)
			conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
			if err != nil {
				t.Fatal(err)
			}
			conn.Write(noise)
			conn.Close()
		}
	}
	forger, err := wire.NewCodec("", "another key")
	if err != nil {
		t.Fatal(err)
	}
	forged, err := forger.Encode(&wire.Message{Header: wire.NewHeader("shutdown_request", "1", "s"), Content: []byte(`{}`)})
	if err != nil {
		t.Fatal(err)
	}
	for _, channel := range []string{"shell", "control", "stdin"} {
		for _, frames := range [][][]byte{
			{[]byte("garbage")}, {{}}, {{}, {}, {}}, {[]byte("<IDS|MSG>")}, forged, {noise, noise}, slices.Repeat([][]byte{{1}}, 1000),
		} {
			if err := f.sockets[channel].SendMulti(zmq4.NewMsgFrom(frames...)); err != nil {
				t.Fatal(err)
			}
		}
	}
	reply, _ := f.execute("x")
	check(t, "the session", reply["status"], "ok")
	check(t, "control", f.request("control", "kernel_info_request", fields{})["status"], "ok")
}

func TestShutdown(t *testing.T) {
	for _, restart := range []bool{false, true} {
		for _, code := range []string{"child", "child\nspin"} {
			f := start(t)
			id := f.send("shell", "execute_request", fields{"code": code})
			var child int
			for child == 0 {
				if m := f.next("iopub"); m.Header.Type == "stream" {
					child, _ = strconv.Atoi(strings.TrimSpace(fieldsOf(m)["text"].(string)))
				}
			}
			if code == "child" {
				f.reply("shell", id)
			}
			c := f.request("control", "shutdown_request", fields{"restart": restart})
			check(t, "reply", []any{c["msg_type"], c["status"], c["restart"]}, []any{"shutdown_reply", "ok", restart})
			for f.next("iopub").Header.Type != "shutdown_reply" {
			}
			select {
			case err := <-f.ended:
				check(t, "Run", err, nil)
				f.ended <- nil
			case <-time.After(patience):
				t.Fatal("the kernel does not end")
			}
			for end := time.Now().Add(patience); syscall.Kill(child, 0) == nil && !zombie(child); time.Sleep(time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal("a process is left")
				}
			}
		}
	}
}

func zombie(pid int) bool {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && strings.Contains(string(data), ") Z ")
}

func TestShutdownOnShell(t *testing.T) {
	f := start(t)
	check(t, "reply", f.request("shell", "shutdown_request", fields{"restart": false})["msg_type"], "shutdown_reply")
	check(t, "Run", <-f.ended, nil)
	f.ended <- nil
}

func TestBadConnectionFile(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte("{\x00}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{bad, bad + ".absent", ""} {
		if err := Run(context.Background(), path, Options{}); !errors.Is(err, ErrConnectionFile) {
			t.Errorf("%q: error %v", path, err)
		}
	}
}

// A port that is taken is an error, not a kernel that half works.
func TestPortTaken(t *testing.T) {
	f := start(t)
	c := f.connection
	_, err := open(&c, Options{Worker: toy.Options()})
	if err == nil || !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("error %v", err)
	}
}

func BenchmarkExecute(b *testing.B) {
	f := start(b)
	for b.Loop() {
		f.until(f.send("shell", "execute_request", fields{"code": ""}))
	}
}

func BenchmarkInfo(b *testing.B) {
	f := start(b)
	for b.Loop() {
		f.request("shell", "kernel_info_request", nil)
	}
}
