package problem

import (
	"fmt"
	"math"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// An Online problem has a function for each round k = 0, 1, ..., which may depend on
// where the learner is: Round returns that of a learner at x, which it must not
// change. The function is good until the next round.
type Online interface {
	Round(x []float64, k int) (Smooth, error)
}

// A RoundFunc is a function as an Online problem.
type RoundFunc func(x []float64, k int) (Smooth, error)

// Round returns f(x, k).
func (f RoundFunc) Round(x []float64, k int) (Smooth, error) { return f(x, k) }

// An Imitation is online imitation of an expert: in each round the learner acts, the
// expert says what it would have done in the states that were visited, and the
// learner's loss there is the mean of ½‖a − a*‖². The states so depend on the
// learner. The environment is a rotation with damping, control and noise, of 4
// states s and 2 actions a,
//
//	s₀ ~ N(0, I),   s′ = 0.95·Qs + 0.1·Ba + 0.05·N(0, I),   a* = tanh(−Ks)
//
// with Q the orthogonal factor of a Gaussian matrix, elements of B from N(0, 1) and
// of K from N(0, 0.25). It is small, and ours: papers use simulators of robots.
//
// Imitate makes it: an Online problem that one goroutine may use at a time.
type Imitation struct {
	q, b, k []float64
	steps   int
	noise   *rng.Stream

	visited *data.Dataset // the states of the last round
	advice  []float64     // the expert's actions there
	current *data.Dataset // the state at hand
	learner *TracedPredictor
	loss    *Composite
}

// The sizes of the environment.
const (
	ImitationStates  = 4
	ImitationActions = 2
)

// Imitate returns the task for a learner of dim parameters, traced as by FromModel:
// its features are states and its outputs actions. Rounds have so many steps. The
// environment and its noise depend on where s comes from.
func Imitate(learner func(p, s ad.Node) ad.Node, dim, steps int, s *rng.Stream) (*Imitation, error) {
	switch {
	case steps < 1:
		return nil, fmt.Errorf("problem.Imitate: steps = %d: want at least 1", steps)
	case s == nil:
		return nil, fmt.Errorf("problem.Imitate: stream is nil: want one, such as rng.New(1)")
	}
	const n, m = ImitationStates, ImitationActions
	e := &Imitation{
		q:     orthogonal(n, s.Split("Q")).RawMatrix().Data,
		b:     s.Split("B").NormalVec(make([]float64, n*m)),
		k:     s.Split("K").NormalVec(make([]float64, m*n)),
		steps: steps, noise: s.Split("noise"),
		visited: &data.Dataset{Name: "visited states", N: steps, D: n, X: make([]float64, steps*n)},
		advice:  make([]float64, steps*m),
		current: &data.Dataset{Name: "state", N: 1, D: n, X: make([]float64, n)},
	}
	vec.Scale(e.k, 0.5, e.k)
	batch, err := FromModel(learner, dim, e.visited)
	if err != nil {
		return nil, fmt.Errorf("problem.Imitate: %w", err)
	}
	targets, err := SquaredTargets(e.advice, m)
	if err != nil {
		return nil, err
	}
	if e.loss, err = Compose(batch, targets); err != nil {
		return nil, fmt.Errorf("problem.Imitate: the learner: %w", err)
	}
	e.learner, err = FromModel(learner, dim, e.current)
	return e, err
}

// Dim returns the number of the learner's parameters.
func (e *Imitation) Dim() int { return e.loss.Dim() }

// Round lets the learner with parameters x act, under the noise of round k, and
// returns its loss on the states that it visits: a Composite. The next round
// overwrites it.
func (e *Imitation) Round(x []float64, k int) (Smooth, error) {
	if len(x) != e.Dim() {
		return nil, fmt.Errorf("problem.Imitation.Round: x has %d elements: want the learner's %d", len(x), e.Dim())
	}
	noise, s := e.noise.SplitN(k), e.current.X
	noise.NormalVec(s)
	var next [ImitationStates]float64
	var action [ImitationActions]float64
	for t := range e.steps {
		copy(e.visited.Row(t), s)
		e.Expert(e.advice[t*ImitationActions:(t+1)*ImitationActions], s)
		e.learner.Predict(action[:], x, nil)
		for i := range next {
			next[i] = 0.95*vec.Dot(e.q[i*len(s):(i+1)*len(s)], s) + 0.1*vec.Dot(e.b[i*len(action):(i+1)*len(action)], action[:]) + 0.05*noise.Normal()
		}
		copy(s, next[:])
	}
	if i := vec.NonFinite(e.visited.X); i >= 0 {
		return nil, fmt.Errorf("problem.Imitation.Round: state %v after %d steps of round %d: want finite numbers (a smaller step may help)", e.visited.X[i], i/len(s), k)
	}
	return e.loss, nil
}

// Expert stores the expert's action in state s in a.
func (e *Imitation) Expert(a, s []float64) {
	vec.MatVec(a, e.k, s)
	for i, v := range a {
		a[i] = math.Tanh(-v)
	}
}
