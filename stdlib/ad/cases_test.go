package ad

import (
	"math"
	"math/rand/v2"
)

// A test case is a function of a vector of n elements drawn around at, within
// spread, away from kinks.
type smooth struct {
	name       string
	n          int
	at, spread float64
	f          func(x Node) Node
}

func mat2(x Node, from, r, c int) Node { return Reshape(Slice(x, 0, from, from+r*c), r, c) }

// cases are one function for each operation, its result of any shape.
var cases = []smooth{
	{"Add", 6, 0, 1, func(x Node) Node { return Add(Slice(x, 0, 0, 3), Slice(x, 0, 3, 6)) }},
	{"Sub", 6, 0, 1, func(x Node) Node { return Square(Sub(Slice(x, 0, 0, 3), Slice(x, 0, 3, 6))) }},
	{"Mul", 6, 0, 1, func(x Node) Node { return Mul(Slice(x, 0, 0, 3), Slice(x, 0, 3, 6)) }},
	{"Div", 6, 2, 1, func(x Node) Node { return Div(Slice(x, 0, 0, 3), Slice(x, 0, 3, 6)) }},
	{"Neg", 3, 0, 1, func(x Node) Node { return Exp(Neg(x)) }},
	{"Pow 3", 3, 0, 1, func(x Node) Node { return Pow(x, 3) }},
	{"Pow -1.5", 3, 2, 1, func(x Node) Node { return Pow(x, -1.5) }},
	{"Pow 0", 3, 2, 1, func(x Node) Node { return Mul(x, Pow(x, 0)) }},
	{"PowNode", 6, 2, 1, func(x Node) Node { return PowNode(Slice(x, 0, 0, 3), Slice(x, 0, 3, 6)) }},
	{"Exp", 3, 0, 1, Exp}, {"Expm1", 3, 0, 1, Expm1}, {"Log", 3, 2, 1, Log}, {"Log1p", 3, 2, 1, Log1p},
	{"Log2", 3, 2, 1, Log2}, {"Log10", 3, 2, 1, Log10},
	{"Sqrt", 3, 2, 1, Sqrt}, {"Square", 3, 0, 1, Square}, {"Sin", 3, 0, 1, Sin}, {"Cos", 3, 0, 1, Cos},
	{"Tan", 3, 0, 1, Tan}, {"Asin", 3, 0, 0.7, Asin}, {"Acos", 3, 0, 0.7, Acos}, {"Atan", 3, 0, 2, Atan},
	{"Sinh", 3, 0, 1, Sinh}, {"Cosh", 3, 0, 1, Cosh}, {"Tanh", 3, 0, 2, Tanh}, {"Sigmoid", 3, 0, 3, Sigmoid},
	{"Softplus", 3, 0, 3, Softplus}, {"Erf", 3, 0, 1, Erf}, {"Lgamma", 3, 3, 1, Lgamma}, {"Digamma", 3, 3, 1, Digamma},
	{"Relu positive", 3, 2, 1, func(x Node) Node { return Square(Relu(x)) }},
	{"Relu negative", 3, -2, 1, func(x Node) Node { return Square(Relu(x)) }},
	{"Abs", 3, -2, 1, func(x Node) Node { return Pow(Abs(x), 3) }},
	{"Max", 4, 0, 1, func(x Node) Node { return Square(Max(Slice(x, 0, 0, 2), Slice(x, 0, 2, 4))) }},
	{"Min", 4, 0, 1, func(x Node) Node { return Square(Min(Slice(x, 0, 0, 2), Slice(x, 0, 2, 4))) }},
	{"Where", 6, 0, 1, func(x Node) Node {
		a, b := Slice(x, 0, 0, 3), Slice(x, 0, 3, 6)
		return Where(Greater(a, b), Square(a), Sin(b))
	}},
	{"Clip", 8, 0, 2, func(x Node) Node { return Square(Clip(x, -0.5, 0.7)) }},
	{"StopGradient", 3, 0, 1, func(x Node) Node { return Square(x) }},
	{"Sum axis", 24, 0, 1, func(x Node) Node { return Square(Sum(Reshape(x, 2, 3, 4), 1)) }},
	{"Sum axes apart", 24, 0, 1, func(x Node) Node { return Square(Sum(Reshape(x, 2, 3, 4), 0, -1)) }},
	{"Mean", 24, 0, 1, func(x Node) Node { return Square(Mean(Reshape(x, 2, 3, 4), 0, 1)) }},
	{"MaxOver", 12, 0, 1, func(x Node) Node { return Square(MaxOver(Reshape(x, 3, 4), 1)) }},
	{"MinOver", 12, 0, 1, func(x Node) Node { return Square(MinOver(Reshape(x, 3, 4), 0)) }},
	{"Dot", 6, 0, 1, func(x Node) Node { return Square(Dot(Slice(x, 0, 0, 3), Slice(x, 0, 3, 6))) }},
	{"LogSumExp", 12, 0, 1, func(x Node) Node { return Square(LogSumExp(Reshape(x, 3, 4), 1)) }},
	{"Softmax", 12, 0, 1, func(x Node) Node { return Square(Softmax(Reshape(x, 3, 4))) }},
	{"LogSoftmax", 12, 0, 1, func(x Node) Node { return Square(LogSoftmax(Reshape(x, 3, 4), 0)) }},
	{"MatMul", 18, 0, 1, func(x Node) Node { return MatMul(mat2(x, 0, 2, 3), mat2(x, 6, 3, 4)) }},
	{"MatMul transposed", 18, 0, 1, func(x Node) Node { return MatMulT(mat2(x, 0, 3, 2), mat2(x, 6, 4, 3), true, true) }},
	{"MatMul of Transpose", 18, 0, 1, func(x Node) Node { return MatMul(Transpose(mat2(x, 0, 3, 2)), mat2(x, 6, 3, 4)) }},
	{"MatMul matrix vector", 9, 0, 1, func(x Node) Node { return MatMul(mat2(x, 0, 2, 3), Slice(x, 0, 6, 9)) }},
	{"MatMul vector matrix", 9, 0, 1, func(x Node) Node { return MatMul(Slice(x, 0, 6, 9), mat2(x, 0, 3, 2)) }},
	{"MatMul vectors", 6, 0, 1, func(x Node) Node { return Square(MatMul(Slice(x, 0, 0, 3), Slice(x, 0, 3, 6))) }},
	{"MatMul stacks", 24, 0, 1, func(x Node) Node {
		return MatMul(Reshape(Slice(x, 0, 0, 12), 2, 2, 3), Reshape(Slice(x, 0, 12, 24), 2, 3, 2))
	}},
	{"MatMul stacks transposed", 24, 0, 1, func(x Node) Node {
		return MatMulT(Reshape(Slice(x, 0, 0, 12), 2, 3, 2), Reshape(Slice(x, 0, 12, 24), 2, 2, 3), true, true)
	}},
	{"MatMul stack matrix", 18, 0, 1, func(x Node) Node { return MatMul(Reshape(Slice(x, 0, 0, 12), 2, 2, 3), mat2(x, 12, 3, 2)) }},
	{"MatMul stack transposed matrix", 18, 0, 1, func(x Node) Node {
		return MatMulT(Reshape(Slice(x, 0, 0, 12), 2, 3, 2), mat2(x, 12, 2, 3), true, true)
	}},
	{"MatMul matrix stack", 18, 0, 1, func(x Node) Node { return MatMul(mat2(x, 12, 2, 3), Reshape(Slice(x, 0, 0, 12), 2, 3, 2)) }},
	{"MatMul broadcast stacks", 24, 0, 1, func(x Node) Node {
		return MatMul(Reshape(Slice(x, 0, 0, 12), 2, 1, 2, 3), Reshape(Slice(x, 0, 12, 24), 1, 2, 3, 2))
	}},
	{"Transpose", 24, 0, 1, func(x Node) Node { return Sin(Transpose(Reshape(x, 2, 3, 4), 1, 2, 0)) }},
	{"Reshape", 6, 0, 1, func(x Node) Node { return Square(Reshape(x, 2, -1)) }},
	{"Broadcast", 3, 0, 1, func(x Node) Node { return Sin(Broadcast(Reshape(x, 3, 1), 2, 3, 4)) }},
	{"Slice inner axis", 12, 0, 1, func(x Node) Node { return Square(Slice(Reshape(x, 3, 4), 1, 1, 3)) }},
	{"Slices overlapping", 6, 0, 1, func(x Node) Node { return Mul(Slice(x, 0, 0, 4), Slice(x, 0, 2, 6)) }},
	{"Index", 12, 0, 1, func(x Node) Node { return Square(Index(Reshape(x, 3, 4), 1, -1)) }},
	{"Concat", 9, 0, 1, func(x Node) Node { return Sin(Concat(1, mat2(x, 0, 3, 1), mat2(x, 3, 3, 2))) }},
	{"Stack", 6, 0, 1, func(x Node) Node { return Sin(Stack(Slice(x, 0, 3, 6), Slice(x, 0, 0, 3), Slice(x, 0, 1, 4))) }},
	{"Pad", 6, 0, 1, func(x Node) Node { return Cos(Pad(Reshape(x, 2, 3), 1, 1, 2)) }},
	{"Take", 12, 0, 1, func(x Node) Node { return Square(Take(Reshape(x, 4, 3), []int{2, 0, 2})) }},
	{"Pick", 12, 0, 1, func(x Node) Node {
		return Square(Pick(Reshape(x, 3, 4), x.g.ConstVec([]float64{1, 0, 3})))
	}},
	{"Pick of two", 12, 0, 1, func(x Node) Node { // by the same numbers
		idx := x.g.ConstVec([]float64{1, 0})
		return Add(Pick(Reshape(x, 2, 6), idx), Pick(mat2(x, 2, 2, 3), idx))
	}},
	{"ScatterAdd", 10, 0, 1, func(x Node) Node {
		return Square(ScatterAdd(mat2(x, 0, 2, 2), x.g.ConstVec([]float64{1, 0, 1}), mat2(x, 4, 3, 2)))
	}},
	{"CumSum", 12, 0, 1, func(x Node) Node { return Square(CumSum(Reshape(x, 3, 4), 0)) }},
	{"Cholesky", 9, 0, 1, func(x Node) Node { return Cholesky(positive(x)) }},
	{"Cholesky of a stack", 8, 0, 1, func(x Node) Node {
		b := Reshape(x, 2, 2, 2)
		return Cholesky(Add(MatMulT(b, b, false, true), x.g.ConstTensor([]float64{1, 0, 0, 1}, 2, 2)))
	}},
	{"TriSolve", 15, 0, 1, func(x Node) Node { return TriSolve(lower(x), mat2(x, 9, 3, 2), false) }},
	{"TriSolve transposed", 12, 0, 1, func(x Node) Node { return TriSolve(lower(x), Slice(x, 0, 9, 12), true) }},
	{"CholSolve", 12, 0, 1, func(x Node) Node { return CholSolve(Cholesky(positive(x)), Slice(x, 0, 9, 12)) }},
	{"Conv2D", 40, 0, 1, func(x Node) Node {
		return Conv2D(Reshape(Slice(x, 0, 0, 24), 1, 2, 3, 4), Reshape(Slice(x, 0, 24, 40), 2, 2, 2, 2), 1, 1)
	}},
	{"Conv2D stride", 58, 0, 1, func(x Node) Node {
		return Conv2D(Reshape(Slice(x, 0, 0, 40), 2, 1, 4, 5), Reshape(Slice(x, 0, 40, 58), 2, 1, 3, 3), 2, 0)
	}},
	{"Conv1D", 26, 0, 1, func(x Node) Node {
		return Conv1D(Reshape(Slice(x, 0, 0, 20), 2, 2, 5), Reshape(Slice(x, 0, 20, 26), 1, 2, 3), 2, 1)
	}},
	{"MaxPool2D", 32, 0, 1, func(x Node) Node { return Square(MaxPool2D(Reshape(x, 1, 2, 4, 4), 2, 2, 0)) }},
	{"MaxPool2D padded", 25, -3, 1, func(x Node) Node { return Square(MaxPool2D(Reshape(x, 1, 1, 5, 5), 3, 2, 1)) }},
	{"AvgPool2D", 32, 0, 1, func(x Node) Node { return Square(AvgPool2D(Reshape(x, 1, 2, 4, 4), 3, 1, 1)) }},
	{"MaxPool1D", 10, 0, 1, func(x Node) Node { return Square(MaxPool1D(Reshape(x, 1, 2, 5), 2, 2)) }},
	{"AvgPool1D", 10, 0, 1, func(x Node) Node { return Square(AvgPool1D(Reshape(x, 1, 2, 5), 2, 1)) }},
	{"Custom", 3, 0, 1, func(x Node) Node {
		return Custom(func(in []Node) Node { return Sin(in[0]) },
			func(in []Node, _, g Node) []Node { return []Node{Mul(g, Cos(in[0]))} }, x)
	}},
	{"Call", 3, 0, 1, func(x Node) Node {
		return Call("cube", x.Shape(), func(dst []float64, in [][]float64) {
			for i, v := range in[0] {
				dst[i] = v * v * v
			}
		}, func(in []Node, _, g Node) []Node { return []Node{Mul(g, Mul(in[0].number(3), Square(in[0])))} }, x)
	}},
	{"Scan", 4, 0, 1, func(x Node) Node {
		w := Slice(x, 0, 2, 4)
		return Scan(func(k, s Node) Node { return Sin(Add(Mul(s, w), Mul(k, x.number(0.3)))) }, 5, Slice(x, 0, 0, 2))
	}},
	{"ScanCheckpoint", 4, 0, 1, func(x Node) Node {
		w := Slice(x, 0, 2, 4)
		return ScanCheckpoint(func(k, s Node) Node { return Sin(Add(Mul(s, w), Mul(k, x.number(0.3)))) }, 11, 3, Slice(x, 0, 0, 2))
	}},
	{"ScanOver", 10, 0, 1, func(x Node) Node {
		rows, w := mat2(x, 0, 4, 2), Slice(x, 0, 8, 10)
		final, outs := ScanOver(func(s, r []Node) (next, out []Node) {
			h := Tanh(Add(Mul(s[0], w), r[0]))
			return []Node{h}, []Node{Square(h), Mul(r[0], w)}
		}, []Node{w}, []Node{rows})
		return Concat(0, Flatten(outs[0]), Flatten(outs[1]), final[0])
	}},
	{"Scan in a Scan", 3, 0, 1, func(x Node) Node {
		return Scan(func(k, s Node) Node {
			return Scan(func(j, u Node) Node { return Sin(Add(Mul(u, x), Mul(s, k))) }, 2, x)
		}, 3, x)
	}},
	{"Gradient in a Scan", 2, 1, 0.3, func(x Node) Node { // descent on a quartic, differentiated
		return Scan(func(_, s Node) Node {
			loss := Sum(Mul(x, Pow(s, 4)))
			return Sub(s, Mul(s.number(0.05), Gradient(loss, s)))
		}, 4, x)
	}},
	{"Checkpoint", 3, 0, 1, func(x Node) Node {
		return Checkpoint(func(x Node) Node { return Exp(Sin(x)) }, x)
	}},
	{"Gradient", 3, 1, 0.5, func(x Node) Node { return Gradient(Sum(Mul(Pow(x, 3), Sin(x))), x) }},
	{"broadcasting", 8, 0, 1, func(x Node) Node {
		a, b := mat2(x, 0, 2, 1), Reshape(Slice(x, 0, 2, 5), 3)
		c := Reshape(Slice(x, 0, 5, 8), 3, 1, 1)
		return Mul(Sin(Add(Mul(a, b), Mul(b, a))), Exp(Add(a, c)))
	}},
}

func positive(x Node) Node {
	b := mat2(x, 0, 3, 3)
	eye := x.g.ConstTensor([]float64{1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 3)
	return Add(MatMulT(b, b, false, true), eye)
}

func lower(x Node) Node {
	eye := x.g.ConstTensor([]float64{3, 0, 0, 0, 3, 0, 0, 0, 3}, 3, 3)
	return Add(mat2(x, 0, 3, 3), eye)
}

func (c smooth) draw(r *rand.Rand) []float64 {
	x := make([]float64, c.n)
	for i := range x {
		x[i] = c.at + c.spread*(2*r.Float64()-1)
	}
	return x
}

// weighted makes a scalar of a function by weights that differ for each element.
func (c smooth) weighted(x Node) Node {
	y := Flatten(c.f(x))
	w := make([]float64, y.Len())
	for i := range w {
		w[i] = math.Sin(float64(3*i + 1))
	}
	if !y.valid() {
		return y
	}
	return Dot(y, y.g.ConstVec(w))
}
