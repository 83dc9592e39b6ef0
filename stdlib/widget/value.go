package widget

import (
	"encoding/json"

	"monro/stdlib/comm"
)

// A value is a model with one attribute that its user changes: the widget's value.
type value[T comparable] struct {
	*model
	attribute string
	fit       func(T) T // makes any value one that the widget may have
	v, told   T         // told is the one that observers know
	observers []func(T)
	hook      func() // of this package, called after them
	pending   bool   // observers are to be told
}

// newValue makes a value of a model, which it completes.
func newValue[T comparable](m *model, attribute string, v T, fit func(T) T) *value[T] {
	x := &value[T]{model: m, attribute: attribute, fit: fit}
	x.v = fit(v)
	x.told = x.v
	m.state[attribute] = x.v
	m.take = x.take
	return x
}

func (x *value[T]) get() T {
	mu.Lock()
	defer mu.Unlock()
	return x.v
}

// put gives the widget a value from a cell, and tells its observers at once.
func (x *value[T]) put(v T) {
	mu.Lock()
	v = x.fit(v)
	if v == x.v {
		mu.Unlock()
		return
	}
	x.v, x.told = v, v
	x.set(x.attribute, v)
	observers := x.observers
	mu.Unlock()
	for _, f := range observers {
		f(v)
	}
}

func (x *value[T]) observe(f func(T)) {
	mu.Lock()
	defer mu.Unlock()
	x.acts = true
	x.observers = append(x.observers, f)
}

// take takes a value from the front end. Of many that come while a cell runs, the
// observers see the last.
func (x *value[T]) take(attribute string, raw json.RawMessage) (known bool, later func()) {
	if attribute != x.attribute {
		return false, nil
	}
	var v T
	if json.Unmarshal(raw, &v) != nil {
		x.send(attribute) // the front end is told what holds
		return true, nil
	}
	x.v = x.fit(v)
	x.state[attribute] = x.v
	if x.v != v {
		x.send(attribute)
	}
	if len(x.observers) == 0 && x.hook == nil || x.pending {
		return true, nil
	}
	x.pending = true
	return true, x.tell
}

// tell calls the observers between two cells.
func (x *value[T]) tell() {
	mu.Lock()
	x.pending = false
	v, observers, hook, place := x.v, x.observers, x.hook, x.place()
	changed := v != x.told
	x.told = v
	mu.Unlock()
	if !changed {
		return
	}
	place.Capture(func() {
		for _, f := range observers {
			comm.Call(func() { f(v) })
		}
		if hook != nil {
			hook()
		}
	})
}
