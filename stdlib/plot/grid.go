package plot

// Grid puts figures side by side as panels, cols in a row, with their axes
// aligned. The result is a figure: give it a Title, a Size and a common Legend,
// let its panels Share their axes, show and save it. The sizes of the panels
// themselves do not count.
func Grid(cols int, figs ...*Figure) *Figure {
	g := New()
	g.cols, g.panels = max(cols, 1), figs
	switch {
	case cols < 1:
		g.fail("Grid(%d): want at least one column", cols)
	case len(figs) == 0:
		g.panels = []*Figure{}
		g.fail("Grid: no figures given")
	}
	for i, p := range figs {
		if p == nil {
			g.panels = []*Figure{}
			return g.fail("Grid: figure %d is nil", i)
		}
		if p.panels != nil {
			g.fail("Grid: figure %d is a grid itself", i)
		}
	}
	g.cols = min(g.cols, max(len(figs), 1))
	return g
}
