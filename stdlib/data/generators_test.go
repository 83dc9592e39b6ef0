package data

import (
	"math"
	"runtime"
	"slices"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// generators are all functions from a stream to a data set, by the names that the
// data sets have.
var generators = map[string]func(*rng.Stream) (*Dataset, error){
	"Blobs":              func(s *rng.Stream) (*Dataset, error) { return Blobs(20, 2, 3, 1, s) },
	"LogisticRegression": func(s *rng.Stream) (*Dataset, error) { return LogisticRegression(20, 2, 0.1, s) },
	"LinearRegression":   func(s *rng.Stream) (*Dataset, error) { return LinearRegression(400, 150, 0.1, 10, s) },
	"TeacherNetwork":     func(s *rng.Stream) (*Dataset, error) { return TeacherNetwork(20, 2, 4, 3, 0.1, s) },
	"GaussianClasses": func(s *rng.Stream) (*Dataset, error) {
		return GaussianClasses(400, 150, 3, s, ClassOptions{Clusters: 2, Mixed: true, UnitScale: true, Bias: true})
	},
	"GaussianRegression": func(s *rng.Stream) (*Dataset, error) {
		return GaussianRegression(50, 3, s, RegressionOptions{Sphere: true, Noise: 1, UniformNoise: 1, Outliers: 0.2})
	},
	"MatrixFactorization": func(s *rng.Stream) (*Dataset, error) {
		_, targets, err := MatrixFactorization(20, 3, 4, 100, s)
		return targets, err
	},
	"HeterogeneousRegression": func(s *rng.Stream) (*Dataset, error) {
		p, err := HeterogeneousRegression(10, 4, 3, 1, 0.1, s)
		return p.Data, err
	},
	"HyperCleaning": func(s *rng.Stream) (*Dataset, error) {
		train, _, _, err := HyperCleaning(s)
		return train, err
	},
	"GaussianMixture": func(s *rng.Stream) (*Dataset, error) {
		m, _ := RingMixture(8, 2, 0.1)
		return m.Sample(30, s)
	},
	"Moons":        func(s *rng.Stream) (*Dataset, error) { return Moons(30, 0.1, s) },
	"Rings":        func(s *rng.Stream) (*Dataset, error) { return Rings(30, []float64{1, 2}, 0.1, s) },
	"Spirals":      func(s *rng.Stream) (*Dataset, error) { return Spirals(30, 2, 1, 0.1, s) },
	"Pinwheel":     func(s *rng.Stream) (*Dataset, error) { return Pinwheel(30, 5, 0.3, 0.1, 0.25, s) },
	"Checkerboard": func(s *rng.Stream) (*Dataset, error) { return Checkerboard(30, s) },
	"SwissRoll":    func(s *rng.Stream) (*Dataset, error) { return SwissRoll(30, 0.1, s) },
	"Separable":    func(s *rng.Stream) (*Dataset, error) { return Separable(30, 4, s) },
	"Wedge":        func(s *rng.Stream) (*Dataset, error) { return Wedge(24, 0.25, s) },
	"PlantedReLU":  func(s *rng.Stream) (*Dataset, error) { return PlantedReLU(20, 3, 3, 0.1, s) },
	"BinaryPerceptron": func(s *rng.Stream) (*Dataset, error) {
		teacher, err := BinaryTeacher(9, s.Split("teacher"))
		if err != nil {
			return nil, err
		}
		return BinaryPerceptron(30, teacher, s)
	},
	"RandomCurve":       func(s *rng.Stream) (*Dataset, error) { return RandomCurve(math.Sin, 0, 1, 30, 0.1, s) },
	"EvidenceSequences": func(s *rng.Stream) (*Dataset, error) { return EvidenceSequences(30, 4, 3, 2, 1, s) },
	"NeedleSequences":   func(s *rng.Stream) (*Dataset, error) { return NeedleSequences(30, 4, 3, 2, 1, s) },
	"SignSequences":     func(s *rng.Stream) (*Dataset, error) { return SignSequences(30, 10, s) },
	"LinearTasks": func(s *rng.Stream) (*Dataset, error) {
		tasks, err := LinearTasks(3, 8, []float64{1, 2}, []float64{1, 1}, 0.5, s)
		return tasks[2], err
	},
	"markov": func(s *rng.Stream) (*Dataset, error) {
		m, err := NewMarkovSource(s)
		if err != nil {
			return nil, err
		}
		text, err := m.Text(300, s.Split("text"))
		if err != nil {
			return nil, err
		}
		return text.Windows(8, 1)
	},
}

func TestGeneratorsAreDeterministic(t *testing.T) {
	for name, make := range generators {
		s := rng.New(1)
		a, err := make(s)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		procs := runtime.GOMAXPROCS(1)
		b, _ := make(rng.New(1))
		runtime.GOMAXPROCS(4)
		p, _ := make(rng.New(1))
		runtime.GOMAXPROCS(procs)
		c, _ := make(rng.New(2))
		for _, d := range []*Dataset{b, p} {
			if !slices.Equal(a.X, d.X) || !slices.Equal(a.Y, d.Y) || !slices.Equal(a.Truth, d.Truth) || !slices.Equal(a.Clean, d.Clean) {
				t.Errorf("%s: the same seed gives other numbers", name)
			}
		}
		if slices.Equal(a.X, c.X) {
			t.Errorf("%s: another seed gives the same numbers", name)
		}
		if a.Check() != nil || a.Name != name || vec.NonFinite(a.X) >= 0 {
			t.Errorf("%s: %v %v", name, a.Name, a.Check())
		}
	}
}

// Generators draw from streams split from the one they get, so what was drawn from
// it before does not matter.
func TestGeneratorsSplit(t *testing.T) {
	for _, name := range []string{"Blobs", "LogisticRegression", "LinearRegression", "TeacherNetwork", "GaussianClasses", "GaussianRegression", "Moons", "Separable", "LinearTasks"} {
		s := rng.New(1)
		a, _ := generators[name](s)
		s.Float64()
		if b, _ := generators[name](s); !slices.Equal(a.X, b.X) {
			t.Errorf("%s depends on what was drawn from its stream", name)
		}
	}
}

func TestBadGeneratorArguments(t *testing.T) {
	s := rng.New(1)
	nan := math.NaN()
	for says, f := range map[string]func() (*Dataset, error){
		"data.Blobs: n = 0":                          func() (*Dataset, error) { return Blobs(0, 1, 1, 1, s) },
		"data.Blobs: classes = 0":                    func() (*Dataset, error) { return Blobs(1, 1, 0, 1, s) },
		"data.Blobs: separation = NaN":               func() (*Dataset, error) { return Blobs(1, 1, 1, nan, s) },
		"data.LogisticRegression: d = -1":            func() (*Dataset, error) { return LogisticRegression(1, -1, 0, s) },
		"data.LogisticRegression: labelNoise = 2":    func() (*Dataset, error) { return LogisticRegression(1, 1, 2, s) },
		"more than 134217728 values":                 func() (*Dataset, error) { return LogisticRegression(1<<40, 1<<40, 0, s) },
		"data: LogisticRegression: stream is nil":    func() (*Dataset, error) { return LogisticRegression(1, 1, 0, nil) },
		"data.LinearRegression: n = 2":               func() (*Dataset, error) { return LinearRegression(2, 3, 0, 1, s) },
		"data.LinearRegression: noise = -1":          func() (*Dataset, error) { return LinearRegression(3, 3, -1, 1, s) },
		"data.LinearRegression: condition = 0.5":     func() (*Dataset, error) { return LinearRegression(3, 3, 0, 0.5, s) },
		"data.TeacherNetwork: width = 0":             func() (*Dataset, error) { return TeacherNetwork(1, 1, 0, 1, 0, s) },
		"data.TeacherNetwork: labelNoise = -0.5":     func() (*Dataset, error) { return TeacherNetwork(1, 1, 1, 1, -0.5, s) },
		"data.TeacherNetwork: weights: 4294967296 e": func() (*Dataset, error) { return TeacherNetwork(1, 1, 1<<32, 1, 0, s) },
		"data.TeacherNetwork: len(Scales) = 3":       func() (*Dataset, error) { return TeacherNetwork(1, 1, 1, 1, 0, s, TeacherOptions{make([]float64, 3)}) },
		"data.TeacherNetwork: 2 options":             func() (*Dataset, error) { return TeacherNetwork(1, 1, 1, 1, 0, s, TeacherOptions{}, TeacherOptions{}) },
		"data.LogisticRegression: Scales[0] = NaN": func() (*Dataset, error) {
			return LogisticRegression(1, 1, 0, s, LogisticOptions{Scales: []float64{nan}})
		},
		"data.LogisticRegression: Norm = -1":          func() (*Dataset, error) { return LogisticRegression(1, 1, 0, s, LogisticOptions{Norm: -1}) },
		"data.GaussianClasses: classes = 0":           func() (*Dataset, error) { return GaussianClasses(1, 1, 0, s) },
		"data.GaussianClasses: Clusters = -1":         func() (*Dataset, error) { return GaussianClasses(1, 1, 1, s, ClassOptions{Clusters: -1}) },
		"data.GaussianClasses: Spread = -1":           func() (*Dataset, error) { return GaussianClasses(1, 1, 1, s, ClassOptions{Spread: -1}) },
		"data.GaussianClasses: Noise = NaN":           func() (*Dataset, error) { return GaussianClasses(1, 1, 1, s, ClassOptions{Noise: nan}) },
		"data.GaussianClasses: Scale = +Inf":          func() (*Dataset, error) { return GaussianClasses(1, 1, 1, s, ClassOptions{Scale: math.Inf(1)}) },
		"data.GaussianClasses: Mixed: 100000000 e":    func() (*Dataset, error) { return GaussianClasses(1, 1e8, 1, s, ClassOptions{Mixed: true}) },
		"data.GaussianClasses: classes = 10000000000": func() (*Dataset, error) { return GaussianClasses(1, 1, 1e10, s) },
		"data: GaussianClasses: stream is nil":        func() (*Dataset, error) { return GaussianClasses(1, 1, 1, nil) },
		"data.GaussianRegression: Noise = -1":         func() (*Dataset, error) { return GaussianRegression(1, 1, s, RegressionOptions{Noise: -1}) },
		"data.GaussianRegression: Outliers = 2":       func() (*Dataset, error) { return GaussianRegression(1, 1, s, RegressionOptions{Outliers: 2}) },
		"data.GaussianRegression: OutlierScale = -1":  func() (*Dataset, error) { return GaussianRegression(1, 1, s, RegressionOptions{OutlierScale: -1}) },
		"data.Moons: n = 0":                           func() (*Dataset, error) { return Moons(0, 0, s) },
		"data.Moons: noise = -1":                      func() (*Dataset, error) { return Moons(1, -1, s) },
		"data.Rings: len(radii) = 0":                  func() (*Dataset, error) { return Rings(1, nil, 0, s) },
		"data.Rings: radius = -1":                     func() (*Dataset, error) { return Rings(1, []float64{-1}, 0, s) },
		"data.Spirals: arms = 0":                      func() (*Dataset, error) { return Spirals(1, 0, 1, 0, s) },
		"data.Spirals: turns = NaN":                   func() (*Dataset, error) { return Spirals(1, 1, nan, 0, s) },
		"data.Pinwheel: bend = -1":                    func() (*Dataset, error) { return Pinwheel(1, 1, 1, 1, -1, s) },
		"data: Checkerboard: stream is nil":           func() (*Dataset, error) { return Checkerboard(1, nil) },
		"data.Separable: d = 1":                       func() (*Dataset, error) { return Separable(10, 1, s) },
		"data.Separable: Positive = 0.01: want at l":  func() (*Dataset, error) { return Separable(10, 2, s, SeparableOptions{Positive: 0.01}) },
		"data.Separable: Margin = -1":                 func() (*Dataset, error) { return Separable(10, 2, s, SeparableOptions{Margin: -1}) },
		"data.PerceptronWorstCase: n = 1":             func() (*Dataset, error) { return PerceptronWorstCase(1) },
		"data.Wedge: margin = 1.5":                    func() (*Dataset, error) { return Wedge(1, 1.5, s) },
		"data.PlantedReLU: units = 0":                 func() (*Dataset, error) { return PlantedReLU(1, 1, 0, 0, s) },
		"data.BinaryPerceptron: d = 0":                func() (*Dataset, error) { return BinaryPerceptron(1, nil, s) },
		"data.BinaryPerceptron: teacher[0] = NaN":     func() (*Dataset, error) { return BinaryPerceptron(1, []float64{nan}, s) },
		"data.EvidenceSequences: noise = 0":           func() (*Dataset, error) { return EvidenceSequences(1, 1, 1, 1, 0, s) },
		"data.EvidenceSequences: length = 0":          func() (*Dataset, error) { return EvidenceSequences(1, 0, 1, 1, 1, s) },
		"data.NeedleSequences: classes = 0":           func() (*Dataset, error) { return NeedleSequences(1, 1, 1, 0, 1, s) },
		"data.NeedleSequences: marked = 3":            func() (*Dataset, error) { return NeedleSequences(1, 2, 1, 1, 3, s) },
		"data.NeedleSequences: 1 examples of 1099511": func() (*Dataset, error) { return NeedleSequences(1, 1<<40, 1<<40, 1, 1, s) },
		"data.SignSequences: length = 0":              func() (*Dataset, error) { return SignSequences(1, 0, s) },
		"data.RandomCurve: f(0.":                      func() (*Dataset, error) { return RandomCurve(func(float64) float64 { return nan }, 0, 1, 1, 0, s) },
		"data.MatrixFactorization: outputs = 0":       func() (*Dataset, error) { x, _, err := MatrixFactorization(1, 1, 0, 1, s); return x, err },
		"data.MatrixFactorization: condition = 0":     func() (*Dataset, error) { x, _, err := MatrixFactorization(1, 1, 1, 0, s); return x, err },
		"data.BinaryTeacher: d = 0":                   func() (*Dataset, error) { _, err := BinaryTeacher(0, s); return nil, err },
		"data.RelatedTeacher: overlap = 2":            func() (*Dataset, error) { _, err := RelatedTeacher([]float64{1}, 2, s); return nil, err },
	} {
		_, err := f()
		wantError(t, err, says)
	}
}
