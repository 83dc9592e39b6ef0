package plot

import (
	"gonum.org/v1/plot/vg"
)

// rule is a straight line across the figure.
type rule struct {
	style
	at       float64
	vertical bool
}

// HLine draws a horizontal line at y across the figure, thin and grey if not said
// otherwise. Options: Label, Color, Width, Dashed, Dotted, Alpha.
func (f *Figure) HLine(y float64, opts ...Option) *Figure { return f.rule("HLine", y, false, opts) }

// VLine draws a vertical line at x across the figure; see HLine.
func (f *Figure) VLine(x float64, opts ...Option) *Figure { return f.rule("VLine", x, true, opts) }

func (f *Figure) rule(method string, at float64, vertical bool, opts []Option) *Figure {
	s, ok := f.style(method, append([]Option{Color("gray"), Width(1.2)}, opts...))
	if !ok {
		return f
	}
	if !finite(at) {
		return f.fail("%s(%g): want a finite number", method, at)
	}
	return f.add(method, &rule{s, at, vertical})
}

func (l *rule) extend(x, y *extent) {
	if l.vertical {
		x.add(l.at)
	} else {
		y.add(l.at)
	}
}

func (l *rule) ends(f *frame) []vg.Point {
	if l.vertical {
		x := f.px(l.at)
		return []vg.Point{{X: x, Y: f.Min.Y}, {X: x, Y: f.Max.Y}}
	}
	y := f.py(l.at)
	return []vg.Point{{X: f.Min.X, Y: y}, {X: f.Max.X, Y: y}}
}

func (l *rule) paint(p *painter, f *frame) {
	if e := l.ends(f); f.visible(e[0]) {
		p.lines(stroke{l.shown(f.theme, 1), l.width, l.dashes(f.theme)}, e)
	}
}

func (l *rule) trace(f *frame) []vg.Point {
	if e := l.ends(f); f.visible(e[0]) {
		return sample(e)
	}
	return nil
}

func (l *rule) missing(logx, logy bool) (n, m int) {
	if l.at <= 0 && (l.vertical && logx || !l.vertical && logy) {
		return 1, 1
	}
	return 0, 1
}

func (l *rule) depth() int           { return depthRule }
func (l *rule) count() (int, string) { return 1, "reference line" }
func (l *rule) keys() []key          { return l.entry(key{line: true}) }

// note is a text at a place of the data.
type note struct {
	style
	x, y float64
	text string
}

// Text writes a text that starts a little right of and above the point x, y.
// Options: Color, Alpha.
func (f *Figure) Text(x, y float64, text string, opts ...Option) *Figure {
	s, ok := f.style("Text", append([]Option{Color("black")}, opts...))
	if !ok {
		return f
	}
	if !finite(x) || !finite(y) {
		return f.fail("Text(%g, %g): want finite numbers", x, y)
	}
	return f.add("Text", &note{s, x, y, text})
}

func (l *note) extend(x, y *extent) {
	x.add(l.x)
	y.add(l.y)
}

func (l *note) paint(p *painter, f *frame) {
	if at := f.at(l.x, l.y); f.visible(at) {
		c := caption{text: l.text, size: sizeTick, color: l.shown(f.theme, 1)}
		at = at.Add(vg.Point{X: 4, Y: 4})
		// A text that would run out of the figure ends at the point instead.
		if float64(at.X)+f.theme.measure(c.text, c.size) > float64(f.Max.X) {
			at.X -= 8
			c.anchor = 1
		}
		p.text(c, at)
	}
}

func (l *note) trace(f *frame) []vg.Point {
	at := f.at(l.x, l.y)
	if !f.visible(at) {
		return nil
	}
	end := vg.Point{X: at.X + vg.Length(f.theme.measure(l.text, sizeTick)), Y: at.Y + 8}
	return sample([]vg.Point{{X: at.X, Y: at.Y + 8}, end})
}

func (l *note) missing(logx, logy bool) (n, m int) {
	if logx && l.x <= 0 || logy && l.y <= 0 {
		return 1, 1
	}
	return 0, 1
}

func (l *note) depth() int           { return depthText }
func (l *note) count() (int, string) { return 1, "text" }
func (l *note) keys() []key          { return nil }
