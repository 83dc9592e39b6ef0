package plot

import (
	"math"
	"strconv"
	"strings"
)

// A tick is a mark on an axis. Minor ticks have no label.
type tick struct {
	at    float64 // value
	label string
}

// ticks returns about n marks on the scale, and the power of ten that their
// labels leave out ("" where none).
func ticks(s scale, n int, whole bool) (marks []tick, factor string) {
	lo, hi := s.ordered()
	if s.log && hi/lo > 3 {
		return logTicks(lo, hi, n), ""
	}
	return linearTicks(lo, hi, n, whole)
}

// linearTicks puts marks at multiples of 1, 2 or 5 times a power of ten.
func linearTicks(lo, hi float64, n int, whole bool) ([]tick, string) {
	step := niceStep((hi/2-lo/2)/float64(max(n, 1))*2, whole)
	if step == 0 || math.IsInf(step, 0) {
		return nil, ""
	}
	first, last := math.Ceil(lo/step-1e-9), math.Floor(hi/step+1e-9)
	if last-first > 1000 || !finite(first) || !finite(last) || first+1 == first {
		return nil, "" // the range is a rounding error wide: no sensible marks
	}
	exp := 0
	largest := math.Max(math.Abs(lo), math.Abs(hi))
	if e := int(math.Floor(math.Log10(largest))); e >= 5 || e <= -4 {
		exp = e
	}
	decimals := max(exp-int(math.Floor(math.Log10(step)+1e-9)), 0)
	var marks []tick
	for k := first; k <= last; k++ {
		v := k * step
		if v > hi { // within rounding, but beyond the axis of the greatest numbers
			v = hi
		}
		marks = append(marks, tick{v, decimal(v/math.Pow(10, float64(exp)), decimals)})
	}
	if exp == 0 {
		return marks, ""
	}
	return marks, "$\\times 10^{" + strconv.Itoa(exp) + "}$"
}

func decimal(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if neg, ok := strings.CutPrefix(s, "-"); ok {
		if strings.Trim(neg, "0.") == "" {
			return neg
		}
		return "−" + neg
	}
	return s
}

// niceStep rounds a step to the nearest of 1, 2 or 5 times a power of ten.
func niceStep(raw float64, whole bool) float64 {
	if whole && raw < 1 {
		return 1
	}
	p := math.Pow(10, math.Floor(math.Log10(raw)))
	switch m := raw / p; {
	case m < math.Sqrt(1*2):
		return p
	case m < math.Sqrt(2*5):
		return 2 * p
	case m < math.Sqrt(5*10):
		return 5 * p
	}
	return 10 * p
}

// logTicks marks powers of ten, every few of them where there are many. Within
// less than two decades the marks are at 1, 2 and 5; marks between the powers
// are minor.
func logTicks(lo, hi float64, n int) []tick {
	first, last := int(math.Floor(math.Log10(lo)+1e-9)), int(math.Ceil(math.Log10(hi)-1e-9))
	powers := math.Floor(math.Log10(hi)+1e-9) - math.Ceil(math.Log10(lo)-1e-9) + 1
	every := 1
	for _, e := range []int{1, 2, 3, 5, 10, 20, 50, 100, 200} {
		if every = e; powers/float64(e) <= float64(max(n, 2)) {
			break
		}
	}
	dense := powers < 3
	var marks []tick
	for e := first; e <= last; e++ {
		p := math.Pow(10, float64(e))
		for m := 1; m <= 9; m++ {
			v := float64(m) * p
			if v < lo*(1-1e-9) || v > hi*(1+1e-9) {
				continue
			}
			t := tick{at: v}
			switch {
			case m == 1 && e%every == 0:
				t.label = power(1, e, dense)
			case m == 1:
			case dense && (m == 2 || m == 5):
				t.label = power(m, e, dense)
			case powers > 10:
				continue
			}
			marks = append(marks, t)
		}
	}
	return marks
}

// power writes m·10^e; in full where readable numbers are near.
func power(m, e int, plain bool) string {
	if plain && e >= -2 && e <= 3 {
		return decimal(float64(m)*math.Pow(10, float64(e)), max(-e, 0))
	}
	s := "10^{" + strconv.Itoa(e) + "}"
	if m != 1 {
		s = strconv.Itoa(m) + `\times ` + s
	}
	return "$" + s + "$"
}
