package symbols_test

import (
	"errors"
	"fmt"
	"go/types"
	"io"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"monro/lang/check/packages"
	"monro/lang/interp/symbols"
)

// The tables and the checker's packages must tell the same story.
func TestTablesMatchTypes(t *testing.T) {
	if got, want := symbols.Paths(), packages.Paths(); !slices.Equal(got, want) {
		t.Fatalf("Paths: symbols has\n%v\npackages has\n%v", got, want)
	}
	for _, path := range symbols.Paths() {
		p, ok := symbols.Load(path)
		if !ok {
			t.Errorf("Load(%q) found nothing", path)
			continue
		}
		typ, err := packages.Import(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if p.Path != path || p.Name != typ.Name() {
			t.Errorf("Load(%q) is package %s %q, want %s", path, p.Name, p.Path, typ.Name())
		}
		count := 0
		for _, name := range typ.Scope().Names() {
			obj := typ.Scope().Lookup(name)
			if obj.Exported() && checkSymbol(t, p, obj) {
				count++
			}
		}
		if count != len(p.Values) {
			t.Errorf("%s: %d values, of which %d are exported", path, len(p.Values), count)
		}
	}
}

// checkSymbol compares one table entry with its object, and reports whether
// there must be one.
func checkSymbol(t *testing.T, p *symbols.Package, obj types.Object) bool {
	v, ok := p.Values[obj.Name()]
	name := p.Path + "." + obj.Name()
	switch obj := obj.(type) {
	case *types.Func:
		if obj.Signature().TypeParams() != nil {
			return false
		}
		if !ok || v.Kind() != reflect.Func {
			t.Errorf("%s: want a function, got %v", name, v)
			return true
		}
		sig, typ := obj.Signature(), v.Type()
		if typ.NumIn() != sig.Params().Len() || typ.NumOut() != sig.Results().Len() || typ.IsVariadic() != sig.Variadic() {
			t.Errorf("%s is a %v, want %v", name, typ, sig)
		}
	case *types.Var:
		if !ok || !v.CanSet() {
			t.Errorf("%s: want a variable that can be set, got %v", name, v)
		}
	case *types.TypeName:
		if generic(obj.Type()) {
			return false
		}
		iface, isInterface := obj.Type().Underlying().(*types.Interface)
		if isInterface && !iface.IsMethodSet() {
			return false
		}
		if !ok || v.Kind() != reflect.Pointer || !v.IsNil() {
			t.Errorf("%s: want a nil pointer to the type, got %v", name, v)
			return true
		}
		if named, ok := types.Unalias(obj.Type()).(*types.Named); ok && v.Type().Elem().Name() != named.Obj().Name() && named.TypeArgs() == nil {
			t.Errorf("%s is %v, want %v", name, v.Type().Elem(), named)
		}
	default: // constants
		return false
	}
	return true
}

func generic(t types.Type) bool {
	p, ok := t.(interface{ TypeParams() *types.TypeParamList })
	return ok && p.TypeParams() != nil
}

// Every wrapper implements its interface and gives its Iface back.
func TestWrappersImplement(t *testing.T) {
	for _, path := range symbols.Paths() {
		p, _ := symbols.Load(path)
		for name, wrap := range p.Wrap {
			i := &symbols.Iface{V: 1, Method: func(_ string, typ reflect.Type) reflect.Value {
				return reflect.MakeFunc(typ, func([]reflect.Value) []reflect.Value { panic("called") })
			}}
			w := wrap(i)
			if want := p.Values[name].Type().Elem(); !reflect.TypeOf(w).Implements(want) {
				t.Errorf("%s.%s: %T does not implement it", path, name, w)
			}
			if got := w.(interface{ MonroIface() *symbols.Iface }).MonroIface(); got != i {
				t.Errorf("%s.%s: MonroIface is %v, want %v", path, name, got, i)
			}
		}
	}
	for _, known := range []string{"io.Reader", "os.FileInfo", "fmt.Formatter", "sort.Interface", "net/http.Handler",
		"gonum.org/v1/gonum/mat.Matrix", "gonum.org/v1/plot/plotter.XYer"} {
		dot := strings.LastIndex(known, ".")
		p, _ := symbols.Load(known[:dot])
		if p.Wrap[known[dot+1:]] == nil {
			t.Errorf("no wrapper of %s", known)
		}
	}
}

// bind returns an Iface whose methods are those of a compiled value, found by
// name and type as the front end does for interpreted ones.
func bind(v any) *symbols.Iface {
	return &symbols.Iface{V: v, Method: func(name string, typ reflect.Type) reflect.Value {
		m := reflect.ValueOf(v).MethodByName(name)
		if !m.IsValid() || m.Type() != typ {
			return reflect.Value{}
		}
		return m
	}}
}

func wrap[T any](t *testing.T, path, name string, v any) T {
	t.Helper()
	p, ok := symbols.Load(path)
	if !ok || p.Wrap[name] == nil {
		t.Fatalf("no wrapper of %s.%s", path, name)
	}
	return p.Wrap[name](bind(v)).(T)
}

func TestWrapperSorts(t *testing.T) {
	x := rand.New(rand.NewPCG(1, 2)).Perm(100)
	sort.Sort(wrap[sort.Interface](t, "sort", "Interface", sort.IntSlice(x)))
	if !slices.IsSorted(x) {
		t.Errorf("sorted through the wrapper: %v", x)
	}
}

// The method T of a matrix hides the field T of the Iface.
func TestWrapperOfMatrix(t *testing.T) {
	a := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})
	w := wrap[mat.Matrix](t, "gonum.org/v1/gonum/mat", "Matrix", a)
	if r, c := w.T().Dims(); r != 3 || c != 2 || w.T().At(2, 1) != 6 {
		t.Errorf("the wrapper's transpose is %d by %d", r, c)
	}
	var twice mat.Dense
	if twice.Add(w, w); twice.At(1, 2) != 12 {
		t.Errorf("w + w = %v", mat.Formatted(&twice))
	}
}

// Results, variadic arguments and nil results pass through.
func TestWrapperPassesValues(t *testing.T) {
	r := wrap[io.Reader](t, "io", "Reader", strings.NewReader("text"))
	if data, err := io.ReadAll(r); err != nil || string(data) != "text" {
		t.Errorf("read %q, %v", data, err)
	}
	info, err := os.Stat(".")
	if err != nil {
		t.Fatal(err)
	}
	if w := wrap[os.FileInfo](t, "os", "FileInfo", info); !w.IsDir() || w.Name() != info.Name() {
		t.Errorf("the wrapper of %v is %v", info, w)
	}
}

func TestVariablesAreShared(t *testing.T) {
	p, _ := symbols.Load("os")
	old := os.Args
	defer func() { os.Args = old }()
	p.Values["Args"].Set(reflect.ValueOf([]string{"a", "b"}))
	if !slices.Equal(os.Args, []string{"a", "b"}) {
		t.Errorf("os.Args is %v after it was set through the table", os.Args)
	}
}

func TestLoadUnknown(t *testing.T) {
	for _, path := range []string{"", "syscall", "no/such", "gonum.org", "zzz"} {
		if p, ok := symbols.Load(path); ok {
			t.Errorf("Load(%q) = %v", path, p)
		}
	}
}

func Example() {
	p, _ := symbols.Load("strings")
	f := p.Values["ToUpper"].Interface().(func(string) string)
	fmt.Println(f("monro"))
	// Output: MONRO
}

var errTarget = errors.New("target")

type plain struct{}

func (plain) Error() string { return "plain" }

type one struct{ plain }

func (one) Unwrap() error { return errTarget }

type many struct{ plain }

func (many) Unwrap() []error { return []error{io.EOF, errTarget} }

type is struct{}

func (is) Is(target error) bool { return target == io.ErrNoProgress }

type as struct{}

func (as) As(target any) bool {
	n, ok := target.(**os.PathError)
	if ok {
		*n = &os.PathError{Op: "as"}
	}
	return ok
}

func TestErrors(t *testing.T) {
	// What errors.Is and errors.As find in the wrapper is what they find in the
	// error itself, whichever methods it has.
	for _, err := range []error{
		plain{},
		struct {
			plain
			is
		}{},
		struct {
			plain
			as
		}{},
		struct {
			plain
			is
			as
		}{},
		one{},
		struct {
			one
			is
		}{},
		struct {
			one
			as
		}{},
		struct {
			one
			is
			as
		}{},
		many{},
		struct {
			many
			is
		}{},
		struct {
			many
			as
		}{},
		struct {
			many
			is
			as
		}{},
	} {
		w := wrap[error](t, "builtin", "error", err)
		if w.Error() != "plain" {
			t.Errorf("%T: Error is %q", err, w.Error())
		}
		for _, target := range []error{errTarget, io.EOF, io.ErrNoProgress, io.ErrUnexpectedEOF} {
			if got, want := errors.Is(w, target), errors.Is(err, target); got != want {
				t.Errorf("%T: errors.Is(%v) is %t, want %t", err, target, got, want)
			}
		}
		var p *os.PathError
		if got, want := errors.As(w, &p), errors.As(err, &p); got != want {
			t.Errorf("%T: errors.As is %t, want %t", err, got, want)
		}
		if got, want := errors.Unwrap(w), errors.Unwrap(err); got != want {
			t.Errorf("%T: errors.Unwrap is %v, want %v", err, got, want)
		}
		for _, iface := range []any{(*interface{ Is(error) bool })(nil), (*interface{ As(any) bool })(nil),
			(*interface{ Unwrap() error })(nil), (*interface{ Unwrap() []error })(nil)} {
			typ := reflect.TypeOf(iface).Elem()
			if got, want := reflect.TypeOf(w).Implements(typ), reflect.TypeOf(err).Implements(typ); got != want {
				t.Errorf("%T: the wrapper implements %v: %t, want %t", err, typ, got, want)
			}
		}
		if w != w || map[error]int{w: 1}[w] != 1 {
			t.Errorf("%T: the wrapper is no map key", err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	p, _ := symbols.Load("fmt")
	for b.Loop() {
		p, _ = symbols.Load("fmt")
	}
	_ = p
}
