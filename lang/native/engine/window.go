package engine

import (
	"os"
	"sync"
	"unsafe"

	"github.com/tetratelabs/wazero/experimental"

	"monro/lang/native"
)

// The window is the memory of every instance: the part of this process's address
// space that begins a page before Go's heap. The heap grows upwards from where it
// begins, which is a multiple of 64 MiB, so a few GiB of it are in reach.
//
// A pointer to the begin of the window is no pointer to a Go object and none that
// the collector would take for one: nothing of the heap is there. The window
// itself is never touched but where a slice or a variable lies; an address out of
// it is recognised by offset, which says so.

const (
	windowSize = native.WindowPages << 16
	arena      = 64 << 20 // what the heap's begin is a multiple of
	page       = 1 << 16
)

// base is where the window begins. The arguments of the process are among the
// first objects on the heap, and in its first arena.
var base = sync.OnceValue(func() uintptr {
	early := uintptr(unsafe.Pointer(unsafe.SliceData(os.Args)))
	return early&^(arena-1) - page
})

// window lends the window to an instance as its memory.
var window = experimental.MemoryAllocatorFunc(func(_, _ uint64) experimental.LinearMemory { return view{} })

type view struct{}

// Reallocate returns a slice that covers the window. It is not made by unsafe.Slice
// because what it covers is no one object.
func (view) Reallocate(size uint64) []byte {
	var b []byte
	*(*[3]uintptr)(unsafe.Pointer(&b)) = [3]uintptr{base(), uintptr(size), uintptr(size)}
	return b
}

func (view) Free() {}

// nowhere is the offset of slices that have no room and are not nil. The page
// that it is in belongs to nobody.
const nowhere = 8

// offset finds n bytes at an address in the window.
func offset(p unsafe.Pointer, n uintptr) (uint32, bool) {
	off := uintptr(p) - base()
	if off < page || off >= windowSize || n > windowSize-off {
		return 0, false
	}
	return uint32(off), true
}

// handle finds an object in the window; nil is at 0.
func handle(p unsafe.Pointer) (uint32, bool) {
	if p == nil {
		return 0, true
	}
	return offset(p, 1)
}

// pointer is the address of an offset in the window, of an object that is alive.
func pointer(off uint32) unsafe.Pointer {
	switch off {
	case 0:
		return nil
	case nowhere:
		return unsafe.Pointer(&empty)
	}
	at := base() + uintptr(off)
	return *(*unsafe.Pointer)(unsafe.Pointer(&at)) // no arithmetic that started from a pointer
}

var empty [0]uint64

// A header is a slice as Go keeps it.
type header struct {
	data unsafe.Pointer
	len  int
	cap  int
}

// words are the three values of a slice of elements of so many bytes.
func (h *header) words(to []uint64, size uintptr) bool {
	to[0], to[1], to[2] = 0, uint64(h.len), uint64(h.cap)
	switch {
	case h.data == nil:
		return true
	case h.cap == 0:
		to[0] = nowhere
		return true
	}
	off, ok := offset(h.data, uintptr(h.cap)*size)
	to[0] = uint64(off)
	return ok
}

// set makes a slice of three values.
func (h *header) set(from []uint64) {
	h.data, h.len, h.cap = pointer(uint32(from[0])), int(from[1]), int(from[2])
}
