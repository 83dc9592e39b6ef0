// Package difftest compares the dialect with Go: it reads snippets from text
// files, each with what the Go compiler's program prints, and its tests run the
// same snippets through a session. It holds no part of the dialect.
//
// A file is a list of snippets:
//
//	=== name
//	xfail: reason (optional: the session is known not to agree)
//	code
//	---
//	code of the next cell
//	>>>
//	what Go prints
//	panic: what Go panics with (optional, after the output)
//
// Lines before the first snippet are comments. Command record fills in what
// follows >>>.
package difftest

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A Snippet is a small program in one or more cells.
type Snippet struct {
	Name   string
	XFail  string   // why the session does not agree; "" where it must
	Cells  []string // source text
	Output string   // of Go, standard output
	Panic  string   // what Go panicked with, "" for none
}

// A File is one text file of snippets.
type File struct {
	Path     string
	Head     string // comment lines at the top
	Snippets []*Snippet
}

// ReadAll reads all snippet files of a folder, in the order of their names.
func ReadAll(dir string) ([]*File, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	var files []*File
	for _, path := range paths {
		f, err := Read(path)
		if err != nil {
			return nil, err
		}
		seen := map[string]bool{}
		for _, s := range f.Snippets {
			if seen[s.Name] {
				return nil, fmt.Errorf("%s: there are two snippets %q", path, s.Name)
			}
			seen[s.Name] = true
		}
		files = append(files, f)
	}
	return files, nil
}

// Read reads one file.
func Read(path string) (*File, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f := &File{Path: path}
	var s *Snippet
	var part *string
	sc := bufio.NewScanner(bytes.NewReader(text))
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		line := sc.Text()
		name, starts := strings.CutPrefix(line, "=== ")
		switch {
		case starts:
			s = &Snippet{Name: strings.TrimSpace(name), Cells: []string{""}}
			f.Snippets = append(f.Snippets, s)
			part = &s.Cells[0]
		case s == nil:
			f.Head += line + "\n"
		case strings.HasPrefix(line, "xfail: ") && s.Cells[0] == "":
			s.XFail = strings.TrimPrefix(line, "xfail: ")
		case line == "---" && part != &s.Output:
			s.Cells = append(s.Cells, "")
			part = &s.Cells[len(s.Cells)-1]
		case line == ">>>":
			part = &s.Output
		case part == &s.Output && strings.HasPrefix(line, "panic: "):
			s.Panic = strings.TrimPrefix(line, "panic: ")
		default:
			*part += line + "\n"
		}
	}
	for _, s := range f.Snippets {
		s.Output = strings.TrimRight(s.Output, "\n")
	}
	return f, sc.Err()
}

// Write writes the file back.
func (f *File) Write() error {
	var b strings.Builder
	b.WriteString(f.Head)
	for i, s := range f.Snippets {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "=== %s\n", s.Name)
		if s.XFail != "" {
			fmt.Fprintf(&b, "xfail: %s\n", s.XFail)
		}
		for j, c := range s.Cells {
			if j > 0 {
				b.WriteString("---\n")
			}
			b.WriteString(strings.TrimRight(c, "\n") + "\n")
		}
		b.WriteString(">>>\n")
		if s.Output != "" {
			b.WriteString(s.Output + "\n")
		}
		if s.Panic != "" {
			b.WriteString("panic: " + s.Panic + "\n")
		}
	}
	return os.WriteFile(f.Path, []byte(b.String()), 0o644)
}

// Normal is output in the form that is compared: without blanks at line ends,
// which text editors take away, and without empty lines at the end.
func Normal(output string) string {
	lines := strings.Split(output, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t\r")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}
