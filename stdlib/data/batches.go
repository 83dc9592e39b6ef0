package data

import (
	"fmt"
	"iter"

	"monro/stdlib/rng"
)

// A Sampler hands out minibatches of example numbers without end. Make one with
// NewSampler.
type Sampler struct {
	n, size     int
	replacement bool
	stream      *rng.Stream
	order       []int // without replacement: the current epoch's order
	next        int   // the next place in order
	batch       []int // with replacement: the batch handed out
	of          []int // with replacement: the numbers to draw from; nil: 0, ..., n−1
}

// NewSampler returns a Sampler of batches of size numbers from 0, ..., n−1.
// Without replacement every n numbers are a fresh random order (an epoch); the
// last batch of an epoch is shorter where size does not divide n, and a size
// above n means n. With replacement all numbers are independent and uniform.
func NewSampler(n, size int, replacement bool, s *rng.Stream) (*Sampler, error) {
	switch {
	case n < 1:
		return nil, fmt.Errorf("data: batches: n = %d examples: want at least 1", n)
	case size < 1:
		return nil, fmt.Errorf("data: batches: size = %d: want at least 1", size)
	case s == nil:
		return nil, errNoStream("batches")
	}
	b := &Sampler{n: n, size: size, replacement: replacement, stream: s}
	if replacement {
		b.batch = make([]int, size)
		return b, nil
	}
	b.order = counting(n)
	b.next = n
	return b, nil
}

// NewSamplerOf is NewSampler for the numbers in idx, copied, in place of 0, ..., n−1:
// a client's or a fold's examples.
func NewSamplerOf(idx []int, size int, replacement bool, s *rng.Stream) (*Sampler, error) {
	b, err := NewSampler(len(idx), size, replacement, s)
	if err != nil {
		return nil, err
	}
	idx = append([]int(nil), idx...)
	if replacement {
		b.of = idx
	} else {
		b.order = idx
	}
	return b, nil
}

// Next returns the next minibatch. The slice is valid until the next call.
func (b *Sampler) Next() []int {
	if b.replacement {
		b.stream.Choice(b.batch, b.n)
		if b.of != nil {
			for k, i := range b.batch {
				b.batch[k] = b.of[i]
			}
		}
		return b.batch
	}
	if b.next == b.n {
		b.stream.Shuffle(b.order)
		b.next = 0
	}
	from := b.next
	b.next = min(from+b.size, b.n)
	return b.order[from:b.next:b.next]
}

// Resize makes the batches from the next on have another size. The order of the
// current epoch goes on where it is.
func (b *Sampler) Resize(size int) error {
	if size < 1 {
		return fmt.Errorf("data: batches: size = %d: want at least 1", size)
	}
	b.size = size
	if b.replacement {
		if cap(b.batch) < size {
			b.batch = make([]int, size)
		}
		b.batch = b.batch[:size]
	}
	return nil
}

// Batches returns one pass over 0, ..., n−1 in random order, in minibatches of
// size numbers; the last may be shorter. Each range over it draws a new order.
// The slices are valid until the next one.
func Batches(n, size int, s *rng.Stream) (iter.Seq[[]int], error) {
	b, err := NewSampler(n, size, false, s)
	if err != nil {
		return nil, err
	}
	return func(yield func([]int) bool) {
		b.next = n // a pass that was broken off does not go on
		for more := true; more; more = b.next < n {
			if !yield(b.Next()) {
				return
			}
		}
	}, nil
}

// Draws returns minibatches of size independent uniform numbers from 0, ...,
// n−1 (with replacement), without end: break out of the loop. The slices are
// valid until the next one.
func Draws(n, size int, s *rng.Stream) (iter.Seq[[]int], error) {
	b, err := NewSampler(n, size, true, s)
	if err != nil {
		return nil, err
	}
	return func(yield func([]int) bool) {
		for yield(b.Next()) {
		}
	}, nil
}
