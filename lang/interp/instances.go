package interp

import (
	"reflect"
	"sync"

	"monro/stdlib/prelude"
)

// instances holds compiled instances of generic functions by import path and
// symbol, such as "Sin[float64]".
var instances = sync.OnceValue(func() map[string]map[string]reflect.Value {
	m := map[string]reflect.Value{}
	for name, f := range prelude.Instances() {
		m[name] = reflect.ValueOf(f)
	}
	return map[string]map[string]reflect.Value{"monro/stdlib/prelude": m}
})

// HasInstance reports whether a package has a compiled instance of a generic
// function among its symbols.
func HasInstance(path, symbol string) bool { return instances()[path][symbol].IsValid() }
