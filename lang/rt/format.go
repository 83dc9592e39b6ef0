package rt

import (
	"fmt"
	"go/types"
	"io"
	"reflect"
	"strings"

	"monro/stdlib/display"
)

// fmt, fmtAs and fmtAll make values print as Go prints them: user types by
// their names and methods, whatever container they are in.

func (r *Runtime) fmt(v any) any {
	u := unwrap(v)
	if b, ok := u.(Box); ok {
		return value{r, r.Types(b.Type), reflect.ValueOf(b.V)}
	}
	if u == nil {
		return nil
	}
	t := r.goType(reflect.TypeOf(u))
	if !r.mentionsUser(t) {
		return v
	}
	return value{r, t, reflect.ValueOf(u)}
}

// Shown is a value of an interface in a form that prints and shows as its Go type.
func (r *Runtime) Shown(v any) any { return r.fmt(v) }

func (r *Runtime) fmtAs(v any, number int) any {
	v = raw(v)
	t := r.Types(number)
	if v == nil || !r.mentionsUser(t) {
		return v
	}
	return value{r, t, reflect.ValueOf(v)}
}

func (r *Runtime) fmtAll(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = r.fmt(a)
	}
	return out
}

// mentionsUser reports whether printing a type may meet what a cell declared.
func (r *Runtime) mentionsUser(t types.Type) bool {
	seen := map[types.Type]bool{}
	var look func(types.Type) bool
	look = func(t types.Type) bool {
		t = types.Unalias(t)
		if seen[t] {
			return false
		}
		seen[t] = true
		switch t := t.(type) {
		case *types.Named:
			_, isIface := t.Underlying().(*types.Interface)
			return isIface || t.Obj().Pkg() != nil && t.Obj().Pkg().Path() == "main"
		case *types.Pointer:
			return look(t.Elem())
		case *types.Slice:
			return look(t.Elem())
		case *types.Array:
			return look(t.Elem())
		case *types.Map:
			return look(t.Key()) || look(t.Elem())
		case *types.Chan:
			return look(t.Elem())
		case *types.Signature:
			return look(t.Params()) || look(t.Results())
		case *types.Tuple:
			for i := range t.Len() {
				if look(t.At(i).Type()) {
					return true
				}
			}
		case *types.Struct:
			for i := range t.NumFields() {
				if !t.Field(i).Exported() || look(t.Field(i).Type()) {
					return true
				}
			}
		case *types.Interface:
			return true
		}
		return false
	}
	return look(t)
}

// A value prints a run-time value as what its Go type says it is.
type value struct {
	r *Runtime
	t types.Type
	v reflect.Value
}

// Unboxed is the value alone, for package values.
func (x value) Unboxed() any {
	if !x.v.IsValid() {
		return nil
	}
	return raw(x.v.Interface())
}

// Format implements fmt.Formatter.
func (x value) Format(s fmt.State, verb rune) {
	if verb == typeVerb {
		fmt.Fprintf(s, fmt.FormatString(s, 's'), x.name())
		return
	}
	if verb == pointerVerb && x.v.IsValid() {
		fmt.Fprintf(s, fmt.FormatString(s, 'p'), x.v.Interface())
		return
	}
	p := printer{r: x.r, w: s, verb: verb, form: fmt.FormatString(s, verb)}
	p.print(x.v, x.t, 0)
}

// Display shows it where a compiled function shows what it is given.
func (x value) Display() display.Bundle {
	if !x.v.IsValid() {
		return display.Of(nil)
	}
	return x.r.bundle(x.v.Interface(), x.t)
}

type printer struct {
	r    *Runtime
	w    fmt.State
	verb rune
	form string // the directive as it was written
	bare bool   // inside of an unexported field, where fmt calls no methods
}

func (p *printer) sharp() bool { return p.verb == 'v' && p.w.Flag('#') }

func (p *printer) plus() bool { return p.verb == 'v' && p.w.Flag('+') }

func (p *printer) print(v reflect.Value, t types.Type, depth int) {
	if !v.IsValid() {
		io.WriteString(p.w, "<nil>")
		return
	}
	t = types.Unalias(t)
	if _, ok := t.Underlying().(*types.Interface); ok {
		p.dynamic(v, t, depth)
		return
	}
	if p.viaMethod(v, t) {
		return
	}
	if !p.r.mentionsUser(t) {
		p.plain(v, t, depth)
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		p.structure(v, t, u, depth)
	case *types.Pointer:
		p.pointer(v, t, u, depth)
	case *types.Slice, *types.Array:
		p.list(v, t, depth)
	case *types.Map:
		p.mapping(v, t, u, depth)
	default:
		p.plain(v, t, depth)
	}
}

// plain prints what holds nothing of the user's, but for its name.
func (p *printer) plain(v reflect.Value, t types.Type, depth int) {
	x := v.Interface()
	if p.bare || depth > 0 && v.Kind() == reflect.Pointer && p.verb == 'v' && !printsItself(x) {
		p.plainBare(v)
		return
	}
	text := fmt.Sprintf(p.form, x)
	if n, ok := t.(*types.Named); ok { // a bad verb makes fmt name the type
		if rest, bad := strings.CutPrefix(text, fmt.Sprintf("%%!%c(%s=", p.verb, v.Type())); bad {
			text = fmt.Sprintf("%%!%c(%s=%s", p.verb, TypeName(n), rest)
		}
	}
	io.WriteString(p.w, text)
}

// plainBare prints without asking the value's methods.
func (p *printer) plainBare(v reflect.Value) {
	switch {
	case v.Kind() == reflect.Pointer && p.verb == 'v':
		if v.IsNil() {
			io.WriteString(p.w, "<nil>")
			return
		}
		fmt.Fprintf(p.w, "%#x", v.Pointer())
	case !printsItself(v.Interface()):
		fmt.Fprintf(p.w, p.form, v.Interface())
	case v.Kind() == reflect.Struct:
		io.WriteString(p.w, "{")
		for i := range v.NumField() {
			if i > 0 {
				io.WriteString(p.w, p.separator())
			}
			if p.plus() || p.sharp() {
				io.WriteString(p.w, v.Type().Field(i).Name+":")
			}
			fmt.Fprintf(p.w, p.form, v.Field(i))
		}
		io.WriteString(p.w, "}")
	default:
		if b, ok := basicTypes[v.Kind()]; ok {
			v = v.Convert(b)
		}
		fmt.Fprintf(p.w, p.form, v.Interface())
	}
}

func printsItself(x any) bool {
	switch x.(type) {
	case fmt.Formatter, error, fmt.Stringer:
		return true
	}
	return false
}

// basicTypes are the types without methods.
var basicTypes = map[reflect.Kind]reflect.Type{
	reflect.Bool: reflect.TypeFor[bool](), reflect.String: reflect.TypeFor[string](),
	reflect.Int: reflect.TypeFor[int](), reflect.Int8: reflect.TypeFor[int8](), reflect.Int16: reflect.TypeFor[int16](),
	reflect.Int32: reflect.TypeFor[int32](), reflect.Int64: reflect.TypeFor[int64](),
	reflect.Uint: reflect.TypeFor[uint](), reflect.Uint8: reflect.TypeFor[uint8](), reflect.Uint16: reflect.TypeFor[uint16](),
	reflect.Uint32: reflect.TypeFor[uint32](), reflect.Uint64: reflect.TypeFor[uint64](),
	reflect.Float32: reflect.TypeFor[float32](), reflect.Float64: reflect.TypeFor[float64](),
}

func (p *printer) dynamic(v reflect.Value, t types.Type, depth int) {
	if v.Kind() == reflect.Interface {
		if v.IsNil() {
			if p.sharp() {
				io.WriteString(p.w, TypeName(t)+"(nil)")
				return
			}
			io.WriteString(p.w, "<nil>")
			return
		}
		v = v.Elem()
	}
	held := v.Interface()
	p.print(reflect.ValueOf(raw(held)), p.r.typeOf(held), depth)
}

// viaMethod prints through Format, Error or String where the type has one.
func (p *printer) viaMethod(v reflect.Value, t types.Type) bool {
	if p.bare || p.verb == 'p' {
		return false
	}
	n := namedOf(t)
	if n == nil || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "main" {
		return false
	}
	call := func(name string, want any, args ...reflect.Value) (out []reflect.Value, ok bool) {
		if !inMethodSet(t, name) {
			return nil, false
		}
		f := p.r.lookup(v.Interface(), t, name)
		if !f.IsValid() || f.Type() != reflect.TypeOf(want) {
			return nil, false
		}
		defer func() {
			if e := recover(); e != nil {
				if v.Kind() == reflect.Pointer && v.IsNil() {
					out, ok = []reflect.Value{reflect.ValueOf("<nil>")}, true
					return
				}
				out, ok = []reflect.Value{reflect.ValueOf(fmt.Sprintf("%%!%c(PANIC=%s method: %v)", p.verb, name, e))}, true
			}
		}()
		return f.Call(args), true
	}
	if _, ok := call("Format", (func(fmt.State, rune))(nil), reflect.ValueOf(p.w), reflect.ValueOf(p.verb)); ok {
		return true
	}
	if p.sharp() {
		if out, ok := call("GoString", (func() string)(nil)); ok {
			io.WriteString(p.w, out[0].String())
			return true
		}
		return false
	}
	if !strings.ContainsRune("vsxXq", p.verb) {
		return false
	}
	for _, name := range []string{"Error", "String"} {
		if out, ok := call(name, (func() string)(nil)); ok {
			fmt.Fprintf(p.w, p.form, out[0].String())
			return true
		}
	}
	return false
}

// inMethodSet reports whether a value of type t, not addressable, has a method.
func inMethodSet(t types.Type, name string) bool {
	o, _, _ := types.LookupFieldOrMethod(t, false, nil, name)
	_, ok := o.(*types.Func)
	return ok
}

// dynamic is x with the type of what an interface holds; false for nil.
func (x value) dynamic() (value, bool) {
	if _, ok := types.Unalias(x.t).Underlying().(*types.Interface); !ok {
		return x, x.v.IsValid()
	}
	if !x.v.IsValid() {
		return x, false
	}
	held := x.v.Interface()
	return value{x.r, x.r.typeOf(held), reflect.ValueOf(raw(held))}, true
}
