//go:build unix

package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"monro/kernel/worker/sandbox"
	"monro/stdlib/comm"
	"monro/stdlib/display"
)

// Options of a Host. The zero value is right for the kernel, the terminal and
// the notebook runner.
type Options struct {
	Command []string     // program and arguments of the worker; default: this executable, "worker"
	Env     []string     // added to the worker's environment, e.g. "MONRO_MEMORY=2G"
	Dir     string       // its working directory; default: the current one
	Sandbox sandbox.Mode // confines the worker; default: not at all
	// Comms gets what the session's comms send, in order with the outputs; nil:
	// there is no front end that knows comms, and widgets are shown as text.
	Comms func(comm.Message)
	// DebugEvents gets what the session's debugger tells front ends, in order with
	// the outputs; nil: nobody is told.
	DebugEvents func(event json.RawMessage)
	Grace       time.Duration // how long an interrupted cell may take to stop before its worker is replaced; default 5 s
	Silence     time.Duration // how long a worker with something to do may not answer at all before it is replaced; default 30 s
	Log         *slog.Logger  // default: slog.Default()

	confine sandbox.Policy // set by NewHost
}

var streamNames = map[byte]string{stdout: "stdout", stderr: "stderr"}

// A Host owns a worker process, one at a time, and replaces it when it dies. Its
// methods are safe for concurrent use.
type Host struct {
	opts    Options
	cells   sync.Mutex // held while a cell of the main shell runs
	debugs  sync.Mutex // held until a message for the debugger is answered
	journal journal
	scratch string      // folder of a sandbox, which goes with the host
	refusal error       // why there is no sandbox
	notice  string      // what the sandbox leaves open, for the first cell to show; belongs to who holds cells
	asked   atomic.Bool // the running cell has asked for input
	anew    atomic.Bool // what the journal holds is not wanted any more

	mu      sync.Mutex
	current *process
	closed  bool

	events gatherer // its mu is held while on runs
	on     func(Event)
	comms  map[string]hostComm // that are open, by id; belongs to who holds events.mu
	input  func(context.Context, string, bool) (string, error)
	inputs context.Context  // ends with the cell
	beside map[uint32]aside // what runs in other shells, by request
}

// NewHost starts a worker in the background and returns at once.
func NewHost(o Options) *Host {
	if len(o.Command) == 0 {
		self, err := os.Executable()
		if err != nil {
			self = os.Args[0]
		}
		o.Command = []string{self, "worker"}
	}
	if o.Grace <= 0 {
		o.Grace = 5 * time.Second
	}
	if o.Silence <= 0 {
		o.Silence = 30 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Sandbox != sandbox.Off {
		o.Comms = nil // a widget's model may carry scripts
	}
	h := &Host{opts: o, inputs: context.Background(), comms: map[string]hostComm{}, beside: map[uint32]aside{}}
	h.opts.confine, h.scratch, h.refusal = confinement(o)
	if o.Sandbox == sandbox.BestEffort {
		h.notice = sandbox.Open()
	}
	h.events.pass = func(stream byte, text []byte) {
		if h.on != nil {
			h.on(Event{Stream: streamNames[stream], Text: string(text)})
		}
	}
	go h.worker()
	return h
}

// worker returns the living worker, and starts one where there is none. obituary
// says how the last one ended, where that comes as news.
func (h *Host) worker() (p *process, obituary string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, "", errors.New("the session is closed")
	}
	if h.refusal != nil {
		return nil, "", h.refusal
	}
	if h.current != nil && !h.current.isDead() {
		return h.current, "", nil
	}
	if h.current != nil {
		if reason, _, opened := h.current.end(); opened {
			obituary = reason
		}
		h.current = nil
	}
	started := time.Now()
	p, err = startProcess(h.opts, h.handle, func(text string) {
		h.print(stderr, []byte(text))
	})
	if err != nil {
		return nil, obituary, fmt.Errorf("cannot start the worker: %w", err)
	}
	h.current = p
	h.opts.Log.Debug("worker started", "pid", p.cmd.Process.Pid, "took", time.Since(started))
	go h.reopen(p)
	go func() {
		<-p.dead
		h.forgetComms(p)
		h.closeDebugger(p)
		reason, _, _ := p.end()
		h.opts.Log.Debug("worker ended", "pid", p.cmd.Process.Pid, "reason", reason)
	}()
	return p, obituary, nil
}

// replace starts a new worker where p was, so that it is ready for the next cell.
func (h *Host) replace(p *process) {
	h.mu.Lock()
	if h.current == p {
		h.current = nil // its end is known: no news for the next cell
	}
	h.mu.Unlock()
	if _, _, err := h.worker(); err != nil {
		h.opts.Log.Warn("no new worker", "error", err)
	}
}

// handle takes the frames of a worker that answer no request.
func (h *Host) handle(p *process, f frame) {
	switch f.kind {
	case kindStream:
		if len(f.body) > 0 && streamNames[f.body[0]] != "" {
			h.printFor(f.id, f.body[0], f.body[1:])
		}
	case kindDisplay:
		var b displayBody
		if err := json.Unmarshal(f.body, &b); err != nil {
			h.opts.Log.Error("malformed display from the worker", "error", err)
			return
		}
		h.showFor(f.id, &display.Event{Kind: b.Kind, ID: b.ID, Wait: b.Wait, Transient: b.Transient, Bundle: h.tamed(b.Bundle.unpack())})
	case kindComm:
		var m comm.Message
		if err := json.Unmarshal(f.body, &m); err != nil {
			h.opts.Log.Error("malformed message over a comm from the worker", "error", err)
			return
		}
		h.fromWorker(p, m)
	case kindDebugEvent:
		h.debugEvent(p, f.body)
	case kindAsk:
		var b askBody
		if err := json.Unmarshal(f.body, &b); err != nil {
			h.opts.Log.Error("malformed question from the worker", "error", err)
			return
		}
		go h.ask(p, f.id, b)
	default:
		h.opts.Log.Error("unknown frame from the worker", "kind", f.kind)
	}
}

// print and show hand outputs to the function of the cell; text waits a little for more.
func (h *Host) print(stream byte, text []byte) {
	h.events.mu.Lock()
	defer h.events.mu.Unlock()
	h.events.add(stream, text)
}

func (h *Host) show(e *display.Event) {
	h.events.mu.Lock()
	defer h.events.mu.Unlock()
	h.events.flush()
	if h.on != nil {
		h.on(Event{Display: e})
	}
}

// begin and end enclose the outputs of a cell.
func (h *Host) begin(ctx context.Context, r Request, on func(Event)) {
	h.events.mu.Lock()
	defer h.events.mu.Unlock()
	h.events.flush()
	h.on, h.input, h.inputs = on, r.Input, ctx
}

func (h *Host) end() {
	h.events.mu.Lock()
	defer h.events.mu.Unlock()
	h.events.flush()
}

func (h *Host) ask(p *process, id uint32, b askBody) {
	h.asked.Store(true)
	h.events.mu.Lock()
	h.events.flush() // the prompt comes after what was printed
	input, ctx := h.input, h.inputs
	if a, ok := h.beside[b.Request]; ok {
		input, ctx = a.input, a.ctx
	}
	h.events.mu.Unlock()
	var answer answerBody
	if input == nil {
		answer.Error = "this front end does not take input"
	} else if text, err := input(ctx, b.Prompt, b.Password); err != nil {
		answer.Error = err.Error()
	} else {
		answer.Text = text
	}
	if err := p.link.send(kindAnswer, id, answer); err != nil {
		h.opts.Log.Debug("answer lost", "error", err)
	}
}

// Complete lists what may stand at byte offset cursor. It answers while a cell runs.
func (h *Host) Complete(ctx context.Context, code string, cursor int) (Completion, error) {
	var c Completion
	err := h.look(ctx, kindComplete, completeBody{Code: code, Cursor: cursor}, &c)
	return c, err
}

// Inspect describes what stands at byte offset cursor. detail is 0, or 1 for
// the source too. It answers while a cell runs.
func (h *Host) Inspect(ctx context.Context, code string, cursor, detail int) (b display.Bundle, found bool, err error) {
	var body inspectionBody
	if err := h.look(ctx, kindInspect, completeBody{code, cursor, detail}, &body); err != nil {
		return display.Bundle{}, false, err
	}
	return h.tamed(body.Bundle.unpack()), body.Found, nil
}

func (h *Host) look(ctx context.Context, k kind, body, answer any) error {
	p, _, err := h.workerQuietly()
	if err != nil {
		return err
	}
	select {
	case <-p.ready:
	case <-ctx.Done():
		return ctx.Err()
	}
	id, c, err := p.ask(k, body)
	if err != nil {
		return err
	}
	defer p.forget(id)
	select {
	case f := <-c:
		return json.Unmarshal(f.body, answer)
	case <-p.dead:
		return errDead
	case <-ctx.Done():
		return ctx.Err()
	}
}

// workerQuietly is worker for requests that are not cells: the news of a death
// is left for the next cell.
func (h *Host) workerQuietly() (*process, string, error) {
	h.mu.Lock()
	p := h.current
	h.mu.Unlock()
	if p != nil && p.isDead() {
		return nil, "", errDead
	}
	return h.worker()
}

// Restart replaces the worker: a fresh session. A running cell ends with Reply.Lost.
func (h *Host) Restart() error {
	h.anew.Store(true)
	h.mu.Lock()
	p := h.current
	h.current = nil
	h.mu.Unlock()
	if p != nil {
		p.kill("the session was restarted")
		<-p.dead
	}
	_, _, err := h.worker()
	return err
}

// Close ends the worker and everything it started. It may be called twice.
func (h *Host) Close() error {
	h.mu.Lock()
	h.closed = true
	p := h.current
	h.mu.Unlock()
	if p != nil {
		p.kill("the session was closed")
		<-p.dead
	}
	if h.scratch != "" {
		return os.RemoveAll(h.scratch)
	}
	return nil
}

// Pid is the process id of the living worker; 0 where there is none.
func (h *Host) Pid() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.current == nil || h.current.isDead() {
		return 0
	}
	return h.current.cmd.Process.Pid
}

// traceback is the message and the start of a crash's words.
func traceback(message, words string) []string {
	lines := []string{message}
	if fatal := fatalLines(words); len(fatal) > 0 {
		words = words[strings.Index(words, fatal[0]):]
	}
	for line := range strings.Lines(words) {
		if len(lines) == 20 || strings.HasPrefix(line, "goroutine ") && len(lines) > 1 {
			break
		}
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
