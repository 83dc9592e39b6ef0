package comm

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// record connects a front end that writes down what it gets.
func record(t *testing.T) *[]string {
	t.Helper()
	var got []string
	old := SetSink(func(m Message) {
		got = append(got, fmt.Sprintf("%s %s %s %s", m.Kind, m.Target, m.Data, m.Buffers))
	})
	t.Cleanup(func() { SetSink(old) })
	return &got
}

func check(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestOfACell(t *testing.T) {
	got := record(t)
	var heard []string
	c, err := Open("there", map[string]int{"a": 1}, nil, func(m Message) func() {
		heard = append(heard, fmt.Sprintf("%s %s", m.Kind, m.Data))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Send([]int{1}, []byte("b")); err != nil {
		t.Fatal(err)
	}
	Deliver(Message{Kind: Sent, ID: c.ID(), Data: json.RawMessage(`2`)})
	Deliver(Message{Kind: Sent, ID: "of nobody"})
	Deliver(Message{Kind: Closed, ID: c.ID()})
	Deliver(Message{Kind: Sent, ID: c.ID()})
	c.Send(3)
	c.Close()
	check(t, "sent", *got, []string{`comm_open there {"a":1} []`, `comm_msg  [1] [b]`})
	check(t, "heard", heard, []string{"comm_msg 2", "comm_close "})
	check(t, "closed", c.Closed(), true)
}

func TestCloseIsToldOnce(t *testing.T) {
	got := record(t)
	c, _ := Open("there", nil, nil, nil)
	c.Close()
	c.Close()
	check(t, "sent", *got, []string{"comm_open there  []", "comm_close   []"})
}

func TestOfAFrontEnd(t *testing.T) {
	got := record(t)
	var heard []string
	Register("here", func(c *Comm, m Message) Handler {
		heard = append(heard, c.ID()+string(m.Data))
		return func(m Message) func() {
			heard = append(heard, string(m.Data))
			return nil
		}
	})
	defer Register("here", nil)
	Deliver(Message{Kind: Opened, ID: "x", Target: "here", Data: json.RawMessage(`1`)})
	Deliver(Message{Kind: Sent, ID: "x", Data: json.RawMessage(`2`)})
	Deliver(Message{Kind: Opened, ID: "y", Target: "nowhere"})
	check(t, "heard", heard, []string{"x1", "2"})
	check(t, "refused", *got, []string{"comm_close   []"})
}

// What handlers leave for later waits, in order, and is done once.
func TestLater(t *testing.T) {
	record(t)
	var done []string
	c, _ := Open("there", nil, nil, func(m Message) func() {
		if string(m.Data) == "0" {
			return nil
		}
		return func() { done = append(done, string(m.Data)+Parent()) }
	})
	for data, later := range map[string]bool{"0": false, "1": true} {
		check(t, data, Deliver(Message{Kind: Sent, ID: c.ID(), Data: json.RawMessage(data)}), later)
	}
	Deliver(Message{Kind: Sent, ID: c.ID(), Data: json.RawMessage("2")})
	check(t, "before", len(done), 0)
	Begin("p")
	Run()
	Begin("")
	Run()
	check(t, "done", done, []string{"1p", "2p"})
}

func TestWithoutFrontEnd(t *testing.T) {
	old := SetSink(nil)
	defer func() { SetSink(old) }()
	check(t, "connected", Connected(), false)
	c, err := Open("there", 1, nil, nil)
	if err != nil || !c.Closed() {
		t.Errorf("open: %v, closed %v", err, c.Closed())
	}
	if err := c.Send(1); err != nil {
		t.Error(err)
	}
}

// A new front end knows nothing of the comms with the one before.
func TestNewSinkForgets(t *testing.T) {
	record(t)
	c, _ := Open("there", nil, nil, func(Message) func() { return func() { t.Error("done for a front end that is gone") } })
	Deliver(Message{Kind: Sent, ID: c.ID()})
	got := record(t)
	c.Send(1)
	Run()
	check(t, "sent", *got, []string(nil))
	check(t, "closed", c.Closed(), true)
}

func TestWhatJSONRefuses(t *testing.T) {
	record(t)
	if _, err := Open("there", func() {}, nil, nil); err == nil || !strings.Contains(err.Error(), "comm.Open: data") {
		t.Errorf("open: %v", err)
	}
	if _, err := Open("there", nil, func() {}, nil); err == nil || !strings.Contains(err.Error(), "comm.Open: metadata") {
		t.Errorf("open: %v", err)
	}
	c, _ := Open("there", nil, nil, nil)
	if err := c.Send(func() {}); err == nil || !strings.Contains(err.Error(), "comm.Send: data") {
		t.Errorf("send: %v", err)
	}
}

func TestCall(t *testing.T) {
	called := 0
	Call(func() { called++ })
	SetCaller(func(f func()) { called += 10; f() })
	defer SetCaller(nil)
	Call(func() { called++ })
	check(t, "called", called, 12)
}
