//go:build unix

package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"monro/kernel/internal/footprint"
	"monro/kernel/internal/inbox"
	"monro/stdlib/comm"
	"monro/stdlib/display"
	"monro/stdlib/interrupt"
)

// Descriptors that a worker inherits: requests come in on one, everything else
// goes out on the other.
const (
	requestFD = 3
	outputFD  = 4
	envComms  = "MONRO_COMMS"  // set by Host where there is a front end that knows comms
	envWorker = "MONRO_WORKER" // set by Host, so that a worker started by hand says what it is
)

// settled is how long after its start a worker needs no more of what it started with.
const settled = 500 * time.Millisecond

// Serve is the life of a worker process: it opens a session and answers the host
// until the host is gone. It returns the exit status.
func Serve(open func(SessionOptions) (Session, error)) int {
	if os.Getenv(envWorker) == "" {
		fmt.Fprintln(os.Stderr, "monro worker: this command is started by the kernel, not by hand")
		return 2
	}
	offerToOOMKiller()
	collectSeldom()
	confined, err := enterSandbox()
	if err != nil {
		newLink(nil, inherited(outputFD, "output")).send(kindFailed, 0, []byte(err.Error()))
		return 1
	}
	os.Unsetenv(envWorker) // not for what the cells start
	hasComms := os.Getenv(envComms) != ""
	os.Unsetenv(envComms)
	// Caught and dropped rather than ignored: what the cells start would inherit that.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	endWithHost()

	w := &server{running: map[string]*job{}, stops: map[uint32]context.CancelFunc{}, answers: map[uint32]chan answerBody{}, jobs: make(chan *job, 64), confined: confined, hasComms: hasComms, comms: inbox.New[frame](), debugs: inbox.New[frame]()}
	w.link = newLink(inherited(requestFD, "requests"), inherited(outputFD, "output"))
	w.out = newOutput(w.link)
	if err := w.captureStandard(); err != nil {
		w.link.send(kindFailed, 0, []byte(err.Error()))
		return 1
	}
	display.SetSink(w.out.show)
	w.setComms()
	go w.takeComms()
	go w.debugRequests()
	go w.run(open)
	w.receive()
	killGroup(os.Getpid()) // the host is gone: so are we, and what the cells started
	return 1
}

func inherited(fd int, name string) *os.File {
	syscall.CloseOnExec(fd)
	syscall.SetNonblock(fd, true) // lets reads wait in the poller, not in a thread each
	return os.NewFile(uintptr(fd), name)
}

// endWithHost turns the signal that the system sends when the host dies (see
// group_linux.go), and a plain kill, into the end of the whole group. From its
// return on: a signal that comes before would leave what the cells started.
func endWithHost() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		s := <-c
		syscall.Write(2, []byte("signal: "+s.String()+"\n")) // for the host, if it lives
		killGroup(os.Getpid())
	}()
}

type server struct {
	link *link
	out  *output
	jobs chan *job // of the main shell

	confined bool // in a sandbox
	// standard keeps the original files: collecting them would close 1 and 2.
	standard [2]*os.File

	mu        sync.Mutex
	session   Session
	running   map[string]*job // by shell: what runs, or waits for its turn
	turn      *job            // whose turn it is, or was last
	stops     map[uint32]context.CancelFunc
	questions uint32
	answers   map[uint32]chan answerBody
	calling   sync.Mutex // held while functions are called that messages over comms have left

	comms    *inbox.Inbox[frame] // messages over comms
	debugs   *inbox.Inbox[frame] // messages for the debugger
	hasComms bool                // the host has a front end that knows comms
}

type job struct {
	id      uint32
	shell   string // "": the main one
	message string // of the front end
	input   bool   // it may ask
	body    executeBody
	restore *restoreBody // not nil: no cell, but this
	call    *turnBody    // or this
	comms   int          // messages over comms that came before
	ctx     context.Context
	stop    context.CancelFunc
}

// captureStandard puts pipes in place of os.Stdout and os.Stderr. The
// descriptors 1 and 2 stay the host's: the runtime writes its last words there.
func (w *server) captureStandard() error {
	w.standard = [...]*os.File{os.Stdout, os.Stderr}
	os.Stdout, os.Stderr = nil, nil
	log.SetOutput(w.out.writer(stderr))
	return w.reopenStandard()
}

// reopenStandard makes new pipes where a cell has closed os.Stdout or os.Stderr.
func (w *server) reopenStandard() (err error) {
	if !isOpen(os.Stdout) {
		os.Stdout, err = newCapture(w.out, stdout, "/dev/stdout")
	}
	if err == nil && !isOpen(os.Stderr) {
		os.Stderr, err = newCapture(w.out, stderr, "/dev/stderr")
	}
	return err
}

func isOpen(f *os.File) bool {
	if f == nil {
		return false
	}
	raw, err := f.SyscallConn()
	return err == nil && raw.Control(func(uintptr) {}) == nil
}

// run opens the session and executes cells, one at a time.
func (w *server) run(open func(SessionOptions) (Session, error)) {
	var session Session
	memory, err := MemoryLimit(os.Getenv("MONRO_MEMORY"))
	if err == nil {
		session, err = open(SessionOptions{
			Stdout: w.out.writer(stdout),
			Stderr: w.out.writer(stderr),
			Input:  w.ask,
			Memory: memory,
			OnTurn: w.onTurn,

			DebugEvents: func(event []byte) { w.out.send(kindDebugEvent, 0, event) },

			Sandbox: w.confined,
		})
	}
	if err != nil {
		w.link.send(kindFailed, 0, []byte(err.Error()))
		return
	}
	w.mu.Lock()
	w.session = session
	w.mu.Unlock()
	w.link.send(kindReady, 0, nil)
	time.AfterFunc(settled, func() { footprint.Release() }) // where that fails, all stays as it is
	for j := range w.jobs {
		w.do(session, session, j)
	}
}

// do does what a request asks for, in its shell.
func (w *server) do(session Session, shell Shell, j *job) {
	w.comms.Await(j.comms) // what the front end sent before a cell, it has to see
	w.mu.Lock()
	w.running[j.shell] = j
	w.mu.Unlock()
	switch {
	case j.restore != nil:
		w.restore(session, j)
	case j.call != nil:
		w.callBack(shell, j)
	default:
		w.execute(shell, j)
	}
	j.stop()
	w.mu.Lock()
	delete(w.stops, j.id)
	if w.running[j.shell] == j { // the next one may have come
		delete(w.running, j.shell)
	}
	w.mu.Unlock()
}

// onTurn brings the outputs to the cell that runs from now on.
func (w *server) onTurn(shell string) {
	w.mu.Lock()
	j := w.running[shell]
	if j == nil { // an inspection
		w.mu.Unlock()
		return
	}
	w.turn = j
	w.mu.Unlock()
	w.out.begin(j.id)
	comm.Begin(j.message)
}

// receive reads requests until the pipe ends.
func (w *server) receive() {
	for {
		f, err := w.link.receive()
		if err != nil {
			return
		}
		switch f.kind {
		case kindExecute, kindRestore, kindTurn:
			j := &job{id: f.id, comms: w.comms.Came()}
			var err error
			switch f.kind {
			case kindRestore:
				j.restore = new(restoreBody)
				err = json.Unmarshal(f.body, j.restore)
			case kindTurn:
				j.call = new(turnBody)
				err = json.Unmarshal(f.body, j.call)
				j.shell, j.message = j.call.Shell, j.call.Message
			default:
				err = json.Unmarshal(f.body, &j.body)
				j.shell, j.message, j.input = j.body.Shell, j.body.Message, j.body.Input
			}
			if err != nil {
				continue
			}
			j.ctx, j.stop = context.WithCancel(context.Background())
			w.mu.Lock()
			w.stops[f.id] = j.stop
			session := w.session
			w.mu.Unlock()
			if j.shell == "" {
				w.jobs <- j
			} else { // the host sends these after kindReady
				go w.do(session, session.Beside(j.shell), j)
			}
		case kindPing:
			w.link.send(kindPong, 0, nil)
		case kindInterrupt:
			w.mu.Lock()
			if stop := w.stops[f.id]; stop != nil {
				stop()
			}
			w.mu.Unlock()
		case kindComplete, kindInspect:
			var body completeBody
			if json.Unmarshal(f.body, &body) == nil {
				go w.look(f.kind, f.id, body)
			}
		case kindDebug:
			w.debugs.Add(f)
		case kindComm:
			w.comms.Add(f)
		case kindAnswer:
			var body answerBody
			if json.Unmarshal(f.body, &body) == nil {
				w.answer(f.id, body)
			}
		}
	}
}

func (w *server) execute(session Shell, j *job) {
	if j.shell == "" {
		if err := w.reopenStandard(); err != nil {
			fmt.Fprintln(w.out.writer(stderr), "os.Stdout or os.Stderr cannot be opened again:", err)
		}
	}
	var reply executedBody
	value, err := session.Eval(j.ctx, j.body.Number, j.body.Code)
	if reply.Error = asError(err); reply.Error == nil {
		if value != nil && !j.body.Silent {
			packed := packBundle(*value)
			reply.Result = &packed
		}
		reply.Expressions = make(map[string]expressionBody, len(j.body.Expressions))
		for name, code := range j.body.Expressions {
			value, err := session.Expression(j.ctx, code)
			e := expressionBody{Error: asError(err)}
			if value != nil {
				e.Bundle = packBundle(*value)
			}
			reply.Expressions[name] = e
		}
	}
	w.out.send(kindExecuted, j.id, reply)
}

// restore runs the cells of a lost session. What they print and show has been
// seen before.
func (w *server) restore(session Session, j *job) {
	w.out.begin(j.id)
	w.out.mute(true)
	comm.SetSink(nil) // what is not seen has no other side
	restored := session.Restore(j.ctx, j.restore.Told, j.restore.Past, j.restore.All, func(i int) {
		w.link.send(kindRestoring, uint32(i), nil)
	})
	w.out.mute(false)
	w.setComms()
	w.out.send(kindRestored, j.id, restored)
	debug.FreeOSMemory() // a session's worth of syntax, which is not needed any more
}

func (w *server) look(k kind, id uint32, b completeBody) {
	w.mu.Lock()
	session := w.session // not nil: the host asks after kindReady
	w.mu.Unlock()
	cursor := min(max(b.Cursor, 0), len(b.Code))
	if k == kindComplete {
		w.link.send(kindCompletion, id, session.Complete(b.Code, cursor))
		return
	}
	bundle, found := session.Inspect(b.Code, cursor, b.Detail)
	w.link.send(kindInspection, id, inspectionBody{packBundle(bundle), found})
}

// ask is the session's Input: a question to the host, after what was shown before it.
func (w *server) ask(prompt string, password bool) (string, error) {
	w.mu.Lock()
	asking := w.turn
	if asking == nil || !asking.input {
		w.mu.Unlock()
		return "", errors.New("input was asked for, but this front end does not take input")
	}
	w.questions++
	id := w.questions
	c := make(chan answerBody, 1)
	w.answers[id] = c
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		delete(w.answers, id)
		w.mu.Unlock()
	}()
	if err := w.out.send(kindAsk, id, askBody{prompt, password, asking.id}); err != nil {
		return "", err
	}
	var a answerBody
	var err error
	interrupt.Current().Wait(func() {
		select {
		case a = <-c:
			if a.Error != "" {
				err = errors.New(a.Error)
			}
		case <-asking.ctx.Done():
			err = context.Cause(asking.ctx)
		}
	})
	return a.Text, err
}

func (w *server) answer(id uint32, a answerBody) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.answers[id]; c != nil {
		c <- a
		delete(w.answers, id)
	}
}
