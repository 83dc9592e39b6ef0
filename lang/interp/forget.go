package interp

import (
	"reflect"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// yaegi keeps the syntax of all that it ever compiled: in lists that only its
// debugger reads, and in its scope for each function, such as the one that holds
// a cell's statements and never runs again. Together that is 40 KB for a small
// cell. What closures and functions still need, they hold themselves.
//
// The fields are unexported ones of yaegi 0.16.1; a test sees whether memory is
// set free.

// Drop says that a function without parameters will not run again.
func (i *Interp) Drop(name string) { i.dropped = append(i.dropped, name) }

// forget drops what only runs need that have ended.
func (i *Interp) forget() {
	y := reflect.ValueOf(i.y).Elem()
	open(y, "roots").SetZero()
	if main := open(y, "scopes").MapIndex(reflect.ValueOf("main")); main.IsValid() {
		open(main.Elem(), "child").SetZero()
		symbols := open(main.Elem(), "sym")
		for _, name := range i.dropped {
			symbols.SetMapIndex(reflect.ValueOf(name), reflect.Value{})
		}
	}
	i.dropped = i.dropped[:0]
}

// loosen has the declarations of a loaded file forget each other: a variable
// would keep the functions beside it.
func loosen(p *interp.Program) {
	open(open(reflect.ValueOf(p).Elem(), "root").Elem(), "child").SetZero()
}

// open is a field that reflection may change although it is not exported.
func open(v reflect.Value, field string) reflect.Value {
	f := v.FieldByName(field)
	return reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
}
