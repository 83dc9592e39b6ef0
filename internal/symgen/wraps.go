package main

import (
	"fmt"
	"go/types"
	"strings"
)

// A wrapper is a generated type that implements an interface with closures, for
// values whose type exists in the interpreter only.
type wrapper struct {
	name    string        // of the interface
	typ     string        // name of the generated type
	methods []*types.Func // sorted by name; nil for an alias of an interface that has its own wrapper
}

// wrapperOf describes the wrapper of an interface type. There is none for an
// interface without methods, and none where a method is unexported or has a
// type that cannot be written outside its package.
func wrapperOf(obj *types.TypeName, importable map[string]bool) (wrapper, bool) {
	iface, ok := obj.Type().Underlying().(*types.Interface)
	if !ok || iface.NumMethods() == 0 {
		return wrapper{}, false
	}
	w := wrapper{name: obj.Name(), typ: wrapperType(obj)}
	for m := range iface.Methods() {
		if !m.Exported() || !writable(m.Signature(), importable) {
			return wrapper{}, false
		}
		w.methods = append(w.methods, m)
	}
	if named, ok := types.Unalias(obj.Type()).(*types.Named); ok && named.Obj() != obj {
		target := named.Obj()
		if target.Pkg() != nil && target.Exported() && importable[target.Pkg().Path()] {
			w.typ, w.methods = wrapperType(target), nil
		}
	}
	return w, true
}

func wrapperType(obj *types.TypeName) string {
	return identifier(obj.Pkg().Path()) + "_" + obj.Name()
}

// writable reports whether a type can be written in the symbols package: all
// names in it are exported from packages that can be imported there.
func writable(t types.Type, importable map[string]bool) bool {
	ok := func(t types.Type) bool { return writable(t, importable) }
	switch t := t.(type) {
	case *types.Basic:
		return true
	case *types.Named:
		return writableName(t.Obj(), importable) && writableAll(t.TypeArgs(), ok)
	case *types.Alias:
		return writableName(t.Obj(), importable) && writableAll(t.TypeArgs(), ok)
	case *types.Pointer:
		return ok(t.Elem())
	case *types.Slice:
		return ok(t.Elem())
	case *types.Array:
		return ok(t.Elem())
	case *types.Chan:
		return ok(t.Elem())
	case *types.Map:
		return ok(t.Key()) && ok(t.Elem())
	case *types.Signature:
		return ok(t.Params()) && ok(t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			if !ok(v.Type()) {
				return false
			}
		}
		return true
	case *types.Struct:
		for f := range t.Fields() {
			if !f.Exported() || !ok(f.Type()) {
				return false
			}
		}
		return true
	case *types.Interface:
		for m := range t.Methods() {
			if !m.Exported() || !ok(m.Signature()) {
				return false
			}
		}
		return t.IsMethodSet()
	}
	return false
}

func writableAll(args *types.TypeList, ok func(types.Type) bool) bool {
	for t := range args.Types() {
		if !ok(t) {
			return false
		}
	}
	return true
}

// writableName reports whether a type name can be written in the symbols package.
func writableName(obj *types.TypeName, importable map[string]bool) bool {
	if obj.Pkg() == nil {
		return true // error, any, comparable
	}
	return obj.Exported() && importable[obj.Pkg().Path()]
}

// entry writes the line of the table that builds a wrapper.
func (w *wrapper) entry(s *source) {
	s.printf("{%q, new_%s},\n", w.name, w.typ)
}

// define writes the wrapper's type, its methods and the function that builds it.
func (w *wrapper) define(s *source) {
	if w.methods == nil {
		return
	}
	s.printf("\ntype %s struct {\n*Iface\n", w.typ)
	for _, m := range w.methods {
		s.printf("%s %s\n", field(m), funcType(m, s))
	}
	s.printf("}\n")
	for _, m := range w.methods {
		w.method(s, m)
	}
	s.printf("\nfunc new_%s(i *Iface) any {\nreturn &%[1]s{\nIface: i,\n", w.typ)
	for _, m := range w.methods {
		s.printf("%s: method[%s](i, %q),\n", field(m), funcType(m, s), m.Name())
	}
	s.printf("}\n}\n")
}

// field returns the name of the field that holds the closure of a method. It
// differs from every exported name and from every keyword.
func field(m *types.Func) string { return "do" + m.Name() }

// funcType writes the type of a method's closure, without parameter names.
func funcType(m *types.Func, s *source) string {
	params, results, _ := signature(m, s)
	for i, p := range params {
		_, params[i], _ = strings.Cut(p, " ")
	}
	return "func(" + strings.Join(params, ", ") + ")" + results
}

// method writes one method of a wrapper.
func (w *wrapper) method(s *source, m *types.Func) {
	params, results, args := signature(m, s)
	ret := ""
	if results != "" {
		ret = "return "
	}
	s.printf("\nfunc (w *%s) %s(%s)%s { %sw.%s(%s) }\n", w.typ, m.Name(), strings.Join(params, ", "), results, ret, field(m), args)
}

// signature returns the parameters of a method as "name type", its results as
// they follow the parameters, and the arguments that pass the parameters on.
func signature(m *types.Func, s *source) (params []string, results, args string) {
	sig := m.Signature()
	var names []string
	for i := range sig.Params().Len() {
		name, t := fmt.Sprintf("a%d", i), sig.Params().At(i).Type()
		if sig.Variadic() && i == sig.Params().Len()-1 {
			params = append(params, name+" ..."+types.TypeString(t.(*types.Slice).Elem(), s.qualify))
			name += "..."
		} else {
			params = append(params, name+" "+types.TypeString(t, s.qualify))
		}
		names = append(names, name)
	}
	var outs []string
	for v := range sig.Results().Variables() {
		outs = append(outs, types.TypeString(v.Type(), s.qualify))
	}
	switch len(outs) {
	case 0:
	case 1:
		results = " " + outs[0]
	default:
		results = " (" + strings.Join(outs, ", ") + ")"
	}
	return params, results, strings.Join(names, ", ")
}
