package check

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"monro/lang/cell"
	"monro/lang/check/packages"
)

// A session is a checker with the cells it has seen.
type session struct {
	t    *testing.T
	fset *token.FileSet
	c    *Checker
	n    int
}

func newSession(t *testing.T) *session {
	t.Helper()
	prelude, err := packages.Import("monro/stdlib/prelude")
	if err != nil {
		t.Fatal(err)
	}
	operators, err := packages.Import("monro/stdlib/operator")
	if err != nil {
		t.Fatal(err)
	}
	return &session{t, token.NewFileSet(), &Checker{
		Scope: NewScope(), Importer: packages.Importer(), ByName: packages.ByName, Prelude: prelude, Operators: operators,
	}, 0}
}

func (s *session) check(code string) (*Unit, []Error) {
	s.t.Helper()
	s.n++
	c, err := cell.Parse(s.fset, fmt.Sprint("cell ", s.n), code)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.c.Check(s.fset, c)
}

// accept checks cells that must be right and commits them.
func (s *session) accept(cells ...string) (u *Unit) {
	s.t.Helper()
	for _, code := range cells {
		var errs []Error
		if u, errs = s.check(code); len(errs) > 0 {
			s.t.Fatalf("%s: %v", code, errs)
		}
		s.c.Scope.Commit(u)
	}
	return u
}

func names(u *Unit) []string {
	var list []string
	for _, e := range u.Entries {
		list = append(list, e.Name)
	}
	slices.Sort(list)
	return list
}

func TestDeclarations(t *testing.T) {
	for _, tt := range []struct {
		cells []string
		name  string
		typ   string
	}{
		{[]string{"x := 1"}, "x", "int"},
		{[]string{"x := 1", `x := "s"`}, "x", "string"},
		{[]string{"x := 1", "x := float64(x) / 2"}, "x", "float64"},
		{[]string{"x, err := strconv.Atoi(\"1\")"}, "err", "error"},
		{[]string{`x := strconv.Atoi("1")`}, "x", "int"},
		{[]string{"v := []float64{1}", "w := 2*v - 1"}, "w", "[]float64"},
		{[]string{"n, f := 3, 0.5", "y := n * f"}, "y", "float64"},
		{[]string{"m := mat.NewDense(1, 1, nil)", "p := m * m"}, "p", "*gonum.org/v1/gonum/mat.Dense"},
		{[]string{"y := sin([]float64{1})"}, "y", "[]float64"},
		{[]string{"y := sin(2)"}, "y", "float64"},
		{[]string{"f := func() int { return n }\nn := 3"}, "f", "func() int"},
		{[]string{"strings := strings.ToUpper(\"a\")"}, "strings", "string"},
	} {
		s := newSession(t)
		s.accept(tt.cells...)
		e := s.c.Scope.Lookup(tt.name)
		if e == nil || types.TypeString(e.Obj.Type(), nil) != tt.typ {
			t.Errorf("%q: %s is %v, want %s", tt.cells, tt.name, e, tt.typ)
		}
	}
}

func TestFollowing(t *testing.T) {
	s := newSession(t)
	s.accept("func a() int { return 1 }", "func b() int { return a() }", "func c() int { return b() }", "func other() {}")
	if got := names(s.accept("func a() int { return 2 }")); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("a new a brings along %v, want a, b and c", got)
	}
	u := s.accept("func a() string { return \"\" }")
	if len(u.Warnings) == 0 || !strings.Contains(u.Warnings[0].Message, "keeps its earlier meaning") {
		t.Errorf("warnings %v, want that b cannot follow", u.Warnings)
	}
	s.accept("x := 1", "func useX() int { return x }")
	if got := names(s.accept("x := 2")); !slices.Equal(got, []string{"x"}) {
		t.Errorf("a variable of the same type brings along %v", got)
	}
}

func TestTypesStay(t *testing.T) {
	s := newSession(t)
	s.accept("type T struct{ X int }", "v := T{1}")
	old := s.c.Scope.Lookup("T").Obj
	s.accept("type T struct{ X int }\nfunc (t T) F() int { return t.X }", "v.F()")
	if s.c.Scope.Lookup("T").Obj != old {
		t.Error("the same declaration made another type")
	}
	s.accept("type T struct{ X, Y int }")
	if s.c.Scope.Lookup("T").Obj == old {
		t.Error("another declaration made the same type")
	}
	if _, errs := s.check("var w T = v"); len(errs) != 1 {
		t.Errorf("a value of the old type fits the new one: %v", errs)
	}
}

func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		cells     []string
		line, col int
		message   string
	}{
		{[]string{"x := y"}, 1, 6, "undefined: y"},
		{[]string{"x := x"}, 1, 1, "x refers to itself"},
		{[]string{"type T struct{ X int }", "func (t T) X() {}"}, 1, 12, "same name X"},
		{[]string{"type T struct{}\nfunc (t T) F() int { return 1 }", "func (t T) F() string { return \"\" }"}, 1, 12, "declared as func() int"},
		{[]string{"x := []float64{1}", "var s string = x + 1"}, 1, 0, "cannot use x + 1"},
		{[]string{`n, m := strconv.Atoi("1"), 2, 3`}, 1, 31, "extra init expr 3"},
		{[]string{"1 + \"a\""}, 1, 0, "mismatched types"},
	} {
		s := newSession(t)
		last := len(tt.cells) - 1
		s.accept(tt.cells[:last]...)
		_, errs := s.check(tt.cells[last])
		if len(errs) == 0 || errs[0].Line != tt.line || tt.col > 0 && errs[0].Column != tt.col || !strings.Contains(errs[0].Message, tt.message) {
			t.Errorf("%q: %v, want %d:%d %s", tt.cells, errs, tt.line, tt.col, tt.message)
		}
	}
}

// A cell that fails leaves no trace.
func TestFailedCell(t *testing.T) {
	s := newSession(t)
	s.accept("x := 1", "type T struct{}")
	if _, errs := s.check("x := \"s\"\nfunc (t T) M() {}\nundefinedThing()"); len(errs) == 0 {
		t.Fatal("no error")
	}
	s.accept("y := x + 1")
	if got := s.c.Scope.Names(); !slices.Equal(got, []string{"T", "x", "y"}) {
		t.Errorf("names %v", got)
	}
}
