//go:build unix

package worker

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

// How often a host looks after a worker that has something to do.
const (
	glance = 100 * time.Millisecond // at its memory
	beat   = time.Second            // by a ping, where it says nothing by itself
)

// attend looks after the worker while it starts or has requests to answer: it continues
// one that was stopped, and ends one that does not answer at all or takes more
// memory than its own watch lets pass. That watch stops cells; it cannot where a
// compiled call goes on and on.
func (p *process) attend() {
	tick := time.NewTicker(glance)
	defer tick.Stop()
	asked, began := time.Time{}, time.Now()
	for {
		select {
		case <-p.dead:
			return
		case <-tick.C:
		}
		p.mu.Lock()
		if len(p.waiting) == 0 && p.started() {
			p.attended = false
			p.mu.Unlock()
			return
		}
		p.mu.Unlock()
		if used := resident(p.cmd.Process.Pid); p.ceiling > 0 && used > p.ceiling {
			p.kill(fmt.Sprintf("it was ended because it took %.1f GiB of memory (MONRO_MEMORY sets the limit)", float64(used)/(1<<30)))
			return
		}
		now, heard := time.Now(), time.Unix(0, p.heard.Load())
		if heard.Before(began) {
			heard = began
		}
		silence := now.Sub(heard)
		switch {
		case p.handling.Load(): // the host makes it wait
			continue
		case silence > p.silence && asked.After(heard):
			p.kill(fmt.Sprintf("it did not answer for %v", p.silence))
			return
		case silence > 2*beat && asked.After(heard):
			p.resume()
		}
		if silence > beat && now.Sub(asked) > beat {
			asked = now
			go p.link.send(kindPing, 0, nil) // the pipe of one that does not read may be full
		}
	}
}

// resume continues a worker that was stopped by a signal, as by a job control
// that means somebody else. To one that runs it does nothing.
func (p *process) resume() { syscall.Kill(p.cmd.Process.Pid, syscall.SIGCONT) }

// memoryCeiling is how much memory a worker may take in all, 0 for any amount.
func memoryCeiling(o Options) int64 {
	setting := os.Getenv("MONRO_MEMORY")
	for _, e := range o.Env {
		if v, ok := strings.CutPrefix(e, "MONRO_MEMORY="); ok {
			setting = v
		}
	}
	limit, err := MemoryLimit(setting)
	if err != nil || limit == 0 {
		return 0
	}
	// Garbage and what earlier cells keep come on top of a cell's own.
	ceiling := 2*limit + 1<<30
	if total := memoryTotal(); total > 0 {
		ceiling = min(ceiling, max(total/100*95, limit))
	}
	return ceiling
}

// interrupt asks a request to end. It does not wait for a worker that does not read.
func (p *process) interrupt(id uint32) {
	p.resume()
	go p.link.send(kindInterrupt, id, nil)
}

// started reports whether the session is open, or will never be.
func (p *process) started() bool {
	select {
	case <-p.ready:
		return true
	default:
		return false
	}
}
