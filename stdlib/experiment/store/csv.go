package store

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
)

// WriteCSV writes a file of comma-separated values with a line for each run: its
// fields, its parameters, and the last value of each metric. Code and setup are
// left out; a run's missing values are empty.
func (r *Runs) WriteCSV(path string) error {
	return r.writeTable(path, append(r.lead(), r.metrics()...), func(w *csv.Writer, run *Run, head []string) error {
		return w.Write(run.record(head))
	})
}

// WritePoints writes a file of comma-separated values with a line for each value
// of each metric, which is what pandas and R call tidy data: the fields and the
// parameters of the run, metric, step, epoch, what was spent, time and value.
func (r *Runs) WritePoints(path string) error {
	lead := r.lead()
	places := []string{"metric", "step", "epoch", "values", "grads", "hvps", "samples", "rounds", "bits", "time", "value"}
	return r.writeTable(path, slices.Concat(lead, places), func(w *csv.Writer, run *Run, _ []string) error {
		full, err := r.store.Run(run.ID)
		if err != nil {
			return err
		}
		record := run.record(lead)
		for _, name := range full.History.Metrics() {
			for _, p := range full.History.Points(name) {
				record = append(record[:len(lead)], name)
				v := integers(&p.Place)
				record = append(record, text(int(v[0])), text(p.Epoch))
				for _, n := range v[1:] {
					record = append(record, text(int(n)))
				}
				if err := w.Write(append(record, text(p.Seconds), text(p.Value))); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// lead is the columns that tell runs apart.
func (r *Runs) lead() []string {
	head := []string{"id", "study", "arm"}
	head = append(head, r.ownParams()...)
	return append(head, "seed", "status", "started", "seconds", "revision")
}

func (r *Runs) writeTable(path string, head []string, write func(*csv.Writer, *Run, []string) error) error {
	return create(path, func(w io.Writer) error {
		out := csv.NewWriter(w)
		out.Write(head) // an error stays in out
		for _, run := range r.list {
			if err := write(out, run, head); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	})
}

func (r *Run) record(columns []string) []string {
	record := make([]string, len(columns), len(columns)+16)
	for i, name := range columns {
		record[i] = text(r.value(name))
	}
	return record
}

// text writes a value so that reading gives it again.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return fmt.Sprint(v)
}

// create writes a file. What it holds after an error is not complete.
func create(path string, write func(io.Writer) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	w := bufio.NewWriterSize(f, 1<<16)
	return errors.Join(write(w), w.Flush(), f.Close())
}
