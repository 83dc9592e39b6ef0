package optim

import (
	"fmt"
	"math"
	"slices"
)

// Refine returns the schedule that the gradient norms G_1, ..., G_T of an earlier
// run suggest for the next one (Defazio, Cutkosky, Mehta & Mishchenko, When, why
// and how much? Adaptive learning rate scheduling by refinement, 2023):
//
//	Ĝ = SmoothNorms(G, tau)
//	w_t = Ĝ_t^−power,   η_t = w_t·Σ_{p>t} w_p,   divided by max_t η_t
//
// With power 2 and Euclidean norms it is the version for SGD, with power 1 and ℓ1
// norms that for Adam and its kin. It is a shape in [0, 1], largest 1, last 0: T
// norms make T−1 useful steps, and LR, the peak, is tuned anew. A stretch with
// norms twice as large gets a step 4 times (power 1: twice) smaller than its
// neighbours; norms that are all the same give LinearDecay. tau = 0.1 is usual.
//
// The norms are those of the stochastic gradients that made the updates, before
// clipping and momentum, one an update: RecordNorms keeps them. Those of another
// batch size or method have another level of noise. A log of every tenth norm is
// brought to its length by Table(log).Resample, and so is the result for a run of
// another length. Where Ĝ is less than 1e-12 of its maximum it counts as that.
//
// Gradients that vanish towards the end, as of an overfitted network, put nearly
// all weight there: the schedule is then worse than LinearDecay.
//
// It is an error that there are fewer than 2 norms, that one is negative or not
// finite or all are 0, that power is not 1 or 2, or tau not in [0, 1).
func Refine(norms []float64, power int, tau float64) (Table, error) {
	const op = "optim.Refine"
	if power != 1 && power != 2 {
		return nil, fmt.Errorf("%s: power = %d: want 1 (ℓ1 norms, Adam) or 2 (Euclidean norms, SGD)", op, power)
	}
	smooth, err := smoothNorms(op, norms, tau)
	if err != nil {
		return nil, err
	}
	largest := slices.Max(smooth)
	if largest == 0 {
		return nil, fmt.Errorf("%s: norms are 0 but for outliers, which tau = %v smooths away: want some that are not", op, tau)
	}
	w := smooth
	for t, g := range smooth {
		w[t] = math.Pow(max(g/largest, 1e-12), -float64(power))
	}
	tails(w, w)
	most := slices.Max(w)
	for t := range w {
		w[t] /= most
	}
	return w, nil
}

// SmoothNorms returns the running median of gradient norms over 2⌊⌊tau·T⌋/2⌋ + 1
// updates, 1 where tau·T < 2. Before the first norm it sees the first one again,
// behind the last the norms before it in reverse.
func SmoothNorms(norms []float64, tau float64) ([]float64, error) {
	return smoothNorms("optim.SmoothNorms", norms, tau)
}

func smoothNorms(op string, norms []float64, tau float64) ([]float64, error) {
	if err := checkNorms(op, norms); err != nil {
		return nil, err
	}
	if !(tau >= 0 && tau < 1) {
		return nil, fmt.Errorf("%s: tau = %v: want at least 0 and less than 1", op, tau)
	}
	return runningMedian(norms, int(tau*float64(len(norms)))/2), nil
}

// checkNorms refuses what cannot be the norms of a run.
func checkNorms(op string, norms []float64) error {
	if len(norms) < 2 {
		return fmt.Errorf("%s: norms has length %d: want at least 2, one for each update", op, len(norms))
	}
	zero := true
	for t, g := range norms {
		if !(g >= 0) || math.IsInf(g, 1) {
			return fmt.Errorf("%s: norms[%d] = %v: want a finite number >= 0", op, t, g)
		}
		zero = zero && g == 0
	}
	if zero {
		return fmt.Errorf("%s: norms are all 0: want some that are not", op)
	}
	return nil
}

// runningMedian returns the medians over windows that reach half elements to
// either side. half is less than len(a). It slides one sorted window.
func runningMedian(a []float64, half int) []float64 {
	n := len(a)
	at := func(i int) float64 {
		if i >= n {
			i = 2*(n-1) - i
		}
		return a[max(i, 0)]
	}
	window := make([]float64, 0, 2*half+2)
	for i := -half; i <= half; i++ {
		window = append(window, at(i))
	}
	slices.Sort(window)
	out := make([]float64, n)
	for i := range out {
		out[i] = window[half]
		enter, _ := slices.BinarySearch(window, at(i+half+1))
		window = slices.Insert(window, enter, at(i+half+1))
		leave, _ := slices.BinarySearch(window, at(i-half))
		window = slices.Delete(window, leave, leave+1)
	}
	return out
}

// tails stores w_t·Σ_{p>t} w_p in dst, which may be w, and returns Σ w.
func tails(dst, w []float64) float64 {
	var after float64
	for t := len(w) - 1; t >= 0; t-- {
		wt := w[t]
		dst[t] = wt * after
		after += wt
	}
	return after
}
