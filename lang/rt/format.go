package rt

import (
	"cmp"
	"fmt"
	"go/types"
	"io"
	"reflect"
	"slices"
	"strings"
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
		case *types.Struct:
			for i := range t.NumFields() {
				if look(t.Field(i).Type()) {
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

// Format implements fmt.Formatter.
func (x value) Format(s fmt.State, verb rune) {
	p := printer{x.r, s, verb, fmt.FormatString(s, verb)}
	p.print(x.v, x.t, 0)
}

type printer struct {
	r    *Runtime
	w    fmt.State
	verb rune
	form string // the directive as it was written
}

func (p *printer) sharp() bool { return p.verb == 'v' && p.w.Flag('#') }
func (p *printer) plus() bool  { return p.verb == 'v' && p.w.Flag('+') }

func (p *printer) print(v reflect.Value, t types.Type, depth int) {
	if !v.IsValid() {
		io.WriteString(p.w, "<nil>")
		return
	}
	t = types.Unalias(t)
	if _, ok := t.Underlying().(*types.Interface); ok {
		p.dynamic(v, depth)
		return
	}
	if p.viaMethod(v, t) {
		return
	}
	if !p.r.mentionsUser(t) {
		p.plain(v, depth)
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
		p.plain(v, depth)
	}
}

// plain prints what holds nothing of the user's.
func (p *printer) plain(v reflect.Value, depth int) {
	if depth > 0 && v.Kind() == reflect.Pointer && p.verb == 'v' {
		fmt.Fprintf(p.w, "%p", v.Interface())
		return
	}
	fmt.Fprintf(p.w, p.form, v.Interface())
}

func (p *printer) dynamic(v reflect.Value, depth int) {
	if v.Kind() == reflect.Interface {
		if v.IsNil() {
			io.WriteString(p.w, "<nil>")
			return
		}
		v = v.Elem()
	}
	held := v.Interface()
	t := p.r.typeOf(held)
	p.print(reflect.ValueOf(raw(held)), t, depth)
}

// viaMethod prints through Format, Error or String where the type has one.
func (p *printer) viaMethod(v reflect.Value, t types.Type) bool {
	if p.verb == 'T' || p.verb == 'p' {
		return false
	}
	n := namedOf(t)
	if n == nil || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "main" {
		return false
	}
	call := func(name string, want any, args ...reflect.Value) (out []reflect.Value, ok bool) {
		if !p.inMethodSet(t, name) {
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
func (p *printer) inMethodSet(t types.Type, name string) bool {
	o, _, indirect := types.LookupFieldOrMethod(t, false, nil, name)
	_, ok := o.(*types.Func)
	return ok && !indirect
}

func (p *printer) structure(v reflect.Value, t types.Type, s *types.Struct, depth int) {
	if p.sharp() {
		io.WriteString(p.w, TypeName(t))
	}
	io.WriteString(p.w, "{")
	for i := range s.NumFields() {
		if i > 0 {
			io.WriteString(p.w, p.separator())
		}
		if p.plus() || p.sharp() {
			io.WriteString(p.w, s.Field(i).Name()+":")
		}
		p.print(v.Field(i), s.Field(i).Type(), depth+1)
	}
	io.WriteString(p.w, "}")
}

func (p *printer) separator() string {
	if p.sharp() {
		return ", "
	}
	return " "
}

func (p *printer) pointer(v reflect.Value, t types.Type, u *types.Pointer, depth int) {
	if v.IsNil() {
		if p.sharp() {
			fmt.Fprintf(p.w, "(%s)(nil)", TypeName(t))
			return
		}
		io.WriteString(p.w, "<nil>")
		return
	}
	if depth == 0 {
		switch u.Elem().Underlying().(type) {
		case *types.Struct, *types.Slice, *types.Array, *types.Map:
			io.WriteString(p.w, "&")
			p.print(v.Elem(), u.Elem(), depth+1)
			return
		}
	}
	if p.sharp() {
		fmt.Fprintf(p.w, "(%s)(%#x)", TypeName(t), v.Pointer())
		return
	}
	fmt.Fprintf(p.w, "%#x", v.Pointer())
}

func (p *printer) list(v reflect.Value, t types.Type, depth int) {
	elem := elemType(t)
	open, shut := "[", "]"
	if p.sharp() {
		if v.Kind() == reflect.Slice && v.IsNil() {
			io.WriteString(p.w, TypeName(t)+"(nil)")
			return
		}
		open, shut = TypeName(t)+"{", "}"
	}
	io.WriteString(p.w, open)
	for i := range v.Len() {
		if i > 0 {
			io.WriteString(p.w, p.separator())
		}
		p.print(v.Index(i), elem, depth+1)
	}
	io.WriteString(p.w, shut)
}

func elemType(t types.Type) types.Type {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	}
	return nil
}

func (p *printer) mapping(v reflect.Value, t types.Type, m *types.Map, depth int) {
	open, shut := "map[", "]"
	if p.sharp() {
		if v.IsNil() {
			io.WriteString(p.w, TypeName(t)+"(nil)")
			return
		}
		open, shut = TypeName(t)+"{", "}"
	}
	io.WriteString(p.w, open)
	keys := v.MapKeys()
	slices.SortFunc(keys, compareKeys)
	for i, k := range keys {
		if i > 0 {
			io.WriteString(p.w, p.separator())
		}
		p.print(k, m.Key(), depth+1)
		io.WriteString(p.w, ":")
		p.print(v.MapIndex(k), m.Elem(), depth+1)
	}
	io.WriteString(p.w, shut)
}

// compareKeys orders map keys as fmt does for the kinds that have an order.
func compareKeys(a, b reflect.Value) int {
	for a.Kind() == reflect.Interface && !a.IsNil() {
		a = reflect.ValueOf(raw(a.Elem().Interface()))
	}
	for b.Kind() == reflect.Interface && !b.IsNil() {
		b = reflect.ValueOf(raw(b.Elem().Interface()))
	}
	if a.Kind() != b.Kind() {
		return cmp.Compare(a.Kind(), b.Kind())
	}
	switch {
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat():
		return cmp.Compare(a.Float(), b.Float())
	case a.Kind() == reflect.String:
		return cmp.Compare(a.String(), b.String())
	case a.Kind() == reflect.Struct:
		for i := range a.NumField() {
			if c := compareKeys(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
	case a.Kind() == reflect.Array:
		for i := range a.Len() {
			if c := compareKeys(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
	}
	return 0
}

// named prints a type's name where %T stood.
type named string

// Format implements fmt.Formatter.
func (n named) Format(s fmt.State, _ rune) { fmt.Fprintf(s, fmt.FormatString(s, 's'), string(n)) }

// types replaces what %T would say of our own wrappers: fmt does not ask a
// Formatter for its type.
func typeVerbs(format string, args []any) (string, []any) {
	if !strings.Contains(format, "T") {
		return format, args
	}
	out := []byte(format)
	copied := false
	arg := 0
	for i := 0; i < len(out); i++ {
		if out[i] != '%' {
			continue
		}
		for i++; i < len(out) && strings.IndexByte("+-# 0123456789.*[]", out[i]) >= 0; i++ {
			switch out[i] {
			case '*':
				arg++
			case '[':
				n := 0
				for j := i + 1; j < len(out) && out[j] >= '0' && out[j] <= '9'; j++ {
					n = n*10 + int(out[j]-'0')
				}
				arg = n - 1
			}
		}
		if i >= len(out) || out[i] == '%' {
			continue
		}
		if out[i] == 'T' && arg >= 0 && arg < len(args) {
			if x, ok := args[arg].(value); ok {
				if !copied {
					args, copied = slices.Clone(args), true
				}
				// Another directive may print the same argument: give this one its own.
				args = append(args, named(x.name()))
				repl := fmt.Sprintf("[%d]v", len(args))
				rest := fmt.Sprintf("%%[%d]", arg+2)
				out = append(out[:i], append([]byte(repl), nextIndexed(string(out[i+1:]), rest)...)...)
				i += len(repl) - 1
			}
		}
		arg++
	}
	return string(out), args
}

// nextIndexed makes the next directive take its argument by number, because a
// numbered one before it has moved the count.
func nextIndexed(rest, prefix string) []byte {
	for i := 0; i+1 < len(rest); i++ {
		if rest[i] == '%' {
			if rest[i+1] == '%' {
				i++
				continue
			}
			if rest[i+1] != '[' {
				return []byte(rest[:i] + prefix + rest[i+1:])
			}
			break
		}
	}
	return []byte(rest)
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

func (x value) name() string {
	if _, ok := types.Unalias(x.t).Underlying().(*types.Interface); ok {
		if !x.v.IsValid() {
			return "<nil>"
		}
		return TypeName(x.r.typeOf(x.v.Interface()))
	}
	return TypeName(x.t)
}
