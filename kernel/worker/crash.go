//go:build unix

package worker

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// lastWords is how much of a worker's raw output is kept for its obituary.
	lastWords = 256 << 10
	// settle is how long raw output waits before it counts as no crash's.
	settle = 200 * time.Millisecond
	// dying is how long a worker may take over its last words.
	dying = 5 * time.Second
)

// A crashLog takes what a worker writes to its descriptors 1 and 2: the runtime's
// last words, or text of code that goes past os.Stdout.
type crashLog struct {
	say  func(string) // gets text that belongs to no crash
	raw  syscall.RawConn
	done chan struct{} // closed when nobody holds the other end any more

	mu    sync.Mutex
	text  []byte
	said  int       // bytes of text that say had
	since time.Time // of the first byte that it had not
	dead  bool
}

func newCrashLog(r *os.File, say func(string)) (*crashLog, error) {
	raw, err := r.SyscallConn()
	if err != nil {
		return nil, err
	}
	l := &crashLog{say: say, raw: raw, done: make(chan struct{})}
	go func() {
		raw.Read(l.take)
		close(l.done)
		r.Close()
	}()
	return l, nil
}

// take reads what there is and reports whether the pipe has ended.
func (l *crashLog) take(fd uintptr) (ended bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var b [4 << 10]byte
	for {
		n, err := unix.Read(int(fd), b[:])
		switch {
		case n > 0:
			l.add(b[:n])
		case err == unix.EINTR:
		case err == unix.EAGAIN:
			return false
		default:
			return true
		}
	}
}

// add keeps text; of a crash that says more than lastWords, the start matters. mu is held.
func (l *crashLog) add(p []byte) {
	if len(l.text)+len(p) > lastWords {
		return
	}
	if len(l.text) == l.said {
		l.since = time.Now()
		time.AfterFunc(settle, l.pass)
	}
	l.text = append(l.text, p...)
}

// sync passes on what was written before the end of a cell.
func (l *crashLog) sync() {
	l.raw.Control(func(fd uintptr) { l.take(fd) })
	l.pass()
}

// pass hands on text that was not followed by the worker's death. What looks like
// the start of a crash is given time to become one.
func (l *crashLog) pass() {
	l.mu.Lock()
	text := string(l.text[l.said:])
	if l.dead || text == "" {
		l.mu.Unlock()
		return
	}
	if len(fatalLines(text)) > 0 && time.Since(l.since) < dying {
		time.AfterFunc(settle, l.pass)
		l.mu.Unlock()
		return
	}
	if l.said = len(l.text); l.said > lastWords/2 {
		l.text, l.said = nil, 0
	}
	l.mu.Unlock()
	l.say(text)
}

// last returns the text after the worker's death.
func (l *crashLog) last() string {
	select {
	case <-l.done:
	case <-time.After(settle): // something that the worker started holds the pipe open
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead = true
	return string(l.text)
}

// fatalLines picks the runtime's reasons out of its last words.
func fatalLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "goroutine ") && len(lines) > 0 {
			break
		}
		for _, prefix := range []string{"fatal error: ", "panic: ", "runtime: out of memory", "runtime: goroutine stack exceeds",
			"runtime/cgo: ", "unexpected fault address", "SIG", "signal: "} {
			if strings.HasPrefix(line, prefix) && len(lines) < 4 {
				lines = append(lines, line)
				break
			}
		}
	}
	return lines
}

// obituary says in one line how a worker ended.
func obituary(state *os.ProcessState, err error, text string) string {
	how := "it ended"
	if state != nil {
		status, ok := state.Sys().(syscall.WaitStatus)
		switch {
		case ok && status.Signaled():
			how = fmt.Sprintf("it was ended by signal %d (%v)", status.Signal(), status.Signal())
		default:
			how = fmt.Sprintf("it exited with status %d", state.ExitCode())
		}
	} else if err != nil {
		how = err.Error()
	}
	if lines := fatalLines(text); len(lines) > 0 {
		how += ": " + strings.Join(lines, "; ")
	}
	return how
}
