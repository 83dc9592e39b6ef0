package rng

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// IntN returns a uniform draw from 0, 1, ..., n−1.
func (s *Stream) IntN(n int) int {
	require(n > 0, "rng.IntN", "n", n, "n > 0")
	return s.rand.IntN(n)
}

// Bernoulli returns true with probability p.
func (s *Stream) Bernoulli(p float64) bool {
	require(p >= 0 && p <= 1, "rng.Bernoulli", "p", p, "0 <= p <= 1")
	return s.rand.Float64() < p
}

// Rademacher fills dst with independent fair draws from −1 and 1 and returns it.
func (s *Stream) Rademacher(dst []float64) []float64 {
	var bits uint64
	for i := range dst {
		if i%64 == 0 {
			bits = s.source.Uint64()
		}
		dst[i] = float64(int(bits&1)*2 - 1)
		bits >>= 1
	}
	return dst
}

// Poisson returns a Poisson draw of the given mean, which may be 0.
func (s *Stream) Poisson(mean float64) int {
	// Above 2^53 counts are no longer exact in a float64.
	require(mean >= 0 && mean <= 1<<53, "rng.Poisson", "mean", mean, "0 <= mean <= 2^53")
	if mean == 0 {
		return 0
	}
	return int(distuv.Poisson{Lambda: mean, Src: s}.Rand())
}

// Categorical returns index i with probability weights[i]/Σ weights. Weights
// need not sum to one; each must be finite and not negative, and one positive.
func (s *Stream) Categorical(weights []float64) int {
	var sum float64
	last := -1
	for i, w := range weights {
		require(w >= 0, "rng.Categorical", "weight", w, "weights >= 0")
		sum += w
		if w > 0 {
			last = i
		}
	}
	require(sum > 0 && !math.IsInf(sum, 1), "rng.Categorical", "sum of weights", sum, "a positive number")
	u := s.rand.Float64() * sum
	for i, w := range weights {
		if u -= w; u < 0 {
			return i
		}
	}
	return last // rounding left a little of u
}

// Perm returns a uniform random order of 0, 1, ..., n−1.
func (s *Stream) Perm(n int) []int {
	require(n >= 0, "rng.Perm", "n", n, "n >= 0")
	return s.rand.Perm(n)
}

// Shuffle puts the elements of a in uniform random order, in place.
func (s *Stream) Shuffle(a []int) {
	s.rand.Shuffle(len(a), func(i, j int) { a[i], a[j] = a[j], a[i] })
}

// Sample returns k different elements of 0, 1, ..., n−1 in random order: every
// ordered choice is equally likely. It takes O(k) time and memory.
func (s *Stream) Sample(n, k int) []int {
	require(n >= 0, "rng.Sample", "n", n, "n >= 0")
	require(k >= 0 && k <= n, "rng.Sample", "k", k, "0 <= k <= n")
	// A Fisher-Yates shuffle of the first k places that keeps only the places
	// it has moved.
	moved := make(map[int]int, k)
	at := func(i int) int {
		if v, ok := moved[i]; ok {
			return v
		}
		return i
	}
	out := make([]int, k)
	for i := range out {
		j := i + s.rand.IntN(n-i)
		out[i] = at(j)
		moved[j] = at(i)
	}
	return out
}

// Choice fills dst with independent uniform draws from 0, 1, ..., n−1 (with
// replacement) and returns it.
func (s *Stream) Choice(dst []int, n int) []int {
	require(n > 0, "rng.Choice", "n", n, "n > 0")
	for i := range dst {
		dst[i] = s.rand.IntN(n)
	}
	return dst
}
