//go:build !amd64

package gemm

// Available64 returns the kernels for float64 that the processor can run, the
// fastest first.
func Available64() []*Kernels[float64] { return []*Kernels[float64]{&dgemmGo} }

// Available32 returns the kernels for float32 that the processor can run, the
// fastest first.
func Available32() []*Kernels[float32] { return []*Kernels[float32]{&sgemmGo} }
