package experiment

import (
	"fmt"
	"math"

	"monro/stdlib/vec"
)

// A PowerLaw is a fit of y = Scale·x^Slope.
type PowerLaw struct {
	Estimate         // of the slope
	Scale    float64 // y at x = 1
}

// At is the fitted y at x.
func (p PowerLaw) At(x float64) float64 { return p.Scale * math.Pow(x, p.Value) }

// Slope fits a power law by least squares of log y on log x. The interval is
// Student's with n−2 degrees of freedom, which holds for independent errors of log
// y: those of points along one run are not, and Result.Slope asks the seeds
// instead. It wants at least two different x, and all numbers positive; from two
// points there is no interval.
func Slope(x, y []float64, level float64) (PowerLaw, error) {
	if len(x) != len(y) {
		return PowerLaw{}, fmt.Errorf("experiment.Slope: x has %d values and y %d: want as many", len(x), len(y))
	}
	if err := checkLevel("Slope", level); err != nil {
		return PowerLaw{}, err
	}
	lx, err := logs("x", x)
	if err != nil {
		return PowerLaw{}, err
	}
	ly, err := logs("y", y)
	if err != nil {
		return PowerLaw{}, err
	}
	if len(x) < 2 || vec.Min(lx) == vec.Max(lx) {
		return PowerLaw{}, fmt.Errorf("experiment.Slope: %d points: want at least two different x", len(x))
	}
	return fitLine(lx, ly, level), nil
}

func logs(arg string, x []float64) ([]float64, error) {
	l := make([]float64, len(x))
	for i, v := range x {
		if !(v > 0) || math.IsInf(v, 1) {
			return nil, fmt.Errorf("experiment.Slope: %s[%d] = %v: want positive finite numbers, whose logarithm there is", arg, i, v)
		}
		l[i] = math.Log(v)
	}
	return l, nil
}

// fitLine fits ly = log(Scale) + Slope·lx.
func fitLine(lx, ly []float64, level float64) PowerLaw {
	n := len(lx)
	mx, my := vec.Mean(lx), vec.Mean(ly)
	var sxx, sxy float64
	for i := range lx {
		sxx += (lx[i] - mx) * (lx[i] - mx)
		sxy += (lx[i] - mx) * (ly[i] - my)
	}
	p := PowerLaw{Estimate: Estimate{Value: sxy / sxx, Level: level, N: n}}
	p.Scale = math.Exp(my - p.Value*mx)
	rss := 0.0
	for i := range lx {
		r := ly[i] - my - p.Value*(lx[i]-mx)
		rss += r * r
	}
	p.StdErr = math.NaN()
	if n > 2 {
		p.StdErr = math.Sqrt(rss / float64(n-2) / sxx)
	}
	half := student(n-2, level) * p.StdErr
	p.Lo, p.Hi = p.Value-half, p.Value+half
	return p
}
