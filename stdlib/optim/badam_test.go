package optim

import (
	"testing"

	"math"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestBAdamByHand(t *testing.T) {
	const lr, wd, n = 0.01, 0.1, 40
	o := NewBAdam(lr, matricesAt(8, 3, 4, 0))
	o.Gap, o.WeightDecay = 7, wd
	sameWalk(t, "BAdam", walk(t, o, 8*12, n), blockwiseAdam(lr, wd, 8, 12, 2, 7, n))
}

// blockwiseAdam is BAdam written out for the gradients of walk: count blocks one behind
// the other, active of them at a time from the last to the first, gap steps long.
func blockwiseAdam(lr, wd float64, count, size, active, gap, n int) [][]float64 {
	s := rng.New(5)
	dim := count * size
	x, g := s.NormalVec(make([]float64, dim)), make([]float64, dim)
	adams := map[int]*Adam{}
	next := count
	var all [][]float64
	for k := range n {
		if k%gap == 0 {
			clear(adams)
			for range active {
				next--
				adams[next] = NewAdamW(lr, wd)
				if next == 0 {
					next = count
				}
			}
		}
		vec.Scale(g, math.Exp(-float64(k)/10), s.NormalVec(g))
		for b := range count {
			w, h := x[b*size:(b+1)*size], g[b*size:(b+1)*size]
			if adams[b] == nil {
				vec.Scale(w, 1-lr*wd, w)
			} else if err := adams[b].Step(w, h); err != nil {
				panic(err)
			}
		}
		all = append(all, vec.Clone(x))
	}
	return all
}
