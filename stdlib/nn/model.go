package nn

import (
	"cmp"
	"fmt"
	"slices"

	"monro/stdlib/ad"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// A Model is a network: it knows the sizes and names of its parameters, but holds
// none. Many goroutines may use it at once.
type Model struct {
	in, out []int
	layers  []Layer
	build   Builder
	whole   *Model // that this is a slice of; nil where it is none
	forward Forward
	predict *ad.Function
}

// New is the network of the layers in sequence, for rows of shape in: []int{784} for
// vectors, []int{1, 28, 28} for images, []int{length} for sequences of numbers of
// words. A layer that does not fit is an error that names it.
func New(in []int, layers ...Layer) (*Model, error) {
	m := &Model{in: slices.Clone(in), layers: slices.Clone(layers), build: Builder{counts: map[string]int{}, widths: newWidths()}}
	for i, n := range in {
		m.build.positive(fmt.Sprintf("in[%d]", i), n)
	}
	if err := m.make(); err != nil {
		return nil, err
	}
	return m, nil
}

// make builds the layers.
func (m *Model) make() error {
	m.out, m.forward = m.build.Layer(Sequential(m.layers...), m.in)
	if m.build.err != nil {
		return m.build.err
	}
	m.build.tie(input) // what comes out keeps all its units
	rows := append([]int{-1}, m.in...)
	m.predict = ad.FuncData(func(p ad.Node, d []ad.Node) ad.Node {
		return m.At(p).WithState(d[1]).Apply(d[0])
	}, rows, []int{m.build.state.Len()})
	return nil
}

// Len is the number of parameters.
func (m *Model) Len() int { return m.build.params.Len() }

// Layout names the blocks of the parameters.
func (m *Model) Layout() Layout { return m.build.params }

// In is the shape of a row that goes in.
func (m *Model) In() []int { return slices.Clone(m.in) }

// Out is the shape of a row that comes out.
func (m *Model) Out() []int { return slices.Clone(m.out) }

// Init returns the parameters that training begins with. Each block draws from the
// split of s by its name, so that a further layer changes no other's numbers.
func (m *Model) Init(s *rng.Stream) []float64 {
	p := make([]float64, m.Len())
	for i, b := range m.build.params.blocks {
		m.build.inits[i](b.of(p), b.Shape, s.Split(b.Name))
	}
	return p
}

// StateLayout names the blocks of the state: what training keeps besides parameters,
// such as the running means of BatchNorm. Most models have none.
func (m *Model) StateLayout() Layout { return m.build.state }

// InitState returns the state before any training.
func (m *Model) InitState() []float64 { return slices.Clone(m.build.rest) }

// NoiseLen is how many random numbers a row needs in training, 0 without Dropout.
func (m *Model) NoiseLen() int { return m.build.noise }

// Noise draws uniform numbers for Bound.WithNoise, rows × NoiseLen, into dst if it is
// long enough.
func (m *Model) Noise(dst []float64, rows int, s *rng.Stream) []float64 {
	n := max(rows, 0) * m.NoiseLen()
	return s.UniformVec(slices.Grow(dst[:0], n)[:n], 0, 1)
}

// At binds the model to a vector of parameters, for evaluation: dropout is off and
// normalisation uses the state.
func (m *Model) At(p ad.Node) *Bound {
	if p.Err() == nil && (p.Rank() != 1 || p.Len() != m.Len()) {
		p = p.Graph().Fail("nn.Model.At", "parameters of shape %s: want a vector of %d", shapeString(p.Shape()), m.Len())
	}
	return &Bound{model: m, params: p, batch: make([]ad.Node, len(m.build.state.blocks))}
}

// Predict applies the model with parameters p to rows of x and returns the results
// row by row. It traces at the first call with a number of rows and runs compiled
// code after that. A model with a state is taken in its first state. Numbers in x that
// are not finite are an error, and so are those in p where they reach a result.
func (m *Model) Predict(p, x []float64, rows int) ([]float64, error) {
	return m.PredictWith(p, m.build.rest, x, rows)
}

// PredictWith is Predict for a model whose state is given.
func (m *Model) PredictWith(p, state, x []float64, rows int) ([]float64, error) {
	switch {
	case rows < 1:
		return nil, fmt.Errorf("nn.Model.Predict: rows = %d: want at least 1", rows)
	case len(p) != m.Len():
		return nil, fmt.Errorf("nn.Model.Predict: p has length %d: want %d", len(p), m.Len())
	case len(state) != len(m.build.rest):
		return nil, fmt.Errorf("nn.Model.Predict: state has length %d: want %d", len(state), len(m.build.rest))
	case len(x) != rows*size(m.in):
		return nil, fmt.Errorf("nn.Model.Predict: x has length %d: want %d rows of %s", len(x), rows, shapeString(m.in))
	}
	if err := cmp.Or(finite("x", x), finite("state", state)); err != nil {
		return nil, err
	}
	y := make([]float64, rows*size(m.out))
	if err := m.predict.Call(y, p, x, state); err != nil {
		return nil, err
	}
	if vec.NonFinite(y) >= 0 {
		if err := finite("p", p); err != nil {
			return nil, err
		}
	}
	return y, nil
}

// finite reports the first number that is not.
func finite(name string, v []float64) error {
	if i := vec.NonFinite(v); i >= 0 {
		return fmt.Errorf("nn.Model.Predict: %s[%d] is %g: want finite numbers", name, i, v[i])
	}
	return nil
}

// Float32 returns the model with a Predict that computes in single precision, as
// ad.Float32 describes it. Parameters stay float64, and any model may be used in a
// loss that runs in single precision.
func (m *Model) Float32() *Model {
	c := *m
	c.predict = m.predict.Float32()
	return &c
}

// String lists the shapes and the blocks of the parameters.
func (m *Model) String() string {
	return fmt.Sprintf("%s to %s\n%s", shapeString(m.in), shapeString(m.out), m.build.params)
}

// A Bound is a model with nodes for its parameters. Its methods return changed
// copies.
type Bound struct {
	model                *Model
	params, noise, state ad.Node
	train                bool
	batch                []ad.Node // what the batch makes of each block of the state
	uses                 *[]use    // of dense layers, where Model.PerSample asks for them
}

// Train is the model in training: Dropout drops, BatchNorm uses the batch.
func (m *Bound) Train() *Bound {
	c := *m
	c.train = true
	c.batch = make([]ad.Node, len(m.batch))
	return &c
}

// WithNoise is the model in training with the random numbers that it needs: uniform
// in [0, 1), a matrix with a row of Model.NoiseLen for each row of the batch.
func (m *Bound) WithNoise(u ad.Node) *Bound {
	c := m.Train()
	c.noise = u
	return c
}

// WithState is the model with a state, a vector laid out as Model.StateLayout says.
// Without it the model has its first state.
func (m *Bound) WithState(s ad.Node) *Bound {
	c := *m
	c.state = s
	c.batch = make([]ad.Node, len(m.batch))
	return &c
}

// Training reports whether the model is in training.
func (m *Bound) Training() bool { return m.train }

// Apply computes the model on a batch x, rows × Model.In.
func (m *Bound) Apply(x ad.Node) ad.Node {
	if err := x.Err(); err != nil {
		return x
	}
	if x.Rank() != 1+len(m.model.in) {
		return x.Graph().Fail("nn.Bound.Apply", "x has shape %s: want rows of %s, the rows being the first axis", shapeString(x.Shape()), shapeString(m.model.in))
	}
	if m.train && m.model.build.noise > 0 {
		u := m.noise
		if u.Graph() == nil {
			return x.Graph().Fail("nn.Bound.Apply", "the model drops out in training and has no noise: use WithNoise, or leave out Train")
		}
		if u.Err() == nil && (u.Rank() != 2 || u.Size(1) != m.model.build.noise || u.Size(0) != x.Size(0)) {
			return x.Graph().Fail("nn.Bound.Apply", "noise of shape %s: want %d×%d, rows and Model.NoiseLen", shapeString(u.Shape()), x.Size(0), m.model.build.noise)
		}
	}
	return m.model.forward(m, x)
}

// currentState is the state given, or the first one.
func (m *Bound) currentState() ad.Node {
	if m.state.Graph() == nil && m.params.Graph() != nil {
		return m.params.Graph().ConstVec(m.model.build.rest)
	}
	return m.state
}

// BatchState is, after Apply in training, the state that the batch alone suggests,
// laid out as Model.StateLayout says. The usual running state is
// 0.9·state + 0.1·BatchState.
func (m *Bound) BatchState() ad.Node {
	for i, b := range m.batch {
		if b.Graph() == nil {
			return m.params.Graph().Fail("nn.Bound.BatchState", "block %s has not been computed: call Apply in training first", m.model.build.state.blocks[i].Name)
		}
	}
	if len(m.batch) == 0 {
		return m.params.Graph().Fail("nn.Bound.BatchState", "the model has no state")
	}
	return ad.Concat(0, m.batch...)
}
