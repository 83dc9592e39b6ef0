package optim

// armijo is the backtracking line search along the negative gradient.
type armijo struct {
	c, backtrack, least float64
	trials              int
}

// search tries steps s, s·backtrack, ... and stores x − s·g in y for the first at
// which f is low enough, f(y) <= fx − c·s·‖g‖², or the last that the limits allow.
// It returns that step and whether the condition holds. A value that is NaN counts
// as too high.
func (a armijo) search(f func([]float64) float64, y, x, g []float64, fx, s float64) (step float64, ok bool) {
	slope := 0.0
	for _, v := range g {
		slope += v * v
	}
	for trial := 1; ; trial++ {
		for i, v := range x {
			y[i] = v - float64(s*g[i])
		}
		if f(y) <= fx-a.c*s*slope {
			return s, true
		}
		if trial == a.trials || s*a.backtrack < a.least {
			return s, false
		}
		s *= a.backtrack
	}
}
