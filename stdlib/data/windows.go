package data

import (
	"fmt"
	"iter"

	"monro/stdlib/rng"
)

// Cut returns the first n tokens and the others, with the same vocabulary; they
// share memory with t.
func (t *Text) Cut(n int) (head, tail *Text, err error) {
	if n < 0 || n > t.Len() {
		return nil, nil, fmt.Errorf("data: Cut: n = %d: want 0 <= n <= the %d tokens there are", n, t.Len())
	}
	a, b := *t, *t
	a.Tokens, b.Tokens = t.Tokens[:n:n], t.Tokens[n:]
	return &a, &b, nil
}

// Split cuts t after trainFraction of its tokens, rounded: the beginning is for
// training and the end for validation, since neighbours are not independent.
func (t *Text) Split(trainFraction float64) (train, validation *Text, err error) {
	if !(trainFraction >= 0 && trainFraction <= 1) {
		return nil, nil, fmt.Errorf("data: Split: trainFraction = %v: want 0 <= trainFraction <= 1", trainFraction)
	}
	return t.Cut(part(t.Len(), trainFraction))
}

// Windows returns examples for predicting the next token: a row holds context
// tokens that follow one another, as numbers, and the target is the token after
// them. Rows begin stride tokens apart; with stride 1 every token after the first
// context ones is a target once.
func (t *Text) Windows(context, stride int) (*Dataset, error) {
	if err := t.check("Windows", context); err != nil {
		return nil, err
	}
	if stride < 1 {
		return nil, fmt.Errorf("data: Windows: stride = %d: want at least 1", stride)
	}
	d := &Dataset{Name: t.Name, N: (t.Len()-context-1)/stride + 1, D: context, Classes: t.Vocabulary}
	if err := checkSize("data: Windows", d.N, d.D, MaxValues); err != nil {
		return nil, err
	}
	d.X, d.Y = make([]float64, d.N*d.D), make([]float64, d.N)
	for i := range d.N {
		row := d.Row(i)
		for j := range row {
			row[j] = float64(t.Tokens[i*stride+j])
		}
		d.Y[i] = float64(t.Tokens[i*stride+context])
	}
	return d, nil
}

// A TokenBatch is Size stretches of text, each Length tokens long: token j of
// stretch i is X[i*Length+j], and Y holds the token that follows each.
type TokenBatch struct {
	Size, Length int
	X, Y         []int
}

// Stretches returns batches of size stretches of length tokens with the tokens that
// follow, the places where they begin independent and uniform, without end: break
// out of the loop. The batch is valid until the next one. Each range over it goes on
// with the stream.
func (t *Text) Stretches(size, length int, s *rng.Stream) (iter.Seq[*TokenBatch], error) {
	if err := t.check("Stretches", length); err != nil {
		return nil, err
	}
	if size < 1 {
		return nil, fmt.Errorf("data: Stretches: size = %d: want at least 1", size)
	}
	if s == nil {
		return nil, errNoStream("Stretches")
	}
	if err := checkSize("data: Stretches", size, length, MaxTokens); err != nil {
		return nil, err
	}
	b := &TokenBatch{size, length, make([]int, size*length), make([]int, size*length)}
	return func(yield func(*TokenBatch) bool) {
		for {
			for i := range size {
				at := s.IntN(t.Len() - length)
				copy(b.X[i*length:(i+1)*length], t.Tokens[at:])
				copy(b.Y[i*length:(i+1)*length], t.Tokens[at+1:])
			}
			if !yield(b) {
				return
			}
		}
	}, nil
}

// check asks for a window of n tokens and one after it.
func (t *Text) check(name string, n int) error {
	if n < 1 || n >= t.Len() {
		return fmt.Errorf("data: %s: %d tokens a window: want at least 1 and fewer than the %d of %q", name, n, t.Len(), t.Name)
	}
	return nil
}
