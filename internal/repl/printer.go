package repl

import (
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"monro/kernel/worker"
	"monro/stdlib/display"
)

// A printer writes what cells put out on a terminal or into a pipe. It is safe
// for concurrent use: goroutines that a cell left behind may print at any time.
type printer struct {
	tty     bool // escape sequences are understood
	color   bool // and colours are wanted
	plain   bool // a script: no prompts before results
	width   func() int
	figures figures

	mu       sync.Mutex
	out      io.Writer
	above    func(text string) // set while the prompt is open: prints above it
	midLine  bool              // the last thing printed did not end its line
	last     string            // display id of the last thing printed, if any
	lastRows int               // terminal rows that it takes
}

func newPrinter(o Options) *printer {
	p := &printer{out: o.Out, tty: o.Terminal, color: o.Color, width: o.Width, figures: figures{dir: o.Figures}}
	if p.width == nil {
		p.width = func() int { return 80 }
	}
	return p
}

const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	dim    = "\x1b[2m"
	reset  = "\x1b[0m"
)

var escapes = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]")

// print writes text as it is.
func (p *printer) print(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.write(text)
}

func (p *printer) write(text string) {
	if text == "" {
		return
	}
	p.last = ""
	if !p.color {
		text = escapes.ReplaceAllString(text, "")
	}
	if p.above != nil {
		p.above(strings.TrimSuffix(text, "\n"))
		p.midLine = false
		return
	}
	io.WriteString(p.out, text)
	p.midLine = !strings.HasSuffix(text, "\n")
}

// freshLine ends a line that was begun.
func (p *printer) freshLine() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.endLine()
}

// echoed notes that the terminal itself has written something, such as ^C.
func (p *printer) echoed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.midLine, p.last = p.tty, ""
}

func (p *printer) endLine() {
	if p.midLine {
		p.write("\n")
	}
}

// event prints one output of the running cell.
func (p *printer) event(e worker.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e.Stream != "" {
		p.write(e.Text)
		return
	}
	if e.Display != nil {
		p.display(*e.Display)
	}
}

// display prints an output. An update of the output printed last rewrites it in
// place; on what is no terminal, only the final state of an output is printed.
func (p *printer) display(e display.Event) {
	if e.Kind == display.KindClear || e.Transient && !p.tty {
		return
	}
	text := p.text(e.ID, e.Bundle)
	if text == "" {
		return
	}
	again := e.Kind == display.KindUpdate && e.ID != "" && e.ID == p.last
	if again && p.tty && p.above == nil && p.lastRows > 0 {
		fmt.Fprintf(p.out, "\x1b[%dA\r\x1b[J", p.lastRows)
	} else {
		p.endLine()
	}
	p.write(text + "\n")
	p.last, p.lastRows = e.ID, p.rows(text)
}

// rows is how many rows of the terminal text takes.
func (p *printer) rows(text string) int {
	width := max(p.width(), 1)
	n := 0
	for line := range strings.SplitSeq(escapes.ReplaceAllString(text, ""), "\n") {
		n += max(1, (utf8.RuneCountInString(line)+width-1)/width)
	}
	return n
}

// text is a bundle as a terminal can show it: figures as the name of the file
// that they were written to, all else as plain text.
func (p *printer) text(id string, b display.Bundle) string {
	name, err := p.figures.save(id, b)
	switch {
	case err != nil:
		return "figure not written: " + err.Error()
	case name != "":
		return "figure: " + name
	}
	text := strings.TrimRight(b.Text(), "\n")
	if text == "" && len(b.Data) > 0 {
		if _, ok := b.Data["text/plain"]; !ok {
			return "(no plain text; shown as " + strings.Join(slices.Sorted(maps.Keys(b.Data)), ", ") + ")"
		}
	}
	return text
}

// reply prints how cell n ended.
func (p *printer) reply(n int, r worker.Reply) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.endLine()
	if r.Result != nil {
		if text := p.text("", *r.Result); text != "" {
			p.write(p.label(n, text) + text + "\n")
		}
	}
	if r.Page != nil {
		p.write(p.text("", *r.Page) + "\n")
	}
	if e := r.Error; e != nil {
		p.write(p.errorText(e) + "\n")
	} else if r.Lost {
		p.write(p.paint(yellow, "a new session: earlier variables are gone") + "\n")
	}
}

// label is what stands before a result.
func (p *printer) label(n int, result string) string {
	if p.plain {
		return ""
	}
	label := p.paint(red, fmt.Sprintf("Out[%d]:", n))
	if strings.Contains(result, "\n") {
		return label + "\n"
	}
	return label + " "
}

func (p *printer) errorText(e *worker.Error) string {
	if len(e.Traceback) == 0 {
		return p.paint(red, e.Name+":") + " " + e.Message
	}
	return strings.TrimRight(strings.Join(e.Traceback, "\n"), "\n")
}

func (p *printer) paint(color, text string) string {
	if !p.color {
		return text
	}
	return color + text + reset
}

// open routes printing above the open prompt; nil closes it again.
func (p *printer) open(above func(string)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.above = above
}
