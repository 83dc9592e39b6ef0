package magic

import (
	"slices"
	"testing"

	"monro/internal/nearest"
)

func TestOptions(t *testing.T) {
	for _, tt := range []struct {
		args string
		list []option
		rest string
	}{
		{"f(x)", nil, "f(x)"},
		{"-n 10 f(x)", []option{{"n", "10"}}, "f(x)"},
		{"-n 10 -r 3 f(x)", []option{{"n", "10"}, {"r", "3"}}, "f(x)"},
		{"-n10 -r3 f(x)", []option{{"n", "10"}, {"r", "3"}}, "f(x)"},
		{"-n 10 -x", []option{{"n", "10"}}, "-x"},
		{"-n 10", []option{{"n", "10"}}, ""},
		{"-n ten f(x)", []option{{"n", "ten"}}, "f(x)"},
		{"-q 1 f(x)", []option{{"q", "1"}}, "f(x)"},
		{"-x", nil, "-x"},
		{"-x * 3", nil, "-x * 3"},
		{"-n10 * 3", nil, "-n10 * 3"},
		{"-n10", nil, "-n10"},
		{"-f(x)", nil, "-f(x)"},
	} {
		list, rest := options(tt.args)
		if !slices.Equal(list, tt.list) || rest != tt.rest {
			t.Errorf("%q: %v and %q, want %v and %q", tt.args, list, rest, tt.list, tt.rest)
		}
	}
}

func TestWords(t *testing.T) {
	for _, tt := range []struct {
		args string
		want []string
	}{
		{"", nil},
		{" a  b ", []string{"a", "b"}},
		{`a "b c" 'd "e'`, []string{"a", "b c", `d "e`}},
		{`a""b "" c`, []string{"ab", "", "c"}},
		{`"open end`, []string{"open end"}},
	} {
		if got := words(tt.args); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.args, got, tt.want)
		}
	}
}

func TestNearest(t *testing.T) {
	for _, tt := range []struct{ word, want string }{
		{"%tiem", "%time"}, {"%timit", "%timeit"}, {"%rset", "%reset"}, {"%hlep", "%help"}, {"%%writfile", "%%writefile"}, {"%matplotlib", ""}, {"%x", ""},
	} {
		var names []string
		for _, i := range All() {
			names = append(names, i.Name)
		}
		if got := nearest.Name(tt.word, names); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.word, got, tt.want)
		}
	}
}

func TestComplete(t *testing.T) {
	for _, tt := range []struct {
		text  string
		names []string
		start int
		ok    bool
	}{
		{"%ti", []string{"%time", "%%time", "%timeit", "%%timeit"}, 0, true},
		{"x := 1\n  %ti", []string{"%time", "%timeit"}, 9, true},
		{"%%b", []string{"%%bash"}, 0, true},
		{"x\n%%b", []string{"%%bash"}, 2, true},
		{"%nothing", nil, 0, true},
		{"x := 5 %ti", nil, 0, false},
		{"%time ti", nil, 0, false},
		{"", nil, 0, false},
	} {
		list, start, ok := Complete(tt.text, len(tt.text))
		var names []string
		for _, i := range list {
			names = append(names, i.Name)
		}
		if !slices.Equal(names, tt.names) || start != tt.start || ok != tt.ok {
			t.Errorf("%q: %q from %d, %v; want %q from %d, %v", tt.text, names, start, ok, tt.names, tt.start, tt.ok)
		}
	}
}
