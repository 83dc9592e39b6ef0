package native

import (
	"go/types"
	"reflect"
)

// A basic says how a basic type of Go is kept in WebAssembly: integers of less
// than 32 bits as 32 bits, extended by their sign or by zeros.
type basic struct {
	val     ValType
	bits    int
	signed  bool
	integer bool
	float   bool
	reflect reflect.Type
}

var basics = map[types.BasicKind]basic{
	types.Bool:    {I32, 1, false, false, false, reflect.TypeFor[bool]()},
	types.Int:     {I64, 64, true, true, false, reflect.TypeFor[int]()},
	types.Int8:    {I32, 8, true, true, false, reflect.TypeFor[int8]()},
	types.Int16:   {I32, 16, true, true, false, reflect.TypeFor[int16]()},
	types.Int32:   {I32, 32, true, true, false, reflect.TypeFor[int32]()},
	types.Int64:   {I64, 64, true, true, false, reflect.TypeFor[int64]()},
	types.Uint:    {I64, 64, false, true, false, reflect.TypeFor[uint]()},
	types.Uint8:   {I32, 8, false, true, false, reflect.TypeFor[uint8]()},
	types.Uint16:  {I32, 16, false, true, false, reflect.TypeFor[uint16]()},
	types.Uint32:  {I32, 32, false, true, false, reflect.TypeFor[uint32]()},
	types.Uint64:  {I64, 64, false, true, false, reflect.TypeFor[uint64]()},
	types.Uintptr: {I64, 64, false, true, false, reflect.TypeFor[uintptr]()},
	types.Float32: {F32, 32, true, false, true, reflect.TypeFor[float32]()},
	types.Float64: {F64, 64, true, false, true, reflect.TypeFor[float64]()},
}

// basicOf is how a type is kept, if it is one number.
func basicOf(t types.Type) (basic, bool) {
	if t == nil {
		return basic{}, false
	}
	b, ok := types.Unalias(types.Default(t)).Underlying().(*types.Basic)
	if !ok {
		return basic{}, false
	}
	k, ok := basics[b.Kind()]
	return k, ok
}

// elementOf is how the elements of a slice type are kept.
func elementOf(t types.Type) (basic, bool) {
	if t == nil {
		return basic{}, false
	}
	s, ok := types.Unalias(t).Underlying().(*types.Slice)
	if !ok {
		return basic{}, false
	}
	return basicOf(s.Elem())
}

// A slice is three values: the offset of its elements, its length and capacity.
var sliceVals = []ValType{I32, I64, I64}

// vals lists the values that one of a type becomes; nil for a type that is
// outside of the subset.
func vals(t types.Type) []ValType {
	if b, ok := basicOf(t); ok {
		return []ValType{b.val}
	}
	if _, ok := elementOf(t); ok {
		return sliceVals
	}
	if IsHandle(t) {
		return []ValType{I32}
	}
	return nil
}

// Words is how many values one of a type becomes.
func Words(t types.Type) int { return len(vals(t)) }

// ReflectType is the run-time form of a type of the subset.
func ReflectType(t types.Type) reflect.Type {
	if b, ok := basicOf(t); ok {
		return b.reflect
	}
	if h := handleOf(t); h != nil {
		return h
	}
	b, _ := elementOf(t)
	return reflect.SliceOf(b.reflect)
}

// size is that of an element in memory.
func (b basic) size() uint32 { return max(uint32(b.bits)/8, 1) }

// shift is the binary logarithm of size.
func (b basic) shift() int32 {
	return map[uint32]int32{1: 0, 2: 1, 4: 2, 8: 3}[b.size()]
}

func (b basic) load() byte {
	switch {
	case b.val == F32:
		return opF32Load
	case b.val == F64:
		return opF64Load
	case b.val == I64:
		return opI64Load
	case b.bits == 8 && b.signed:
		return opI32Load8S
	case b.bits <= 8:
		return opI32Load8U
	case b.bits == 16 && b.signed:
		return opI32Load16S
	case b.bits == 16:
		return opI32Load16U
	}
	return opI32Load
}

func (b basic) store() byte {
	switch {
	case b.val == F32:
		return opF32Store
	case b.val == F64:
		return opF64Store
	case b.val == I64:
		return opI64Store
	case b.bits <= 8:
		return opI32Store8
	case b.bits == 16:
		return opI32Store16
	}
	return opI32Store
}

// ElementType is the run-time type of a number of a kind.
func ElementType(k reflect.Kind) reflect.Type { return elementTypes[k] }

var elementTypes = func() map[reflect.Kind]reflect.Type {
	m := map[reflect.Kind]reflect.Type{}
	for _, b := range basics {
		m[b.reflect.Kind()] = b.reflect
	}
	return m
}()
