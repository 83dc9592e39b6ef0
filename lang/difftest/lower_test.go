package difftest

import (
	"go/printer"
	"go/token"
	"os"
	"strings"
	"testing"

	"monro/lang/cell"
	"monro/lang/check"
	"monro/lang/check/packages"
	"monro/lang/lower"
)

// TestShowLowered prints what the cell in $LOWER is lowered to, for whoever
// looks for a fault: LOWER='x := 1' go test -run ShowLowered -v ./lang/difftest
func TestShowLowered(t *testing.T) {
	code := os.Getenv("LOWER")
	if code == "" {
		t.Skip("LOWER holds no cell")
	}
	fset := token.NewFileSet()
	c, err := cell.Parse(fset, "cell", code)
	if err != nil {
		t.Fatal(err)
	}
	checker := &check.Checker{Scope: check.NewScope(), Importer: packages.Importer(), ByName: packages.ByName}
	u, errs := checker.Check(fset, c)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	l := lower.New(checker.Importer, func(path, symbol string) bool { return true })
	p, errs := l.Lower(u, checker.Scope, true)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	var b strings.Builder
	if err := printer.Fprint(&b, token.NewFileSet(), p.File); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + b.String())
}
