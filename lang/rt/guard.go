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

func (r *Runtime) guardTest(f func(int) bool) func(int) bool { return guarded(r, f, no[int]) }

func (r *Runtime) guardRune(f func(rune) rune) func(rune) rune { return guarded(r, f, same[rune]) }

func (r *Runtime) guardRuneTest(f func(rune) bool) func(rune) bool { return guarded(r, f, no[rune]) }

func (r *Runtime) guardReal(f func(float64) float64) func(float64) float64 {
	return guarded(r, f, same[float64])
}

// guarded is f for as long as the loop that calls it may go on, and instead after that.
func guarded[A, B any](r *Runtime, f, instead func(A) B) func(A) B {
	h := r.here()
	return func(x A) B {
		if !r.proceed(h) {
			return instead(x)
		}
		r.nested.Add(1)
		y := f(x)
		r.nested.Add(-1)
		return y
	}
}

func no[T any](T) bool { return false }

func same[T any](x T) T { return x }
