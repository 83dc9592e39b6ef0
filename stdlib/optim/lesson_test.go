package optim

import (
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/nn"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
)

// A lesson is data for a ReLU network to learn.
type lesson struct {
	net         *nn.Model
	train, test *data.Dataset
	f           *problem.TracedLoss
	stream      *rng.Stream // for initial weights and minibatches
}

// teacherLesson is the task that the papers on diffGrad, AdaBelief and schedule
// refinement share: a teacher of width 16 labels 2000 + 2000 examples of 20 features
// with 5 classes, 5 % of the labels are redrawn, and a network 20-64-64-5 learns.
func teacherLesson(t *testing.T, seed uint64) *lesson {
	t.Helper()
	s := rng.New(seed)
	all, err := data.TeacherNetwork(4000, 20, 16, 5, 0.05, s.Split("data"))
	if err != nil {
		t.Fatal(err)
	}
	train, test, err := all.Cut(2000)
	if err != nil {
		t.Fatal(err)
	}
	return newLesson(t, train, test, s, 20, 64, 64, 5)
}

// newLesson makes a network of the given widths from He's initialisation.
func newLesson(t *testing.T, train, test *data.Dataset, s *rng.Stream, sizes ...int) *lesson {
	t.Helper()
	var layers []nn.Layer
	for i, n := range sizes[1:] {
		if i > 0 {
			layers = append(layers, nn.ReLU())
		}
		layers = append(layers, nn.Dense(n, nn.HeNormal))
	}
	net, err := nn.New(sizes[:1], layers...)
	if err != nil {
		t.Fatal(err)
	}
	f, err := problem.FromLoss(func(p, x, y ad.Node) ad.Node { return nn.CrossEntropy(net.At(p).Apply(x), y) }, net.Len(), train)
	if err != nil {
		t.Fatal(err)
	}
	return &lesson{net, train, test, f, s}
}

// learn trains with minibatches of 64 and returns the final loss over the training
// data. see gets each state before its update.
func (l *lesson) learn(t *testing.T, m Method, epochs int, see func(o Optimizer, s *State)) float64 {
	t.Helper()
	o := m.Fresh()
	var last *State
	for s := range Descend(l.f, o, l.net.Init(l.stream.Split("init")), Batch(64, l.stream), Epochs(epochs)) {
		if s.Err != nil {
			t.Fatal(s.Err)
		}
		see(o, s)
		last = s
	}
	return l.f.Value(last.X)
}

// accuracy is the fraction of the test data that parameters p get right.
func (l *lesson) accuracy(t *testing.T, p []float64) float64 {
	t.Helper()
	scores, err := l.net.Predict(p, l.test.X, l.test.N)
	if err != nil {
		t.Fatal(err)
	}
	a, err := nn.Accuracy(scores, len(scores)/l.test.N, l.test.Y)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
