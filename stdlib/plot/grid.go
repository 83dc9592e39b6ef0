package plot

import (
	"fmt"

	"gonum.org/v1/plot/vg"
)

// Grid puts figures side by side as panels, cols in a row, with their axes
// aligned. The result is a figure: give it a Title and a Size, show and save it.
// The sizes of the panels themselves do not count.
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

// paint draws the figure on a canvas of its size.
func (f *Figure) paint(c *painter) error {
	if err := f.Err(); err != nil {
		return err
	}
	w, h := f.size()
	background(c, w, h)
	panels, cols, head := []*Figure{f}, 1, 0.0
	if f.panels != nil {
		panels, cols = f.panels, f.cols
		if f.title != "" {
			head = 30
			c.text(caption{text: f.title, size: 16, color: inkText, bold: true, anchor: 0.5},
				vg.Point{X: vg.Length(w / 2), Y: vg.Length(h - 22)})
		}
	}
	rows := (len(panels) + cols - 1) / cols
	pw, ph := w/float64(cols), (h-head)/float64(rows)
	plans := make([]*plan, len(panels))
	column, row := make([]margins, cols), make([]margins, rows)
	for i, panel := range panels {
		p, err := panel.plan()
		if err != nil {
			return in(i, f, err)
		}
		plans[i] = p
		m := p.margins(pw, ph)
		column[i%cols], row[i/cols] = column[i%cols].max(m), row[i/cols].max(m)
	}
	for i, p := range plans {
		col, line := column[i%cols], row[i/cols]
		m := margins{left: col.left, right: col.right, bottom: line.bottom, top: line.top}
		x, y := pw*float64(i%cols), h-head-ph*float64(i/cols+1)
		box := vg.Rectangle{Min: vg.Point{X: vg.Length(x), Y: vg.Length(y)}, Max: vg.Point{X: vg.Length(x + pw), Y: vg.Length(y + ph)}}
		if err := p.paint(c, box, m); err != nil {
			return in(i, f, err)
		}
	}
	return nil
}

// in says which panel of a grid an error is about.
func in(i int, f *Figure, err error) error {
	if f.panels == nil {
		return err
	}
	return fmt.Errorf("panel %d: %w", i, err)
}
