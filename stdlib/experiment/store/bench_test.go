package store

import (
	"fmt"
	"path/filepath"
	"testing"

	"monro/stdlib/experiment"
)

func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "runs.db")
	open := func() {
		s, err := Open(path)
		check(b, err)
		check(b, s.Close())
	}
	open()
	for b.Loop() {
		open()
	}
}

func batch(n int) []experiment.Point {
	points := make([]experiment.Point, n)
	for k := range points {
		points[k] = experiment.Point{Metric: [2]string{"loss", "error"}[k%2], Value: 1 / float64(k+1)}
		points[k].Step, points[k].Seconds, points[k].Cost.Grads = k/2, float64(k/2)*1e-5, k/2
	}
	return points
}

// A trial of 256 points, which is what a study hands over at a time.
func BenchmarkTrials(b *testing.B) {
	s := temporary(b)
	points := batch(256)
	seed := uint64(0)
	for b.Loop() {
		seed++
		rec, err := s.Begin(&experiment.Run{Identity: experiment.Identity{Study: "s", Arm: "a", Params: experiment.Params{"lr": 0.1}, Seed: seed}})
		check(b, err)
		check(b, rec.Log(points))
		check(b, rec.Finish(experiment.End{Status: experiment.Done}))
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "trials/s")
}

func BenchmarkPoints(b *testing.B) {
	s := temporary(b)
	rec, err := s.Begin(&experiment.Run{})
	check(b, err)
	points := batch(256)
	for b.Loop() {
		check(b, rec.Log(points))
	}
	b.ReportMetric(float64(b.N*len(points))/b.Elapsed().Seconds(), "points/s")
}

func BenchmarkDecode(b *testing.B) {
	data := encode(batch(256))
	for b.Loop() {
		var h experiment.History
		check(b, decode(data, h.Add))
	}
	b.ReportMetric(float64(b.N*256)/b.Elapsed().Seconds(), "points/s")
	b.ReportMetric(float64(len(data))/256, "bytes/point")
}

// In a store of ten thousand runs.
func BenchmarkTenThousand(b *testing.B) {
	s := temporary(b)
	check(b, s.write.do(func(t *writing) error { // one transaction, to be there soon
		_, err := t.exec(`INSERT INTO texts VALUES (1, '')`)
		for i := 0; i < 10_000 && err == nil; i++ {
			id := experiment.Identity{Study: "s", Arm: "a", Seed: uint64(i)}
			_, err = t.exec(`INSERT INTO runs (identity, study, setup, arm, seed, status, started, seconds, revision, source, folder, go, platform, procs)
				VALUES (?, 's', 1, 'a', ?, 'done', '', 1, '', 1, '', '', '', 1)`, identity(id), i)
			for _, name := range []string{"lr", "batch"} {
				if err == nil {
					_, err = t.exec(`INSERT INTO params VALUES (?, ?, 'int', ?)`, i+1, name, i)
				}
			}
			for _, name := range []string{"loss", "error"} {
				if err == nil {
					_, err = t.exec(`INSERT INTO metrics VALUES (?, ?, 0, 1, ?, 0, 0)`, i+1, name, i)
				}
			}
		}
		return err
	}))
	for _, where := range []string{"loss < 20 and lr > 3", "order by loss limit 10", "id = 5000", ""} {
		b.Run(fmt.Sprintf("where=%q", where), func(b *testing.B) {
			for b.Loop() {
				_, err := s.Runs(where)
				check(b, err)
			}
		})
	}
	b.Run("find", func(b *testing.B) {
		for b.Loop() {
			_, err := s.Find(experiment.Identity{Study: "s", Arm: "a", Seed: 77})
			check(b, err)
		}
	})
}
