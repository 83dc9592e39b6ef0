//go:build unix

package worker

import "monro/stdlib/display"

// eagerWrites is how many of a cell's writes in a while go to the host one by one.
const eagerWrites = 64

// An output brings all that a cell shows into one order: what it prints through
// the session's writers, what arrives through os.Stdout and os.Stderr, and what
// it displays.
type output struct {
	gatherer // its mu guards the rest too
	link     *link
	request  uint32
	captures []*capture
	muted    bool // nothing is shown
}

func newOutput(l *link) *output {
	o := &output{link: l}
	o.eager = eagerWrites
	o.pass = func(stream byte, text []byte) {
		if o.muted {
			return
		}
		body := append(make([]byte, 0, 1+len(text)), stream)
		o.link.send(kindStream, o.request, append(body, text...)) // fails when the host is gone, and then we go too
	}
	return o
}

// writer returns the io.Writer of a stream.
func (o *output) writer(stream byte) streamWriter { return streamWriter{o, stream} }

type streamWriter struct {
	o      *output
	stream byte
}

func (w streamWriter) Write(p []byte) (int, error) {
	w.o.mu.Lock()
	defer w.o.mu.Unlock()
	w.o.drain()
	w.o.add(w.stream, p)
	return len(p), nil
}

// drain takes what the process has written to os.Stdout and os.Stderr so far,
// so that it keeps its place before what follows. mu is held.
func (o *output) drain() {
	for _, c := range o.captures {
		c.take(o)
	}
}

// begin starts the outputs of a request.
func (o *output) begin(request uint32) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.drain()
	o.flush()
	o.request = request
}

// mute drops what comes from now on, or shows it again.
func (o *output) mute(on bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.drain()
	o.flush()
	o.muted = on
}

// send sends a frame after everything that was shown before it. An id of 0 is that
// of the request that shows it.
func (o *output) send(k kind, id uint32, body any) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.drain()
	o.flush()
	if id == 0 {
		id = o.request
	}
	return o.link.send(k, id, body)
}

// show is the display.Sink.
func (o *output) show(e display.Event) {
	o.mu.Lock()
	muted := o.muted
	o.mu.Unlock()
	if muted {
		return
	}
	body := displayBody{Kind: e.Kind, ID: e.ID, Wait: e.Wait, Transient: e.Transient, Bundle: packBundle(e.Bundle)}
	o.send(kindDisplay, 0, body)
}
