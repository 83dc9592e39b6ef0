package prelude

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"slices"
	"testing"
)

func TestElementwise(t *testing.T) {
	x := []float64{-1.5, 0, 2}
	if got := Square(x); !slices.Equal(got, []float64{2.25, 0, 4}) {
		t.Errorf("square(%v) = %v", x, got)
	}
	if got := Sign(x); !slices.Equal(got, []float64{-1, 0, 1}) {
		t.Errorf("sign(%v) = %v", x, got)
	}
	if got := Clip(x, -1, 1); !slices.Equal(got, []float64{-1, 0, 1}) {
		t.Errorf("clip(%v) = %v", x, got)
	}
	if got := Pow(2.0, 10); got != 1024 {
		t.Errorf("pow(2, 10) = %v", got)
	}
	if got := Sin(Pi / 2); got != 1 {
		t.Errorf("sin(pi/2) = %v", got)
	}
	if !math.IsNaN(Sqrt(-1.0)) {
		t.Error("sqrt(-1) is a number")
	}
}

// Every generic function of the package must be listed in Instances.
func TestInstances(t *testing.T) {
	have := Instances()
	f, err := parser.ParseFile(token.NewFileSet(), "elementwise.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.IsExported() && fn.Type.TypeParams != nil {
			for _, arg := range []string{"float64", "[]float64"} {
				if have[fn.Name.Name+"["+arg+"]"] == nil {
					t.Errorf("%s[%s] is missing", fn.Name.Name, arg)
				}
			}
		}
	}
}

func ExampleLinspace() {
	fmt.Println(Linspace(0, 1, 5), Exp([]float64{0}), Sqrt(16.0))
	// Output: [0 0.25 0.5 0.75 1] [1] 4
}
