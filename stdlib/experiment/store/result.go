package store

import (
	"cmp"
	"fmt"
	"slices"

	"monro/stdlib/experiment"
	"monro/stdlib/running"
)

// Result makes a result of the runs that where chooses, as in Runs, so that it can
// be plotted and compared as if the study had just run. Methods are in the order in
// which they began first, the runs of each by seed. Runs that have not ended, or
// were cut off, are left out, with a note.
func (s *Store) Result(where ...any) (*experiment.Result, error) {
	var runs []*Run
	left := 0
	err := s.reading(running.Context(), func(v snapshot) error {
		ids, err := s.pick(v, "Result", where)
		if err != nil {
			return err
		}
		slices.Sort(ids)
		if runs, err = s.load(v, ids); err != nil {
			return err
		}
		before := len(runs)
		runs = slices.DeleteFunc(runs, func(r *Run) bool { return r.Status == experiment.Running })
		left = before - len(runs)
		for _, r := range runs {
			if err := r.readSeries(v); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	result := collect(runs)
	if left > 0 {
		result.Notes = append(result.Notes, fmt.Sprintf("%d runs that have not ended, or were cut off, are left out", left))
	}
	return result, nil
}

func collect(list []*Run) *experiment.Result {
	studies := map[string]bool{}
	first := map[string]int{} // run of each group
	group := func(r *Run) string { return fmt.Sprintf("%q %q", r.Arm, r.Params.String()) }
	for _, r := range list {
		studies[r.Study] = true
		if g := group(r); first[g] == 0 {
			first[g] = r.ID
		}
	}
	slices.SortStableFunc(list, func(a, b *Run) int {
		return cmp.Or(cmp.Compare(first[group(a)], first[group(b)]), cmp.Compare(a.Seed, b.Seed))
	})
	runs := make([]*experiment.Run, len(list))
	for i, r := range list {
		runs[i] = &r.Run
	}
	name := "several studies"
	if len(studies) == 1 {
		name = runs[0].Study
	}
	return experiment.Collect(name, runs)
}
