// Package comm is the channels between a cell's objects and their counterparts
// in a front end: Jupyter's comms, over which widgets speak.
//
// It holds no front end and no widget. Whoever runs the cells (the kernel's
// worker) sets the [Sink] and hands in what the front end sends with [Deliver];
// package widget is the user in most cases. Without a sink there is nobody on the
// other side, [Connected] is false, and what is sent is dropped.
package comm

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
)

// Kind says what a Message does to a comm.
type Kind string

// The kinds of Message.
const (
	Opened Kind = "comm_open"  // a new comm, with its first data
	Sent   Kind = "comm_msg"   // data over an open comm
	Closed Kind = "comm_close" // the end of a comm, with last data
)

// A Message is one message over a comm, in either direction.
type Message struct {
	Kind     Kind
	ID       string          // of the comm
	Target   string          `json:",omitempty"` // of Opened: who is meant on the other side
	Data     json.RawMessage `json:",omitempty"` // any JSON value; nil: {}
	Metadata json.RawMessage `json:",omitempty"` // an object; nil: {}
	Buffers  [][]byte        `json:",omitempty"` // binary data beside it
}

// A Sink takes messages to the front end. It must be safe for concurrent use.
type Sink func(Message)

// A Handler is told of each message over a comm, its end included, in order and at
// once: also while a cell runs, and on a goroutine that others wait for. So it must
// not block, and must not call functions that cells gave. Those are for later, the
// function it returns (nil for nothing to do), which runs between two cells.
type Handler func(m Message) (later func())

// A Comm is one channel to a front end.
type Comm struct {
	id, target string
	handler    atomic.Pointer[Handler]
	closed     atomic.Bool
}

// A hub is all that this process knows of comms.
type hub struct {
	mu      sync.Mutex
	sink    Sink
	targets map[string]func(*Comm, Message) Handler
	comms   map[string]*Comm
	waiting []func() // what handlers left for later
	parent  string   // id of the front end's message that runs
	call    func(func())
}

var the = &hub{targets: map[string]func(*Comm, Message) Handler{}, comms: map[string]*Comm{}}

// SetSink sends every later message to s, nil for nowhere, and returns the sink
// before it. Comms that are open are forgotten: the other side is another one.
func SetSink(s Sink) (old Sink) {
	the.mu.Lock()
	defer the.mu.Unlock()
	old, the.sink = the.sink, s
	for id, c := range the.comms {
		c.closed.Store(true)
		delete(the.comms, id)
	}
	the.waiting = nil
	return old
}

// Connected reports whether there is a front end that knows comms.
func Connected() bool {
	the.mu.Lock()
	defer the.mu.Unlock()
	return the.sink != nil
}

// Open opens a comm to the front end's target, with data (anything that
// encoding/json takes) and metadata (an object, or nil). h gets what comes back; nil
// ignores it. Without a front end the comm is closed from the start.
func Open(target string, data, metadata any, h Handler) (*Comm, error) {
	m := Message{Kind: Opened, ID: newID(), Target: target}
	if err := m.fill(data, metadata); err != nil {
		return nil, fmt.Errorf("comm.Open: %w", err)
	}
	c := &Comm{id: m.ID, target: target}
	c.Handle(h)
	the.mu.Lock()
	sink := the.sink
	if sink == nil {
		c.closed.Store(true)
	} else {
		the.comms[c.id] = c
	}
	the.mu.Unlock()
	if sink != nil {
		sink(m)
	}
	return c, nil
}

func (m *Message) fill(data, metadata any) (err error) {
	if data != nil {
		if m.Data, err = json.Marshal(data); err != nil {
			return fmt.Errorf("data: %w", err)
		}
	}
	if metadata != nil {
		if m.Metadata, err = json.Marshal(metadata); err != nil {
			return fmt.Errorf("metadata: %w", err)
		}
	}
	return nil
}

// ID is the name that both sides know c by.
func (c *Comm) ID() string { return c.id }

// Target is the name of the side that c was opened to.
func (c *Comm) Target() string { return c.target }

// Closed reports whether one of the sides has closed c.
func (c *Comm) Closed() bool { return c.closed.Load() }

// Handle has h told of what comes from now on; nil ignores it.
func (c *Comm) Handle(h Handler) {
	if h == nil {
		h = func(Message) func() { return nil }
	}
	c.handler.Store(&h)
}

// Send sends data (anything that encoding/json takes) with buffers beside it. What
// is sent over a closed comm is dropped.
func (c *Comm) Send(data any, buffers ...[]byte) error {
	m := Message{Kind: Sent, ID: c.id, Buffers: buffers}
	if err := m.fill(data, nil); err != nil {
		return fmt.Errorf("comm.Send: %w", err)
	}
	the.mu.Lock()
	sink := the.sink
	the.mu.Unlock()
	if sink != nil && !c.Closed() {
		sink(m)
	}
	return nil
}

// Close tells the other side that c has ended. A second call does nothing.
func (c *Comm) Close() {
	the.mu.Lock()
	sink := the.sink
	delete(the.comms, c.id)
	the.mu.Unlock()
	if !c.closed.Swap(true) && sink != nil {
		sink(Message{Kind: Closed, ID: c.id})
	}
}

// Register has comms that a front end opens to target taken by open, which is
// told the first message, must do as a [Handler] does, and returns the handler of
// the later ones. A nil open refuses them, as is done for targets nobody registered.
func Register(target string, open func(c *Comm, m Message) Handler) {
	the.mu.Lock()
	defer the.mu.Unlock()
	if open == nil {
		delete(the.targets, target)
		return
	}
	the.targets[target] = open
}

var (
	idPrefix = func() string { // ids must differ from those of an earlier process
		var b [8]byte
		rand.Read(b[:])
		return hex.EncodeToString(b[:])
	}()
	idCount atomic.Int64
)

func newID() string { return idPrefix + "-" + strconv.FormatInt(idCount.Add(1), 10) }
