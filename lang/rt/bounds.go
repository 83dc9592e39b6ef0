package rt

import (
	"cmp"
	"fmt"
	"reflect"
	"runtime"
	"runtime/metrics"
)

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
