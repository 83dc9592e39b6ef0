package plot

import "math"

// XTicks puts the marks of the horizontal axis at the given values. With labels
// they are named, else numbered.
func (f *Figure) XTicks(at []float64, labels ...string) *Figure {
	return f.ticksAt("XTicks", &f.x, at, labels)
}

// YTicks puts the marks of the vertical axis at the given values; see XTicks.
func (f *Figure) YTicks(at []float64, labels ...string) *Figure {
	return f.ticksAt("YTicks", &f.y, at, labels)
}

func (f *Figure) ticksAt(method string, a *axis, at []float64, labels []string) *Figure {
	if len(labels) > 0 && len(labels) != len(at) {
		return f.fail("%s: %d labels for %d values", method, len(labels), len(at))
	}
	a.marks = make([]tick, len(at))
	for i, v := range at {
		if !finite(v) {
			return f.fail("%s: value %d is %g, want finite numbers", method, i, v)
		}
		a.marks[i] = tick{v, readable(v)}
		if len(labels) > 0 {
			a.marks[i].label = labels[i]
		}
	}
	return f
}

// readable is a number as short as it can be told.
func readable(v float64) string {
	e := 0
	if v != 0 {
		e = int(math.Floor(math.Log10(math.Abs(v))))
	}
	if e >= 5 || e <= -4 {
		m := v / math.Pow(10, float64(e))
		sign := ""
		if m < 0 {
			sign, m = "-", -m
		}
		if s := num(m, 3); s != "1" {
			return "$" + sign + s + `\times 10^{` + num(float64(e), 0) + "}$"
		}
		return "$" + sign + "10^{" + num(float64(e), 0) + "}$"
	}
	s := num(math.Abs(v), max(5-e, 0))
	if v < 0 {
		return "−" + s
	}
	return s
}

// HideAxes leaves out the axes with their marks and numbers.
func (f *Figure) HideAxes() *Figure { f.bare = true; return f }
