package rt

// What package native's engine needs to know of the cell that calls it.

// SetNative says whether cells use functions and loops that were compiled.
func (r *Runtime) SetNative(on bool) { *r.native = on }

// Native reports whether they do.
func (r *Runtime) Native() bool { return r.native != nil && *r.native }

// Stopping returns a test of whether the calling goroutine's cell was told to stop.
func (r *Runtime) Stopping() func() bool { return r.here().signal.Requested }

// Halt ends the calling goroutine's code, whose cell was told to stop.
func (r *Runtime) Halt() {
	r.here().leave()
	panic(Stopped{})
}

// Await returns when the calling goroutine's cell has been told to stop.
func (r *Runtime) Await() { <-r.here().signal.Done() }

// PanicAt panics with a run-time error at a place.
func (r *Runtime) PanicAt(place int, message string) {
	*r.pos = place
	panic(runtimeError(message))
}

// Room panics where n times size bytes would end the process.
func (r *Runtime) Room(n, size int) { r.room(n, size) }
