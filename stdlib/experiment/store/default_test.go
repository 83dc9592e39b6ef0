package store

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCompact(t *testing.T) {
	s := temporary(t)
	for range 20 {
		check(t, logged(t, s, 1, 2000))
	}
	size := func() int64 {
		info, err := os.Stat(s.path)
		check(t, err)
		return info.Size()
	}
	check(t, s.write.outside("PRAGMA wal_checkpoint(truncate)"))
	before := size()
	check(t, s.Compact())
	if after := size(); after > before/4 {
		t.Errorf("%d bytes before, %d after", before, after)
	}
	run, err := s.Run(20)
	check(t, err)
	if n := len(run.History.Values("loss")); n != 2000 {
		t.Errorf("%d points are left", n)
	}
	if _, err := s.Run(19); err == nil {
		t.Error("a superseded run is left")
	}
}

func TestDefault(t *testing.T) {
	home, work := t.TempDir(), t.TempDir()
	t.Setenv("XDG_DATA_HOME", home)
	t.Setenv(File, "")
	t.Chdir(work)
	at := func(want string) *Store {
		t.Helper()
		s, err := Default()
		check(t, err)
		t.Cleanup(func() { s.Close() })
		if got, _ := filepath.Rel(want, s.Path()); got != "." {
			t.Errorf("it is %s, want %s", s.Path(), want)
		}
		return s
	}
	user := at(filepath.Join(home, "monro", "monro.db"))
	if again := at(user.Path()); again != user {
		t.Error("a second store on the same file")
	}
	local, err := Open("monro.db")
	check(t, err)
	defer local.Close()
	at(filepath.Join(work, "monro.db"))
	t.Setenv(File, filepath.Join(work, "other.db"))
	other := at(filepath.Join(work, "other.db"))
	check(t, other.Close())
	if at(other.Path()) == other {
		t.Error("a closed store")
	}
	t.Setenv(File, filepath.Join(work, "none", "x.db"))
	if s, err := Default(); err == nil {
		t.Errorf("opened %v", s)
	}
}

// A path is taken as it is, whatever it means in a URI.
func TestOddPaths(t *testing.T) {
	for _, name := range []string{"a b.db", "a?mode=memory.db", "a#b%41.db", "ü.db"} {
		path := filepath.Join(t.TempDir(), name)
		s, err := Open(path)
		check(t, err)
		check(t, logged(t, s, 1, 1))
		if runs, err := s.Runs(); err != nil || runs.Len() != 1 {
			t.Errorf("%s: %v, %v", name, runs, err)
		}
		check(t, s.Close())
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
