package history

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ncruces/go-sqlite3"
)

// opened opens a history that must not complain.
func opened(t testing.TB, path string, old ...string) *History {
	t.Helper()
	h := Open(path, slog.New(slog.NewTextHandler(complaint{t}, nil)), old...)
	t.Cleanup(h.Close)
	return h
}

type complaint struct{ t testing.TB }

func (c complaint) Write(p []byte) (int, error) {
	c.t.Errorf("the history complains: %s", p)
	return len(p), nil
}

func sources(all []Entry) []string {
	s := []string{}
	for _, e := range all {
		s = append(s, e.Source)
	}
	return s
}

func TestFind(t *testing.T) {
	for _, path := range []string{"", filepath.Join(t.TempDir(), "sub", "history.sqlite")} {
		h := opened(t, path)
		long := strings.Repeat("long", 1<<18)
		want := []string{}
		if path != "" {
			for i, s := range []string{"a = 1", "b", "a = 2"} {
				h.Add(i+1, s)
				want = append(want, s)
			}
			h.Close()
			opened(t, path).Close() // a session without cells has no number
			h = opened(t, path)
		}
		this := 1 + min(len(want), 1)
		for i, s := range []string{"b", "c?", long, "d\ne"} {
			h.Add(i+1, s)
			want = append(want, s)
		}
		h.Result(2, "7")
		two, three := 2, 3
		for _, tt := range []struct {
			q      Query
			memory []string // what a history in memory finds, where it differs
			want   []string
		}{
			{Query{Access: "tail", N: 1}, nil, []string{"d\ne"}},
			{Query{Access: "tail"}, nil, want},
			{Query{Access: "range", Start: 1, Stop: &three}, nil, []string{"b", "c?"}},
			{Query{Access: "range", Session: -1, Start: 2}, []string{}, []string{"b", "a = 2"}},
			{Query{Access: "range", Session: this - 1, Start: 0, Stop: &two}, []string{"b"}, []string{"a = 1"}},
			{Query{Access: "range", Session: 9}, nil, []string{}},
			{Query{Access: "search", Pattern: "a*"}, []string{}, []string{"a = 1", "a = 2"}},
			{Query{Access: "search", Pattern: "a*", N: 1}, []string{}, []string{"a = 2"}},
			{Query{Access: "search", Pattern: "b"}, []string{"b"}, []string{"b", "b"}},
			{Query{Access: "search", Pattern: "b", Unique: true}, nil, []string{"b"}},
			{Query{Access: "search", Pattern: "d*e"}, nil, []string{"d\ne"}},
			{Query{Access: "nonsense"}, nil, []string{}},
		} {
			if path == "" && tt.memory != nil {
				tt.want = tt.memory
			}
			if got := sources(h.Find(tt.q)); !slices.Equal(got, tt.want) {
				t.Errorf("%q: %+v: got %.60q, want %.60q", path, tt.q, got, tt.want)
			}
		}
		if got, want := h.Find(Query{Access: "range", Start: 2, Stop: &three}), []Entry{{this, 2, "c?", "7"}}; !reflect.DeepEqual(got, want) {
			t.Errorf("with its output: %v, want %v", got, want)
		}
	}
}

// Processes share a file: each session keeps its own number and lines.
func TestShared(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.sqlite")
	const sessions, cells = 4, 50
	var wg sync.WaitGroup
	for s := range sessions {
		wg.Go(func() {
			h := opened(t, path)
			for i := range cells {
				h.Add(i+1, fmt.Sprint(s, " ", i))
				if i%10 == 0 {
					h.Find(Query{Access: "tail", N: 1})
				}
			}
			h.Close()
		})
	}
	wg.Wait()
	bySession := map[int][]string{}
	for _, e := range opened(t, path).Find(Query{Access: "tail"}) {
		bySession[e.Session] = append(bySession[e.Session], e.Source)
	}
	if len(bySession) != sessions {
		t.Fatalf("%d sessions, want %d", len(bySession), sessions)
	}
	for n, lines := range bySession {
		for i, line := range lines {
			if want := fmt.Sprint(lines[0][:1], " ", i); line != want || len(lines) != cells {
				t.Fatalf("session %d: line %d of %d is %q, want %q", n, i, len(lines), line, want)
			}
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// What cannot be used is said once, and the history goes on in memory.
func TestTrouble(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, path string){
		"damaged": func(t *testing.T, path string) { os.WriteFile(path, bytes.Repeat([]byte("noise"), 1000), 0o600) },
		"cut": func(t *testing.T, path string) {
			h := opened(t, path)
			h.Add(1, strings.Repeat("x", 1<<16))
			h.Close()
			os.Truncate(path, 5000)
		},
		"folder": func(t *testing.T, path string) { os.Mkdir(path, 0o700) },
		"below a file": func(t *testing.T, path string) {
			os.RemoveAll(filepath.Dir(path))
			os.WriteFile(filepath.Dir(path), nil, 0o600)
		},
		"newer": func(t *testing.T, path string) {
			opened(t, path).Close()
			db, err := sqlite3.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			db.Exec("PRAGMA user_version = 1000")
		},
		"locked": func(t *testing.T, path string) {
			opened(t, path).Close()
			db, err := sqlite3.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			if err := db.Exec("BEGIN IMMEDIATE"); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "sub", "history.sqlite")
			os.Mkdir(filepath.Dir(path), 0o700)
			spoil(t, path)
			var log bytes.Buffer
			h := Open(path, slog.New(slog.NewTextHandler(&log, nil)))
			h.Add(1, "x")
			h.Add(2, "y")
			if got := sources(h.Find(Query{Access: "tail"})); !slices.Equal(got, []string{"x", "y"}) {
				t.Errorf("found %q", got)
			}
			h.Close()
			if got := strings.Count(log.String(), "lives in memory"); got != 1 {
				t.Errorf("said %d times: %s", got, log.String())
			}
		})
	}
}

// A file that fails while the session goes on takes nothing of the session with it.
func TestTroubleLater(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.sqlite")
	var log bytes.Buffer
	h := Open(path, slog.New(slog.NewTextHandler(&log, nil)))
	h.Add(1, "before")
	h.Find(Query{Access: "tail"})
	db, err := sqlite3.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Exec("CREATE TRIGGER full BEFORE INSERT ON history BEGIN SELECT raise(ABORT, 'disk is full'); END"); err != nil {
		t.Fatal(err)
	}
	h.Add(2, "after")
	if got := sources(h.Find(Query{Access: "range"})); !slices.Equal(got, []string{"before", "after"}) {
		t.Errorf("found %q", got)
	}
	h.Close()
	if !strings.Contains(log.String(), "disk is full") {
		t.Errorf("log: %s", log.String())
	}
}

// Files of the old form are taken over by a new database, once, as is one that stands
// in its place.
func TestOldFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	kernel := write("kernel", "{\"session\":3,\"line\":1,\"source\":\"a\"}\n{\"session\":3,\"line\":2,\"source\":\"b\\nc\"}\nnoise\n{\"session\":4,\"line\":1,\"source\":\"d\"}\n{\"session\":4,\"li")
	terminal := write("terminal", "\"t\"\n\"u\"\n")
	path := write("history", "\"place\"\n")
	want := []Entry{{1, 1, "a", ""}, {1, 2, "b\nc", ""}, {2, 1, "d", ""}, {3, 1, "t", ""}, {3, 2, "u", ""}, {4, 1, "place", ""}}
	for range 2 {
		h := opened(t, path, kernel, terminal, filepath.Join(dir, "none"))
		if got := h.Find(Query{Access: "tail"}); !reflect.DeepEqual(got, want) {
			t.Errorf("found %v, want %v", got, want)
		}
		h.Close()
	}
	if got, err := os.ReadFile(path + ".old"); err != nil || string(got) != "\"place\"\n" {
		t.Errorf("the file that stood there: %q, %v", got, err)
	}
}

func TestGlob(t *testing.T) {
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"", "a", false}, {"*", "", true}, {"*", "abc", true}, {"a*c", "abbc", true}, {"a*c", "abbd", false},
		{"?", "é", true}, {"?", "", false}, {"*b*b*", "abab", true}, {"a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaac", false},
		{"[x]", "[x]", true}, {"a?c*", "abc", true},
	} {
		if got := glob(tt.pattern, tt.text); got != tt.want {
			t.Errorf("glob(%q, %q) is %v", tt.pattern, tt.text, got)
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	h := opened(b, filepath.Join(b.TempDir(), "history.sqlite"))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		h.Add(i, "x := 1")
	}
}
