package debug

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
)

func (d *Debugger) listThreads(none) (any, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	type entry struct {
		ID   int    `json:"id"`
		Name string `json:"name"`
	}
	list := []entry{}
	for _, t := range d.threads {
		list = append(list, entry{t.id, t.name})
	}
	slices.SortFunc(list, func(a, b entry) int { return cmp.Compare(a.ID, b.ID) })
	return map[string]any{"threads": list}, nil
}

type stackFrame struct {
	ID     int    `json:"id"`
	Name   string `json:"name"`
	Source file   `json:"source"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

func (d *Debugger) stackTrace(a struct {
	Start  int `json:"startFrame"`
	Levels int `json:"levels"`
}) (any, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := []stackFrame{}
	for _, f := range d.stopped.stack() {
		if f.at == nil {
			continue
		}
		list = append(list, stackFrame{ID: d.number(f), Name: f.name, Source: file{Name: f.at.Cell, Path: f.at.path}, Line: f.at.Line, Column: f.at.Column})
	}
	total := len(list)
	list = list[min(max(a.Start, 0), total):]
	if a.Levels > 0 {
		list = list[:min(a.Levels, len(list))]
	}
	body := map[string]any{"stackFrames": list, "totalFrames": total}
	if d.stopped == nil {
		return body, errNotStopped
	}
	return body, nil
}

// stack lists the frames of a stopped thread, the innermost first. The one that
// is stopped comes first, also where it is the body of a loop over a function,
// which that function calls.
func (h *halt) stack() []*Frame {
	if h == nil {
		return nil
	}
	list := []*Frame{h.at}
	for _, f := range slices.Backward(h.thread.frames) {
		if f != h.at {
			list = append(list, f)
		}
	}
	return list
}

func (d *Debugger) exceptionInfo(none) (any, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped == nil || d.stopped.reason != "exception" {
		return nil, fmt.Errorf("no thread is stopped by a panic")
	}
	return map[string]any{"exceptionId": "panic", "description": d.stopped.text, "breakMode": "always"}, nil
}

func (d *Debugger) resume(none) (any, error) {
	_, err := d.release(nil)
	return map[string]any{"allThreadsContinued": false}, err
}

// pause stops whatever comes to a statement next.
func (d *Debugger) pause(none) (any, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped == nil {
		d.pausing.Store(true)
	}
	return nil, nil
}

func stepping(k kind) command {
	return func(d *Debugger, _ context.Context, _ json.RawMessage) (any, error) {
		_, err := d.release(&k)
		return nil, err
	}
}
