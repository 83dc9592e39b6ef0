//go:build unix

package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/ncruces/go-sqlite3/driver"

	"database/sql"

	"monro/stdlib/experiment"
	"monro/stdlib/experiment/store"
)

func init() {
	children["study"] = runStudy
	children["full"] = runFull
	children["write"] = func(path string) error {
		s, err := store.Open(path)
		if err != nil {
			return err
		}
		defer s.Close()
		return writeRuns(s, os.Getpid(), 20)
	}
}

const (
	crashSeeds  = 400
	crashPoints = 600
)

// crashStudy has runs that log two metrics and keep an artefact. Their values say
// which run and step they are of.
func crashStudy(s *store.Store, made func(seed uint64)) *experiment.Study {
	seeds := make([]uint64, crashSeeds)
	for i := range seeds {
		seeds[i] = uint64(i)
	}
	return experiment.New("crash", seeds).Keep(s).Quiet().Arm("a", func(t *experiment.Trial) error {
		made(t.Seed)
		t.Artefact("early", []byte(fmt.Sprint(t.Seed)))
		for k := range crashPoints {
			t.At(k)
			t.Log("x", float64(t.Seed)+float64(k)/1024)
			t.Log("y", float64(k))
		}
		t.Artefact("late", make([]byte, 5000))
		return nil
	})
}

func runStudy(path string) error {
	s, err := store.Open(path)
	if err != nil {
		return err
	}
	_, err = crashStudy(s, func(uint64) {}).Run()
	return err
}

// A store whose process is killed again and again is sound each time, holds each
// run that it says is done as a whole, and in the end the study makes those alone
// that are missing.
func TestKilledInTheMiddle(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runs.db")
	r := rand.New(rand.NewPCG(3, 4))
	kills := 12
	if testing.Short() {
		kills = 4
	}
	interrupted := 0
	for range kills {
		cmd := child(t, "study", path)
		check(t, cmd.Start())
		time.Sleep(time.Duration(10+r.IntN(90)) * time.Millisecond)
		check(t, cmd.Process.Kill())
		cmd.Wait()
		if _, err := os.Stat(path); err != nil {
			continue // killed before it came to that
		}
		sound(t, path)
		s, err := store.Open(path)
		check(t, err)
		interrupted += len(list(t, s, "status = 'running'"))
		wholeRuns(t, s)
		check(t, s.Close())
	}
	if interrupted == 0 {
		t.Error("no run was cut off: the test tests nothing")
	}

	s, err := store.Open(path)
	check(t, err)
	defer s.Close()
	done := len(list(t, s, "status = 'done'"))
	var mu sync.Mutex
	made := 0
	res, err := crashStudy(s, func(uint64) { mu.Lock(); made++; mu.Unlock() }).Run()
	check(t, err)
	if made != crashSeeds-done || len(res.Runs) != crashSeeds {
		t.Errorf("%d of %d runs were done; %d were made, %d are in the result", done, crashSeeds, made, len(res.Runs))
	}
	if got := len(list(t, s, "status = 'done'")); got != crashSeeds || wholeRuns(t, s) != crashSeeds {
		t.Errorf("%d runs are done, want %d", got, crashSeeds)
	}
}

// sound asks SQLite itself whether the file is.
func sound(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	check(t, err)
	defer db.Close()
	var verdict string
	check(t, db.QueryRow("PRAGMA integrity_check").Scan(&verdict))
	if verdict != "ok" {
		t.Fatalf("integrity_check: %s", verdict)
	}
	rows, err := db.Query("PRAGMA foreign_key_check")
	check(t, err)
	defer rows.Close()
	if rows.Next() {
		t.Fatal("rows that belong to no run")
	}
}

// wholeRuns returns how many runs are done, having checked that all of them is there.
func wholeRuns(t *testing.T, s *store.Store) int {
	t.Helper()
	res, err := s.Result("status = 'done'")
	check(t, err)
	for _, run := range res.Runs {
		x, y := run.History.Values("x"), run.History.Values("y")
		if len(x) != crashPoints || len(y) != crashPoints || len(run.Artefacts) != 2 {
			t.Fatalf("seed %d is done with %d and %d points and artefacts %v", run.Seed, len(x), len(y), run.Artefacts)
		}
		for k := range x {
			if x[k] != float64(run.Seed)+float64(k)/1024 || y[k] != float64(k) {
				t.Fatalf("seed %d, step %d: %g, %g", run.Seed, k, x[k], y[k])
			}
		}
	}
	return len(res.Runs)
}

func writeRuns(s *store.Store, who, runs int) error {
	for i := range runs {
		rec, err := s.Begin(&experiment.Run{Identity: experiment.Identity{Study: "shared", Arm: fmt.Sprint(who), Seed: uint64(i)}, Source: "shared text"})
		if err != nil {
			return err
		}
		for k := range 10 {
			if err := rec.Log([]experiment.Point{{Metric: "x", Place: experiment.Place{Step: k}, Value: float64(i)}}); err != nil {
				return err
			}
		}
		if err := rec.Finish(experiment.End{Status: experiment.Done}); err != nil {
			return err
		}
	}
	return nil
}

// Several processes, and goroutines in one of them, make a store and write to it at
// the same time.
func TestShared(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runs.db")
	const processes, routines = 4, 4
	var group sync.WaitGroup
	for range processes {
		cmd := child(t, "write", path)
		out := new(strings.Builder)
		cmd.Stderr = out
		check(t, cmd.Start())
		group.Go(func() {
			if err := cmd.Wait(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	s, err := store.Open(path)
	check(t, err)
	defer s.Close()
	for i := range routines {
		group.Go(func() {
			if err := writeRuns(s, i, 20); err != nil {
				t.Error(err)
			}
			if _, err := s.Runs("x > 3"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	sound(t, path)
	res, err := s.Result("study = 'shared' and status = 'done'")
	check(t, err)
	if want := (processes + routines) * 20; len(res.Runs) != want {
		t.Errorf("%d runs, want %d", len(res.Runs), want)
	}
	for _, run := range res.Runs {
		if x := run.History.Values("x"); len(x) != 10 || x[9] != float64(run.Seed) {
			t.Errorf("%s %d: %v", run.Arm, run.Seed, x)
		}
	}
}

// runFull keeps a study in a file that may not grow beyond a size, which is to a
// program as a full disk is.
func runFull(path string) error {
	s, err := store.Open(path)
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	const size = 2_000_000
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size}); err != nil {
		return err
	}
	res, err := crashStudy(s, func(uint64) {}).Run()
	if err != nil {
		return err
	}
	for _, run := range res.Runs {
		if run.Status != experiment.Done || len(run.History.Values("x")) != crashPoints {
			return fmt.Errorf("seed %d: %s with %d points", run.Seed, run.Status, len(run.History.Values("x")))
		}
	}
	if len(res.Runs) != crashSeeds {
		return fmt.Errorf("%d runs", len(res.Runs))
	}
	if n := len(res.Notes); n != 1 || !strings.Contains(res.Notes[0], path) || !strings.Contains(res.Notes[0], "is full") {
		return fmt.Errorf("%d notes: %q", n, res.Notes)
	}
	return nil
}

// A full disk costs no results: the study goes on and says once what is the matter.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runs.db")
	cmd := child(t, "full", path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	sound(t, path)
	s, err := store.Open(path)
	check(t, err)
	defer s.Close()
	if n := wholeRuns(t, s); n == 0 || n == crashSeeds {
		t.Errorf("%d of %d runs were kept: want some", n, crashSeeds)
	}
}
