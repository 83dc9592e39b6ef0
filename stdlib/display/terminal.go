package display

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

// terminal is the sink of a program without a front end: it prints text/plain.
type terminal struct {
	mu   sync.Mutex
	out  io.Writer // nil: os.Stdout as it is at the time
	tty  bool      // with out set: whether it can rewrite a line
	open string    // id of the output on the unfinished line; "" where there is none
}

func (t *terminal) event(e Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	out, tty := t.out, t.tty
	if out == nil {
		out, tty = os.Stdout, isTerminal(os.Stdout)
	}
	text, ok := e.Bundle.Data["text/plain"].(string)
	if !ok || e.Kind == KindClear || e.Transient && !tty {
		return
	}
	if t.open != "" {
		if e.Kind == KindUpdate && e.ID == t.open {
			fmt.Fprint(out, "\r\x1b[2K") // erase the line that is replaced
		} else {
			fmt.Fprintln(out)
		}
		t.open = ""
	}
	fmt.Fprint(out, text)
	if e.Transient && !strings.Contains(text, "\n") {
		t.open = e.ID
		return
	}
	fmt.Fprintln(out)
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
