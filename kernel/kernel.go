// Package kernel is the Jupyter side of Monro: the supervisor that owns the five
// sockets and answers front ends, while a worker process interprets the cells.
//
// Each channel has its file. No socket waits for a cell: shell requests are read
// as they come, cells queue for one goroutine that runs them.
package kernel

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"monro/internal/history"
	"monro/kernel/internal/footprint"
	"monro/kernel/internal/inbox"
	"monro/kernel/transport"
	"monro/kernel/wire"
	"monro/kernel/worker"
	"monro/lang"
)

// ErrConnectionFile marks errors about a connection file that is missing or
// malformed; the command exits with status 2 on them.
var ErrConnectionFile = wire.ErrConnection

// Options of Run. The zero value is ready to use.
type Options struct {
	Worker  worker.Options // default: this executable, "worker"
	History string         // database that keeps the history between sessions; "": it lives in memory
	// OldHistory are files of the form before that, for a new database to begin with.
	OldHistory []string
	Version    string // of the implementation, for kernel_info; default "dev"
	// IsComplete says whether code can run as it is: "complete", "incomplete",
	// "invalid" or "unknown", and how to indent the next line. Default: the dialect's.
	IsComplete func(code string) (state, indent string)
	QueueLimit int          // bytes that may wait for one front end that does not read; default 64 MiB
	Log        *slog.Logger // default: standard error at the level of MONRO_LOG (debug, info, warn, error; default warn)
}

// linger is how long the last messages may take to leave at the end.
const linger = time.Second

// settled is how long after its start a kernel needs no more of what it started with.
const settled = 500 * time.Millisecond

// Run serves the front ends of one connection file until one of them asks for
// shutdown, SIGTERM comes, or ctx ends. SIGINT interrupts the running cell.
func Run(ctx context.Context, connectionFile string, o Options) error {
	connection, err := wire.ReadConnection(connectionFile)
	if err != nil {
		return err
	}
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	k, err := open(connection, o)
	if err != nil {
		return err
	}
	defer k.close()
	defer time.AfterFunc(settled, func() { footprint.Release() }).Stop()
	orphaned := watchParent(ctx)
	for {
		select {
		case s := <-signals:
			if s == os.Interrupt {
				k.interrupt()
				continue
			}
			k.log.Info("ending", "signal", s)
		case <-orphaned:
			k.log.Warn("ending: the process that started this kernel is gone")
		case <-ctx.Done():
		case <-k.done:
		}
		return nil
	}
}

// A kernel is one running supervisor.
type kernel struct {
	opts      Options
	log       *slog.Logger
	codec     *wire.Codec
	replays   wire.Replays
	session   string // of the headers
	serial    atomic.Uint64
	host      *worker.Host
	history   *history.History
	cells     *queue                       // of the main shell
	count     atomic.Int64                 // of the cells that were numbered
	parent    atomic.Pointer[wire.Message] // of what runs, or ran last
	comms     *inbox.Inbox[*wire.Message]  // over comms, on their way to the worker
	debugs    *inbox.Inbox[debugRequest]   // for the debugger
	debugging atomic.Pointer[wire.Message] // the last one of these

	subshells subshells

	shell, control, stdin *transport.Router
	iopub                 *transport.Pub
	heartbeat             *transport.Echo

	statuses   sync.Mutex         // held from the look at what runs to the status that says so
	replies    chan *wire.Message // of the stdin channel
	ending     context.Context    // ends with the kernel
	end        context.CancelFunc
	done       chan struct{} // closed by finish
	finishOnce sync.Once
	ended      atomic.Bool
}

// open starts the sockets, then the worker. Requests that come before everything
// is in place wait; kernel_info does not wait for the worker.
func open(c *wire.Connection, o Options) (k *kernel, err error) {
	codec, err := wire.NewCodec(c.SignatureScheme, c.Key)
	if err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = logger()
	}
	if o.Worker.Log == nil {
		o.Worker.Log = o.Log
	}
	if c.Key == "" && c.Exposed() {
		o.Log.Warn("anybody who reaches this address can run code here: the connection file has no key", "ip", c.IP)
	}
	if o.Version == "" {
		o.Version = "dev"
	}
	if o.IsComplete == nil {
		o.IsComplete = func(code string) (string, string) {
			s := lang.IsComplete(code)
			return s.State, s.Indent
		}
	}
	k = &kernel{
		opts:    o,
		log:     o.Log,
		codec:   codec,
		session: rand.Text(),
		history: history.Open(o.History, o.Log, o.OldHistory...),
		cells:   newQueue(),
		replies: make(chan *wire.Message, 16),
		comms:   inbox.New[*wire.Message](),
		debugs:  inbox.New[debugRequest](),
		done:    make(chan struct{}),
	}
	k.ending, k.end = context.WithCancel(context.Background())
	defer func() {
		if err != nil {
			k.close()
		}
	}()
	ready := make(chan struct{}) // requests wait until all fields are set
	t := transport.Options{Limit: o.QueueLimit, Log: o.Log}
	listen := func(port int, on func(*wire.Message)) *transport.Router {
		if err != nil {
			return nil
		}
		var r *transport.Router
		network, address := c.Address(port)
		r, err = transport.ListenRouter(network, address, t, func(frames [][]byte) {
			select {
			case <-ready:
			case <-k.ending.Done():
				return
			}
			if m := k.decode(frames, port); m != nil {
				on(m)
			}
		})
		return r
	}
	network, address := c.Address(c.IOPubPort)
	if k.iopub, err = transport.ListenPub(network, address, t); err != nil {
		return k, err
	}
	network, address = c.Address(c.HeartbeatPort)
	if k.heartbeat, err = transport.ListenEcho(network, address, t); err != nil {
		return k, err
	}
	k.stdin = listen(c.StdinPort, k.onStdin)
	k.shell = listen(c.ShellPort, k.onShell)
	k.control = listen(c.ControlPort, k.onControl)
	if err != nil {
		return k, err
	}
	o.Worker.Comms = k.fromSession
	o.Worker.DebugEvents = k.debugEvent
	k.host = worker.NewHost(o.Worker) // last: it takes time from the sockets
	close(ready)
	go k.runCells(k.cells, "")
	go k.takeComms()
	go k.takeDebugs()
	k.publish(nil, "status", map[string]any{"execution_state": "starting"})
	return k, nil
}

// close ends the worker, then gives the last messages time to leave.
func (k *kernel) close() {
	if k.ended.Swap(true) {
		return
	}
	k.end()
	k.cells.close()
	for _, s := range k.subshells.all() {
		s.cells.close()
	}
	k.comms.Close()
	k.debugs.Close()
	if k.host != nil {
		k.host.Close()
	}
	k.history.Close()
	for _, s := range []*transport.Router{k.control, k.shell, k.stdin} {
		if s != nil {
			s.Close(linger)
		}
	}
	if k.iopub != nil {
		k.iopub.Close(linger)
	}
	if k.heartbeat != nil {
		k.heartbeat.Close()
	}
}

// decode checks a message; what is not one is dropped with a line in the log.
func (k *kernel) decode(frames [][]byte, port int) *wire.Message {
	m, err := k.codec.Decode(frames)
	if err == nil {
		err = k.replays.Admit(m)
	}
	if err != nil {
		k.log.Warn("dropped a message", "port", port, "error", err)
		return nil
	}
	k.log.Debug("received", "type", m.Header.Type, "id", m.Header.ID)
	return m
}

// header starts a message of our own.
func (k *kernel) header(msgType string) wire.Header {
	return wire.NewHeader(msgType, k.session+"_"+strconv.FormatUint(k.serial.Add(1), 10), k.session)
}

// reply answers a request on the channel it came by.
func (k *kernel) reply(on *transport.Router, request *wire.Message, msgType string, content any) {
	err := k.send(on, request, msgType, content)
	if err != nil {
		k.log.Warn("reply lost", "type", msgType, "error", err)
	}
}

func (k *kernel) send(on *transport.Router, to *wire.Message, msgType string, content any) error {
	raw, err := wire.Marshal(content)
	if err != nil {
		return fmt.Errorf("content of %s: %w", msgType, err)
	}
	frames, err := k.codec.Encode(&wire.Message{
		Identities: to.Identities,
		Header:     k.header(msgType),
		Parent:     to.RawHeader,
		Content:    raw,
	})
	if err != nil {
		return err
	}
	return on.Send(frames)
}

// logger is the default log: standard error, at the level of MONRO_LOG.
func logger() *slog.Logger {
	level := slog.LevelWarn
	value := os.Getenv("MONRO_LOG")
	err := level.UnmarshalText([]byte(value))
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	if value != "" && err != nil {
		log.Warn("MONRO_LOG is not a level", "value", value, "want", "debug, info, warn or error")
	}
	return log
}

// watchParent returns a channel that closes when the process that started the
// kernel, if it is a Jupyter front end, is gone without having said so.
func watchParent(ctx context.Context) <-chan struct{} {
	gone := make(chan struct{})
	parent := os.Getppid()
	if os.Getenv("JPY_PARENT_PID") == "" || parent <= 1 {
		return gone
	}
	go func() {
		for {
			select {
			case <-time.After(2 * time.Second):
			case <-ctx.Done():
				return
			}
			if os.Getppid() != parent {
				close(gone)
				return
			}
		}
	}()
	return gone
}

var errEnding = errors.New("the kernel is ending")
