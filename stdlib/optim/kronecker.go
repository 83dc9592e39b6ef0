package optim

import (
	"fmt"
	"math"

	"monro/stdlib/nn"
	"monro/stdlib/vec"
)

// A kronecker is the Kronecker-factored Fisher matrix of a dense layer.
type kronecker struct {
	nn.DenseLayer
	at         int       // in a row of Backprop its inputs begin here
	a, d       []float64 // A, Rows×Rows, and D, Out×Out
	aInv, dInv []float64 // their damped inverses
	half       []float64 // scratch, Rows×Out
}

func newKronecker(l nn.DenseLayer, at int) *kronecker {
	return &kronecker{
		DenseLayer: l, at: at,
		a: make([]float64, l.Rows*l.Rows), d: make([]float64, l.Out*l.Out),
		aInv: make([]float64, l.Rows*l.Rows), dInv: make([]float64, l.Out*l.Out),
		half: make([]float64, l.Len()),
	}
}

// average makes A and D keep times what they are and 1 − keep times the means over n
// rows of Backprop.
func (k *kronecker) average(rows []float64, width, n int, keep float64) {
	inputs, derivatives := rows[k.at:], rows[k.at+k.Rows:]
	vec.Gemm(true, false, k.Rows, k.Rows, n, (1-keep)/float64(n), inputs, width, inputs, width, keep, k.a, k.Rows)
	vec.Gemm(true, false, k.Out, k.Out, n, (1-keep)/float64(n), derivatives, width, derivatives, width, keep, k.d, k.Out)
}

// invert makes the inverses of A + π·root·I and D + root/π·I.
func (k *kronecker) invert(root float64, scratch []float64) error {
	pi := math.Sqrt(meanDiagonal(k.a, k.Rows) / meanDiagonal(k.d, k.Out))
	if !(pi > 0) || math.IsInf(pi, 1) { // one of the two is 0
		pi = 1
	}
	if !dampedInverse(k.aInv, scratch, k.a, k.Rows, pi*root) || !dampedInverse(k.dInv, scratch, k.d, k.Out, root/pi) {
		return fmt.Errorf("layer %s: the damped Fisher matrix is singular to working precision: want a larger Damping", k.Name)
	}
	return nil
}

// solve stores the layer's part of the direction, (A + ..)⁻¹·g·(D + ..)⁻¹, in u.
func (k *kronecker) solve(u, g []float64) {
	vec.Gemm(false, false, k.Rows, k.Out, k.Rows, 1, k.aInv, k.Rows, g, k.Out, 0, k.half, k.Out)
	vec.Gemm(false, false, k.Rows, k.Out, k.Out, 1, k.half, k.Out, k.dInv, k.Out, 0, u, k.Out)
}
