//go:build unix

package worker

import (
	"context"
	"encoding/json"

	"monro/kernel/worker/sandbox"
	"monro/stdlib/display"
)

// hostDebugger is what the host knows of a debugger that a front end has
// attached: enough to end it in the worker's stead.
type hostDebugger struct {
	attached bool
	stopped  map[int]bool // threads
	serial   int          // of the last event
}

// A debugEvent is an event of the Debug Adapter Protocol, as far as the host looks at it.
type debugEvent struct {
	Seq   int             `json:"seq"`
	Type  string          `json:"type"`
	Event string          `json:"event"`
	Body  json.RawMessage `json:"body,omitempty"`
}

type threadBody struct {
	Thread int `json:"threadId"`
}

// Debug hands the session's debugger a message of a front end and the answer to
// reply, both in the Debug Adapter Protocol's JSON. It answers while a cell runs or
// is stopped. Where the worker dies meanwhile, reply comes before the events that
// say so.
func (h *Host) Debug(ctx context.Context, request json.RawMessage, reply func(json.RawMessage, error)) {
	h.debugs.Lock()
	defer h.debugs.Unlock()
	var answer json.RawMessage
	err := h.look(ctx, kindDebug, []byte(request), &answer)
	if err == nil && h.opts.Sandbox != sandbox.Off {
		answer, err = h.tamedAnswer(answer)
	}
	reply(answer, err)
}

// tamedAnswer takes out of an answer's bundle what a sandbox does not show.
func (h *Host) tamedAnswer(answer json.RawMessage) (json.RawMessage, error) {
	var all, body map[string]json.RawMessage
	if err := json.Unmarshal(answer, &all); err != nil {
		return nil, err
	}
	var bundle struct {
		Data map[string]any `json:"data"`
	}
	if json.Unmarshal(all["body"], &body) != nil || json.Unmarshal(all["body"], &bundle) != nil || bundle.Data == nil {
		return answer, nil
	}
	var err error
	if body["data"], err = json.Marshal(h.tamed(display.Bundle{Data: bundle.Data}).Data); err != nil {
		return nil, err
	}
	if all["body"], err = json.Marshal(body); err != nil {
		return nil, err
	}
	return json.Marshal(all)
}

// debugEvent passes an event on.
func (h *Host) debugEvent(p *process, raw []byte) {
	var e debugEvent
	var b threadBody
	if err := json.Unmarshal(raw, &e); err != nil {
		h.opts.Log.Error("malformed debug event from the worker", "error", err)
		return
	}
	if len(e.Body) > 0 {
		json.Unmarshal(e.Body, &b)
	}
	h.events.mu.Lock()
	defer h.events.mu.Unlock()
	h.events.flush()
	d := &p.debugger
	d.serial = e.Seq
	switch e.Event {
	case "initialized":
		d.attached = true
	case "terminated":
		d.attached = false
	case "stopped":
		if d.stopped == nil {
			d.stopped = map[int]bool{}
		}
		d.stopped[b.Thread] = true
	case "continued":
		delete(d.stopped, b.Thread)
	}
	if h.opts.DebugEvents != nil {
		h.opts.DebugEvents(raw)
	}
}

// closeDebugger tells the front end that a debugger has ended with its worker.
func (h *Host) closeDebugger(p *process) {
	h.debugs.Lock()
	defer h.debugs.Unlock()
	h.events.mu.Lock()
	defer h.events.mu.Unlock()
	d := &p.debugger
	if !d.attached || h.opts.DebugEvents == nil {
		return
	}
	tell := func(event string, body any) {
		d.serial++
		e := debugEvent{Seq: d.serial, Type: "event", Event: event}
		if body != nil {
			e.Body, _ = json.Marshal(body)
		}
		raw, _ := json.Marshal(e)
		h.opts.DebugEvents(raw)
	}
	for thread := range d.stopped {
		tell("continued", threadBody{thread})
	}
	d.attached = false
	tell("terminated", nil)
}
