package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"monro/stdlib/experiment"
)

// A Run is a run as the store has it. As the last expression of a cell it shows
// its parameters, its metrics and its code.
type Run struct {
	ID             int // of the store; never used again for another run
	experiment.Run     // History is nil in a list of runs

	// Metrics sums up what was logged; the curves are in History.
	Metrics []Metric

	// Where it ran.
	Folder   string // the working folder
	Go       string // version of Go, such as "go1.26.0"
	Platform string // such as "linux/amd64"
	Procs    int    // GOMAXPROCS

	store *Store
}

// A Metric sums up the values of one metric.
type Metric struct {
	Name           string
	Count          int     // of points
	Last, Min, Max float64 // Min and Max without NaN; NaN where there is nothing else
}

// Run returns the run of a number, with its history. It also finds runs that a
// later one of the same identity has superseded.
func (s *Store) Run(id int) (*Run, error) {
	var run *Run
	err := s.reading(context.Background(), func(v snapshot) error {
		runs, err := s.load(v, []int{id})
		if err != nil {
			return err
		}
		if len(runs) == 0 {
			return fmt.Errorf("no run %d: Runs lists those there are", id)
		}
		run = runs[0]
		return run.readSeries(v)
	})
	if err != nil {
		return nil, err
	}
	return run, nil
}

// Metric is the summary of a metric; ok is false where it was not logged.
func (r *Run) Metric(name string) (m Metric, ok bool) {
	for _, m := range r.Metrics {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
}

// load reads runs without their history, in the order of ids.
func (s *Store) load(v snapshot, ids []int) ([]*Run, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	at := make(map[int]*Run, len(ids))
	for _, read := range []func(snapshot, string, map[int]*Run) error{s.loadRuns, loadParams, loadMetrics, loadArtefacts} {
		if err := read(v, string(list), at); err != nil {
			return nil, err
		}
	}
	var runs []*Run
	for _, id := range ids {
		if run := at[id]; run != nil {
			runs = append(runs, run)
		}
	}
	return runs, nil
}

const among = ` IN (SELECT value FROM json_each(?))`

func (s *Store) loadRuns(v snapshot, list string, at map[int]*Run) error {
	return v.each(`SELECT r.id, r.study, a.text, r.arm, r.seed, r.status, r.error, r.started, r.seconds, r.revision, b.text,
		r.folder, r.go, r.platform, r.procs
		FROM runs r JOIN texts a ON a.id = r.setup JOIN texts b ON b.id = r.source WHERE r.id`+among, list, func(scan scanner) error {
		r := &Run{store: s}
		var seed int64
		var started string
		var seconds sql.NullFloat64
		r.Params = experiment.Params{}
		err := scan(&r.ID, &r.Study, &r.Setup, &r.Arm, &seed, &r.Status, &r.Error, &started, &seconds, &r.Commit, &r.Source,
			&r.Folder, &r.Go, &r.Platform, &r.Procs)
		r.Seed, r.Started, r.Seconds = uint64(seed), parseTime(started), seconds.Float64
		at[r.ID] = r
		return err
	})
}

func loadParams(v snapshot, list string, at map[int]*Run) error {
	return v.each(`SELECT run, name, kind, value FROM params WHERE run`+among, list, func(scan scanner) error {
		var run int
		var name, kind string
		var value any
		if err := scan(&run, &name, &kind, &value); err != nil || at[run] == nil {
			return err
		}
		v, err := param(kind, value)
		if err != nil {
			return fmt.Errorf("run %d: parameter %q: %w", run, name, err)
		}
		at[run].Params[name] = v
		return nil
	})
}

// param is a parameter with the type it had.
func param(kind string, value any) (any, error) {
	switch v := value.(type) {
	case nil:
		if kind == "float" {
			return float(sql.NullFloat64{}), nil
		}
	case float64:
		if kind == "float" {
			return v, nil
		}
	case int64:
		switch kind {
		case "int":
			return int(v), nil
		case "bool":
			return v != 0, nil
		}
	case string:
		if kind == "string" {
			return v, nil
		}
	}
	return nil, fmt.Errorf("%v is no %s", value, kind)
}

func loadMetrics(v snapshot, list string, at map[int]*Run) error {
	return v.each(`SELECT run, name, count, last, least, most FROM metrics WHERE run`+among+` ORDER BY run, position`, list, func(scan scanner) error {
		var run int
		var m Metric
		var last, least, most sql.NullFloat64
		err := scan(&run, &m.Name, &m.Count, &last, &least, &most)
		if err == nil && at[run] != nil {
			m.Last, m.Min, m.Max = float(last), float(least), float(most)
			at[run].Metrics = append(at[run].Metrics, m)
		}
		return err
	})
}

func loadArtefacts(v snapshot, list string, at map[int]*Run) error {
	return v.each(`SELECT run, name FROM artefacts WHERE run`+among+` ORDER BY run, rowid`, list, func(scan scanner) error {
		var run int
		var name string
		err := scan(&run, &name)
		if err == nil && at[run] != nil {
			at[run].Artefacts = append(at[run].Artefacts, name)
		}
		return err
	})
}

// readSeries reads the history.
func (r *Run) readSeries(v snapshot) error {
	rows, err := v.query(`SELECT part, data FROM series WHERE run = ? ORDER BY part`, r.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	r.History = new(experiment.History)
	for rows.Next() {
		var part int
		var data sql.RawBytes
		if err := rows.Scan(&part, &data); err != nil {
			return err
		}
		if err := decode(data, r.History.Add); err != nil {
			return &Error{r.store.path, fmt.Sprintf("part %d of what run %d logged is damaged: delete the run, with Delete(\"id = %d\"), and repeat it", part, r.ID, r.ID), err}
		}
	}
	return rows.Err()
}
