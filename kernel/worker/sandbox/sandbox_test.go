package sandbox

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestMode(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Mode
		ok   bool
	}{
		{"strict", Strict, true}, {"best-effort", BestEffort, true}, {"", Off, false}, {"yes", Off, false}, {"Strict", Off, false},
	} {
		var m Mode
		if err := m.Set(tt.text); (err == nil) != tt.ok || m != tt.want {
			t.Errorf("%q: %q, %v", tt.text, m, err)
		}
	}
}

func TestVisible(t *testing.T) {
	root := real(t.TempDir())
	home := filepath.Join(root, "home", "user")
	for _, dir := range []string{".ssh", ".config/gcloud", "work/.git", "data"} {
		if err := os.MkdirAll(filepath.Join(home, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{".netrc", "nb.ipynb"} {
		if err := os.WriteFile(filepath.Join(home, file), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	elsewhere := filepath.Join(root, "elsewhere")
	if err := os.Symlink(home, elsewhere); err != nil {
		t.Fatal(err)
	}
	in := func(names ...string) []string {
		for i, n := range names {
			names[i] = filepath.Join(home, n)
		}
		return names
	}
	for _, tt := range []struct {
		folder, home string
		want         []string
	}{
		{filepath.Join(home, "work"), home, in("work")},
		{home, home, in("data", "nb.ipynb", "work")},
		{elsewhere, home, in("data", "nb.ipynb", "work")},
		{home, elsewhere, in("data", "nb.ipynb", "work")},
		{filepath.Dir(home), home, nil},
		{"/", home, nil},
		{home + "/../user/", home, in("data", "nb.ipynb", "work")},
		{filepath.Join(root, "home", "user2"), home, []string{filepath.Join(root, "home", "user2")}},
		{home, "", []string{home}},
	} {
		if got := Visible(tt.folder, tt.home); !slices.Equal(got, tt.want) {
			t.Errorf("%s with home %s: %q, wanted %q", tt.folder, tt.home, got, tt.want)
		}
	}
}

func TestEnvironment(t *testing.T) {
	env := []string{"HOME=/h", "AWS_SECRET_ACCESS_KEY=x", "LC_ALL=C", "LCX=1", "JPY_PARENT_PID=1", "MONRO_SANDBOX=own", "MONRO_MEMORY=1G",
		"TMPDIR=/t", "MONRO_SCRATCH=/elsewhere", "GOMAXPROCS=2", "OPENBLAS_NUM_THREADS=1", "HOMEX=1", "broken"}
	if got := (Policy{}).Environment(slices.Clone(env)); len(got) != len(env)-1 || slices.Contains(got, "MONRO_SANDBOX=own") {
		t.Errorf("without a sandbox: %q", got)
	}
	p := Policy{Mode: Strict, Scratch: "/s", Read: []string{"/a \"b\""}}
	got := p.Environment(env)
	want := []string{"HOME=/h", "LC_ALL=C", "MONRO_MEMORY=1G", "GOMAXPROCS=2", "OPENBLAS_NUM_THREADS=1"}
	if len(got) != len(want)+4 || !slices.Equal(got[:len(want)], want) {
		t.Fatalf("%q, wanted %q first", got, want)
	}
	for _, s := range []string{"MONRO_SCRATCH=/s", "TMPDIR=/s", "MONRO_STORE=/s/monro.db"} {
		if !slices.Contains(got, s) {
			t.Errorf("%q: no %s", got, s)
		}
	}
	text, _ := strings.CutPrefix(got[len(want)], passed+"=")
	var back Policy
	if err := json.Unmarshal([]byte(text), &back); err != nil || back.Mode != p.Mode || back.Scratch != p.Scratch || !slices.Equal(back.Read, p.Read) || back.Inside {
		t.Errorf("%s: %+v, %v", text, back, err)
	}
}

func TestEnterRefuses(t *testing.T) {
	if inside, err := Enter(); inside || err != nil {
		t.Errorf("without a policy: %v, %v", inside, err)
	}
	t.Setenv(passed, "{")
	if inside, err := Enter(); !inside || err == nil {
		t.Errorf("with half a policy: %v, %v", inside, err)
	}
}

func TestCheck(t *testing.T) {
	if err := Check(Off); err != nil {
		t.Error(err)
	}
	if err := Check(BestEffort); err != nil {
		t.Error(err)
	}
	if err := Check(Strict); (err != nil) != (len(Lacks()) > 0) {
		t.Errorf("lacks %v, error %v", Lacks(), err)
	}
}
