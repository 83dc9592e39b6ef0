package display

import (
	"math"
	"strings"
	"testing"
	"time"
)

func results() *Table {
	return NewTable("method", "loss", "steps", "note").
		Row("SGD & co", 0.33125, 100, nil).
		Row("Adam_W", 0.3127, 2000, "a|b").
		Row("<best>", 1.5e-7, 30, "50%").
		Min("loss").Max("steps")
}

func TestTableText(t *testing.T) {
	want := strings.Join([]string{
		// Widths 8, 8+1, 5+1 and 4 with two spaces between.
		"method        loss   steps   note",
		"─────────────────────────────────",
		"SGD & co    0.3312     100",
		"Adam_W      0.3127    2000*  a|b",
		"<best>    1.500e-7*     30   50%",
	}, "\n")
	got, err := results().Text()
	if err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
}

func TestTableMarkdown(t *testing.T) {
	want := `| method | loss | steps | note |
| :-- | --: | --: | :-- |
| SGD & co | 0.3312 | 100 |  |
| Adam\_W | 0.3127 | **2000** | a\|b |
| &lt;best> | **1.500×10<sup>−7</sup>** | 30 | 50% |
`
	if got, err := results().Markdown(); err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
}

func TestTableLaTeX(t *testing.T) {
	want := `\begin{table}
\centering
\caption{Loss in \%, $\ell_2$}
\begin{tabular}{lrrl}
\toprule
method & loss & steps & note \\
\midrule
SGD \& co & 0.3312 & 100 &  \\
Adam\_W & 0.3127 & {\boldmath\bfseries 2000} & a|b \\
\textless{}best\textgreater{} & {\boldmath\bfseries 1.500$\times10^{-7}$} & 30 & 50\% \\
\bottomrule
\end{tabular}
\end{table}
`
	if got, err := results().Caption(`Loss in %, $\ell_2$`).LaTeX(); err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
}

func TestTableCSV(t *testing.T) {
	want := "method,loss,steps,note\nSGD & co,0.33125,100,\nAdam_W,0.3127,2000,a|b\n<best>,1.5e-07,30,50%\n"
	if got, err := results().CSV(); err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
	if got, _ := NewTable("a,b", "c").Row("say \"x\"", Spread{1.25, 0.5}).CSV(); got != "\"a,b\",c\n\"say \"\"x\"\"\",1.25\n" {
		t.Errorf("quoting: %q", got)
	}
}

func TestTableHTML(t *testing.T) {
	got, err := results().HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		">&lt;best&gt;</td>", ">SGD &amp; co</td>", "<b>2000</b>",
		"<b>1.500&#8239;×&#8239;10<sup>−7</sup></b>", `<td style="text-align:right`, `<th style="text-align:left`,
	} {
		if !strings.Contains(got, part) {
			t.Errorf("no %q in\n%s", part, got)
		}
	}
	if strings.Count(got, "<tr>") != 4 || strings.Count(got, "</tr>") != 4 || strings.Count(got, "<b>") != 2 {
		t.Errorf("rows or bold cells are wrong in\n%s", got)
	}
	if strings.Contains(got, "color:#") || strings.Contains(got, "background:") {
		t.Error("fixed colours do not suit both light and dark pages")
	}
}

func TestTableErrors(t *testing.T) {
	for _, c := range []struct {
		t    *Table
		want string
	}{
		{NewTable("a", "b").Row(1), `table: Row 1: 1 cells for 2 columns ("a", "b")`},
		{NewTable("a").Row(1).Row(1, 2), `table: Row 2: 2 cells for 1 columns ("a")`},
		{NewTable("a").Min("b"), `table: Min: no column "b"; there are "a"`},
		{NewTable("a").Precision(0), "table: Precision: 0 significant digits, want 1 to 17"},
		{NewTable("a").Align(9), "table: Align: unknown alignment 9"},
		{NewTable(), "table: NewTable: no columns given"},
		{NewTable("a").Row().Min("z"), `table: Row 1: 0 cells for 1 columns ("a")`},
	} {
		if err := c.t.Err(); err == nil || err.Error() != c.want {
			t.Errorf("error %v, want %s", err, c.want)
		}
		for _, f := range []func() (string, error){c.t.HTML, c.t.Markdown, c.t.LaTeX, c.t.CSV, c.t.Text} {
			if s, err := f(); err != c.t.Err() || s != "" {
				t.Errorf("a writer returns %q, %v", s, err)
			}
		}
		if b := c.t.Display(); b.Text() != c.want || !strings.Contains(b.Data["text/html"].(string), "#dc3640") {
			t.Errorf("shown as %v", b)
		}
	}
}

func TestTableNumbers(t *testing.T) {
	for _, c := range []struct {
		v      any
		digits int
		want   string
	}{
		{0.0, 4, "0"},
		{1.0, 4, "1.000"},
		{-0.5, 2, "−0.50"},
		{123456.0, 4, "123456"},
		{1234567.0, 4, "1.235e6"},
		{0.00012345, 3, "0.000123"},
		{9.9999, 3, "10.0"},
		{math.NaN(), 4, "NaN"},
		{math.Inf(-1), 4, "−∞"},
		{float32(0.5), 2, "0.50"},
		{42, 1, "42"},
		{"text", 1, "text"},
		{nil, 1, ""},
		{2 * time.Second, 3, "2s"},
		{Spread{0.31234, 0.0216}, 4, "0.312 ± 0.022"},
		{Spread{12.3, 4.56}, 4, "12.3 ± 4.6"},
		{Spread{1234, 56}, 4, "1234 ± 56"},
		{Spread{1.5e-6, 2e-7}, 4, "(1.50 ± 0.20)e-6"},
		{Spread{0.5, 0}, 3, "0.500"},
		{Spread{0.5, math.NaN()}, 3, "0.500 ± NaN"},
	} {
		if got := format(c.v, c.digits).plain(); got != c.want {
			t.Errorf("%v with %d digits: %q, want %q", c.v, c.digits, got, c.want)
		}
	}
}

func TestTableBest(t *testing.T) {
	g := NewTable("x").Row(2.0).Row(math.NaN()).Row("none").Row(1.00001).Row(1.0).Row(nil).Min("x").layout()
	var got []bool
	for _, r := range g.rows {
		got = append(got, r[0].best)
	}
	// 1.00001 prints as 1.000 does and shares the mark.
	want := []bool{false, false, false, true, true, false}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("row %d: best is %v, want %v", i, got[i], want[i])
		}
	}
}
