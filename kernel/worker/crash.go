package worker

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	// lastWords is how much of a worker's raw output is kept for its obituary.
	lastWords = 256 << 10
	// settle is how long raw output waits before it counts as no crash's.
	settle = 200 * time.Millisecond
)

// A crashLog takes what a worker writes to its descriptors 1 and 2: the runtime's
// last words, or text of code that goes past os.Stdout.
type crashLog struct {
	say func(string) // gets text that belongs to no crash

	mu   sync.Mutex
	text []byte
	said int // bytes of text that say had
	dead bool
	done chan struct{}
}

func newCrashLog(r io.ReadCloser, say func(string)) *crashLog {
	l := &crashLog{say: say, done: make(chan struct{})}
	go func() {
		defer close(l.done)
		defer r.Close()
		b := make([]byte, 8<<10)
		for {
			n, err := r.Read(b)
			l.add(b[:n])
			if err != nil {
				return
			}
		}
	}()
	return l
}

func (l *crashLog) add(p []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(p) == 0 || len(l.text)+len(p) > lastWords { // of a crash the start matters
		return
	}
	if len(l.text) == l.said {
		time.AfterFunc(settle, l.pass)
	}
	l.text = append(l.text, p...)
}

// pass hands on text that was not followed by the worker's death.
func (l *crashLog) pass() {
	l.mu.Lock()
	text := string(l.text[l.said:])
	crash := len(fatalLines(text)) > 0
	if l.dead || crash || text == "" {
		l.mu.Unlock()
		return
	}
	l.said = len(l.text)
	if l.said > lastWords/2 {
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
			if status.Signal() == syscall.SIGKILL {
				how += "; the system may have run out of memory"
			}
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
