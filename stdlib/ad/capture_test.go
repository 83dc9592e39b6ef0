package ad

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A looper runs a step n times; Scan is one.
type looper func(step func(k, s Node) Node, n int, init Node) Node

func unrolled(step func(k, s Node) Node, n int, s Node) Node {
	for k := range n {
		s = step(s.number(float64(k)), s)
	}
	return s
}

func checkpointed(step func(k, s Node) Node, n int, init Node) Node {
	return ScanCheckpoint(step, n, 2, init)
}

// A captureCase is a loop whose step uses a vector x from outside, w made of x there,
// and their derivatives while the state is given.
type captureCase struct {
	name   string
	derive func(loop looper, x Node) Node
	step   func(loop looper, partial func(loss func(x, w Node) Node) Node, k, s Node) Node
}

var captureCases = []captureCase{
	{"a slice", func(_ looper, x Node) Node { return Slice(x, 0, 1, 3) },
		func(_ looper, partial func(func(x, w Node) Node) Node, k, s Node) Node {
			d := partial(func(_, w Node) Node { return Sum(Sin(Mul(w, Slice(s, 0, 0, 2)))) })
			return Add(s, Mul(d, s.number(0.3)))
		}},
	{"itself and slices", func(_ looper, x Node) Node { return Mul(Slice(x, 0, 0, 2), Slice(x, 0, 1, 3)) },
		func(_ looper, partial func(func(x, w Node) Node) Node, k, s Node) Node {
			d := partial(func(x, w Node) Node { return Add(Dot(w, Sin(Add(Slice(s, 0, 1, 3), k))), Dot(Square(x), s)) })
			return Sin(Add(s, Mul(d, s.number(0.1))))
		}},
	{"many operations", func(_ looper, x Node) Node { return MatMul(Reshape(x, 3, 1), Reshape(Exp(Sin(x)), 1, 3)) },
		func(_ looper, partial func(func(x, w Node) Node) Node, k, s Node) Node {
			return Tanh(Add(s, partial(func(_, w Node) Node { return Sum(Square(MatMul(w, s))) })))
		}},
	{"a loop's result", func(loop looper, x Node) Node {
		return loop(func(k, s Node) Node { return Sin(Add(Mul(s, x), k)) }, 3, x)
	}, func(_ looper, partial func(func(x, w Node) Node) Node, k, s Node) Node {
		return Sin(Add(s, partial(func(_, w Node) Node { return Sum(Mul(Square(w), s)) })))
	}},
	{"a loop in the step", func(_ looper, x Node) Node { return Exp(x) },
		func(loop looper, partial func(func(x, w Node) Node) Node, k, s Node) Node {
			d := partial(func(x, w Node) Node {
				return Sum(loop(func(j, u Node) Node { return Sin(Add(Mul(u, w), Mul(x, Mul(s, k)))) }, 2, s))
			})
			return Sin(Add(s, Mul(d, s.number(0.03))))
		}},
	{"in a loop in the step", func(_ looper, x Node) Node { return Square(Slice(x, 0, 0, 2)) },
		func(loop looper, partial func(func(x, w Node) Node) Node, k, s Node) Node {
			v := Slice(Square(s), 0, 0, 2)
			return loop(func(j, u Node) Node {
				d := partial(func(x, w Node) Node { return Add(Dot(w, Sin(Add(v, j))), Sum(Mul(u, x))) })
				return Sin(Add(u, Mul(d, s.number(0.2))))
			}, 2, s)
		}},
	{"second derivatives", func(_ looper, x Node) Node { return Pow(x, 3) },
		func(_ looper, partial func(func(x, w Node) Node) Node, k, s Node) Node {
			return Sin(Sub(s, partial(func(x, w Node) Node {
				return Dot(Gradient(Sum(Mul(w, Sin(Mul(x, s)))), w), s)
			})))
		}},
	{"a derivative of its own", func(_ looper, x Node) Node {
		return Custom(func(in []Node) Node { return Sin(in[0]) },
			func(in []Node, out, g Node) []Node { return []Node{Mul(g, Sqrt(Sub(g.number(1), Square(out))))} }, x)
	}, func(_ looper, partial func(func(x, w Node) Node) Node, k, s Node) Node {
		return Sin(Add(s, partial(func(_, w Node) Node { return Dot(Square(w), s) })))
	}},
}

// scanned runs the case by a loop, with w computed outside.
func (c captureCase) scanned(loop looper) func(x Node) Node {
	return func(x Node) Node {
		x = Sin(x) // so that x is the result of an operation
		w := c.derive(loop, x)
		one := loop(func(k, s Node) Node {
			return c.step(loop, func(loss func(x, w Node) Node) Node { return Gradient(loss(x, w), x) }, k, s)
		}, 3, x)
		two := loop(func(k, s Node) Node {
			return c.step(loop, func(loss func(x, w Node) Node) Node { return Pushforward(Square(loss(x, w)), x, s) }, k, s)
		}, 1, x)
		return Add(one, two)
	}
}

// plain runs the case without a loop. There the state depends on x; what is given
// is told from what is not by a vector z of zeros, which is added to x in the one.
func (c captureCase) plain(x Node) Node {
	x = Sin(x)
	moved := func(loss func(x, w Node) Node) (y, z Node) {
		z = x.g.ConstVec(make([]float64, 3))
		at := Add(x, z)
		return loss(at, c.derive(unrolled, at)), z
	}
	one := unrolled(func(k, s Node) Node {
		return c.step(unrolled, func(loss func(x, w Node) Node) Node { return Gradient(moved(loss)) }, k, s)
	}, 3, x)
	two := unrolled(func(k, s Node) Node {
		return c.step(unrolled, func(loss func(x, w Node) Node) Node {
			y, z := moved(loss)
			return Pushforward(Square(y), z, s)
		}, k, s)
	}, 1, x)
	return Add(one, two)
}

// Loops give what unrolled loops give, and so do their first and second derivatives.
func TestCapturedDerivatives(t *testing.T) {
	for _, c := range captureCases {
		for name, loop := range map[string]looper{"Scan": Scan, "ScanCheckpoint": checkpointed} {
			t.Run(c.name+"/"+name, func(t *testing.T) {
				r := rand.New(rand.NewPCG(5, 5))
				x, v := smooth{n: 3, at: 0.7, spread: 0.3}.draw(r), smooth{n: 3, spread: 1}.draw(r)
				got, want := Func(smooth{f: c.scanned(loop)}.weighted), Func(smooth{f: c.plain}.weighted)
				for what, f := range map[string]func(f *Function, dst []float64) error{
					"value":    func(f *Function, dst []float64) (err error) { dst[0], err = f.Value(x); return err },
					"gradient": func(f *Function, dst []float64) error { return f.Grad(dst, x) },
					"HVP":      func(f *Function, dst []float64) error { return f.HVP(dst, x, v) },
				} {
					a, b := make([]float64, 3), make([]float64, 3)
					if err := f(got, a); err != nil {
						t.Fatal(err)
					}
					if err := f(want, b); err != nil {
						t.Fatal(err)
					}
					for i := range a {
						if !(math.Abs(a[i]-b[i]) <= 1e-11*max(1, math.Abs(b[i]))) {
							t.Errorf("%s: %v, unrolled %v", what, a, b)
							break
						}
					}
				}
				g, hv := make([]float64, 3), make([]float64, 3)
				if err := got.Grad(g, x); err != nil {
					t.Fatal(err)
				}
				value := func(x, dst []float64) (err error) { dst[0], err = got.Value(x); return err }
				for i := range g {
					e := make([]float64, 3)
					e[i] = 1
					slope(t, "gradient", value, 1, x, e, g[i:i+1])
				}
				if err := got.HVP(hv, x, v); err != nil {
					t.Fatal(err)
				}
				slope(t, "HVP", func(x, dst []float64) error { return got.Grad(dst, x) }, 3, x, v, hv)
			})
		}
	}
}

// What a step captured for a derivative that does not need it is no operand of the
// loop.
func TestCapturesArePruned(t *testing.T) {
	g := NewGraph()
	x := g.Input("x", 3)
	w := Add(Sin(x), Cos(x)) // its derivative needs neither
	y := Scan(func(_, s Node) Node { return Add(s, Gradient(Sum(Mul(w, s)), x)) }, 2, x)
	for _, v := range g.nodes {
		if s, ok := v.op.(*scan); ok && (len(v.in) != 3 || len(s.body.inputs) != 3) {
			t.Errorf("%d operands, %d inputs of the body: want the state, the numbers of the steps and x", len(v.in), len(s.body.inputs))
		}
	}
	if err := y.Err(); err != nil {
		t.Error(err)
	}
}
