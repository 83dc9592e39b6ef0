package problem

import (
	"fmt"
	"math"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/vec"
)

// A LinearPredictor gives the outputs f_i(W) = W a_i for the rows a_i of a data set.
// The parameters are the matrix W, Width rows of as many weights as the data have
// features. It allocates nothing and many goroutines may use it. NewLinearPredictor
// makes it.
type LinearPredictor struct {
	d     *data.Dataset
	width int
}

// NewLinearPredictor returns the linear model with the given number of outputs, 1
// for the plain ⟨a_i, x⟩. The features are shared with d; targets are not used.
func NewLinearPredictor(d *data.Dataset, outputs int) (*LinearPredictor, error) {
	if err := checkFeatures("NewLinearPredictor", d); err != nil {
		return nil, err
	}
	if outputs < 1 {
		return nil, fmt.Errorf("problem.NewLinearPredictor: outputs = %d: want at least 1", outputs)
	}
	return &LinearPredictor{d, outputs}, nil
}

// Dim returns the number of weights.
func (l *LinearPredictor) Dim() int { return l.width * l.d.D }

// Len returns the number of examples.
func (l *LinearPredictor) Len() int { return l.d.N }

// Width returns the number of outputs.
func (l *LinearPredictor) Width() int { return l.width }

// Predict stores W a_i for the examples i in idx in the rows of z.
func (l *LinearPredictor) Predict(z, x []float64, idx []int) {
	const op = "problem: LinearPredictor.Predict"
	n := l.check(op, z, x, idx)
	for k := range n {
		row := l.d.Row(example(idx, k))
		for c := range l.width {
			z[k*l.width+c] = vec.Dot(l.weights(x, c), row)
		}
	}
}

// PullBack stores Σ_k v_k a_iᵀ, i = idx[k], in dst.
func (l *LinearPredictor) PullBack(dst, x, v []float64, idx []int) {
	const op = "problem: LinearPredictor.PullBack"
	n := l.check(op, v, x, idx)
	sameLength(op, len(dst), l.Dim())
	clear(dst)
	for k := range n {
		row := l.d.Row(example(idx, k))
		for c := range l.width {
			vec.Axpy(l.weights(dst, c), v[k*l.width+c], row)
		}
	}
}

func (l *LinearPredictor) weights(x []float64, c int) []float64 { return x[c*l.d.D : (c+1)*l.d.D] }

func (l *LinearPredictor) check(op string, z, x []float64, idx []int) int {
	n := rows(op, idx, l.d.N)
	sameLength(op, len(z), n*l.width)
	sameLength(op, len(x), l.Dim())
	return n
}

// A TracedPredictor is a traced function as a Predictor. Many goroutines may use it;
// each new minibatch size costs a trace, and otherwise nothing is allocated once
// each goroutine has its room. An error of a run gives NaN. FromModel makes it.
type TracedPredictor struct {
	dim, width int
	d          *data.Dataset
	f          *ad.Function
	room       rooms
}

// FromModel returns the model f of dim parameters on the examples of a data set. f
// takes the parameters p, a vector, and the features x of a minibatch, a matrix of
// one row for each example, and returns the outputs, also a row for each:
//
//	problem.FromModel(func(p, x ad.Node) ad.Node { return net.At(p).Apply(x) }, net.Len(), d)
//
// The features are shared with d and may change between calls; targets are not used.
func FromModel(f func(p, x ad.Node) ad.Node, dim int, d *data.Dataset, opts ...ad.Option) (*TracedPredictor, error) {
	switch {
	case f == nil:
		return nil, fmt.Errorf("problem.FromModel: f is nil: want a func(p, x ad.Node) ad.Node")
	case dim < 1:
		return nil, fmt.Errorf("problem.FromModel: dim = %d: want at least 1", dim)
	}
	if err := checkFeatures("FromModel", d); err != nil {
		return nil, err
	}
	width, err := widthOf(f, dim, d.D)
	if err != nil {
		return nil, fmt.Errorf("problem.FromModel: %w", err)
	}
	return &TracedPredictor{
		dim: dim, width: width, d: d,
		f: ad.FuncData(func(p ad.Node, data []ad.Node) ad.Node { return f(p, data[0]) }, []int{-1, d.D}).With(opts...),
	}, nil
}

// widthOf traces f for a minibatch of three examples and returns how many outputs
// each has.
func widthOf(f func(p, x ad.Node) ad.Node, dim, features int) (int, error) {
	const n = 3
	g := ad.NewGraph()
	out := f(g.Input("p", dim), g.Input("x", n, features))
	if err := g.Err(); err != nil {
		return 0, err
	}
	shape, width := out.Shape(), 1
	for i, size := range shape {
		if i > 0 {
			width *= size
		}
	}
	if len(shape) == 0 || shape[0] != n || width == 0 {
		return 0, fmt.Errorf("outputs for %d examples of %d features have shape %v: want a row for each", n, features, shape)
	}
	return width, nil
}

// Dim returns the number of parameters.
func (t *TracedPredictor) Dim() int { return t.dim }

// Len returns the number of examples.
func (t *TracedPredictor) Len() int { return t.d.N }

// Width returns the number of outputs.
func (t *TracedPredictor) Width() int { return t.width }

// Predict stores the outputs of the examples in idx in the rows of z.
func (t *TracedPredictor) Predict(z, x []float64, idx []int) {
	const op = "problem: TracedPredictor.Predict"
	features, room := t.gather(op, z, x, idx)
	defer t.release(room)
	if t.f.Call(z, x, features) != nil {
		vec.Fill(z, math.NaN())
	}
}

// PullBack stores Σ_k J_i(x)ᵀ v_k, i = idx[k], in dst.
func (t *TracedPredictor) PullBack(dst, x, v []float64, idx []int) {
	const op = "problem: TracedPredictor.PullBack"
	sameLength(op, len(dst), t.dim)
	features, room := t.gather(op, v, x, idx)
	defer t.release(room)
	if t.f.VJP(dst, x, v, features) != nil {
		vec.Fill(dst, math.NaN())
	}
}

// gather returns the features of the examples in idx behind one another, and the
// room that they are in, nil where they are the data's own.
func (t *TracedPredictor) gather(op string, z, x []float64, idx []int) (features, room []float64) {
	n := rows(op, idx, t.d.N)
	sameLength(op, len(z), n*t.width)
	sameLength(op, len(x), t.dim)
	if idx == nil {
		return t.d.X, nil
	}
	room = t.room.get(n * t.d.D)
	for k, i := range idx {
		copy(room[k*t.d.D:], t.d.Row(i))
	}
	return room[:n*t.d.D], room
}

func (t *TracedPredictor) release(room []float64) {
	if room != nil {
		t.room.put(room)
	}
}

// checkFeatures is checkData for data whose targets are not used.
func checkFeatures(name string, d *data.Dataset) error {
	switch {
	case d == nil:
		return fmt.Errorf("problem.%s: the data set is nil", name)
	case d.N == 0 || d.D == 0:
		return fmt.Errorf("problem.%s: %v: want at least one of each", name, d)
	case len(d.X) != d.N*d.D:
		return fmt.Errorf("problem.%s: %d features: want %d×%d", name, len(d.X), d.N, d.D)
	}
	if i := vec.NonFinite(d.X); i >= 0 {
		return fmt.Errorf("problem.%s: feature %d of row %d is %v: want finite numbers", name, i%d.D, i/d.D, d.X[i])
	}
	return nil
}
