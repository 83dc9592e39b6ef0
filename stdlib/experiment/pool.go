package experiment

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"monro/stdlib/display"
	"monro/stdlib/interrupt"
	"monro/stdlib/running"
)

// grace is how long an interrupted study waits for trials that are on their way.
// It is short, as whoever pressed the button waits, too.
const grace = 20 * time.Millisecond

// A pool is one call of Run.
type pool struct {
	study  *Study
	ctx    context.Context
	jobs   []job
	bar    *display.Bar
	source string
	commit string
	next   atomic.Int64

	mu      sync.Mutex
	runs    []*Run // by place
	failed  int
	kept    int // taken over from the Keeper
	other   int // of these, made by other code
	trouble error
}

func (s *Study) run(ctx context.Context, jobs []job) (*Result, error) {
	p := &pool{study: s, ctx: ctx, jobs: jobs, runs: make([]*Run, len(jobs)), source: running.Source()}
	if s.keeper != nil {
		p.commit = commit(ctx)
	}
	if !s.quiet {
		p.bar = display.Progress(s.name, len(jobs))
		defer p.bar.Done()
	}
	workers := s.workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if workers = min(workers, len(jobs)); workers == 1 {
		p.work()
		return p.result(), nil
	}
	var group sync.WaitGroup
	for range workers {
		group.Go(p.work)
	}
	over := make(chan struct{})
	go func() { group.Wait(); close(over) }()
	interrupt.Current().Wait(func() {
		select {
		case <-over:
		case <-ctx.Done():
			select {
			case <-over:
			case <-time.After(grace):
			}
		}
	})
	return p.result(), nil
}

func (p *pool) work() {
	for p.ctx.Err() == nil {
		i := int(p.next.Add(1)) - 1
		if i >= len(p.jobs) {
			return
		}
		j := p.jobs[i]
		run := p.known(j)
		if run == nil {
			run = p.make(j)
		}
		p.take(j, run)
	}
}

// known is the run of a job that need not be made again, or nil.
func (p *pool) known(j job) *Run {
	p.study.mu.Lock()
	run := p.study.done[j.id.String()]
	p.study.mu.Unlock()
	if run != nil || p.study.keeper == nil {
		return run
	}
	run, err := p.study.keeper.Find(j.id)
	p.keeping(err)
	if err != nil || run == nil || run.Status != Done || run.History == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept++
	if run.Source != p.source && run.Source != "" && p.source != "" {
		p.other++
	}
	return run
}

// make runs the trial of a job.
func (p *pool) make(j job) *Run {
	run := &Run{Identity: j.id, Source: p.source, Commit: p.commit, Started: time.Now()}
	t := &Trial{Identity: j.id, ctx: p.ctx, start: run.Started, flushed: run.Started}
	if k := p.study.keeper; k != nil {
		begun := *run
		rec, err := k.Begin(&begun)
		p.keeping(err)
		if err == nil {
			t.keep = rec
		}
	}
	err := call(j.body, t)
	run.End = End{Status: Done, Seconds: time.Since(run.Started).Seconds()}
	switch {
	case p.ctx.Err() != nil: // also where the body returned as if all were well, having been cut off
		run.Status = Interrupted
	case err != nil:
		run.Status, run.Error = Failed, err.Error()
	}
	if t.keep != nil {
		t.flush()
	}
	if t.keep != nil {
		t.noteKeep(t.keep.Finish(run.End))
	}
	p.keeping(t.keepErr)
	run.History, run.Artefacts = &t.history, t.artefacts
	return run
}

// call runs a body and makes its panic an error.
func call(body func(*Trial) error, t *Trial) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case stopped:
			err = context.Canceled
		case runtime.Error:
			err = fmt.Errorf("panic: %w", p)
		case error:
			err = p
		default: // a reflect.Value prints as what it holds
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return body(t)
}

func (p *pool) keeping(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.trouble == nil {
		p.trouble = err
	}
}

func (p *pool) take(j job, run *Run) {
	if run.Status == Done {
		p.study.mu.Lock()
		p.study.done[j.id.String()] = run
		p.study.mu.Unlock()
	}
	p.mu.Lock()
	p.runs[j.place] = run
	if run.Status == Failed {
		p.failed++
	}
	failed := p.failed
	p.mu.Unlock()
	if p.bar == nil || run.Status == Interrupted {
		return
	}
	if failed > 0 {
		p.bar.Note(fmt.Sprintf("%d failed", failed))
	}
	p.bar.Add(1)
}

// result is what there is so far, with notes about what is not.
func (p *pool) result() *Result {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := &Result{Study: p.study.name, Setup: p.study.setup}
	done := 0
	for _, run := range p.runs {
		if run == nil {
			continue
		}
		if run.Status != Interrupted {
			done++
		}
		r.Runs = append(r.Runs, run)
	}
	if done < len(p.jobs) {
		r.note("interrupted after %d of %d runs; Run again makes the others", done, len(p.jobs))
	}
	if p.kept > 0 {
		r.note("%d of %d runs were kept from before", p.kept, len(p.jobs))
	}
	if p.other > 0 {
		r.note("%d of them were made by other code than that of this cell: give the study another Setup to repeat them", p.other)
	}
	if p.trouble != nil {
		r.note("some runs are not kept: %v", p.trouble)
	}
	return r
}
