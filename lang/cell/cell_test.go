package cell

import (
	"go/token"
	"testing"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, code            string
		imports, funcs, stmts int
		hide                  bool
	}{
		{"statements", "x := 1\nx++", 0, 0, 2, false},
		{"mixed", "x := 1\nfunc f(a int) int {\n\treturn a + x\n}\nf(2)", 0, 1, 2, false},
		{"method", "type P struct{ X int }\nfunc (p P) Get() int { return p.X }", 0, 1, 1, false},
		{"literal call", "func(a int) { _ = a }(3)", 0, 0, 1, false},
		{"imports", "import \"fmt\"\nimport (\n\t\"os\"\n\tr \"math/rand\"\n)\nfmt.Println(1)", 3, 0, 1, false},
		{"hidden", "x := 1\nx;", 0, 0, 2, true},
		{"one line", "a := 1; func g() {}; b := 2", 0, 1, 2, false},
		{"empty", "", 0, 0, 0, false},
		{"comment", "// only words", 0, 0, 0, false},
		{"generic", "func Map[T any](x T) T { return x }", 0, 1, 0, false},
	}
	for _, tt := range tests {
		c, err := Parse(token.NewFileSet(), "cell 1", tt.code)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if len(c.Imports) != tt.imports || len(c.Funcs) != tt.funcs || len(c.Stmts) != tt.stmts || c.Hide != tt.hide {
			t.Errorf("%s: %d imports, %d funcs, %d stmts, hide %v; want %d, %d, %d, %v", tt.name,
				len(c.Imports), len(c.Funcs), len(c.Stmts), c.Hide, tt.imports, tt.funcs, tt.stmts, tt.hide)
		}
	}
}

func TestPositions(t *testing.T) {
	fset := token.NewFileSet()
	c, err := Parse(fset, "cell 7", "x := 1\nfunc f() {\n}\n  y := 2")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		pos  token.Pos
		want string
	}{
		{c.Stmts[0].Pos(), "cell 7:1:1"},
		{c.Funcs[0].Pos(), "cell 7:2:1"},
		{c.Stmts[1].Pos(), "cell 7:4:3"},
	} {
		if got := fset.Position(tt.pos).String(); got != tt.want {
			t.Errorf("position %s, want %s", got, tt.want)
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, tt := range []struct {
		code      string
		line, col int
	}{
		{"x := := 3", 1, 6},
		{"a := 1\nb := )", 2, 6},
		{"}", 1, 1},
		{"for {", 1, 6},
		{"a := 1\n\tfoo(", 2, 6},
	} {
		_, err := Parse(token.NewFileSet(), "cell 1", tt.code)
		e, ok := err.(*Error)
		if !ok || e.Line != tt.line || e.Column != tt.col {
			t.Errorf("%q: error %v, want one at %d:%d", tt.code, err, tt.line, tt.col)
		}
	}
}

func TestCompleteness(t *testing.T) {
	for _, tt := range []struct {
		code   string
		want   State
		indent string
	}{
		{"x := 1", Complete, ""}, {"func f() {", Incomplete, "\t"}, {"func f() int { return 1 }", Complete, ""},
		{"for i := 0; i < 3; i++ {", Incomplete, "\t"}, {"fmt.Println(", Incomplete, "\t"},
		{"x := 1 +", Incomplete, ""}, {"s := `abc", Incomplete, ""}, {"}", Invalid, ""}, {"x := )", Invalid, ""},
		{"type T struct {\n\tA int", Incomplete, "\t"}, {"", Complete, ""}, {"/* open", Incomplete, ""},
		{"if x {\n\tfor {", Incomplete, "\t\t"},
	} {
		got, indent := Completeness(tt.code)
		if got != tt.want || indent != tt.indent {
			t.Errorf("%q: %s %q, want %s %q", tt.code, got, indent, tt.want, tt.indent)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"x := 1", "func f() {}\n}", "import \"fmt\"", "type T struct{", "\x00", "/*", "func (", "a;;b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		c, err := Parse(token.NewFileSet(), "cell 1", code)
		if err == nil && c == nil {
			t.Fatal("neither cell nor error")
		}
		Completeness(code)
	})
}

func TestDocs(t *testing.T) {
	for _, tt := range []struct{ name, code, want string }{
		{"function on the first lines", "// One.\n// Two.\nfunc f() {}", "One.\nTwo.\n"},
		{"function", "x := 1\n\n// One.\nfunc f() {}\ny := 2", "One.\n"},
		{"remark on the line before", "x := 1 // no\nfunc f() {}", ""},
		{"comment apart", "// no\n\nfunc f() {}", ""},
		{"long comment", "x := 1 /*one\ntwo */\nfunc f() {}", "one\ntwo\n"},
		{"long comment behind a function", "func f() {} /*one\ntwo */\nvar x int", "one\ntwo\n"},
		{"type on the first lines", "// One.\n// Two.\ntype T int", "One.\nTwo.\n"},
		{"type", "x := 1\n// One.\ntype T int", "One.\n"},
		{"remark before a type", "x := 1 // no\ntype T int", ""},
		{"comment inside of what is before", "if true {\n\t// no\n}\ntype T int", ""},
		{"assignment", "// One.\nx := 1", "One.\n"},
		{"none", "func f() {}", ""},
	} {
		c, err := Parse(token.NewFileSet(), "cell 1", tt.code)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		got := ""
		for _, f := range c.Funcs {
			got += f.Doc.Text()
		}
		for _, d := range c.Docs {
			got += d.Text()
		}
		if got != tt.want {
			t.Errorf("%s: comment %q, want %q", tt.name, got, tt.want)
		}
	}
}

func FuzzParsePartial(f *testing.F) {
	for _, s := range []string{"x := 1", "func f() {}\n}", "import \"fmt", "type T struct{", "\x00", "/*", "func (", "a;;b", "// c\nfunc f(", "}}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		p := ParsePartial(token.NewFileSet(), "cell 1", code)
		for _, at := range p.Faults {
			if at < 0 || at > len(code) {
				t.Fatalf("a fault at %d of %d bytes", at, len(code))
			}
		}
		if _, err := Parse(token.NewFileSet(), "cell 1", code); err == nil && len(p.Faults) > 0 {
			t.Fatalf("%d faults in a whole cell", len(p.Faults))
		}
	})
}
