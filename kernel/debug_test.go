package kernel

import (
	"os"
	"testing"

	"monro/kernel/worker"
)

// A debugClient is a front end with a debugger attached.
type debugClient struct {
	*front
	seq int
}

func startDebugger(t *testing.T) *debugClient {
	f := start(t, func(o *Options) {
		o.Worker = worker.Options{Command: []string{os.Args[0]}, Env: []string{dialectEnv + "=1"}}
	})
	c := &debugClient{front: f}
	for _, command := range []string{"initialize", "attach"} {
		check(t, command, c.debug(command, nil)["success"], true)
	}
	return c
}

func (c *debugClient) debug(command string, arguments any) fields {
	c.t.Helper()
	c.seq++
	return c.request("control", "debug_request", fields{"type": "request", "seq": c.seq, "command": command, "arguments": arguments})
}

func (c *debugClient) body(command string, arguments any) fields {
	c.t.Helper()
	reply := c.debug(command, arguments)
	if reply["success"] != true {
		c.t.Fatalf("%s: %v", command, reply)
	}
	return reply["body"].(map[string]any)
}

// event waits for the next debug_event.
func (c *debugClient) event() fields {
	c.t.Helper()
	for {
		if m := c.next("iopub"); m.Header.Type == "debug_event" {
			return fieldsOf(m)
		}
	}
}

// stopAt sets a breakpoint in a cell, sends the cell and waits until it stops.
func (c *debugClient) stopAt(code string, line int) (id string, stopped fields) {
	c.t.Helper()
	path := c.body("dumpCell", fields{"code": code})["sourcePath"]
	c.body("setBreakpoints", fields{"source": fields{"path": path}, "breakpoints": []fields{{"line": line}}})
	id = c.send("shell", "execute_request", fields{"code": code})
	for {
		if e := c.event(); e["event"] == "stopped" {
			return id, e["body"].(map[string]any)
		}
	}
}

func (c *debugClient) frame() fields {
	c.t.Helper()
	return c.body("stackTrace", fields{"threadId": 1})["stackFrames"].([]any)[0].(map[string]any)
}

const debugged = "func f(n int) int {\n\tm := n * n\n\treturn m + 1\n}\nf(6)"

func TestDebugOverTheWire(t *testing.T) {
	c := startDebugger(t)
	info := c.body("debugInfo", nil)
	check(t, "debugInfo", []any{info["isStarted"], info["hashMethod"], info["tmpFileSuffix"]}, []any{true, "Murmur2", ".go"})
	id, stopped := c.stopAt(debugged, 3)
	check(t, "reason", stopped["reason"], "breakpoint")
	check(t, "stopped threads", c.body("debugInfo", nil)["stoppedThreads"], []any{stopped["threadId"]})
	frame := c.frame()
	check(t, "frame", []any{frame["name"], frame["line"]}, []any{"f", 3.0})
	scopes := c.body("scopes", fields{"frameId": frame["id"]})["scopes"].([]any)
	local := c.body("variables", fields{"variablesReference": scopes[0].(map[string]any)["variablesReference"]})["variables"].([]any)
	m := local[0].(map[string]any)
	check(t, "local", []any{len(local), m["name"], m["value"], m["type"]}, []any{2, "m", "36", "int"})
	check(t, "evaluate", c.body("evaluate", fields{"expression": "m * 2 + n", "frameId": frame["id"]})["result"], "78")
	check(t, "kernel_info while stopped", c.request("shell", "kernel_info_request", fields{})["status"], "ok")
	c.body("next", fields{"threadId": stopped["threadId"]})
	check(t, "cell", c.reply("shell", id)["status"], "ok")
	check(t, "disconnect", c.debug("disconnect", nil)["success"], true)
	check(t, "debugInfo", c.body("debugInfo", nil)["isStarted"], false)
	reply, shown := c.execute(debugged)
	check(t, "without a debugger", []any{reply["status"], shown[len(shown)-2]}, []any{"ok", "result 2 37"})
}

func TestInterruptADebuggedCell(t *testing.T) {
	c := startDebugger(t)
	id, _ := c.stopAt(debugged, 2)
	c.request("control", "interrupt_request", fields{})
	check(t, "error", c.reply("shell", id)["ename"], "Interrupted")
	check(t, "event", c.event()["event"], "continued")
	check(t, "stopped threads", c.body("debugInfo", nil)["stoppedThreads"], []any{})
	if _, stopped := c.stopAt(debugged, 3); stopped["reason"] != "breakpoint" {
		t.Errorf("the next cell stops for %v", stopped)
	}
	c.body("continue", nil)
}

func TestAWorkerDiesWhileStopped(t *testing.T) {
	c := startDebugger(t)
	id, _ := c.stopAt(debugged, 2)
	answer := c.debug("evaluate", fields{"expression": "os.FindProcess(os.Getpid()).Kill()", "frameId": c.frame()["id"]})
	check(t, "answer", answer["message"], "the worker has died")
	check(t, "first event", c.event()["event"], "continued")
	check(t, "second event", c.event()["event"], "terminated")
	check(t, "cell", c.reply("shell", id)["ename"], "WorkerDied")
	reply, _ := c.execute("1 + 1")
	check(t, "next cell", reply["status"], "ok")
	check(t, "debugInfo", c.body("debugInfo", nil)["isStarted"], false)
	for _, command := range []string{"initialize", "attach"} {
		check(t, command, c.debug(command, nil)["success"], true)
	}
	id, _ = c.stopAt(debugged, 3)
	c.body("continue", nil)
	check(t, "cell", c.reply("shell", id)["status"], "ok")
}
