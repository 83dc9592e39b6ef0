package experiment

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"monro/stdlib/interrupt"
)

// A Goal is a quantity of runs (see Result.Values) and which way is better.
type Goal struct {
	what string
	sign float64 // 1: less is better
}

// Minimize wants the mean of a quantity over the seeds small: "loss" is its last
// value, "min loss" its least.
func Minimize(what string) Goal { return Goal{what, 1} }

// Maximize wants the mean of a quantity over the seeds large.
func Maximize(what string) Goal { return Goal{what, -1} }

// A Tuned is a setting that Tune chose, and how.
type Tuned struct {
	Arm      string
	Params   Params
	Score    Estimate // of the goal, on the seeds of tuning
	What     string   // the goal's quantity
	Settings int      // tried
	Unstable int      // of these, settings that were out because a run failed or was not finite
	Seeds    []uint64 // of tuning
	Edge     []string // parameters whose value is the least or greatest of their grid: a wider one may do better
}

// String states the choice in full.
func (c Tuned) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s tuned: %s, best of %d settings by %s (%.4g) on %s", c.Arm, c.Params.short(), c.Settings, c.What, c.Score.Value, seedText(c.Seeds))
	if c.Unstable > 0 {
		fmt.Fprintf(&b, ", %d of them unstable", c.Unstable)
	}
	if len(c.Edge) > 0 {
		fmt.Fprintf(&b, ", AT THE EDGE of the grid in %s", strings.Join(c.Edge, ", "))
	}
	return b.String()
}

// seedText is "seed 7", "seeds 1 to 5" or "seeds 1, 4, 9".
func seedText(seeds []uint64) string {
	n := len(seeds)
	if n == 1 {
		return fmt.Sprintf("seed %d", seeds[0])
	}
	for i, s := range seeds {
		if s != seeds[0]+uint64(i) {
			return "seeds " + strings.Trim(strings.ReplaceAll(fmt.Sprint(seeds), " ", ", "), "[]")
		}
	}
	return fmt.Sprintf("seeds %d to %d", seeds[0], seeds[n-1])
}

// Tune runs all settings of each arm on seeds of their own, chooses each arm's best
// by the goal, and gives the result of these on the study's seeds, which must be
// others. The result says what was chosen (Tuned) and keeps the search (Search).
//
// A setting in which any run failed or logged the quantity as not finite is out.
// Of equal ones the first is taken. An arm with a single setting is not tuned.
func (s *Study) Tune(goal Goal, seeds []uint64) (*Result, error) {
	if err := s.tunable(goal, seeds); err != nil {
		return nil, err
	}
	ctx := interrupt.Current().Context()
	var jobs []job
	for _, j := range s.jobs(seeds) {
		if s.settings(j.id.Arm) > 1 {
			jobs = append(jobs, j)
		}
	}
	pack(jobs)
	search := &Result{Study: s.name, Setup: s.setup}
	if len(jobs) > 0 {
		var err error
		if search, err = s.run(ctx, jobs); err != nil {
			return nil, err
		}
	}
	if ctx.Err() != nil {
		search.note("interrupted while tuning: nothing was chosen")
		return search, nil
	}
	choices, err := s.choose(search, goal, seeds)
	if err != nil {
		return nil, err
	}
	jobs = nil
	for _, j := range s.jobs(s.seeds) {
		i := slices.IndexFunc(choices, func(c Tuned) bool { return c.Arm == j.id.Arm })
		if i < 0 || choices[i].Params.String() == j.id.Params.String() {
			jobs = append(jobs, j)
		}
	}
	pack(jobs)
	r, err := s.run(ctx, jobs)
	if err != nil {
		return nil, err
	}
	r.Tuned, r.Search = choices, search
	return r, nil
}

func (s *Study) tunable(goal Goal, seeds []uint64) error {
	switch {
	case s.err != nil:
		return s.err
	case len(s.arms) == 0:
		return fmt.Errorf("experiment.Study: no arms: want at least one, by Arm")
	case goal.what == "":
		return fmt.Errorf("experiment.Tune: no goal: want Minimize or Maximize of a metric")
	case len(seeds) == 0:
		return fmt.Errorf("experiment.Tune: no seeds: want at least one")
	case !slices.ContainsFunc(s.arms, func(a arm) bool { return a.space.Len() > 1 }):
		return fmt.Errorf("experiment.Tune: no arm has two settings: want a space, such as Grid, in Arm")
	}
	for _, seed := range seeds {
		if slices.Contains(s.seeds, seed) {
			return fmt.Errorf("experiment.Tune: seed %d is one of the study's: want seeds for tuning that are used for nothing else", seed)
		}
	}
	return nil
}

func (s *Study) settings(name string) int {
	return s.arms[slices.IndexFunc(s.arms, func(a arm) bool { return a.name == name })].space.Len()
}

// pack numbers the places of what is left of a list of jobs, in their order.
func pack(jobs []job) {
	order := make([]int, len(jobs))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return jobs[a].place - jobs[b].place })
	for place, i := range order {
		jobs[i].place = place
	}
}

// choose takes the best setting of each arm.
func (s *Study) choose(search *Result, goal Goal, seeds []uint64) ([]Tuned, error) {
	q, err := search.quantity("Tune", goal.what)
	if err != nil {
		return nil, fmt.Errorf("%w%s", err, search.excuse())
	}
	var choices []Tuned
	for _, a := range s.arms {
		if a.space.Len() < 2 {
			continue
		}
		c := Tuned{Arm: a.name, What: goal.what, Settings: a.space.Len(), Seeds: seeds}
		best := math.Inf(1)
		for _, g := range search.Groups() {
			if g.Arm != a.name {
				continue
			}
			values, _, left := q.values(g)
			if left != "" {
				c.Unstable++
				continue
			}
			if e := meanOf(values, 0.95); goal.sign*e.Value < best {
				best, c.Score, c.Params = goal.sign*e.Value, e, g.Params
			}
		}
		if c.Params == nil {
			return nil, fmt.Errorf("experiment.Tune: no setting of %q has %s on all seeds%s", a.name, goal.what, search.excuse())
		}
		c.Edge = a.space.edges(c.Params)
		choices = append(choices, c)
	}
	return choices, nil
}

// excuse is the first reason for which a run failed, in brackets.
func (r *Result) excuse() string {
	for _, run := range r.Runs {
		if why := flaw(run); why != "" {
			return fmt.Sprintf(" (%s %v, seed %d: %s)", run.Arm, run.Params, run.Seed, why)
		}
	}
	return ""
}

// edges names the numbers of a setting that are the least or greatest of a grid.
func (s Space) edges(p Params) []string {
	var names []string
	for _, d := range s.grid {
		v, ok := number(p[d.name])
		if !ok || len(d.values) < 2 {
			continue
		}
		least, greatest := true, true
		for _, other := range d.values {
			o, ok := number(other)
			least, greatest = least && (!ok || v <= o), greatest && (!ok || v >= o)
		}
		if least || greatest {
			names = append(names, d.name)
		}
	}
	return names
}

// number is a parameter as a number, if it is one.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	}
	return 0, false
}
