package engine

import (
	"math"
	"reflect"

	"monro/lang/native"
)

func float32bits(v reflect.Value) uint32 { return math.Float32bits(float32(v.Float())) }

func float64bits(v reflect.Value) uint64 { return math.Float64bits(v.Float()) }

// results makes the results of a call.
func (f *Func) results(stack []uint64) []reflect.Value {
	out := make([]reflect.Value, 0, len(f.out)+1)
	for i, t := range f.out {
		n := native.Words(f.module.Results[i])
		out = append(out, value(stack[:n], t))
		stack = stack[n:]
	}
	return out
}

// value makes a value of words.
func value(w []uint64, t reflect.Type) reflect.Value {
	switch t.Kind() {
	case reflect.Int:
		return reflect.ValueOf(int(w[0]))
	case reflect.Float64:
		return reflect.ValueOf(math.Float64frombits(w[0]))
	case reflect.Bool:
		return reflect.ValueOf(w[0]&1 != 0)
	}
	if t.Kind() == reflect.Pointer {
		return reflect.NewAt(t.Elem(), pointer(uint32(w[0])))
	}
	v := reflect.New(t)
	switch e := v.Elem(); {
	case e.Kind() == reflect.Slice:
		(*header)(v.UnsafePointer()).set(w)
	case e.CanInt():
		n := int64(w[0])
		if t.Size() < 8 {
			n = int64(int32(n))
		}
		e.SetInt(n)
	case e.CanUint():
		if n := w[0]; t.Size() < 8 {
			e.SetUint(uint64(uint32(n)))
		} else {
			e.SetUint(n)
		}
	case e.Kind() == reflect.Float32:
		e.SetFloat(float64(math.Float32frombits(uint32(w[0]))))
	}
	return v.Elem()
}
