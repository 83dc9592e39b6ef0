package main

import (
	"bytes"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"monro/internal/symgen/archive"
)

// packageOf returns a package made of one file.
func packageOf(t *testing.T, path, src string) *pkg {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	config := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	p, err := config.Check(path, fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &pkg{meta: &meta{ImportPath: path}, types: p, files: []*ast.File{f}, fset: fset}
}

const sample = `// Package shapes is a sample.
package shapes

import "io"

// Unit is 1.
const Unit = 1

// Origins of things.
var (
	Here  int // near
	There int
)

// A Shape has an area.
type Shape interface {
	io.Writer
	Area() float64 // in square metres
	T(names ...string) (Shape, error)
	Type(func(int) []byte)
}

type Alias = Shape
type Hidden interface{ hidden() }
type Internal interface{ Get() secret }
type Number interface{ ~int | ~float64 }
type Set[T comparable] map[T]bool
type Empty interface{}
type secret struct{ Public, private int }

func Sum[T Number](x ...T) T { return x[0] }

// New makes one.
func New(r float64) *Circle { return &Circle{Radius: r} }

// Circle is round.
type Circle struct {
	Radius float64 // from the centre
	secret
}

// Area is pi r squared.
func (c *Circle) Area() float64 { return 3 * c.Radius }

func (c *Circle) grow() {}
`

func TestTable(t *testing.T) {
	p := packageOf(t, "monro/stdlib/shapes", sample)
	src, err := table(p, map[string]bool{"monro/stdlib/shapes": true})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`var table_monro_stdlib_shapes = table{path: "monro/stdlib/shapes", name: "shapes"`,
		`{"Here", &monro_stdlib_shapes.Here},`,
		`{"New", monro_stdlib_shapes.New},`,
		`{"Circle", (*monro_stdlib_shapes.Circle)(nil)},`,
		`{"Hidden", (*monro_stdlib_shapes.Hidden)(nil)},`,
		`{"Shape", new_monro_stdlib_shapes_Shape},`,
		`{"Alias", new_monro_stdlib_shapes_Shape},`,
		`func(...string) (monro_stdlib_shapes.Shape, error)`,
		`T(a0 ...string) (monro_stdlib_shapes.Shape, error) {`,
		`return w.doT(a0...)`,
		`Type(a0 func(int) []byte) { w.doType(a0) }`,
		`Write(a0 []byte) (int, error) { return w.doWrite(a0) }`,
	} {
		if !bytes.Contains(src, []byte(want)) {
			t.Errorf("no %s in\n%s", want, src)
		}
	}
	for _, unwanted := range []string{"Unit", "Sum", "Set", "Number", "secret", "new_monro_stdlib_shapes_Hidden", "new_monro_stdlib_shapes_Internal",
		"new_monro_stdlib_shapes_Empty", "new_monro_stdlib_shapes_Alias"} {
		if bytes.Contains(src, []byte(unwanted)) {
			t.Errorf("%s in\n%s", unwanted, src)
		}
	}
}

func TestDocs(t *testing.T) {
	symbols, err := symbolDocs(packageOf(t, "monro/stdlib/shapes", sample))
	if err != nil {
		t.Fatal(err)
	}
	for symbol, want := range map[string]symbolDoc{
		"":              {`package shapes // import "monro/stdlib/shapes"`, "Package shapes is a sample.\n"},
		"Unit":          {"const Unit = 1", "Unit is 1.\n"},
		"Here":          {"var Here int", "near\n\nOrigins of things.\n"},
		"There":         {"var There int", "Origins of things.\n"},
		"New":           {"func New(r float64) *Circle", "New makes one.\n"},
		"Circle.Area":   {"func (c *Circle) Area() float64", "Area is pi r squared.\n"},
		"Circle.Radius": {"Radius float64", "from the centre\n"},
		"Shape.Area":    {"Area() float64", "in square metres\n"},
		"Alias":         {"type Alias = Shape", ""},
	} {
		if got := symbols[symbol]; got != want {
			t.Errorf("%q is documented %q, want %q", symbol, got, want)
		}
	}
	for _, unwanted := range []string{"secret", "Circle.grow", "Circle.secret", "Hidden.hidden"} {
		if got, ok := symbols[unwanted]; ok {
			t.Errorf("%q is documented %q", unwanted, got)
		}
	}
}

func TestCompare(t *testing.T) {
	archives := func(src string) (exported, documented []byte) {
		pkgs := []*pkg{packageOf(t, "shapes", src)}
		e, err := exports(pkgs)
		if err != nil {
			t.Fatal(err)
		}
		d, err := docs(pkgs)
		if err != nil {
			t.Fatal(err)
		}
		if exported, err = archive.Write(e, "go1.26.1"); err != nil {
			t.Fatal(err)
		}
		if documented, err = archive.Write(d, "go1.26.1"); err != nil {
			t.Fatal(err)
		}
		return exported, documented
	}
	oldExports, oldDocs := archives(sample)
	for _, test := range []struct {
		name, old, new string
		group          group
		kin            kinship
		exports, docs  bool // whether they are out of date
	}{
		{"no change", "", "", gonum, same, false, false},
		{"unexported field, same release", "private int", "private, more int", std, same, true, false},
		{"unexported field, patch release", "private int", "private, more int", std, patch, false, false},
		{"exported field", "Radius float64", "Radius, Width float64", std, patch, true, true},
		{"field of an unexported type", "Public, ", "Public, Open, ", std, patch, true, false},
		{"signature", "New(r float64)", "New(r float64, n int)", gonum, patch, true, true},
		{"constant", "Unit = 1", "Unit = 2", gonum, stranger, true, true},
		{"constraint", "~int | ~float64", "~int", std, patch, true, false},
		{"promoted method", "func (c *Circle) grow()", "func (c secret) Grow()", std, patch, true, true},
		{"comment of the standard library", "is round", "is very round", std, patch, false, false},
		{"comment of ours", "is round", "is very round", stdlib, patch, false, true},
		{"another language version", "func New(", "func Make(", std, stranger, false, false},
		{"another language version, but ours", "func New(", "func Make(", stdlib, stranger, true, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			newExports, newDocs := archives(strings.Replace(sample, test.old, test.new, 1))
			if why := compareExports(oldExports, newExports, test.group, test.kin); (why != "") != test.exports {
				t.Errorf("export data: %q", why)
			}
			if why := compareDocs(oldDocs, newDocs, test.group, test.kin); (why != "") != test.docs {
				t.Errorf("docs: %q", why)
			}
		})
	}
	if why := compareExports([]byte("no archive"), oldExports, gonum, patch); why == "" {
		t.Error("a damaged archive counts as up to date")
	}
}

func TestKinship(t *testing.T) {
	for _, test := range []struct {
		committed, local string
		want             kinship
	}{
		{"go1.26.8", "go1.26.8", same},
		{"", "go1.26.8", same},
		{"go1.26.5", "go1.26.8", patch},
		{"go1.26", "go1.26.8", patch},
		{"go1.25.8", "go1.26.8", stranger},
		{"go1.2", "go1.26", stranger},
		{"go1.26.8", "devel", stranger},
	} {
		if got := kinshipOf(test.committed, test.local); got != test.want {
			t.Errorf("kinshipOf(%q, %q) = %d, want %d", test.committed, test.local, got, test.want)
		}
	}
}

func TestWanted(t *testing.T) {
	for path, want := range map[string]bool{
		"fmt": true, "internal/abi": false, "vendor/golang.org/x/net/idna": false, "net/http/internal": false,
		"monro/stdlib/vec": true, "monro/stdlib/vec/internal/simd": false, "syscall": false,
	} {
		if got := (&meta{ImportPath: path, Name: "p"}).wanted(); got != want {
			t.Errorf("%s is wanted: %t", path, got)
		}
	}
}

// Tables that are no longer wanted go; files that were not generated stay.
func TestRemoveExtra(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, symbolsDir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"a_sym.go": `path: "a"`, "b_sym.go": `path: "b"`, "c_sym.go": `path: "monro/c"`, "hand.go": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	outputs := []output{{path: filepath.Join(symbolsDir, "a_sym.go")}}
	for _, test := range []struct {
		check, keepStd bool
		want           int
		left           []string
	}{
		{true, false, 2, []string{"a_sym.go", "b_sym.go", "c_sym.go", "hand.go"}},
		{true, true, 1, []string{"a_sym.go", "b_sym.go", "c_sym.go", "hand.go"}},
		{false, false, 2, []string{"a_sym.go", "hand.go"}},
		{false, false, 0, []string{"a_sym.go", "hand.go"}},
	} {
		got, err := removeExtra(root, outputs, test.check, test.keepStd)
		if err != nil || got != test.want {
			t.Errorf("%+v: %d, %v", test, got, err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		var left []string
		for _, e := range entries {
			left = append(left, e.Name())
		}
		if !slices.Equal(left, test.left) {
			t.Errorf("%+v: left %v", test, left)
		}
	}
}
