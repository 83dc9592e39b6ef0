package packages

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

func mustImport(t testing.TB, path string) *types.Package {
	t.Helper()
	p, err := Import(path)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func lookup(t testing.TB, path, name string) types.Object {
	t.Helper()
	obj := mustImport(t, path).Scope().Lookup(name)
	if obj == nil {
		t.Fatalf("%s has no %s", path, name)
	}
	return obj
}

func TestImportAll(t *testing.T) {
	for _, path := range Paths() {
		p := mustImport(t, path)
		name, ok := Name(path)
		if !ok || p.Path() != path || p.Name() != name || !p.Complete() {
			t.Errorf("Import(%q) is %v, complete: %t, Name is %q, %t", path, p, p.Complete(), name, ok)
		}
		if again := mustImport(t, path); again != p {
			t.Errorf("Import(%q) gave two packages", path)
		}
	}
	if p := mustImport(t, "unsafe"); p != types.Unsafe {
		t.Errorf("unsafe is %v", p)
	}
}

// Whatever the order of imports, each exported type is met as one object.
func TestIdentity(t *testing.T) {
	for _, test := range []struct {
		name  string
		order []string
	}{
		{"users first", []string{"net/http", "os", "io", "context"}},
		{"used first", []string{"context", "io", "os", "net/http"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := decoder{fset: token.NewFileSet()}
			pkgs := map[string]*types.Package{}
			for _, path := range test.order {
				p, err := d.importPackage(path)
				if err != nil {
					t.Fatal(err)
				}
				pkgs[path] = p
			}
			typ := func(path, name string) types.Type { return pkgs[path].Scope().Lookup(name).Type() }

			handler := typ("net/http", "Handler").Underlying().(*types.Interface)
			request := handler.Method(0).Signature().Params().At(1).Type().(*types.Pointer).Elem()
			if request != typ("net/http", "Request") {
				t.Errorf("Handler takes another Request: %v", request)
			}
			obj, _, _ := types.LookupFieldOrMethod(request, true, nil, "Context")
			if got := obj.(*types.Func).Signature().Results().At(0).Type(); got != typ("context", "Context") {
				t.Errorf("Request.Context returns another Context: %v", got)
			}
			obj, _, _ = types.LookupFieldOrMethod(typ("os", "File"), true, nil, "ReadFrom")
			if got := obj.(*types.Func).Signature().Params().At(0).Type(); !types.Identical(got, typ("io", "Reader")) {
				t.Errorf("File.ReadFrom takes another Reader: %v", got)
			}
			if !types.Implements(types.NewPointer(typ("os", "File")), typ("io", "ReadWriteCloser").Underlying().(*types.Interface)) {
				t.Error("*os.File is no io.ReadWriteCloser")
			}
		})
	}
}

// Objects of imported packages belong to those very packages.
func TestOwners(t *testing.T) {
	for _, path := range Paths() {
		p := mustImport(t, path)
		for _, name := range p.Scope().Names() {
			if obj := p.Scope().Lookup(name); obj.Pkg() != p {
				t.Errorf("%v belongs to %v", obj, obj.Pkg())
			}
			obj, ok := p.Scope().Lookup(name).(*types.TypeName)
			if !ok {
				continue
			}
			named, ok := types.Unalias(obj.Type()).(*types.Named)
			if !ok || named.Obj().Pkg() == nil {
				continue
			}
			owner := named.Obj().Pkg()
			if _, known := Name(owner.Path()); known && mustImport(t, owner.Path()).Scope().Lookup(named.Obj().Name()) != named.Obj() {
				t.Errorf("%s.%s is another %v", path, name, named)
			}
		}
	}
}

// A program that uses many packages at once type-checks.
func TestCheckProgram(t *testing.T) {
	const src = `package p
import ("fmt"; "iter"; "maps"; "net/http"; "os"; "slices"; "strings"; "sync/atomic"
	"gonum.org/v1/gonum/mat"; "gonum.org/v1/gonum/optimize"; "gonum.org/v1/plot"; "gonum.org/v1/plot/plotter")
type quiet struct{}
func (quiet) Write(p []byte) (int, error) { return len(p), nil }
func main() {
	fmt.Fprintln(quiet{}, slices.Sorted(maps.Keys(map[string]int{"a": 1})))
	var seq iter.Seq[string] = strings.SplitSeq("a b", " ")
	for s := range seq { fmt.Fprint(os.Stderr, s) }
	var n atomic.Pointer[int]
	_ = n.Load()
	var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) })
	_ = h
	a := mat.NewDense(2, 2, nil)
	a.Mul(a, a.T())
	_, _ = optimize.Minimize(optimize.Problem{Func: func(x []float64) float64 { return mat.Norm(a, 2) }}, []float64{0}, nil, &optimize.LBFGS{})
	l, _ := plotter.NewLine(plotter.XYs{{X: 1, Y: 2}})
	plot.New().Add(l)
}`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	config := types.Config{Importer: Importer(), Error: func(err error) { t.Error(err) }}
	_, _ = config.Check("p", fset, []*ast.File{f}, nil)
}

func TestConcurrentImports(t *testing.T) {
	d := decoder{fset: token.NewFileSet()}
	paths := []string{"net/http", "go/types", "gonum.org/v1/plot", "io", "os", "html/template", "gonum.org/v1/gonum/mat", "fmt"}
	got := make([][]*types.Package, 8)
	var wg sync.WaitGroup
	for g := range got {
		wg.Go(func() {
			for i := range paths {
				p, err := d.importPackage(paths[(i+g)%len(paths)])
				if err != nil {
					t.Error(err)
				}
				got[g] = append(got[g], p)
			}
		})
	}
	wg.Wait()
	for g := range got {
		for i, p := range got[g] {
			if first := got[0][(i+g)%len(paths)]; p != first {
				t.Errorf("goroutine %d got another %v than goroutine 0", g, p)
			}
		}
	}
}

func TestHostConstants(t *testing.T) {
	for _, test := range []struct {
		path, name string
		want       constant.Value
	}{
		{"runtime", "GOOS", constant.MakeString(runtime.GOOS)},
		{"runtime", "GOARCH", constant.MakeString(runtime.GOARCH)},
		{"os", "O_CREATE", constant.MakeInt64(int64(os.O_CREATE))},
		{"os", "PathSeparator", constant.MakeInt64(os.PathSeparator)},
		{"path/filepath", "ListSeparator", constant.MakeInt64(filepath.ListSeparator)},
		{"os", "DevNull", constant.MakeString(os.DevNull)},
		{"math", "MaxUint", constant.MakeUint64(uint64(^uint(0)))},
	} {
		c := lookup(t, test.path, test.name).(*types.Const)
		if !constant.Compare(c.Val(), token.EQL, test.want) {
			t.Errorf("%s.%s is %v, want %v", test.path, test.name, c.Val(), test.want)
		}
	}
	// The types of these constants must be those in the export data. A decoder
	// without the host's values reads them from there.
	d := decoder{fset: token.NewFileSet()}
	if _, err := d.importPackage("fmt"); err != nil {
		t.Fatal(err)
	}
	d = decoder{fset: token.NewFileSet(), opened: true, archives: d.archives, partly: map[string]*types.Package{}}
	for path, host := range hostConstants() {
		p, err := d.importPackage(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range host.Scope().Names() {
			want, ok := p.Scope().Lookup(name).(*types.Const)
			if got := host.Scope().Lookup(name); !ok || !types.Identical(got.Type(), want.Type()) {
				t.Errorf("%v, want %v", got, want)
			}
		}
	}
}

func TestByName(t *testing.T) {
	for _, test := range []struct {
		name string
		want []string
	}{
		{"rand", []string{"math/rand", "math/rand/v2", "crypto/rand"}},
		{"template", []string{"text/template", "html/template"}},
		{"heap", []string{"container/heap"}},
		{"mat", []string{"gonum.org/v1/gonum/mat"}},
		{"nosuch", nil},
	} {
		if got := ByName(test.name); !slices.Equal(got, test.want) {
			t.Errorf("ByName(%q) = %v, want %v", test.name, got, test.want)
		}
	}
	// What is ours comes first, whoever else has the name.
	for _, path := range Paths() {
		if !strings.HasPrefix(path, "monro/") {
			continue
		}
		name, _ := Name(path)
		if got := ByName(name); !strings.HasPrefix(got[0], "monro/") {
			t.Errorf("ByName(%q) = %v", name, got)
		}
	}
	for name := range preferred {
		for _, path := range preferred[name] {
			if !slices.Contains(ByName(name), path) {
				t.Errorf("the preferred %s of %q cannot be imported", path, name)
			}
		}
	}
}

func TestUnknown(t *testing.T) {
	for path, want := range map[string]string{
		"maths":                   "did you mean math?",
		"golang.org/x/exp/slices": "did you mean slices?",
		"net/htp":                 "did you mean net/http?",
		"gonum/mat":               "did you mean gonum.org/v1/gonum/mat?",
		"syscall":                 "not the same on every platform",
		"C":                       "cgo",
		"github.com/a/qqqqqqqqqq": "cells can import the standard library",
		"":                        "no package",
	} {
		p, err := Import(path)
		if err == nil {
			t.Errorf("Import(%q) = %v", path, p)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("Import(%q): %v, want %q in it", path, err, want)
		}
	}
}

func ExampleImport() {
	p, err := Import("gonum.org/v1/gonum/floats")
	if err != nil {
		panic(err)
	}
	fmt.Println(types.ObjectString(p.Scope().Lookup("Dot"), types.RelativeTo(p)))
	// Output: func Dot(s1 []float64, s2 []float64) float64
}

// BenchmarkImport measures a first import, with the embedded directory read.
func BenchmarkImport(b *testing.B) {
	for _, path := range []string{"fmt", "strings", "os", "net/http", "gonum.org/v1/gonum/mat", "gonum.org/v1/plot", "go/types"} {
		b.Run(path, func(b *testing.B) {
			warm := decoder{fset: token.NewFileSet()}
			if _, err := warm.importPackage("errors"); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				d := decoder{fset: token.NewFileSet(), opened: true, archives: warm.archives, partly: hostConstants()}
				if _, err := d.importPackage(path); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("directory", func(b *testing.B) {
		for b.Loop() {
			d := decoder{fset: token.NewFileSet()}
			if _, err := d.importPackage("errors"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkImportAll measures the import of every package into one decoder.
func BenchmarkImportAll(b *testing.B) {
	for b.Loop() {
		d := decoder{fset: token.NewFileSet()}
		for e := range all {
			if _, err := d.importPackage(e.path); err != nil {
				b.Fatal(err)
			}
		}
	}
}
