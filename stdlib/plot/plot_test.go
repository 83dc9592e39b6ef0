package plot

import (
	"bytes"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/plot/plotter"

	"monro/stdlib/display"
)

var _ display.Displayer = (*Figure)(nil)

func TestBundle(t *testing.T) {
	y := []float64{1, 2, 3}
	f := Line(nil, y).Line(nil, y).Band(nil, y, y).Title("t")
	b := f.Display()
	if got, want := b.Text(), "plot: t: 2 curves, 1 band, 600×400"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	if s, _ := b.Data["image/svg+xml"].(string); !strings.HasPrefix(s, "<svg ") || len(b.Data) != 3 {
		t.Errorf("bundle %v", b.Data)
	}
	small, _ := b.Data["image/png"].([]byte)
	if c, err := png.DecodeConfig(bytes.NewReader(small)); err != nil || c.Width != 1200 || c.Height != 800 {
		t.Errorf("PNG beside the SVG: %v, want 1200×800 pixels", err)
	}
	if full, err := f.PNG(); err != nil || len(small) > len(full)/2 {
		t.Errorf("PNG beside the SVG has %d bytes, the full one %d (%v)", len(small), len(full), err)
	}
	b = f.AsPNG().Size(300, 200).Display()
	data, _ := b.Data["image/png"].([]byte)
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil || img.Bounds().Dx() != 600 || img.Bounds().Dy() != 400 {
		t.Errorf("PNG: %v, want 600×400 pixels", err)
	}
	if m, _ := b.Metadata["image/png"].(map[string]any); m["width"] != 300 || m["height"] != 200 {
		t.Errorf("metadata %v, want 300×200", b.Metadata)
	}
	if b.Data["image/svg+xml"] != nil {
		t.Error("AsPNG also shows SVG")
	}
}

func TestSVGStructure(t *testing.T) {
	y := []float64{1, 2, 1, 3}
	f := New().Line(nil, y, Label("first <&>"), Color("#123456")).Line(nil, y, Label("second"), Color("#abcdef")).
		Band(nil, y, y, Color("#0f0f0f")).Title("A & B").XLabel("$x_i^2$")
	text, err := f.SVG()
	if err != nil {
		t.Fatal(err)
	}
	n := checkXML(t, text)
	if n["svg"] != 1 || n["image"] != 0 || n["style"] != 0 || n["clipPath"] != 0 {
		t.Errorf("elements %v", n)
	}
	// Each curve once on the axes and once in the legend.
	for _, c := range []struct {
		part string
		n    int
	}{
		{`stroke="#123456"`, 2}, {`stroke="#abcdef"`, 2}, {`fill="#0f0f0f"`, 1},
		{">first &lt;&amp;&gt;<", 1}, {">A &amp; B<", 1}, {"Liberation Sans", 1},
	} {
		if got := strings.Count(text, c.part); got != c.n {
			t.Errorf("%q is there %d times, want %d", c.part, got, c.n)
		}
	}
	if strings.Count(text, "<tspan") < 3 {
		t.Error("the formula has no raised and lowered parts")
	}
}

// On fixed axes without labels the place of a data point can be computed by hand.
func TestLineIsWhereItShouldBe(t *testing.T) {
	p, err := Line([]float64{0, 10}, []float64{0, 1}).XLim(0, 10).YLim(0, 1).plan(themes[0])
	if err != nil {
		t.Fatal(err)
	}
	f := frame{x: p.x, y: p.y}
	f.Min.X, f.Max.X, f.Min.Y, f.Max.Y = 50, 150, 20, 220
	for _, c := range []struct{ x, y, px, py float64 }{{0, 0, 50, 20}, {10, 1, 150, 220}, {5, 0.25, 100, 70}} {
		if at := f.at(c.x, c.y); math.Abs(float64(at.X)-c.px) > 1e-9 || math.Abs(float64(at.Y)-c.py) > 1e-9 {
			t.Errorf("(%g, %g) is at %v, want (%g, %g)", c.x, c.y, at, c.px, c.py)
		}
	}
}

func TestGapsSplitLines(t *testing.T) {
	f := frame{x: scale{0, 10, false}, y: scale{1, 10, true}}
	f.Max.X, f.Max.Y = 100, 100
	y := []float64{1, 2, math.NaN(), 3, math.Inf(1), -1, 0, 4, 5, 6}
	got := pieces(&f, between(0, 9, 10), y)
	var lengths []int
	for _, p := range got {
		lengths = append(lengths, len(p))
	}
	if len(lengths) != 3 || lengths[0] != 2 || lengths[1] != 1 || lengths[2] != 3 {
		t.Errorf("pieces of %v points, want [2 1 3]", lengths)
	}
}

func TestDroppedPointsAreNoted(t *testing.T) {
	f := Line(nil, []float64{1, 0, -1, 2}).LogY()
	text, err := f.SVG()
	if err != nil || !strings.Contains(text, "2 of 4 points ≤ 0 not shown") {
		t.Errorf("no note of 2 of 4 points (%v)", err)
	}
	text, _ = Line([]float64{1, 2}, []float64{3, 4}).LogY().SVG()
	if strings.Contains(text, "not shown") {
		t.Error("a note where nothing was left out")
	}
}

func TestExtremeData(t *testing.T) {
	for name, y := range map[string][]float64{
		"one":       {5},
		"equal":     {3, 3, 3},
		"zero":      {0, 0},
		"huge":      {-math.MaxFloat64, math.MaxFloat64},
		"tiny":      {math.SmallestNonzeroFloat64, 2 * math.SmallestNonzeroFloat64},
		"close":     {1, math.Nextafter(1, 2)},
		"all NaN":   {math.NaN(), math.NaN()},
		"infinite":  {math.Inf(1), math.Inf(-1)},
		"wide":      {1e-300, 1e300},
		"big equal": {1e300, 1e300},
	} {
		for _, f := range []*Figure{Line(nil, y), Scatter(nil, y), Line(nil, y).LogY(), Band(nil, y, y), Line(nil, y).Equal(), ErrorBars(nil, y, make([]float64, len(y)))} {
			if name == "zero" && f.y.log || name == "infinite" && f.y.log || name == "huge" && f.y.log {
				continue
			}
			text, err := f.SVG()
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			checkXML(t, text)
			for _, d := range paths(t, text) {
				if strings.ContainsAny(d, "NIe") {
					t.Errorf("%s: path %.60s", name, d)
				}
			}
		}
	}
}

func TestDataIsCopied(t *testing.T) {
	x, y := []float64{1, 2, 3}, []float64{3, 1, 2}
	z := [][]float64{{1, 2}, {3, 4}}
	f := Line(x, y).Scatter(x, y).Band(x, y, x).ErrorBars(x, y, y)
	g := HeatMap(z)
	before, _ := f.SVG()
	beforeMap, _ := g.SVG()
	x[0], y[1], z[0][0] = 99, 99, 99
	if after, _ := f.SVG(); after != before {
		t.Error("the curves follow later changes of the data")
	}
	if after, _ := g.SVG(); after != beforeMap {
		t.Error("the map follows later changes of the data")
	}
}

func TestSave(t *testing.T) {
	f := Line(nil, []float64{1, 3, 2})
	dir := t.TempDir()
	for ext, magic := range map[string]string{".svg": "<svg", ".png": "\x89PNG", ".pdf": "%PDF-", ".PNG": "\x89PNG"} {
		file := filepath.Join(dir, "f"+ext)
		if err := f.Save(file); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(file)
		if err != nil || !strings.HasPrefix(string(data), magic) {
			t.Errorf("%s starts with %q", ext, data[:min(len(data), 8)])
		}
	}
	if err := f.Save("f.gif"); err == nil || !strings.Contains(err.Error(), ".svg, .png or .pdf") {
		t.Errorf("gif: %v", err)
	}
	if err := f.Save(filepath.Join(dir, "none", "f.png")); err == nil {
		t.Error("a folder that does not exist: no error")
	}
}

func TestGonumPlotters(t *testing.T) {
	l, err := plotter.NewLine(plotter.XYs{{X: 1, Y: 1}, {X: 100, Y: 10}})
	if err != nil {
		t.Fatal(err)
	}
	f := New().Add(l).LogX()
	before := 0
	if text, err := New().SVG(); err != nil {
		t.Fatal(err)
	} else {
		before = len(paths(t, text))
	}
	text, err := f.SVG()
	if err != nil || len(paths(t, text)) != before+1 {
		t.Errorf("a gonum line adds %d paths (%v), want 1", len(paths(t, text))-before, err)
	}
	if p, _ := f.plan(themes[0]); p.x.lo > 1 || p.x.hi < 100 {
		t.Errorf("axis %v does not hold the line", p.x)
	}
}

// Panels of a column have their axes at the same place.
func TestGridAligns(t *testing.T) {
	g := Grid(1, Line(nil, []float64{0, 1}), Line(nil, []float64{0, 123456}).YLabel("y"))
	text, err := g.SVG()
	if err != nil {
		t.Fatal(err)
	}
	var starts []string
	for _, d := range paths(t, text) {
		// The axes' path starts down the vertical axis: Mx yl0 h...
		if i := strings.Index(d, "l0 "); i > 0 && strings.HasPrefix(d, "M") && strings.Count(d[:i], " ") == 1 {
			starts = append(starts, strings.Fields(d[1:i])[0])
		}
	}
	if len(starts) < 2 || starts[0] != starts[len(starts)-1] {
		t.Errorf("vertical axes start at x = %v", starts)
	}
	if w, h := g.size(); w != panelWidth || h != 2*panelHeight {
		t.Errorf("size %g×%g", w, h)
	}
}

func BenchmarkTenCurvesSVG(b *testing.B) {
	f := gallery()["ten"]
	b.ReportAllocs()
	size := 0
	for b.Loop() {
		s, err := f.SVG()
		if err != nil {
			b.Fatal(err)
		}
		size = len(s)
	}
	b.ReportMetric(float64(size), "bytes")
}

func BenchmarkMillionPointsSVG(b *testing.B) {
	f := Line(nil, normals(1_000_000, 0, 1, 1))
	for b.Loop() {
		if _, err := f.SVG(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTenCurvesPNG(b *testing.B) {
	f := gallery()["ten"]
	for b.Loop() {
		if _, err := f.PNG(); err != nil {
			b.Fatal(err)
		}
	}
}
