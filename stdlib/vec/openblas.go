//go:build openblas && (linux || darwin) && (amd64 || arm64)

package vec

import (
	"fmt"
	"math"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"

	"monro/stdlib/vec/internal/gemm"
)

// The names under which the system may know OpenBLAS with 32-bit integers.
var libraries = []string{
	"libopenblas.so.0", "libopenblas.so",
	"libopenblas.dylib", "/opt/homebrew/opt/openblas/lib/libopenblas.dylib", "/usr/local/opt/openblas/lib/libopenblas.dylib",
}

// openBLAS loads the library on its first call. purego rather than cgo, so that a
// build with the tag needs no C compiler either, crosses to other systems, and
// runs where the library is absent. All arguments of the Fortran interface are
// pointers, so a call needs neither reflection nor memory of its own.
var openBLAS = sync.OnceValues(func() (*engine, error) {
	library, err := open()
	if err != nil {
		return nil, fmt.Errorf("OpenBLAS not found (Debian: libopenblas0-pthread): %w", err)
	}
	dgemm, err := purego.Dlsym(library, "dgemm_")
	if err != nil {
		return nil, err
	}
	sgemm, err := purego.Dlsym(library, "sgemm_")
	if err != nil {
		return nil, err
	}
	return &engine{
		name:  "openblas",
		dgemm: fortran(dgemm, simdEngine.dgemm),
		sgemm: fortran(sgemm, simdEngine.sgemm),
	}, nil
})

func open() (library uintptr, err error) {
	for _, name := range libraries {
		var e error
		if library, e = purego.Dlopen(name, purego.RTLD_NOW|purego.RTLD_LOCAL); e == nil {
			return library, nil
		}
		if err == nil {
			err = e
		}
	}
	return 0, err
}

// arguments is what Fortran takes by reference.
type arguments[F gemm.Float] struct {
	transA, transB         byte
	m, n, k, lda, ldb, ldc int32
	alpha, beta            F
}

// fortran returns the product by the Fortran subroutine at an address, or by other
// where sizes do not fit its integers or, as OpenBLAS reads A and B in any case,
// alpha is 0.
func fortran[F gemm.Float](address uintptr, other product[F]) product[F] {
	pool := sync.Pool{New: func() any { return new(arguments[F]) }}
	return func(transA, transB bool, m, n, k int, alpha F, a []F, lda int, b []F, ldb int, beta F, c []F, ldc int) {
		if m == 0 || n == 0 {
			return
		}
		if k == 0 || alpha == 0 || max(m, n, k, lda, ldb, ldc) > math.MaxInt32 {
			other(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
			return
		}
		// Row-major C is column-major Cᵀ = op(B)ᵀ·op(A)ᵀ: swap the factors.
		args := pool.Get().(*arguments[F])
		defer pool.Put(args)
		*args = arguments[F]{
			transA: letter(transB), transB: letter(transA),
			m: int32(n), n: int32(m), k: int32(k),
			lda: int32(ldb), ldb: int32(lda), ldc: int32(ldc),
			alpha: alpha, beta: beta,
		}
		purego.SyscallN(address,
			uintptr(unsafe.Pointer(&args.transA)), uintptr(unsafe.Pointer(&args.transB)),
			uintptr(unsafe.Pointer(&args.m)), uintptr(unsafe.Pointer(&args.n)), uintptr(unsafe.Pointer(&args.k)),
			uintptr(unsafe.Pointer(&args.alpha)), uintptr(unsafe.Pointer(&b[0])), uintptr(unsafe.Pointer(&args.lda)),
			uintptr(unsafe.Pointer(&a[0])), uintptr(unsafe.Pointer(&args.ldb)),
			uintptr(unsafe.Pointer(&args.beta)), uintptr(unsafe.Pointer(&c[0])), uintptr(unsafe.Pointer(&args.ldc)))
	}
}

func letter(trans bool) byte {
	if trans {
		return 'T'
	}
	return 'N'
}
