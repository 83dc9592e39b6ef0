package interp

import (
	"reflect"
)

// abandon ends a function of the main package wherever it is: a goroutine that
// waits in a compiled call finds no way on when it comes back. Functions that it
// called, and closures that it made, are not concerned.
//
// yaegi compares the run number of a frame with that of the interpreter that the
// function's syntax belongs to, at every step. So that syntax moves to a copy of
// the interpreter whose number no frame has.
func (i *Interp) abandon(name string) {
	main := open(reflect.ValueOf(i.y).Elem(), "scopes").MapIndex(reflect.ValueOf("main"))
	if !main.IsValid() {
		return
	}
	symbol := open(main.Elem(), "sym").MapIndex(reflect.ValueOf(name))
	if !symbol.IsValid() {
		return
	}
	nowhere := reflect.New(reflect.TypeOf(i.y).Elem())
	nowhere.Elem().Set(reflect.ValueOf(i.y).Elem())
	open(nowhere.Elem(), "id").SetUint(^uint64(0))
	move(open(symbol.Elem(), "node"), nowhere)
}

// move gives a node and those below it, but not function literals, another interpreter.
func move(node, to reflect.Value) {
	if node.IsNil() || kindOf(node) == "funcLit" {
		return
	}
	open(node.Elem(), "interp").Set(to)
	children := open(node.Elem(), "child")
	for k := range children.Len() {
		move(children.Index(k), to)
	}
}

func kindOf(node reflect.Value) string {
	return open(node.Elem(), "kind").MethodByName("String").Call(nil)[0].String()
}
