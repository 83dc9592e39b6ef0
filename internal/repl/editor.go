package repl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/reeflective/readline"
	"github.com/reeflective/readline/inputrc"
	"golang.org/x/term"

	"monro/internal/history"
	"monro/lang"
)

// indentWidth is how many blanks the editor indents by; a tab would complete.
const indentWidth = 4

// A terminalEditor edits cells on a terminal: many lines, history, completion,
// colours. The user's .inputrc applies.
type terminalEditor struct {
	shell   *readline.Shell
	ask     *readline.Shell // for the input of cells: no history, no completion
	printer *printer
	number  int
	indent  string // for the line that Enter is about to open
}

func newTerminalEditor(ctx context.Context, s Session, p *printer, h *history.History) *terminalEditor {
	e := &terminalEditor{shell: readline.NewShell(), ask: readline.NewShell(), printer: p}
	sh := e.shell
	sh.Prompt.Primary(func() string { return p.paint(green, prompt(e.number)) })
	sh.Prompt.Secondary(func() string { return p.paint(dim, "...  ") })
	sh.History.Add("cells", newRecall(h))
	if p.color {
		sh.SyntaxHighlighter = highlight
	}
	sh.AcceptMultiline = e.accept
	sh.Completer = func(line []rune, cursor int) readline.Completions {
		return complete(ctx, s, line, cursor)
	}
	configure(sh)
	configure(e.ask)
	e.bind()
	return e
}

// configure sets what the library leaves as the oldest terminals had it.
func configure(sh *readline.Shell) {
	for name, value := range map[string]bool{
		"convert-meta":                 false, // else é is Meta-i
		"input-meta":                   true,
		"output-meta":                  true,
		"enable-bracketed-paste":       true, // a pasted cell is not taken for keys
		"menu-complete-display-prefix": true, // the first Tab shows the candidates
		"multiline-column":             false,
		// Prompts start at the left edge, so there is no need to ask the
		// terminal where the cursor is; its answer could swallow what was typed
		// ahead.
		"cursor-position-probe": false,
	} {
		sh.Config.Set(name, value)
	}
}

func prompt(n int) string { return fmt.Sprintf("In [%d]: ", n) }

// bind teaches the editor Go's ways: Enter indents an unfinished block, a
// closing brace takes the indent back, Tab at the start of a line indents, the
// arrows move within a cell before they leave it for the history, and Ctrl-D on
// an empty line leaves.
func (e *terminalEditor) bind() {
	sh := e.shell
	accept, tab, abort := sh.Keymap.Commands()["accept-line"], sh.Keymap.Commands()["menu-complete"], sh.Keymap.Commands()["abort"]
	sh.Keymap.Register(map[string]func(){
		"abort": func() {
			if sh.Keymap.Local() != "" {
				abort() // closes the menu or the search only
			}
			abort()
		},
		"accept-line": func() {
			e.indent = ""
			accept()
			e.insert(e.indent)
		},
		"monro-tab": func() {
			if before := e.before(); strings.TrimSpace(before) == "" && before != "" || e.openLine() {
				e.insert(strings.Repeat(" ", indentWidth))
				return
			}
			tab()
		},
		"monro-close": e.closeBlock,
	})
	for _, keymap := range []string{"emacs", "emacs-standard", "vi-insert"} {
		sh.Config.Bind(keymap, inputrc.Unescape(`\C-i`), "monro-tab", false)
		sh.Config.Bind(keymap, "}", "monro-close", false)
		sh.Config.Bind(keymap, inputrc.Unescape(`\C-d`), "end-of-file", false)
		for _, key := range []string{`\M-[A`, `\M-OA`} {
			sh.Config.Bind(keymap, inputrc.Unescape(key), "up-line-or-history", false)
		}
		for _, key := range []string{`\M-[B`, `\M-OB`} {
			sh.Config.Bind(keymap, inputrc.Unescape(key), "down-line-or-history", false)
		}
		e.ask.Config.Bind(keymap, inputrc.Unescape(`\C-d`), "end-of-file", false)
	}
}

// accept says whether the cell is finished, and notes the indent of the next
// line where it is not.
func (e *terminalEditor) accept(line []rune) bool {
	status := lang.IsComplete(string(line))
	if status.State != "incomplete" {
		return true
	}
	e.indent = strings.ReplaceAll(status.Indent, "\t", strings.Repeat(" ", indentWidth))
	return false
}

// before is the text between the start of the cursor's line and the cursor.
func (e *terminalEditor) before() string {
	text := string((*e.shell.Line())[:e.shell.Cursor().Pos()])
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// openLine says whether the cursor is at the very start of a line that is not
// the cell's first.
func (e *terminalEditor) openLine() bool {
	return e.before() == "" && e.shell.Cursor().Pos() > 0
}

func (e *terminalEditor) insert(text string) {
	if text == "" {
		return
	}
	at := e.shell.Cursor().Pos()
	e.shell.Line().Insert(at, []rune(text)...)
	e.shell.Cursor().Set(at + len([]rune(text)))
}

// closeBlock inserts a brace; first on its line it goes one indent back.
func (e *terminalEditor) closeBlock() {
	before := e.before()
	if back := min(len(before), indentWidth); strings.Trim(before, " ") == "" && back > 0 {
		at := e.shell.Cursor().Pos()
		e.shell.Line().Cut(at-back, at)
		e.shell.Cursor().Set(at - back)
	}
	e.insert("}")
}

func (e *terminalEditor) cell(n int) (string, error) {
	e.number = n
	e.printer.open(func(text string) { e.shell.PrintTransientf("%s", text) })
	defer e.printer.open(nil)
	code, err := e.shell.Readline()
	if errors.Is(err, readline.ErrInterrupt) {
		return "", errInterrupt
	}
	return code, err
}

func (e *terminalEditor) line(prompt string, password bool) (string, error) {
	if password {
		return readPassword(os.Stdin, prompt)
	}
	e.ask.Prompt.Primary(func() string { return prompt })
	text, err := e.ask.Readline()
	if errors.Is(err, readline.ErrInterrupt) {
		return "", errInterrupt
	}
	return text, err
}

// readPassword reads a line that is not echoed. Ctrl-C gives errInterrupt.
func readPassword(in *os.File, prompt string) (string, error) {
	fmt.Print(prompt)
	state, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return "", err
	}
	defer fmt.Print("\r\n")
	defer term.Restore(int(in.Fd()), state)
	var password []rune
	var key [64]byte
	for {
		n, err := in.Read(key[:])
		if err != nil {
			return "", err
		}
		for _, r := range string(key[:n]) {
			switch {
			case r == '\r' || r == '\n':
				return string(password), nil
			case r == 3: // Ctrl-C
				return "", errInterrupt
			case r == 8 || r == 127:
				password = password[:max(0, len(password)-1)]
			case !unicode.IsControl(r):
				password = append(password, r)
			}
		}
	}
}

// completeTime bounds how long Tab may keep the user waiting.
const completeTime = 2 * time.Second

// complete asks the session what may stand at the cursor. Sessions count bytes,
// the line editor counts runes and replaces the blank-separated word before the
// cursor, so what of that word stays goes before each candidate.
func complete(ctx context.Context, s Session, line []rune, cursor int) readline.Completions {
	ctx, cancel := context.WithTimeout(ctx, completeTime)
	defer cancel()
	at := len(string(line[:cursor]))
	c, err := s.Complete(ctx, string(line), at)
	if err != nil {
		return readline.CompleteMessage("%s", err.Error())
	}
	word := cursor
	for word > 0 && !unicode.IsSpace(line[word-1]) {
		word--
	}
	wordAt := len(string(line[:word]))
	if c.Start < wordAt || c.Start > at {
		return readline.Completions{}
	}
	kept := string(line)[wordAt:c.Start]
	values := make([]readline.Completion, len(c.Matches))
	for i, m := range c.Matches {
		values[i] = readline.Completion{Value: kept + m.Text, Display: m.Text, Description: m.Signature}
		if m.Signature == "" {
			values[i].Description = m.Type
		}
	}
	out := readline.CompleteRaw(values).NoSpace()
	out.PREFIX = string(line[word:cursor])
	return out
}
