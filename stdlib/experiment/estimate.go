package experiment

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"monro/stdlib/display"
	"monro/stdlib/vec"
)

// An Estimate is a number that was computed from N values, with its standard
// error and a confidence interval.
type Estimate struct {
	Value  float64
	StdErr float64 // NaN where it cannot be told, as from a single value
	Lo, Hi float64 // limits of the interval; NaN where they cannot be told
	Level  float64 // of the interval, such as 0.95
	N      int
}

// String writes value, standard error and interval.
func (e Estimate) String() string {
	if math.IsNaN(e.Lo) {
		return fmt.Sprintf("%.4g (n = %d)", e.Value, e.N)
	}
	return fmt.Sprintf("%.4g ± %.2g (%g %%: %.4g to %.4g, n = %d)", e.Value, e.StdErr, 100*e.Level, e.Lo, e.Hi, e.N)
}

// Spread is value and standard error as a table cell; the value alone where it is
// that of a single run.
func (e Estimate) Spread() display.Spread {
	if e.N == 1 {
		return display.Spread{Mean: e.Value}
	}
	return display.Spread{Mean: e.Value, Err: e.StdErr}
}

// Mean is the mean of x with its standard error s/√n and Student's interval
//
//	mean ± t(n−1, (1+level)/2)·s/√n,
//
// exact for normal values. It wants finite values, at least one, and level in
// (0, 1). From one value there is no interval.
func Mean(x []float64, level float64) (Estimate, error) {
	if err := sound("Mean", "x", x, 1); err != nil {
		return Estimate{}, err
	}
	if err := checkLevel("Mean", level); err != nil {
		return Estimate{}, err
	}
	return meanOf(x, level), nil
}

func meanOf(x []float64, level float64) Estimate {
	e := Estimate{Value: vec.Mean(x), StdErr: StdErr(x), Level: level, N: len(x)}
	half := student(len(x)-1, level) * e.StdErr
	e.Lo, e.Hi = e.Value-half, e.Value+half
	return e
}

// StdErr is the standard error of the mean of x, s/√n with s² = Σ(x−mean)²/(n−1);
// NaN for fewer than two values.
func StdErr(x []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	mean, sum := vec.Mean(x), 0.0
	for _, v := range x {
		sum += (v - mean) * (v - mean)
	}
	return math.Sqrt(sum / float64(len(x)-1) / float64(len(x)))
}

// student is how many standard errors an interval extends to either side: the
// quantile (1+level)/2 of Student's t with nu degrees of freedom; NaN for none.
func student(nu int, level float64) float64 {
	if nu < 1 {
		return math.NaN()
	}
	return distuv.StudentsT{Sigma: 1, Nu: float64(nu)}.Quantile((1 + level) / 2)
}

func checkLevel(op string, level float64) error {
	if !(level > 0 && level < 1) {
		return fmt.Errorf("experiment.%s: level = %g: want a number between 0 and 1, such as 0.95", op, level)
	}
	return nil
}

// sound wants at least n values, all finite.
func sound(op, arg string, x []float64, n int) error {
	if len(x) < n {
		return fmt.Errorf("experiment.%s: %s has %d values: want at least %d", op, arg, len(x), n)
	}
	if i := vec.NonFinite(x); i >= 0 {
		return fmt.Errorf("experiment.%s: %s[%d] = %v: want finite numbers", op, arg, i, x[i])
	}
	return nil
}
