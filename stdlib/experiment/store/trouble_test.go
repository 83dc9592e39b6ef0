package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"monro/stdlib/experiment"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func logged(t testing.TB, s *Store, seed uint64, values int) error {
	t.Helper()
	rec, err := s.Begin(&experiment.Run{Identity: experiment.Identity{Study: "s", Seed: seed}})
	if err != nil {
		return err
	}
	points := make([]experiment.Point, values)
	for k := range points {
		points[k] = experiment.Point{Metric: "loss", Place: experiment.Place{Step: k}, Value: float64(k)}
	}
	if err := rec.Log(points); err != nil {
		return err
	}
	return rec.Finish(experiment.End{Status: experiment.Done})
}

// Each file that is no good gives an error that names it and says what to do.
func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	file := func(name string) string { return filepath.Join(folder, name) }
	text := file("notes.txt")
	check(t, os.WriteFile(text, []byte(strings.Repeat("no database. ", 1000)), 0o644))
	script := func(name, commands string) string {
		s, err := Open(file(name))
		check(t, err)
		check(t, logged(t, s, 1, 10))
		check(t, s.write.outside(commands))
		check(t, s.Close())
		return file(name)
	}
	newer := script("newer.db", "PRAGMA user_version = 99")
	foreign := script("foreign.db", "PRAGMA application_id = 7")
	short := script("short.db", "PRAGMA journal_mode = delete")
	check(t, os.Truncate(short, 5000))

	for _, c := range []struct{ path, want string }{
		{"", "the path is empty: want the name of a file"},
		{folder, "is a folder: want a file in it"},
		{file("none/runs.db"), "there is no folder " + file("none") + ": make it first"},
		{text, "no store, nor any SQLite database: use another file"},
		{newer, "version 99 and this Monro knows 1: update Monro, or use another file"},
		{foreign, "database of another program: use another file"},
		{short, "is damaged: move it away"},
	} {
		s, err := Open(c.path)
		if err == nil {
			s.Close()
			t.Errorf("%s opens", c.path)
			continue
		}
		if got := err.Error(); !strings.Contains(got, c.want) || !strings.Contains(got, c.path) {
			t.Errorf("%s: %s\nwant %q", c.path, got, c.want)
		}
	}
	if data, _ := os.ReadFile(text); !strings.HasPrefix(string(data), "no database.") || len(data) != 13000 {
		t.Error("a file that is no store was changed")
	}
}

// A page that is overwritten is an error where it is read, and the study goes on.
func TestDamagedPages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runs.db")
	s, err := Open(path)
	check(t, err)
	for seed := range uint64(50) {
		check(t, logged(t, s, seed, 200))
	}
	check(t, s.Close())
	data, err := os.ReadFile(path)
	check(t, err)
	for i := 8192; i < len(data); i++ {
		data[i] = byte(i * 7)
	}
	check(t, os.WriteFile(path, data, 0o644))

	s, err = Open(path)
	if err == nil {
		defer s.Close()
		_, err = s.Runs()
	}
	if err == nil || !strings.Contains(err.Error(), path+": the file is damaged: move it away") {
		t.Fatalf("a damaged file: %v", err)
	}
}

// Where the damage is in a series alone, SQLite does not see it; the checksum does.
func TestDamagedSeriesIsNamed(t *testing.T) {
	s := temporary(t)
	check(t, logged(t, s, 1, 10))
	check(t, logged(t, s, 2, 10))
	check(t, s.write.outside(`UPDATE series SET data = substr(data, 1, 20) || x'ff' || substr(data, 22) WHERE run = 2`))
	if _, err := s.Run(1); err != nil {
		t.Errorf("the sound run: %v", err)
	}
	_, err := s.Run(2)
	if err == nil || !strings.Contains(err.Error(), `run 2 logged is damaged: delete the run, with Delete("id = 2")`) {
		t.Errorf("the damaged run: %v", err)
	}
	runs, err := s.Runs()
	if err != nil || runs.Len() != 2 {
		t.Errorf("the list: %v, %v", runs, err)
	}
}

func temporary(t testing.TB, options ...Option) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "runs.db"), options...)
	check(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func TestFullFile(t *testing.T) {
	s := temporary(t)
	check(t, s.write.outside("PRAGMA max_page_count = 60"))
	var err error
	kept := 0
	for ; err == nil && kept < 1000; kept++ {
		err = logged(t, s, uint64(kept), 300)
	}
	if err == nil || !strings.Contains(err.Error(), s.path+": the disk is full: make room") {
		t.Fatalf("after %d runs: %v", kept, err)
	}
	check(t, s.write.outside("PRAGMA max_page_count = 1000"))
	if err := logged(t, s, 9999, 300); err != nil {
		t.Errorf("once there is room: %v", err)
	}
	runs, err := s.Runs("status = 'done'")
	if err != nil || runs.Len() != kept {
		t.Errorf("%d runs are done (%v), want %d", runs.Len(), err, kept)
	}
}

// A study in a store that somebody else holds has all its results, a note, and
// does not wait at each run.
func TestLocked(t *testing.T) {
	s := temporary(t, Wait(30*time.Millisecond))
	check(t, logged(t, s, 1, 1))
	other, err := Open(s.path)
	check(t, err)
	defer other.Close()
	check(t, other.write.outside("BEGIN IMMEDIATE"))

	if runs, err := s.Runs(); err != nil || runs.Len() != 1 {
		t.Errorf("reading a locked store: %v, %v", runs, err)
	}
	seeds := make([]uint64, 20)
	for i := range seeds {
		seeds[i] = uint64(i)
	}
	st := experiment.New("locked", seeds).Quiet().Keep(s).Arm("a", func(tr *experiment.Trial) error {
		tr.Log("loss", float64(tr.Seed))
		return nil
	})
	res, err := st.Run()
	check(t, err)
	if len(res.Runs) != 20 || len(res.Notes) != 1 || !strings.Contains(res.Notes[0], s.path+": it is locked: another program was writing to it for more than 30ms") {
		t.Errorf("%d runs; notes %q", len(res.Runs), res.Notes)
	}
	check(t, other.write.outside("ROLLBACK"))
	s.write.until = time.Time{} // as if time had passed
	if err := logged(t, s, 2, 1); err != nil {
		t.Errorf("once it is free: %v", err)
	}
}

// After a wait in vain the next write is refused at once, and waits again later.
func TestLockedDoesNotWaitTwice(t *testing.T) {
	s := temporary(t, Wait(time.Millisecond))
	other, err := Open(s.path)
	check(t, err)
	defer other.Close()
	check(t, other.write.outside("BEGIN IMMEDIATE"))
	first := logged(t, s, 1, 1)
	s.write.until = time.Now().Add(time.Hour)
	check(t, other.write.outside("ROLLBACK"))
	if second := logged(t, s, 1, 1); second == nil || second != first {
		t.Errorf("first %v, then %v", first, second)
	}
	s.write.until = time.Now()
	if err := logged(t, s, 1, 1); err != nil {
		t.Errorf("later: %v", err)
	}
}

func TestDeletedWhileItRuns(t *testing.T) {
	s := temporary(t)
	rec, err := s.Begin(&experiment.Run{})
	check(t, err)
	if n, err := s.Delete("true"); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	for what, err := range map[string]error{
		"Log":      rec.Log([]experiment.Point{{Metric: "x"}}),
		"Artefact": rec.Artefact("a", nil),
		"Finish":   rec.Finish(experiment.End{Status: experiment.Done}),
	} {
		if err == nil || !strings.Contains(err.Error(), "the run was deleted while it ran") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestClosed(t *testing.T) {
	s := temporary(t)
	rec, err := s.Begin(&experiment.Run{})
	check(t, err)
	check(t, s.Close())
	_, begin := s.Begin(&experiment.Run{})
	_, runs := s.Runs()
	_, find := s.Find(experiment.Identity{})
	_, run := s.Run(1)
	for what, err := range map[string]error{
		"Begin": begin, "Runs": runs, "Find": find, "Run": run, "Finish": rec.Finish(experiment.End{}), "Compact": s.Compact(),
	} {
		if err == nil || !strings.Contains(err.Error(), "it is closed: open it again") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}

func TestBadRuns(t *testing.T) {
	s := temporary(t)
	if _, err := s.Begin(nil); err == nil {
		t.Error("a nil run begins")
	}
	_, err := s.Begin(&experiment.Run{Identity: experiment.Identity{Params: experiment.Params{"f": func() {}}}})
	if err == nil || !strings.Contains(err.Error(), `parameter "f" is a func()`) {
		t.Errorf("a function as a parameter: %v", err)
	}
	if runs, err := s.Runs(); err != nil || runs.Len() != 0 {
		t.Errorf("%v were kept (%v)", runs, err)
	}
}

// An interrupted cell ends a condition that would run for ever.
func TestReadingIsInterrupted(t *testing.T) {
	s := temporary(t)
	check(t, logged(t, s, 1, 1))
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer stop()
	err := s.reading(ctx, func(v snapshot) error {
		_, err := s.pick(v, "Runs", []any{"(with recursive n(i) as (select 1 union all select i+1 from n) select max(i) from n) > 0"})
		return err
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("ended with %v", err)
	}
}
