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
		field := *p
		field.bare = p.bare || !s.Field(i).Exported()
		field.print(v.Field(i), s.Field(i).Type(), depth+1)
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
	if v.Type().Elem().Kind() == reflect.Uint8 && strings.ContainsRune("sqxX", p.verb) {
		text := make([]byte, v.Len())
		reflect.Copy(reflect.ValueOf(text), v)
		fmt.Fprintf(p.w, p.form, text)
		return
	}
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
