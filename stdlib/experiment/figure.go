package experiment

import (
	"fmt"
	"strings"

	"monro/stdlib/plot"
)

// Plot draws the curves of a metric, one a group, with the mean over the seeds and
// its 95 % interval if options do not say otherwise. Runs that failed or logged
// numbers that are not finite are left out; the legend says of how many. The title
// says what is drawn until Title sets another.
//
//	fig, err := res.Plot("loss", experiment.Against("samples"))
//	fig.LogY()
func (r *Result) Plot(metric string, options ...PlotOption) (*plot.Figure, error) {
	curves, err := r.Curves(metric, options...)
	if err != nil {
		return nil, err
	}
	v, err := newView(options)
	if err != nil {
		return nil, err
	}
	f := plot.New().XLabel(v.axis).YLabel(metric)
	var left []string
	drawn, seeds := 0, 0
	for _, c := range curves {
		seeds = max(seeds, len(c.Each))
		label := c.Label
		if c.Left != "" {
			left = append(left, c.Label+": "+c.Left)
			label, _, _ = strings.Cut(c.Left, " left out")
			label = fmt.Sprintf("%s (%s out)", c.Label, label)
		}
		if len(c.Each) == 0 {
			continue
		}
		color := plot.Color(fmt.Sprintf("C%d", drawn))
		drawn++
		if v.separate {
			for _, y := range c.Each {
				f.Line(c.X, y, color, plot.Width(0.7), plot.Alpha(0.5))
			}
		}
		f.Line(c.X, c.Mid, color, plot.Label(label))
		if c.Lo != nil {
			f.Band(c.X, c.Lo, c.Hi, color)
		}
	}
	if drawn == 0 {
		return nil, fmt.Errorf("experiment.Result.Plot: no run with %q counts: %s", metric, strings.Join(left, "; "))
	}
	if seeds > 1 {
		f.Title(fmt.Sprintf("%s over %d seeds", v.words(), seeds))
	}
	return f, nil
}
