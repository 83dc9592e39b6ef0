//go:build unix

package worker

import (
	"context"
	"encoding/json"
	"strings"

	"monro/stdlib/comm"
)

// A hostComm is a comm that is open.
type hostComm struct {
	target string
	by     *process      // the worker that opened it; nil: the front end did
	first  *comm.Message // of the front end
	told   *process      // the worker that has had it
	missed bool          // there was none when it came
}

// Comm hands the session a message of the front end over a comm; it does so while
// a cell runs, too. later says that functions of cells are waiting to be called:
// then call Turn. Messages over one comm must come in order.
func (h *Host) Comm(ctx context.Context, m comm.Message) (later bool, err error) {
	h.events.mu.Lock()
	_, known := h.comms[m.ID]
	switch m.Kind {
	case comm.Opened:
		h.comms[m.ID], known = hostComm{target: m.Target, first: &m}, true
	case comm.Closed:
		delete(h.comms, m.ID)
	}
	h.events.mu.Unlock()
	if !known {
		return false, nil
	}
	p, _, err := h.workerQuietly()
	if err != nil {
		h.miss(m.ID)
		return false, err
	}
	select {
	case <-p.ready:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if m.Kind == comm.Opened && !h.tell(p, m.ID) {
		return false, nil
	}
	id, c, err := p.ask(kindComm, m)
	if err != nil {
		return false, err
	}
	defer p.forget(id)
	select {
	case f := <-c:
		var taken takenBody
		err := json.Unmarshal(f.body, &taken)
		return taken.Later, err
	case <-p.dead:
		return false, errDead
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// Turn calls the functions of cells that messages over comms have left waiting,
// between two cells, for the front end's message with the given id. What they show
// goes to on, as with Execute. Cancelling ctx interrupts the one that runs; if that
// happens before the first, they wait for another Turn, and later is true. In a shell
// other than the main one, which is "", they are called while a cell runs, too.
func (h *Host) Turn(ctx context.Context, shell, message string, on func(Event)) (later bool) {
	if shell != "" {
		return h.turnBeside(ctx, turnBody{message, shell}, on)
	}
	h.cells.Lock()
	defer h.cells.Unlock()
	h.mu.Lock()
	p := h.current
	h.mu.Unlock()
	if p == nil || p.isDead() { // and they with it
		return false
	}
	h.begin(ctx, Request{}, on)
	defer h.end()
	select {
	case <-p.ready:
	case <-ctx.Done():
		return true
	}
	reply := h.do(ctx, p, kindTurn, turnBody{Message: message}, func(uint32) {})
	if reply.Lost {
		h.revive(ctx, p, &reply)
		h.print(stderr, []byte(strings.Join(reply.Error.Traceback, "\n")+"\n"))
	}
	return reply.later
}

// Comms lists the comms that are open: their targets by their ids.
func (h *Host) Comms() map[string]string {
	h.events.mu.Lock()
	defer h.events.mu.Unlock()
	all := make(map[string]string, len(h.comms))
	for id, c := range h.comms {
		all[id] = c.target
	}
	return all
}

// fromWorker passes on a message of the session.
func (h *Host) fromWorker(p *process, m comm.Message) {
	h.events.mu.Lock()
	defer h.events.mu.Unlock()
	h.events.flush()
	switch m.Kind {
	case comm.Opened:
		h.comms[m.ID] = hostComm{target: m.Target, by: p}
	case comm.Closed:
		delete(h.comms, m.ID)
	}
	if h.opts.Comms != nil {
		h.opts.Comms(m)
	}
}

// forgetComms drops the comms that a worker opened, which has ended, and says how many
// it left. The front end is not told: it would take the widgets off the page, and with
// them what says why they no longer answer. That is what it does when a kernel is
// restarted, too.
func (h *Host) forgetComms(p *process) (left int) {
	h.events.mu.Lock()
	defer h.events.mu.Unlock()
	for id, c := range h.comms {
		if c.by == p {
			delete(h.comms, id)
			p.comms++
		}
	}
	return p.comms
}

// tell notes that a worker is told of a comm that the front end opened. It reports
// false where it has been already, or where the comm is closed again.
func (h *Host) tell(p *process, id string) bool {
	h.events.mu.Lock()
	defer h.events.mu.Unlock()
	c, ok := h.comms[id]
	if !ok || c.told == p {
		return false
	}
	c.told = p
	h.comms[id] = c
	return true
}

// miss notes that there was no worker to tell of a comm.
func (h *Host) miss(id string) {
	h.events.mu.Lock()
	defer h.events.mu.Unlock()
	if c, ok := h.comms[id]; ok {
		c.missed = true
		h.comms[id] = c
	}
}

// reopen tells a new worker of the comms that the front end opened to the one before.
func (h *Host) reopen(p *process) {
	<-p.ready
	h.events.mu.Lock()
	defer h.events.mu.Unlock()
	for id, c := range h.comms {
		if c.first == nil || c.told == p || c.told == nil && !c.missed { // Comm tells of what has just come
			continue
		}
		c.told = p
		h.comms[id] = c
		if id, _, err := p.ask(kindComm, *c.first); err == nil {
			p.forget(id)
		}
	}
}
