//go:build unix

package worker

import (
	"context"
	"strings"
	"time"

	"monro/stdlib/display"
)

// An aside is a request of a shell beside the main one, while it runs.
type aside struct {
	on    func(Event)
	input func(context.Context, string, bool) (string, error)
	ctx   context.Context
}

// executeBeside is Execute in a shell beside the main one.
func (h *Host) executeBeside(ctx context.Context, r Request, on func(Event)) Reply {
	p, failure := h.joined(ctx)
	if failure != nil {
		return *failure
	}
	if reply, ok := h.help(ctx, r); ok {
		return reply
	}
	reply := h.tamedReply(h.doBeside(ctx, p, kindExecute, r.body(), aside{on, r.Input, ctx}))
	if e := reply.Error; e != nil && (e.Name == "Restart" || e.Name == "Restore") {
		reply.Error = newError("UsageError", "%"+strings.ToLower(e.Name)+" is for the main shell: it ends what runs there")
		return reply
	}
	h.journal.note(r, reply, 0, false)
	h.mend(ctx, p, &reply)
	return reply
}

// turnBeside is Turn in a shell beside the main one.
func (h *Host) turnBeside(ctx context.Context, body turnBody, on func(Event)) (later bool) {
	p, failure := h.joined(ctx)
	if failure != nil {
		return ctx.Err() != nil
	}
	reply := h.doBeside(ctx, p, kindTurn, body, aside{on: on, ctx: ctx})
	h.mend(ctx, p, &reply)
	if reply.Lost {
		on(Event{Stream: streamNames[stderr], Text: strings.Join(reply.Error.Traceback, "\n") + "\n"})
	}
	return reply.later
}

// joined returns a worker in which cells of the main shell run, or may run.
func (h *Host) joined(ctx context.Context) (*process, *Reply) {
	for {
		if h.cells.TryLock() {
			defer h.cells.Unlock()
			return h.prepared(ctx)
		}
		h.mu.Lock()
		p := h.current
		h.mu.Unlock()
		if p != nil && !p.isDead() && p.restored.Load() && p.started() {
			return p, nil
		}
		select { // it starts, or comes back from its death
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
			return nil, &Reply{Error: newError("Interrupted", "interrupted before the session was ready")}
		}
	}
}

// doBeside is do with outputs and questions of its own.
func (h *Host) doBeside(ctx context.Context, p *process, k kind, body any, a aside) Reply {
	inputs, cancel := context.WithCancel(ctx)
	defer cancel()
	a.ctx = inputs
	var request uint32
	reply := h.do(ctx, p, k, body, func(id uint32) {
		h.events.mu.Lock()
		defer h.events.mu.Unlock()
		request = id
		h.beside[id] = a
	})
	h.events.mu.Lock()
	defer h.events.mu.Unlock()
	delete(h.beside, request)
	return reply
}

// mend brings the session back where its worker died, if nobody else does.
func (h *Host) mend(ctx context.Context, p *process, reply *Reply) {
	if reply.Lost && h.cells.TryLock() {
		defer h.cells.Unlock()
		h.revive(ctx, p, reply)
	}
}

// printFor and showFor hand outputs to whose they are.
func (h *Host) printFor(request uint32, stream byte, text []byte) {
	h.events.mu.Lock()
	defer h.events.mu.Unlock()
	if a, ok := h.beside[request]; ok {
		a.on(Event{Stream: streamNames[stream], Text: string(text)})
		return
	}
	h.events.add(stream, text)
}

func (h *Host) showFor(request uint32, e *display.Event) {
	h.events.mu.Lock()
	a, ok := h.beside[request]
	if ok {
		a.on(Event{Display: e})
	}
	h.events.mu.Unlock()
	if !ok {
		h.show(e)
	}
}
