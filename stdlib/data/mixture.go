package data

import (
	"fmt"
	"math"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// A GaussianMixture is a mixture of isotropic Gaussians: component k has weight
// Weights[k], mean Means[k] and covariance SDs[k]² I. It is a source of data whose
// density is known.
type GaussianMixture struct {
	Means   [][]float64 // at least one, all of the same length
	SDs     []float64   // one a component, or one for all
	Weights []float64   // positive and summing to one; nil: all equal
}

// Check returns an error where m is no mixture.
func (m GaussianMixture) Check() error {
	if len(m.Means) == 0 || len(m.Means[0]) == 0 {
		return fmt.Errorf("data: GaussianMixture has no means: want at least one, of dimension at least 1")
	}
	for k, mean := range m.Means {
		if len(mean) != len(m.Means[0]) {
			return fmt.Errorf("data: GaussianMixture: len(Means[%d]) = %d: want %d as of Means[0]", k, len(mean), len(m.Means[0]))
		}
		if j := vec.NonFinite(mean); j >= 0 {
			return fmt.Errorf("data: GaussianMixture: Means[%d][%d] = %v: want finite numbers", k, j, mean[j])
		}
	}
	if len(m.SDs) != 1 && len(m.SDs) != len(m.Means) {
		return fmt.Errorf("data: GaussianMixture: len(SDs) = %d: want 1 or the number of means, %d", len(m.SDs), len(m.Means))
	}
	for k, sd := range m.SDs {
		if !(sd > 0) || math.IsInf(sd, 1) {
			return fmt.Errorf("data: GaussianMixture: SDs[%d] = %v: want a finite number > 0", k, sd)
		}
	}
	if m.Weights == nil {
		return nil
	}
	if len(m.Weights) != len(m.Means) {
		return fmt.Errorf("data: GaussianMixture: len(Weights) = %d: want %d, a weight a mean", len(m.Weights), len(m.Means))
	}
	sum := 0.
	for k, w := range m.Weights {
		if !(w > 0) {
			return fmt.Errorf("data: GaussianMixture: Weights[%d] = %v: want positive numbers", k, w)
		}
		sum += w
	}
	if math.Abs(sum-1) > 1e-9 {
		return fmt.Errorf("data: GaussianMixture: Weights sum to %v: want 1", sum)
	}
	return nil
}

// Dim returns the dimension of the points, 0 where there are no means.
func (m GaussianMixture) Dim() int {
	if len(m.Means) == 0 {
		return 0
	}
	return len(m.Means[0])
}

func (m GaussianMixture) weight(k int) float64 {
	if m.Weights == nil {
		return 1 / float64(len(m.Means))
	}
	return m.Weights[k]
}

func (m GaussianMixture) sd(k int) float64 { return m.SDs[min(k, len(m.SDs)-1)] }

// Sample returns n independent points; the target is the number of the component
// that each came from.
func (m GaussianMixture) Sample(n int, s *rng.Stream) (*Dataset, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	g := generator{"GaussianMixture", n, m.Dim()}
	if err := g.check(s); err != nil {
		return nil, err
	}
	weights := make([]float64, len(m.Means))
	for k := range weights {
		weights[k] = m.weight(k)
	}
	out := g.gaussian(s)
	components := s.Split("components")
	for i := range n {
		k := components.Categorical(weights)
		row := out.Row(i)
		vec.Scale(row, m.sd(k), row)
		vec.Add(row, row, m.Means[k])
		out.Y[i] = float64(k)
	}
	return out, nil
}

// LogDensity returns the logarithm of the density at x, which must be of
// dimension Dim.
func (m GaussianMixture) LogDensity(x []float64) (float64, error) {
	if err := m.Check(); err != nil {
		return 0, err
	}
	if len(x) != m.Dim() {
		return 0, fmt.Errorf("data: LogDensity: len(x) = %d: want %d", len(x), m.Dim())
	}
	terms := make([]float64, len(m.Means))
	for k := range terms {
		r, sd := vec.Distance(x, m.Means[k]), m.sd(k)
		terms[k] = math.Log(m.weight(k)) - float64(len(x))*math.Log(sd*math.Sqrt(2*math.Pi)) - r*r/(2*sd*sd)
	}
	return vec.LogSumExp(terms), nil
}

// RingMixture returns modes equal Gaussians in the plane, mean k at angle 2πk/modes
// on the circle of that radius about the origin.
//
// Eight modes of radius 2 are the toy data of Jiang et al. (MECO, 2023), sd 0.2, and
// Pan et al. (AdjointDPM, 2024), sd 0.1, and of the adversarial training after
// Zhuang et al. (AdaBelief, 2020).
func RingMixture(modes int, radius, sd float64) (GaussianMixture, error) {
	g := generator{name: "RingMixture"}
	if modes < 1 || modes > MaxValues {
		return GaussianMixture{}, g.bad("modes", modes, "at least 1, and such that they fit in memory")
	}
	if err := first(g.notNegative("radius", radius), g.positive("sd", sd)); err != nil {
		return GaussianMixture{}, err
	}
	means := make([][]float64, modes)
	for k := range means {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(modes))
		means[k] = []float64{radius * cos, radius * sin}
	}
	return GaussianMixture{Means: means, SDs: []float64{sd}}, nil
}

// TriangleMixture returns three equal Gaussians with means (2, 0), (−1, 1.7) and
// (−1, −1.7), the target of Pan et al. (AdjointDPM, 2024) with variances 0.1, 0.01
// and 1e-4. sd must be positive.
func TriangleMixture(sd float64) (GaussianMixture, error) {
	m := GaussianMixture{Means: [][]float64{{2, 0}, {-1, 1.7}, {-1, -1.7}}, SDs: []float64{sd}}
	return m, m.Check()
}

// OpposedTriangles returns the two mixtures between which Liu, Gong and Liu
// (rectified flow, 2023) transport in the plane: three equal Gaussians each, of
// variance 0.3, at the corners of triangles that point down and up, 10√3 wide
// where they are widest.
func OpposedTriangles() (from, to GaussianMixture) {
	const d = 10
	h := d * math.Sqrt(3) / 2
	sd := []float64{math.Sqrt(0.3)}
	from = GaussianMixture{Means: [][]float64{{h, d / 2}, {-h, d / 2}, {0, -h}}, SDs: sd}
	to = GaussianMixture{Means: [][]float64{{h, -d / 2}, {-h, -d / 2}, {0, h}}, SDs: sd}
	return from, to
}

// TwoToThree returns the mixtures on the line between which Albergo, Boffi and
// Vanden-Eijnden (stochastic interpolants, 2023) build a bridge: ½N(−3, 0.25) +
// ½N(3, 0.25) and ⅓(N(−6, 0.5) + N(0, 0.33) + N(6, 0.5)), by variances.
func TwoToThree() (from, to GaussianMixture) {
	from = GaussianMixture{Means: [][]float64{{-3}, {3}}, SDs: []float64{0.5}}
	to = GaussianMixture{
		Means: [][]float64{{-6}, {0}, {6}},
		SDs:   []float64{math.Sqrt(0.5), math.Sqrt(0.33), math.Sqrt(0.5)},
	}
	return from, to
}
