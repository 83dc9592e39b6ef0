package rt

import (
	"bufio"
	"errors"
	"fmt"
	"go/types"
	"io"
	"log"
	"reflect"
	"slices"
	"strings"
)

func (r *Runtime) print(args ...any) (int, error) { return fmt.Fprint(r.Stdout, texts(args)...) }
func (r *Runtime) sprint(args ...any) string      { return fmt.Sprint(texts(args)...) }
func (r *Runtime) fprint(w io.Writer, args ...any) (int, error) {
	return fmt.Fprint(w, texts(args)...)
}

// texts turns user strings into plain ones: Print puts blanks between operands
// that are no strings.
func texts(args []any) []any {
	out := args
	for i, a := range args {
		if x, ok := a.(value); ok && x.v.Kind() == reflect.String {
			if &out[0] == &args[0] {
				out = slices.Clone(args)
			}
			out[i] = fmt.Sprint(x)
		}
	}
	return out
}

func (r *Runtime) println(args ...any) (int, error) { return fmt.Fprintln(r.Stdout, args...) }

func (r *Runtime) printf(format string, args ...any) (int, error) {
	format = typeVerbs(format, args)
	return fmt.Fprintf(r.Stdout, format, args...)
}

func (r *Runtime) sprintf(format string, args ...any) string {
	format = typeVerbs(format, args)
	return fmt.Sprintf(format, args...)
}

func (r *Runtime) fprintf(w io.Writer, format string, args ...any) (int, error) {
	format = typeVerbs(format, args)
	return fmt.Fprintf(w, format, args...)
}

func (r *Runtime) appendf(b []byte, format string, args ...any) []byte {
	format = typeVerbs(format, args)
	return fmt.Appendf(b, format, args...)
}

// errorf wraps user errors as errors, so that %w finds them.
func (r *Runtime) errorf(format string, args ...any) error {
	format = typeVerbs(format, args)
	for i, a := range args {
		if x, ok := a.(value); ok {
			if v, ok := x.dynamic(); ok && types.Implements(v.t, errorInterface) {
				args[i] = r.implementAs(v.v.Interface(), v.t, errorType)
			}
		}
	}
	return fmt.Errorf(format, args...)
}

var (
	errorType      = types.Universe.Lookup("error").Type()
	errorInterface = errorType.Underlying().(*types.Interface)
)

func (r *Runtime) logf(format string, args ...any) {
	format = typeVerbs(format, args)
	log.Printf(format, args...)
}

func (r *Runtime) logPanicf(format string, args ...any) {
	format = typeVerbs(format, args)
	log.Panicf(format, args...)
}

func (r *Runtime) printStderr(args ...any)   { fmt.Fprint(r.Stderr, args...) }
func (r *Runtime) printlnStderr(args ...any) { fmt.Fprintln(r.Stderr, args...) }

var errNoInput = errors.New("this front end cannot ask for input")

// Input asks the person at the front end for a line.
func (r *Runtime) input(prompt ...string) string {
	return r.ask(strings.Join(prompt, " "), false)
}

// Password asks without showing what is typed.
func (r *Runtime) password(prompt ...string) string {
	return r.ask(strings.Join(prompt, " "), true)
}

func (r *Runtime) ask(prompt string, hidden bool) string {
	if r.Input == nil {
		panic(errNoInput)
	}
	s, err := r.Input(prompt, hidden)
	if err != nil {
		panic(err)
	}
	return s
}

// lineReader asks for lines as a reader wants them.
type lineReader struct {
	r    *Runtime
	rest *strings.Reader
}

func (l *lineReader) Read(b []byte) (int, error) {
	if l.rest == nil || l.rest.Len() == 0 {
		if l.r.Input == nil {
			return 0, errNoInput
		}
		s, err := l.r.Input("", false)
		if err != nil {
			return 0, err
		}
		l.rest = strings.NewReader(s + "\n")
	}
	return l.rest.Read(b)
}

func (r *Runtime) reader() *bufio.Reader { return bufio.NewReader(&lineReader{r: r}) }

func (r *Runtime) scan(args ...any) (int, error)   { return fmt.Fscan(r.reader(), args...) }
func (r *Runtime) scanln(args ...any) (int, error) { return fmt.Fscanln(r.reader(), args...) }
func (r *Runtime) scanf(format string, args ...any) (int, error) {
	return fmt.Fscanf(r.reader(), format, args...)
}
