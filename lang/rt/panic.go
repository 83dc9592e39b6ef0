package rt

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
)

// A runtimeError says what Go's run time says.
type runtimeError string

func (e runtimeError) Error() string { return string(e) }

// RuntimeError marks it as a runtime.Error.
func (runtimeError) RuntimeError() {}

var _ runtime.Error = runtimeError("")

const nilDereference = runtimeError("runtime error: invalid memory address or nil pointer dereference")

// panicValue is what panic gets: Go replaces a nil.
func panicValue(v any) any {
	if v == nil {
		return new(runtime.PanicNilError)
	}
	return v
}

const unhashable = "hash of unhashable type:"

// Translate gives Go's words for a panic of the interpreter or of package
// reflect under it; nil if the panic is the cell's own.
func Translate(v any) error {
	if e, ok := v.(*reflect.ValueError); ok {
		if e.Kind == reflect.Invalid {
			return nilDereference
		}
		return runtimeError("runtime error: " + e.Error())
	}
	s, ok := v.(string)
	if !ok {
		if e, ok := v.(error); ok && strings.HasPrefix(e.Error(), "reflect: call of") {
			return nilDereference
		} else if ok && strings.HasPrefix(e.Error(), unhashable) {
			return runtimeError("runtime error: " + strings.Replace(e.Error(), ":", "", 1))
		}
		return nil
	}
	switch {
	case strings.HasPrefix(s, "reflect: call of") && strings.Contains(s, "zero Value"),
		strings.Contains(s, "using nil *"), strings.Contains(s, "nil pointer dereference"),
		strings.Contains(s, "call of nil function"), strings.Contains(s, "Call using zero Value"), strings.Contains(s, "Method on nil interface value"):
		return nilDereference
	case strings.Contains(s, "index out of range"):
		return runtimeError("runtime error: index out of range")
	case strings.Contains(s, "slice bounds out of range"), strings.Contains(s, "slice index out of bounds"), strings.Contains(s, "slice3 index out of bounds"):
		return runtimeError("runtime error: slice bounds out of range")
	case strings.HasPrefix(s, "reflect.MakeSlice: negative len"), strings.HasPrefix(s, "reflect.MakeSlice: len > cap"):
		return runtimeError("runtime error: makeslice: len out of range")
	case strings.HasPrefix(s, "reflect"):
		return runtimeError("runtime error: " + s)
	}
	return nil
}

// PanicText writes a panic value as Go does: errors and Stringers by their
// methods, the rest by value.
func (r *Runtime) PanicText(v any) string {
	if rv, ok := v.(reflect.Value); ok && rv.IsValid() && rv.CanInterface() {
		v = rv.Interface()
	}
	if s, ok := unwrap(v).(string); ok {
		return s
	}
	return fmt.Sprintf("%v", r.fmt(v))
}
