package rt

import (
	"cmp"
	"errors"
	"fmt"
	"go/types"
	"reflect"
	"runtime"
	"runtime/metrics"
	"strings"
	"time"
)

// A runtimeError says what Go's run time says.
type runtimeError string

func (e runtimeError) Error() string { return string(e) }

// RuntimeError marks it as a runtime.Error.
func (runtimeError) RuntimeError() {}

var _ runtime.Error = runtimeError("")

const nilDereference = runtimeError("runtime error: invalid memory address or nil pointer dereference")

// An Exit is panicked in the place of os.Exit: it ends the cell, not the session.
type Exit struct{ Reason string }

// A Failure is panicked for an error that a cell did not look at.
type Failure struct {
	Err error
	Pos int
}

func exit(code int) { panic(Exit{fmt.Sprintf("os.Exit(%d)", code)}) }
func goexit()       { panic(Exit{"runtime.Goexit()"}) }

func (r *Runtime) fatal(args ...any)                 { r.fatalText(fmt.Sprint(args...)) }
func (r *Runtime) fatalln(args ...any)               { r.fatalText(fmt.Sprintln(args...)) }
func (r *Runtime) fatalf(format string, args ...any) { r.fatalText(r.sprintf(format, args...)) }

func (r *Runtime) fatalText(s string) { panic(Exit{"log.Fatal: " + strings.TrimSuffix(s, "\n")}) }

// fail stops the cell for an error that was not looked at.
func (r *Runtime) fail(err error, pos int) { panic(Failure{err, pos}) }

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

// index checks a bound in Go's words.
func index(i, n int) int {
	if i < 0 {
		panic(runtimeError(fmt.Sprintf("runtime error: index out of range [%d]", i)))
	}
	if i >= n {
		panic(runtimeError(fmt.Sprintf("runtime error: index out of range [%d] with length %d", i, n)))
	}
	return i
}

// bounds checks those of a slice expression in Go's words; n is the capacity, or
// the length of a string. It returns the low one.
func bounds(low, high, n int, isString bool) int {
	of := "capacity"
	if isString {
		of = "length"
	}
	switch {
	case high < 0:
		panic(runtimeError(fmt.Sprintf("runtime error: slice bounds out of range [:%d]", high)))
	case high > n:
		panic(runtimeError(fmt.Sprintf("runtime error: slice bounds out of range [:%d] with %s %d", high, of, n)))
	case low < 0:
		panic(runtimeError(fmt.Sprintf("runtime error: slice bounds out of range [%d:]", low)))
	case low > high:
		panic(runtimeError(fmt.Sprintf("runtime error: slice bounds out of range [%d:%d]", low, high)))
	}
	return low
}

// runes lists the runes of a string and where they begin.
func runes(s string) (at []int, list []rune) {
	for i, r := range s {
		at = append(at, i)
		list = append(list, r)
	}
	return at, list
}

func divisor(v any) any {
	if reflect.ValueOf(v).IsZero() {
		panic(runtimeError("runtime error: integer divide by zero"))
	}
	return v
}

// room refuses an allocation that would end the process.
func (r *Runtime) room(n, size int) int {
	if n < 0 || n > 1<<62/max(size, 1) {
		panic(runtimeError("runtime error: makeslice: len out of range"))
	}
	limit := r.Memory
	if limit <= 0 {
		limit = 1 << 38 // what no machine gives would end the process
	}
	if want := int64(n) * int64(size); want > 1<<20 && HeapOver(limit, want) {
		panic(runtimeError(fmt.Sprintf("out of memory: %s wanted, limit %s (set by MONRO_MEMORY)", bytes(want), bytes(limit))))
	}
	return n
}

// HeapInUse is how many bytes live objects, and dead ones not yet collected, take.
func HeapInUse() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64())
}

// HeapOver reports whether the heap would exceed a limit with so many bytes
// more, counting only what is alive if need be.
func HeapOver(limit, more int64) bool {
	if HeapInUse()+more <= limit {
		return false
	}
	if more <= limit {
		runtime.GC()
	}
	return HeapInUse()+more > limit
}

func bytes(n int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{1 << 40, "TiB"}, {1 << 30, "GiB"}, {1 << 20, "MiB"}} {
		if n >= u.size {
			return fmt.Sprintf("%.3g %s", float64(n)/float64(u.size), u.name)
		}
	}
	return fmt.Sprint(n, " bytes")
}

// clearAny is the builtin clear.
func clearAny(v any) {
	if b, ok := v.(Box); ok {
		v = b.V
	}
	if v != nil {
		reflect.ValueOf(v).Clear()
	}
}

// spawn runs a goroutine of a cell; its panic is reported, not fatal.
func (r *Runtime) spawn(f func()) {
	go func() {
		defer func() {
			if p := recover(); p != nil {
				if e, ok := p.(Exit); ok && strings.HasPrefix(e.Reason, "runtime.Goexit") {
					return
				}
				if r.OnPanic != nil {
					r.OnPanic(p)
				}
			}
		}()
		f()
	}()
}

// sleep is time.Sleep that an interrupt ends.
func (r *Runtime) sleep(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.context().Done():
	}
}

// errorsAs is errors.As for targets whose types only the session knows.
func (r *Runtime) errorsAs(err error, target any) bool {
	target = raw(target)
	rv := reflect.ValueOf(target)
	if target == nil || rv.Kind() != reflect.Pointer || rv.IsNil() {
		panic("errors: target must be a non-nil pointer")
	}
	return r.as(err, rv, r.goType(rv.Type().Elem()))
}

// errorsAsType is errorsAs for a target that points to a type with a number.
func (r *Runtime) errorsAsType(err error, target any, number int) bool {
	rv := reflect.ValueOf(raw(target))
	if rv.IsNil() {
		panic("errors: target must be a non-nil pointer")
	}
	return r.as(err, rv, r.Types(number))
}

func (r *Runtime) as(err error, target reflect.Value, want types.Type) bool {
	if form := target.Type().Elem(); form.Implements(reflect.TypeFor[error]()) || form.Kind() == reflect.Interface && form.NumMethod() > 0 {
		return errors.As(err, target.Interface())
	}
	for _, e := range chain(err) {
		if have := r.typeOf(e); r.fits(have, want) {
			v := reflect.ValueOf(raw(e))
			if types.IsInterface(want) {
				v = reflect.ValueOf(unwrap(e))
			}
			target.Elem().Set(v)
			return true
		}
		if as, ok := e.(interface{ As(any) bool }); ok && as.As(target.Interface()) {
			return true
		}
	}
	return false
}

// errorsIs is errors.Is that looks through wrappers.
func errorsIs(err, target error) bool {
	if err == nil || target == nil {
		return err == target
	}
	t := unwrap(target)
	comparable := t == nil || reflect.TypeOf(t).Comparable()
	for _, e := range chain(err) {
		if v := unwrap(e); comparable && v != nil && reflect.TypeOf(v).Comparable() && v == t {
			return true
		}
		if is, ok := e.(interface{ Is(error) bool }); ok && is.Is(target) {
			return true
		}
	}
	return false
}

// chain lists an error and all it wraps, depth first.
func chain(err error) []error {
	if err == nil {
		return nil
	}
	list := []error{err}
	switch x := err.(type) {
	case interface{ Unwrap() error }:
		list = append(list, chain(x.Unwrap())...)
	case interface{ Unwrap() []error }:
		for _, e := range x.Unwrap() {
			list = append(list, chain(e)...)
		}
	}
	return list
}

// extrema adds min and max for each ordered basic type.
func extrema(m map[string]reflect.Value) {
	addExtrema[int](m, "Int")
	addExtrema[int8](m, "Int8")
	addExtrema[int16](m, "Int16")
	addExtrema[int32](m, "Int32")
	addExtrema[int32](m, "Rune")
	addExtrema[int64](m, "Int64")
	addExtrema[uint](m, "Uint")
	addExtrema[uint8](m, "Uint8")
	addExtrema[uint8](m, "Byte")
	addExtrema[uint16](m, "Uint16")
	addExtrema[uint32](m, "Uint32")
	addExtrema[uint64](m, "Uint64")
	addExtrema[uintptr](m, "Uintptr")
	addExtrema[float32](m, "Float32")
	addExtrema[float64](m, "Float64")
	addExtrema[string](m, "String")
}

func addExtrema[T cmp.Ordered](m map[string]reflect.Value, name string) {
	m["Min"+name] = reflect.ValueOf(func(first T, rest ...T) T {
		for _, x := range rest {
			first = min(first, x)
		}
		return first
	})
	m["Max"+name] = reflect.ValueOf(func(first T, rest ...T) T {
		for _, x := range rest {
			first = max(first, x)
		}
		return first
	})
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
