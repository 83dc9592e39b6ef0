// Package rng is streams of random numbers: seeded, named and splittable.
//
// There is no global stream. A program makes one with New from a seed and splits
// it by name or by number for every part that draws: the streams so made depend
// only on the seed and on the names, never on how much another stream was used
// or on which goroutine runs first. So the same seed gives the same numbers at
// any parallelism, and a part that starts to draw more disturbs no other.
//
// The source is ChaCha8 of math/rand/v2; the key of a split is the SHA-256 hash
// of the parent's key and the name. Densities, estimators and samplers built on
// these draws (particle filters, Markov chains) belong elsewhere.
package rng

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
)

// A Stream is an endless sequence of random numbers. Make one with New or by
// splitting another; the zero value is not usable. A stream must not be used by
// two goroutines at once: give each its own split. A Stream is a rand.Source, so
// gonum's distributions accept it.
type Stream struct {
	key    [32]byte // names the stream; splits derive from it, draws do not change it
	source *rand.ChaCha8
	rand   *rand.Rand
}

// New returns the stream of a seed. Seeds near one another give unrelated
// streams, so 1, 2, 3, ... are good seeds.
func New(seed uint64) *Stream {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], seed)
	return newStream(sha256.Sum256(append([]byte("seed:"), b[:]...)))
}

// Seeds returns n seeds, 1 to n: the usual way to name repetitions.
func Seeds(n int) []uint64 {
	require(n >= 0, "rng.Seeds", "n", n, "n >= 0")
	s := make([]uint64, n)
	for i := range s {
		s[i] = uint64(i) + 1
	}
	return s
}

func newStream(key [32]byte) *Stream {
	source := rand.NewChaCha8(key)
	return &Stream{key, source, rand.New(source)}
}

// Split returns the stream called name below s. It is a pure function of the
// stream's own seed and names: drawing from s before or after changes nothing,
// and the same name gives the same stream again, from its beginning. It may be
// called while other goroutines split or draw from s.
func (s *Stream) Split(name string) *Stream {
	return s.child("name:", []byte(name))
}

// SplitN returns the i-th numbered stream below s, for example one a particle, a
// worker or a repetition. Like Split it depends on nothing but s's origin and i;
// numbers and names never coincide.
func (s *Stream) SplitN(i int) *Stream {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(i))
	return s.child("index:", b[:])
}

func (s *Stream) child(kind string, name []byte) *Stream {
	b := make([]byte, 0, 64)
	b = append(b, s.key[:]...)
	b = append(b, kind...)
	b = append(b, name...)
	return newStream(sha256.Sum256(b))
}

// Clone returns a stream in the same state as s: both continue with the same
// numbers.
func (s *Stream) Clone() *Stream {
	source := *s.source
	return &Stream{s.key, &source, rand.New(&source)}
}

// MarshalBinary returns the state of s, so that a run can be resumed. It never
// fails.
func (s *Stream) MarshalBinary() ([]byte, error) {
	state, err := s.source.MarshalBinary()
	return append(append([]byte(nil), s.key[:]...), state...), err
}

// UnmarshalBinary sets s, which may be a zero Stream, to a state that
// MarshalBinary returned.
func (s *Stream) UnmarshalBinary(b []byte) error {
	if len(b) < len(s.key) {
		return errors.New("rng: not the state of a stream: too short")
	}
	source := new(rand.ChaCha8)
	if err := source.UnmarshalBinary(b[len(s.key):]); err != nil {
		return fmt.Errorf("rng: not the state of a stream: %w", err)
	}
	copy(s.key[:], b)
	s.source, s.rand = source, rand.New(source)
	return nil
}

// Uint64 returns 64 random bits. It makes a Stream a rand.Source.
func (s *Stream) Uint64() uint64 { return s.source.Uint64() }

// An ArgumentError is what draws panic with when an argument is outside what the
// distribution is defined for.
type ArgumentError struct {
	Op, Arg string // the function and its argument, such as "rng.Gamma", "shape"
	Value   any    // the value it had
	Want    string // what was wanted, such as "shape > 0"
}

// Error names the function, the argument, its value and what was wanted.
func (e ArgumentError) Error() string {
	return fmt.Sprintf("%s: %s = %v: want %s", e.Op, e.Arg, e.Value, e.Want)
}

// require panics with an ArgumentError unless ok. value stays a concrete type so
// that the good path allocates nothing.
func require[T int | float64](ok bool, op, arg string, value T, want string) {
	if !ok {
		panic(ArgumentError{op, arg, value, want})
	}
}
