package problem

import "math"

// A Toy is a function of one or two variables with a known minimum, for pictures of
// trajectories. Where one of two variables has a kink the gradient takes sign(0) = 0.
type Toy struct {
	*Function
	Name    string
	Start   []float64 // where runs usually begin
	Optimum []float64 // the minimiser; the minimum is 0 where nothing else is said
}

// Toys returns the functions on which Zhuang et al. (AdaBelief, NeurIPS 2020)
// compare methods, in the order of their figure; Beale's comes twice, with two
// starts. The starts are ours.
func Toys() []Toy {
	return []Toy{
		toy("|x|+|y|", weightedAbs(1, 1), 5, 0.01, 0, 0),
		toy("|x+y|+|x-y|/10", rotatedAbs, 3, 4, 0, 0),
		toy("(x+y)²+(x-y)²/10", rotatedSquares, -2, 3, 0, 0),
		toy("|x|/10+|y|", weightedAbs(0.1, 1), 5, 0.01, 0, 0),
		Beale(),
		toy("Beale, near", beale, 4, 0.8, 3, 0.5),
		Rosenbrock(),
	}
}

// Beale returns Beale's function, (1.5−x+xy)² + (2.25−x+xy²)² + (2.625−x+xy³)².
func Beale() Toy { return toy("Beale", beale, 1, 1, 3, 0.5) }

// Rosenbrock returns Rosenbrock's curved valley, (1−x)² + 100(y−x²)².
func Rosenbrock() Toy { return toy("Rosenbrock", rosenbrock, -1.5, 2, 1, 1) }

// A plane is a function of two variables with its gradient.
type plane func(x, y float64) (value, dx, dy float64)

func toy(name string, f plane, x0, y0, x, y float64) Toy {
	value := func(p []float64) float64 {
		v, _, _ := f(p[0], p[1])
		return v
	}
	grad := func(dst, p []float64) {
		_, dst[0], dst[1] = f(p[0], p[1])
	}
	return Toy{&Function{2, value, grad}, name, []float64{x0, y0}, []float64{x, y}}
}

func weightedAbs(a, b float64) plane {
	return func(x, y float64) (value, dx, dy float64) {
		return a*math.Abs(x) + b*math.Abs(y), a * sign(x), b * sign(y)
	}
}

func rotatedAbs(x, y float64) (value, dx, dy float64) {
	u, v := x+y, x-y
	return math.Abs(u) + math.Abs(v)/10, sign(u) + sign(v)/10, sign(u) - sign(v)/10
}

func rotatedSquares(x, y float64) (value, dx, dy float64) {
	u, v := x+y, x-y
	return u*u + v*v/10, 2*u + v/5, 2*u - v/5
}

func beale(x, y float64) (value, dx, dy float64) {
	power := 1.0 // y^k
	for k, c := range [3]float64{1.5, 2.25, 2.625} {
		slope := float64(k+1) * power // of y^(k+1)
		power *= y
		r := c - x + x*power
		value += r * r
		dx += 2 * r * (power - 1)
		dy += 2 * r * x * slope
	}
	return value, dx, dy
}

func rosenbrock(x, y float64) (value, dx, dy float64) {
	a, b := 1-x, y-x*x
	return a*a + 100*b*b, -2*a - 400*x*b, 200 * b
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}
