package display

import (
	"strings"
	"testing"
)

func results() *Table {
	return NewTable("method", "loss", "steps", "note").
		Row("SGD & co", 0.33125, 100, nil).
		Row("Adam_W", 0.3127, 2000, "a|b").
		Row("<best>", 1.5e-7, 30, "50%").
		Min("loss").Max("steps")
}

func TestTableStars(t *testing.T) {
	want := strings.Join([]string{
		// Widths 8, 1+8 about the point, 4+1 and 4 with two spaces between.
		"method         loss  steps  note",
		"────────────────────────────────",
		"SGD & co  0.3312      100",
		"Adam_W    0.3127     2000*  a|b",
		"<best>    1.500e-7*    30   50%",
	}, "\n")
	got, err := results().Text()
	if err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
}

func TestTableMarkdown(t *testing.T) {
	want := `| method | loss | steps | note |
| :-- | --: | --: | :-- |
| SGD &amp; co | 0.3312 | 100 |  |
| Adam\_W | 0.3127 | **2000** | a\|b |
| &lt;best&gt; | **1.500×10<sup>−7</sup>** | 30 | 50% |
`
	if got, err := results().Markdown(); err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
}

func TestTableLaTeX(t *testing.T) {
	want := `\begin{table}
\centering
\caption{Loss in \%, $\ell_2$}
\begin{tabular}{lr@{}lrl}
\toprule
method & \multicolumn{2}{c}{loss} & steps & note \\
\midrule
SGD \& co & 0 & .3312 & 100 &  \\
Adam\_W & 0 & .3127 & {\boldmath\bfseries 2000} & a\textbar{}b \\
\textless{}best\textgreater{} & {\boldmath\bfseries 1} & {\boldmath\bfseries .500$\times10^{-7}$} & 30 & 50\% \\
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
	if got, _ := NewTable("a,b", "c").Row("say \"x\"", Spread{1.25, 0.5}).CSV(); got != "\"a,b\",c,c error\n\"say \"\"x\"\"\",1.25,0.5\n" {
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
		"<b>1</b>", "<b>.500&#8239;×&#8239;10<sup style=\"line-height:0\">−7</sup></b>", ">.3127<", `<td style="text-align:right`, `<th style="text-align:left`,
	} {
		if !strings.Contains(got, part) {
			t.Errorf("no %q in\n%s", part, got)
		}
	}
	if strings.Count(got, "<tr ") != 4 || strings.Count(got, "</tr>") != 4 || strings.Count(got, "<b>") != 3 {
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
		{NewTable("a").MaxAcross("a", "c"), `table: MaxAcross: no column "c"; there are "a"`},
		{NewTable("a").Sort("c"), `table: Sort: no column "c"; there are "a"`},
		{NewTable("a").SortDown(), `table: SortDown: by no column; there are "a"`},
		{NewTable("a").Tie("x"), `table: Tie: no column "x"; there are "a"`},
		{NewTable("a").Row(1).Tie("a", 1), `table: Tie: row 1, want 0 to 0`},
		{NewTable("a").Precision(0), "table: Precision: 0 significant digits, want 1 to 17"},
		{NewTable("a").ErrorDigits(3), "table: ErrorDigits: 3 significant digits, want 1 or 2"},
		{NewTable("a").Limit(1), "table: Limit: 1 rows, want 2 or more, or 0 for no limit"},
		{NewTable("a").Align(9), "table: Align: unknown alignment 9"},
		{NewTable("a").Format("%.2f"), `table: Format: "%.2f" for no column; there are "a"`},
		{NewTable("a").Format("%z", "a"), `table: Format: "%z" formats neither a number nor a string, want one verb such as "%.2f"`},
		{NewTable("a").Format("x", "a"), `table: Format: "x" formats neither a number nor a string, want one verb such as "%.2f"`},
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
