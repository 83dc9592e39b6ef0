package plot

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// values reads the argument of HeatMap and ContourGrid into rows.
func values(z any) ([][]float64, error) {
	var rows [][]float64
	switch z := z.(type) {
	case [][]float64:
		rows = make([][]float64, len(z))
		for i := range rows {
			rows[i] = slices.Clone(z[i])
		}
	case mat.Matrix:
		r, c := z.Dims()
		rows = make([][]float64, r)
		for i := range rows {
			rows[i] = make([]float64, c)
			for j := range c {
				rows[i][j] = z.At(i, j)
			}
		}
	default:
		return nil, fmt.Errorf("z is a %T, want a [][]float64 or a gonum matrix", z)
	}
	if len(rows) == 0 || len(rows[0]) == 0 {
		return nil, fmt.Errorf("no data (z is empty)")
	}
	for i, r := range rows {
		if len(r) != len(rows[0]) {
			return nil, fmt.Errorf("z[%d] has %d values, z[0] has %d", i, len(r), len(rows[0]))
		}
	}
	return rows, nil
}

func fits(x, y []float64, z [][]float64, where string) error {
	if len(x) != len(z[0]) {
		return fmt.Errorf("%sx has %d values, z has %d columns", where, len(x), len(z[0]))
	}
	if len(y) != len(z) {
		return fmt.Errorf("%sy has %d values, z has %d rows", where, len(y), len(z))
	}
	if err := increasing(where+"x", x, 1); err != nil {
		return err
	}
	return increasing(where+"y", y, 1)
}

// cellEdges are half way between the centres.
func cellEdges(center []float64) []float64 {
	n := len(center)
	if n == 1 {
		return []float64{center[0] - 0.5, center[0] + 0.5}
	}
	e := make([]float64, n+1)
	for i := 1; i < n; i++ {
		e[i] = center[i-1]/2 + center[i]/2
	}
	e[0] = center[0] - (e[1] - center[0])
	e[n] = center[n-1] + (center[n-1] - e[n-1])
	return e
}

func counted(n int) []float64 {
	e := make([]float64, n+1)
	for i := range e {
		e[i] = float64(i) - 0.5
	}
	return e
}

func between(lo, hi float64, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		t := float64(i) / float64(n-1)
		v[i] = lo*(1-t) + hi*t
	}
	return v
}
