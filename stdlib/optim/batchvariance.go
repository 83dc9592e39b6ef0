package optim

import (
	"math"

	"monro/stdlib/nn"
	"monro/stdlib/problem"
	"monro/stdlib/vec"
)

// A BatchVariance is how much the gradients ∇ℓ_i of a minibatch's b examples differ
// from their mean g. Variances are sample variances, with divisor b − 1, of single
// gradients: over b they are those of the mean. They are computed when they are first
// asked for, by one more pass over the examples' gradients, a few at a time.
//
// It is good for the one call of a BatchTest that it is passed to.
type BatchVariance struct {
	p    problem.PerExample
	x, g []float64
	idx  []int
	used int // terms that the run has used so far, with these

	tensors []nn.Block // see AdaptiveBatch; nil: the vector is one
	spans   []span     // where they are

	known         bool
	squared       float64 // ‖g‖²
	total         float64
	along, across float64
	coordinates   []float64
	rows          []float64
}

// A span is a part of the vector within which ∇ℓ_i is split along and across g, with
// the squared length of g there.
type span struct {
	from, to int
	squared  float64
}

// chunk is how many numbers of examples' gradients are in memory at a time, unless
// one example has more.
const chunk = 1 << 14

// NewBatchVariance returns the variances of the gradients at x of the terms of p in
// idx, at least two.
func NewBatchVariance(p problem.PerExample, x []float64, idx []int) (*BatchVariance, error) {
	h := hyper{method: "optim.NewBatchVariance"}
	h.want(p == nil || len(x) == p.Dim(), "len(x)", float64(len(x)), "as many as the problem has variables")
	h.want(len(idx) >= 2, "len(idx)", float64(len(idx)), "at least 2, for a variance")
	if h.err == nil && p == nil {
		return nil, errNoPerExample(nil)
	}
	if h.err != nil {
		return nil, h.err
	}
	v := new(BatchVariance)
	g := make([]float64, len(x))
	p.BatchGrad(g, x, idx)
	v.set(p, x, g, idx, len(idx))
	return v, nil
}

// set makes v that of another minibatch.
func (v *BatchVariance) set(p problem.PerExample, x, g []float64, idx []int, used int) {
	v.p, v.x, v.g, v.idx, v.used, v.known = p, x, g, idx, used, false
	v.total, v.along, v.across = 0, 0, 0
	clear(v.coordinates)
	v.squared = vec.Dot(g, g)
}

// Size returns b.
func (v *BatchVariance) Size() int { return len(v.idx) }

// Used returns how many terms the run's gradients have used, these included.
func (v *BatchVariance) Used() int { return v.used }

// Gradient returns g. It is the run's own memory.
func (v *BatchVariance) Gradient() []float64 { return v.g }

// SquaredNorm returns ‖g‖².
func (v *BatchVariance) SquaredNorm() float64 { return v.squared }

// Total returns |Var|₁ = Σ_j Var_j. It is Along + Across, unless tensors are taken one by
// one.
func (v *BatchVariance) Total() float64 { return v.compute().total }

// Along returns the variance along g, Var⟨∇ℓ_i, g⟩/‖g‖²; 0 where g = 0.
func (v *BatchVariance) Along() float64 { return v.compute().along }

// Across returns the variance orthogonal to g, |Var(o)|₁ for the o_i = ∇ℓ_i −
// (⟨∇ℓ_i, g⟩/‖g‖²)·g.
func (v *BatchVariance) Across() float64 { return v.compute().across }

// Coordinates returns Var_j for each coordinate j. It is v's own memory.
func (v *BatchVariance) Coordinates() []float64 { return v.compute().coordinates }

func (v *BatchVariance) compute() *BatchVariance {
	if v.known {
		return v
	}
	v.known = true
	n, b := len(v.g), len(v.idx)
	at := min(max(1, chunk/n), b)
	v.coordinates, v.rows = state(v.coordinates, n), sized(v.rows, at*n)
	clear(v.coordinates)
	v.along, v.across = 0, 0
	v.measure()
	for from := 0; from < b; from += at {
		idx := v.idx[from:min(from+at, b)]
		v.p.ExampleGrads(v.rows[:len(idx)*n], v.x, idx)
		for k := range idx {
			v.add(v.rows[k*n : (k+1)*n])
		}
	}
	divisor := float64(b - 1)
	v.along /= divisor
	v.across /= divisor
	v.total = 0
	for j := range v.coordinates {
		v.coordinates[j] /= divisor
		v.total += v.coordinates[j]
	}
	return v
}

// measure finds the length of g in each span.
func (v *BatchVariance) measure() {
	v.spans = v.spans[:0]
	for _, b := range v.tensors {
		part := v.g[b.Offset : b.Offset+b.Len()]
		v.spans = append(v.spans, span{b.Offset, b.Offset + b.Len(), vec.Dot(part, part)})
	}
	if v.tensors == nil {
		v.spans = append(v.spans, span{0, len(v.g), v.squared})
	}
}

// add counts the gradient r of an example. The mean of the o_i is 0, and that of the
// inner products ‖g‖².
func (v *BatchVariance) add(r []float64) {
	for _, s := range v.spans {
		v.addWithin(s, r)
	}
}

func (v *BatchVariance) addWithin(s span, r []float64) {
	r, g, coordinates := r[s.from:s.to], v.g[s.from:s.to], v.coordinates[s.from:s.to]
	var product float64 // ⟨r − g, g⟩
	for j, rj := range r {
		e := rj - g[j]
		coordinates[j] += e * e
		product += e * g[j]
	}
	var share float64
	if s.squared > 0 {
		share = product / s.squared
		v.along += product * (product / v.squared)
	}
	for j, rj := range r {
		o := rj - g[j] - share*g[j]
		v.across += o * o
	}
}

// capped returns the size that a test's suggestion b* leads to: at least last, at most
// most, however large b* is.
func capped(suggested float64, last, most int) int {
	if !(suggested < float64(most)) { // NaN, too
		return most
	}
	return max(last, int(math.Ceil(suggested)))
}
