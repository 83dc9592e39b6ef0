package problem

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"sync/atomic"

	"monro/stdlib/rng"
)

// A Stochastic problem estimates its gradient without bias from random numbers
// that a call number names. GradAt stores in dst the estimate at x under the draw
// of call k >= 0 and returns the value: a pure function, so that the same k at two
// points gives gradients under the same draw, and no schedule changes a number.
type Stochastic interface {
	Smooth
	GradAt(dst, x []float64, k int) float64
}

// A Noise is the law of the error of a gradient. Add adds independent draws from r
// to the elements of dst.
type Noise interface {
	Add(dst []float64, r *rand.Rand)
	Check() error // of the parameters
}

// A NoisyProblem is a Smooth problem whose gradient is observed with additive
// noise; its Value is exact. Noisy makes it.
//
// GradAt with explicit call numbers may be used by many goroutines. Grad numbers
// its calls 0, 1, 2, ... itself: that is for one run, which should have its own
// Fork.
type NoisyProblem struct {
	p     Smooth
	noise Noise
	key   [32]byte
	calls atomic.Int64

	mu   sync.Mutex
	idle []*draws
}

// draws is a generator that is seeded anew for each call.
type draws struct {
	source *rand.ChaCha8
	rand   *rand.Rand
}

// Noisy returns p with noise added to its gradients. The noise depends on where s
// comes from and on call numbers, not on what was drawn from s.
func Noisy(p Smooth, noise Noise, s *rng.Stream) (*NoisyProblem, error) {
	switch {
	case p == nil:
		return nil, fmt.Errorf("problem.Noisy: p is nil: want a problem")
	case noise == nil:
		return nil, fmt.Errorf("problem.Noisy: noise is nil: want one, such as GaussianNoise{Std: 1}")
	case s == nil:
		return nil, fmt.Errorf("problem.Noisy: stream is nil: want one, such as rng.New(1)")
	}
	if err := noise.Check(); err != nil {
		return nil, fmt.Errorf("problem.Noisy: %w", err)
	}
	n := &NoisyProblem{p: p, noise: noise}
	own := s.Split("problem.Noisy")
	for i := range 4 {
		binary.LittleEndian.PutUint64(n.key[8*i:], own.Uint64())
	}
	return n, nil
}

// Fork returns the same problem with noise from another stream and calls of Grad
// counted from 0: one a repetition.
func (n *NoisyProblem) Fork(s *rng.Stream) (*NoisyProblem, error) { return Noisy(n.p, n.noise, s) }

// Exact returns the problem without noise.
func (n *NoisyProblem) Exact() Smooth { return n.p }

// Dim returns the number of variables.
func (n *NoisyProblem) Dim() int { return n.p.Dim() }

// Value returns the exact f(x).
func (n *NoisyProblem) Value(x []float64) float64 { return n.p.Value(x) }

// Grad is GradAt with the number of calls of Grad before it.
func (n *NoisyProblem) Grad(dst, x []float64) float64 {
	return n.gradAt(dst, x, uint64(n.calls.Add(1)-1))
}

// GradAt stores ∇f(x) plus the noise of call k in dst and returns the exact f(x).
func (n *NoisyProblem) GradAt(dst, x []float64, k int) float64 {
	return n.gradAt(dst, x, uint64(k))
}

func (n *NoisyProblem) gradAt(dst, x []float64, k uint64) float64 {
	v := n.p.Grad(dst, x)
	d := n.get()
	key := n.key
	binary.LittleEndian.PutUint64(key[:], binary.LittleEndian.Uint64(key[:])^k)
	d.source.Seed(key)
	n.noise.Add(dst, d.rand)
	n.mu.Lock()
	n.idle = append(n.idle, d)
	n.mu.Unlock()
	return v
}

func (n *NoisyProblem) get() *draws {
	n.mu.Lock()
	defer n.mu.Unlock()
	if k := len(n.idle); k > 0 {
		d := n.idle[k-1]
		n.idle = n.idle[:k-1]
		return d
	}
	source := rand.NewChaCha8(n.key)
	return &draws{source, rand.New(source)}
}

// GaussianNoise is normal with mean 0 and standard deviation Std in each
// coordinate.
type GaussianNoise struct{ Std float64 }

// Add adds independent draws to dst.
func (g GaussianNoise) Add(dst []float64, r *rand.Rand) {
	for i := range dst {
		dst[i] += g.Std * r.NormFloat64()
	}
}

// Check returns an error unless Std is finite and at least 0.
func (g GaussianNoise) Check() error { return checkScale("GaussianNoise", "Std", g.Std) }

// StudentNoise is Scale times Student's t with Nu degrees of freedom in each
// coordinate: moments of order below Nu exist, the mean, 0, for Nu > 1, and the
// variance Scale²·Nu/(Nu−2) for Nu > 2.
type StudentNoise struct{ Nu, Scale float64 }

// Add adds independent draws to dst, by Bailey's polar method (Mathematics of
// Computation 62, 1994).
func (t StudentNoise) Add(dst []float64, r *rand.Rand) {
	for i := range dst {
		// u^(−2/ν) − 1 without cancellation for u near 1
		radius := math.Sqrt(t.Nu * math.Expm1(-2/t.Nu*math.Log(1-r.Float64())))
		dst[i] += t.Scale * radius * math.Cos(2*math.Pi*r.Float64())
	}
}

// Check returns an error unless Nu is finite and positive and Scale finite and at
// least 0.
func (t StudentNoise) Check() error {
	if err := checkTail("StudentNoise", "Nu", t.Nu, math.MaxFloat64, "a finite number > 0"); err != nil {
		return err
	}
	return checkScale("StudentNoise", "Scale", t.Scale)
}

// ParetoNoise is symmetric with the tail of a Lomax (shifted Pareto) law in each
// coordinate: P(|ξ| > t) = (1 + t/Scale)^(−Alpha). Moments of order below Alpha
// exist: the mean, 0, for Alpha > 1, and the variance
// 2·Scale²/((Alpha−1)(Alpha−2)) for Alpha > 2.
type ParetoNoise struct{ Alpha, Scale float64 }

// Add adds independent draws to dst.
func (p ParetoNoise) Add(dst []float64, r *rand.Rand) {
	for i := range dst {
		size := math.Expm1(-math.Log(1-r.Float64()) / p.Alpha)
		if r.Uint64()&1 == 0 {
			size = -size
		}
		dst[i] += p.Scale * size
	}
}

// Check returns an error unless Alpha is finite and positive and Scale finite and
// at least 0.
func (p ParetoNoise) Check() error {
	if err := checkTail("ParetoNoise", "Alpha", p.Alpha, math.MaxFloat64, "a finite number > 0"); err != nil {
		return err
	}
	return checkScale("ParetoNoise", "Scale", p.Scale)
}

// StableNoise is symmetric Alpha-stable in each coordinate, with characteristic
// function exp(−|Scale·t|^Alpha): for Alpha = 2 normal with variance 2·Scale², for
// Alpha = 1 Cauchy. Below 2 moments of order below Alpha exist: the mean, 0, for
// Alpha > 1, and no variance.
type StableNoise struct{ Alpha, Scale float64 }

// Add adds independent draws to dst, by the method of Chambers, Mallows and Stuck
// (Journal of the American Statistical Association 71, 1976).
func (s StableNoise) Add(dst []float64, r *rand.Rand) {
	for i := range dst {
		u := math.Pi * (r.Float64() - 0.5)
		if s.Alpha == 1 {
			dst[i] += s.Scale * math.Tan(u)
			continue
		}
		e := -math.Log(1 - r.Float64()) // exponential; 0 with chance 2⁻⁵³
		e = max(e, 0x1p-60)
		size := math.Sin(s.Alpha*u) / math.Pow(math.Cos(u), 1/s.Alpha)
		dst[i] += s.Scale * size * math.Pow(math.Cos((1-s.Alpha)*u)/e, (1-s.Alpha)/s.Alpha)
	}
}

// Check returns an error unless Alpha lies in (0, 2] and Scale is finite and at
// least 0.
func (s StableNoise) Check() error {
	if err := checkTail("StableNoise", "Alpha", s.Alpha, 2, "a number in (0, 2]"); err != nil {
		return err
	}
	return checkScale("StableNoise", "Scale", s.Scale)
}

func checkTail(law, arg string, v, most float64, want string) error {
	if !(v > 0 && v <= most) {
		return fmt.Errorf("%s: %s = %v: want %s", law, arg, v, want)
	}
	return nil
}

func checkScale(law, arg string, v float64) error {
	if !(v >= 0) || math.IsInf(v, 1) {
		return fmt.Errorf("%s: %s = %v: want a finite number >= 0", law, arg, v)
	}
	return nil
}
