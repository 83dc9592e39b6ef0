package docs

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"monro/lang/check/packages"
)

func TestLookup(t *testing.T) {
	for _, test := range []struct {
		path, symbol string
		decl, text   string // what must be part of them
	}{
		{"strings", "Split", "func Split(s, sep string) []string", "slices s into all substrings"},
		{"strings", "", `package strings // import "strings"`, "simple functions to manipulate UTF-8"},
		{"strings", "Builder", "type Builder struct", "efficiently build a string"},
		{"strings", "Builder.WriteString", "func (b *Builder) WriteString(s string) (int, error)", "appends the contents of s"},
		{"io", "Reader", "Read(p []byte) (n int, err error)", "wraps the basic Read method"},
		{"fmt", "State.Width", "Width() (wid int, ok bool)", "value of the width option"},
		{"net/http", "Server.Addr", "Addr string", "TCP address for the server to listen on"},
		{"math", "Pi", "const Pi = 3.14159265358979323846", "Mathematical constants"},
		{"io", "EOF", `var EOF = errors.New("EOF")`, "no more input"},
		{"slices", "Sort", "func Sort[S ~[]E, E cmp.Ordered](x S)", "ascending order"},
		{"gonum.org/v1/gonum/mat", "Dense.Mul", "func (m *Dense) Mul(a, b Matrix)", "matrix product"},
		{"gonum.org/v1/plot", "New", "func New() *Plot", "reasonable default"},
	} {
		d, ok := Lookup(test.path, test.symbol)
		if !ok {
			t.Errorf("%s.%s is not documented", test.path, test.symbol)
			continue
		}
		if !strings.Contains(d.Decl, test.decl) {
			t.Errorf("%s.%s is declared %q, want %q in it", test.path, test.symbol, d.Decl, test.decl)
		}
		if !strings.Contains(d.Text, test.text) {
			t.Errorf("%s.%s is documented %q, want %q in it", test.path, test.symbol, d.Text, test.text)
		}
	}
	for _, test := range [][2]string{{"strings", "split"}, {"strings", "NoSuch"}, {"no/such", ""}, {"strings", "Builder.buf"}, {"", ""}} {
		if d, ok := Lookup(test[0], test[1]); ok {
			t.Errorf("Lookup(%q, %q) = %v", test[0], test[1], d)
		}
	}
}

// All that a package exports has a declaration to show.
func TestComplete(t *testing.T) {
	for _, path := range packages.Paths() {
		p, err := packages.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := Lookup(path, ""); !ok {
			t.Errorf("%s is not documented", path)
		}
		for _, name := range p.Scope().Names() {
			obj := p.Scope().Lookup(name)
			if !obj.Exported() {
				continue
			}
			for _, symbol := range append(members(obj), name) {
				if d, ok := Lookup(path, symbol); !ok || d.Decl == "" {
					t.Errorf("%s.%s has no declaration", path, symbol)
				}
			}
		}
	}
}

// members returns "Type.Name" for the exported methods and fields of a type that
// are written in its own declaration.
func members(obj types.Object) []string {
	tn, ok := obj.(*types.TypeName)
	if !ok || tn.IsAlias() {
		return nil
	}
	var names []string
	named := tn.Type().(*types.Named)
	for m := range named.Methods() {
		if m.Exported() {
			names = append(names, tn.Name()+"."+m.Name())
		}
	}
	decl, _ := Lookup(obj.Pkg().Path(), obj.Name())
	if s, ok := named.Underlying().(*types.Struct); ok && strings.HasPrefix(decl.Decl, "type "+obj.Name()+" struct") {
		for f := range s.Fields() {
			if f.Exported() && !f.Embedded() {
				names = append(names, tn.Name()+"."+f.Name())
			}
		}
	}
	return names
}

func TestSymbols(t *testing.T) {
	names := Symbols("sort")
	if !slices.IsSorted(names) || !slices.Contains(names, "Interface.Less") || slices.Contains(names, "") {
		t.Errorf("Symbols of sort: %v", names)
	}
	if names := Symbols("no/such"); len(names) != 0 {
		t.Errorf("Symbols of no package: %v", names)
	}
}

func ExampleLookup() {
	d, _ := Lookup("math", "Hypot")
	fmt.Println(d.Decl)
	fmt.Println(d.Synopsis())
	// Output:
	// func Hypot(p, q float64) float64
	// Hypot returns [Sqrt](p*p + q*q), taking care to avoid unnecessary overflow and underflow.
}

// BenchmarkRead measures the first look-up in a large package.
func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		read.Lock()
		delete(read.pkgs, "net/http")
		read.Unlock()
		if _, ok := Lookup("net/http", "Server"); !ok {
			b.Fatal("net/http.Server is not documented")
		}
	}
}
