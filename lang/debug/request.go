package debug

import (
	"context"
	"encoding/json"
	"fmt"
)

type request struct {
	Seq       int             `json:"seq"`
	Command   string          `json:"command"`
	Arguments json.RawMessage `json:"arguments"`
}

type response struct {
	Seq        int64  `json:"seq"`
	Type       string `json:"type"`
	RequestSeq int    `json:"request_seq"`
	Command    string `json:"command"`
	Success    bool   `json:"success"`
	Message    string `json:"message,omitempty"`
	Body       any    `json:"body"`
}

// A command answers requests. It returns a body along with an error, too, where
// front ends look into it without asking for success.
type command func(d *Debugger, ctx context.Context, arguments json.RawMessage) (body any, err error)

var commands map[string]command

func init() {
	commands = map[string]command{
		"debugInfo": plain((*Debugger).info), "initialize": plain((*Debugger).initialize), "attach": plain((*Debugger).attach),
		"configurationDone": plain((*Debugger).nothing), "disconnect": plain((*Debugger).detach), "terminate": plain((*Debugger).detach),

		"dumpCell": plain((*Debugger).dumpCell), "source": plain((*Debugger).source), "modules": plain((*Debugger).modules),
		"setBreakpoints": plain((*Debugger).setBreakpoints), "setExceptionBreakpoints": plain((*Debugger).setExceptionBreakpoints),

		"threads": plain((*Debugger).listThreads), "stackTrace": plain((*Debugger).stackTrace), "exceptionInfo": plain((*Debugger).exceptionInfo),
		"continue": plain((*Debugger).resume), "pause": plain((*Debugger).pause),
		"next": stepping(over), "stepIn": stepping(into), "stepOut": stepping(out),

		"scopes": plain((*Debugger).scopes), "variables": plain((*Debugger).variables), "evaluate": (*Debugger).evaluate,
		"setVariable": plain((*Debugger).setVariable), "setExpression": plain((*Debugger).setVariable),
		"inspectVariables": plain((*Debugger).inspectVariables), "richInspectVariables": (*Debugger).richInspectVariables,
		"copyToGlobals": plain((*Debugger).copyToGlobals),
	}
}

func plain[A any](f func(*Debugger, A) (any, error)) command {
	return func(d *Debugger, _ context.Context, raw json.RawMessage) (any, error) {
		var a A
		if len(raw) > 0 {
			if err := json.Unmarshal(raw, &a); err != nil {
				return nil, fmt.Errorf("malformed arguments: %w", err)
			}
		}
		return f(d, a)
	}
}

// Request answers one message of a front end. It may be called while a cell runs,
// and several times at once; an evaluation ends with ctx.
func (d *Debugger) Request(ctx context.Context, raw []byte) []byte {
	var q request
	out := response{Type: "response", Seq: d.serial.Add(1)}
	err := json.Unmarshal(raw, &q)
	if err == nil {
		out.RequestSeq, out.Command = q.Seq, q.Command
		if c := commands[q.Command]; c != nil {
			out.Body, err = c(d, ctx, q.Arguments)
		} else {
			err = fmt.Errorf("the command %q is not one of this debugger", q.Command)
		}
	}
	if out.Success = err == nil; err != nil {
		out.Message = err.Error()
	}
	if out.Body == nil {
		out.Body = struct{}{}
	}
	answer, err := json.Marshal(out)
	if err != nil {
		out.Success, out.Message, out.Body = false, err.Error(), struct{}{}
		answer, _ = json.Marshal(out)
	}
	return answer
}

type none struct{}

func (d *Debugger) nothing(none) (any, error) { return nil, nil }

// info is how a front end that comes, or comes back, learns where things stand.
func (d *Debugger) info(none) (any, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	type list struct {
		Source      string       `json:"source"`
		Breakpoints []breakpoint `json:"breakpoints"`
	}
	set, stopped := []list{}, []int{}
	for path, s := range d.sources {
		if len(s.breakpoints) > 0 {
			l := list{Source: path}
			for _, line := range s.breakpoints {
				l.Breakpoints = append(l.Breakpoints, breakpoint{Verified: true, Line: line})
			}
			set = append(set, l)
		}
	}
	if d.stopped != nil {
		stopped = append(stopped, d.stopped.thread.id)
	}
	return map[string]any{
		"isStarted": d.attached.Load(), "hashMethod": "Murmur2", "hashSeed": uint32(hashSeed),
		"tmpFilePrefix": pathPrefix(), "tmpFileSuffix": pathSuffix,
		"breakpoints": set, "stoppedThreads": stopped,
		"richRendering": true, "copyToGlobals": false, "exceptionPaths": []string{},
	}, nil
}

func (d *Debugger) initialize(a struct {
	Client string `json:"clientID"`
}) (any, error) {
	d.lab.Store(a.Client == "jupyterlab")
	return map[string]any{
		"supportsConfigurationDoneRequest": true, "supportsModulesRequest": true, "supportsEvaluateForHovers": true,
		"supportsExceptionInfoRequest": true, "supportsVariableType": true, "supportsTerminateRequest": true,
		"supportsSetVariable": false, "supportsConditionalBreakpoints": false,
		"exceptionBreakpointFilters": []map[string]any{{"filter": panicFilter, "label": "Panics and errors", "default": false}},
	}, nil
}

const panicFilter = "panic"

func (d *Debugger) attach(none) (any, error) {
	if !d.attached.Load() {
		d.session.Attach(true)
		d.attached.Store(true)
		d.event("initialized", nil)
	}
	return nil, nil
}

// detach ends the debugging; what is stopped goes on.
func (d *Debugger) detach(none) (any, error) {
	if !d.attached.Load() {
		return nil, nil
	}
	d.attached.Store(false)
	d.panics.Store(false)
	d.pausing.Store(false)
	d.step.Store(nil)
	d.mu.Lock()
	for _, s := range d.sources {
		s.breakpoints = nil
	}
	d.arm()
	d.mu.Unlock()
	if h, err := d.release(nil); err == nil {
		<-h.over
	}
	d.session.Attach(false)
	d.event("terminated", nil)
	return nil, nil
}
