// Package repl is Monro in a terminal: a prompt with line editing, history and
// completion over a session, and the same session fed from a pipe. It evaluates
// nothing itself and knows nothing of Jupyter.
package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"monro/internal/history"
	"monro/kernel/worker"
)

// A Session runs cells and completes names. A worker.Host is one.
type Session interface {
	Execute(ctx context.Context, r worker.Request, on func(worker.Event)) worker.Reply
	Complete(ctx context.Context, code string, cursor int) (worker.Completion, error)
}

// Options say where the terminal is and what it looks like.
type Options struct {
	In       *os.File         // default: os.Stdin
	Out      io.Writer        // default: os.Stdout
	Terminal bool             // In and Out understand escape sequences: lines are edited and rewritten
	Color    bool             // and colours are wanted
	Width    func() int       // columns of the terminal; default: 80
	Figures  string           // folder that figures are written to; default: the current one
	History  *history.History // of the entered cells, for a terminal
	Banner   string           // printed first
}

// errInterrupt is what an editor returns when Ctrl-C was pressed.
var errInterrupt = errors.New("interrupted")

// An editor asks the user for text.
type editor interface {
	// cell asks for the cell that will be number n. It returns io.EOF when
	// the user leaves and errInterrupt when he throws the line away.
	cell(n int) (string, error)
	// line asks for one line on behalf of a running cell.
	line(prompt string, password bool) (string, error)
}

// Run reads cells from the terminal and runs them until the user leaves with
// Ctrl-D or exit. Ctrl-C interrupts the running cell; at the prompt it clears
// the line.
func Run(ctx context.Context, s Session, o Options) error {
	if o.In == nil {
		o.In = os.Stdin
	}
	if o.Out == nil {
		o.Out = os.Stdout
	}
	p := newPrinter(o)
	var ed editor
	if o.Terminal {
		ed = newTerminalEditor(ctx, s, p, o.History)
	} else {
		ed = newPlainEditor(o.In, o.Out)
	}
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	if o.Banner != "" {
		p.print(o.Banner + "\n")
	}
	return loop(ctx, s, ed, p, interrupts)
}

func loop(ctx context.Context, s Session, ed editor, p *printer, interrupts <-chan os.Signal) error {
	for n := 1; ctx.Err() == nil; {
		code, err := ed.cell(n)
		switch {
		case errors.Is(err, errInterrupt):
			continue
		case errors.Is(err, io.EOF):
			p.print("\n")
			return nil
		case err != nil:
			return err
		}
		switch strings.TrimSpace(code) {
		case "":
			continue
		case "exit", "quit", "exit()", "quit()":
			return nil
		case "help", "help()": // what people type at a prompt they do not know
			code = "%help"
		}
		runCell(ctx, s, ed, p, interrupts, n, code)
		n++
	}
	return ctx.Err()
}

// runCell runs one cell, which an interrupt from the terminal cancels.
func runCell(ctx context.Context, s Session, ed editor, p *printer, interrupts <-chan os.Signal, n int, code string) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for len(interrupts) > 0 {
		<-interrupts // pressed before this cell began
	}
	go func() {
		select {
		case <-interrupts:
			p.echoed()
			cancel()
		case <-ctx.Done():
		}
	}()
	reply := s.Execute(ctx, worker.Request{
		Code: code,
		Input: func(_ context.Context, prompt string, password bool) (string, error) {
			p.freshLine()
			line, err := ed.line(prompt, password)
			if errors.Is(err, errInterrupt) {
				cancel()
			}
			return line, err
		},
	}, p.event)
	p.reply(n, reply)
}

// Script runs the cells of r, which lines of "// %%" set apart, and prints what
// they print and return, without prompts. It stops at the first cell that fails
// and says whether all went well.
func Script(ctx context.Context, s Session, r io.Reader, o Options) (ok bool, err error) {
	source, err := io.ReadAll(r)
	if err != nil {
		return false, fmt.Errorf("reading cells: %w", err)
	}
	if o.Out == nil {
		o.Out = os.Stdout
	}
	p := newPrinter(o)
	p.plain = true
	for _, code := range splitCells(withoutShebang(string(source))) {
		reply := s.Execute(ctx, worker.Request{Code: code}, p.event)
		p.reply(0, reply)
		if reply.Error != nil {
			return false, nil
		}
		if err := ctx.Err(); err != nil {
			return false, err
		}
	}
	return true, nil
}

// withoutShebang makes a comment of a first line by which a shell starts a script;
// the lines keep their numbers.
func withoutShebang(source string) string {
	if strings.HasPrefix(source, "#!") {
		return "//" + source
	}
	return source
}

func splitCells(source string) []string {
	var cells []string
	var cell strings.Builder
	flush := func() {
		if strings.TrimSpace(cell.String()) != "" {
			cells = append(cells, cell.String())
		}
		cell.Reset()
	}
	for line := range strings.Lines(source) {
		if mark, ok := strings.CutPrefix(strings.TrimSpace(line), "//"); ok && strings.HasPrefix(strings.TrimSpace(mark), "%%") {
			flush()
			continue
		}
		cell.WriteString(line)
	}
	flush()
	return cells
}
