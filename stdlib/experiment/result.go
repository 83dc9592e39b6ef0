package experiment

import (
	"fmt"
	"slices"
	"strings"

	"monro/stdlib/display"
)

// A Result is the runs of a study. As the last expression of a cell it shows a
// table of all its metrics.
type Result struct {
	Study, Setup string
	Runs         []*Run   // by arm, then setting, then seed; those that an interrupt prevented are missing
	Notes        []string // what a reader of the numbers should know
	Tuned        []Tuned  // the settings that Tune chose; nil elsewhere
	Search       *Result  // the runs that Tune chose by; nil elsewhere
}

// A Group is the runs of one arm with one setting: they differ in the seed.
type Group struct {
	Arm    string
	Params Params
	Label  string // the arm, where needed with its setting: "SGD lr=0.1"
	Runs   []*Run
}

// Collect makes a result of runs that come from elsewhere, such as a store.
func Collect(name string, runs []*Run) *Result {
	r := &Result{Study: name}
	for _, run := range runs {
		if run != nil && run.History != nil {
			r.Runs = append(r.Runs, run)
		}
	}
	if left := len(runs) - len(r.Runs); left > 0 {
		r.note("%d of %d runs have no history", left, len(runs))
	}
	return r
}

func (r *Result) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// Groups are the runs by arm and setting, in the order of the study.
func (r *Result) Groups() []Group {
	var groups []Group
	place, settings := map[[2]string]int{}, map[string]int{}
	for _, run := range r.Runs {
		key := [2]string{run.Arm, run.Params.String()}
		i, ok := place[key]
		if !ok {
			i = len(groups)
			place[key] = i
			groups = append(groups, Group{Arm: run.Arm, Params: run.Params})
			settings[run.Arm]++
		}
		groups[i].Runs = append(groups[i].Runs, run)
	}
	name(groups, settings, Params.short)
	seen := map[string]bool{}
	for _, g := range groups {
		if seen[g.Label] { // six digits do not tell them apart
			name(groups, settings, Params.String)
			break
		}
		seen[g.Label] = true
	}
	return groups
}

// name sets the labels of groups, given the number of settings of each arm.
func name(groups []Group, settings map[string]int, text func(Params) string) {
	for i := range groups {
		g := &groups[i]
		switch {
		case settings[g.Arm] == 1:
			g.Label = g.Arm
		case len(settings) == 1:
			g.Label = text(g.Params)
		default:
			g.Label = g.Arm + " " + text(g.Params)
		}
	}
}

// Labels are the names of the groups.
func (r *Result) Labels() []string {
	var labels []string
	for _, g := range r.Groups() {
		labels = append(labels, g.Label)
	}
	return labels
}

// Group is the group of a label, or of an arm that has only one. An unknown name is
// an error that gives the nearest.
func (r *Result) Group(label string) (Group, error) {
	groups := r.Groups()
	for _, g := range groups {
		if g.Label == label {
			return g, nil
		}
	}
	return Group{}, unknown("Result", "method", label, r.Labels())
}

// Only is the result of some groups, given by label or, for all its settings, by
// arm.
func (r *Result) Only(labels ...string) (*Result, error) {
	found := map[string]bool{}
	out := r.where(func(g Group) bool {
		l, a := slices.Contains(labels, g.Label), slices.Contains(labels, g.Arm)
		found[g.Label], found[g.Arm] = found[g.Label] || l, found[g.Arm] || a
		return l || a
	})
	for _, label := range labels {
		if !found[label] {
			return nil, unknown("Result.Only", "method", label, r.Labels())
		}
	}
	return out, nil
}

// Where is the result of the groups in which a parameter has a value.
func (r *Result) Where(param string, value any) (*Result, error) {
	var names []string
	out := r.where(func(g Group) bool {
		names = append(names, g.Params.Names()...)
		v, ok := g.Params[param]
		return ok && valueText(v) == valueText(value)
	})
	slices.Sort(names)
	if names = slices.Compact(names); !slices.Contains(names, param) {
		return nil, unknown("Result.Where", "parameter", param, names)
	}
	if len(out.Runs) == 0 {
		return nil, fmt.Errorf("experiment.Result.Where: no run has %s = %v", param, value)
	}
	return out, nil
}

func (r *Result) where(keep func(Group) bool) *Result {
	out := &Result{Study: r.Study, Setup: r.Setup, Notes: r.Notes}
	for _, g := range r.Groups() {
		if keep(g) {
			out.Runs = append(out.Runs, g.Runs...)
		}
	}
	for _, c := range r.Tuned {
		if slices.ContainsFunc(out.Runs, func(run *Run) bool { return run.Arm == c.Arm }) {
			out.Tuned = append(out.Tuned, c)
		}
	}
	return out
}

// Metrics are the names of all that was logged.
func (r *Result) Metrics() []string {
	var names []string
	for _, run := range r.Runs {
		for _, name := range run.History.Metrics() {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// Failures lists the runs that did not end well or logged numbers that are not
// finite, each with the reason.
func (r *Result) Failures() *display.Table {
	t := display.NewTable("method", "seed", "status", "reason")
	for _, g := range r.Groups() {
		for _, run := range g.Runs {
			if reason := flaw(run); reason != "" {
				t.Row(g.Label, run.Seed, string(run.Status), reason)
			}
		}
	}
	return t
}

// flaw is what is wrong with a run, "" for nothing.
func flaw(run *Run) string {
	switch run.Status {
	case Failed:
		return run.Error
	case Interrupted:
		return "interrupted"
	}
	var bad []string
	for _, name := range run.History.Metrics() {
		if !run.History.finite(name) {
			bad = append(bad, name)
		}
	}
	if len(bad) == 0 {
		return ""
	}
	return "not finite: " + strings.Join(bad, ", ")
}

// Display shows the summary.
func (r *Result) Display() display.Bundle { return r.summary().Display() }

// String is the summary as text.
func (r *Result) String() string { return r.summary().String() }

// summary is a table of the last values of all metrics, as far as they fit.
func (r *Result) summary() *display.Table {
	what := r.Metrics()
	if len(what) > 6 {
		what = what[:6:6]
	}
	if !slices.Contains(what, string(axisSeconds)) {
		what = append(what, string(axisSeconds))
	}
	t, err := r.Table(what...)
	if err == nil {
		return t
	}
	t = display.NewTable("method", "runs")
	for _, g := range r.Groups() {
		t.Row(g.Label, len(g.Runs))
	}
	r.annotate(t, 0, []string{err.Error()})
	return t
}

// seconds is how long a run took, without the time it did not count.
func seconds(run *Run) float64 {
	if s := run.History.Place().Seconds; s > 0 {
		return s
	}
	return run.Seconds
}
