package online

import (
	"fmt"
	"iter"
	"math"

	"monro/stdlib/optim"
	"monro/stdlib/problem"
	"monro/stdlib/vec"
)

// Iterates are what a run may return: after K steps from x_1 the State's X is the
// last iterate x_{K+1}, and the averages are over the points whose gradients were
// used, x_1, ..., x_K, as theory has them: x_{K+1} is in none. Before the first step,
// and Suffix before its half begins, they are the latest of these points, or x_1.
type Iterates struct {
	*optim.State
	Average []float64 // of x_1, ..., x_K
	Suffix  []float64 // of those with numbers above ⌊T/2⌋: the last half at K = T

	// Best is that of x_1, ..., x_{K+1} with the least f, and h where Run knows it, and
	// BestLoss its value. With minibatches that is an estimate, and the choice is
	// biased by its noise.
	Best     []float64
	BestLoss float64
}

// Averages goes along a run of T steps, such as optim.Descend(f, o, x1,
// optim.Iterations(T)), and keeps its averages. It yields the same Iterates again and
// again, and allocates nothing after the first. A T below 1 is an error of the first
// state.
func Averages(run iter.Seq[*optim.State], T int) iter.Seq[*Iterates] {
	return averages(run, T, func([]float64) float64 { return 0 })
}

func averages(run iter.Seq[*optim.State], T int, h func(x []float64) float64) iter.Seq[*Iterates] {
	return func(yield func(*Iterates) bool) {
		if err := horizon("Averages", T); err != nil {
			yield(&Iterates{State: &optim.State{Err: err}})
			return
		}
		r := &Iterates{BestLoss: math.Inf(1)}
		var used []float64 // x_K, which the state no longer holds
		for s := range run {
			r.State = s
			if used == nil {
				used, r.Average, r.Suffix, r.Best = vec.Clone(s.X), vec.Clone(s.X), vec.Clone(s.X), vec.Clone(s.X)
			} else if s.Err == nil {
				into(r.Average, used, 1/float64(s.K))
				into(r.Suffix, used, 1/float64(max(s.K-T/2, 1)))
				copy(used, s.X)
			}
			if v := s.Loss + h(s.X); s.Err == nil && v < r.BestLoss {
				r.BestLoss = v
				copy(r.Best, s.X)
			}
			if !yield(r) || s.Err != nil {
				return
			}
		}
	}
}

// into moves a mean by the share of one more point.
func into(mean, x []float64, share float64) { vec.Mix(mean, 1-share, mean, share, x) }

// Run makes T steps of a method on a problem from x1 and returns where they lead.
// Options are those of optim.Descend, such as optim.Batch. Where the method is CSMD,
// Best is that of f + h.
func Run(f problem.Smooth, o optim.Optimizer, x1 []float64, T int, options ...optim.Option) (*Iterates, error) {
	if err := horizon("Run", T); err != nil {
		return nil, err
	}
	h := func([]float64) float64 { return 0 }
	if c, ok := o.(*CSMD); ok {
		h = c.mirror().Value
	}
	options = append(options[:len(options):len(options)], optim.Iterations(T))
	var last *Iterates
	for r := range averages(optim.Descend(f, o, x1, options...), T, h) {
		last = r
	}
	if last.Err == nil && last.K < T {
		return last, fmt.Errorf("online: Run: an option ended the run after %d of T = %d steps", last.K, T)
	}
	return last, last.Err
}
