package display

import (
	"encoding/xml"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"
)

func markup(b Bundle) string {
	s, _ := b.Data["text/html"].(string)
	return s
}

// wellFormed reads markup as XML, once its void elements are closed.
func wellFormed(s string) error {
	s = regexp.MustCompile(`<(input|img)\b([^>]*)>`).ReplaceAllString(s, "<$1$2/>")
	s = regexp.MustCompile(` (checked|controls)([ />])`).ReplaceAllString(s, ` $1=""$2`)
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestRow(t *testing.T) {
	got := Row(SVG(`<svg id="a"></svg>`), NewTable("x").Row(1), "a<b", LaTeX("x < y"), Markdown("*m*"), errorString("bad"))
	for _, part := range []string{
		`src="data:image/svg+xml;base64,PHN2ZyBpZD0iYSI+PC9zdmc+"`, "<table", "a&lt;b</pre>", `$\displaystyle x &lt; y$`, "*m*</pre>", "#dc3640",
	} {
		if !strings.Contains(markup(got), part) {
			t.Errorf("no %q in\n%s", part, markup(got))
		}
	}
	if err := wellFormed(markup(got)); err != nil {
		t.Errorf("%v in\n%s", err, markup(got))
	}
	if got := Row(); wellFormed(markup(got)) != nil || got.Text() != "" {
		t.Errorf("an empty row is %v", got)
	}
}

type errorString string

func (e errorString) Error() string { return string(e) }

func TestRowText(t *testing.T) {
	for _, c := range []struct {
		vs   []any
		want string
	}{
		{[]any{"a\nbb", "日本\n\nx", 3}, "a    日本   3\nbb\n     x"},
		{[]any{"a", strings.Repeat("b", 80)}, "a\n\n" + strings.Repeat("b", 80)},
		{[]any{"one"}, "one"},
	} {
		if got := Row(c.vs...).Text(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestRowImageSize(t *testing.T) {
	b := Bundle{Data: map[string]any{"image/png": []byte("x"), "text/plain": `a "figure"`}, Metadata: map[string]any{"image/png": map[string]any{"width": 300, "height": 200.0}}}
	if got := markup(Row(b)); !strings.Contains(got, `<img alt="a &#34;figure&#34;" width="300" height="200" `) {
		t.Error(got)
	}
}

func TestDetails(t *testing.T) {
	got := Details("all <b>\nof $x$", "a\nb", NewTable("x").Row(1))
	if err := wellFormed(markup(got)); err != nil {
		t.Errorf("%v in\n%s", err, markup(got))
	}
	if !strings.HasPrefix(markup(got), `<details><summary style="cursor:pointer">all &lt;b&gt; of $x$</summary>`) {
		t.Error(markup(got))
	}
	if want := "all <b> of $x$\n  a\n  b\n  x\n  ─\n  1"; got.Text() != want {
		t.Errorf("%q, want %q", got.Text(), want)
	}
}

func TestTabs(t *testing.T) {
	tabs := []Tab{{"lo<ss", "a"}, {"numbers", NewTable("x").Row(1)}}
	one, two := Tabs(tabs...), Tabs(tabs...)
	for _, b := range []Bundle{one, two} {
		if err := wellFormed(markup(b)); err != nil {
			t.Errorf("%v in\n%s", err, markup(b))
		}
	}
	ids := regexp.MustCompile(` id="([^"]*)"`)
	seen := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(markup(one)+markup(two), -1) {
		if seen[m[1]] {
			t.Errorf("id %s twice on a page", m[1])
		}
		seen[m[1]] = true
		if !strings.Contains(markup(one)+markup(two), `<label for="`+m[1]+`">`) || !strings.Contains(markup(one)+markup(two), "#"+m[1]+":checked~div") {
			t.Errorf("no label or rule for %s", m[1])
		}
	}
	if len(seen) != 4 || strings.Count(markup(one), " checked>") != 1 || strings.Contains(markup(one), "<script") {
		t.Error(markup(one))
	}
	if want := "[lo<ss]\na\n\n[numbers]\nx\n─\n1"; one.Text() != want {
		t.Errorf("%q, want %q", one.Text(), want)
	}
}

func TestIsolated(t *testing.T) {
	page := `<p title="x">a &amp; b</p><script>if (1 < 2 && "</iframe>") {}</script>`
	got := Isolated(page, 0)
	m := regexp.MustCompile(`(?s)^<iframe sandbox="allow-scripts" style="[^"]*height:300px[^"]*" srcdoc="([^"]*)"></iframe>$`).FindStringSubmatch(markup(got))
	if m == nil || html.UnescapeString(m[1]) != page {
		t.Errorf("%s", markup(got))
	}
	if got.Text() != "a & b" {
		t.Errorf("%q", got.Text())
	}
	if !strings.Contains(markup(Isolated("", 40)), "height:40px") {
		t.Error("the height is not kept")
	}
}

func FuzzMarkup(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = clean(s) // what is in values is theirs; titles are cleaned by us
		for name, b := range map[string]Bundle{
			"Row": Row(s, LaTeX(s)), "Details": Details(s, s), "Tabs": Tabs(Tab{s, s}, Tab{s, 1}), "Isolated": Isolated(s, 1), "Error": Error(errorString(s)),
			"bars": HTML(barsView{rows: []barView{{label: s, note: s}}}.html()),
		} {
			if err := wellFormed(markup(b)); err != nil {
				t.Errorf("%s of %q: %v in\n%s", name, s, err, markup(b))
			}
		}
	})
}
