// Package inbox is a queue whose messages are dealt with one after the other, by a
// goroutine of their own, and of which others can ask how far that has come.
package inbox

import "sync"

// An Inbox holds messages that have come and are not yet dealt with. Use New.
type Inbox[T any] struct {
	mu         sync.Mutex
	changed    sync.Cond
	waiting    []T
	came, done int // how many, since the beginning
	closed     bool
}

// New returns an empty inbox.
func New[T any]() *Inbox[T] {
	b := &Inbox[T]{}
	b.changed.L = &b.mu
	return b
}

// Add puts a message at the end.
func (b *Inbox[T]) Add(m T) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting = append(b.waiting, m)
	b.came++
	b.changed.Broadcast()
}

// Next waits for a message and takes it; ok is false once the inbox is closed.
// [Inbox.Done] says that it is dealt with.
func (b *Inbox[T]) Next() (m T, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.waiting) == 0 && !b.closed {
		b.changed.Wait()
	}
	if b.closed {
		return m, false
	}
	m, b.waiting = b.waiting[0], b.waiting[1:]
	return m, true
}

// Done says that the message that Next gave last is dealt with.
func (b *Inbox[T]) Done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done++
	b.changed.Broadcast()
}

// Came is how many messages have come since the beginning.
func (b *Inbox[T]) Came() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.came
}

// Await waits until the first n messages are dealt with, or the inbox is closed.
func (b *Inbox[T]) Await(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.done < n && !b.closed {
		b.changed.Wait()
	}
}

// Close ends all waiting.
func (b *Inbox[T]) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.changed.Broadcast()
}
