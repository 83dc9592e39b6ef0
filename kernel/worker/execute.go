//go:build unix

package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"monro/stdlib/display"
)

// A Request is one cell.
type Request struct {
	Code   string
	Number int  // by which errors call the cell; 0: the one after the last; below: none, it is not counted
	Silent bool // leaves Reply.Result nil
	// Input answers a cell that asks, on its own goroutine; ctx ends with the
	// cell. nil: the cell cannot ask.
	Input       func(ctx context.Context, prompt string, password bool) (string, error)
	Expressions map[string]string // evaluated after a cell that went well
	Message     string            // the front end's id of the request, by which it knows whose outputs are whose
	Shell       string            // where it runs; "": the main shell
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
	Lost        bool                  // the worker ended, and nothing of the session came back
	later       bool                  // see executedBody
	Page        *display.Bundle       // what a cell "name?" asked for, to be shown beside the outputs
}

// An Expression is the value of one of Request.Expressions.
type Expression struct {
	Bundle display.Bundle
	Error  *Error
}

// Execute runs one cell and calls on for each of its outputs, in order and never
// concurrently; all calls for the cell come before Execute returns. on stays in
// use until the next Execute, since goroutines that a cell leaves behind may
// print. It must not call Execute.
//
// Cells of one shell run one at a time, those of others beside them: see lang.Shell.
// Cancelling ctx interrupts the cell, whose error is
// then named "Interrupted"; one that does not stop within Options.Grace loses its
// worker. If the worker dies, the error is named "WorkerDied" and says why, and
// what of the session came back in a new one.
func (h *Host) Execute(ctx context.Context, r Request, on func(Event)) Reply {
	if r.Shell != "" {
		return h.executeBeside(ctx, r, on)
	}
	h.cells.Lock()
	defer h.cells.Unlock()
	inputs, cancel := context.WithCancel(ctx)
	defer cancel()
	h.begin(inputs, r, on)
	defer h.end()
	if h.notice != "" {
		h.print(stderr, []byte(h.notice))
		h.notice = ""
	}
	p, failure := h.prepared(ctx)
	if failure != nil {
		return *failure
	}
	if reply, ok := h.help(ctx, r); ok {
		return reply
	}
	h.asked.Store(false)
	started := time.Now()
	reply := h.tamedReply(h.execute(ctx, p, r))
	took := time.Since(started)
	if h.forgetIfAnew() {
		return reply
	}
	switch {
	case reply.Error != nil && reply.Error.Name == "Restart":
		reply.Error, reply.Lost = nil, true
		if err := h.Restart(); err != nil {
			reply.Error = newError("WorkerDied", err.Error())
		}
		h.forgetIfAnew()
	case reply.Error != nil && reply.Error.Name == "Restore":
		reply.Error = h.restoreAll(ctx)
	default:
		h.journal.note(r, reply, took, h.asked.Load())
		h.journal.prune()
		if reply.Lost {
			h.revive(ctx, p, &reply)
		}
	}
	return reply
}

// prepared returns a worker that is where the session is. h.cells is held.
func (h *Host) prepared(ctx context.Context) (*process, *Reply) {
	h.forgetIfAnew()
	p, obituary, err := h.worker()
	if err == nil && !p.restored.Load() && h.journal.len() > 0 { // the one before died between two cells
		if obituary != "" {
			obituary = "The worker died since the last cell: " + obituary + ".\n"
		}
		h.print(stderr, []byte(obituary+capital(h.restore(ctx, false))+".\n"))
		p, _, err = h.worker()
	}
	if err != nil {
		return nil, &Reply{Error: newError("WorkerDied", err.Error()), Lost: true}
	}
	p.restored.Store(true)
	select {
	case <-p.ready:
		return p, nil
	case <-ctx.Done():
		return nil, &Reply{Error: newError("Interrupted", "interrupted before the session was ready")}
	}
}

// forgetIfAnew empties the journal where somebody wants a new session.
func (h *Host) forgetIfAnew() bool {
	if !h.anew.Swap(false) {
		return false
	}
	h.journal.forget()
	return true
}

// revive brings the session back after a cell killed its worker, and says in the
// cell's error what came back.
func (h *Host) revive(ctx context.Context, p *process, reply *Reply) {
	if _, _, opened := p.end(); !opened { // one that cannot even start is not tried again and again
		return
	}
	h.replace(p)
	news := h.restore(context.WithoutCancel(ctx), false)
	e := reply.Error
	e.Message += "; " + news
	if h.forgetComms(p) > 0 {
		e.Message += "; widgets that were shown no longer answer: run their cells again"
	}
	e.Traceback = append([]string{e.Name + ": " + e.Message}, e.Traceback[1:]...)
	reply.Lost = h.journal.len() == 0
}

// restoreAll is what %restore does: a new worker in which all cells run again.
func (h *Host) restoreAll(ctx context.Context) *Error {
	h.mu.Lock()
	p := h.current
	h.current = nil
	h.mu.Unlock()
	if p != nil {
		p.kill("the session is restored")
		<-p.dead
	}
	h.print(stdout, []byte(capital(h.restore(ctx, true))+".\n"))
	if ctx.Err() != nil {
		return newError("Interrupted", "the restore was interrupted")
	}
	return nil
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (h *Host) execute(ctx context.Context, p *process, r Request) Reply {
	return h.do(ctx, p, kindExecute, r.body(), func(uint32) {})
}

func (r Request) body() executeBody {
	return executeBody{r.Code, r.Number, r.Silent, r.Input != nil, r.Expressions, r.Message, r.Shell}
}

// do has the worker do what a cell does or may do, until it ends one way or the other.
// tell gets the number of the request before anything comes of it.
func (h *Host) do(ctx context.Context, p *process, k kind, body any, tell func(id uint32)) Reply {
	id, answer, err := p.askFor(k, body, tell)
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
			reply := unpackReply(f)
			if reply.Error != nil && reply.Error.Stuck {
				p.kill("the cell could not be stopped")
				<-p.dead
				reply.Error.Message += ", so its worker was replaced"
				reply.Lost = true
			}
			return reply
		case <-p.dead:
			select { // it may have answered just before
			case f := <-answer:
				return unpackReply(f)
			default:
				return h.died(p, killed)
			}
		case <-interrupt:
			interrupt = nil
			p.interrupt(id)
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
	name, message := "WorkerDied", "the worker process died: "+reason
	if killed {
		name, message, words = "Interrupted", reason+", so its worker was replaced", ""
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
	reply := Reply{Error: b.Error, later: b.Later}
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
