package optim

import (
	"fmt"

	"monro/stdlib/vec"
)

// ClipNorm shortens updates whose Euclidean norm exceeds limit to that norm and
// leaves the others as they are (Pascanu, Mikolov & Bengio 2013). limit must be
// positive.
func ClipNorm(limit float64) Transform { return clipNorm(limit) }

type clipNorm float64

func (c clipNorm) Fresh() Transform { return c }
func (c clipNorm) String() string   { return fmt.Sprintf("ClipNorm(%g)", float64(c)) }

func (c clipNorm) Validate() error {
	h := hyper{method: "optim: ClipNorm"}
	h.positive("limit", float64(c))
	return h.err
}

func (c clipNorm) Apply(u, _ []float64) error {
	if norm := vec.Norm2(u); norm > float64(c) {
		vec.Scale(u, float64(c)/norm, u)
	}
	return nil
}

// ClipValue brings every element of the update into [−limit, limit]. limit must be
// positive. Before ScaleByBelief it makes gradients look steady, and steps long:
// clip their norm there.
func ClipValue(limit float64) Transform { return clipValue(limit) }

type clipValue float64

func (c clipValue) Fresh() Transform { return c }
func (c clipValue) String() string   { return fmt.Sprintf("ClipValue(%g)", float64(c)) }

func (c clipValue) Validate() error {
	h := hyper{method: "optim: ClipValue"}
	h.positive("limit", float64(c))
	return h.err
}

func (c clipValue) Apply(u, _ []float64) error {
	vec.Clip(u, u, -float64(c), float64(c))
	return nil
}
