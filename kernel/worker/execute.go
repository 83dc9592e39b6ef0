//go:build unix

package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"monro/stdlib/display"
)

// A Request is one cell.
type Request struct {
	Code   string
	Silent bool // leaves Reply.Result nil
	// Input answers a cell that asks, on its own goroutine; ctx ends with the
	// cell. nil: the cell cannot ask.
	Input       func(ctx context.Context, prompt string, password bool) (string, error)
	Expressions map[string]string // evaluated after a cell that went well
}

// An Event is one output. Either Stream or Display is set.
type Event struct {
	Stream  string         // "stdout", "stderr" or ""
	Text    string         // of Stream: many lines perhaps, at most 64 KiB
	Display *display.Event // its bundle holds string, []byte and json.RawMessage values
}

// A Reply is how a cell ended.
type Reply struct {
	Result      *display.Bundle       // of the last expression; nil: none
	Error       *Error                // nil: all went well
	Expressions map[string]Expression // by name
	Lost        bool                  // the worker ended: the session's variables are gone
	Page        *display.Bundle       // what a cell "name?" asked for, to be shown beside the outputs
}

// An Expression is the value of one of Request.Expressions.
type Expression struct {
	Bundle display.Bundle
	Error  *Error
}

const gone = "the session's variables are lost; the next cell starts a new session"

// Execute runs one cell and calls on for each of its outputs, in order and never
// concurrently; all calls for the cell come before Execute returns. on stays in
// use until the next Execute, since goroutines that a cell leaves behind may
// print. It must not call Execute.
//
// Cells run one at a time. Cancelling ctx interrupts the cell, whose error is
// then named "Interrupted"; one that does not stop within Options.Grace loses its
// worker. If the worker dies, the error is named "WorkerDied" and says why.
func (h *Host) Execute(ctx context.Context, r Request, on func(Event)) Reply {
	h.cells.Lock()
	defer h.cells.Unlock()
	inputs, cancel := context.WithCancel(ctx)
	defer cancel()
	h.begin(inputs, r, on)
	defer h.end()

	p, obituary, err := h.worker()
	if obituary != "" {
		h.print(stderr, fmt.Appendf(nil, "The worker died since the last cell: %s.\nThe session's variables are lost; this cell runs in a new session.\n", obituary))
	}
	if err != nil {
		return Reply{Error: newError("WorkerDied", err.Error()), Lost: true}
	}
	select {
	case <-p.ready:
	case <-ctx.Done():
		return Reply{Error: newError("Interrupted", "interrupted before the session was ready")}
	}
	if reply, ok := h.help(ctx, r); ok {
		return reply
	}
	reply := h.execute(ctx, p, r)
	switch {
	case reply.Error != nil && reply.Error.Name == "Restart":
		reply.Error, reply.Lost = nil, true
		if err := h.Restart(); err != nil {
			reply.Error = newError("WorkerDied", err.Error())
		}
	case reply.Lost:
		if _, _, opened := p.end(); opened { // one that cannot even start is not tried again and again
			h.replace(p)
		}
	}
	return reply
}

func (h *Host) execute(ctx context.Context, p *process, r Request) Reply {
	id, answer, err := p.ask(kindExecute, executeBody{r.Code, r.Silent, r.Input != nil, r.Expressions})
	if err != nil { // its request pipe is broken: it is dying
		<-p.dead
		return h.died(p, false)
	}
	defer p.forget(id)
	interrupt := ctx.Done()
	var late <-chan time.Time
	killed := false
	for {
		select {
		case f := <-answer:
			p.crash.sync()
			return unpackReply(f)
		case <-p.dead:
			select { // it may have answered just before
			case f := <-answer:
				return unpackReply(f)
			default:
				return h.died(p, killed)
			}
		case <-interrupt:
			interrupt = nil
			p.link.send(kindInterrupt, id, nil)
			late = time.After(h.opts.Grace)
		case <-late:
			killed = true
			p.kill(fmt.Sprintf("the cell did not stop within %v", h.opts.Grace))
		}
	}
}

// died is the reply of a cell whose worker is gone.
func (h *Host) died(p *process, killed bool) Reply {
	reason, words, _ := p.end()
	name, message := "WorkerDied", "the worker process died: "+reason+"; "+gone
	if killed {
		name, message, words = "Interrupted", reason+", so its worker was replaced; "+gone, ""
	}
	e := newError(name, message)
	e.Traceback = traceback(name+": "+message, words)
	return Reply{Error: e, Lost: true}
}

func unpackReply(f frame) Reply {
	var b executedBody
	if err := json.Unmarshal(f.body, &b); err != nil {
		return Reply{Error: newError("WorkerDied", "malformed reply from the worker: "+err.Error())}
	}
	reply := Reply{Error: b.Error}
	if b.Result != nil {
		bundle := b.Result.unpack()
		reply.Result = &bundle
	}
	if len(b.Expressions) > 0 {
		reply.Expressions = make(map[string]Expression, len(b.Expressions))
		for name, e := range b.Expressions {
			reply.Expressions[name] = Expression{e.Bundle.unpack(), e.Error}
		}
	}
	return reply
}
