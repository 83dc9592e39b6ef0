package native

import "encoding/binary"

// A ValType is a type of WebAssembly's values.
type ValType byte

// The types of values.
const (
	I32 ValType = 0x7f
	I64 ValType = 0x7e
	F32 ValType = 0x7d
	F64 ValType = 0x7c
)

// Sections of a module, in their order.
const (
	sectionType     = 1
	sectionImport   = 2
	sectionFunction = 3
	sectionMemory   = 5
	sectionGlobal   = 6
	sectionExport   = 7
	sectionCode     = 10
	sectionCustom   = 0
)

// WindowPages is the size of a module's memory in pages of 64 KiB: all that 32
// bits can say, but one page (the run time counts bytes in 32 bits).
const WindowPages = 65535

// Encode writes the module in WebAssembly's binary format.
func (m *Module) encode() []byte {
	w := &writer{signatures: map[string]uint32{}}
	var imports, functions, exports, bodies, names writer
	for i, h := range m.Hosts {
		imports.name(h.Name)
		imports.name("f")
		imports.b = append(imports.b, 0)
		imports.u32(w.signature(h.Params, h.Results))
		names.u32(uint32(i))
		names.name(h.Name)
	}
	exported := uint32(0)
	for i, f := range m.functions {
		functions.u32(w.signature(f.params, f.results))
		index := uint32(len(m.Hosts) + i)
		if f.exported {
			exported++
			exports.name(f.name)
			exports.b = append(exports.b, 0)
			exports.u32(index)
		}
		names.u32(index)
		names.name(f.name)
		bodies.bytes(m.body(f))
	}
	out := &writer{b: []byte("\x00asm\x01\x00\x00\x00")}
	out.list(sectionType, uint32(len(w.signatures)), w.b)
	out.list(sectionImport, uint32(len(m.Hosts)), imports.b)
	out.list(sectionFunction, uint32(len(m.functions)), functions.b)
	if m.Memory {
		var memory writer
		memory.b = append(memory.b, 1) // with a maximum
		memory.u32(WindowPages)
		memory.u32(WindowPages)
		out.list(sectionMemory, 1, memory.b)
	}
	out.list(sectionGlobal, 1, []byte{byte(I32), 1, opI32Const, 0, opEnd}) // fuel
	out.list(sectionExport, exported, exports.b)
	out.list(sectionCode, uint32(len(m.functions)), bodies.b)
	var custom, sub writer
	custom.name("name")
	sub.u32(uint32(len(m.Hosts) + len(m.functions)))
	sub.b = append(sub.b, names.b...)
	custom.b = append(custom.b, 1) // names of functions
	custom.bytes(sub.b)
	out.section(sectionCustom, custom.b)
	return out.b
}

// body writes the locals and the code of a function, with the numbers that it left open.
func (m *Module) body(f *function) []byte {
	var w writer
	w.u32(uint32(len(f.locals) - len(f.params)))
	for _, t := range f.locals[len(f.params):] {
		w.u32(1)
		w.b = append(w.b, byte(t))
	}
	start := len(w.b)
	w.b = append(w.b, f.code...)
	for _, p := range f.patches {
		putNumber(w.b[start+p.at:], m.number(p))
	}
	return w.b
}

// patchSize is the width of a place for a number.
const patchSize = 5

// putNumber writes a number in the full width of 32 bits.
func putNumber(b []byte, v uint32) {
	for i := range patchSize - 1 {
		b[i] = byte(v)&0x7f | 0x80
		v >>= 7
	}
	b[patchSize-1] = byte(v)
}

// A writer collects bytes of the binary format.
type writer struct {
	b          []byte
	signatures map[string]uint32
}

func (w *writer) u32(v uint32) { w.b = binary.AppendUvarint(w.b, uint64(v)) }

func (w *writer) s64(v int64) {
	for {
		b := byte(v & 0x7f)
		v >>= 7
		if v == 0 && b&0x40 == 0 || v == -1 && b&0x40 != 0 {
			w.b = append(w.b, b)
			return
		}
		w.b = append(w.b, b|0x80)
	}
}

func (w *writer) bytes(b []byte) {
	w.u32(uint32(len(b)))
	w.b = append(w.b, b...)
}

func (w *writer) name(s string) { w.bytes([]byte(s)) }

func (w *writer) section(id byte, content []byte) {
	w.b = append(w.b, id)
	w.bytes(content)
}

// list writes a section of n things, unless there are none.
func (w *writer) list(id byte, n uint32, content []byte) {
	if n > 0 {
		w.section(id, append(binary.AppendUvarint(nil, uint64(n)), content...))
	}
}

// signature is the number of a function type.
func (w *writer) signature(params, results []ValType) uint32 {
	var t writer
	t.b = append(t.b, 0x60)
	for _, list := range [][]ValType{params, results} {
		t.u32(uint32(len(list)))
		for _, v := range list {
			t.b = append(t.b, byte(v))
		}
	}
	if n, ok := w.signatures[string(t.b)]; ok {
		return n
	}
	n := uint32(len(w.signatures))
	w.signatures[string(t.b)] = n
	w.b = append(w.b, t.b...)
	return n
}
