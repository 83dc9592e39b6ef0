// Package toy is a worker session of a few one-line commands, so that the tests
// of the kernel and of its worker can make a cell do anything: print, ask, spin,
// crash. It stands in for the interpreter in those tests and is in no binary.
package toy

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"monro/kernel/worker"
	"monro/lang/past"
	"monro/stdlib/display"
	"monro/stdlib/widget"
)

// Env, set to "1", makes a test binary that calls Main a worker.
const Env = "MONRO_TOY_WORKER"

// Main, called first in a TestMain, turns the process into a worker where it was
// started as one.
func Main() {
	if os.Getenv(Env) == "1" {
		os.Exit(worker.Serve(Open))
	}
}

// Options start the test binary itself as the worker.
func Options() worker.Options {
	return worker.Options{Command: []string{os.Args[0]}, Env: []string{Env + "=1"}}
}

type session struct {
	*state
	shell string
}

type state struct {
	o       worker.SessionOptions
	mu      sync.Mutex
	vars    map[string]string
	turn    sync.Mutex
	calling context.Context // of Calls
	slider  *widget.IntSlider
}

// Open starts a session. TOY_BROKEN in the environment makes it fail.
func Open(o worker.SessionOptions) (worker.Session, error) {
	if os.Getenv("TOY_BROKEN") != "" {
		return nil, fmt.Errorf("toy is broken")
	}
	return &session{state: &state{o: o, vars: map[string]string{}}}, nil
}

func text(s string) *display.Bundle {
	return &display.Bundle{Data: map[string]any{"text/plain": s}}
}

func fail(name, message string) error {
	return &worker.Error{Name: name, Message: message, Traceback: []string{"toy traceback", name + ": " + message}}
}

// Eval runs the lines of a cell.
func (s *session) Eval(ctx context.Context, _ int, code string) (*display.Bundle, error) {
	var result *display.Bundle
	s.inTurn(func() {})
	for line := range strings.Lines(code) {
		if ctx.Err() != nil {
			return nil, fail("Interrupted", "interrupted")
		}
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		value, err := s.line(ctx, word, rest)
		if err != nil {
			return nil, err
		}
		result = value
	}
	return result, nil
}

// inTurn calls f, which prints, while it is this shell's turn.
func (s *session) inTurn(f func()) {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.o.OnTurn(s.shell)
	f()
}

// Beside returns a shell that really runs beside the main one.
func (s *session) Beside(name string) worker.Shell { return &session{s.state, name} }

// Calls calls f, with a function whose error is what it panics with.
func (s *session) Calls(ctx context.Context, f func(call func(func()) error)) error {
	s.o.OnTurn(s.shell)
	f(func(g func()) error { return s.call(ctx, g) })
	return nil
}

func (s *session) call(ctx context.Context, f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fail("Panic", fmt.Sprint(r))
		}
	}()
	s.calling = ctx
	f()
	if ctx.Err() != nil {
		return fail("Interrupted", "interrupted")
	}
	return nil
}

// Restore evaluates again what was not cut off and took less than a second.
func (s *session) Restore(ctx context.Context, _ past.Transcript, cells []worker.Past, all bool, tell func(int)) (r worker.Restored) {
	for i, p := range cells {
		tell(i)
		switch {
		case p.Cut:
			if name, ok := strings.CutPrefix(p.Code, "set "); ok {
				r.Lost = append(r.Lost, strings.Fields(name)[0])
			}
		case p.Took > time.Second && !all:
			r.Left = append(r.Left, i)
		default:
			r.Whole++
			s.Eval(ctx, 0, p.Code)
		}
	}
	return r
}

func (s *session) line(ctx context.Context, word, rest string) (*display.Bundle, error) {
	switch word {
	case "":
	case "print":
		s.inTurn(func() { fmt.Fprintln(s.o.Stdout, rest) })
	case "eprint":
		fmt.Fprintln(s.o.Stderr, rest)
	case "raw":
		fmt.Fprintln(os.Stdout, rest)
	case "eraw":
		fmt.Fprintln(os.Stderr, rest)
	case "fd":
		syscall.Write(2, []byte(rest+"\n"))
	case "prints":
		n, _ := strconv.Atoi(rest)
		for i := range n {
			fmt.Fprintln(s.o.Stdout, i)
		}
	case "big":
		n, _ := strconv.Atoi(rest)
		io.WriteString(s.o.Stdout, strings.Repeat("é", n/2))
	case "bytes": // one write a byte, so that characters come in parts
		for _, b := range []byte(rest) {
			s.o.Stdout.Write([]byte{b})
		}
	case "flood":
		for ctx.Err() == nil {
			fmt.Fprintln(s.o.Stdout, "flood")
		}
		return nil, fail("Interrupted", "interrupted")
	case "display":
		id, text, _ := strings.Cut(rest, " ")
		display.Emit(display.Event{Kind: display.KindShow, ID: id, Bundle: display.Bundle{
			Data:     map[string]any{"text/plain": text, "image/png": []byte{1, 2, 3}, "application/json": map[string]int{"a": 1}},
			Metadata: map[string]any{"image/png": map[string]int{"width": 7}},
		}})
	case "update":
		id, t, _ := strings.Cut(rest, " ")
		display.Emit(display.Event{Kind: display.KindUpdate, ID: id, Bundle: *text(t)})
	case "clear":
		display.Emit(display.Event{Kind: display.KindClear, Wait: rest == "wait"})
	case "sleep":
		d, _ := time.ParseDuration(rest)
		select {
		case <-time.After(d):
		case <-ctx.Done():
			return nil, fail("Interrupted", "interrupted")
		}
	case "spin":
		for ctx.Err() == nil {
		}
		return nil, fail("Interrupted", "interrupted")
	case "deaf":
		d, _ := time.ParseDuration(rest)
		time.Sleep(d)
	case "input", "password":
		answer, err := s.o.Input(rest, word == "password")
		if err != nil {
			return nil, fail("InputError", err.Error())
		}
		fmt.Fprintln(s.o.Stdout, "got", answer)
	case "set":
		name, value, _ := strings.Cut(rest, " ")
		s.mu.Lock()
		s.vars[name] = value
		s.mu.Unlock()
	case "result":
		return text(rest), nil
	case "fail":
		name, message, _ := strings.Cut(rest, " ")
		return nil, fail(name, message)
	case "slider": // prints its values; "spin" has it do so for good, "panic" fails, "exit" ends the process
		w, err := widget.NewIntSlider("n", 0, 100, 0)
		if err != nil {
			return nil, err
		}
		w.OnChange(func(v int) {
			fmt.Fprintln(s.o.Stdout, "slider", v)
			switch rest {
			case "spin":
				for s.calling.Err() == nil {
				}
			case "panic":
				panic("no good")
			case "exit":
				os.Exit(3)
			}
		})
		s.slider = w
		b := w.Display()
		return &b, nil
	case "value":
		fmt.Fprintln(s.o.Stdout, "value", s.slider.Value())
	case "later":
		d, t, _ := strings.Cut(rest, " ")
		wait, _ := time.ParseDuration(d)
		time.AfterFunc(wait, func() { fmt.Fprintln(s.o.Stdout, t) })
	case "gc": // twice, with time for finalizers
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
		runtime.GC()
	case "exit":
		n, _ := strconv.Atoi(rest)
		os.Exit(n)
	case "panic":
		go func() { panic(rest) }()
		time.Sleep(time.Minute)
	case "maps":
		m := map[int]int{}
		for range 8 {
			go func() {
				for i := 0; ; i++ {
					m[i%2]++
				}
			}()
		}
		time.Sleep(time.Minute)
	case "recurse":
		debug.SetMaxStack(16 << 20)
		fmt.Fprintln(s.o.Stdout, recurse(1))
	case "kill":
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		time.Sleep(time.Minute)
	case "dielater":
		time.AfterFunc(50*time.Millisecond, func() { os.Exit(7) })
	case "child":
		cmd := exec.Command("sleep", "1000")
		if err := cmd.Start(); err != nil {
			return nil, fail("Error", err.Error())
		}
		fmt.Fprintln(s.o.Stdout, cmd.Process.Pid)
	default:
		return s.Expression(ctx, word)
	}
	return nil, nil
}

//lint:ignore SA5007 it is there to overflow the stack
func recurse(n int) int { return recurse(n+1) + 1 }

// Expression looks a variable up.
func (s *session) Expression(_ context.Context, code string) (*display.Bundle, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.vars[code]
	if !ok {
		return nil, fail("NameError", "undefined: "+code)
	}
	return text(v), nil
}

// Complete offers the variables that start with the word before the cursor.
// Debug answers as a session without a debugger.
func (s *session) Debug(context.Context, []byte) []byte {
	return []byte(`{"type": "response", "success": false, "message": "a toy has no debugger"}`)
}

func (s *session) Complete(code string, cursor int) worker.Completion {
	start := strings.LastIndexAny(code[:cursor], " \n") + 1
	c := worker.Completion{Start: start, End: cursor}
	s.mu.Lock()
	defer s.mu.Unlock()
	for name := range s.vars {
		if strings.HasPrefix(name, code[start:cursor]) {
			c.Matches = append(c.Matches, worker.Match{Text: name, Type: "variable", Signature: "string"})
		}
	}
	return c
}

// Inspect describes the variable that ends at the cursor.
func (s *session) Inspect(code string, cursor, detail int) (display.Bundle, bool) {
	start := strings.LastIndexAny(code[:cursor], " \n") + 1
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.vars[code[start:cursor]]
	if !ok {
		return display.Bundle{}, false
	}
	return *text(fmt.Sprintf("%s is %q, detail %d", code[start:cursor], v, detail)), true
}
