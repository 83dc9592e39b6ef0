package store

import (
	"encoding/json"
	"io"
	"math"
	"time"

	"monro/stdlib/experiment"
)

// A runFile is a run in JSON.
type runFile struct {
	ID        int               `json:"id"`
	Study     string            `json:"study"`
	Setup     string            `json:"setup"`
	Arm       string            `json:"arm"`
	Params    map[string]any    `json:"params"`
	Seed      uint64            `json:"seed"`
	Status    experiment.Status `json:"status"`
	Error     string            `json:"error,omitempty"`
	Started   time.Time         `json:"started"`
	Seconds   float64           `json:"seconds"`
	Commit    string            `json:"commit"`
	Source    string            `json:"source"`
	Folder    string            `json:"folder"`
	Go        string            `json:"go"`
	Platform  string            `json:"platform"`
	Procs     int               `json:"procs"`
	Artefacts []string          `json:"artefacts"`
	Metrics   []metricFile      `json:"metrics"`
}

// A metricFile is the curve of a metric in JSON, a list for each axis.
type metricFile struct {
	Name    string      `json:"name"`
	Step    []int       `json:"step"`
	Epoch   []jsonFloat `json:"epoch"`
	Values  []int       `json:"values"`
	Grads   []int       `json:"grads"`
	HVPs    []int       `json:"hvps"`
	Samples []int       `json:"samples"`
	Rounds  []int       `json:"rounds"`
	Bits    []int64     `json:"bits"`
	Time    []jsonFloat `json:"time"`
	Value   []jsonFloat `json:"value"`
}

// A jsonFloat is null in JSON where it is NaN, and a string where it is infinite.
type jsonFloat float64

func (x jsonFloat) MarshalJSON() ([]byte, error) {
	switch f := float64(x); {
	case math.IsNaN(f):
		return []byte("null"), nil
	case math.IsInf(f, 1):
		return []byte(`"Infinity"`), nil
	case math.IsInf(f, -1):
		return []byte(`"-Infinity"`), nil
	default:
		return json.Marshal(f)
	}
}

// WriteJSON writes a file with a list of the runs: all that is kept of them, save
// the contents of artefacts. NaN is written as null.
func (r *Runs) WriteJSON(path string) error {
	return create(path, func(w io.Writer) error {
		for i, run := range r.list {
			separator := ",\n"
			if i == 0 {
				separator = "[\n"
			}
			full, err := r.store.Run(run.ID)
			if err != nil {
				return err
			}
			data, err := json.Marshal(full.file())
			if err != nil {
				return err
			}
			if _, err := w.Write(append([]byte(separator), data...)); err != nil {
				return err
			}
		}
		end := "\n]\n"
		if len(r.list) == 0 {
			end = "[]\n"
		}
		_, err := io.WriteString(w, end)
		return err
	})
}

func (r *Run) file() runFile {
	f := runFile{
		ID: r.ID, Study: r.Study, Setup: r.Setup, Arm: r.Arm, Params: map[string]any{}, Seed: r.Seed,
		Status: r.Status, Error: r.Error, Started: r.Started, Seconds: r.Seconds, Commit: r.Commit, Source: r.Source,
		Folder: r.Folder, Go: r.Go, Platform: r.Platform, Procs: r.Procs,
		Artefacts: append([]string{}, r.Artefacts...), Metrics: []metricFile{},
	}
	for name, v := range r.Params {
		if x, ok := v.(float64); ok {
			v = jsonFloat(x)
		}
		f.Params[name] = v
	}
	for _, name := range r.History.Metrics() {
		m := metricFile{Name: name}
		for _, p := range r.History.Points(name) {
			m.Step = append(m.Step, p.Step)
			m.Epoch = append(m.Epoch, jsonFloat(p.Epoch))
			m.Values = append(m.Values, p.Cost.Values)
			m.Grads = append(m.Grads, p.Cost.Grads)
			m.HVPs = append(m.HVPs, p.Cost.HVPs)
			m.Samples = append(m.Samples, p.Cost.Samples)
			m.Rounds = append(m.Rounds, p.Cost.Rounds)
			m.Bits = append(m.Bits, p.Cost.Bits)
			m.Time = append(m.Time, jsonFloat(p.Seconds))
			m.Value = append(m.Value, jsonFloat(p.Value))
		}
		f.Metrics = append(f.Metrics, m)
	}
	return f
}
