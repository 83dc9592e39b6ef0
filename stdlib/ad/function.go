package ad

import (
	"fmt"
	"math"
	"sync"

	"gonum.org/v1/gonum/mat"
)

// A Function computes a traced function of a vector and its derivatives. It traces
// once for each derivative and length of the argument, and after that runs the
// compiled program without allocating. Many goroutines may use it at once.
//
// Data are further arguments that derivatives leave alone.
type Function struct {
	f      func(x Node, data []Node) Node
	shapes [][]int
	mode   mode

	mu    sync.Mutex
	cache []*traced
}

// Func makes a Function of f, which takes a vector. Its result may be of any
// shape; gradients need a scalar.
func Func(f func(x Node) Node) *Function {
	if f == nil {
		return &Function{} // trace says so
	}
	return &Function{f: func(x Node, _ []Node) Node { return f(x) }}
}

// FuncData makes a Function of f, which takes a vector and data of the given
// shapes. One size of a shape may be -1: it follows from the length of the data,
// such as the number of rows in a minibatch.
func FuncData(f func(x Node, data []Node) Node, shapes ...[]int) *Function {
	return &Function{f: f, shapes: shapes}
}

// Checked returns a Function that looks for NaN and infinities after every
// operation, as CompileChecked does.
func (f *Function) Checked() *Function {
	return f.With(func(m *mode) { m.checks = true })
}

// Float32 returns a Function that runs in single precision, as the option Float32
// describes it.
func (f *Function) Float32() *Function { return f.With(Float32()) }

// With returns the Function with options: Float32 is one.
func (f *Function) With(opts ...Option) *Function {
	c := &Function{f: f.f, shapes: f.shapes, mode: f.mode}
	for _, o := range opts {
		if o != nil {
			o(&c.mode)
		}
	}
	return c
}

// run computes outputs a and b from x, data and perhaps v; nil ones are left out.
func (f *Function) run(what derivative, a, b, x, v []float64, data [][]float64) error {
	t, i, err := f.get(what, x, data)
	if err != nil {
		return err
	}
	defer f.put(t, i)
	i.in = append(append(i.in, x), data...)
	if what >= hessVec {
		i.in = append(i.in, v)
	}
	i.out = append(i.out, a)
	if what == both {
		i.out = append(i.out, b)
	}
	return i.RunTo(i.out, i.in...)
}

// Call stores f(x) in dst, row by row.
func (f *Function) Call(dst, x []float64, data ...[]float64) error {
	return f.run(value, dst, nil, x, nil, data)
}

// Value is f(x), for a scalar function.
func (f *Function) Value(x []float64, data ...[]float64) (float64, error) {
	var y [1]float64
	if err := f.scalar(value, y[:], nil, x, data); err != nil {
		return math.NaN(), err
	}
	return y[0], nil
}

// Grad stores the gradient at x in dst.
func (f *Function) Grad(dst, x []float64, data ...[]float64) error {
	return f.run(gradient, dst, nil, x, nil, data)
}

// ValueAndGrad stores the gradient at x in dst and returns f(x).
func (f *Function) ValueAndGrad(dst, x []float64, data ...[]float64) (float64, error) {
	var y [1]float64
	if err := f.scalar(both, y[:], dst, x, data); err != nil {
		return math.NaN(), err
	}
	return y[0], nil
}

// scalar is run for a value that goes into y; y stays on no heap.
func (f *Function) scalar(what derivative, y, dst, x []float64, data [][]float64) error {
	t, i, err := f.get(what, x, data)
	if err != nil {
		return err
	}
	defer f.put(t, i)
	i.in = append(append(i.in, x), data...)
	i.out = append(i.out, nil)
	if what == both {
		i.out = append(i.out, dst)
	}
	if err := i.RunTo(i.out, i.in...); err != nil {
		return err
	}
	if n := len(i.Out(0)); n != 1 {
		return fmt.Errorf("ad.Function.Value: the function gives %d numbers: want a scalar; use Call", n)
	}
	y[0] = i.Out(0)[0]
	return nil
}

// HVP stores the product of the Hessian at x with v in dst.
func (f *Function) HVP(dst, x, v []float64, data ...[]float64) error {
	return f.run(hessVec, dst, nil, x, v, data)
}

// JVP stores the product of the Jacobian at x with v in dst.
func (f *Function) JVP(dst, x, v []float64, data ...[]float64) error {
	return f.run(forward, dst, nil, x, v, data)
}

// VJP stores the product of the transposed Jacobian at x with u in dst.
func (f *Function) VJP(dst, x, u []float64, data ...[]float64) error {
	return f.run(backward, dst, nil, x, u, data)
}

// Jacobian is the matrix of derivatives at x, a row for each element of f(x), by a
// VJP for each row. It is nil where it would have no rows or columns.
func (f *Function) Jacobian(x []float64, data ...[]float64) (*mat.Dense, error) {
	t, i, err := f.get(backward, x, data)
	if err != nil {
		return nil, err
	}
	m := size(t.plan.nodes[t.plan.inputs[len(t.plan.inputs)-1]].shape)
	f.put(t, i)
	return columnwise(m, len(x), func(dst, e []float64) error { return f.VJP(dst, x, e, data...) })
}

// Hessian is the matrix of second derivatives at x, by an HVP for each row. It is
// meant for few variables.
func (f *Function) Hessian(x []float64, data ...[]float64) (*mat.Dense, error) {
	return columnwise(len(x), len(x), func(dst, e []float64) error { return f.HVP(dst, x, e, data...) })
}

// columnwise fills the rows of a matrix by products with unit vectors.
func columnwise(rows, cols int, product func(dst, e []float64) error) (*mat.Dense, error) {
	if rows == 0 || cols == 0 {
		return nil, nil
	}
	m := mat.NewDense(rows, cols, nil)
	e := make([]float64, rows)
	for i := range rows {
		e[i] = 1
		if err := product(m.RawRowView(i), e); err != nil {
			return nil, err
		}
		e[i] = 0
	}
	return m, nil
}
