package optim

import (
	"fmt"
	"math"

	"monro/stdlib/nn"
	"monro/stdlib/vec"
)

// Fromage returns the method of Bernstein et al. (On the distance between two neural
// networks and the stability of learning, NeurIPS 2020), whose steps are as long,
// relative to each layer's weights x, for all layers:
//
//	x ← (x − lr·(‖x‖/‖g‖)·g)/√(1 + lr²)
//
// With blocks each is a layer by itself, and together they must be all parameters;
// without any all parameters are one layer. Where one of the norms is 0 the ratio is
// taken as 1. The usual lr is 0.01.
func Fromage(lr float64, blocks ...nn.Block) *Chained {
	if len(blocks) == 0 {
		return Chain(fromage(lr))
	}
	return Chain(On(blocks, fromage(lr)))
}

// fromage makes of a gradient what Chain then subtracts.
type fromage float64

func (lr fromage) Fresh() Transform { return lr }
func (lr fromage) String() string   { return fmt.Sprintf("Fromage(%g)", float64(lr)) }

func (lr fromage) Validate() error {
	h := hyper{method: "optim: Fromage"}
	h.notNegative("lr", float64(lr))
	return h.err
}

func (lr fromage) Apply(u, x []float64) error {
	ratio := 1.0
	if a, b := vec.Norm2(x), vec.Norm2(u); a > 0 && b > 0 {
		ratio = a / b
	}
	shrink := 1 / math.Sqrt(1+float64(lr*lr))
	vec.Mix(u, 1-shrink, x, shrink*float64(lr)*ratio, u)
	return nil
}
