package kernel

import (
	"context"
	"sync"
)

// A queue holds the cells that wait and the one that runs.
type queue struct {
	mu      sync.Mutex
	changed sync.Cond
	waiting []*cell
	running *cell
	cancel  context.CancelFunc // of the running cell
	closed  bool
}

func newQueue() *queue {
	q := &queue{}
	q.changed.L = &q.mu
	return q
}

func (q *queue) add(c *cell) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.waiting = append(q.waiting, c)
	q.changed.Signal()
	return true
}

// next waits for a cell and makes it the running one. Its context ends when the
// cell is interrupted. It returns nil once the queue is closed.
func (q *queue) next() (*cell, context.Context) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 && !q.closed {
		q.changed.Wait()
	}
	if q.closed {
		return nil, nil
	}
	q.running, q.waiting = q.waiting[0], q.waiting[1:]
	var ctx context.Context
	ctx, q.cancel = context.WithCancel(context.Background())
	return q.running, ctx
}

// done says that the running cell has ended.
func (q *queue) done() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.cancel()
	q.running, q.cancel = nil, nil
}

func (q *queue) current() *cell {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.running
}

// interrupt cancels the running cell and reports whether there is one.
func (q *queue) interrupt() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.cancel == nil {
		return false
	}
	q.cancel()
	return true
}

// empty takes all cells that wait. What comms have left for later stays, and what is
// answered without the session.
func (q *queue) empty() []*cell {
	q.mu.Lock()
	defer q.mu.Unlock()
	var cells, turns []*cell
	for _, c := range q.waiting {
		if c.turn || c.answer != nil {
			turns = append(turns, c)
		} else {
			cells = append(cells, c)
		}
	}
	q.waiting = turns
	return cells
}

// drain closes the queue once what runs has ended, and takes all that waits.
func (q *queue) drain() []*cell {
	q.mu.Lock()
	defer q.mu.Unlock()
	left := q.waiting
	q.closed, q.waiting = true, nil
	q.changed.Broadcast()
	return left
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.waiting = nil
	if q.cancel != nil {
		q.cancel()
	}
	q.changed.Broadcast()
}
