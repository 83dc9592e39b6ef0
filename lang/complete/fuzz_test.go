package complete_test

import (
	"fmt"
	"testing"
	"unicode/utf8"
)

var fuzzSeeds = []string{
	"strings.Spl", "pt.", "fmt.Println(pt.XC", "Point{XCoord: 1, ", "import (\n\t\"enc", "func (p Point) f() { p.", "for i := range ", "x := x.",
	"}", "/*", "`", "'", "a.b.c(", "switch v := v.(type) { case Point: v.", "type T[P any] struct{ P }\nvar t T[int]\nt.", "é😀.", "\x00.", "go func() {",
	"[]Point{{", "\"", "1.", "x.(", "func f[T ~[]E, E any](t T) { t[0].", "import . \"strings\"\nSpl", "if x := f(); x.", "L: goto L", "m := map[string]int{\"a\": 1}\nm[\"", "f(`../", "\"~/\\x41", "type A = A", "pt := pt.", "const c = 1 << 1000\nc.",
}

func FuzzComplete(f *testing.F) {
	s := session(f, setup...)
	for _, code := range fuzzSeeds {
		for _, at := range []int{len(code), len(code) / 2} {
			f.Add(code, at)
		}
	}
	f.Fuzz(func(t *testing.T, code string, cursor int) {
		c := s.Complete(code, cursor)
		at := min(max(cursor, 0), len(code))
		if c.Start < 0 || c.Start > at || c.End < c.Start || c.End > len(code) {
			t.Fatalf("range %d to %d of %d bytes with the cursor at %d", c.Start, c.End, len(code), cursor)
		}
		for _, m := range c.Matches {
			if m.Text == "" || m.Type == "" || utf8.ValidString(code) && !utf8.ValidString(code[:c.Start]+m.Text+code[c.End:]) {
				t.Fatalf("match %+v", m)
			}
		}
	})
}

func FuzzInspect(f *testing.F) {
	s := session(f, setup...)
	for _, code := range fuzzSeeds {
		f.Add(code, len(code), 1)
	}
	f.Fuzz(func(t *testing.T, code string, cursor, detail int) {
		if b, ok := s.Inspect(code, cursor, detail); ok && b.Text() == "" {
			t.Fatal("an empty description")
		}
	})
}

func BenchmarkComplete(b *testing.B) {
	var cells []string
	for i := range 500 {
		switch i % 3 {
		case 0:
			cells = append(cells, fmt.Sprintf("var value%d = %d", i, i))
		case 1:
			cells = append(cells, fmt.Sprintf("func work%d(x []float64) float64 { return x[%d] }", i, i))
		default:
			cells = append(cells, fmt.Sprintf("type Kind%d struct{ Size, Weight%d float64 }", i, i))
		}
	}
	s := session(b, append(cells, setup...)...)
	for _, bb := range []struct{ name, code string }{
		{"name", "val"}, {"nothing", ""}, {"resemblance", "wk4"}, {"package", "strings."}, {"field", "pt.XC"}, {"big package", "mat.Den"},
		{"cell", "ps := []Point{{1, 2}}\nfor _, p := range ps {\n\tfmt.Println(p.XCoord, work1([]float64{1, 2}))\n\tif p.YCoord > 1 {\n\t\tx := os.Open(\"x\")\n\t\tdefer x.Close()\n\t\tfmt.Println(x.Na"},
		{"broken", "x := foo(\ny := pt.XC"},
		{"path", "x := \""},
	} {
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				s.Complete(bb.code, len(bb.code))
			}
		})
	}
}

func BenchmarkInspect(b *testing.B) {
	s := session(b, setup...)
	for _, code := range []string{"strings.Split", "pt", "Point"} {
		b.Run(code, func(b *testing.B) {
			for b.Loop() {
				s.Inspect(code, len(code), 0)
			}
		})
	}
}
