package debug

import (
	"fmt"
	"slices"
)

type breakpoint struct {
	Verified bool   `json:"verified"`
	Line     int    `json:"line"`
	Message  string `json:"message,omitempty"`
	Source   *file  `json:"source,omitempty"`
}

type file struct {
	Name string `json:"name,omitempty"`
	Path string `json:"path"`
}

type sourceOf struct {
	Source file `json:"source"`
}

// dumpCell takes the text of a cell, before it runs.
func (d *Debugger) dumpCell(a struct {
	Code string `json:"code"`
}) (any, error) {
	path := pathOf(a.Code)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.sources[path] == nil {
		d.sources[path] = newSource(a.Code)
	}
	return map[string]any{"sourcePath": path}, nil
}

func (d *Debugger) source(a sourceOf) (any, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.sources[a.Source.Path]
	if s == nil {
		return nil, fmt.Errorf("source %q is not known here", a.Source.Path)
	}
	return map[string]any{"content": s.code, "mimeType": "text/x-go"}, nil
}

// modules are files of the language's library that a debugger can show: none.
func (d *Debugger) modules(none) (any, error) {
	return map[string]any{"modules": []any{}, "totalModules": 0}, nil
}

// setBreakpoints replaces the breakpoints of a cell.
func (d *Debugger) setBreakpoints(a struct {
	sourceOf
	Breakpoints []struct {
		Line int `json:"line"`
	} `json:"breakpoints"`
}) (any, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.sources[a.Source.Path]
	set := []breakpoint{}
	var lines []int
	for _, b := range a.Breakpoints {
		answer := breakpoint{Line: b.Line, Source: &file{Path: a.Source.Path}}
		switch line := 0; {
		case s == nil:
			answer.Message = "the text of this cell is not known"
		default:
			if line = s.resolve(b.Line); line == 0 {
				answer.Message = "no statement follows"
				break
			}
			answer.Verified, answer.Line = true, line
			lines = append(lines, line)
		}
		set = append(set, answer)
	}
	if s != nil {
		slices.Sort(lines)
		s.breakpoints = slices.Compact(lines)
		d.arm()
	}
	return map[string]any{"breakpoints": set}, nil
}

func (d *Debugger) setExceptionBreakpoints(a struct {
	Filters []string `json:"filters"`
}) (any, error) {
	d.panics.Store(slices.Contains(a.Filters, panicFilter))
	return nil, nil
}
