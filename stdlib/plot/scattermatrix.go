package plot

// ScatterMatrix shows each pair of columns as a scatter plot, and each column as
// a histogram on the diagonal: columns[j] is the values of variable j. names may
// be nil. With ColorBy, points have the colour of a value each. Options: ColorBy,
// ColorMap, ColorRange, Color, Alpha, MarkerSize.
func ScatterMatrix(columns [][]float64, names []string, opts ...Option) *Figure {
	g := New()
	n := len(columns)
	switch {
	case n == 0:
		return g.fail("ScatterMatrix: no data (columns is empty)")
	case n > 12:
		return g.fail("ScatterMatrix: %d columns, want at most 12", n)
	case names != nil && len(names) != n:
		return g.fail("ScatterMatrix: %d names for %d columns", len(names), n)
	}
	for j, c := range columns {
		if len(c) != len(columns[0]) {
			return g.fail("ScatterMatrix: columns[%d] has %d values, columns[0] has %d", j, len(c), len(columns[0]))
		}
	}
	opts = append([]Option{MarkerSize(1.8), Alpha(0.6), NoColorBar()}, opts...)
	var panels []*Figure
	for i := range n {
		for j := range n {
			p := New()
			if i == j {
				p.Histogram(columns[j], 0, opts...)
				p.lone = true
			} else {
				p.Scatter(columns[j], columns[i], opts...)
			}
			if names != nil {
				p.XLabel(names[j]).YLabel(names[i])
			}
			panels = append(panels, p)
		}
	}
	g = Grid(n, panels...)
	g.share = [2]sharing{sharedLine, sharedLine}
	side := min(max(float64(n)*170, 420), 900)
	return g.Size(side, side)
}
