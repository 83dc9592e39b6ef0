package experiment

import (
	"fmt"
	"math"
	"strings"

	"monro/stdlib/optim"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
)

// Compare runs each method on a problem with every seed, until the budget is used
// up, and logs the full "loss". A finite sum gives minibatches of 32 terms; all
// runs begin at zero, and those with the same seed see the same minibatches. A
// Comparison says otherwise.
//
//	cmp, err := experiment.Compare(task, rng.Seeds(10), experiment.Epochs(5), optim.SGD{LR: 0.5}, optim.NewAdam(1e-3))
//	cmp.Plot("loss", experiment.Against("epochs"))
//	cmp.Table("loss", "seconds")
func Compare(task problem.Smooth, seeds []uint64, budget Budget, methods ...optim.Method) (*Result, error) {
	return Comparison{Task: task, Seeds: seeds, Budget: budget, Methods: methods}.Run()
}

// A Comparison is optimisers on one problem. Task, Seeds, Budget and Methods are
// needed; the rest has defaults.
//
// Seconds are those of the methods without what is logged, on cores that other
// runs share: compare them in a Serial study.
type Comparison struct {
	Task    problem.Smooth // a problem.NoisyProblem gets noise from each seed; other tasks must bear several runs at once
	Seeds   []uint64
	Budget  Budget
	Methods []optim.Method // their String names them, see Named

	Name        string                        // of the study; "" is "compare". With a Keeper it should name the data, too
	Batch       int                           // terms of a minibatch; 0: 32
	Replacement bool                          // draw minibatches with replacement
	Full        bool                          // full gradients also of a finite sum
	Start       []float64                     // nil: zeros
	Init        func(s *rng.Stream) []float64 // a start for each seed, in place of Start
	Points      int                           // about how many times a run logs; 0: 100

	// Observe logs more than the loss. It must not change the state.
	Observe func(t *Trial, s *optim.State)
}

// Run makes the comparison.
func (c Comparison) Run() (*Result, error) {
	st, err := c.Study()
	if err != nil {
		return nil, err
	}
	return st.Run()
}

// Study is the study that makes the comparison, to keep its runs or make them
// serial before Run.
func (c Comparison) Study() (*Study, error) {
	if c.Batch == 0 {
		c.Batch = 32
	}
	if c.Points == 0 {
		c.Points = 100
	}
	switch {
	case c.Task == nil:
		return nil, fmt.Errorf("experiment.Compare: the task is nil: want a problem")
	case len(c.Methods) == 0:
		return nil, fmt.Errorf("experiment.Compare: no methods: want at least one, such as optim.NewAdam(1e-3)")
	case c.Budget.Wants(true) != "":
		return nil, fmt.Errorf("experiment.Compare: budget = %v: want %s", c.Budget, c.Budget.Wants(true))
	case c.Batch < 0:
		return nil, fmt.Errorf("experiment.Compare: Batch = %d: want at least 1, or 0 for 32", c.Batch)
	case c.Points < 0:
		return nil, fmt.Errorf("experiment.Compare: Points = %d: want at least 1, or 0 for 100", c.Points)
	}
	if _, sum := c.Task.(problem.FiniteSum); !sum {
		c.Full = true
	}
	if c.Name == "" {
		c.Name = "compare"
	}
	st := New(c.Name, c.Seeds).Setup(c.setup())
	for i, m := range c.Methods {
		if m == nil {
			return nil, fmt.Errorf("experiment.Compare: method %d is nil: want one, such as optim.NewAdam(1e-3)", i+1)
		}
		st.Arm(methodName(m), func(t *Trial) error { return c.trial(t, m.Fresh()) })
	}
	return st, st.err
}

func (c Comparison) setup() string {
	task, batches := fmt.Sprintf("%s of %d variables", typeName(c.Task), c.Task.Dim()), "full gradients"
	if sum, ok := c.Task.(problem.FiniteSum); ok {
		task += fmt.Sprintf(" and %d terms", sum.Len())
	}
	if !c.Full {
		batches = fmt.Sprintf("batches of %d", c.Batch)
	}
	return fmt.Sprintf("%s, %s, %v", task, batches, c.Budget)
}

func (c Comparison) trial(t *Trial, o optim.Optimizer) error {
	t.Pause()
	task, x0, err := c.begin(t)
	if err != nil {
		return err
	}
	var options []optim.Option
	switch {
	case c.Full:
	case c.Replacement:
		options = append(options, optim.BatchWithReplacement(c.Batch, t.Stream()))
	default:
		options = append(options, optim.Batch(c.Batch, t.Stream()))
	}
	at, due := c.spacing(), 0
	t.Resume()
	for s := range optim.Descend(task, o, x0, options...) {
		if s.Err != nil {
			return s.Err
		}
		p := Place{Step: s.K, Epoch: s.Epoch, Cost: s.Cost}
		if c.Budget.Timed() {
			p.Seconds = t.seconds()
		}
		over := c.Budget.Over(&p)
		if s.K >= due || over {
			due = at.After(s.K)
			c.log(t, s)
		}
		if over || t.ctx.Err() != nil {
			break
		}
	}
	return nil
}

// begin is what a run starts from.
func (c Comparison) begin(t *Trial) (problem.Smooth, []float64, error) {
	task, x0 := c.Task, c.Start
	if noisy, ok := task.(*problem.NoisyProblem); ok {
		own, err := noisy.Fork(t.Stream())
		if err != nil {
			return nil, nil, err
		}
		task = own
	}
	switch {
	case c.Init != nil:
		x0 = c.Init(t.Stream().Split("experiment.Init"))
	case x0 == nil:
		x0 = make([]float64, task.Dim())
	}
	return task, x0, nil
}

func (c Comparison) log(t *Trial, s *optim.State) {
	t.At(s.K)
	t.Epoch(s.Epoch)
	t.Spent(s.Cost)
	t.Pause()
	defer t.Resume()
	loss := s.Loss
	if !c.Full {
		loss = c.Task.Value(s.X)
	}
	t.Log("loss", loss)
	if c.Observe != nil {
		c.Observe(t, s)
	}
}

// spacing is about Points places within the budget, as far as that tells how many
// steps there will be.
func (c Comparison) spacing() Spacing {
	steps, sum := c.Budget.limit, 1.0
	if f, ok := c.Task.(problem.FiniteSum); ok {
		sum = float64(f.Len())
	}
	size := min(float64(c.Batch), sum)
	if c.Full {
		size = sum
	}
	switch c.Budget.axis {
	case axisIterations, axisCalls:
	case axisEpochs:
		steps *= math.Ceil(sum / size)
	case axisSamples:
		steps /= size
	default:
		return LogSpaced(max(c.Points/4, 1))
	}
	return Each(max(1, int(math.Ceil(min(steps, 1e15)/float64(c.Points)))))
}

// Named is a method under another name, for two that would have the same.
func Named(name string, m optim.Method) optim.Method { return named{m, name} }

type named struct {
	optim.Method
	name string
}

// String is the name.
func (n named) String() string { return n.name }

func methodName(m optim.Method) string {
	if s, ok := m.(fmt.Stringer); ok {
		return s.String()
	}
	return typeName(m)
}

// typeName is the name of a value's type without its package.
func typeName(v any) string {
	name := strings.TrimLeft(fmt.Sprintf("%T", v), "*")
	return name[strings.LastIndexByte(name, '.')+1:]
}
