package plot

import (
	"fmt"

	"gonum.org/v1/plot/vg"
)

// sheet decides all about the figure that does not depend on the canvas.
func (f *Figure) sheet() (s *sheet, err error) {
	defer guard(&err)
	if err := f.Err(); err != nil {
		return nil, err
	}
	s = &sheet{Figure: f, theme: f.look(), cols: 1, panels: []*Figure{f}}
	s.w, s.h = f.size()
	if f.panels != nil {
		s.panels, s.cols = f.panels, f.cols
	}
	s.rows = (len(s.panels) + s.cols - 1) / s.cols
	if err := s.plan(); err != nil {
		return nil, err
	}
	s.gather()
	s.measure()
	return s, s.place()
}

// A sheet is the page of a figure: its panels in rows and columns, and around
// them what belongs to all: a title above, a legend below or beside.
type sheet struct {
	*Figure
	theme      *theme
	panels     []*Figure
	plans      []*plan
	cols, rows int
	w, h       float64

	keys             []key // of the common legend
	top, foot, side  float64
	column, row      []margins
	frameW, frameH   float64 // of every panel
	legendW, legendH float64
}

func (s *sheet) plan() error {
	for i, panel := range s.panels {
		p, err := panel.plan(s.theme)
		if err != nil {
			return in(i, s.Figure, err)
		}
		s.plans = append(s.plans, p)
	}
	s.shareAxes()
	return nil
}

// in says which panel of a grid an error is about.
func in(i int, f *Figure, err error) error {
	if f.panels == nil {
		return err
	}
	return fmt.Errorf("panel %d: %w", i, err)
}

// gather takes the keys out of the panels where there is one legend for all, and
// makes room for it and for the title.
func (s *sheet) gather() {
	grid := s.Figure.panels != nil
	if grid && s.title != "" {
		s.top = 30
	}
	if !s.common() {
		return
	}
	for _, p := range s.plans {
		for _, k := range p.keys {
			if !contains(s.keys, k) {
				s.keys = append(s.keys, k)
			}
		}
		p.keys = nil
	}
	if len(s.keys) == 0 || s.legend == "none" {
		s.keys = nil
		return
	}
	switch s.legend {
	case "below", "bottom":
		s.legendW, s.legendH = rowSize(s.keys, s.theme, s.w-2*edge)
		s.foot = s.legendH + 8
	case "top":
		s.legendW, s.legendH = rowSize(s.keys, s.theme, s.w-2*edge)
		s.top += s.legendH + 8
	default:
		s.legendW, s.legendH = legendSize(s.keys, s.theme)
		s.side = s.legendW
	}
}

// common says whether the legend is one for all panels, outside of them.
func (s *sheet) common() bool {
	if s.Figure.panels == nil {
		return s.legend == "below"
	}
	return s.legend != "best" && s.legend != ""
}

// measure gives all frames one size, which is what the labels leave of the page.
func (s *sheet) measure() {
	s.frameW, s.frameH = s.w/float64(s.cols)-80, (s.h-s.top-s.foot)/float64(s.rows)-70
	for range 2 { // labels depend on the size of the frames, and that on the labels
		s.column, s.row = make([]margins, s.cols), make([]margins, s.rows)
		fw, fh := max(s.frameW, 20), max(s.frameH, 20)
		for i, p := range s.plans {
			m := p.around(p.marks(fw, fh), fw, fh)
			s.column[i%s.cols], s.row[i/s.cols] = s.column[i%s.cols].max(m), s.row[i/s.cols].max(m)
		}
		s.frameW, s.frameH = s.w-s.side, s.h-s.top-s.foot
		for _, m := range s.column {
			s.frameW -= m.left + m.right
		}
		for _, m := range s.row {
			s.frameH -= m.top + m.bottom
		}
		s.frameW /= float64(s.cols)
		s.frameH /= float64(s.rows)
	}
}

// place puts the panels on the page.
func (s *sheet) place() error {
	y := s.h - s.top
	for r := range s.rows {
		height := s.row[r].top + s.frameH + s.row[r].bottom
		y -= height
		x := 0.0
		for col := range s.cols {
			i := r*s.cols + col
			m := margins{left: s.column[col].left, right: s.column[col].right, bottom: s.row[r].bottom, top: s.row[r].top}
			width := m.left + s.frameW + m.right
			if i < len(s.plans) {
				box := vg.Rectangle{Min: vg.Point{X: vg.Length(x), Y: vg.Length(y)}, Max: vg.Point{X: vg.Length(x + width), Y: vg.Length(y + height)}}
				if err := s.plans[i].place(box, m); err != nil {
					return in(i, s.Figure, err)
				}
			}
			x += width
		}
	}
	return nil
}

// draw paints the sheet on a canvas of its size.
func (s *sheet) draw(c *painter) (err error) {
	defer guard(&err)
	if c.pix == nil { // an image has its background from the start
		w, h := vg.Length(s.w), vg.Length(s.h)
		c.fill(s.theme.paper, []vg.Point{{}, {X: w}, {X: w, Y: h}, {Y: h}})
	}
	mid := vg.Length(s.w / 2)
	if s.Figure.panels != nil && s.title != "" {
		c.text(caption{text: s.title, size: sizeHead, color: s.theme.text, bold: true, anchor: 0.5}, vg.Point{X: mid, Y: vg.Length(s.h - 22)})
	}
	for _, p := range s.plans {
		p.paint(c)
	}
	if len(s.keys) == 0 {
		return nil
	}
	switch {
	case s.side > 0:
		at := vg.Point{X: vg.Length(s.w - s.side), Y: vg.Length((s.h - s.top - s.legendH) / 2)}
		paintLegend(c, s.keys, at, s.legendW, s.legendH, false)
	case s.foot > 0:
		paintRow(c, s.keys, mid, s.foot, s.w-2*edge)
	default:
		head := s.h - s.top + s.legendH + 8
		paintRow(c, s.keys, mid, head, s.w-2*edge)
	}
	return nil
}
