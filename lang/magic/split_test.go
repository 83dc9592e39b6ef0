package magic

import (
	"go/token"
	"slices"
	"strings"
	"testing"

	"monro/lang/cell"
)

// written lists the parts of a cell as "kind name|arguments|body".
func written(text string) []string {
	var list []string
	for _, p := range Split(text) {
		switch p.Kind {
		case Code:
			list = append(list, "go "+strings.TrimSpace(text[p.From:p.To]))
		case Line:
			list = append(list, p.Name+"|"+p.Args(text))
		case Cell:
			list = append(list, p.Name+"|"+p.Args(text)+"|"+text[p.Body:p.To])
		case Shell:
			list = append(list, "!|"+p.Args(text))
		case Help:
			list = append(list, "??"[:1+p.Detail]+"|"+p.Args(text))
		}
	}
	return list
}

func TestSplit(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		// Go alone.
		{"", nil},
		{"x := 1\nx", nil},
		{"x := (10\n%3)", nil},
		{"x := f(10\n%time(3))", nil},
		{"x := 10 %\n3", nil},
		{"s := `\n%time x\n!ls\ny?\n`", nil},
		{"/*\n%time x\n!ls\ny?\n*/ x", nil},
		{"/* a\n*/ %time x", nil},
		{"// %time x\nx // why?", nil},
		{"// why?", nil},
		{"ok := a &&\n!b", nil},
		{"ok :=\n!b", nil},
		{"f(a,\n!b,\n)", nil},
		{"if x {\n%time y\n}", nil},
		{"!= 3", nil},
		{"!", nil},
		{"% time", nil},
		{"x %= 3", nil},
		{"s := \"%time\"\n", nil},
		{"s := 'a'\nt := \"?\"", nil},
		// Lines.
		{"%pwd", []string{"%pwd|"}},
		{"  %cd  my folder  ", []string{"%cd|my folder"}},
		{"x := 1\n%pwd\ny := 2", []string{"go x := 1", "%pwd|", "go y := 2"}},
		{"f(\n1)\n%pwd", []string{"go f(\n1)", "%pwd|"}},
		{"func f() {\n}\n%pwd", []string{"go func f() {\n}", "%pwd|"}},
		{"x := 1;\n%pwd", []string{"go x := 1;", "%pwd|"}},
		{"s := `a`\n%pwd", []string{"go s := `a`", "%pwd|"}},
		{"x := 1 // it's\n%pwd", []string{"go x := 1 // it's", "%pwd|"}},
		{"// only a comment\n%pwd\n// another", []string{"%pwd|"}},
		{"%cd a\\\nb\nx", []string{"%cd|a\\\nb", "go x"}},
		{"%load it's\n%load `a\nx", []string{"%load|it's", "%load|`a", "go x"}},
		{"%nosuch (\nx", []string{"%nosuch|(", "go x"}},
		// Lines of Go go on as Go does.
		{"%time f(x)\ny", []string{"%time|f(x)", "go y"}},
		{"%time for i := range 3 {\n\tg(i)\n}\ny", []string{"%time|for i := range 3 {\n\tg(i)\n}", "go y"}},
		{"%time a +\nb\nc", []string{"%time|a +\nb", "go c"}},
		{"%time a; b\nc", []string{"%time|a; b", "go c"}},
		{"%time a;\nc", []string{"%time|a;", "go c"}},
		{"%time f(`\n`)\nc", []string{"%time|f(`\n`)", "go c"}},
		{"%time x // c\n%pwd", []string{"%time|x // c", "%pwd|"}},
		{"%time\nx", []string{"%time|", "go x"}},
		{"%time", []string{"%time|"}},
		{"%timeit -n 10 -r 3 f(x)\ny", []string{"%timeit|-n 10 -r 3 f(x)", "go y"}},
		// Commands.
		{"!ls -l", []string{"!|ls -l"}},
		{"! ls\nx", []string{"!|ls", "go x"}},
		{"!echo it's \"a\nx", []string{"!|echo it's \"a", "go x"}},
		{"!echo /* `\nx", []string{"!|echo /* `", "go x"}},
		{"!echo a \\\n b\nx", []string{"!|echo a \\\n b", "go x"}},
		{"x\n!ls\n!pwd", []string{"go x", "!|ls", "!|pwd"}},
		// Help.
		{"x?", []string{"?|x"}},
		{"vec.Dot??  \ny", []string{"??|vec.Dot", "go y"}},
		{"?x", []string{"?|x"}},
		{"??x.y", []string{"??|x.y"}},
		{"%time?\n?%%bash", []string{"?|%time", "?|%%bash"}},
		{"größe?", []string{"?|größe"}},
		// Cells.
		{"%%bash\necho it's\n", []string{"%%bash||echo it's\n"}},
		{"%%time\nx\n%pwd", []string{"%%time||x\n%pwd"}},
		{"\n// about\n%%sh a b\nls", []string{"%%sh|a b|ls"}},
		{"%%sh", []string{"%%sh||"}},
		{"x\n%%sh\nls", []string{"go x", "%%sh||ls"}},
	} {
		if got := written(tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("%q\n got %q\nwant %q", tt.text, got, tt.want)
		}
	}
}

func TestGo(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"x := 1", "x := 1"},
		{"%pwd\nx := 1", "    \nx := 1"},
		{"%time f(x)\ny", "      f(x)\ny"},
		{"%timeit -n 10 f(x)", "              f(x)"},
		{"%%time\nf(x)", "      \nf(x)"},
		{"%%bash\nls", "      \n  "},
		{"%%timeit -r 3 a := 1\nf(a)", strings.Repeat(" ", 20) + "\nf(a)"},
		{"!ls\nx?\ny", "   \nx \ny"},
		{"?%time\n??x", "      \n  x"},
	} {
		if got := Go(tt.text); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{
		"x := 1\n%time f(x)\ny?", "!ls \\\n-l", "%%bash\necho", "s := `\n%pwd\n`", "%time for {\n}", "?a\n??b", "/* \n%x", "(\n%x)",
		"%time x;\n%pwd // c", "a\r\n%b\r\n", "%time `", "\xff?", "%%", "x := 7\n%\n3",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parts := Split(text)
		at := 0
		for i, p := range parts {
			if p.From < at || p.To < p.From || p.To > len(text) {
				t.Fatalf("part %d is %d to %d of %d bytes, after one that ends at %d", i, p.From, p.To, len(text), at)
			}
			if hasTokens(text[at:p.From]) {
				t.Fatalf("%q is in no part", text[at:p.From])
			}
			if p.Kind != Code && (p.ArgsFrom < p.From || p.ArgsTo < p.ArgsFrom || p.ArgsTo > p.To) {
				t.Fatalf("part %d: arguments are %d to %d, part %d to %d", i, p.ArgsFrom, p.ArgsTo, p.From, p.To)
			}
			p.Unfinished(text)
			Check(p, i == 0)
			at = p.To
		}
		if code := Go(text); len(code) != len(text) || strings.Count(code, "\n") != strings.Count(text, "\n") {
			t.Fatalf("Go has %d bytes in %d lines, the cell %d in %d", len(code), strings.Count(code, "\n"), len(text), strings.Count(text, "\n"))
		}
		for cursor := range min(len(text), 100) {
			Complete(text, cursor)
			Inspect(text, cursor)
		}
		negates := slices.ContainsFunc(strings.Split(text, "\n"), func(s string) bool { return strings.HasPrefix(strings.TrimSpace(s), "!") })
		if _, err := cell.Parse(token.NewFileSet(), "cell", text); err == nil && parts != nil && !negates {
			t.Fatalf("sound Go was taken apart: %q", written(text))
		}
	})
}
