package gemm

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"unsafe"
)

// guarded returns a copy of x that ends where memory does: to touch what follows is
// a fault.
func guarded(t *testing.T, x []float64) []float64 {
	const page = 4096
	size := (len(x)*8 + page - 1) / page * page
	m, err := syscall.Mmap(-1, 0, size+page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { syscall.Munmap(m) })
	if err := syscall.Mprotect(m[size:], syscall.PROT_NONE); err != nil {
		t.Skip(err)
	}
	if len(x) == 0 {
		return nil
	}
	y := unsafe.Slice((*float64)(unsafe.Pointer(&m[size-len(x)*8])), len(x))
	copy(y, x)
	return y
}

// Kernels in assembly stay inside the slices, with large and small products.
func TestStaysInside(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for trial := range 200 {
		m, n, k := 1+r.IntN(40), 1+r.IntN(60), 1+r.IntN(40)
		if trial%10 == 0 {
			m, n = 130+r.IntN(20), 200+r.IntN(700)
		}
		p := random(r, m, n, k, 0, trial&1 != 0, trial&2 != 0, 1, float64(trial>>2&1))
		p.a.Data, p.b.Data, p.c = guarded(t, p.a.Data), guarded(t, p.b.Data), guarded(t, p.c)
		for _, ks := range Available64() {
			ks.Mul(p.m, p.n, p.k, p.alpha, p.a, p.b, p.beta, p.c, p.ldc)
		}
	}
}
