package data

import (
	"math"

	"monro/stdlib/rng"
)

// Moons returns n points of two interleaved half circles, the target being the
// half circle, 0 or 1: with t uniform on (0, π) a point is (cos t, sin t) or
// (1−cos t, ½−sin t) with equal chances, then p ← 2(p − (½, ¼)) + N(0, noise² I).
// Jiang et al. (MECO, 2023): noise = 0.1.
func Moons(n int, noise float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"Moons", n, 2}
	return g.plane(s, noise, func(draw *rng.Stream, p []float64) float64 {
		sin, cos := math.Sincos(math.Pi * draw.Float64())
		moon := draw.IntN(2)
		if moon == 1 {
			sin, cos = 0.5-sin, 1-cos
		}
		p[0], p[1] = 2*(cos-0.5), 2*(sin-0.25)
		return float64(moon)
	})
}

// Rings returns n points, each uniform on one of the circles about the origin with
// the given radii, circles with equal chances, plus N(0, noise² I). The target is
// the number of the circle.
func Rings(n int, radii []float64, noise float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"Rings", n, 2}
	if len(radii) == 0 {
		return nil, g.bad("len(radii)", 0, "at least one circle")
	}
	for _, r := range radii {
		if err := g.notNegative("radius", r); err != nil {
			return nil, err
		}
	}
	return g.plane(s, noise, func(draw *rng.Stream, p []float64) float64 {
		k := draw.IntN(len(radii))
		sin, cos := math.Sincos(2 * math.Pi * draw.Float64())
		p[0], p[1] = radii[k]*cos, radii[k]*sin
		return float64(k)
	})
}

// Spirals returns n points on arms of Archimedean spirals, evenly turned about the
// origin, plus N(0, noise² I): on arm k, the target, a point at radius r, uniform
// on (0, 1), is at angle 2π(turns·r + k/arms).
func Spirals(n, arms int, turns, noise float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"Spirals", n, 2}
	if arms < 1 {
		return nil, g.bad("arms", arms, "at least 1")
	}
	if err := g.notNegative("turns", turns); err != nil {
		return nil, err
	}
	return g.plane(s, noise, func(draw *rng.Stream, p []float64) float64 {
		k := float64(draw.IntN(arms))
		r := draw.Float64()
		sin, cos := math.Sincos(2 * math.Pi * (turns*r + k/float64(arms)))
		p[0], p[1] = r*cos, r*sin
		return k
	})
}

// Pinwheel returns n points of as many bent blades as arms (Johnson et al.,
// structured variational autoencoders, 2016). With independent standard normal u and
// v, a point is (1+radial·u, tangential·v), turned by 2πk/arms for blade k, the
// target, and by bend·exp(radial·u+1) besides. Usual: 5 arms, 0.3, 0.1, 0.25.
func Pinwheel(n, arms int, radial, tangential, bend float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"Pinwheel", n, 2}
	if arms < 1 {
		return nil, g.bad("arms", arms, "at least 1")
	}
	if err := first(g.notNegative("radial", radial), g.notNegative("tangential", tangential), g.notNegative("bend", bend)); err != nil {
		return nil, err
	}
	return g.plane(s, 0, func(draw *rng.Stream, p []float64) float64 {
		k := float64(draw.IntN(arms))
		x, y := 1+radial*draw.Normal(), tangential*draw.Normal()
		sin, cos := math.Sincos(2*math.Pi*k/float64(arms) + bend*math.Exp(x))
		p[0], p[1] = cos*x-sin*y, sin*x+cos*y
		return k
	})
}

// Checkerboard returns n points uniform on the black squares of a board, of side 2,
// on [−4, 4]²: x₁ uniform on [−2, 2], x₂ = U[0,1] − 2·Bernoulli(½) + (⌊x₁⌋ mod 2),
// both doubled. The target is the column, 0 to 3. The density is 1/32 where
// OnCheckerboard says so, and 0 elsewhere.
// Albergo, Boffi, Vanden-Eijnden (stochastic interpolants, 2023).
func Checkerboard(n int, s *rng.Stream) (*Dataset, error) {
	g := generator{"Checkerboard", n, 2}
	return g.plane(s, 0, func(draw *rng.Stream, p []float64) float64 {
		x := draw.Uniform(-2, 2)
		column := math.Floor(x)
		y := draw.Float64() - 2*float64(draw.IntN(2)) + math.Abs(math.Mod(column, 2))
		p[0], p[1] = 2*x, 2*y
		return column + 2
	})
}

// OnCheckerboard reports whether the point (x, y) lies on a black square of
// Checkerboard: |x/2| <= 2, |y/2| <= 2 and ⌊x/2⌋+⌊y/2⌋ even.
func OnCheckerboard(x, y float64) bool {
	x, y = x/2, y/2
	return math.Abs(x) <= 2 && math.Abs(y) <= 2 && math.Mod(math.Floor(x)+math.Floor(y), 2) == 0
}

// SwissRoll returns n points in three dimensions of a rolled up rectangle (Tenenbaum,
// de Silva and Langford, 2000): with t = 3π/2·(1+2u), u and the height h/21 uniform
// on (0, 1), a point is (t cos t, h, t sin t) plus N(0, noise² I). The target is t.
func SwissRoll(n int, noise float64, s *rng.Stream) (*Dataset, error) {
	g := generator{"SwissRoll", n, 3}
	return g.plane(s, noise, func(draw *rng.Stream, p []float64) float64 {
		t := 1.5 * math.Pi * (1 + 2*draw.Float64())
		sin, cos := math.Sincos(t)
		p[0], p[1], p[2] = t*cos, 21*draw.Float64(), t*sin
		return t
	})
}

// plane returns n points, each put into p by point, which returns the target, with
// Gaussian noise added.
func (g generator) plane(s *rng.Stream, noise float64, point func(draw *rng.Stream, p []float64) float64) (*Dataset, error) {
	if err := first(g.check(s), g.notNegative("noise", noise)); err != nil {
		return nil, err
	}
	out := g.empty()
	draw, errors := s.Split("points"), s.Split("noise")
	for i := range g.n {
		p := out.Row(i)
		out.Y[i] = point(draw, p)
		for j := range p {
			p[j] += noise * errors.Normal()
		}
	}
	return out, nil
}
