package native

import (
	"encoding/binary"
	"math"
)

// Opcodes of WebAssembly's instructions, as far as they are used.
const (
	opUnreachable = 0x00
	opBlock       = 0x02
	opLoop        = 0x03
	opIf          = 0x04
	opElse        = 0x05
	opEnd         = 0x0b
	opBr          = 0x0c
	opBrIf        = 0x0d
	opReturn      = 0x0f
	opCall        = 0x10
	opDrop        = 0x1a
	opSelect      = 0x1b
	opLocalGet    = 0x20
	opLocalSet    = 0x21
	opLocalTee    = 0x22
	opGlobalGet   = 0x23
	opGlobalSet   = 0x24
	opI32Const    = 0x41
	opI64Const    = 0x42
	opF32Const    = 0x43
	opF64Const    = 0x44

	opI32Eqz, opI32Eq, opI32LeS        = 0x45, 0x46, 0x4c
	opI64Eqz, opI64Eq, opI64LtS        = 0x50, 0x51, 0x53
	opI64GtU, opI64GeU                 = 0x56, 0x5a
	opF32Eq                            = 0x5b
	opF64Eq, opF64Ne, opF64Lt, opF64Ge = 0x61, 0x62, 0x63, 0x66

	opI32Add, opI32Sub, opI32And, opI32Or, opI32Xor, opI32Shl = 0x6a, 0x6b, 0x71, 0x72, 0x73, 0x74
	opI64Add, opI64Sub, opI64Mul, opI64Or                     = 0x7c, 0x7d, 0x7e, 0x84
	opF32Neg, opF32Add                                        = 0x8c, 0x92
	opF64Abs, opF64Neg, opF64Ceil, opF64Floor                 = 0x99, 0x9a, 0x9b, 0x9c
	opF64Trunc, opF64Nearest, opF64Sqrt                       = 0x9d, 0x9e, 0x9f
	opF64Add, opF64Sub, opF64Min, opF64Max, opF64Copysign     = 0xa0, 0xa1, 0xa4, 0xa5, 0xa6
	opF32Min, opF32Max                                        = 0x96, 0x97

	opI32WrapI64, opI64ExtendI32S, opI64ExtendI32U = 0xa7, 0xac, 0xad
	opI64TruncF64S                                 = 0xb0
	opF32ConvertI64S, opF32ConvertI64U             = 0xb4, 0xb5
	opF32DemoteF64                                 = 0xb6
	opF64ConvertI64S, opF64ConvertI64U             = 0xb9, 0xba
	opF64PromoteF32                                = 0xbb
	opI64ReinterpretF64, opF64ReinterpretI64       = 0xbd, 0xbf
	opI32ReinterpretF32, opF32ReinterpretI32       = 0xbc, 0xbe
	opI32Extend8S, opI32Extend16S                  = 0xc0, 0xc1

	opI32Load, opI64Load, opF32Load, opF64Load = 0x28, 0x29, 0x2a, 0x2b
	opI32Load8S, opI32Load8U                   = 0x2c, 0x2d
	opI32Load16S, opI32Load16U                 = 0x2e, 0x2f
	opI32Store, opI64Store                     = 0x36, 0x37
	opF32Store, opF64Store                     = 0x38, 0x39
	opI32Store8, opI32Store16                  = 0x3a, 0x3b

	opMisc, miscMemoryCopy = 0xfc, 0x0a

	blockVoid = 0x40
)

// A patch is a place in code for a number that is known when the module is put
// together: the index of a function of the module or of the host, or where a
// session variable stands in the environment.
type patch struct {
	at       int
	to       *function
	host     *Host
	variable string
	plus     uint32
}

// A coder collects the code of one function.
type coder struct {
	writer
	patches []patch
	depth   int // of blocks
}

func (c *coder) op(codes ...byte) { c.b = append(c.b, codes...) }

func (c *coder) i32(v int32) { c.op(opI32Const); c.s64(int64(v)) }

func (c *coder) i64(v int64) { c.op(opI64Const); c.s64(v) }

func (c *coder) f32(v float32) {
	c.op(opF32Const)
	c.b = binary.LittleEndian.AppendUint32(c.b, math.Float32bits(v))
}

func (c *coder) f64(v float64) {
	c.op(opF64Const)
	c.b = binary.LittleEndian.AppendUint64(c.b, math.Float64bits(v))
}

func (c *coder) get(local uint32) { c.op(opLocalGet); c.u32(local) }
func (c *coder) set(local uint32) { c.op(opLocalSet); c.u32(local) }
func (c *coder) tee(local uint32) { c.op(opLocalTee); c.u32(local) }

// access loads or stores at the address on the stack and an offset from it.
func (c *coder) access(op byte, offset uint32) {
	c.op(op, 0) // says nothing of alignment
	c.u32(offset)
}

// open begins a block, loop or if, which may leave a value.
func (c *coder) open(op byte, result byte) {
	c.op(op, result)
	c.depth++
}

func (c *coder) end() {
	c.op(opEnd)
	c.depth--
}

// branch jumps to the block, or the loop's begin, that was the depth-th opened.
func (c *coder) branch(op byte, depth int) {
	c.op(op)
	c.u32(uint32(c.depth - depth))
}

func (c *coder) call(to *function) { c.op(opCall); c.patch(patch{to: to}) }

func (c *coder) callHost(h *Host) { c.op(opCall); c.patch(patch{host: h}) }

// environment loads from, or stores in, the environment at the address on the
// stack, the word that is so far behind the begin of a session variable's place.
func (c *coder) environment(op byte, variable string, plus uint32) {
	c.op(op, 0)
	c.patch(patch{variable: variable, plus: plus})
}

func (c *coder) patch(p patch) {
	p.at = len(c.b)
	c.patches = append(c.patches, p)
	c.op(make([]byte, patchSize)...)
}
