package ad

import (
	"fmt"
	"slices"
)

// What a program computes.
type derivative int

const (
	value derivative = iota
	gradient
	both
	hessVec
	forward
	backward
)

// traced is a trace for one derivative and one set of lengths, with programs of it
// that nobody uses at the moment.
type traced struct {
	what derivative
	lens []int // of x and data
	plan *plan
	idle []*instance
}

// An instance is a program with room for its arguments.
type instance struct {
	*Program
	in, out [][]float64
}

// maxTraces bounds how many traces a Function keeps: the oldest goes first.
const maxTraces = 64

// get finds or makes a program for the lengths of x and data.
func (f *Function) get(what derivative, x []float64, data [][]float64) (*traced, *instance, error) {
	t, i := f.take(what, x, data)
	if i != nil {
		return t, i, nil
	}
	if t == nil {
		made, err := f.trace(what, x, data) // with no lock, as the function may use this one, or panic
		if err != nil {
			return nil, nil, err
		}
		t = f.keep(made)
	}
	p, err := t.plan.program()
	if err != nil {
		return nil, nil, err
	}
	return t, &instance{Program: p}, nil
}

// take finds the trace, nil if there is none, and a program of it that is idle.
func (f *Function) take(what derivative, x []float64, data [][]float64) (*traced, *instance) {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.find(what, x, data)
	if t == nil || len(t.idle) == 0 {
		return t, nil
	}
	n := len(t.idle)
	i := t.idle[n-1]
	t.idle = t.idle[:n-1]
	return t, i
}

// keep remembers a trace and forgets the oldest where there are too many.
func (f *Function) keep(t *traced) *traced {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.cache) >= maxTraces {
		f.cache = slices.Delete(f.cache, 0, 1)
	}
	f.cache = append(f.cache, t)
	return t
}

// put gives a program back.
func (f *Function) put(t *traced, i *instance) {
	clear(i.in)
	clear(i.out)
	i.in, i.out = i.in[:0], i.out[:0]
	f.mu.Lock()
	t.idle = append(t.idle, i)
	f.mu.Unlock()
}

func (f *Function) find(what derivative, x []float64, data [][]float64) *traced {
	for _, t := range f.cache {
		if t.what != what || len(t.lens) != 1+len(data) || t.lens[0] != len(x) {
			continue
		}
		same := true
		for i, d := range data {
			same = same && t.lens[i+1] == len(d)
		}
		if same {
			return t
		}
	}
	return nil
}

// trace runs the function on nodes.
func (f *Function) trace(what derivative, x []float64, data [][]float64) (*traced, error) {
	if f.f == nil {
		return nil, fmt.Errorf("ad.Function: the function is nil: want a function of nodes")
	}
	if len(data) != len(f.shapes) {
		return nil, fmt.Errorf("ad.Function: %d data arguments given: want %d", len(data), len(f.shapes))
	}
	g := NewGraph()
	t := &traced{what: what, lens: []int{len(x)}}
	at := g.Input("x", len(x))
	var args []Node
	for i, d := range data {
		shape, err := infer(f.shapes[i], len(d))
		if err != nil {
			return nil, fmt.Errorf("ad.Function: data %d: %w", i, err)
		}
		args = append(args, g.Input(fmt.Sprint("data ", i), shape...))
		t.lens = append(t.lens, len(d))
	}
	y := f.f(at, args)
	if g.err == nil && (!y.valid() || y.g != g) {
		return nil, fmt.Errorf("ad.Function: the function returned %v: want a node made from its arguments", y)
	}
	outs := results(what, y, at)
	for _, o := range outs {
		if g.err == nil && !o.valid() {
			return nil, o.Err()
		}
	}
	if g.err != nil {
		return nil, g.err
	}
	t.plan = newPlan(g, outs, f.mode)
	return t, nil
}

// results traces what a program computes from y, a function of x.
func results(what derivative, y, x Node) []Node {
	if !y.valid() {
		return nil
	}
	g := y.g
	switch what {
	case value:
		return []Node{y}
	case gradient:
		return []Node{Gradient(y, x)}
	case both:
		return []Node{y, Gradient(y, x)}
	case hessVec:
		v := g.Input("v", x.shape()...)
		return []Node{Gradient(Dot(Gradient(y, x), v), x)}
	case forward:
		v := g.Input("v", x.shape()...)
		return []Node{Pushforward(y, x, v)}
	default:
		u := g.Input("u", y.shape()...)
		return Pullback([]Node{y}, []Node{u}, x)
	}
}
