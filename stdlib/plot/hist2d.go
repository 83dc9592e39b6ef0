package plot

import "math"

// Histogram2D shows how many of the points x, y fall into each cell of a grid of
// bins by bins, as a heat map; cells without points are blank. Points that are
// not finite are left out. Options: Density, ColorMap, ColorRange, LogColor,
// NoColorBar, Label.
func (f *Figure) Histogram2D(x, y []float64, bins int, opts ...Option) *Figure {
	s, ok := f.style("Histogram2D", opts)
	if !ok {
		return f
	}
	x, fine := f.abscissa("Histogram2D", x, y, "y")
	if !fine {
		return f
	}
	if bins < 1 || bins > 2000 {
		return f.fail("Histogram2D: bins is %d, want 1 to 2000", bins)
	}
	xs, ys := newExtent(false), newExtent(false)
	n := 0
	for i := range x {
		if finite(x[i]) && finite(y[i]) {
			xs.add(x[i])
			ys.add(y[i])
			n++
		}
	}
	if n == 0 {
		return f.fail("Histogram2D: none of the %d points is finite", len(x))
	}
	l := &field{style: s, cells: true, x: cellRange(xs, bins), y: cellRange(ys, bins), z: make([][]float64, bins)}
	for i := range l.z {
		l.z[i] = make([]float64, bins)
	}
	for i := range x {
		if finite(x[i]) && finite(y[i]) {
			l.z[int(locate(l.y, y[i]))][int(locate(l.x, x[i]))]++
		}
	}
	area := (l.x[1] - l.x[0]) * (l.y[1] - l.y[0]) * float64(n)
	for _, row := range l.z {
		for j := range row {
			if row[j] == 0 {
				row[j] = math.NaN()
			} else if s.density {
				row[j] /= area
			}
		}
	}
	return f.addField("Histogram2D", l)
}

// cellRange is the limits of equal cells over an extent.
func cellRange(e extent, bins int) []float64 {
	if e.lo == e.hi {
		d := max(math.Abs(e.lo)*1e-3, 0.5)
		e.lo, e.hi = e.lo-d, e.hi+d
	}
	return between(e.lo, e.hi, bins+1)
}
