package linalg

import (
	"math"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// penalties holds every proximal operator with the function it minimises together
// with ½‖z − x‖².
var penalties = map[string]struct {
	prox    func(dst, x []float64) ([]float64, error)
	penalty func(z []float64) float64
}{
	"L1": {
		func(dst, x []float64) ([]float64, error) { return ProxL1(dst, x, 0.7) },
		func(z []float64) float64 { return 0.7 * vec.Norm1(z) },
	},
	"L2": {
		func(dst, x []float64) ([]float64, error) { return ProxL2(dst, x, 0.9) },
		func(z []float64) float64 { return 0.9 * vec.Norm2(z) },
	},
	"group": {
		func(dst, x []float64) ([]float64, error) { return ProxGroup(dst, x, 0.8, [][]int{{0, 2}, {1}, {}}) },
		func(z []float64) float64 { return 0.8 * (math.Hypot(z[0], z[2]) + math.Abs(z[1])) },
	},
	"elastic net": {
		func(dst, x []float64) ([]float64, error) { return ProxElasticNet(dst, x, 0.5, 1.5) },
		func(z []float64) float64 { return 0.5*vec.Norm1(z) + 0.75*vec.Dot(z, z) },
	},
	"non-negative": {
		ProxNonNegative,
		func(z []float64) float64 {
			if vec.Min(z) < 0 {
				return inf
			}
			return 0
		},
	},
}

// Nothing near the proximal point, nor far from it, has a lower objective.
func TestProxIsOptimal(t *testing.T) {
	s := rng.New(1)
	for name, p := range penalties {
		objective := func(z, x []float64) float64 {
			d := vec.Distance(z, x)
			return d*d/2 + p.penalty(z)
		}
		for range 50 {
			x := vec.Scale(nil, 1.5, s.NormalVec(make([]float64, 3)))
			z := must[[]float64](t)(p.prox(nil, x))
			least := objective(z, x)
			for range 400 {
				y := s.NormalVec(make([]float64, 3))
				vec.Scale(y, math.Pow(10, s.Uniform(-6, 0.5)), y)
				for i := range y {
					if s.Bernoulli(0.3) {
						y[i] = 0
					}
				}
				vec.Add(y, y, z)
				if other := objective(y, x); other < least-1e-14 {
					t.Fatalf("%s at %v: %v has objective %v, but %v has %v", name, x, z, least, y, other)
				}
			}
		}
	}
}

// In one dimension a fine grid finds the minimiser.
func TestProxOnGrid(t *testing.T) {
	grid := vec.Linspace(-3, 3, 60001)
	for _, x := range []float64{-2.3, -0.7, -0.1, 0, 0.4, 0.71, 1.9} {
		for name, c := range map[string]struct {
			got     []float64
			penalty func(z float64) float64
		}{
			"L1":          {must[[]float64](t)(ProxL1(nil, []float64{x}, 0.7)), func(z float64) float64 { return 0.7 * math.Abs(z) }},
			"elastic net": {must[[]float64](t)(ProxElasticNet(nil, []float64{x}, 0.3, 2)), func(z float64) float64 { return 0.3*math.Abs(z) + z*z }},
		} {
			best := grid[vec.ArgMin(vec.Map(nil, func(z float64) float64 { return (z-x)*(z-x)/2 + c.penalty(z) }, grid))]
			if math.Abs(best-c.got[0]) > 1.01e-4 {
				t.Errorf("%s at %v is %v, the grid says %v", name, x, c.got[0], best)
			}
		}
	}
}

func TestProxValues(t *testing.T) {
	near(t, "L1", must[[]float64](t)(ProxL1(nil, []float64{3, -0.5, -2}, 1)), []float64{2, 0, -1}, 0)
	near(t, "L2", must[[]float64](t)(ProxL2(nil, []float64{3, 4}, 2.5)), []float64{1.5, 2}, 1e-15)
	near(t, "L2 to 0", must[[]float64](t)(ProxL2(nil, []float64{3, 4}, 5)), []float64{0, 0}, 0)
	near(t, "ungrouped", must[[]float64](t)(ProxGroup(nil, []float64{3, 9, 4}, 5, [][]int{{0, 2}})), []float64{0, 9, 0}, 0)
	near(t, "no penalty", must[[]float64](t)(ProxElasticNet(nil, []float64{3, -9}, 0, 0)), []float64{3, -9}, 0)
}

func BenchmarkProxL1(b *testing.B) {
	x := rng.New(1).NormalVec(make([]float64, 1000))
	dst := make([]float64, len(x))
	b.ReportAllocs()
	for b.Loop() {
		must[[]float64](b)(ProxL1(dst, x, 0.5))
	}
}
