package rt

import (
	"go/token"
	"go/types"
	"reflect"
	"strings"
)

// typeOf is the Go type of what is in an interface, nil for nil.
func (r *Runtime) typeOf(v any) types.Type {
	v = unwrap(v)
	switch v := v.(type) {
	case nil:
		return nil
	case Box:
		return r.Types(v.Type)
	}
	return r.goType(reflect.TypeOf(v))
}

var basicKinds = map[reflect.Kind]types.BasicKind{
	reflect.Bool: types.Bool, reflect.Int: types.Int, reflect.Int8: types.Int8, reflect.Int16: types.Int16, reflect.Int32: types.Int32,
	reflect.Int64: types.Int64, reflect.Uint: types.Uint, reflect.Uint8: types.Uint8, reflect.Uint16: types.Uint16, reflect.Uint32: types.Uint32,
	reflect.Uint64: types.Uint64, reflect.Uintptr: types.Uintptr, reflect.Float32: types.Float32, reflect.Float64: types.Float64,
	reflect.Complex64: types.Complex64, reflect.Complex128: types.Complex128, reflect.String: types.String, reflect.UnsafePointer: types.UnsafePointer,
}

// goType is the Go type that a run-time type stands for.
func (r *Runtime) goType(t reflect.Type) types.Type {
	r.mu.RLock()
	g, ok := r.structs[t]
	if !ok {
		g, ok = r.goTypes[t]
	}
	r.mu.RUnlock()
	if ok {
		return g
	}
	g = r.buildType(t)
	r.mu.Lock()
	r.goTypes[t] = g
	r.mu.Unlock()
	return g
}

func (r *Runtime) buildType(t reflect.Type) types.Type {
	if t.Name() != "" && t.PkgPath() != "" {
		return r.namedType(t)
	}
	if k, ok := basicKinds[t.Kind()]; ok {
		return types.Typ[k]
	}
	switch t.Kind() {
	case reflect.Pointer:
		return types.NewPointer(r.goType(t.Elem()))
	case reflect.Slice:
		return types.NewSlice(r.goType(t.Elem()))
	case reflect.Array:
		return types.NewArray(r.goType(t.Elem()), int64(t.Len()))
	case reflect.Map:
		return types.NewMap(r.goType(t.Key()), r.goType(t.Elem()))
	case reflect.Chan:
		dir := map[reflect.ChanDir]types.ChanDir{reflect.BothDir: types.SendRecv, reflect.SendDir: types.SendOnly, reflect.RecvDir: types.RecvOnly}
		return types.NewChan(dir[t.ChanDir()], r.goType(t.Elem()))
	case reflect.Func:
		return r.funcType(t, 0)
	case reflect.Struct:
		return r.structType(t)
	case reflect.Interface:
		if t == reflect.TypeFor[error]() {
			return types.Universe.Lookup("error").Type()
		}
		return r.interfaceType(t)
	}
	return types.Typ[types.Invalid]
}

// namedType finds a compiled type in its package's export data, or describes
// one that is not exported by its methods.
func (r *Runtime) namedType(t reflect.Type) types.Type {
	pkg, err := r.Importer.Import(t.PkgPath())
	if err == nil && !strings.Contains(t.Name(), "[") {
		if o, ok := pkg.Scope().Lookup(t.Name()).(*types.TypeName); ok {
			return o.Type()
		}
	}
	if pkg == nil {
		pkg = types.NewPackage(t.PkgPath(), t.PkgPath()[strings.LastIndexByte(t.PkgPath(), '/')+1:])
	}
	n := types.NewNamed(types.NewTypeName(token.NoPos, pkg, t.Name(), nil), types.NewStruct(nil, nil), nil)
	r.mu.Lock()
	r.goTypes[t] = n // before its methods, which may mention it
	r.mu.Unlock()
	p := reflect.PointerTo(t)
	for i := range p.NumMethod() {
		m := p.Method(i)
		_, byValue := t.MethodByName(m.Name)
		recv := types.Type(n)
		if !byValue {
			recv = types.NewPointer(n)
		}
		s := r.funcType(m.Type, 1)
		sig := types.NewSignatureType(types.NewVar(token.NoPos, pkg, "", recv), nil, nil, s.Params(), s.Results(), s.Variadic())
		n.AddMethod(types.NewFunc(token.NoPos, pkg, m.Name, sig))
	}
	return n
}

func (r *Runtime) funcType(t reflect.Type, skip int) *types.Signature {
	var in, out []*types.Var
	for i := skip; i < t.NumIn(); i++ {
		in = append(in, types.NewParam(token.NoPos, nil, "", r.goType(t.In(i))))
	}
	for i := range t.NumOut() {
		out = append(out, types.NewParam(token.NoPos, nil, "", r.goType(t.Out(i))))
	}
	return types.NewSignatureType(nil, nil, nil, types.NewTuple(in...), types.NewTuple(out...), t.IsVariadic())
}

// hiddenTag marks unexported fields, as package lower writes it.
const hiddenTag = `json:"-" xml:"-"`

func (r *Runtime) structType(t reflect.Type) types.Type {
	var fields []*types.Var
	var tags []string
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Tag == hiddenTag { // yaegi has exported it
			f.Name, f.Tag = strings.TrimPrefix(f.Name, "X"), ""
		}
		fields = append(fields, types.NewField(token.NoPos, nil, f.Name, r.goType(f.Type), f.Anonymous))
		tags = append(tags, string(f.Tag))
	}
	return types.NewStruct(fields, tags)
}

func (r *Runtime) interfaceType(t reflect.Type) types.Type {
	var methods []*types.Func
	for i := range t.NumMethod() {
		m := t.Method(i)
		methods = append(methods, types.NewFunc(token.NoPos, nil, m.Name, r.funcType(m.Type, 0)))
	}
	return types.NewInterfaceType(methods, nil).Complete()
}

// is reports whether the dynamic type of v is, or implements, a type.
func (r *Runtime) is(v any, number int) bool {
	have := r.typeOf(v)
	return have != nil && r.fits(have, r.Types(number))
}

func (r *Runtime) fits(have, want types.Type) bool {
	if i, ok := types.Unalias(want).Underlying().(*types.Interface); ok {
		return types.Implements(have, i)
	}
	return types.Identical(have, want)
}

// assert gives what x.(T) has: the bare value of a concrete type, or a value
// that implements the interface. It panics in Go's words.
//
// static is the number of the type that the interface is known to have.
func (r *Runtime) assert(v any, number int, static ...int) any {
	want := r.Types(number)
	have := r.typeOf(v)
	if have == nil || !r.fits(have, want) {
		from := "interface {}"
		if len(static) > 0 {
			from = TypeName(r.Types(static[0]))
		}
		panic(r.assertionError(from, have, want))
	}
	if _, ok := types.Unalias(want).Underlying().(*types.Interface); ok {
		if w := r.compiledInterface(want); w != nil {
			return r.implement(v, have, want)
		}
		return unwrap(v)
	}
	return raw(v)
}

func (r *Runtime) assertionError(from string, have, want types.Type) error {
	i, isIface := types.Unalias(want).Underlying().(*types.Interface)
	switch {
	case have == nil && isIface:
		return runtimeError("interface conversion: interface is nil, not " + TypeName(want))
	case have == nil:
		return runtimeError("interface conversion: " + from + " is nil, not " + TypeName(want))
	case isIface:
		missing, _ := types.MissingMethod(have, i, true)
		return runtimeError("interface conversion: " + TypeName(have) + " is not " + TypeName(want) + ": missing method " + missing.Name())
	}
	return runtimeError("interface conversion: " + from + " is " + TypeName(have) + ", not " + TypeName(want))
}

// caseOf is the index of the first type that fits v, -1 for none. The number
// -1 stands for nil.
func (r *Runtime) caseOf(v any, numbers ...int) int {
	have := r.typeOf(v)
	for i, n := range numbers {
		if n < 0 && have == nil || n >= 0 && have != nil && r.fits(have, r.Types(n)) {
			return i
		}
	}
	return -1
}

// TypeName writes a type as fmt's %T does.
func TypeName(t types.Type) string {
	s := types.TypeString(withoutNames(t), func(p *types.Package) string { return p.Name() })
	s = anyWord.ReplaceAllString(s, "interface {}")
	s = strings.ReplaceAll(s, "interface{}", "interface {}")
	s = structWord.ReplaceAllString(s, "struct { $1 }")
	return argsWord.ReplaceAllStringFunc(s, func(args string) string { return strings.ReplaceAll(args, ", ", ",") })
}

// withoutNames drops the names of parameters, which a run-time type has none of.
func withoutNames(t types.Type) types.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Pointer:
		return types.NewPointer(withoutNames(t.Elem()))
	case *types.Slice:
		return types.NewSlice(withoutNames(t.Elem()))
	case *types.Array:
		return types.NewArray(withoutNames(t.Elem()), t.Len())
	case *types.Map:
		return types.NewMap(withoutNames(t.Key()), withoutNames(t.Elem()))
	case *types.Chan:
		return types.NewChan(t.Dir(), withoutNames(t.Elem()))
	case *types.Signature:
		unnamed := func(list *types.Tuple) *types.Tuple {
			vars := make([]*types.Var, list.Len())
			for i := range vars {
				vars[i] = types.NewParam(token.NoPos, nil, "", withoutNames(list.At(i).Type()))
			}
			return types.NewTuple(vars...)
		}
		return types.NewSignatureType(nil, nil, nil, unnamed(t.Params()), unnamed(t.Results()), t.Variadic())
	}
	return t
}
