//go:build unix

package worker

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"
)

// A process is one worker, seen from the host.
type process struct {
	cmd      *exec.Cmd
	link     *link
	requests io.Closer
	crash    *crashLog
	on       func(*process, frame) // gets the frames that answer no request, in order

	ready chan struct{} // closed when the session is open or the worker has failed
	dead  chan struct{} // closed when the process has ended and all its frames are through
	once  sync.Once     // closes ready
	tell  chan int      // gets the cells that a restore comes to

	debugger hostDebugger // belongs to who holds Host.events.mu
	restored atomic.Bool  // it is where the journal says
	comms    int          // that it left open; guarded by Host.events.mu

	heard    atomic.Int64 // when the last frame came, in Unix nanoseconds
	handling atomic.Bool  // the host takes its time over a frame
	silence  time.Duration
	ceiling  int64 // of its memory; 0: none
	oomKills int64 // of the system, when the worker started

	mu       sync.Mutex
	last     uint32
	waiting  map[uint32]chan frame
	attended bool // attend is at work
	opened   bool
	failure  string // why the session could not be opened
	cause    string // why the host killed it
	reason   string // how it ended; after dead
	words    string // its last ones; after dead
}

var errDead = errors.New("the worker has died")

// startProcess starts a worker. on and say are called on its own goroutines.
func startProcess(o Options, on func(*process, frame), say func(string)) (*process, error) {
	var files []*os.File
	open := func() (r, w *os.File, err error) {
		r, w, err = os.Pipe()
		files = append(files, r, w)
		return r, w, err
	}
	requestR, requestW, err1 := open()
	outputR, outputW, err2 := open()
	wordsR, wordsW, err3 := open()
	err := errors.Join(err1, err2, err3)
	var crash *crashLog
	if err == nil {
		crash, err = newCrashLog(wordsR, say)
	}
	cmd := exec.Command(o.Command[0], o.Command[1:]...)
	if err == nil {
		cmd.Env = append(append(o.confine.Environment(os.Environ()), o.Env...), envWorker+"=1")
		if o.Comms != nil {
			cmd.Env = append(cmd.Env, envComms+"=1")
		}
		cmd.Dir = o.Dir
		cmd.Stdout, cmd.Stderr = wordsW, wordsW
		cmd.ExtraFiles = []*os.File{requestR, outputW} // requestFD, outputFD
		cmd.SysProcAttr = ownGroup()
		err = cmd.Start()
	}
	if err != nil {
		for _, f := range files {
			f.Close()
		}
		return nil, err
	}
	requestR.Close()
	outputW.Close()
	wordsW.Close()
	p := &process{
		cmd:      cmd,
		link:     newLink(outputR, requestW),
		requests: requestW,
		crash:    crash,
		on:       on,
		ready:    make(chan struct{}),
		dead:     make(chan struct{}),
		waiting:  map[uint32]chan frame{},
		oomKills: oomKills(),
		silence:  o.Silence,
		ceiling:  memoryCeiling(o),
	}
	p.attended = true
	go p.attend()
	go func() {
		p.read()
		outputR.Close()
		p.bury()
	}()
	return p, nil
}

// read delivers frames until the worker's end of the pipe closes.
func (p *process) read() {
	for {
		f, err := p.link.receive()
		if err != nil {
			return
		}
		p.heard.Store(time.Now().UnixNano())
		switch f.kind {
		case kindPong:
		case kindReady:
			p.mu.Lock()
			p.opened = true
			p.mu.Unlock()
			p.once.Do(func() { close(p.ready) })
		case kindFailed:
			p.mu.Lock()
			p.failure = string(f.body)
			p.mu.Unlock()
			return
		case kindRestoring:
			select {
			case p.tell <- int(f.id):
			default:
			}
		case kindExecuted, kindCompletion, kindInspection, kindRestored, kindTaken, kindDebugged:
			p.mu.Lock()
			c := p.waiting[f.id]
			delete(p.waiting, f.id)
			p.mu.Unlock()
			if c != nil {
				c <- f
			}
		default:
			p.handling.Store(true)
			p.on(p, f)
			p.heard.Store(time.Now().UnixNano())
			p.handling.Store(false)
		}
	}
}

// bury ends what is left of the worker and notes why it ended.
func (p *process) bury() {
	exited := p.failure != "" || awaitExit(p.cmd.Process.Pid, time.Second)
	killGroup(p.cmd.Process.Pid)
	err := p.cmd.Wait()
	p.requests.Close()
	words := p.crash.last()
	p.mu.Lock()
	p.words = words
	switch {
	case p.cause != "":
		p.reason = p.cause
	case p.failure != "":
		p.reason = "the session could not be opened: " + p.failure
	case !exited:
		p.reason = "it broke the pipe to its host"
	default:
		p.reason = obituary(p.cmd.ProcessState, err, words)
		if oomKills() > p.oomKills {
			p.reason += "; the system ran out of memory"
		}
	}
	p.mu.Unlock()
	p.once.Do(func() { close(p.ready) })
	close(p.dead)
}

// kill ends the worker; cause is what people will read.
func (p *process) kill(cause string) {
	p.mu.Lock()
	if p.cause == "" {
		p.cause = cause
	}
	p.mu.Unlock()
	select {
	case <-p.dead:
	default:
		killGroup(p.cmd.Process.Pid)
	}
}

// ask sends a request and returns its number and where its answer will come.
func (p *process) ask(k kind, body any) (uint32, <-chan frame, error) {
	return p.askFor(k, body, func(uint32) {})
}

// askFor is ask that tells the number before anything can come of it.
func (p *process) askFor(k kind, body any, tell func(id uint32)) (uint32, <-chan frame, error) {
	c := make(chan frame, 1)
	p.mu.Lock()
	p.last++
	id := p.last
	p.waiting[id] = c
	if !p.attended {
		p.attended = true
		go p.attend()
	}
	p.mu.Unlock()
	tell(id)
	if err := p.link.send(k, id, body); err != nil {
		p.forget(id)
		return 0, nil, err
	}
	return id, c, nil
}

func (p *process) forget(id uint32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.waiting, id)
}

func (p *process) isDead() bool {
	select {
	case <-p.dead:
		return true
	default:
		return false
	}
}

// end returns how the worker ended, its last words, and whether its session was ever open.
func (p *process) end() (reason, words string, opened bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reason, p.words, p.opened
}
