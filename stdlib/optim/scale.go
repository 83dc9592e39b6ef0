package optim

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// Scale multiplies the update by lr: the step size of a chain.
func Scale(lr float64) Transform { return scale(lr) }

type scale float64

func (c scale) Fresh() Transform { return c }
func (c scale) String() string   { return fmt.Sprintf("Scale(%g)", float64(c)) }

func (c scale) Validate() error {
	h := hyper{method: "optim: Scale"}
	h.finite("lr", float64(c))
	return h.err
}

func (c scale) Apply(u, _ []float64) error {
	vec.Scale(u, float64(c), u)
	return nil
}

// ScaleBySchedule multiplies update k = 1, 2, ... by lr·s.At(k): the step size of a
// chain where it changes.
func ScaleBySchedule(lr float64, s Schedule) Transform { return &scaleBySchedule{lr: lr, s: s} }

type scaleBySchedule struct {
	lr float64
	s  Schedule
	t  int // updates made
}

func (c *scaleBySchedule) Fresh() Transform { return ScaleBySchedule(c.lr, c.s) }
func (c *scaleBySchedule) String() string   { return fmt.Sprintf("ScaleBySchedule(%g, %v)", c.lr, c.s) }

// Validate looks at the multiplier of the next update, too.
func (c *scaleBySchedule) Validate() error {
	h := hyper{method: "optim: ScaleBySchedule"}
	h.finite("lr", c.lr)
	if h.err != nil {
		return h.err
	}
	_, err := rate("ScaleBySchedule", c.lr, c.s, c.t+1)
	return err
}

func (c *scaleBySchedule) Apply(u, _ []float64) error {
	lr, err := rate("ScaleBySchedule", c.lr, c.s, c.t+1)
	if err != nil {
		return err
	}
	c.t++
	vec.Scale(u, lr, u)
	return nil
}

// Sign replaces every element of the update by its sign, 0 by 0: signSGD
// (Bernstein et al. 2018), or Signum behind a momentum.
func Sign() Transform { return sign{} }

type sign struct{}

func (sign) Fresh() Transform { return sign{} }
func (sign) String() string   { return "Sign" }

func (sign) Apply(u, _ []float64) error {
	for i, v := range u {
		u[i] = signum(v)
	}
	return nil
}

// signum returns −1, 0 or 1.
func signum(v float64) float64 {
	if v == 0 {
		return 0
	}
	return math.Copysign(1, v)
}

// Normalize divides the update by its Euclidean norm: steps of one length. A zero
// update stays zero.
func Normalize() Transform { return normalize{} }

type normalize struct{}

func (normalize) Fresh() Transform { return normalize{} }
func (normalize) String() string   { return "Normalize" }

func (normalize) Apply(u, _ []float64) error {
	if norm := vec.Norm2(u); norm > 0 {
		for i, v := range u {
			u[i] = v / norm
		}
	}
	return nil
}
