package optim

import (
	"errors"
	"fmt"

	"monro/stdlib/rng"
)

// AddNoise adds independent N(0, std²) draws to the update. They depend on where s
// comes from, not on how much it was used, so that Fresh repeats them: give each
// run that should differ a stream of its own.
func AddNoise(std float64, s *rng.Stream) Transform { return &addNoise{std: std, origin: s} }

type addNoise struct {
	std            float64
	origin, stream *rng.Stream
	z              []float64
}

func (c *addNoise) Fresh() Transform { return AddNoise(c.std, c.origin) }
func (c *addNoise) String() string   { return fmt.Sprintf("AddNoise(%g)", c.std) }

func (c *addNoise) Validate() error {
	h := hyper{method: "optim: AddNoise"}
	h.notNegative("std", c.std)
	if h.err == nil && c.origin == nil {
		return errors.New("optim: AddNoise: stream is nil: want one, such as rng.New(1)")
	}
	return h.err
}

func (c *addNoise) Apply(u, _ []float64) error {
	if len(c.z) != len(u) {
		c.z = make([]float64, len(u))
	}
	if c.stream == nil {
		c.stream = c.origin.Split("optim.AddNoise")
	}
	for i, z := range c.stream.NormalVec(c.z) {
		u[i] += float64(c.std * z)
	}
	return nil
}
