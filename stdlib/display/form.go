package display

import "reflect"

// A Form says what a value is where reflection cannot tell: an interpreter
// keeps values of types that a cell declares without their names and methods.
// Where a Form gives another Form, nil means that reflection tells.
type Form interface {
	Name() string   // of the type; "" for a type without a name
	String() string // of the type, with its package
	// Method is the value's Error or String method; nil for none, or where
	// package reflect gives no access to it.
	Method(v reflect.Value) func() string
	// Inside is what a pointer points to or an interface holds; Item and Key
	// say what an element or a key is that was found in v.
	Inside(v reflect.Value) (reflect.Value, Form)
	Item(v reflect.Value) (reflect.Value, Form)
	Key(v reflect.Value) (reflect.Value, Form)
	// Fields is the number of a struct's fields, Field the name of one and its value.
	Fields() int
	Field(v reflect.Value, i int) (string, reflect.Value, Form)
}

// As is the text of a value that a Form describes, as [Of] has it for a
// compiled value of the same type.
func As(v reflect.Value, f Form) Bundle { return Text(plainAs(v, f)) }
