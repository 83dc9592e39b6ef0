package rt

import (
	"fmt"
	"go/types"
	"reflect"
	"strings"

	"monro/stdlib/display"
)

// result shows the value of a cell's last expression. number is that of its
// static type, -1 for an untyped nil.
func (r *Runtime) result(v any, number int) {
	if number < 0 {
		r.addResult(display.Bundle{Data: map[string]any{"text/plain": "nil"}})
		return
	}
	r.addResult(r.bundle(v, r.Types(number)))
}

// resultTuple shows several values: pairs of value and type number.
func (r *Runtime) resultTuple(pairs ...any) {
	if len(pairs) == 2 {
		r.result(pairs[0], pairs[1].(int))
		return
	}
	var texts []string
	for i := 0; i < len(pairs); i += 2 {
		b := r.bundle(pairs[i], r.Types(pairs[i+1].(int)))
		texts = append(texts, fmt.Sprint(b.Data["text/plain"]))
	}
	r.addResult(display.Bundle{Data: map[string]any{"text/plain": strings.Join(texts, ", ")}})
}

func (r *Runtime) addResult(b display.Bundle) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.results = append(r.results, b)
}

// Bundle shows a value of a session variable.
func (r *Runtime) Bundle(v any, t types.Type) display.Bundle { return r.bundle(v, t) }

func (r *Runtime) bundle(v any, t types.Type) display.Bundle {
	u := raw(v)
	if u == nil {
		return display.Bundle{Data: map[string]any{"text/plain": "nil"}}
	}
	if _, ok := types.Unalias(t).Underlying().(*types.Interface); ok {
		t = r.typeOf(v)
	}
	if !r.mentionsUser(t) {
		if isNilPointer(u) {
			return display.Bundle{Data: map[string]any{"text/plain": "nil"}}
		}
		return display.Of(u)
	}
	f := form{r: r, t: types.Unalias(t)}
	x := reflect.ValueOf(u)
	if m, ok := f.method(x, "Display").(func() display.Bundle); ok && !isNilPointer(u) {
		return m()
	}
	if m, ok := f.method(x, "Error").(func() string); ok && !isNilPointer(u) {
		return display.Error(shown(m))
	}
	return display.As(x, f)
}

// shown is an error for its text alone.
type shown func() string

func (s shown) Error() string { return s() }

func isNilPointer(v any) bool {
	rv := reflect.ValueOf(v)
	return rv.Kind() == reflect.Pointer && rv.IsNil()
}
