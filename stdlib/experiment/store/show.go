package store

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"monro/stdlib/display"
	"monro/stdlib/experiment"
)

// What a table holds at most; the file formats hold all.
const (
	shownRuns    = 100
	shownMetrics = 8
)

// Table is the runs with their parameters and the last values of their metrics, at
// most a hundred runs and eight metrics. What several runs have in common is said
// in the caption.
func (r *Runs) Table() *display.Table {
	params := r.ownParams()
	head, notes := []string{"id"}, []string{r.count()}
	for _, name := range slices.Concat([]string{"study", "arm"}, params, []string{"seed", "status"}) {
		if v, same := r.common(name); same && len(r.list) > 1 {
			notes = append(notes, fmt.Sprintf("%s = %v", name, v))
		} else {
			head = append(head, name)
		}
	}
	metrics := r.metrics()
	if left := len(metrics) - shownMetrics; left > 0 {
		notes = append(notes, fmt.Sprintf("%d more metrics", left))
		metrics = metrics[:shownMetrics]
	}
	head = append(append(head, metrics...), "seconds", "started")
	t := display.NewTable(head...).Caption(strings.Join(notes, "; "))
	for _, run := range r.list[:min(len(r.list), shownRuns)] {
		row := make([]any, len(head))
		for i, name := range head {
			row[i] = run.value(name)
			if _, param := run.Params[name]; param && row[i] != nil {
				row[i] = text(row[i]) // as it was given: 0.1, not 0.1000
			}
		}
		row[len(row)-1] = run.Started.Local().Format("2006-01-02 15:04")
		t.Row(row...)
	}
	for _, name := range params {
		if slices.Contains(head, name) {
			t.Align(display.Right, name)
		}
	}
	return t
}

func (r *Runs) count() string {
	switch n := len(r.list); {
	case n == 1:
		return "1 run"
	case n > shownRuns:
		return fmt.Sprintf("%d of %d runs", shownRuns, n)
	default:
		return fmt.Sprintf("%d runs", n)
	}
}

// ownParams are the parameters whose names mean nothing else.
func (r *Runs) ownParams() []string {
	return slices.DeleteFunc(r.params(), func(name string) bool {
		return slices.Contains(fieldNames(), name)
	})
}

// common is the value that all runs have in a column, if it is one.
func (r *Runs) common(column string) (any, bool) {
	if len(r.list) == 0 {
		return nil, false
	}
	first := r.list[0].value(column)
	for _, run := range r.list {
		if v := run.value(column); v == nil || fmt.Sprint(v) != fmt.Sprint(first) {
			return nil, false
		}
	}
	return first, true
}

// Display shows the runs as a table.
func (r *Runs) Display() display.Bundle { return r.Table().Display() }

// String is the table as text.
func (r *Runs) String() string { return r.Table().String() }

// Display shows what the run is, its metrics and its code.
func (r *Run) Display() display.Bundle {
	facts, metrics := r.facts().Display(), r.table().Display()
	var b strings.Builder
	for _, part := range []display.Bundle{facts, metrics} {
		markup, _ := part.Data["text/html"].(string)
		b.WriteString(markup + "\n")
	}
	if r.Source != "" {
		b.WriteString("<details><summary>code</summary><pre>" + html.EscapeString(r.Source) + "</pre></details>")
	}
	return display.Bundle{Data: map[string]any{"text/html": b.String(), "text/plain": r.String()}}
}

// String is what the run is, its metrics and its code as text.
func (r *Run) String() string {
	text := r.facts().String() + "\n\n" + r.table().String()
	if r.Source != "" {
		text += "\n\n" + r.Source
	}
	return text
}

// facts is what is known about the run besides what it logged.
func (r *Run) facts() *display.Table {
	t := display.NewTable("run", fmt.Sprint(r.ID)).Align(display.Left)
	row := func(name, text string) {
		if text != "" {
			t.Row(name, text)
		}
	}
	row("study", r.Study)
	row("setup", r.Setup)
	row("arm", r.Arm)
	row("parameters", r.Params.String())
	row("seed", fmt.Sprint(r.Seed))
	row("status", string(r.Status))
	row("error", r.Error)
	row("started", r.Started.Local().Format("2006-01-02 15:04:05"))
	if r.Status != experiment.Running {
		row("seconds", fmt.Sprintf("%.4g", r.Seconds))
	}
	row("commit", r.Commit)
	row("folder", r.Folder)
	row("host", fmt.Sprintf("%s, %s, GOMAXPROCS %d", r.Platform, r.Go, r.Procs))
	row("artefacts", strings.Join(r.Artefacts, ", "))
	return t
}

func (r *Run) table() *display.Table {
	t := display.NewTable("metric", "points", "last", "min", "max")
	for _, m := range r.Metrics {
		t.Row(m.Name, m.Count, m.Last, m.Min, m.Max)
	}
	return t
}
