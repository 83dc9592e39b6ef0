package difftest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"monro/lang"
)

// TestDialect holds what the dialect adds to Go. Each case is a list of cells;
// what the last one prints, and then the value it shows, must be want.
func TestDialect(t *testing.T) {
	cells := func(c ...string) []string { return c }
	for _, c := range []struct {
		name  string
		cells []string
		want  string
	}{
		{"last expression is shown", cells("x := 40", "x + 2"), "=> 42"},
		{"semicolon hides it", cells("x := 40", "x + 2;"), ""},
		{"no value after an assignment", cells("x := 40"), ""},
		{"no value after Println", cells(`fmt.Println("hi")`), "hi"},
		{"no value after Printf", cells(`fmt.Printf("%d\n", 3)`), "3"},
		{"several values", cells("func f() (int, string) { return 1, \"a\" }", "f()"), "=> 1, a"},
		{"value and nil error", cells(`strconv.Atoi("12")`), "=> 12"},
		{"nothing after a nil error", cells("func f() error { return nil }", "f()"), ""},
		{"nil", cells("var p *int", "p"), "=> nil"},
		{"struct value", cells("type P struct{ X int }", "P{3}"), "=> P{X: 3}"},
		{"stringer value", cells("type P struct{ X int }\nfunc (p P) String() string { return \"P!\" }", "P{3}"), "=> P!"},
		{"named value", cells("type Celsius float64", "Celsius(21.5)"), "=> 21.5"},
		{"string value", cells(`"a" + "b"`), "=> ab"},
		{"slice value", cells("[]int{1, 2}"), "=> [1 2]"},
		{"method value of a package", cells(`strings.ToUpper("x")`), "=> X"},
		{"constant value", cells("1 << 10"), "=> 1024"},
		{"bool value", cells("3 < 4"), "=> true"},

		{"another type for a variable", cells("v := 1", `v := "now a string"`, "v"), "=> now a string"},
		{"another type by var", cells("var v = 1", "var v = []float64{1}", "v"), "=> [1]"},
		{"variable from its old self", cells("x := 1", "x := x + 1", "x := x + 1", "x"), "=> 3"},
		{"variable of another type from its old self", cells("x := 41", `x := fmt.Sprint(x + 1, "!")`, "x"), "=> 42!"},
		{"variable again in one cell", cells("x := 1\nx := x + 1\nx"), "=> 2"},
		{"error again in one cell", cells("func f(n int) (int, error) { return n, nil }", "a, err := f(1)\nb, err := f(2)\na + b"), "=> 3"},
		{"swap by define", cells("a, b := 1, 2", "a, b := b, a", "fmt.Println(a, b)"), "2 1"},
		{"var again starts anew", cells("var n int\nn = 5", "var n int", "n"), "=> 0"},
		{"function becomes variable", cells("func f() int { return 1 }", "f := 2", "f"), "=> 2"},
		{"variable becomes function", cells("f := 2", "func f() int { return 7 }", "f()"), "=> 7"},
		{"variable becomes type", cells("T := 2", "type T struct{ n int }", "T{4}.n"), "=> 4"},
		{"constant again", cells("const k = 1", "const k = 2", "k"), "=> 2"},
		{"name of a package as variable", cells("strings := 3", "strings"), "=> 3"},

		{"callers see the newest function", cells("func base() int { return 1 }", "func calls() int { return base() + 1 }", "func base() int { return 100 }", "calls()"), "=> 101"},
		{"callers of callers too", cells("func a() int { return 1 }", "func b() int { return a() }", "func c() int { return b() }", "func a() int { return 5 }", "c()"), "=> 5"},
		{"function uses the newest variable", cells("k := 1", "func f() int { return k }", "k := 7", "f()"), "=> 7"},
		{"function uses a constant declared again", cells("const k = 1", "func f() int { return k }", "const k = 7", "f()"), "=> 7"},
		{"method again", cells("type T struct{}", "func (T) M() int { return 1 }", "t := T{}", "func (T) M() int { return 2 }", "t.M()"), "=> 2"},
		{"type again", cells("type T struct{ X int }", "type T struct{ X, Y int }", "T{1, 2}.Y"), "=> 2"},
		{"cell with a type run again", cells("type T struct{ X int }", "t := T{1}", "type T struct{ X int }", "t = T{5}", "t.X"), "=> 5"},
		{"cell with type and method run again", cells("type T struct{ X int }\nfunc (t T) Get() int { return t.X }", "t := T{4}", "type T struct{ X int }\nfunc (t T) Get() int { return t.X * 10 }", "t.Get()"), "=> 40"},
		{"methods in later cells", cells("type T struct{ n int }", "func (t *T) Add(k int) { t.n += k }", "func (t T) Get() int { return t.n }", "t := T{}", "t.Add(3)\nt.Get()"), "=> 3"},

		{"unused variables", cells("func f() int { x := 1; y := 2; return 3 }", "f()"), "=> 3"},
		{"unused imports", cells(`import "os"`, "1"), "=> 1"},
		{"unused label", cells("func f() int {\nL:\n\tfor {\n\t\treturn 4\n\t}\n}", "f()"), "=> 4"},
		{"no imports needed", cells(`strings.Repeat("ab", 2) + strconv.Itoa(math.MaxInt8)`), "=> abab127"},
		{"declarations in any order", cells("y := twice(k)\nfunc twice(n int) int { return 2 * n }\nconst k = 4\ny"), "=> 8"},
		{"expression as statement", cells("1 + 2\n3 + 4"), "=> 7"},

		{"implicit error", cells(`d := strconv.Atoi("12")`, "d + 1"), "=> 13"},
		{"implicit error in an argument", cells(`fmt.Println(strconv.Atoi("12"))`), "12 <nil>"},
		{"implicit error in an expression", cells(`1 + strconv.Atoi("12")`), "=> 13"},
		{"implicit error in a function", cells(`func f(s string) int { return 2 * strconv.Atoi(s) }`, `f("4")`), "=> 8"},
		{"both results as in Go", cells(`n, err := strconv.Atoi("x")`, `fmt.Println(n, err != nil)`), "0 true"},
		{"blank error as in Go", cells(`n, _ := strconv.Atoi("x")`, `n`), "=> 0"},

		{"state after a panic", cells("x := 1", "x = 2\npanic(\"p\")", "x"), "=> 2"},
		{"state after a compile error", cells("x := 1", "x = undefined1", "x"), "=> 1"},
		{"a cell that fails declares what ran", cells("x := 5\nvar a []int\n_ = a[3]", "x"), "=> 5"},
		{"defer in a cell", cells("defer fmt.Println(\"deferred\")\nfmt.Println(\"body\")"), "body\ndeferred"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := lastCell(t, c.cells)
			if err != nil {
				t.Fatalf("%v\n%s", err, strings.Join(c.cells, "\n---\n"))
			}
			if got != c.want {
				t.Errorf("got %q, want %q\n%s", got, c.want, strings.Join(c.cells, "\n---\n"))
			}
		})
	}
}

// TestDialectErrors holds what must stop a cell: the last cell's error must be
// of the kind, and its message must hold the words.
func TestDialectErrors(t *testing.T) {
	for _, c := range []struct {
		name, cells, kind, words string
	}{
		{"implicit error", `d := strconv.Atoi("x")`, "Error", "invalid syntax"},
		{"implicit error in a function", "func f(s string) int { return strconv.Atoi(s) }\n---\nf(\"q\")", "Error", "invalid syntax"},
		{"dropped error", "func f() error { return errors.New(\"bad\") }\n---\nf()\nfmt.Println(1)", "Error", "bad"},
		{"dropped error of the last expression", "func f() error { return errors.New(\"bad\") }\n---\nf()", "Error", "bad"},
		{"dropped error in a function", "func g() error { return errors.New(\"deep\") }\nfunc f() int { g(); return 1 }\n---\nf()", "Error", "deep"},
		{"undefined", "nosuch + 1", "CompileError", "undefined: nosuch"},
		{"types do not match", `var n int = "s"`, "CompileError", "cannot use"},
		{"missing return", "func f() int { }", "CompileError", "missing return"},
		{"syntax", "x := (1 + ", "CompileError", "line 1"},
		{"method declared with another signature", "type T struct{}\n---\nfunc (T) M() int { return 1 }\n---\nfunc (T) M() string { return \"\" }", "CompileError", "declare type T again"},
		{"exit ends the cell only", "os.Exit(3)", "Exit", "os.Exit(3)"},
		{"endless recursion", "func f(n int) int { return f(n+1) + 1 }\n---\nf(0)", "StackOverflow", "stack overflow"},
		{"unknown package", `import "no/such"`, "CompileError", "no/such"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := lastCell(t, strings.Split(c.cells, "\n---\n"))
			var e *lang.Error
			if !errors.As(err, &e) || e.Name != c.kind || !strings.Contains(e.Message, c.words) {
				t.Errorf("got %v, want %s with %q", err, c.kind, c.words)
			}
		})
	}
}

// lastCell runs cells in a fresh session and returns what the last one prints
// and shows, or its error.
func lastCell(t *testing.T, cells []string) (string, error) {
	t.Helper()
	stdout := os.Stdout
	defer func() { os.Stdout = stdout }()
	var out strings.Builder
	s, err := lang.New(lang.Options{Stdout: &out, Stderr: &strings.Builder{}})
	if err != nil {
		t.Fatal(err)
	}
	var v *lang.Value
	for _, c := range cells {
		out.Reset()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		v, err = s.Eval(ctx, c)
		cancel()
	}
	text := out.String()
	if v != nil {
		text += fmt.Sprint("=> ", v.Bundle.Data["text/plain"])
	}
	return strings.TrimRight(text, "\n"), err
}
