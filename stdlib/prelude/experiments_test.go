package prelude

import (
	"path/filepath"
	"testing"

	"monro/stdlib/experiment"
	"monro/stdlib/experiment/store"
)

func TestRuns(t *testing.T) {
	t.Setenv("MONRO_STORE", filepath.Join(t.TempDir(), "runs.db"))
	s, err := store.Default()
	if err != nil {
		t.Fatal(err)
	}
	st := experiment.New("two", Seeds(2))
	st.Arm("a", func(t *experiment.Trial) error { t.Log("loss", float64(t.Seed)); return nil })
	st.Keep(s)
	if _, err := st.Run(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		where []any
		want  int
	}{{nil, 2}, {[]any{"seed = ?", 1}, 1}, {[]any{"arm = 'b'"}, 0}} {
		if runs, err := Runs(c.where...); err != nil || runs.Len() != c.want {
			t.Errorf("%v: %v, %v; want %d", c.where, runs, err, c.want)
		}
	}
	if _, err := Runs("nothing = 1"); err == nil {
		t.Error("a column that is not there")
	}
	t.Setenv("MONRO_STORE", t.TempDir())
	if _, err := Runs(); err == nil {
		t.Error("a folder is no store")
	}
}
