package prune

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/linalg"
	"monro/stdlib/vec"
)

// WoodFisher is MFAC with the inverse of each block of the Fisher matrix written out
// (Singh and Alistarh, NeurIPS 2020), by Sherman and Morrison's formula for one gradient
// after the other. It drops the same weights as MFAC with the same blocks; m gradients
// of d weights in blocks of B take O(dBm) flops and memory for dB numbers.
type WoodFisher struct {
	Gradients int     // m, how many gradients
	Batch     int     // examples a gradient
	Damping   float64 // λ > 0
	Block     int     // B, consecutive live weights, at least 1
}

// NewWoodFisher returns the rule with m gradients of minibatches of batch examples,
// blocks of so many weights and Damping = 1e-5.
func NewWoodFisher(m, batch, block int) WoodFisher { return WoodFisher{m, batch, 1e-5, block} }

// Drop implements Rule. It returns an error for counts and a Block below 1, a Damping
// that is not positive and gradients that are not finite.
func (r WoodFisher) Drop(p *Point, n int) ([]int, error) {
	if r.Block < 1 {
		return nil, fmt.Errorf("prune: WoodFisher: Block = %d: want at least 1", r.Block)
	}
	if !(r.Damping > 0) || r.Damping-r.Damping != 0 {
		return nil, fmt.Errorf("prune: WoodFisher: Damping = %v: want a finite number > 0", r.Damping)
	}
	g, err := p.Gradients(r.Gradients, r.Batch)
	if err != nil {
		return nil, err
	}
	f := denseBlocks{size: r.Block}
	for from := 0; from < len(p.Live); from += r.Block {
		to := min(from+r.Block, len(p.Live))
		inv := mat.NewDense(to-from, to-from, nil)
		for i := range to - from {
			inv.Set(i, i, 1/r.Damping)
		}
		u := make([]float64, to-from)
		for _, row := range g {
			v := row[from:to]
			if err := linalg.UpdateInverse(inv, vec.Scale(u, 1/float64(len(g)), v), v); err != nil {
				return nil, fmt.Errorf("prune: WoodFisher: %w", err)
			}
		}
		f.inv = append(f.inv, inv)
	}
	return surgery(p, f, n, true)
}

// String names the rule, its gradients and blocks.
func (r WoodFisher) String() string {
	return fmt.Sprintf("WoodFisher(m %d, blocks of %d)", r.Gradients, r.Block)
}

// denseBlocks is the inverses of the blocks on a diagonal.
type denseBlocks struct {
	size int
	inv  []*mat.Dense
}

func (f denseBlocks) Diagonal(dst []float64) ([]float64, error) {
	dst = dst[:0]
	for _, b := range f.inv {
		n, _ := b.Dims()
		for i := range n {
			dst = append(dst, b.At(i, i))
		}
	}
	return dst, nil
}

func (f denseBlocks) Mul(dst, x []float64) ([]float64, error) {
	for k, b := range f.inv {
		n, _ := b.Dims()
		part := x[k*f.size:][:n]
		copy(dst[k*f.size:], vec.MatVec(nil, b.RawMatrix().Data, part))
	}
	return dst, nil
}
