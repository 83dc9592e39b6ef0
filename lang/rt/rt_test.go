package rt

import (
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"strings"
	"testing"

	"monro/lang/check/packages"
)

// user is a runtime that knows type Temp float64 (0) with a String method,
// []Temp (1), and type P struct{ X, y int } (2).
func user(t *testing.T) (*Runtime, reflect.Type) {
	t.Helper()
	pkg := types.NewPackage("main", "main")
	float := types.Typ[types.Float64]
	temp := types.NewNamed(types.NewTypeName(token.NoPos, pkg, "Temp", nil), float, nil)
	str := types.NewTuple(types.NewParam(token.NoPos, pkg, "", types.Typ[types.String]))
	recv := types.NewParam(token.NoPos, pkg, "t", temp)
	temp.AddMethod(types.NewFunc(token.NoPos, pkg, "String", types.NewSignatureType(recv, nil, nil, nil, str, false)))
	fields := []*types.Var{
		types.NewField(token.NoPos, pkg, "X", types.Typ[types.Int], false),
		types.NewField(token.NoPos, pkg, "y", types.Typ[types.Int], false),
	}
	p := types.NewNamed(types.NewTypeName(token.NoPos, pkg, "P", nil), types.NewStruct(fields, nil), nil)
	all := []types.Type{temp, types.NewSlice(temp), p, types.Typ[types.Float64]}
	r := New()
	r.Importer = packages.Importer()
	r.Types = func(n int) types.Type {
		if n < 0 || n >= len(all) {
			return nil
		}
		return all[n]
	}
	form := reflect.StructOf([]reflect.StructField{
		{Name: "X", Type: reflect.TypeFor[int]()}, {Name: "Xy", Type: reflect.TypeFor[int]()}, {Name: "M_P", Type: reflect.TypeFor[[0]int]()},
	})
	r.register(2, reflect.Zero(reflect.PointerTo(form)).Interface())
	r.method(0, "String", func(t float64) string { return fmt.Sprintf("%.1fC", t) })
	return r, form
}

func TestPrinting(t *testing.T) {
	r, form := user(t)
	p := reflect.New(form).Elem()
	p.Field(0).SetInt(3)
	p.Field(1).SetInt(4)
	for _, tt := range []struct {
		format string
		arg    any
		want   string
	}{
		{"%v", r.fmtAs(21.5, 0), "21.5C"},
		{"%6.2f|", r.fmtAs(21.5, 0), " 21.50|"},
		{"%v", r.fmtAs([]float64{1, 2}, 1), "[1.0C 2.0C]"},
		{"%v %[1]T", r.fmt(Box{0, 1.0}), "1.0C main.Temp"},
		{"%v", r.fmt(p.Interface()), "{3 4}"},
		{"%+v", r.fmt(p.Interface()), "{X:3 y:4}"},
		{"%#v", r.fmt(p.Interface()), "main.P{X:3, y:4}"},
		{"%T", r.fmt(p.Interface()), "main.P"},
		{"%v", r.fmt(1.5), "1.5"},
	} {
		if got := r.sprintf(tt.format, tt.arg); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.format, got, tt.want)
		}
	}
}

func TestDynamicTypes(t *testing.T) {
	r, form := user(t)
	p := reflect.New(form).Elem().Interface()
	for _, tt := range []struct {
		v    any
		n    int
		want bool
	}{{Box{0, 1.0}, 0, true}, {1.0, 0, false}, {1.0, 3, true}, {p, 2, true}, {p, 0, false}, {nil, 0, false}} {
		if got := r.is(tt.v, tt.n); got != tt.want {
			t.Errorf("is(%v, %v) = %v, want %v", tt.v, r.Types(tt.n), got, tt.want)
		}
	}
	if got := r.caseOf(Box{0, 1.0}, 3, -1, 0); got != 2 {
		t.Errorf("case %d, want 2", got)
	}
	if equal(Box{0, 1.0}, 1.0) || !equal(Box{0, 1.0}, Box{0, 1.0}) {
		t.Error("boxes compare wrong")
	}
	m := map[any]int{Box{0, 1.0}: 1, 1.0: 2}
	if len(m) != 2 || m[Box{0, 1.0}] != 1 {
		t.Errorf("boxes as keys: %v", m)
	}
}

func TestWrapping(t *testing.T) {
	r, _ := user(t)
	pkg, err := packages.Import("fmt")
	if err != nil {
		t.Fatal(err)
	}
	stringer := pkg.Scope().Lookup("Stringer").Type()
	v := r.implementAs(2.5, r.Types(0), stringer)
	s, ok := v.(fmt.Stringer)
	if !ok || s.String() != "2.5C" {
		t.Fatalf("%T is no Stringer that says 2.5C", v)
	}
	if b, ok := unwrap(v).(Box); !ok || b.V != 2.5 {
		t.Errorf("unwrapped to %v", unwrap(v))
	}
}

func TestBounds(t *testing.T) {
	r := New()
	r.Memory = 1 << 30
	for want, f := range map[string]func(){
		"index out of range [5] with length 3": func() { index(5, 3) },
		"index out of range [-1]":              func() { index(-1, 3) },
		"integer divide by zero":               func() { divisor(0) },
		"makeslice: len out of range":          func() { r.room(-1, 8) },
		"out of memory: 8 TiB wanted":          func() { r.room(1<<40, 8) },
	} {
		func() {
			defer func() {
				e, ok := recover().(error)
				if !ok || !strings.Contains(e.Error(), want) {
					t.Errorf("panic %v, want %s", e, want)
				}
			}()
			f()
		}()
	}
	if index(2, 3) != 2 || divisor(4) != 4 || r.room(10, 8) != 10 {
		t.Error("what is in bounds changes")
	}
}

func TestErrorsIs(t *testing.T) {
	base := errors.New("base")
	wrapped := fmt.Errorf("more: %w", base)
	if !errorsIs(wrapped, base) || errorsIs(base, wrapped) || !errorsIs(nil, nil) || errorsIs(base, nil) || !errorsIs(errors.Join(wrapped), base) {
		t.Error("errors.Is through wrappers is wrong")
	}
}
