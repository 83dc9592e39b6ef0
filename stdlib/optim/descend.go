package optim

import (
	"errors"
	"fmt"
	"iter"
	"math"

	"monro/stdlib/data"
	"monro/stdlib/interrupt"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// A State is where a run of Descend is after K updates. The iterator yields the
// same State again and again: use Clone, or copy what you want to keep.
type State struct {
	K     int       // updates made
	Epoch float64   // passes over the data that the updates have used; K where the problem is no finite sum
	Batch int       // terms in the minibatch of Grad and Loss; 0: full gradients
	X     []float64 // the point
	Grad  []float64 // the gradient at X, of the minibatch where there is one
	Loss  float64   // the value at X, of the minibatch where there is one
	Cost  problem.Cost
	Err   error // why the run ends early, or nil
}

// Clone returns a copy that shares no memory with s.
func (s *State) Clone() *State {
	c := *s
	c.X, c.Grad = vec.Clone(s.X), vec.Clone(s.Grad)
	return &c
}

// Spent returns s.Cost, by which package experiment ends runs within a budget.
func (s *State) Spent() problem.Cost { return s.Cost }

// An Option changes how Descend runs.
type Option func(*settings)

type settings struct {
	size        int // of minibatches; 0: full gradients
	stream      *rng.Stream
	replacement bool
	iterations  float64
	epochs      float64
	samples     float64
	tolerance   float64
	err         error
}

// Batch makes Descend use minibatches of size terms of a finite sum, in a new
// random order each epoch. They depend on where s comes from, not on how much it
// was used, so that two runs with the same s see the same minibatches.
func Batch(size int, s *rng.Stream) Option { return batches(size, s, false) }

// BatchWithReplacement makes Descend use minibatches of size independent uniform
// draws from the terms of a finite sum, otherwise as Batch.
func BatchWithReplacement(size int, s *rng.Stream) Option { return batches(size, s, true) }

func batches(size int, s *rng.Stream, replacement bool) Option {
	return func(o *settings) {
		if size < 1 {
			o.fail("Batch: size = %d: want at least 1", size)
		}
		if s == nil {
			o.fail("Batch: stream is nil: want one, such as rng.New(1)")
		}
		o.size, o.stream, o.replacement = size, s, replacement
	}
}

// Iterations ends the run after n updates: it yields n+1 states.
func Iterations(n int) Option {
	return func(o *settings) {
		if n < 0 {
			o.fail("Iterations: n = %d: want at least 0", n)
		}
		o.iterations = min(o.iterations, float64(n))
	}
}

// Epochs ends the run after n passes over the data: n·⌈Len/size⌉ updates with
// minibatches, n updates with full gradients.
func Epochs(n int) Option {
	return func(o *settings) {
		if n < 0 {
			o.fail("Epochs: n = %d: want at least 0", n)
		}
		o.epochs = min(o.epochs, float64(n))
	}
}

// Samples ends the run at the first state whose updates have used at least n terms of
// a finite sum. With minibatches n is at least their size.
func Samples(n int) Option {
	return func(o *settings) {
		if n < 1 {
			o.fail("Samples: n = %d: want at least 1", n)
		}
		o.samples = min(o.samples, float64(n))
	}
}

// Tolerance ends the run at the first state whose gradient has Euclidean norm at
// most eps.
func Tolerance(eps float64) Option {
	return func(o *settings) {
		if !(eps >= 0) {
			o.fail("Tolerance: eps = %v: want at least 0", eps)
		}
		o.tolerance = eps
	}
}

func (o *settings) fail(format string, args ...any) {
	if o.err == nil {
		o.err = fmt.Errorf("optim: "+format, args...)
	}
}

// Descend returns the run of the optimiser o on p from x0 as an iterator of
// states: state K = 0 is x0, and each state has the loss and the gradient at its
// point. Without Batch gradients are full. It goes on until the loop breaks off
// or an option ends it.
//
// Where something fails (an option, the length of x0, a gradient that is not
// finite) the iterator yields a last state with Err set, which has the K of the
// state before if there was one, and ends. Run returns the error instead. An
// interrupt of the cell is such an error, too: interrupt.ErrInterrupted.
//
// x0 is copied. o keeps its state: a second range over the iterator begins at x0
// again but with o as the first left it; use Fresh to repeat a run. After the
// first step nothing is allocated.
//
// A Searcher gets the function of each update besides its gradient, and what it
// asks of it is counted. A BatchSizer changes the size of the minibatches on the way.
func Descend(p problem.Smooth, o Optimizer, x0 []float64, options ...Option) iter.Seq[*State] {
	return func(yield func(*State) bool) {
		r, err := newRun(p, o, x0, options)
		s := r.state
		if err != nil {
			s.Err = err
			yield(s)
			return
		}
		for {
			r.evaluate()
			if !yield(s) || r.done() {
				return
			}
			if err := r.step(o); err != nil {
				s.Err = err
				yield(s)
				return
			}
			if err := r.advance(); err != nil {
				s.Err = err
				yield(s)
				return
			}
		}
	}
}

// Run makes the run of Descend without stopping on the way and returns its last
// state. An option must end it: Iterations, Epochs, Samples or Tolerance. On an error it
// returns the last state, too.
func Run(p problem.Smooth, o Optimizer, x0 []float64, options ...Option) (*State, error) {
	if !collect(options).ends() {
		return nil, errors.New("optim: Run: nothing ends the run: want Iterations, Epochs, Samples or Tolerance")
	}
	var last *State
	for s := range Descend(p, o, x0, options...) {
		last = s
	}
	return last, last.Err
}

// collect applies the options to what holds without any: no limit at all.
func collect(options []Option) *settings {
	set := &settings{iterations: math.Inf(1), epochs: math.Inf(1), samples: math.Inf(1), tolerance: -1}
	for _, option := range options {
		if option != nil {
			option(set)
		}
	}
	return set
}

// ends says whether an option, or an error in one, ends the run.
func (o *settings) ends() bool {
	return o.err != nil || !math.IsInf(min(o.iterations, o.epochs, o.samples), 1) || o.tolerance >= 0
}

// A run is one range over the iterator of Descend.
type run struct {
	stop      *interrupt.Signal // of the cell that ranges
	state     *State
	p         problem.Smooth
	sum       problem.FiniteSum // nil where p is none
	sampler   *data.Sampler     // nil: full gradients
	sample    Sample            // the function of the coming update
	perEpoch  float64           // updates an epoch
	limit     float64           // of updates
	sizer     BatchSizer        // nil: minibatches keep their size
	used      float64           // terms that the updates have used
	epochs    float64           // limit of used/Len, with a sizer
	samples   float64           // limit of used
	tolerance float64
}

// newRun never returns nil, so that there is a state for the error.
func newRun(p problem.Smooth, o Optimizer, x0 []float64, options []Option) (*run, error) {
	r := &run{stop: interrupt.Current(), state: &State{X: vec.Clone(x0), Grad: make([]float64, len(x0))}, p: p, perEpoch: 1}
	if p == nil {
		return r, errors.New("optim: Descend: the problem is nil")
	}
	if o == nil {
		return r, errors.New("optim: Descend: the optimiser is nil")
	}
	if len(x0) != p.Dim() {
		return r, fmt.Errorf("optim: Descend: x0 has %d elements: want the problem's %d", len(x0), p.Dim())
	}
	if i := vec.NonFinite(x0); i >= 0 {
		return r, fmt.Errorf("optim: Descend: x0[%d] = %v: want finite numbers", i, x0[i])
	}
	set := collect(options)
	if set.err != nil {
		return r, set.err
	}
	r.sum, _ = p.(problem.FiniteSum)
	if set.size > 0 {
		if r.sum == nil {
			return r, fmt.Errorf("optim: Batch: %T is no finite sum: want full gradients (no Batch), or a problem with BatchGrad", p)
		}
		var err error
		r.sampler, err = data.NewSampler(r.sum.Len(), set.size, set.replacement, set.stream.Split("optim.Batch"))
		if err != nil {
			return r, err
		}
		r.perEpoch = math.Ceil(float64(r.sum.Len()) / float64(set.size))
	}
	r.limit, r.epochs, r.samples = min(set.iterations, set.epochs*r.perEpoch), math.Inf(1), set.samples
	if err := r.plan(o, set); err != nil {
		return r, err
	}
	r.tolerance = set.tolerance
	r.sample.cost = &r.state.Cost
	r.sample.of(p)
	return r, nil
}

// evaluate sets loss and gradient at the current point.
func (r *run) evaluate() {
	if r.sampler != nil {
		r.sample.idx = r.sampler.Next()
	}
	r.state.Batch = len(r.sample.idx)
	r.state.Loss = r.sample.Grad(r.state.Grad, r.state.X)
}

func (r *run) step(o Optimizer) error {
	if err := r.stop.Err(); err != nil {
		return err
	}
	return stepOn(o, &r.sample, r.state.X, r.state.Grad, r.state.Loss)
}

// stepOn makes an update by an optimiser of either kind.
func stepOn(o Optimizer, f *Sample, x, g []float64, loss float64) error {
	if o, ok := o.(Searcher); ok {
		return o.StepOn(f, x, g, loss)
	}
	return o.Step(x, g)
}

func (r *run) done() bool {
	return float64(r.state.K) >= r.limit || r.used >= r.samples || r.sizer != nil && r.state.Epoch >= r.epochs ||
		r.tolerance >= 0 && vec.Norm2(r.state.Grad) <= r.tolerance
}
