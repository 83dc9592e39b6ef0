package ad

import (
	"math"
	"testing"
)

// A vector of parameters that meets a batch of one row keeps its own gradient.
func TestOneRow(t *testing.T) {
	f := FuncData(func(p Node, d []Node) Node { return Sum(Square(Add(d[0], Slice(p, 0, 1, 3)))) }, []int{-1, 2})
	p, dst := []float64{9, 0.5, -1, 9}, make([]float64, 4)
	for rows, want := range map[int][]float64{1: {0, 3, 2, 0}, 2: {0, 10, 8, 0}} {
		d := []float64{1, 2, 3, 4}[:2*rows]
		if err := f.Grad(dst, p, d); err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if math.Abs(dst[i]-want[i]) > 1e-12 {
				t.Errorf("%d rows: gradient %v, want %v", rows, dst, want)
				break
			}
		}
	}
}
