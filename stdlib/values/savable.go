package values

import (
	"encoding"
	"encoding/gob"
	"fmt"
	"reflect"
)

// own are the interfaces of types that encode themselves, as gob looks for them.
var own = []reflect.Type{
	reflect.TypeFor[gob.GobEncoder](), reflect.TypeFor[encoding.BinaryMarshaler](), reflect.TypeFor[encoding.TextMarshaler](),
}

func encodesItself(t reflect.Type) bool {
	for _, i := range own {
		if t.Implements(i) || reflect.PointerTo(t).Implements(i) {
			return true
		}
	}
	return false
}

// savable reports what of a value gob would lose, refuse or never end with.
func savable(v reflect.Value) error { return walk(v, v.Type().String(), map[seen]bool{}) }

// seen is a pointer that the walk is below of.
type seen struct {
	p uintptr
	t reflect.Type
}

func walk(v reflect.Value, path string, above map[seen]bool) error {
	t := v.Type()
	switch t.Kind() {
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.UnsafePointer:
		return fmt.Errorf("%s is a %s", path, t.Kind())
	}
	if encodesItself(t) {
		return nil
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice:
		if t.Kind() != reflect.Pointer && flat(t.Elem()) {
			break // a long slice of numbers needs no walk
		}
		if v.IsNil() {
			return check(t.Elem(), path)
		}
		here := seen{v.Pointer(), t}
		if above[here] {
			return fmt.Errorf("%s contains itself", path)
		}
		above[here] = true
		defer delete(above, here)
		switch t.Kind() {
		case reflect.Pointer:
			return walk(v.Elem(), path, above)
		case reflect.Map:
			for _, k := range v.MapKeys() {
				if err := walk(v.MapIndex(k), path+"[...]", above); err != nil {
					return err
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				if err := walk(v.Index(i), path+"[...]", above); err != nil {
					return err
				}
			}
		}
	case reflect.Array:
		if !flat(t.Elem()) {
			for i := range v.Len() {
				if err := walk(v.Index(i), path+"[...]", above); err != nil {
					return err
				}
			}
		}
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if f.Type.Size() == 0 && f.Type.Kind() != reflect.Array { // a mark that holds nothing
				continue
			}
			if !f.IsExported() {
				return fmt.Errorf("%s keeps its field %s to itself", path, f.Name)
			}
			if err := walk(v.Field(i), path+"."+f.Name, above); err != nil {
				return err
			}
		}
	}
	return nil
}

// check is walk for a type of which there is no value.
func check(t reflect.Type, path string) error {
	switch t.Kind() {
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.UnsafePointer:
		return fmt.Errorf("%s is a %s", path, t.Kind())
	}
	return nil
}

// flat reports whether values of a type hold nothing but themselves.
func flat(t reflect.Type) bool {
	k := t.Kind()
	return k >= reflect.Bool && k <= reflect.Complex128 || k == reflect.String
}
