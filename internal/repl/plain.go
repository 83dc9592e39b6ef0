package repl

import (
	"bufio"
	"fmt"
	"io"

	"monro/lang"
)

// A plainEditor asks without line editing, for terminals that can do no more.
type plainEditor struct {
	in  *bufio.Reader
	out io.Writer
}

func newPlainEditor(in io.Reader, out io.Writer) *plainEditor {
	return &plainEditor{in: bufio.NewReader(in), out: out}
}

func (e *plainEditor) cell(n int) (string, error) {
	prompt := fmt.Sprintf("In [%d]: ", n)
	code := ""
	for {
		line, err := e.line(prompt, false)
		if err != nil {
			if code != "" {
				return code, nil
			}
			return "", err
		}
		code += line
		if lang.IsComplete(code).State != "incomplete" {
			return code, nil
		}
		code += "\n"
		prompt = fmt.Sprintf("%*s", len(prompt), "...: ")
	}
}

func (e *plainEditor) line(prompt string, _ bool) (string, error) {
	io.WriteString(e.out, prompt)
	line, err := e.in.ReadString('\n')
	if err != nil && line == "" {
		return "", err
	}
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line = line[:n-1]
	}
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line, nil
}
