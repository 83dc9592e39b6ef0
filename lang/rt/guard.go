package rt

// Stopped is panicked out of a compiled loop whose cell was interrupted.
type Stopped struct{}

// deepest is how many compiled loops may run in one another's callbacks for a
// panic to be a quick way out. A function that recurses through them without end
// has ten thousands, and its panic would take minutes.
const deepest = 32

// proceed reports whether a callback is to run. Where its cell was stopped, it
// panics out of the loop, or has the callback say nothing from now on.
func (r *Runtime) proceed(h home) bool {
	if !h.signal.Requested() {
		return true
	}
	h.leave()
	if r.nested.Load() < deepest {
		panic(Stopped{})
	}
	return false
}

func (r *Runtime) guardLess(f func(i, j int) bool) func(i, j int) bool {
	h := r.here()
	return func(i, j int) (less bool) {
		if r.proceed(h) {
			r.nested.Add(1)
			less = f(i, j)
			r.nested.Add(-1)
		}
		return less
	}
}

func (r *Runtime) guardTest(f func(i int) bool) func(i int) bool {
	h := r.here()
	return func(i int) (found bool) {
		if r.proceed(h) {
			r.nested.Add(1)
			found = f(i)
			r.nested.Add(-1)
		}
		return found
	}
}

func (r *Runtime) guardRune(f func(rune) rune) func(rune) rune {
	h := r.here()
	return func(c rune) rune {
		if r.proceed(h) {
			r.nested.Add(1)
			c = f(c)
			r.nested.Add(-1)
		}
		return c
	}
}

func (r *Runtime) guardRuneTest(f func(rune) bool) func(rune) bool {
	h := r.here()
	return func(c rune) (yes bool) {
		if r.proceed(h) {
			r.nested.Add(1)
			yes = f(c)
			r.nested.Add(-1)
		}
		return yes
	}
}

func (r *Runtime) guardReal(f func(float64) float64) func(float64) float64 {
	h := r.here()
	return func(x float64) float64 {
		if r.proceed(h) {
			r.nested.Add(1)
			x = f(x)
			r.nested.Add(-1)
		}
		return x
	}
}
