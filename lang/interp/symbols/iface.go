package symbols

import (
	"fmt"
	"reflect"
)

// Iface is a value of a type that only the interpreter knows, on its way into
// an interface of compiled code. Every wrapper embeds one, so compiled code that
// gives the interface back lets the front end recover the value:
//
//	if w, ok := x.(interface{ MonroIface() *symbols.Iface }); ok { v := w.MonroIface().V }
type Iface struct {
	V any // the value
	T any // handle of its static type, for the front end's own use

	// Method returns V's method as a function of type typ, or the zero Value
	// where V has no method of that name and type. A wrapper asks for all
	// methods of its interface when it is made and calls the functions later, so
	// Method may adapt with reflect.MakeFunc.
	Method func(name string, typ reflect.Type) reflect.Value
}

// MonroIface returns the value inside a wrapper.
func (i *Iface) MonroIface() *Iface { return i }

// method returns the method called name as a function of type F. Wrappers are
// made for values whose static type has the method, so it is there unless the
// front end is wrong.
func method[F any](i *Iface, name string) F {
	f, ok := optional[F](i, name)
	if !ok {
		panic(fmt.Sprintf("symbols: a %T was wrapped without method %s %v", i.V, name, reflect.TypeFor[F]()))
	}
	return f
}

// optional returns the method called name as a function of type F, if V has it.
func optional[F any](i *Iface, name string) (F, bool) {
	v := i.Method(name, reflect.TypeFor[F]())
	if !v.IsValid() {
		var none F
		return none, false
	}
	f, ok := v.Interface().(F)
	return f, ok
}
