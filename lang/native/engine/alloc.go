package engine

import (
	"context"
	"reflect"

	"monro/lang/native"
)

// makes allocates a slice for a running call: a kind of elements, a length and a
// capacity become an offset.
func makes(ctx context.Context, stack []uint64) {
	r := ctx.(*run)
	kind, place, length, capacity := reflect.Kind(stack[0]), int(int32(stack[1])), int(stack[2]), int(stack[3])
	elem := native.ElementType(kind)
	size := int(elem.Size())
	if length < 0 || length > 1<<62/size {
		r.trap, r.place, r.message = trapPanic, place, "runtime error: makeslice: len out of range"
		panic(errTrap)
	}
	if capacity < length || capacity > 1<<62/size {
		r.trap, r.place, r.message = trapPanic, place, "runtime error: makeslice: cap out of range"
		panic(errTrap)
	}
	defer r.catch()
	r.engine.control.Room(capacity, size)
	v := reflect.MakeSlice(reflect.SliceOf(elem), length, capacity)
	stack[0] = uint64(r.keep(v))
}

// grows makes a slice longer by n elements, as append does.
func grows(ctx context.Context, stack []uint64) {
	r := ctx.(*run)
	defer r.catch()
	kind, off, length, capacity, n := reflect.Kind(stack[0]), uint32(stack[1]), int(stack[2]), int(stack[3]), int(stack[4])
	elem := native.ElementType(kind)
	r.engine.control.Room(2*(length+n), int(elem.Size()))
	v := reflect.New(reflect.SliceOf(elem))
	h := (*header)(v.UnsafePointer())
	*h = header{pointer(off), length, capacity}
	out := reflect.AppendSlice(v.Elem(), reflect.MakeSlice(v.Type().Elem(), n, n))
	stack[0], stack[1] = uint64(r.keep(out)), uint64(out.Cap())
}

// keep holds what a call allocates until it returns and gives its offset.
func (r *run) keep(v reflect.Value) uint32 {
	p := v.UnsafePointer()
	r.kept = append(r.kept, p)
	if v.Cap() == 0 {
		return nowhere
	}
	off, ok := offset(p, uintptr(v.Cap())*v.Type().Elem().Size())
	if !ok {
		panic("out of memory: compiled code reaches 4 GiB of the heap; %native off computes without it")
	}
	return off
}
