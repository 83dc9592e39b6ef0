// Package display is how a value becomes something to look at: MIME bundles,
// progress bars and tables.
//
// It holds no front end. Whoever runs the cells (the kernel's worker, the
// terminal, the notebook runner) sets the Sink; without one, what is shown is
// printed as plain text.
package display

import "sync"

// A Bundle is one thing to show in several formats, keyed by MIME type. Text
// formats hold a string, binary formats (image/png) hold a []byte, JSON formats
// hold any value that encoding/json accepts. "text/plain" should always be there.
type Bundle struct {
	Data     map[string]any
	Metadata map[string]any // per MIME type, e.g. {"image/png": {"width": 400}}
}

// Display makes a Bundle a Displayer: it shows itself.
func (b Bundle) Display() Bundle { return b }

// Text returns the bundle's text/plain, or "" where there is none.
func (b Bundle) Text() string {
	s, _ := b.Data["text/plain"].(string)
	return s
}

// A Displayer knows how to show itself. A cell whose last expression is a
// Displayer shows the bundle instead of the value's fields.
type Displayer interface {
	Display() Bundle
}

// Kind says what an Event does to the output area.
type Kind string

// The kinds of Event.
const (
	KindShow   Kind = "display" // a new output
	KindUpdate Kind = "update"  // replace the output whose ID is the event's
	KindClear  Kind = "clear"   // remove the outputs of the cell
)

// An Event is one change to the output area of the running cell.
type Event struct {
	Kind   Kind
	ID     string // display id; "" where the output is never updated
	Bundle Bundle
	Wait   bool // KindClear only: wait for the next output before clearing

	// Transient marks a state that is soon replaced, such as a progress bar
	// on its way. A log may leave it out; an update without it follows.
	Transient bool
}

// A Sink takes events to the front end. It must be safe for concurrent use and
// must not keep the event's maps.
type Sink func(Event)

var (
	sinkMu sync.RWMutex
	sink   Sink = new(terminal).event
)

// SetSink sends every later event to s, and returns the sink before it.
// A nil s prints text/plain on standard output: updates rewrite their line on a
// terminal; elsewhere each is a line of its own, transient ones left out.
func SetSink(s Sink) (old Sink) {
	if s == nil {
		s = new(terminal).event
	}
	sinkMu.Lock()
	defer sinkMu.Unlock()
	old, sink = sink, s
	return old
}

// Emit hands one event to the sink.
func Emit(e Event) {
	sinkMu.RLock()
	s := sink
	sinkMu.RUnlock()
	s(e)
}
