package store

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"monro/stdlib/running"
)

// Runs is a list of runs. As the last expression of a cell it shows a table.
type Runs struct {
	store *Store
	list  []*Run
}

// Runs lists the runs of the store, the newest first, without their histories.
// Runs that a later one of the same identity has superseded are left out.
//
// A condition chooses among them. It is one of SQL, and may be followed by an
// order and a limit; values for its question marks come after it:
//
//	s.Runs("arm = 'Adam' and lr < 0.1 order by loss limit 10")
//	s.Runs("arm = ? and lr < ?", name, 0.1)
//	s.Runs("study like 'a9a%' and status = 'failed'")
//
// The columns are id, study, setup, arm (or method), seed, status, error, started
// (UTC, such as '2026-05-01 09:30'), seconds, revision (the git commit), source
// (the code of the cell), folder, go, platform and procs; each parameter, by its
// name; and each metric, whose value is the last one, with its extremes as "min
// loss" and "max loss", in double quotes. Where names are the same, the first in
// this order is meant. A NaN, and a value that a run does not have, is NULL. A
// condition cannot change the store.
func (s *Store) Runs(where ...any) (*Runs, error) {
	runs := &Runs{store: s}
	err := s.reading(running.Context(), func(v snapshot) error {
		ids, err := s.pick(v, "Runs", where)
		if err == nil {
			runs.list, err = s.load(v, ids)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return runs, nil
}

// Len is the number of runs.
func (r *Runs) Len() int { return len(r.list) }

// All are the runs, without their histories.
func (r *Runs) All() []*Run { return slices.Clone(r.list) }

// IDs are the numbers of the runs.
func (r *Runs) IDs() []int {
	ids := make([]int, len(r.list))
	for i, run := range r.list {
		ids[i] = run.ID
	}
	return ids
}

// Column is the numbers of a column, such as a parameter, a metric or "seconds";
// NaN where a run has none. The columns are those of [Store.Runs].
func (r *Runs) Column(name string) ([]float64, error) {
	if err := r.known("Column", name); err != nil {
		return nil, err
	}
	x := make([]float64, len(r.list))
	for i, run := range r.list {
		switch v := run.value(name).(type) {
		case float64:
			x[i] = v
		case int:
			x[i] = float64(v)
		case uint64:
			x[i] = float64(v)
		case bool:
			if v {
				x[i] = 1
			}
		case nil:
			x[i] = math.NaN()
		default:
			return nil, fmt.Errorf("store.Runs.Column: %q of run %d is %q: want a number", name, run.ID, fmt.Sprint(v))
		}
	}
	return x, nil
}

func (r *Runs) known(op, name string) error {
	all := slices.Concat(fieldNames(), r.params(), r.metrics(), []string{"method"})
	if slices.Contains(all, name) {
		return nil
	}
	for _, prefix := range []string{"min ", "max "} {
		if metric, ok := strings.CutPrefix(name, prefix); ok && slices.Contains(r.metrics(), metric) {
			return nil
		}
	}
	return fmt.Errorf("store.Runs.%s: no column %q: want one of %s", op, name, strings.Join(all, ", "))
}

// params are the names of all parameters of the runs, in alphabetical order.
func (r *Runs) params() []string {
	seen := map[string]bool{}
	var names []string
	for _, run := range r.list {
		for name := range run.Params {
			if !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// metrics are the names of all metrics of the runs, in the order of the first.
func (r *Runs) metrics() []string {
	seen := map[string]bool{}
	var names []string
	for _, run := range r.list {
		for _, m := range run.Metrics {
			if !seen[m.Name] {
				seen[m.Name] = true
				names = append(names, m.Name)
			}
		}
	}
	return names
}
