package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"

	"monro/kernel/internal/toy"
	"monro/kernel/wire"
	"monro/kernel/worker"
)

// dialectEnv makes the test binary a worker with a session of the dialect.
const dialectEnv = "MONRO_DIALECT_WORKER"

const patience = 60 * time.Second // how long a test waits for what must come

func TestMain(m *testing.M) {
	toy.Main()
	if os.Getenv(dialectEnv) != "" {
		os.Exit(worker.Main())
	}
	os.Exit(m.Run())
}

// A front is a front end with its kernel.
type front struct {
	t          testing.TB
	connection wire.Connection
	codec      *wire.Codec
	serial     int
	sockets    map[string]zmq4.Socket
	inbox      map[string]chan *wire.Message
	ended      chan error // what Run returned
	stop       context.CancelFunc
}

// freePorts finds n ports that nobody listens on.
func freePorts(t testing.TB, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

func start(t testing.TB, change ...func(*Options)) *front {
	t.Helper()
	p := freePorts(t, 5)
	f := &front{t: t, ended: make(chan error, 1)}
	f.connection = wire.Connection{Transport: "tcp", IP: "127.0.0.1", ShellPort: p[0], IOPubPort: p[1], StdinPort: p[2],
		ControlPort: p[3], HeartbeatPort: p[4], Key: "key", SignatureScheme: "hmac-sha256"}
	raw, err := json.Marshal(f.connection)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "connection.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	o := Options{Worker: toy.Options(), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	for _, c := range change {
		c(&o)
	}
	ctx, stop := context.WithCancel(context.Background())
	f.stop = stop
	go func() { f.ended <- Run(ctx, file, o) }()
	t.Cleanup(func() {
		stop()
		select {
		case <-f.ended:
		case <-time.After(patience):
			t.Error("the kernel does not end")
		}
	})
	f.connect("front")
	return f
}

// connect opens the client's sockets and waits until iopub is joined.
func (f *front) connect(identity string) {
	f.t.Helper()
	var err error
	if f.codec, err = wire.NewCodec("", f.connection.Key); err != nil {
		f.t.Fatal(err)
	}
	id := zmq4.WithID(zmq4.SocketIdentity(identity))
	ctx := context.Background()
	retry := zmq4.WithDialerRetry(10 * time.Millisecond)
	tries := zmq4.WithDialerMaxRetries(1000)
	f.sockets = map[string]zmq4.Socket{
		"shell":   zmq4.NewDealer(ctx, id, retry, tries),
		"control": zmq4.NewDealer(ctx, id, retry, tries),
		"stdin":   zmq4.NewDealer(ctx, id, retry, tries),
		"iopub":   zmq4.NewSub(ctx, retry, tries),
		"hb":      zmq4.NewReq(ctx, retry, tries),
	}
	ports := map[string]int{"shell": f.connection.ShellPort, "control": f.connection.ControlPort, "stdin": f.connection.StdinPort,
		"iopub": f.connection.IOPubPort, "hb": f.connection.HeartbeatPort}
	f.inbox = map[string]chan *wire.Message{}
	for name, s := range f.sockets {
		if err := s.Dial(fmt.Sprintf("tcp://127.0.0.1:%d", ports[name])); err != nil {
			f.t.Fatal(err)
		}
		f.t.Cleanup(func() { s.Close() })
		if name == "hb" {
			continue
		}
		in := make(chan *wire.Message, 1<<16)
		f.inbox[name] = in
		if name == "iopub" {
			if err := s.SetOption(zmq4.OptionSubscribe, ""); err != nil {
				f.t.Fatal(err)
			}
		}
		go func() {
			for {
				m, err := s.Recv()
				if err != nil {
					return
				}
				if d, err := f.codec.Decode(m.Frames); err == nil {
					in <- d
				} else {
					f.t.Errorf("from the kernel on %s: %v", name, err)
				}
			}
		}()
	}
	for end := time.Now().Add(patience); ; {
		f.request("shell", "kernel_info_request", nil)
		select {
		case <-f.inbox["iopub"]:
			f.settle()
			return
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(end) {
			f.t.Fatal("iopub does not work")
		}
	}
}

// settle waits until iopub is idle after all that was asked, and forgets it.
func (f *front) settle() {
	f.t.Helper()
	id := f.send("shell", "kernel_info_request", nil)
	f.reply("shell", id)
	f.until(id)
}

// send sends a request and returns its id.
func (f *front) send(channel, msgType string, content any) string {
	f.t.Helper()
	return f.sendTo("", channel, msgType, content)
}

// sendTo is send to a subshell.
func (f *front) sendTo(subshell, channel, msgType string, content any) string {
	f.t.Helper()
	raw, err := json.Marshal(content)
	if err != nil {
		f.t.Fatal(err)
	}
	if content == nil {
		raw = nil
	}
	f.serial++
	id := fmt.Sprintf("%s-%d", msgType, f.serial)
	header := wire.NewHeader(msgType, id, "client")
	header.Subshell = subshell
	frames, err := f.codec.Encode(&wire.Message{Header: header, Content: raw})
	if err != nil {
		f.t.Fatal(err)
	}
	if err := f.sockets[channel].SendMulti(zmq4.NewMsgFrom(frames...)); err != nil {
		f.t.Fatal(err)
	}
	return id
}

func parentOf(m *wire.Message) string {
	var h wire.Header
	json.Unmarshal(m.Parent, &h)
	return h.ID
}

type fields map[string]any

func fieldsOf(m *wire.Message) fields {
	var c fields
	json.Unmarshal(m.Content, &c)
	return c
}

// next returns the next message of a channel.
func (f *front) next(channel string) *wire.Message {
	f.t.Helper()
	select {
	case m := <-f.inbox[channel]:
		return m
	case <-time.After(patience):
		f.t.Fatalf("nothing came on %s", channel)
		return nil
	}
}

// reply waits for the answer to a request.
func (f *front) reply(channel, id string) fields {
	f.t.Helper()
	for {
		if m := f.next(channel); parentOf(m) == id {
			c := fieldsOf(m)
			c["msg_type"] = m.Header.Type
			return c
		}
	}
}

func (f *front) request(channel, msgType string, content any) fields {
	f.t.Helper()
	return f.reply(channel, f.send(channel, msgType, content))
}

// until returns the iopub messages of a request, from busy to idle.
func (f *front) until(id string) []*wire.Message {
	f.t.Helper()
	var all []*wire.Message
	for {
		m := f.next("iopub")
		if parentOf(m) != id {
			continue
		}
		all = append(all, m)
		if m.Header.Type == "status" && fieldsOf(m)["execution_state"] == "idle" {
			return all
		}
	}
}

// script is a line for each iopub message: its type and what matters of it.
func script(all []*wire.Message) []string {
	var lines []string
	for _, m := range all {
		c := fieldsOf(m)
		line := m.Header.Type
		switch m.Header.Type {
		case "status":
			line = fmt.Sprint(c["execution_state"])
		case "stream":
			line = fmt.Sprintf("%v %q", c["name"], c["text"])
		case "execute_input":
			line = fmt.Sprintf("input %v", c["execution_count"])
		case "execute_result":
			line = fmt.Sprintf("result %v %v", c["execution_count"], c["data"].(map[string]any)["text/plain"])
		case "error":
			line = fmt.Sprintf("error %v", c["ename"])
		case "display_data", "update_display_data":
			if transient, ok := c["transient"].(map[string]any); ok {
				line += fmt.Sprintf(" %v", transient["display_id"])
			}
			line += fmt.Sprintf(" %v", c["data"].(map[string]any)["text/plain"])
		case "clear_output":
			line = fmt.Sprintf("clear %v", c["wait"])
		}
		lines = append(lines, line)
	}
	return lines
}

func (f *front) execute(code string, more ...fields) (reply fields, shown []string) {
	f.t.Helper()
	c := fields{"code": code, "silent": false}
	for _, m := range more {
		for k, v := range m {
			c[k] = v
		}
	}
	id := f.send("shell", "execute_request", c)
	reply = f.reply("shell", id)
	return reply, script(f.until(id))
}
