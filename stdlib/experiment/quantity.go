package experiment

import (
	"fmt"
	"slices"
	"strings"

	"monro/stdlib/vec"
)

// A quantity is one number of a run: a metric reduced over its values, or what the
// run has spent in the end.
type quantity struct {
	metric string // "" for an axis
	axis   axis
	reduce func([]float64) float64
}

var reductions = map[string]func([]float64) float64{
	"first": func(x []float64) float64 { return x[0] },
	"last":  func(x []float64) float64 { return x[len(x)-1] },
	"min":   vec.Min,
	"max":   vec.Max,
	"mean":  vec.Mean,
}

// quantity reads a name such as "loss" (its last value), "min loss" or "samples".
func (r *Result) quantity(op, name string) (quantity, error) {
	metrics := r.Metrics()
	if slices.Contains(metrics, name) {
		return quantity{metric: name, reduce: reductions["last"]}, nil
	}
	if slices.Contains(axes, axis(name)) {
		return quantity{axis: axis(name)}, nil
	}
	if word, metric, ok := strings.Cut(name, " "); ok && reductions[word] != nil && slices.Contains(metrics, metric) {
		return quantity{metric: metric, reduce: reductions[word]}, nil
	}
	return quantity{}, unknown(op, "metric", name, append(metrics, Axes()...))
}

// of is the quantity of a run. why says why there is none that counts: the run
// failed, was cut off, has numbers that are not finite, or did not log it.
func (q quantity) of(run *Run) (v float64, why string) {
	switch {
	case run.Status == Failed:
		return 0, "failed"
	case run.Status != Done:
		return 0, "interrupted"
	case q.axis == axisSeconds:
		return seconds(run), ""
	case q.metric == "":
		p := run.History.Place()
		return q.axis.of(&p), ""
	case !run.History.Has(q.metric):
		return 0, "without " + q.metric
	case !run.History.finite(q.metric):
		return 0, "NaN or infinite"
	}
	return q.reduce(run.History.Values(q.metric)), ""
}

// values are those of the runs of a group that count, and what is to be said about
// the others: "3 of 10 runs left out (failed: seeds 2, 5; NaN or infinite: seed 7)".
func (q quantity) values(g Group) (values []float64, seeds []uint64, left string) {
	var reasons []string
	out := map[string][]string{}
	for _, run := range g.Runs {
		v, why := q.of(run)
		if why == "" {
			values, seeds = append(values, v), append(seeds, run.Seed)
			continue
		}
		if out[why] == nil {
			reasons = append(reasons, why)
		}
		out[why] = append(out[why], fmt.Sprint(run.Seed))
	}
	return values, seeds, leftOut(len(g.Runs), reasons, out)
}

func leftOut(runs int, reasons []string, seeds map[string][]string) string {
	if len(reasons) == 0 {
		return ""
	}
	n := 0
	var parts []string
	for _, why := range reasons {
		n += len(seeds[why])
		word := "seeds"
		if len(seeds[why]) == 1 {
			word = "seed"
		}
		list := strings.Join(seeds[why][:min(8, len(seeds[why]))], ", ")
		if len(seeds[why]) > 8 {
			list += ", ..."
		}
		parts = append(parts, fmt.Sprintf("%s: %s %s", why, word, list))
	}
	return fmt.Sprintf("%d of %d runs left out (%s)", n, runs, strings.Join(parts, "; "))
}

// Values are a quantity of a group's runs in the order of the seeds: the last
// value of a metric, as "loss"; "first loss", "min loss", "max loss", "mean loss";
// or what was spent in the end, one of Axes. Runs that failed or logged a metric
// that is not finite are left out.
func (r *Result) Values(label, what string) ([]float64, error) {
	g, q, err := r.ask("Result.Values", label, what)
	if err != nil {
		return nil, err
	}
	values, _, _ := q.values(g)
	return values, nil
}

// Mean is the mean of a quantity over the seeds of a group with Student's interval
// at 95 %. For quantities and the runs that count see Values.
func (r *Result) Mean(label, what string) (Estimate, error) {
	g, q, err := r.ask("Result.Mean", label, what)
	if err != nil {
		return Estimate{}, err
	}
	values, _, left := q.values(g)
	if len(values) == 0 {
		return Estimate{}, fmt.Errorf("experiment.Result.Mean: %s of %q: %s", what, label, left)
	}
	return meanOf(values, 0.95), nil
}

// Paired compares a quantity of two groups seed by seed, on the seeds that count
// in both, at 95 %. Below are the seeds in which a has less than b.
func (r *Result) Paired(a, b, what string) (Difference, error) {
	ga, q, err := r.ask("Result.Paired", a, what)
	if err != nil {
		return Difference{}, err
	}
	gb, err := r.Group(b)
	if err != nil {
		return Difference{}, err
	}
	va, sa, _ := q.values(ga)
	vb, sb, _ := q.values(gb)
	var x, y []float64
	for i, seed := range sa {
		if j := slices.Index(sb, seed); j >= 0 {
			x, y = append(x, va[i]), append(y, vb[j])
		}
	}
	if len(x) == 0 {
		return Difference{}, fmt.Errorf("experiment.Result.Paired: %q and %q have no seed in common that counts", a, b)
	}
	return Paired(x, y, 0.95)
}

func (r *Result) ask(op, label, what string) (Group, quantity, error) {
	g, err := r.Group(label)
	if err != nil {
		return g, quantity{}, err
	}
	q, err := r.quantity(op, what)
	return g, q, err
}
