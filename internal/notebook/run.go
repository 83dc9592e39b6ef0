package notebook

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"monro/kernel/worker"
)

// An Executor runs cells one at a time in a session that keeps their values. A
// worker.Host is one.
type Executor interface {
	Execute(ctx context.Context, r worker.Request, on func(worker.Event)) worker.Reply
}

// RunOptions say how Run behaves. The zero value runs to the first failing
// cell, without time limit, in silence.
type RunOptions struct {
	Timeout   time.Duration    // for each cell; 0: none
	KeepGoing bool             // go on after a cell that failed
	Started   func(CellRun)    // called before each code cell
	Finished  func(CellRun)    // called after each code cell
	Now       func() time.Time // default: time.Now
}

// A CellRun is what happened to one code cell.
type CellRun struct {
	Cell    *Cell
	Number  int // 1 for the first code cell to run
	Of      int // how many there are to run
	Elapsed time.Duration
	Failed  bool // ended in an error that its tags do not allow
	Error   *worker.Error
}

// The tags that Run knows, as nbclient does.
const (
	TagRaises = "raises-exception" // an error of this cell is expected
	TagSkip   = "skip-execution"   // do not run this cell
)

// Run executes the notebook's code cells in order and stores their outputs in
// them. It returns how many cells failed: without KeepGoing at most one, after
// which the cells that follow keep neither outputs nor a count. Cells that are
// empty or tagged skip-execution do not run. A cell that runs longer than the
// Timeout is interrupted and fails. The error is ctx's where that ended the run.
func (nb *Notebook) Run(ctx context.Context, ex Executor, o RunOptions) (failed int, err error) {
	cells := nb.reset()
	now := o.Now
	if now == nil {
		now = time.Now
	}
	out := newCollector()
	for i, c := range cells {
		if err := ctx.Err(); err != nil {
			return failed, err
		}
		run := CellRun{Cell: c, Number: i + 1, Of: len(cells)}
		if o.Started != nil {
			o.Started(run)
		}
		out.begin(c)
		start := now()
		reply := execute(ctx, ex, c.Source, o.Timeout, out.event)
		run.Elapsed = now().Sub(start)
		out.end(i+1, reply)
		run.Error = reply.Error
		run.Failed = reply.Error != nil && !c.HasTag(TagRaises)
		if o.Finished != nil {
			o.Finished(run)
		}
		if run.Failed {
			failed++
		}
		if err := ctx.Err(); err != nil {
			return failed, err
		}
		if run.Failed && !o.KeepGoing {
			break
		}
	}
	return failed, nil
}

// reset removes earlier outputs and returns the cells to run.
func (nb *Notebook) reset() []*Cell {
	var cells []*Cell
	for _, c := range nb.Cells {
		if c.Type != Code || c.HasTag(TagSkip) {
			continue
		}
		c.Outputs, c.Count = nil, 0
		if strings.TrimSpace(c.Source) != "" {
			cells = append(cells, c)
		}
	}
	return cells
}

// execute runs one cell within the time limit.
func execute(ctx context.Context, ex Executor, code string, limit time.Duration, on func(worker.Event)) worker.Reply {
	if limit <= 0 {
		return ex.Execute(ctx, worker.Request{Code: code}, on)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	reply := ex.Execute(ctx, worker.Request{Code: code}, on)
	if reply.Error != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		message := fmt.Sprintf("the cell ran longer than %v and was interrupted", limit)
		reply.Error = &worker.Error{
			Name:      "Timeout",
			Message:   message,
			Traceback: append([]string{"Timeout: " + message}, reply.Error.Traceback...),
		}
	}
	return reply
}
