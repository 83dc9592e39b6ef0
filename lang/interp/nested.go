package interp

import (
	"fmt"
	"reflect"
)

// Nested calls a loaded function without parameters on the running goroutine,
// within a run that waits meanwhile, and returns what it panicked with.
func (i *Interp) Nested(name string) (panicked any, err error) {
	f, err := i.function(name)
	if err != nil {
		return nil, fmt.Errorf("interpreter: %w", err)
	}
	defer i.Drop(name)
	defer func() { panicked = recover() }()
	f()
	return nil, nil
}

// Halted reports whether the run that began last is being stopped: what it has
// called goes no further when it comes back to interpreted code.
func (i *Interp) Halted() bool { return i.runID() != i.began.Load() }

// Global is the place of a variable of the main package; the zero Value where
// there is none of that name.
func (i *Interp) Global(name string) reflect.Value {
	main := open(reflect.ValueOf(i.y).Elem(), "scopes").MapIndex(reflect.ValueOf("main"))
	if !main.IsValid() {
		return reflect.Value{}
	}
	symbol := open(main.Elem(), "sym").MapIndex(reflect.ValueOf(name))
	if !symbol.IsValid() {
		return reflect.Value{}
	}
	index := open(symbol.Elem(), "index").Int()
	data := open(open(reflect.ValueOf(i.y).Elem(), "frame").Elem(), "data")
	if index < 0 || int(index) >= data.Len() {
		return reflect.Value{}
	}
	return data.Index(int(index)).Interface().(reflect.Value)
}
