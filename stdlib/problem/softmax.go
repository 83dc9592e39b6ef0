package problem

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"monro/stdlib/data"
	"monro/stdlib/vec"
)

// A SoftmaxLoss is l2-regularised multinomial logistic regression,
//
//	f(W) = (1/n) Σ_i [log Σ_k exp⟨w_k, a_i⟩ − ⟨w_{y_i}, a_i⟩] + (λ/2) ‖W‖²,
//
// whose variable is the matrix W of a row of D weights for each of K classes, row
// after row. It is a BatchCurved FiniteSum and PerExample; its oracles may be
// called from many goroutines, and once each of those has its scratch memory of 2K
// numbers they allocate nothing. There is no intercept: give the data a column of
// ones for one. Softmax makes it.
type SoftmaxLoss struct {
	n, d, k int
	a       []float64 // belongs to the data set
	y       []int
	l2      float64
	room    *scratch
}

// maxClass bounds labels, lest a stray one ask for all memory.
const maxClass = 1 << 20

// Softmax returns multinomial logistic regression on the data with the
// regulariser (l2/2)‖W‖². Labels are the class numbers 0, 1, ..., K−1, where K is
// the number of the data set's Classes, or where it has none one more than the
// greatest label; K is at least 2. The features are shared with d, not copied.
func Softmax(d *data.Dataset, l2 float64) (*SoftmaxLoss, error) {
	if err := checkData("Softmax", d); err != nil {
		return nil, err
	}
	if err := checkStrength("Softmax", "l2", l2); err != nil {
		return nil, err
	}
	y, k, err := classes(d)
	if err != nil {
		return nil, err
	}
	return &SoftmaxLoss{n: d.N, d: d.D, k: k, a: d.X, y: y, l2: l2, room: &scratch{n: 2 * k}}, nil
}

// classes returns labels as whole numbers and how many classes there are.
func classes(d *data.Dataset) (y []int, k int, err error) {
	y = make([]int, len(d.Y))
	k = max(2, len(d.Classes))
	for i, label := range d.Y {
		switch {
		case label != math.Trunc(label) || label < 0 || label >= maxClass:
			return nil, 0, fmt.Errorf("problem.Softmax: label of row %d is %v: want a class number 0, 1, ... below %d", i, label, maxClass)
		case len(d.Classes) > 0 && int(label) >= k:
			return nil, 0, fmt.Errorf("problem.Softmax: label of row %d is %v: want less than %d, the number of classes", i, label, k)
		}
		y[i] = int(label)
		k = max(k, y[i]+1)
	}
	if k > data.MaxValues/d.D {
		return nil, 0, fmt.Errorf("problem.Softmax: %d classes and %d features: want at most %d weights", k, d.D, data.MaxValues)
	}
	return y, k, nil
}

// Dim returns the number of weights, K·D.
func (s *SoftmaxLoss) Dim() int { return s.k * s.d }

// Len returns the number of examples.
func (s *SoftmaxLoss) Len() int { return s.n }

// Classes returns the number of classes K.
func (s *SoftmaxLoss) Classes() int { return s.k }

// L2 returns the strength λ of the regulariser (λ/2)‖W‖².
func (s *SoftmaxLoss) L2() float64 { return s.l2 }

// Value returns f(x). It takes one pass over the data.
func (s *SoftmaxLoss) Value(x []float64) float64 {
	sameLength("problem: Value", len(x), s.Dim())
	room := s.room.get()
	defer s.room.put(room)
	var sum float64
	for i := range s.n {
		sum += s.forward(room[:s.k], x, i)
	}
	return sum/float64(s.n) + s.penalty(x)
}

// Grad stores ∇f(x) in dst and returns f(x). It takes one pass over the data.
func (s *SoftmaxLoss) Grad(dst, x []float64) float64 {
	s.start("problem: Grad", dst, x)
	room := s.room.get()
	defer s.room.put(room)
	var sum float64
	for i := range s.n {
		sum += s.term(dst, x, room, i, 1/float64(s.n))
	}
	return sum/float64(s.n) + s.penalty(x)
}

// BatchGrad stores in dst the gradient at x of the mean loss over the examples in
// idx plus the regulariser, and returns that function's value.
func (s *SoftmaxLoss) BatchGrad(dst, x []float64, idx []int) float64 {
	checkIndices("problem: BatchGrad", idx, s.n)
	s.start("problem: BatchGrad", dst, x)
	room := s.room.get()
	defer s.room.put(room)
	var sum float64
	for _, i := range idx {
		sum += s.term(dst, x, room, i, 1/float64(len(idx)))
	}
	return sum/float64(len(idx)) + s.penalty(x)
}

// ExampleGrads stores in row k of dst, which holds len(idx) rows of Dim elements,
// the gradient at x of the loss of example idx[k] plus the regulariser.
func (s *SoftmaxLoss) ExampleGrads(dst, x []float64, idx []int) {
	const op = "problem: ExampleGrads"
	checkIndices(op, idx, s.n)
	dim := s.Dim()
	sameLength(op, len(dst), len(idx)*dim)
	room := s.room.get()
	defer s.room.put(room)
	for k, i := range idx {
		g := dst[k*dim : (k+1)*dim]
		s.start(op, g, x)
		s.term(g, x, room, i, 1)
	}
}

// HessVec stores ∇²f(x)·v in dst. It takes one pass over the data.
func (s *SoftmaxLoss) HessVec(dst, x, v []float64) {
	sameLength("problem: HessVec", len(x), s.Dim())
	s.start("problem: HessVec", dst, v)
	room := s.room.get()
	defer s.room.put(room)
	for i := range s.n {
		s.curve(dst, x, v, room, i, 1/float64(s.n))
	}
}

// BatchHessVec stores in dst the product with v of the Hessian at x of the
// function that BatchGrad differentiates.
func (s *SoftmaxLoss) BatchHessVec(dst, x, v []float64, idx []int) {
	checkIndices("problem: BatchHessVec", idx, s.n)
	sameLength("problem: BatchHessVec", len(x), s.Dim())
	s.start("problem: BatchHessVec", dst, v)
	room := s.room.get()
	defer s.room.put(room)
	for _, i := range idx {
		s.curve(dst, x, v, room, i, 1/float64(len(idx)))
	}
}

// Smoothness returns the Lipschitz constant λ_max(AᵀA/n)/2 + λ of the gradient
// (Böhning, Multinomial logistic regression algorithm, 1992), the eigenvalue as in
// LinearModel.Smoothness.
func (s *SoftmaxLoss) Smoothness() float64 { return gramNorm(s.a, s.n, s.d)/2 + s.l2 }

// Accuracy returns the fraction of the examples of d whose label has the greatest
// score ⟨w_k, a⟩, the first such class where several have.
func (s *SoftmaxLoss) Accuracy(d *data.Dataset, x []float64) (float64, error) {
	if err := checkData("Accuracy", d); err != nil {
		return 0, err
	}
	if d.D != s.d || len(x) != s.Dim() {
		return 0, fmt.Errorf("problem: Accuracy: %d features and %d weights: want %d and %d as in training", d.D, len(x), s.d, s.Dim())
	}
	right := 0
	scores := make([]float64, s.k)
	for i := range d.N {
		if float64(vec.ArgMax(vec.MatVec(scores, x, d.Row(i)))) == d.Y[i] {
			right++
		}
	}
	return float64(right) / float64(d.N), nil
}

func (s *SoftmaxLoss) row(i int) []float64 { return s.a[i*s.d : (i+1)*s.d] }

// class returns the weights of class k.
func (s *SoftmaxLoss) class(x []float64, k int) []float64 { return x[k*s.d : (k+1)*s.d] }

func (s *SoftmaxLoss) penalty(x []float64) float64 {
	if s.l2 == 0 {
		return 0
	}
	return s.l2 / 2 * floats.Dot(x, x)
}

// start sets dst to λv.
func (s *SoftmaxLoss) start(op string, dst, v []float64) {
	sameLength(op, len(v), s.Dim())
	sameLength(op, len(dst), s.Dim())
	if s.l2 == 0 {
		clear(dst)
		return
	}
	floats.ScaleTo(dst, s.l2, v)
}

// forward stores the class probabilities of example i in p and returns its loss.
func (s *SoftmaxLoss) forward(p, x []float64, i int) float64 {
	row := s.row(i)
	for k := range p {
		p[k] = floats.Dot(s.class(x, k), row)
	}
	top := floats.Max(p)
	own := p[s.y[i]] - top
	var sum float64
	for k, z := range p {
		p[k] = math.Exp(z - top)
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return math.Log(sum) - own
}

// term adds weight times the gradient of example i's loss to dst and returns the
// loss.
func (s *SoftmaxLoss) term(dst, x, room []float64, i int, weight float64) float64 {
	p := room[:s.k]
	loss := s.forward(p, x, i)
	p[s.y[i]]--
	for k, slope := range p {
		floats.AddScaled(s.class(dst, k), weight*slope, s.row(i))
	}
	return loss
}

// slope returns the product of the gradient of example i's loss with v.
func (s *SoftmaxLoss) slope(x, v, room []float64, i int) float64 {
	p := room[:s.k]
	s.forward(p, x, i)
	p[s.y[i]]--
	var sum float64
	for k, slope := range p {
		sum += slope * floats.Dot(s.class(v, k), s.row(i))
	}
	return sum
}

// curve adds weight times the product of example i's Hessian with v to dst.
func (s *SoftmaxLoss) curve(dst, x, v, room []float64, i int, weight float64) {
	row, p, q := s.row(i), room[:s.k], room[s.k:]
	s.forward(p, x, i)
	for k := range q {
		q[k] = floats.Dot(s.class(v, k), row)
	}
	mean := floats.Dot(p, q)
	for k := range q {
		floats.AddScaled(s.class(dst, k), weight*p[k]*(q[k]-mean), row)
	}
}
