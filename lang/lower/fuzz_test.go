package lower_test

import (
	"go/token"
	"testing"

	"monro/lang/cell"
	"monro/lang/check"
	"monro/lang/check/packages"
	"monro/lang/lower"
)

// FuzzLower checks and lowers arbitrary cells: whatever go/types accepts is
// lowered or refused with an error, and nothing panics.
func FuzzLower(f *testing.F) {
	for _, s := range []string{
		"x := 1\nfunc f[T any](a T) T { return a }\nf(x)",
		"type P struct{ X int }\nfunc (p *P) M() { p.X++ }\nvar i interface{ M() } = &P{}\ni.M()",
		"for i := range 3 { defer func() { recover() }() }",
		"switch v := any(1).(type) { case int, string: _ = v; default: }",
		"a, b := map[string]int{}, []any{1, nil}\na[\"x\"], b[0] = 1, 2",
		"L: for k, v := range func(yield func(int, string) bool) { yield(1, \"\") } { if k > 0 { continue L }; _ = v; break L }",
		"select { case v, ok := <-make(chan int): _, _ = v, ok; default: }",
		"const c = 1 << 3\nvar u uint8 = ^uint8(c)\nu >>= 1",
		"x := []float64{1}\nx += 2*x\n-x",
		"f, err := os.Open(\"x\")\nos.Open(\"y\")",
		"type T [2]T2\ntype T2 []T\nvar t T\nt",
		"goto end\nend:",
		"func(a ...int) {}([]int{1}...)",
	} {
		f.Add(s)
	}
	prelude, err := packages.Import("monro/stdlib/prelude")
	if err != nil {
		f.Fatal(err)
	}
	operators, err := packages.Import("monro/stdlib/operator")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, code string) {
		fset := token.NewFileSet()
		c, err := cell.Parse(fset, "cell 1", code)
		if err != nil {
			return
		}
		checker := &check.Checker{Scope: check.NewScope(), Importer: packages.Importer(), ByName: packages.ByName, Prelude: prelude, Operators: operators}
		u, errs := checker.Check(fset, c)
		if len(errs) > 0 {
			return
		}
		l := lower.New(packages.Importer(), func(string, string) bool { return false })
		l.Lower(u, checker.Scope, true)
		checker.Scope.Commit(u)
	})
}
