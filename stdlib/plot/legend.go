package plot

import (
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
)

// places of the legend, and where they are: 0 left or bottom, 1 right or top.
var places = []struct {
	name string
	x, y float64
}{
	{"top right", 1, 1}, {"top left", 0, 1}, {"bottom right", 1, 0}, {"bottom left", 0, 0},
	{"right", 1, 0.5}, {"left", 0, 0.5}, {"top", 0.5, 1}, {"bottom", 0.5, 0}, {"center", 0.5, 0.5},
}

// Legend says where the names given by Label stand: "top right", "top left",
// "bottom right", "bottom left", "top", "bottom", "left", "right", "center",
// "outside" (right of the axes), "below" (in a row), "none", or "best", the
// default: where it covers no curve, and outside if there is no such place.
//
// On a grid, "bottom", "top" and "right" make one legend for all panels, in which
// curves of one name and look are named once, "none" leaves out those of all
// panels, and "best" gives each panel its own.
func (f *Figure) Legend(where string) *Figure {
	names := []string{"best", "outside", "below", "none"}
	for _, p := range places {
		names = append(names, p.name)
	}
	// "right top" and "upper right" are understood.
	w := strings.NewReplacer("upper", "top", "lower", "bottom", "-", " ").Replace(strings.ToLower(strings.TrimSpace(where)))
	if a, b, two := strings.Cut(w, " "); two && (b == "top" || b == "bottom") {
		w = b + " " + a
	}
	if f.panels != nil {
		names = []string{"best", "bottom", "below", "top", "right", "outside", "none"}
	}
	if !slices.Contains(names, w) {
		return f.fail("Legend(%q): want one of %s", where, strings.Join(names, ", "))
	}
	f.legend = w
	return f
}

// A key is one entry of a legend.
type key struct {
	style
	line, dot, area bool
	fill            float64 // opacity of the area; 0: that of a band
}

// entry is the layer's key if it has a label.
func (s style) entry(k key) []key {
	if s.label == "" {
		return nil
	}
	k.style = s
	return []key{k}
}

// merged joins the keys of a curve and its band under one label.
func merged(layers []layer) []key {
	var out []key
	for _, l := range layers {
		for _, k := range l.keys() {
			if n := len(out); n > 0 && out[n-1].label == k.label && out[n-1].hue == k.hue {
				last := &out[n-1]
				last.line, last.dot, last.area = last.line || k.line, last.dot || k.dot, last.area || k.area
				continue
			}
			out = append(out, k)
		}
	}
	return out
}

const (
	keyWidth  = 24.0
	keyGap    = 7.0
	keyHeight = 18.0
	boxPad    = 7.0
	boxMargin = 8.0
)

// legendSize is the size of the box that holds the keys.
func legendSize(keys []key, t *theme) (w, h float64) {
	for _, k := range keys {
		w = max(w, t.measure(k.label, sizeTick))
	}
	return w + keyWidth + keyGap + 2*boxPad, float64(len(keys))*keyHeight + 2*boxPad - 4
}

// bestPlace is the corner of the legend that covers the least of the layers; ok
// says whether it covers (nearly) nothing.
func bestPlace(f *frame, layers []layer, w, h float64) (at vg.Point, ok bool) {
	var traces [][]vg.Point
	total := 0
	for _, l := range layers {
		t := l.trace(f)
		traces = append(traces, t)
		total += len(t)
	}
	size := f.Size()
	if w+2*boxMargin > float64(size.X) || h+2*boxMargin > float64(size.Y) {
		return at, false
	}
	best := -1
	for _, p := range places {
		corner := placed(f, p.x, p.y, w, h)
		hit := 0
		const near = 3
		for _, t := range traces {
			for _, q := range t {
				if q.X > corner.X-near && q.X < corner.X+vg.Length(w)+near && q.Y > corner.Y-near && q.Y < corner.Y+vg.Length(h)+near {
					hit++
				}
			}
		}
		if best < 0 || hit < best {
			best, at = hit, corner
		}
	}
	return at, best*200 <= total
}

// placed is the lower left corner of the box at a place.
func placed(f *frame, x, y, w, h float64) vg.Point {
	const m = boxMargin
	size := f.Size()
	return vg.Point{
		X: f.Min.X + m + vg.Length(x)*(size.X-vg.Length(w)-2*m),
		Y: f.Min.Y + m + vg.Length(y)*(size.Y-vg.Length(h)-2*m),
	}
}
