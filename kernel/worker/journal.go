//go:build unix

package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"monro/lang/past"
	"monro/stdlib/display"
)

// A Past is a cell that ran in a worker that has died since.
type Past = past.Cell

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
	mu     sync.Mutex
	past   []Past // in the order in which they ended, less those of which nothing is left
	pruned int    // how long past was when last these were left out
	told   past.Transcript
}

// len is the number of cells.
func (j *journal) len() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.told.Count
}

// all is what there is to restore. Its indices are good for cut as long as the caller
// holds Host.cells.
func (j *journal) all() restoreBody {
	j.mu.Lock()
	defer j.mu.Unlock()
	return restoreBody{Past: slices.Clone(j.past), Told: j.told}
}

func (j *journal) forget() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.past, j.pruned, j.told = nil, 0, past.Transcript{}
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
		j.told.Add(p.Code, p.Raised)
		if p.Number = r.Number; p.Number == 0 {
			p.Number = j.told.Count
		}
		j.past = append(j.past, p)
	}
}

// cut says that a cell is not to run again.
func (j *journal) cut(at int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.past[at].Cut = true
}

// crowd is how many cells a journal may have before it is looked through.
const crowd = 256

// prune leaves out the cells of which nothing is left, once there are twice as many
// cells as last time: a restore takes as long as what lives in the session, and not
// as the session has lasted. What a cell has superseded stays superseded, whatever
// comes later. The caller holds Host.cells.
func (j *journal) prune() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.past) < max(crowd, 2*j.pruned) {
		return
	}
	skip := past.Superseded(j.past)
	living := make([]Past, 0, len(j.past))
	for i, p := range j.past {
		if !skip[i] {
			living = append(living, p)
		}
	}
	j.past, j.pruned = living, len(living)
}

// restore brings a new worker to where the journal says, and returns in words
// what came back. What costs the worker its life again is left out the next time.
func (h *Host) restore(ctx context.Context, all bool) string {
	if h.journal.len() == 0 {
		return "the next cell starts a new session"
	}
	started := time.Now()
	for range lives {
		p, _, err := h.worker()
		if err != nil {
			return "no new worker could be started: " + err.Error()
		}
		<-p.ready
		journal := h.journal.all()
		journal.All = all
		r, at, err := h.replay(ctx, p, journal, started)
		if err == nil {
			p.restored.Store(true)
			r.Whole += journal.pruned()
			return r.words(time.Since(started), all)
		}
		if at >= 0 && at < len(journal.Past) {
			h.journal.cut(at)
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
func (h *Host) replay(ctx context.Context, p *process, journal restoreBody, started time.Time) (r Restored, at int, err error) {
	at = -1
	p.tell = make(chan int, len(journal.Past)+1)
	id, answer, err := p.ask(kindRestore, journal)
	if err != nil {
		return r, at, errDead
	}
	defer p.forget(id)
	bar := h.restoreBar(len(journal.Past))
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
