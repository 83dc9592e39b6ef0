package data

import (
	"fmt"

	"monro/stdlib/rng"
)

// A Cipher translates sequences of symbols 0, ..., K−1, each symbol by a key that
// the translation so far turns: y_t = (Key[s_t] + 5 (y_{t−1} mod 3)) mod K with
// y_0 = 0. It is the contextual cipher of the experiments after Huang and Yuan
// (utility-probability duality, 2023), K = 40. Make one with NewCipher.
type Cipher struct {
	Key []int // a permutation of 0, ..., K−1
}

// NewCipher returns a cipher with a uniformly random key for symbols >= 2 symbols.
func NewCipher(symbols int, s *rng.Stream) (*Cipher, error) {
	g := generator{name: "NewCipher"}
	if symbols < 2 || symbols > maxClasses {
		return nil, g.bad("symbols", symbols, fmt.Sprintf("2 <= symbols <= %d", maxClasses))
	}
	if s == nil {
		return nil, errNoStream(g.name)
	}
	return &Cipher{s.Perm(symbols)}, nil
}

// Translate returns the translation of source.
func (c *Cipher) Translate(source []int) ([]int, error) {
	k := len(c.Key)
	out := make([]int, len(source))
	last := 0
	for t, x := range source {
		if x < 0 || x >= k {
			return nil, fmt.Errorf("data: Translate: source[%d] = %d: want 0 <= symbol < %d", t, x, k)
		}
		last = (c.Key[x] + 5*(last%3)) % k
		out[t] = last
	}
	return out, nil
}

// SequencePairs are sequences of symbols with their translations, of the same
// lengths.
type SequencePairs struct {
	Symbols int     // symbols are 0, ..., Symbols−1
	Source  [][]int // what is translated
	Target  [][]int // the translations to learn from
	Clean   [][]int // the right translations
}

// Sample returns n uniformly random sequences of that length and their right
// translations.
func (c *Cipher) Sample(n, length int, s *rng.Stream) (*SequencePairs, error) {
	g := generator{"Cipher: Sample", n, length}
	switch {
	case length < 1:
		return nil, g.bad("length", length, "at least 1")
	case len(c.Key) == 0:
		return nil, g.bad("len(Key)", 0, "a key, as NewCipher makes one")
	}
	if err := g.check(s); err != nil {
		return nil, err
	}
	p := &SequencePairs{Symbols: len(c.Key)}
	for range n {
		source := s.Choice(make([]int, length), p.Symbols)
		target, err := c.Translate(source)
		if err != nil {
			return nil, err
		}
		p.Source = append(p.Source, source)
		p.Target = append(p.Target, target)
	}
	p.Clean = p.Target
	return p, nil
}

// Len returns the number of pairs.
func (p *SequencePairs) Len() int { return len(p.Source) }

// Cut returns the first n pairs and the others; they share memory with p.
func (p *SequencePairs) Cut(n int) (head, tail *SequencePairs, err error) {
	if n < 0 || n > p.Len() {
		return nil, nil, fmt.Errorf("data: Cut: n = %d: want 0 <= n <= %d", n, p.Len())
	}
	head = &SequencePairs{p.Symbols, p.Source[:n], p.Target[:n], p.Clean[:n]}
	tail = &SequencePairs{p.Symbols, p.Source[n:], p.Target[n:], p.Clean[n:]}
	return head, tail, nil
}

// Noisy returns pairs in which each symbol of Target is, with that probability, a
// uniformly random one. Source and Clean are shared.
func (p *SequencePairs) Noisy(probability float64, s *rng.Stream) (*SequencePairs, error) {
	g := generator{name: "SequencePairs: Noisy"}
	if err := g.fraction("probability", probability); err != nil {
		return nil, err
	}
	if s == nil {
		return nil, errNoStream(g.name)
	}
	if p.Symbols < 1 {
		return nil, g.bad("Symbols", p.Symbols, "at least 1")
	}
	out := *p
	out.Target = make([][]int, len(p.Target))
	for i, target := range p.Target {
		out.Target[i] = append([]int(nil), target...)
		for t := range target {
			if s.Bernoulli(probability) {
				out.Target[i][t] = s.IntN(p.Symbols)
			}
		}
	}
	return &out, nil
}
