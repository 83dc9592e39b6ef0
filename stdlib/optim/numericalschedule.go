package optim

import (
	"math"

	"gonum.org/v1/gonum/optimize"

	"monro/stdlib/vec"
)

// A NumericalResult is what NumericalSchedule found.
type NumericalResult struct {
	Steps Table   // η_1, ..., η_T, all positive: the last belongs to the bound alone
	Bound float64 // LastIterateBound of Steps
	Start float64 // that of the closed form, where the search began
}

// Schedule returns the shape of the steps that a run makes, as Refine does: largest
// 1, last 0.
func (r NumericalResult) Schedule() Table {
	s := Table(vec.Clone(r.Steps))
	s[len(s)-1] = 0
	most := vec.Max(s)
	for t := range s {
		s[t] /= most
	}
	return s
}

// NumericalSchedule minimises LastIterateBound over all positive steps, by L-BFGS on
// their logarithms, from the steps that LastIterateWeights give with the norms
// floored at 1e-12 of the largest. The bound is no convex function of the steps: the
// result is a stationary point no worse than the start. It does without smoothing;
// pass SmoothNorms where norms are those of one noisy run.
//
// There are at least 2 norms, not negative, not all 0; distance = D is positive and
// only scales the steps.
func NumericalSchedule(norms []float64, distance float64) (NumericalResult, error) {
	const op = "optim.NumericalSchedule"
	if err := firstError(checkNorms(op, norms), checkDistance(op, distance)); err != nil {
		return NumericalResult{}, err
	}
	// b is D times a function of η·G/D, so that one search serves all scales.
	largest := vec.Max(norms)
	g := vec.Scale(nil, 1/largest, norms)
	steps := closedForm(g)
	start := lastIterateBound(steps, g, 1)

	f := newBoundOfLogs(g)
	found, err := optimize.Minimize(optimize.Problem{Func: f.value, Grad: f.gradient},
		vec.Map(nil, math.Log, steps), &optimize.Settings{GradientThreshold: 1e-10, MajorIterations: 2000}, &optimize.LBFGS{})
	// A search that ends for want of precision still ends at its best point.
	if found == nil {
		return NumericalResult{}, err
	}
	if found.F < start {
		steps = vec.Map(steps, math.Exp, found.X)
	}
	bound := lastIterateBound(steps, g, 1)
	if !(bound <= start) { // the logarithm's rounding
		steps, bound = closedForm(g), start
	}
	// η scales with D/G, the bound with D·G.
	vec.Scale(steps, distance/largest, steps)
	return NumericalResult{steps, bound * largest * distance, start * largest * distance}, nil
}

// closedForm returns the steps of LastIterateWeights for D = 1, and as the last,
// which these leave at 0, its weight: half of what one term alone would want.
func closedForm(g []float64) []float64 {
	w := make([]float64, len(g))
	for t := range g {
		w[t] = math.Pow(max(g[t], 1e-12), -2)
	}
	total := vec.Sum(w)
	vec.Scale(w, 1/math.Sqrt(total), w)
	last := w[len(w)-1]
	total = tails(w, w)
	vec.Scale(w, 1/total, w)
	w[len(w)-1] = last / 2
	return w
}

// A boundOfLogs is LastIterateBound, with D = 1, as a function of θ = log η.
type boundOfLogs struct {
	g          []float64
	eta, after []float64 // η_t, Σ_{p>t} η_p
	q          []float64 // Σ_{p>=t} η_p²G_p²
}

func newBoundOfLogs(g []float64) *boundOfLogs {
	n := len(g)
	return &boundOfLogs{g, make([]float64, n), make([]float64, n), make([]float64, n)}
}

func (b *boundOfLogs) value(theta []float64) float64 {
	vec.Map(b.eta, math.Exp, theta)
	return lastIterateBound(b.eta, b.g, 1)
}

// gradient stores the derivative in θ in dst. With s_k = Σ_{t>=k} η_t and q_k as
// above the bound is ½(1/s_1 + q_1/s_1 + Σ_k h_k), h_k = η_k q_k/(s_{k+1} s_k): the
// derivatives in s_k and q_k reach all later steps.
func (b *boundOfLogs) gradient(dst, theta []float64) {
	vec.Map(b.eta, math.Exp, theta)
	n := len(theta)
	var s, q float64
	for t := n - 1; t >= 0; t-- {
		b.after[t] = s
		s += b.eta[t]
		q += b.eta[t] * b.eta[t] * b.g[t] * b.g[t]
		b.q[t] = q
	}
	inS, inQ := -(1+q)/(s*s), 1/s // Σ of the derivatives in s_k and q_k, k <= t
	for k := range n {
		eta, after, here := b.eta[k], b.after[k], b.after[k]+b.eta[k]
		var own, h float64
		if k < n-1 {
			own = b.q[k] / (after * here)
			h = own * eta
			inS -= h / here
			inQ += eta / (after * here)
		}
		dst[k] = eta / 2 * (own + inS + inQ*2*eta*b.g[k]*b.g[k])
		if k < n-1 {
			inS -= h / after // s_{k+1}, of later steps only
		}
	}
}
