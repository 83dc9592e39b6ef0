package problem

import "math"

// OvershootToys returns the functions of one variable on which Dubey et al.
// (diffGrad, 2020) look whether a method runs past the global minimum into a local
// one: F1, F2 and F3, all from −1.
//
//	F1 = (x+0.3)² for x <= 0, (x−0.2)² + 0.05 beyond: local minimum 0.05 at 0.2
//	F2 = −40x − 35.15 for x <= −0.9, x³ + x·sin 8x + 0.85 beyond: minimum 1.2e-4 at −0.643,
//	     local minima 0.85 at 0 and 0.465 at 0.588
//	F3 = x² for |x| > ½, 0.75 − |x| for 0.4 < |x| <= ½, 7|x|/8 inside: local minima ¼ at ±½
//
// The minima of F1 and F3 are 0. At a kink the slope is that on its left. F2 falls
// by 0.015 at −0.9 beyond what its slope says.
func OvershootToys() []Toy {
	return []Toy{
		onLine("F1", twoParabolas, -0.3),
		onLine("F2", rippledCubic, f2Minimiser),
		onLine("F3", notchedParabola, 0),
	}
}

// OvershootF2Repo returns F2 of OvershootToys with the slope that the script of the
// paper's authors has beyond −0.9, x·cos 8x + sin 8x + 3x²: a factor 8 is missing, so
// that it is the slope of another function. diffGrad does not settle there.
func OvershootF2Repo() Toy {
	return onLine("F2repo", func(x float64) (value, slope float64) {
		value, slope = rippledCubic(x)
		if x > -0.9 {
			slope = x*math.Cos(8*x) + math.Sin(8*x) + 3*x*x
		}
		return value, slope
	}, f2Minimiser)
}

// f2Minimiser is the root of the slope of F2 near −0.643.
const f2Minimiser = -0.6429185989152617

func onLine(name string, f func(x float64) (value, slope float64), minimiser float64) Toy {
	value := func(p []float64) float64 {
		v, _ := f(p[0])
		return v
	}
	grad := func(dst, p []float64) { _, dst[0] = f(p[0]) }
	return Toy{&Function{1, value, grad}, name, []float64{-1}, []float64{minimiser}}
}

func twoParabolas(x float64) (value, slope float64) {
	if x <= 0 {
		return (x + 0.3) * (x + 0.3), 2*x + 0.6
	}
	return (x-0.2)*(x-0.2) + 0.05, 2*x - 0.4
}

func rippledCubic(x float64) (value, slope float64) {
	if x <= -0.9 {
		return -40*x - 35.15, -40
	}
	sin, cos := math.Sincos(8 * x)
	return x*x*x + x*sin + 0.85, 8*x*cos + sin + 3*x*x
}

func notchedParabola(x float64) (value, slope float64) {
	switch {
	case x <= -0.5 || x > 0.5:
		return x * x, 2 * x
	case x <= -0.4:
		return 0.75 + x, 1
	case x <= 0:
		return -7 * x / 8, -7. / 8
	case x <= 0.4:
		return 7 * x / 8, 7. / 8
	}
	return 0.75 - x, -1
}
