package plot

import (
	"testing"
)

func legendAt(t *testing.T, f *Figure) (fr *frame, inside int, boxed bool) {
	t.Helper()
	p, err := f.plan(themes[0])
	if err != nil {
		t.Fatal(err)
	}
	fr = &frame{x: p.x, y: p.y, theme: themes[0]}
	fr.Max.X, fr.Max.Y = 500, 330
	w, h := legendSize(p.keys, themes[0])
	at, boxed := p.placeLegend(fr, fr.Rectangle, w, h)
	for _, l := range p.layers {
		for _, q := range l.trace(fr) {
			if float64(q.X-at.X) > 0 && float64(q.X-at.X) < w && float64(q.Y-at.Y) > 0 && float64(q.Y-at.Y) < h {
				inside++
			}
		}
	}
	return fr, inside, boxed
}

func TestLegendKeepsClear(t *testing.T) {
	up, down := between(0, 1, 50), between(1, 0, 50)
	for name, f := range map[string]*Figure{
		"rising":  Line(nil, up, Label("a")),
		"falling": Line(nil, down, Label("a")),
		"cross":   Line(nil, up, Label("a")).Line(nil, down, Label("b")),
		"band":    Line(nil, up, Label("a")).Band(nil, up, down),
	} {
		if _, n, boxed := legendAt(t, f); n > 0 || !boxed {
			t.Errorf("%s: the legend covers %d points, within the axes: %v", name, n, boxed)
		}
	}
	// Nowhere is free: the legend goes outside, and the axes make room.
	full := Scatter(normals(3000, 0, 1, 1), normals(3000, 0, 1, 2), Label("a")).XLim(-1, 1).YLim(-1, 1)
	if fr, n, boxed := legendAt(t, full); n > 0 || boxed || fr.Max.X >= 500 {
		t.Errorf("full: covers %d, within the axes: %v, axes end at %v", n, boxed, fr.Max.X)
	}
}

func TestLegendEntries(t *testing.T) {
	y := []float64{1, 2}
	f := New().Line(nil, y, Label("a")).Band(nil, y, y, Label("a")).Line(nil, y).Scatter(nil, y, Label("b"))
	keys := merged(f.layers)
	if len(keys) != 2 || !keys[0].line || !keys[0].area || !keys[1].dot || keys[1].line {
		t.Errorf("keys %+v, want a line with an area and a dot", keys)
	}
	if p, _ := f.Legend("none").plan(themes[0]); len(p.keys) != 0 {
		t.Error("Legend(none) has keys")
	}
	for _, name := range []string{"best", "upper right", "right top", "Top-Left", "outside", "center"} {
		if err := New().Legend(name).Err(); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}
