package rt

import (
	"go/types"
	"reflect"
	"strings"

	"monro/stdlib/display"
)

// A form tells package display what a value of a cell's type is: its names and
// methods are the session's, reflection sees neither.
type form struct {
	r      *Runtime
	t      types.Type
	access access
}

// access says whether package reflect would let anyone call methods of a value.
type access int

const (
	free     access = iota
	embedded        // it is an embedded field that is not exported: what is in it may be free
	hidden          // it was reached through a field that is not exported
)

// enter is a part of a value with its form.
func (f form) enter(v reflect.Value, t types.Type, a access) (reflect.Value, display.Form) {
	switch {
	case t != nil && f.r.mentionsUser(t):
		return v, form{f.r, types.Unalias(t), a}
	case a != free && v.IsValid():
		return hide(v), nil
	}
	return v, nil
}

// hide takes away the access to a value's methods.
func hide(v reflect.Value) reflect.Value {
	return reflect.ValueOf(struct{ v any }{v.Interface()}).Field(0).Elem()
}

func (f form) String() string { return TypeName(f.t) }

// Name is what reflect.Type.Name is for a compiled type.
func (f form) Name() string {
	n, ok := f.t.(*types.Named)
	if !ok {
		return ""
	}
	name := TypeName(n)
	if n.Obj().Pkg() != nil {
		name = strings.TrimPrefix(name, n.Obj().Pkg().Name()+".")
	}
	return name
}

func (f form) Method(v reflect.Value) func() string {
	for _, name := range []string{"Error", "String"} {
		if m, ok := f.method(v, name).(func() string); ok {
			return m
		}
	}
	return nil
}

// method is a method of a value that is not addressable, nil if it has none of
// that name.
func (f form) method(v reflect.Value, name string) any {
	if f.access != free || !inMethodSet(f.t, name) {
		return nil
	}
	if m := f.r.lookup(v.Interface(), f.t, name); m.IsValid() {
		return m.Interface()
	}
	return nil
}

func (f form) Inside(v reflect.Value) (reflect.Value, display.Form) {
	if p, ok := f.t.Underlying().(*types.Pointer); ok {
		return f.enter(v.Elem(), p.Elem(), f.access)
	}
	held := v.Interface()
	return f.enter(reflect.ValueOf(raw(held)), f.r.typeOf(held), f.access)
}

func (f form) Item(v reflect.Value) (reflect.Value, display.Form) {
	if m, ok := f.t.Underlying().(*types.Map); ok {
		return f.enter(v, m.Elem(), f.access)
	}
	return f.enter(v, elemType(f.t), f.access)
}

func (f form) Key(v reflect.Value) (reflect.Value, display.Form) {
	return f.enter(v, f.t.Underlying().(*types.Map).Key(), f.access)
}

func (f form) Fields() int { return f.t.Underlying().(*types.Struct).NumFields() }

func (f form) Field(v reflect.Value, i int) (string, reflect.Value, display.Form) {
	field := f.t.Underlying().(*types.Struct).Field(i)
	a := f.access
	switch {
	case a == hidden:
	case field.Exported():
		a = free
	case field.Embedded():
		a = embedded
	default:
		a = hidden
	}
	x, g := f.enter(v.Field(i), field.Type(), a)
	return field.Name(), x, g
}
