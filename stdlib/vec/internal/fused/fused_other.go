//go:build !amd64

package fused

func mixVectors([]float64, float64, []float64, float64, []float64) int                { return 0 }
func mixSquareVectors([]float64, float64, []float64, float64, []float64, float64) int { return 0 }
func divRootVectors([]float64, float64, []float64, float64, []float64, float64) int   { return 0 }
func zeroVectors([]float64) (int, float64)                                            { return 0, 0 }
func sigmoidVectors([]float64, []float64) int                                         { return 0 }
