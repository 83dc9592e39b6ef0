package main

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
)

// api describes what a package exports, one line an object, field or method in
// a fixed order, and likewise the unexported types these lines name. Two patch
// releases of Go differ in unexported fields and in the bytes of their export
// data, but not in this.
func api(p *types.Package) []string {
	var a apiLines
	var unexported []*types.TypeName
	for _, name := range p.Scope().Names() {
		obj := p.Scope().Lookup(name)
		if !obj.Exported() {
			if t, ok := obj.(*types.TypeName); ok {
				unexported = append(unexported, t)
			}
			continue
		}
		switch obj := obj.(type) {
		case *types.Const:
			a.add("const %s %s = %s", name, typeString(obj.Type()), obj.Val().ExactString())
		case *types.TypeName:
			a.typ(obj)
		default:
			a.add("%s", types.ObjectString(obj, (*types.Package).Path))
		}
	}
	for described := true; described; {
		described = false
		for i, t := range unexported {
			if t != nil && a.mention(t) {
				a.typ(t)
				unexported[i], described = nil, true
			}
		}
	}
	return a
}

type apiLines []string

func (a *apiLines) add(format string, args ...any) { *a = append(*a, fmt.Sprintf(format, args...)) }

// mention reports whether the name of a type occurs in the lines so far. A
// longer name that starts with it counts too, which does no harm.
func (a apiLines) mention(t *types.TypeName) bool {
	name := t.Pkg().Path() + "." + t.Name()
	return slices.ContainsFunc(a, func(line string) bool { return strings.Contains(line, name) })
}

func typeString(t types.Type) string { return types.TypeString(t, (*types.Package).Path) }

// typ describes a type: its exported fields and methods, or its underlying type.
func (a *apiLines) typ(obj *types.TypeName) {
	if obj.IsAlias() {
		a.add("%s", types.ObjectString(obj, (*types.Package).Path))
		return
	}
	a.add("type %s", typeString(obj.Type()))
	named := obj.Type().(*types.Named)
	for t := range named.TypeParams().TypeParams() {
		a.add("type %s, [%s %s]", obj.Name(), t, typeString(t.Constraint()))
	}
	if s, ok := named.Underlying().(*types.Struct); ok {
		for i := range s.NumFields() {
			if f := s.Field(i); f.Exported() || f.Embedded() {
				a.add("type %s, field %s %s embedded=%t tag=%q", obj.Name(), f.Name(), typeString(f.Type()), f.Embedded(), s.Tag(i))
			}
		}
	} else {
		a.add("type %s, %s", obj.Name(), typeString(named.Underlying()))
	}
	// The method set of the pointer holds what embedded fields promote, too.
	set := types.NewMethodSet(types.NewPointer(named))
	if types.IsInterface(named) {
		set = types.NewMethodSet(named)
	}
	for m := range set.Methods() {
		if m.Obj().Exported() {
			a.add("type %s, %s", obj.Name(), types.ObjectString(m.Obj(), (*types.Package).Path))
		}
	}
}
