package plot

import (
	"math"
	"strings"
	"testing"
)

// notation writes terms so that a test can be read: slanted text between
// slashes, bold text between stars, scripts in braces, groups in brackets.
func notation(terms []term) string {
	var b strings.Builder
	for _, t := range terms {
		switch t.kind {
		case textTerm:
			mark := ""
			if t.italic {
				mark = "/"
			}
			if t.bold {
				mark += "*"
			}
			b.WriteString(mark + t.text + mark)
		case groupTerm:
			b.WriteString("[" + notation(t.body) + "]")
		case rootTerm:
			b.WriteString("√[" + notation(t.body) + "]")
		case accentTerm:
			b.WriteString(t.text + "[" + notation(t.body) + "]")
		case fractionTerm:
			b.WriteString("[" + notation(t.body) + "]over[" + notation(t.under) + "]")
		}
		if t.sub != nil {
			b.WriteString("_{" + notation(t.sub) + "}")
		}
		if t.sup != nil {
			b.WriteString("^{" + notation(t.sup) + "}")
		}
	}
	return b.String()
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"plain_text^2", "plain_text^2"},
		{"cost in $", "cost in $"},
		{"$x_1$", "/x/_{1}"},
		{"$10^{-3}$", "10^{−3}"},
		{`a $\alpha^\beta$ b`, "a /α/^{/β/} b"},
		{`$\|x\|$`, "‖/x/‖"},
		{`$\|\nabla f\|^2$`, "‖∇/f/‖^{2}"},
		{`$\log x$`, "log\u2009/x/"},
		{`$\min_x f$`, "min_{/x/} /f/"},
		{`$x_t^2$`, "/x/_{/t/}^{2}"},
		{`$x^2_t$`, "/x/_{/t/}^{2}"},
		{`$x_{t_k}$`, "/x/_{/t/_{/k/}}"},
		{`$x^{a{b}c}$`, "/x/^{/a/[/b/]/c/}"},
		{`$\sqrt{d_k}$`, "√[/d/_{/k/}]"},
		{`$\sqrt T$`, "√[/T/]"},
		{`$\hat\theta_n$`, "hat[/θ/]_{/n/}"},
		{`$x_\hat{y}$`, "/x/_{hat[/y/]}"},
		{`$\bar{xy}$`, "bar[/xy/]"},
		{`$\frac{1}{k}$`, "[1]over[/k/]"},
		{`$\frac12$`, "[1]over[2]"},
		{`$\mathbb{E}[x]$`, "[*E*][/x/]"},
		{`$\mathrm{KL}(p\|q)$`, "[KL](/p/‖/q/)"},
		{`$\text{train loss}$`, "train loss"},
		{`$\langle x, y\rangle$`, "⟨/x/, /y/⟩"},
		{`$\Gamma \propto \ell$`, "Γ ∝ ℓ"},
		{`$a \le b$`, "/a/ ≤ /b/"},
		{`$\alpha b$`, "/αb/"},
		{`$f'(x)$`, "/f/′(/x/)"},
		{`$\unknownname$`, "unknownname"},
		{`$\`, `$\`},
		{`$\$`, ``},
		{`$x^$`, "/x/"},
		{`$^2$`, "^{2}"},
		{`$x^{unclosed$`, "/x/^{/unclosed/}"},
		{`$a}b$`, "/ab/"},
		{"two\nlines \x00\x1b$", "two lines $"},
	} {
		if got := notation(parse(c.text)); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestPlainText(t *testing.T) {
	for text, want := range map[string]string{
		`$\|\nabla f(x_k)\|^2$`: "‖∇f(xk)‖2", `$\sqrt{n}$`: "√n", `$\frac{1}{k}$`: "1/k", "loss": "loss",
	} {
		if got := plainText(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Widths of Helvetica and Times, which the Liberation fonts share, from their AFM
// files, in thousandths of the size.
func TestMeasure(t *testing.T) {
	for _, c := range []struct {
		text string
		font family
		want float64
	}{
		{"0123", sans, 4 * 0.556}, {" ", sans, 0.278}, {"A", sans, 0.667}, {"", sans, 0},
		{"0123", serif, 4 * 0.5}, {"A", serif, 0.722},
		{"$10^2$", sans, 2*0.556 + scriptSize*0.556},
	} {
		if got := measure(c.text, 1, c.font, false); math.Abs(got-c.want) > 2e-3 {
			t.Errorf("%q is %g wide, want %g", c.text, got, c.want)
		}
	}
}

// Scripts of one base start at the same place, and the root covers its content.
func TestTypeset(t *testing.T) {
	s := typeset("$x_t^2$", sans, false)
	if len(s.pieces) != 3 {
		t.Fatalf("%d pieces, want 3", len(s.pieces))
	}
	base, sub, sup := s.pieces[0], s.pieces[1], s.pieces[2]
	if sub.y >= base.y || sup.y <= base.y || math.Abs(sup.x-sub.x) > 0.05 {
		t.Errorf("pieces %+v: want the 2 above the t", s.pieces)
	}
	root := typeset(`$\sqrt{xy}$`, sans, false)
	xy := root.pieces[0]
	last := root.strokes[0].at[len(root.strokes[0].at)-1]
	if end := xy.x + measure("$xy$", 1, sans, false); float64(last.X) < end || float64(last.Y) < xHeight {
		t.Errorf("the root ends at %v, its content at %g", last, end)
	}
	frac := typeset(`$\frac{1}{100}$`, sans, false)
	over, under := frac.pieces[0], frac.pieces[1]
	mid := func(p piece) float64 { return p.x + p.size*measure(p.text, 1, sans, false)/2 }
	if over.y <= under.y || math.Abs(mid(over)-mid(under)) > 1e-9 {
		t.Errorf("fraction %+v: want one above the middle of the other", frac.pieces)
	}
}

// Every symbol has a glyph in both families.
func TestSymbolsHaveGlyphs(t *testing.T) {
	for _, font := range []family{sans, serif} {
		face := faceOf(font, false, false)
		missing, _ := face.read('\u25a1')
		for name, text := range symbols {
			for _, r := range text {
				g := face.glyph(r)
				if g.advance <= 0 || len(g.outline) == len(missing.outline) && g.advance == missing.advance {
					t.Errorf(`\%s (%c) has no glyph`, name, r)
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a", `$\alpha_{i}^2$`, "$^_{}$", `$\`, "$$", "\xff$\xff$", `$\sqrt{\hat{\frac{a}{b}}}$`, `$\mathbb\vec x_\hat$`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if w := measure(s, 12, sans, false); math.IsNaN(w) || w < 0 {
			t.Errorf("width %g", w)
		}
		text, err := Line(nil, []float64{1, 2}, Label(s)).Title(s).SVG()
		if err != nil {
			t.Fatal(err)
		}
		checkXML(t, text)
	})
}
