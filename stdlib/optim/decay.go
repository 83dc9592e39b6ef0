package optim

import (
	"fmt"

	"monro/stdlib/vec"
)

// AddDecay adds weight·x to the update. Before momentum and adaptive scalings it
// is coupled weight decay, the gradient of (weight/2)·‖x‖²; behind them and before
// Scale it is decoupled, x ← x − lr·(u + weight·x) (Loshchilov & Hutter 2019).
func AddDecay(weight float64) Transform { return addDecay(weight) }

type addDecay float64

func (c addDecay) Fresh() Transform { return c }
func (c addDecay) String() string   { return fmt.Sprintf("AddDecay(%g)", float64(c)) }

func (c addDecay) Validate() error {
	h := hyper{method: "optim: AddDecay"}
	h.notNegative("weight", float64(c))
	return h.err
}

func (c addDecay) Apply(u, x []float64) error {
	vec.Mix(u, 1, u, float64(c), x)
	return nil
}
