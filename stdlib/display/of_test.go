package display

import (
	"errors"
	"fmt"
	"image"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gonum.org/v1/gonum/mat"
)

type point struct {
	X, Y   float64
	hidden string
}

type celsius float64

func (c celsius) String() string { return fmt.Sprintf("%g °C", float64(c)) }

type broken struct{}

func (broken) String() string { panic("no") }

type bare struct{}

func (bare) Display() Bundle { return Bundle{Data: map[string]any{"text/html": "<i>x</i>"}} }

type ring struct{ Next *ring }

func TestOfText(t *testing.T) {
	var nilPoint *point
	var nilStringer *celsius
	loop := &ring{}
	loop.Next = loop
	tenth := 0.1 // not a constant, whose sums are exact
	for _, c := range []struct {
		v    any
		want string
	}{
		{nil, "nil"},
		{nilPoint, "nil"},
		{nilStringer, "nil"},
		{[]float64(nil), "[]"},
		{map[string]int(nil), "map[]"},
		{3, "3"},
		{tenth + 0.2, "0.30000000000000004"},
		{1e21, "1e+21"},
		{123456789.0, "123456789"},
		{float32(0.1), "0.1"},
		{math.NaN(), "NaN"},
		{true, "true"},
		{"two\nlines", "two\nlines"},
		{[]string{"a b", "c"}, `[a b c]`},
		{[]float64{1, 2.5, 1.0 / 3}, "[1 2.5 0.333333]"},
		{[3]int{1, 2, 3}, "[1 2 3]"},
		{[][]float64{{1, 2}, {3, 4}}, "[[1 2]\n [3 4]]"},
		{map[string]int{"b": 2, "a": 1}, `map[a: 1 b: 2]`},
		{map[int]bool{10: true, 9: false}, "map[9: false 10: true]"},
		{point{1, 2, "h"}, `point{X: 1, Y: 2, hidden: h}`},
		{&point{}, `&point{X: 0, Y: 0, hidden: }`},
		{celsius(20), "20 °C"},
		{[]celsius{1, 2}, "[1 °C 2 °C]"},
		{1500 * time.Millisecond, "1.5s"},
		{errors.New("bad"), "bad"},
		{broken{}, "(panics: no)"},
		{math.Sin, "func(float64) float64"},
		{complex(1, -2), "(1-2i)"},
		{any([]any{1, "x", nil}), `[1 x nil]`},
		{bare{}, "display.bare"},
		{loop, "&ring{Next: &ring{Next: &ring{Next: &ring{Next: &…}}}}"},
		{mat.NewDense(2, 2, []float64{1, -2, 0.5, 100}), "2×2 matrix\n    1   -2\n  0.5  100"},
		{mat.NewVecDense(2, []float64{1, 2}), "2×1 vector\n  1\n  2"},
	} {
		if got := Of(c.v).Text(); got != c.want {
			t.Errorf("%T: %q, want %q", c.v, got, c.want)
		}
	}
}

func TestOfFormats(t *testing.T) {
	for _, c := range []struct {
		v    any
		mime string
		want string
	}{
		{HTML("<b>x</b>"), "text/html", "<b>x</b>"},
		{bare{}, "text/html", "<i>x</i>"},
		{errors.New("<x>"), "text/html", "&lt;x&gt;"},
		{mat.NewDense(1, 1, []float64{7}), "text/html", ">7</td>"},
		{LaTeX("x^2"), "text/latex", `$\displaystyle x^2$`},
		{LaTeX(`\begin{align}x\end{align}`), "text/latex", `\begin{align}`},
		{LaTeX("$x$"), "text/latex", "$x$"},
		{Markdown("*a*"), "text/markdown", "*a*"},
		{SVG("<svg/>"), "image/svg+xml", "<svg/>"},
		{JSON(func() {}), "text/html", "display.JSON: json: unsupported type"},
		{PNG([]byte("no")), "text/html", "not a PNG image (2 bytes)"},
	} {
		b := Of(c.v)
		if s, _ := b.Data[c.mime].(string); !strings.Contains(s, c.want) {
			t.Errorf("%v: %s is %q, want %q in it", c.v, c.mime, s, c.want)
		}
		if b.Text() == "" {
			t.Errorf("%v has no plain text", c.v)
		}
	}
	img := image.NewGray(image.Rect(0, 0, 3, 2))
	b := Of(img)
	if data, _ := b.Data["image/png"].([]byte); len(data) == 0 || !strings.HasPrefix(b.Text(), "PNG image, 3×2, ") {
		t.Errorf("image: %v", b)
	}
	if got := HTML("<p>a &lt; b</p><script>x<y</script>c<br>d").Text(); got != "a < b\nc\nd" {
		t.Errorf("HTML as text: %q", got)
	}
	if got := JSON(map[string]int{"a": 1}); got.Text() != "{\n  \"a\": 1\n}" || got.Data["application/json"] == nil {
		t.Errorf("JSON: %v", got)
	}
}

func TestTextIsCut(t *testing.T) {
	million := make([]float64, 1_000_000)
	table := map[int]int{}
	for i := range 100_000 {
		table[i] = i
	}
	nested := make([][]string, 1000)
	for i := range nested {
		nested[i] = []string{strings.Repeat("é", 5000)}
	}
	long := struct{ A, B string }{strings.Repeat("a", 1e6), strings.Repeat("b", 1e6)}
	for name, v := range map[string]any{
		"slice": million, "map": table, "nested": nested, "struct": long,
		"string": strings.Repeat("é", 1e6), "error": errors.New(strings.Repeat("x", 1e6)),
		"matrix": mat.NewDense(1000, 1000, nil), "bytes": make([]byte, 1e7), "html": HTML(strings.Repeat("<i>é</i>", 1e5)),
	} {
		s := Of(v).Text()
		if len(s) > TextLimit+64 {
			t.Errorf("%s: %d bytes", name, len(s))
		}
		if !utf8.ValidString(s) {
			t.Errorf("%s is cut within a rune", name)
		}
	}
	million[0], million[999_999] = 1, 2
	if got, want := Of(million).Text(), "[1 0 0 0 0 0 0 0 0 0 … 0 0 0 0 0 0 0 0 0 2] (len 1000000)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Of(mat.NewDense(1000, 500, nil)).Text(); !strings.HasPrefix(got, "1000×500 matrix\n") || strings.Count(got, "\n") != 11 {
		t.Errorf("large matrix:\n%s", got)
	}
}

func FuzzOfString(f *testing.F) {
	f.Add("a\x00\xff<b>", 3)
	f.Fuzz(func(t *testing.T, s string, n int) {
		for _, v := range []any{s, []string{s, s}, HTML(s), map[string]int{s: n}, errors.New(s)} {
			if b := Of(v); len(b.Text()) > TextLimit+64 {
				t.Errorf("%d bytes", len(b.Text()))
			}
		}
	})
}

func BenchmarkOfMillionFloats(b *testing.B) {
	v := make([]float64, 1_000_000)
	for b.Loop() {
		Of(v)
	}
}
