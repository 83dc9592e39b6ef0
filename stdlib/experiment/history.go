package experiment

import (
	"math"
	"slices"

	"monro/stdlib/problem"
	"monro/stdlib/vec"
)

// A History is what a run has logged: values of named metrics, each at a Place.
// The zero History is empty and ready to use. It is not safe for concurrent use.
type History struct {
	places []Place
	series []series // in the order in which metrics were first logged
	last   int      // where the metric that is logged next probably is
	fresh  bool     // nothing was logged at the last place yet
}

type series struct {
	name   string
	at     []int32 // numbers of places
	values []float64
}

// Move says where the run is: what is logged next belongs there.
func (h *History) Move(p Place) {
	if h.fresh {
		h.places[len(h.places)-1] = p
		return
	}
	h.places, h.fresh = append(h.places, p), true
}

// At moves to step k. What the run has spent stays as it was said last.
func (h *History) At(k int) {
	p := h.Place()
	p.Step = k
	h.Move(p)
}

// Spent says what the run has spent by the present step. It comes before Log.
func (h *History) Spent(c problem.Cost) {
	p := h.Place()
	p.Cost = c
	h.Move(p)
}

// Epoch says how many passes over the data were made by the present step. It
// comes before Log.
func (h *History) Epoch(passes float64) {
	p := h.Place()
	p.Epoch = passes
	h.Move(p)
}

// Place is where the run is.
func (h *History) Place() Place {
	if n := len(h.places); n > 0 {
		return h.places[n-1]
	}
	return Place{}
}

// Log adds a value of a metric where the run is, at step 0 at first. A
// metric that is logged twice at one place keeps the later value.
func (h *History) Log(metric string, value float64) {
	if len(h.places) == 0 {
		h.places = append(h.places, Place{})
	}
	h.fresh = false
	s, at := h.find(metric), int32(len(h.places)-1)
	if n := len(s.at); n > 0 && s.at[n-1] == at {
		s.values[n-1] = value
		return
	}
	s.at, s.values = append(s.at, at), append(s.values, value)
}

// find is the series of a metric, a new one where there is none. Runs log their
// metrics in the same order again and again, so the search begins behind the
// one that was found last.
func (h *History) find(metric string) *series {
	for i := range h.series {
		j := (h.last + 1 + i) % len(h.series)
		if h.series[j].name == metric {
			h.last = j
			return &h.series[j]
		}
	}
	h.series = append(h.series, series{name: metric})
	h.last = len(h.series) - 1
	return &h.series[h.last]
}

// Add appends a point, as a store does that reads a history back.
func (h *History) Add(p Point) {
	if n := len(h.places); n == 0 || h.fresh || h.places[n-1] != p.Place {
		h.Move(p.Place)
	}
	h.Log(p.Metric, p.Value)
}

// Metrics are the names of what was logged, in the order of their first values.
func (h *History) Metrics() []string {
	names := make([]string, len(h.series))
	for i, s := range h.series {
		names[i] = s.name
	}
	return names
}

// Has says whether anything was logged for a metric.
func (h *History) Has(metric string) bool { return h.index(metric) >= 0 }

func (h *History) index(metric string) int {
	return slices.IndexFunc(h.series, func(s series) bool { return s.name == metric })
}

// Points are all points of a metric in order; none for an unknown name.
func (h *History) Points(metric string) []Point {
	i := h.index(metric)
	if i < 0 {
		return nil
	}
	s := h.series[i]
	points := make([]Point, len(s.at))
	for k, at := range s.at {
		points[k] = Point{metric, h.places[at], s.values[k]}
	}
	return points
}

// Values are the values of a metric in order; nil for an unknown name.
func (h *History) Values(metric string) []float64 {
	if i := h.index(metric); i >= 0 {
		return slices.Clone(h.series[i].values)
	}
	return nil
}

// Last is the last value of a metric. ok is false where nothing was logged.
func (h *History) Last(metric string) (v float64, ok bool) {
	i := h.index(metric)
	if i < 0 {
		return 0, false
	}
	s := h.series[i].values
	return s[len(s)-1], true
}

// Against are the places of a metric's values on an axis: one of Axes, or another
// metric that was logged at the same places. A place where the latter is missing
// has NaN. It panics with a vec.ArgumentError where there is no such metric or axis.
func (h *History) Against(axis, metric string) []float64 {
	x, ok := h.against(axis, metric)
	if !ok {
		panic(vec.ArgumentError{Op: "experiment.History.Against", Arg: "axis, metric", Value: axis + ", " + metric, Want: listed(append(Axes(), h.Metrics()...))})
	}
	return x
}

// Steps are the steps of a metric's values.
func (h *History) Steps(metric string) []float64 { return h.Against(string(axisIterations), metric) }

func (h *History) against(name, metric string) ([]float64, bool) {
	i := h.index(metric)
	if i < 0 {
		return nil, false
	}
	s := h.series[i]
	x := make([]float64, len(s.at))
	if slices.Contains(axes, axis(name)) {
		for k, at := range s.at {
			x[k] = axis(name).of(&h.places[at])
		}
		return x, true
	}
	j := h.index(name)
	if j < 0 {
		return nil, false
	}
	o := h.series[j]
	for k, at := range s.at {
		x[k] = math.NaN()
		if m, hit := slices.BinarySearch(o.at, at); hit {
			x[k] = o.values[m]
		}
	}
	return x, true
}

// finite says whether all values of a metric are finite.
func (h *History) finite(metric string) bool {
	i := h.index(metric)
	return i < 0 || vec.NonFinite(h.series[i].values) < 0
}
