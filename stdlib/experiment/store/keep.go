package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"
	"time"

	"monro/stdlib/experiment"
)

const timeFormat = "2006-01-02 15:04:05.000"

func identity(id experiment.Identity) []byte {
	sum := sha256.Sum256([]byte(id.String()))
	return sum[:]
}

// Find returns the run of this identity that was kept last and is done or has
// failed, or nil; see [experiment.Keeper].
func (s *Store) Find(id experiment.Identity) (*experiment.Run, error) {
	var found *experiment.Run
	err := s.reading(context.Background(), func(v snapshot) error {
		var number int
		row := v.row(`SELECT id FROM runs WHERE identity = ? AND status IN ('done', 'failed') ORDER BY id DESC LIMIT 1`, identity(id))
		if err := row.Scan(&number); errors.Is(err, sql.ErrNoRows) {
			return nil
		} else if err != nil {
			return err
		}
		runs, err := s.load(v, []int{number})
		if err != nil {
			return err
		}
		found = &runs[0].Run
		found.Identity = id // the parameters with the types that the caller gave them
		return runs[0].readSeries(v)
	})
	return found, err
}

// Begin notes that a run starts; see [experiment.Keeper]. The run is in the store
// from then on, with the folder, the version of Go and GOMAXPROCS.
func (s *Store) Begin(run *experiment.Run) (experiment.Recorder, error) {
	if run == nil {
		return nil, errors.New("store.Begin: run is nil")
	}
	folder, err := os.Getwd()
	if err != nil {
		folder = "" // a folder that was removed is no reason to keep nothing
	}
	r := &recorder{store: s, metrics: map[string]*metric{}}
	err = s.write.do(func(t *writing) error {
		setup, err := t.text(run.Setup)
		if err != nil {
			return err
		}
		source, err := t.text(run.Source)
		if err != nil {
			return err
		}
		res, err := t.exec(`INSERT INTO runs (identity, study, setup, arm, seed, status, started, revision, source, folder, go, platform, procs)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			identity(run.Identity), run.Study, setup, run.Arm, int64(run.Seed), string(experiment.Running),
			run.Started.UTC().Format(timeFormat), run.Commit, source, folder,
			runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH, runtime.GOMAXPROCS(0))
		if err != nil {
			return err
		}
		if r.id, err = res.LastInsertId(); err != nil {
			return err
		}
		return t.params(r.id, run.Params)
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// text is the number of a text, which is kept once however many runs have it.
func (t *writing) text(text string) (id int64, err error) {
	if _, err := t.exec(`INSERT INTO texts (text) VALUES (?) ON CONFLICT DO NOTHING`, text); err != nil {
		return 0, err
	}
	err = t.scan(&id, `SELECT id FROM texts WHERE text = ?`, text)
	return id, err
}

func (t *writing) params(run int64, params experiment.Params) error {
	for name, v := range params {
		kind, value := "", any(nil)
		switch v := v.(type) {
		case float64:
			kind, value = "float", nullable(v)
		case int:
			kind, value = "int", int64(v)
		case string:
			kind, value = "string", v
		case bool:
			kind, value = "bool", v
		default:
			return fmt.Errorf("parameter %q is a %T: want a float64, int, string or bool", name, v)
		}
		if _, err := t.exec(`INSERT INTO params (run, name, kind, value) VALUES (?, ?, ?, ?)`, run, name, kind, value); err != nil {
			return err
		}
	}
	return nil
}

// nullable is a float as SQLite takes it, which has no NaN.
func nullable(x float64) any {
	if math.IsNaN(x) {
		return nil
	}
	return x
}

// float is the number that nullable made.
func float(x sql.NullFloat64) float64 {
	if !x.Valid {
		return math.NaN()
	}
	return x.Float64
}

func parseTime(s string) time.Time {
	t, _ := time.Parse(timeFormat, s) // the zero time where another program wrote something else
	return t
}
