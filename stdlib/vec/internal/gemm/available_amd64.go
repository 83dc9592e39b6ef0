package gemm

import "golang.org/x/sys/cpu"

// Available64 returns the kernels for float64 that the processor can run, the
// fastest first.
func Available64() []*Kernels[float64] {
	return available(&dgemmAVX512, &dgemmAVX2, &dgemmGo)
}

// Available32 returns the kernels for float32 that the processor can run, the
// fastest first.
func Available32() []*Kernels[float32] {
	return available(&sgemmAVX512, &sgemmAVX2, &sgemmGo)
}

// available leaves out what the processor, or the operating system that has to
// save its registers, does not support.
func available[F Float](avx512, avx2, plain *Kernels[F]) []*Kernels[F] {
	var list []*Kernels[F]
	if cpu.X86.HasAVX512F {
		list = append(list, avx512)
	}
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		list = append(list, avx2)
	}
	return append(list, plain)
}
