package rt

// Stopped is panicked out of a compiled loop whose cell was interrupted.
type Stopped struct{}

// check panics once the cell has been told to stop.
func (r *Runtime) check() {
	select {
	case <-*r.done.Load():
		panic(Stopped{})
	default:
	}
}

func (r *Runtime) guardLess(f func(i, j int) bool) func(i, j int) bool {
	return func(i, j int) bool { r.check(); return f(i, j) }
}

func (r *Runtime) guardTest(f func(i int) bool) func(i int) bool {
	return func(i int) bool { r.check(); return f(i) }
}

func (r *Runtime) guardRune(f func(rune) rune) func(rune) rune {
	return func(c rune) rune { r.check(); return f(c) }
}

func (r *Runtime) guardRuneTest(f func(rune) bool) func(rune) bool {
	return func(c rune) bool { r.check(); return f(c) }
}
