// Package magic is what a cell may say that is not Go: lines such as %time f(x),
// !ls and name?, and cells that begin with %%bash. It splits them off, parses
// their arguments and does what they ask. What it needs from the session stands
// in the interface Session; it knows nothing of how Go is run.
package magic

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"monro/internal/nearest"
	"monro/stdlib/display"
)

// Info describes one magic, for help and completion.
type Info struct {
	Name  string // as it is written: "%time", "%%bash"
	Usage string // with its arguments
	Doc   string // one or two sentences
}

// A Session is what magics may ask of the session that they run in. Text given
// to Compile and CompileLoop stands where it stood in its cell: all that does
// not belong to it is blanked out, so that errors name the right place.
type Session interface {
	Stdout() io.Writer
	Stderr() io.Writer

	// Compile prepares Go, which may hold magics, without running it.
	Compile(code string) (Program, error)
	// CompileLoop prepares a function that runs setup once and body n times and
	// says how long the n times took.
	CompileLoop(setup, body string, n int) (func(context.Context) (time.Duration, error), error)
	// Trace makes what is compiled from now on note every statement that it
	// passes, rather than those alone that may fail.
	Trace(on bool)
	// Script evaluates code, a part of text, under another name than the cell's.
	Script(ctx context.Context, name, text, code string) (*display.Bundle, error)

	// Names lists what cells have declared, by name.
	Names() []Name
	// Value is a short text of a session variable or constant, "" where there is none.
	Value(ctx context.Context, name string) string
	// Forget removes names, or all where none is given, and what variables hold.
	Forget(names ...string)
	// Inspect describes a name; a detail of 1 adds sources.
	Inspect(name string, detail int) (b display.Bundle, ok bool)

	// Export writes the cells so far to a folder, as a Go module.
	Export(dir string) error

	// Places gives the numbers of the statements that running code has passed
	// last, anywhere and in the cell itself; 0 for none.
	Places() (inner, outer int)
	// Native reports whether functions and loops of numbers run compiled, and what
	// became of each; UseNative has it so or not, where this machine can.
	Native() (on bool, list []Compiled)
	UseNative(on bool) error

	// Place is the place of a number.
	Place(n int) Place
}

// A Program runs compiled code and returns its value, nil for none.
type Program func(context.Context) (*display.Bundle, error)

// A Name is something that a cell has declared.
type Name struct {
	Name, Kind, Type string // Kind is "variable", "constant", "function" or "type"
}

// Compiled says what became of a function, or of a loop of a cell.
type Compiled struct {
	Name   string // of the function, "" for a loop
	Place  Place
	State  string // "compiled", "interpreted" or "too short to compile"
	Reason string // what is in the way, "" for nothing
	At     Place  // of that
}

// A Place is a line of a cell.
type Place struct {
	Cell string
	Line int
	Func string // "" for the statements of the cell itself
	Text string // of the line
}

// A UsageError is a magic that does not exist or has wrong arguments.
type UsageError struct{ Message string }

func (e *UsageError) Error() string { return e.Message }

func usage(format string, args ...any) error { return &UsageError{fmt.Sprintf(format, args...)} }

// What %restart and %restore end the cell with.
var (
	ErrRestart = errors.New("the session starts anew")
	ErrRestore = errors.New("the session is run again")
)

// A call is a magic at work.
type call struct {
	Session
	name string // with its percent signs
	args string // behind the name
	body string // the lines below, of a cell magic
	cell string // the cell's text
	part Part
}

// rest places the end of the arguments where it stood in the cell.
func (c *call) rest(args string) string {
	return Only(c.cell, c.part.ArgsTo-len(args), c.part.ArgsTo)
}

// below places the body where it stood in the cell.
func (c *call) below() string { return Only(c.cell, c.part.Body, c.part.To) }

// code is the Go that the magic is about: its body or, from rest on, its arguments.
func (c *call) code(rest string) string {
	if c.part.Kind == Cell {
		return c.below()
	}
	return c.rest(rest)
}

// A magic is an entry of the table.
type magic struct {
	Info
	run  func(context.Context, *call) (*display.Bundle, error)
	goes bool // its arguments or body are Go
}

// table is filled by init: help refers to it.
var table []magic

func init() {
	table = []magic{
		{Info{"%time", "%time STATEMENT", "Runs a statement once and prints wall and CPU time and what it allocated, its start (some 0.1 ms) included. It may go on over several lines."}, timeOnce, true},
		{Info{"%%time", "%%time", "Runs the cell once and prints wall and CPU time and what it allocated."}, timeOnce, true},
		{Info{"%timeit", "%timeit [-n LOOPS] [-r RUNS] STATEMENT", "Times a statement in a loop: 7 runs of as many loops as take 0.2 s. Prints mean ± standard deviation, the best run, and allocations a loop."}, timeLoop, true},
		{Info{"%%timeit", "%%timeit [-n LOOPS] [-r RUNS] [SETUP]", "Times the cell in a loop. The setup on the first line runs before each run, untimed. What it declares is not kept."}, timeLoop, true},
		{Info{"%prof", "%prof STATEMENT", "Profiles a statement: time by line of the cells, and by compiled function. Functions and loops of numbers are interpreted meanwhile."}, prof, true},
		{Info{"%%prof", "%%prof", "Profiles the cell: time by line of the cells, and by compiled function. Functions and loops of numbers are interpreted meanwhile."}, prof, true},
		{Info{"%native", "%native [on|off]", "Shows which functions and loops of numbers run compiled, and for the others the first thing that keeps them from it. Off has everything interpreted in this session."}, native, false},
		{Info{"%who", "%who [KIND ...]", "Prints the names that cells have declared: of all kinds, or of some of variable, constant, function, type."}, who, false},
		{Info{"%whos", "%whos [KIND ...]", "Shows a table of the declared names with their types and values."}, whos, false},
		{Info{"%reset", "%reset [NAME ...]", "Forgets names, or all of them, and frees what the variables hold. It does not ask."}, reset, false},
		{Info{"%seed", "%seed N [NAME]", "Declares the variable stream (or NAME) as rng.New(N). There is no global random state: pass the stream to what draws from it."}, seed, false},
		{Info{"%run", "%run FILE", "Runs the cells of a .go file (set apart by lines of // %%) or of an .ipynb in this session. Calls main where the file is a program."}, runFile, false},
		{Info{"%save", "%save FILE NAME ...", "Writes variables to a file, for %load in this session or another: numbers, texts, slices, maps, matrices and structs of them."}, save, false},
		{Info{"%load", "%load FILE", "Declares the variables that %save wrote to a file, or shows the text of another file."}, load, false},
		{Info{"%%writefile", "%%writefile [-a] FILE", "Writes the cell to a file; -a appends to it."}, writeFile, false},
		{Info{"%export", "%export FOLDER", "Writes the session as a Go module that builds with go build and prints the same."}, exportTo, false},
		{Info{"%cd", "%cd [FOLDER]", "Changes the working folder: to the home folder without an argument, to the one before with -."}, changeDir, false},
		{Info{"%pwd", "%pwd", "Gives the working folder."}, workDir, false},
		{Info{"%env", "%env [NAME[=VALUE]]", "Shows the environment or a variable of it, or sets one for this session and what it starts."}, env, false},
		{Info{"%%bash", "%%bash [ARGUMENT ...]", "Runs the cell as a bash script."}, script, false},
		{Info{"%%sh", "%%sh [ARGUMENT ...]", "Runs the cell as a shell script."}, script, false},
		{Info{"%restart", "%restart", "Starts the session anew: all names and values are gone."}, restart, false},
		{Info{"%restore", "%restore", "Runs all cells of the session again in a new worker: after a crash that left the long ones out. Shell commands are not run again."}, restore, false},
		{Info{"%help", "%help [NAME]", "Shows this list, or what is known about a name, as NAME? does."}, help, false},
		{Info{"%lsmagic", "%lsmagic", "Prints the names of all magics."}, list, false},
	}
}

// All lists the magics, kindred ones together.
func All() []Info {
	infos := make([]Info, len(table))
	for i, m := range table {
		infos[i] = m.Info
	}
	return infos
}

func lookup(name string) *magic {
	if i := slices.IndexFunc(table, func(m magic) bool { return m.Name == name }); i >= 0 {
		return &table[i]
	}
	return nil
}

// Check finds what is wrong with a part before anything of its cell runs.
func Check(p Part, first bool) error {
	switch {
	case p.Kind != Line && p.Kind != Cell:
		return nil
	case lookup(p.Name) == nil:
		return unknown(p.Name)
	case p.Kind == Cell && !first:
		return usage("%s must be the first line of its cell", p.Name)
	}
	return nil
}

// unknown says that there is no such magic, and what may have been meant.
func unknown(name string) error {
	word := strings.TrimLeft(name, "%")
	other := "%" + word
	if other == name {
		other = "%%" + word
	}
	if lookup(other) != nil {
		return usage("there is no %s, but there is %s", name, other)
	}
	var names []string
	for _, m := range table {
		names = append(names, m.Name)
	}
	if near := nearest.Name(name, names); near != "" {
		return usage("unknown magic %s; did you mean %s? %%help lists them all", name, near)
	}
	return usage("unknown magic %s; %%help lists them all", name)
}

// Run does what a part of a cell asks for, other than one of Go, and returns
// its value.
func Run(ctx context.Context, s Session, cell string, p Part) (*display.Bundle, error) {
	c := &call{Session: s, name: p.Name, args: p.Args(cell), cell: cell, part: p}
	if p.Kind == Cell {
		c.body = cell[p.Body:p.To]
	}
	switch p.Kind {
	case Shell:
		return nil, runShell(ctx, c, "sh", "-c", c.substitute(ctx, c.args))
	case Help:
		return nil, c.inspect(c.args, p.Detail)
	}
	if err := Check(p, true); err != nil {
		return nil, err
	}
	m := lookup(p.Name)
	if !m.goes {
		c.args = c.substitute(ctx, strings.ReplaceAll(c.args, "\\\n", " "))
	}
	return m.run(ctx, c)
}
