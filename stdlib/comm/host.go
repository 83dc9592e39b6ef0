package comm

// What whoever runs the cells calls.

// Deliver hands in a message of the front end. It reports whether handlers have
// left something for later: then the caller calls [Run] when no cell runs. Messages
// come from one goroutine.
func Deliver(m Message) (later bool) {
	the.mu.Lock()
	c, open := the.comms[m.ID], the.targets[m.Target]
	sink := the.sink
	the.mu.Unlock()
	if m.Kind == Opened && c == nil {
		return accept(m, open, sink)
	}
	if c == nil { // closed long ago; the front end may not know yet
		return false
	}
	if m.Kind == Closed {
		c.closed.Store(true)
		the.mu.Lock()
		delete(the.comms, m.ID)
		the.mu.Unlock()
	}
	return keep((*c.handler.Load())(m))
}

// accept takes a comm that the front end opens, or refuses it as the protocol asks.
func accept(m Message, open func(*Comm, Message) Handler, sink Sink) bool {
	if open == nil {
		if sink != nil {
			sink(Message{Kind: Closed, ID: m.ID})
		}
		return false
	}
	c := &Comm{id: m.ID, target: m.Target}
	c.Handle(nil)
	the.mu.Lock()
	the.comms[m.ID] = c
	the.mu.Unlock()
	if h := open(c, m); h != nil {
		c.Handle(h)
	}
	return false
}

func keep(later func()) bool {
	if later == nil {
		return false
	}
	the.mu.Lock()
	defer the.mu.Unlock()
	the.waiting = append(the.waiting, later)
	return true
}

// Run calls what handlers have left for later, in order.
func Run() {
	the.mu.Lock()
	waiting := the.waiting
	the.waiting = nil
	the.mu.Unlock()
	for _, later := range waiting {
		later()
	}
}

// Begin says that what runs from now on does so for the front end's message with
// the given id: a cell, or a message over a comm.
func Begin(parent string) {
	the.mu.Lock()
	defer the.mu.Unlock()
	the.parent = parent
}

// Parent is the id that Begin was told last: the front end shows the outputs of
// what runs by it.
func Parent() string {
	the.mu.Lock()
	defer the.mu.Unlock()
	return the.parent
}

// SetCaller has f call what [Call] is given. A nil f calls it as it is.
func SetCaller(f func(func())) {
	the.mu.Lock()
	defer the.mu.Unlock()
	the.call = f
}

// Call calls a function that a cell gave, when no cell runs: if it panics or is
// interrupted, it ends alone, and its error is shown.
func Call(f func()) {
	the.mu.Lock()
	call := the.call
	the.mu.Unlock()
	if call == nil {
		call = func(f func()) { f() }
	}
	call(f)
}
