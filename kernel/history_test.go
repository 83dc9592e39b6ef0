package kernel

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func sources(all []entry) []string {
	s := []string{}
	for _, e := range all {
		s = append(s, e.Source)
	}
	return s
}

func TestHistory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub", "history.jsonl")
	h := openHistory(path, slog.Default())
	for i, s := range []string{"a = 1", "b", "a = 2"} {
		h.add(i+1, s)
	}
	h.close()
	if f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0); err == nil { // a line that was cut, and one of another program
		f.WriteString("{\"session\":7,\"li\nnoise\n")
		f.Close()
	}
	h = openHistory(path, slog.Default())
	defer h.close()
	for i, s := range []string{"b", "c?", strings.Repeat("long", historyLine)} {
		h.add(i+1, s)
	}
	h.add(4, "d\ne")
	two, three := 2, 3
	long := h.entries[5].Source
	for _, tt := range []struct {
		r    historyRequest
		want []string
	}{
		{historyRequest{Access: "tail", N: 1}, []string{"d\ne"}},
		{historyRequest{Access: "tail"}, []string{"a = 1", "b", "a = 2", "b", "c?", long, "d\ne"}},
		{historyRequest{Access: "range", Start: 1, Stop: &three}, []string{"b", "c?"}},
		{historyRequest{Access: "range", Session: -1, Start: 2}, []string{"b", "a = 2"}},
		{historyRequest{Access: "range", Session: 1, Start: 0, Stop: &two}, []string{"a = 1"}},
		{historyRequest{Access: "range", Session: 9}, []string{}},
		{historyRequest{Access: "search", Pattern: "a*"}, []string{"a = 1", "a = 2"}},
		{historyRequest{Access: "search", Pattern: "a*", N: 1}, []string{"a = 2"}},
		{historyRequest{Access: "search", Pattern: "b"}, []string{"b", "b"}},
		{historyRequest{Access: "search", Pattern: "b", Unique: true}, []string{"b"}},
		{historyRequest{Access: "search", Pattern: "d*e"}, []string{"d\ne"}},
		{historyRequest{Access: "nonsense"}, []string{}},
	} {
		if got := sources(h.find(tt.r)); !slices.Equal(got, tt.want) {
			t.Errorf("%+v: got %d %.40q", tt.r, len(got), got)
		}
	}
	h.close()
	if got := len(openHistory(path, slog.Default()).entries); got != 6 { // all but the long one
		t.Errorf("%d entries in the file", got)
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

func FuzzByteOffset(f *testing.F) {
	f.Add("é𝔤x", 2)
	f.Add("\xff\xfe", 1)
	f.Fuzz(func(t *testing.T, code string, points int) {
		i := byteOffset(code, points)
		if i < 0 || i > len(code) {
			t.Fatalf("offset %d of %d", i, len(code))
		}
		if n := codePoints(code, i); points >= 0 && n != min(points, codePoints(code, len(code))) {
			t.Errorf("%q: %d code points became %d", code, points, n)
		}
	})
}
