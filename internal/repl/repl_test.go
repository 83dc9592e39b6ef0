package repl

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/reeflective/readline"

	"monro/internal/history"
	"monro/kernel/worker"
	"monro/stdlib/display"
)

// fake is a Session that plays what it holds for each cell.
type fake struct {
	cells map[string]func(ctx context.Context, r worker.Request, on func(worker.Event)) worker.Reply
	names []string
	ran   []string
}

func (f *fake) Execute(ctx context.Context, r worker.Request, on func(worker.Event)) worker.Reply {
	code := strings.TrimSpace(r.Code)
	f.ran = append(f.ran, code)
	if play := f.cells[code]; play != nil {
		return play(ctx, r, on)
	}
	return result("ran " + code)
}

func (f *fake) Complete(_ context.Context, code string, cursor int) (worker.Completion, error) {
	start := cursor
	for start > 0 && strings.IndexByte(" .(", code[start-1]) < 0 {
		start--
	}
	c := worker.Completion{Start: start, End: cursor}
	for _, name := range f.names {
		if strings.HasPrefix(name, code[start:cursor]) {
			c.Matches = append(c.Matches, worker.Match{Text: name, Type: "function"})
		}
	}
	return c, nil
}

func result(text string) worker.Reply {
	b := display.Text(text)
	return worker.Reply{Result: &b}
}

func fails(ctx context.Context, _ worker.Request, _ func(worker.Event)) worker.Reply {
	return worker.Reply{Error: &worker.Error{Name: "Panic", Message: "boom", Traceback: []string{"\x1b[31mPanic\x1b[0m: boom", "  1 | fails"}}}
}

// typist is an editor whose user types these lines; "^C" is that key.
type typist struct {
	lines []string
	asked []string // prompts of input
}

func (t *typist) next() (string, error) {
	if len(t.lines) == 0 {
		return "", io.EOF
	}
	line := t.lines[0]
	t.lines = t.lines[1:]
	if line == "^C" {
		return "", errInterrupt
	}
	return line, nil
}

func (t *typist) cell(int) (string, error) { return t.next() }

func (t *typist) line(prompt string, password bool) (string, error) {
	t.asked = append(t.asked, prompt)
	return t.next()
}

// session types lines into a session and returns what is on the screen.
func session(t *testing.T, s *fake, o Options, lines ...string) string {
	t.Helper()
	var screen strings.Builder
	o.Out = &screen
	if err := loop(t.Context(), s, &typist{lines: lines}, newPrinter(o), nil); err != nil {
		t.Fatal(err)
	}
	return screen.String()
}

func TestLoop(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
		ran   string
		want  string
	}{
		{"results are numbered", []string{"a", "b"}, "a b", "Out[1]: ran a\nOut[2]: ran b\n\n"},
		{"empty cells are not", []string{"", "  ", "a"}, "a", "Out[1]: ran a\n\n"},
		{"Ctrl-C at the prompt", []string{"^C", "a"}, "a", "Out[1]: ran a\n\n"},
		{"exit", []string{"a", "exit", "b"}, "a", "Out[1]: ran a\n"},
		{"help", []string{"known?", "a"}, "known? a", "about known\nOut[2]: ran a\n\n"},
		{"an error goes on", []string{"fails", "a"}, "fails a", "Panic: boom\n  1 | fails\nOut[2]: ran a\n\n"},
		{"no result", []string{"nothing"}, "nothing", "\n"},
		{"many lines", []string{"matrix"}, "matrix", "Out[1]:\n1 2\n3 4\n\n"},
		{"restart", []string{"restart"}, "restart", "a new session: earlier variables are gone\n\n"},
		{"output without newline", []string{"prints"}, "prints", "no newline\nOut[1]: 1\n\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &fake{cells: map[string]func(context.Context, worker.Request, func(worker.Event)) worker.Reply{
				"fails":   fails,
				"nothing": func(context.Context, worker.Request, func(worker.Event)) worker.Reply { return worker.Reply{} },
				"matrix":  func(context.Context, worker.Request, func(worker.Event)) worker.Reply { return result("1 2\n3 4") },
				"restart": func(context.Context, worker.Request, func(worker.Event)) worker.Reply {
					return worker.Reply{Lost: true}
				},
				"known?": func(context.Context, worker.Request, func(worker.Event)) worker.Reply {
					page := display.Text("about known\n")
					return worker.Reply{Page: &page}
				},
				"prints": func(_ context.Context, _ worker.Request, on func(worker.Event)) worker.Reply {
					on(worker.Event{Stream: "stdout", Text: "no newline"})
					return result("1")
				},
			}}
			if got := session(t, s, Options{}, tt.lines...); got != tt.want {
				t.Errorf("screen %q\nwant   %q", got, tt.want)
			}
			if got := strings.Join(s.ran, " "); got != tt.ran {
				t.Errorf("ran %q, want %q", got, tt.ran)
			}
		})
	}
}

func TestInterruptReachesTheCell(t *testing.T) {
	interrupts := make(chan os.Signal, 1)
	s := &fake{cells: map[string]func(context.Context, worker.Request, func(worker.Event)) worker.Reply{
		"loop": func(ctx context.Context, _ worker.Request, _ func(worker.Event)) worker.Reply {
			interrupts <- os.Interrupt
			<-ctx.Done()
			return worker.Reply{Error: &worker.Error{Name: "Interrupted", Message: "by you"}}
		},
	}}
	var screen strings.Builder
	p := newPrinter(Options{Out: &screen})
	if err := loop(t.Context(), s, &typist{lines: []string{"loop", "a"}}, p, interrupts); err != nil {
		t.Fatal(err)
	}
	if want := "Interrupted: by you\nOut[2]: ran a\n\n"; screen.String() != want {
		t.Errorf("screen %q, want %q", screen.String(), want)
	}
}

// An interrupt that came before the cell must not stop it.
func TestStaleInterrupt(t *testing.T) {
	interrupts := make(chan os.Signal, 1)
	interrupts <- os.Interrupt
	s := &fake{cells: map[string]func(context.Context, worker.Request, func(worker.Event)) worker.Reply{
		"a": func(ctx context.Context, _ worker.Request, _ func(worker.Event)) worker.Reply {
			if len(interrupts) > 0 || ctx.Err() != nil {
				return result("interrupted")
			}
			return result("fine")
		},
	}}
	var screen strings.Builder
	if err := loop(t.Context(), s, &typist{lines: []string{"a"}}, newPrinter(Options{Out: &screen}), interrupts); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(screen.String(), "fine") {
		t.Errorf("screen %q", screen.String())
	}
}

func TestInput(t *testing.T) {
	ask := func(ctx context.Context, r worker.Request, on func(worker.Event)) worker.Reply {
		on(worker.Event{Stream: "stdout", Text: "begun"})
		name, err := r.Input(ctx, "name? ", false)
		if err != nil {
			return worker.Reply{Error: &worker.Error{Name: "Interrupted", Message: context.Cause(ctx).Error()}}
		}
		return result("hello " + name)
	}
	for _, tt := range []struct{ answer, want string }{
		{"ann", "begun\nOut[1]: hello ann\n\n"},
		{"^C", "begun\nInterrupted: context canceled\n\n"},
	} {
		s := &fake{cells: map[string]func(context.Context, worker.Request, func(worker.Event)) worker.Reply{"ask": ask}}
		if got := session(t, s, Options{}, "ask", tt.answer); got != tt.want {
			t.Errorf("answer %q: screen %q, want %q", tt.answer, got, tt.want)
		}
	}
}

func TestScript(t *testing.T) {
	tests := []struct {
		name, source string
		ok           bool
		want         string
	}{
		{"one cell", "a\n", true, "ran a\n"},
		{"several", "a\n// %%\nb\n//%% title\n\nc", true, "ran a\nran b\nran c\n"},
		{"stops at an error", "a\n// %%\nfails\n// %%\nb", false, "ran a\nPanic: boom\n  1 | fails\n"},
		{"a script that a shell starts", "#!/usr/bin/env monro\na\n", true, "ran //#!/usr/bin/env monro\na\n"},
		{"empty", "", true, ""},
		{"only marks", "// %%\n// %%\n", true, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &fake{cells: map[string]func(context.Context, worker.Request, func(worker.Event)) worker.Reply{"fails": fails}}
			var out strings.Builder
			ok, err := Script(t.Context(), s, strings.NewReader(tt.source), Options{Out: &out})
			if ok != tt.ok || err != nil || out.String() != tt.want {
				t.Errorf("ok %v, error %v, output %q; want %v, nil, %q", ok, err, out.String(), tt.ok, tt.want)
			}
		})
	}
}

func TestComplete(t *testing.T) {
	s := &fake{names: []string{"Split", "SplitN", "été"}}
	tests := []struct {
		line   string // the cursor stands at |
		prefix string // what the line editor replaces
		want   []string
	}{
		{"y := strings.Sp|", "strings.Sp", []string{"strings.Split", "strings.SplitN"}},
		{"f(a, Sp|)", "Sp", []string{"Split", "SplitN"}},
		{"f(|)", "f(", []string{"f(Split", "f(SplitN", "f(été"}},
		{"ö := x.é|", "x.é", []string{"x.été"}},
		{"x |", "", []string{"Split", "SplitN", "été"}},
		{"nothing|", "nothing", nil},
	}
	for _, tt := range tests {
		before, after, _ := strings.Cut(tt.line, "|")
		c := complete(t.Context(), s, []rune(before+after), len([]rune(before)))
		var got []string
		c.EachValue(func(v readline.Completion) readline.Completion {
			got = append(got, v.Value)
			return v
		})
		if !slices.Equal(got, tt.want) || c.PREFIX != tt.prefix {
			t.Errorf("%s: %q replacing %q; want %q replacing %q", tt.line, got, c.PREFIX, tt.want, tt.prefix)
		}
	}
}

type brokenSession struct{ fake }

func (brokenSession) Complete(context.Context, string, int) (worker.Completion, error) {
	return worker.Completion{}, errors.New("no worker")
}

func TestCompleteWithoutWorker(t *testing.T) {
	c := complete(t.Context(), &brokenSession{}, []rune("x"), 1)
	c.EachValue(func(v readline.Completion) readline.Completion {
		t.Errorf("candidate %q from a session that failed", v.Value)
		return v
	})
}

func TestPlainEditor(t *testing.T) {
	var out strings.Builder
	e := newPlainEditor(strings.NewReader("x := 1\r\nfunc f() {\n}\nlast"), &out)
	for _, want := range []string{"x := 1", "func f() {\n}", "last"} {
		if got, err := e.cell(1); err != nil || got != want {
			t.Errorf("cell %q, %v; want %q", got, err, want)
		}
	}
	if _, err := e.cell(4); err != io.EOF {
		t.Errorf("at the end: %v, want EOF", err)
	}
	if want := "In [1]: In [1]:    ...: In [1]: In [4]: "; out.String() != want {
		t.Errorf("prompts %q, want %q", out.String(), want)
	}
}

func TestRecall(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state", "history")
	h := history.Open(file, slog.Default())
	r := newRecall(h)
	for _, cell := range []string{"x := 1", "func f() {\n}", "func f() {\n}", "  ", "x"} {
		if _, err := r.Write(cell); err != nil {
			t.Fatal(err)
		}
	}
	h.Close()
	h = history.Open(file, slog.Default())
	defer h.Close()
	again := newRecall(h)
	if want := []string{"x := 1", "func f() {\n}", "x"}; !slices.Equal(again.cells, want) {
		t.Errorf("history %q, want %q", again.cells, want)
	}
	if line, err := again.GetLine(1); err != nil || line != "func f() {\n}" {
		t.Errorf("line 1 is %q, %v", line, err)
	}
	for _, i := range []int{-1, 3} {
		if _, err := again.GetLine(i); err == nil {
			t.Errorf("line %d: no error", i)
		}
	}
	for range historyLimit + 10 {
		again.add("a")
		again.add("b")
	}
	if again.Len() != historyLimit {
		t.Errorf("%d cells, want %d", again.Len(), historyLimit)
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestHighlightOnlyAddsColours(t *testing.T) {
	for _, code := range []string{
		"", "x", `for i := range 3 { s := "text" + 'c' } // end`, "text := `raw\nlines`", `"no end`,
		"$ % \x00 é 世界", "/* open", "!ls -l", "%time f()", "a\r\nb `r\r\n`",
	} {
		if got := escapes.ReplaceAllString(highlight([]rune(code)), ""); got != code {
			t.Errorf("%q became %q", code, got)
		}
	}
	if got, want := highlight([]rune("if x")), "\x1b[35mif\x1b[0m x"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzHighlight(f *testing.F) {
	f.Add("func f() { return `a\nb` } // c")
	f.Fuzz(func(t *testing.T, code string) {
		if strings.ContainsRune(code, '\x1b') {
			return
		}
		code = string([]rune(code))
		if got := escapes.ReplaceAllString(highlight([]rune(code)), ""); got != code {
			t.Errorf("%q became %q", code, got)
		}
	})
}
