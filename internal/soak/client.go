package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/go-zeromq/zmq4"

	"monro/kernel/wire"
)

// patience is how long anything may take before the kernel counts as hung.
const patience = 2 * time.Minute

var errSilent = errors.New("the kernel does not answer")

// A client is a front end without a face.
type client struct {
	codec          *wire.Codec
	shell, control zmq4.Socket
	replies, iopub chan *wire.Message
	serial         int
}

// connectionFile writes one for five free ports.
func connectionFile(path string) (*wire.Connection, error) {
	c := &wire.Connection{Transport: "tcp", IP: "127.0.0.1", Key: "soak", SignatureScheme: "hmac-sha256"}
	for _, port := range []*int{&c.ShellPort, &c.IOPubPort, &c.StdinPort, &c.ControlPort, &c.HeartbeatPort} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close() // not before all are found: no two the same
		*port = l.Addr().(*net.TCPAddr).Port
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return c, os.WriteFile(path, raw, 0o600)
}

// connect returns once outputs arrive.
func connect(c *wire.Connection) (*client, error) {
	codec, err := wire.NewCodec(c.SignatureScheme, c.Key)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	name, retry, tries := zmq4.WithID(zmq4.SocketIdentity("soak")), zmq4.WithDialerRetry(10*time.Millisecond), zmq4.WithDialerMaxRetries(1000)
	f := &client{codec: codec, shell: zmq4.NewDealer(ctx, name, retry, tries), control: zmq4.NewDealer(ctx, name, retry, tries),
		replies: make(chan *wire.Message, 1024), iopub: make(chan *wire.Message, 1<<16)}
	sub := zmq4.NewSub(ctx, retry, tries)
	for socket, port := range map[zmq4.Socket]int{f.shell: c.ShellPort, f.control: c.ControlPort, sub: c.IOPubPort} {
		if err := socket.Dial(fmt.Sprintf("tcp://127.0.0.1:%d", port)); err != nil {
			return nil, err
		}
	}
	if err := sub.SetOption(zmq4.OptionSubscribe, ""); err != nil {
		return nil, err
	}
	go f.receive(f.shell, f.replies)
	go f.receive(f.control, nil)
	go f.receive(sub, f.iopub)
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if _, err := f.send(f.shell, "kernel_info_request", struct{}{}); err != nil {
			return nil, err
		}
		select {
		case <-f.iopub:
			return f, nil
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil, errSilent
}

// receive passes on the messages of a socket until it closes; to may be nil.
func (f *client) receive(s zmq4.Socket, to chan<- *wire.Message) {
	for {
		raw, err := s.Recv()
		if err != nil {
			return
		}
		if m, err := f.codec.Decode(raw.Frames); err == nil && to != nil {
			to <- m
		}
	}
}

// send sends a request and returns its id.
func (f *client) send(on zmq4.Socket, msgType string, content any) (string, error) {
	raw, err := json.Marshal(content)
	if err != nil {
		return "", err
	}
	f.serial++
	id := fmt.Sprint(f.serial)
	frames, err := f.codec.Encode(&wire.Message{Header: wire.NewHeader(msgType, id, "soak"), Content: raw})
	if err != nil {
		return "", err
	}
	return id, on.SendMulti(zmq4.NewMsgFrom(frames...))
}

// interrupt is the stop button.
func (f *client) interrupt() error {
	_, err := f.send(f.control, "interrupt_request", struct{}{})
	return err
}

// A result is how a cell went.
type result struct {
	Error    string        // the name of its error, "" for none
	Message  string        // of the error
	Text     string        // what it printed
	Value    string        // its last expression
	Displays int           // how often it showed something
	Took     time.Duration // to the reply
}

// execute runs a cell, and calls begun, if not nil, when the kernel has begun it.
// It returns when the kernel is idle again.
func (f *client) execute(code string, begun func()) (r result, err error) {
	started := time.Now()
	id, err := f.send(f.shell, "execute_request", map[string]any{"code": code, "silent": false, "allow_stdin": false})
	if err != nil {
		return r, err
	}
	deadline := time.After(patience)
	for idle, replied := false, false; !idle || !replied; {
		select {
		case m := <-f.replies:
			if parent(m) == id {
				r.Took, replied = time.Since(started), true
			}
		case m := <-f.iopub:
			if parent(m) != id {
				continue
			}
			if m.Header.Type == "execute_input" && begun != nil {
				begun()
			}
			idle = r.take(m) || idle
		case <-deadline:
			return r, fmt.Errorf("%w: %s", errSilent, code)
		}
	}
	return r, nil
}

// take notes an output and reports whether it says that the kernel is idle.
func (r *result) take(m *wire.Message) (idle bool) {
	var c struct {
		State string         `json:"execution_state"`
		Text  string         `json:"text"`
		Name  string         `json:"ename"`
		Value string         `json:"evalue"`
		Data  map[string]any `json:"data"`
	}
	if json.Unmarshal(m.Content, &c) != nil {
		return false
	}
	switch m.Header.Type {
	case "status":
		return c.State == "idle"
	case "stream":
		r.Text += c.Text
	case "error":
		r.Error, r.Message = c.Name, c.Value
	case "execute_result":
		r.Value, _ = c.Data["text/plain"].(string)
	case "display_data", "update_display_data":
		r.Displays++
	}
	return false
}

func parent(m *wire.Message) string {
	var h wire.Header
	json.Unmarshal(m.Parent, &h)
	return h.ID
}
