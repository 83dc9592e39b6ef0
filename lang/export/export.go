// Package export writes the cells of a session or notebook as a Go program
// that prints the same. It checks cells as a session does and runs none: what
// the dialect leaves out is in the checked syntax already, and what remains is
// to give each declaration a name of its own, since in a session a later one
// replaces an earlier one of the same name.
//
// The text of a cell stays as it was written, comments included; only what had
// to change is printed anew. Statements become those of main, in order;
// declarations stand beside it.
package export

import (
	"fmt"
	"strings"
)

// A Kind says what a Cell is.
type Kind int

// The kinds of Cell.
const (
	Code    Kind = iota // Go, with magics perhaps
	Text                // Markdown, or what else is no program: a comment
	Skipped             // code that is not to run: a comment
)

// A Cell is one cell of a session or notebook, in the order they were run.
type Cell struct {
	Kind   Kind
	Source string
	Raises bool // an error in it, even of the compiler, does not end the program
}

// Options say what a program is called and what it is built against.
type Options struct {
	Title  string // what the cells come from, such as "quickstart.ipynb"; default: "a session"
	Module string // path of the module; default: "notebook"
	// Source is the folder of Monro's sources. It becomes a replace directive
	// of go.mod, and its requirements are taken over. Without it the module
	// requires a monro that go has to find by itself.
	Source string
}

// An Error is what cannot be exported, and where.
type Error struct {
	Cell         string // such as "cell 3"; "" for the program as a whole
	Line, Column int    // from one; 0 where unknown
	Message      string
}

func (e *Error) Error() string {
	if e.Cell == "" {
		return e.Message
	}
	return fmt.Sprintf("%s, line %d: %s", e.Cell, e.Line, e.Message)
}

// Session returns the files of the program by name: main.go, go.mod and, where
// the source of Monro is known, go.sum. An error of the cells is an *Error.
// Code cells are numbered from one.
func Session(cells []Cell, o Options) (map[string][]byte, error) {
	if o.Title == "" {
		o.Title = "a session"
	}
	if o.Module == "" {
		o.Module = "notebook"
	}
	source, err := Program(cells, o.Title)
	if err != nil {
		return nil, err
	}
	files, err := moduleFiles(o)
	if err != nil {
		return nil, err
	}
	files["main.go"] = source
	return files, nil
}

// Program is the source of main.go.
func Program(cells []Cell, title string) ([]byte, error) {
	p, err := newProgram()
	if err != nil {
		return nil, err
	}
	n := 0
	for _, c := range cells {
		switch c.Kind {
		case Text:
			p.text(c.Source)
		case Skipped:
			n++
			p.comment(fmt.Sprint("Cell ", n, ", not run:"), c.Source)
		default:
			n++
			if strings.TrimSpace(c.Source) == "" {
				continue
			}
			if err := p.cell(fmt.Sprint("cell ", n), c); err != nil {
				if !c.Raises {
					return nil, err
				}
				p.comment(fmt.Sprintf("Cell %d does not compile: %s", n, err.Message), c.Source)
			}
		}
	}
	return p.source(title)
}
