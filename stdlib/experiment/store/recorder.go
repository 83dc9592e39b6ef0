package store

import (
	"errors"
	"math"

	"monro/stdlib/experiment"
)

// A recorder writes what one run logs.
type recorder struct {
	store   *Store
	id      int64
	part    int // of the series, the last one written
	metrics map[string]*metric
}

type metric struct {
	position, count   int
	last, least, most float64
	fresh             bool // has values that are not written
}

// Log keeps points in one transaction, with the summaries of their metrics.
func (r *recorder) Log(points []experiment.Point) error {
	if len(points) == 0 {
		return nil
	}
	data := encode(points)
	for i := range points {
		r.sum(&points[i])
	}
	r.part++
	return r.store.write.do(func(t *writing) error {
		if _, err := t.exec(`INSERT INTO series (run, part, data) VALUES (?, ?, ?)`, r.id, r.part, data); err != nil {
			return err
		}
		for name, m := range r.metrics {
			if !m.fresh {
				continue
			}
			_, err := t.exec(`INSERT OR REPLACE INTO metrics (run, name, position, count, last, least, most) VALUES (?, ?, ?, ?, ?, ?, ?)`,
				r.id, name, m.position, m.count, nullable(m.last), nullable(m.least), nullable(m.most))
			if err != nil {
				return err
			}
			m.fresh = false
		}
		return nil
	})
}

func (r *recorder) sum(p *experiment.Point) {
	m := r.metrics[p.Metric]
	if m == nil {
		m = &metric{position: len(r.metrics), least: math.NaN(), most: math.NaN()}
		r.metrics[p.Metric] = m
	}
	m.count++
	m.last, m.fresh = p.Value, true
	if !(p.Value >= m.least) && !math.IsNaN(p.Value) { // also where least is NaN
		m.least = p.Value
	}
	if !(p.Value <= m.most) && !math.IsNaN(p.Value) {
		m.most = p.Value
	}
}

// Artefact keeps a named file. Its MIME type is that of the name's ending, or else
// of its contents.
func (r *recorder) Artefact(name string, data []byte) error {
	if data == nil {
		data = []byte{} // an empty file, not NULL
	}
	return r.store.write.do(func(t *writing) error {
		_, err := t.exec(`INSERT OR REPLACE INTO artefacts (run, name, mime, data) VALUES (?, ?, ?, ?)`, r.id, name, mimeType(name, data), data)
		return err
	})
}

// Finish notes how the run ended.
func (r *recorder) Finish(end experiment.End) error {
	return r.store.write.do(func(t *writing) error {
		res, err := t.exec(`UPDATE runs SET status = ?, error = ?, seconds = ? WHERE id = ?`,
			string(end.Status), end.Error, nullable(end.Seconds), r.id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(errDeleted, err)
		}
		return nil
	})
}
