//go:build unix

package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"monro/stdlib/display"
)

// A Past is a cell that ran in a worker that has died since.
type Past struct {
	Code   string
	Took   time.Duration
	Raised bool // it ended in an error
	Cut    bool // it was stopped, asked for input or killed the worker: only what it declares comes back
}

// A Restored says what of a session came back after its worker died.
type Restored struct {
	Whole int      // cells that ran again, or did not have to
	Left  []int    // indices of cells of which only functions, types and constants came back
	Lost  []string // variables, and functions that need them, which are gone
	Older []string // variables that may have an older value than they had
}

// lives is how many workers a restore may cost before it gives up.
const lives = 3

// A journal is what the cells of a session were, so that a new worker can be
// brought to where the old one was.
type journal struct {
	mu   sync.Mutex
	past []Past // in the order in which they ended
}

func (j *journal) len() int { return len(j.all()) }

// all is the cells that there are. Only who holds Host.cells changes those.
func (j *journal) all() []Past {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.past
}

func (j *journal) forget() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.past = nil
}

// note adds a cell that has ended, if anything of it can matter later.
func (j *journal) note(r Request, reply Reply, took time.Duration, asked bool) {
	p := Past{Code: r.Code, Took: took, Cut: asked || reply.Lost}
	if e := reply.Error; e != nil {
		if e.Name == "CompileError" || e.Name == "UsageError" { // nothing of it ran
			return
		}
		p.Raised = true
		switch e.Name {
		case "Interrupted", "StackOverflow", "OutOfMemory":
			p.Cut = true
		}
	}
	if strings.TrimSpace(r.Code) != "" {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.past = append(j.past, p)
	}
}

// restore brings a new worker to where the journal says, and returns in words
// what came back. What costs the worker its life again is left out the next time.
func (h *Host) restore(ctx context.Context, all bool) string {
	past := h.journal.all()
	if len(past) == 0 {
		return "the next cell starts a new session"
	}
	started := time.Now()
	for range lives {
		p, _, err := h.worker()
		if err != nil {
			return "no new worker could be started: " + err.Error()
		}
		<-p.ready
		r, at, err := h.replay(ctx, p, past, all, started)
		if err == nil {
			p.restored.Store(true)
			return r.words(time.Since(started), all)
		}
		if at >= 0 && at < len(past) {
			past[at].Cut = true
		}
		<-p.dead
		h.mu.Lock()
		if h.current == p {
			h.current = nil
		}
		h.mu.Unlock()
	}
	h.journal.forget()
	return "restoring it killed the worker, too: the next cell starts a new session"
}

// slow is how long a restore goes on before it shows how far it is.
const slow = 300 * time.Millisecond

// replay has the worker run the journal. Where the worker dies over it, at is the
// cell that did it.
func (h *Host) replay(ctx context.Context, p *process, past []Past, all bool, started time.Time) (r Restored, at int, err error) {
	at = -1
	p.tell = make(chan int, len(past)+1)
	id, answer, err := p.ask(kindRestore, restoreBody{past, all})
	if err != nil {
		return r, at, errDead
	}
	defer p.forget(id)
	bar := h.restoreBar(len(past))
	interrupt := ctx.Done()
	for {
		select {
		case f := <-answer:
			bar(-1)
			return r, at, json.Unmarshal(f.body, &r)
		case at = <-p.tell:
			if time.Since(started) > slow {
				bar(at)
			}
		case <-interrupt:
			interrupt = nil
			p.interrupt(id)
		case <-p.dead:
			for len(p.tell) > 0 {
				at = <-p.tell
			}
			bar(-1)
			return r, at, errDead
		}
	}
}

// restoreBar shows how far a restore is, in a display of its own that goes when
// it is done.
func (h *Host) restoreBar(n int) func(at int) {
	const id = "monro-restore"
	kind, shown := display.KindShow, time.Time{}
	return func(at int) {
		switch {
		case at < 0 && kind == display.KindShow, at >= 0 && time.Since(shown) < 100*time.Millisecond:
			return
		}
		text := fmt.Sprintf("restoring the session: cell %d of %d", at+1, n)
		if at < 0 {
			text = "the session was restored"
		}
		h.show(&display.Event{Kind: kind, ID: id, Transient: true, Bundle: display.Text(text)})
		kind, shown = display.KindUpdate, time.Now()
	}
}

// words says what came back.
func (r Restored) words(took time.Duration, all bool) string {
	var b strings.Builder
	switch n := r.Whole + len(r.Left); {
	case n == 0:
		b.WriteString("nothing else had run in the session")
	case len(r.Left) == 0:
		fmt.Fprintf(&b, "the session was restored in %v", round(took))
	default:
		fmt.Fprintf(&b, "%d of the session's %d cells were restored in %v", r.Whole, n, round(took))
	}
	if len(r.Lost) > 0 {
		fmt.Fprintf(&b, "; lost: %s", strings.Join(r.Lost, ", "))
	}
	if len(r.Older) > 0 {
		fmt.Fprintf(&b, "; perhaps not up to date: %s", strings.Join(r.Older, ", "))
	}
	if !all && len(r.Left) > 0 {
		b.WriteString(" (%restore runs the long cells again, too)")
	}
	return b.String()
}

func round(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(100 * time.Millisecond)
}
