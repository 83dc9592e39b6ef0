package interp

import (
	"reflect"
	"sync"

	"monro/lang/interp/symbols"
)

// A package of ours with generic functions says which instances of them it was
// compiled with: its function Instances returns them by symbols such as
// "Sin[float64]" or "Take[*optim.State]".
var instances sync.Map // of map[string]reflect.Value, by import path

func instancesOf(path string) map[string]reflect.Value {
	if m, ok := instances.Load(path); ok {
		return m.(map[string]reflect.Value)
	}
	m := map[string]reflect.Value{}
	if p, ok := symbols.Load(path); ok && p.Values["Instances"].IsValid() {
		if list, ok := p.Values["Instances"].Interface().(func() map[string]any); ok {
			for symbol, f := range list() {
				m[symbol] = reflect.ValueOf(f)
			}
		}
	}
	instances.Store(path, m)
	return m
}

// HasInstance reports whether a package has a compiled instance of a generic
// function among its symbols.
func HasInstance(path, symbol string) bool { return instancesOf(path)[symbol].IsValid() }
