package optim

import (
	"fmt"

	"monro/stdlib/vec"
)

// Momentum is Polyak's heavy ball: v ← mu·v + u, u ← v, from v = 0. The velocity
// carries no factor 1−mu: a steady update grows 1/(1−mu) times. mu is in [0, 1).
func Momentum(mu float64) Transform { return &momentum{kind: "Momentum", mu: mu} }

// Nesterov is Nesterov's momentum as Sutskever et al. (2013) write it:
// v ← mu·v + u, u ← u + mu·v, from v = 0. mu is in [0, 1).
func Nesterov(mu float64) Transform { return &momentum{kind: "Nesterov", mu: mu} }

// EMAMomentum replaces the update by its exponential average: m ← beta·m +
// (1−beta)·u, u ← m, from m = 0 without bias correction. beta is in [0, 1).
func EMAMomentum(beta float64) Transform { return &momentum{kind: "EMAMomentum", mu: beta} }

type momentum struct {
	kind     string
	mu       float64
	progress progress
	v        []float64
}

func (c *momentum) Fresh() Transform { return &momentum{kind: c.kind, mu: c.mu} }
func (c *momentum) String() string   { return fmt.Sprintf("%s(%g)", c.kind, c.mu) }

func (c *momentum) Validate() error {
	h := hyper{method: c.kind}
	if c.kind == "EMAMomentum" {
		h.fraction("beta", c.mu)
	} else {
		h.fraction("mu", c.mu)
	}
	if h.err != nil {
		return fmt.Errorf("optim: %w", h.err)
	}
	return nil
}

func (c *momentum) Apply(u, x []float64) error {
	if err := c.progress.fits(c.kind, x, u); err != nil {
		return err
	}
	c.progress.count(len(u))
	c.v = state(c.v, len(u))
	switch c.kind {
	case "Momentum":
		heavyBall(u, u, c.v, c.mu)
	case "Nesterov":
		nesterov(u, u, c.v, c.mu)
	default:
		average(u, u, c.v, c.mu)
	}
	return nil
}

// heavyBall makes v ← mu·v + g, u ← v.
func heavyBall(u, g, v []float64, mu float64) { copy(u, vec.Mix(v, mu, v, 1, g)) }

// nesterov makes v ← mu·v + g, u ← g + mu·v.
func nesterov(u, g, v []float64, mu float64) { vec.Mix(u, 1, g, mu, vec.Mix(v, mu, v, 1, g)) }

// average makes m ← beta·m + (1−beta)·g, u ← m.
func average(u, g, m []float64, beta float64) { copy(u, vec.Mix(m, beta, m, 1-beta, g)) }
