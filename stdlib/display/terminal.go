package display

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"
)

// terminal is the sink of a program without a front end: it prints text/plain.
type terminal struct {
	mu   sync.Mutex
	out  io.Writer // nil: os.Stdout as it is at the time
	tty  bool      // with out set: whether it can rewrite lines
	wide int       // with out set: columns of the terminal; 0 for as many as it takes
	open string    // id of the output whose last line is unfinished; "" where there is none
	rows int       // of the terminal that this output takes
}

func (t *terminal) event(e Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	out, tty, wide := t.out, t.tty, t.wide
	if out == nil {
		fd := int(os.Stdout.Fd())
		out, tty = os.Stdout, term.IsTerminal(fd)
		if tty {
			wide, _, _ = term.GetSize(fd)
		}
	}
	text, ok := e.Bundle.Data["text/plain"].(string)
	if !ok || e.Kind == KindClear || e.Transient && !tty {
		return
	}
	if t.open != "" {
		if e.Kind == KindUpdate && e.ID == t.open {
			fmt.Fprint(out, erase(t.rows))
		} else {
			fmt.Fprintln(out)
		}
		t.open = ""
	}
	fmt.Fprint(out, text)
	if e.Transient {
		t.open, t.rows = e.ID, rows(text, wide)
		return
	}
	fmt.Fprintln(out)
}

// erase takes back so many rows, in the last of which the cursor is.
func erase(rows int) string {
	if rows == 1 {
		return "\r\x1b[2K"
	}
	return fmt.Sprintf("\x1b[%dA\r\x1b[J", rows-1)
}

// rows is how many rows of a terminal text takes.
func rows(text string, wide int) int {
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n++
		if w := width(line); wide > 0 && w > wide {
			n += (w - 1) / wide
		}
	}
	return n
}
