package data

import (
	"math"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// MarkovOptions say what a MarkovSource is like; 0 means the number given here.
type MarkovOptions struct {
	Alphabet int     // number of symbols: 32
	Rank     int     // width of the hidden features: 12
	Gain     float64 // factor of the logits: 2.5
	Cross    float64 // weight of the product of the last two symbols' features: 0.5
}

// A MarkovSource is a random source of text of order 3 with low-rank structure:
// after the symbols a (the last), b and c (before it),
//
//	h = tanh(E₀[a] + E₁[b] + E₂[c] + Cross·E₀[a]⊙E₁[b]),  p(next) = softmax(Gain·hM),
//
// where the Eᵢ, Alphabet×Rank, have N(0,1) entries and M, Rank×Alphabet, N(0,1/Rank).
// Zmushko et al. (FRUGAL, 2025). Make one with NewMarkovSource.
type MarkovSource struct {
	options MarkovOptions
	e       [3][]float64
	m       []float64
}

// NewMarkovSource draws the matrices of a source.
func NewMarkovSource(s *rng.Stream, options ...MarkovOptions) (*MarkovSource, error) {
	g := generator{"NewMarkovSource", 1, 1}
	o, err := only(g.name, options)
	if err != nil {
		return nil, err
	}
	o = MarkovOptions{orElse(o.Alphabet, 32), orElse(o.Rank, 12), orElse(o.Gain, 2.5), orElse(o.Cross, 0.5)}
	switch {
	case o.Alphabet < 1:
		return nil, g.bad("Alphabet", o.Alphabet, "at least 1 symbol")
	case o.Rank < 1:
		return nil, g.bad("Rank", o.Rank, "at least 1")
	case o.Gain-o.Gain != 0:
		return nil, g.bad("Gain", o.Gain, "a finite number")
	case o.Cross-o.Cross != 0:
		return nil, g.bad("Cross", o.Cross, "a finite number")
	}
	if err := first(g.check(s), checkSize("data.NewMarkovSource: features", o.Alphabet, o.Rank, MaxValues/4)); err != nil {
		return nil, err
	}
	m := &MarkovSource{options: o}
	for i := range m.e {
		m.e[i] = s.SplitN(i).NormalVec(make([]float64, o.Alphabet*o.Rank))
	}
	m.m = s.Split("output").NormalVec(make([]float64, o.Rank*o.Alphabet))
	vec.Scale(m.m, 1/math.Sqrt(float64(o.Rank)), m.m)
	return m, nil
}

// Next returns the probabilities of the symbol after a (the last), b and c, which
// must be symbols; a nil dst is allocated.
func (m *MarkovSource) Next(dst []float64, a, b, c int) ([]float64, error) {
	k := m.options.Alphabet
	for _, x := range []int{a, b, c} {
		if x < 0 || x >= k {
			return nil, generator{name: "MarkovSource: Next"}.bad("symbols", []int{a, b, c}, "numbers from 0 and below the alphabet's size")
		}
	}
	if dst == nil {
		dst = make([]float64, k)
	}
	return m.next(dst, make([]float64, m.options.Rank), a, b, c), nil
}

func (m *MarkovSource) next(dst, h []float64, a, b, c int) []float64 {
	r := m.options.Rank
	u, v, w := m.e[0][a*r:(a+1)*r], m.e[1][b*r:(b+1)*r], m.e[2][c*r:(c+1)*r]
	for j := range h {
		h[j] = m.options.Gain * math.Tanh(u[j]+v[j]+w[j]+m.options.Cross*u[j]*v[j])
	}
	return vec.Softmax(dst, vec.MatTVec(dst, m.m, h))
}

// Text returns n symbols, the first three of which are 0. Its vocabulary is letters
// and digits, or numbers in angle brackets where they do not suffice.
func (m *MarkovSource) Text(n int, s *rng.Stream) (*Text, error) {
	g := generator{"MarkovSource: Text", n, 1}
	if err := g.check(s); err != nil {
		return nil, err
	}
	k := m.options.Alphabet
	if k < 1 {
		return nil, g.bad("alphabet", k, "a source made by NewMarkovSource")
	}
	t := &Text{Name: "markov", Tokens: make([]int, n), Vocabulary: symbols(k)}
	p, h := make([]float64, k), make([]float64, m.options.Rank)
	for i := 3; i < n; i++ {
		x := t.Tokens[i-3 : i]
		t.Tokens[i] = s.Categorical(m.next(p, h, x[2], x[1], x[0]))
	}
	return t, nil
}

// Entropy returns the mean entropy, in nats, of the source's next symbol over all
// places of a text from the fourth on: the loss that no model of the text can beat on
// average. The tokens must be of this source; at least four.
func (m *MarkovSource) Entropy(t *Text) (float64, error) {
	g := generator{name: "MarkovSource: Entropy"}
	if t == nil || len(t.Tokens) < 4 {
		return 0, g.bad("text", t, "at least 4 symbols")
	}
	sum := 0.
	for i := 3; i < len(t.Tokens); i++ {
		p, err := m.Next(nil, t.Tokens[i-1], t.Tokens[i-2], t.Tokens[i-3])
		if err != nil {
			return 0, err
		}
		for _, q := range p {
			if q > 0 {
				sum -= q * math.Log(q)
			}
		}
	}
	return sum / float64(len(t.Tokens)-3), nil
}
