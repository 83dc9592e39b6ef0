package display

import (
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostile are texts that would break a table if a format took them literally.
var hostile = []string{
	"", " ", "plain", "a|b", `a\|b`, `\`, `\\`, `ends in \`, "line\nbreak", "cr\r\nlf", "tab\there", "\x00\x1b[31m\x9b", "\u202egnp.exe", "\xff\xfe",
	"<script>alert(1)</script>", "</td></tr></table>", "<!--", "a & b &amp; c", `"quoted" 'so'`, "$5 & $6", "from $5 to $6", "$x$5", "$ x $", "$$x$$", "$",
	`$\ell_2$ norm`, `$a|b$`, `$\|x\|$`, `$a<b$ and $<script>$`, `$\frac{a}{b$`, `$}{$`, `$a \\ b$`, `$50\%$`, `$\end{tabular}$`, "$a`b`$", `$\$`, "$a&b$", `\(x\)`, `\[x\]`,
	`\begin{equation}x\end{equation}`, "*bold*", "_under_", "`code`", "~~out~~", "[link](http://x)", "![i](x)", "# heading", "- item", "1. item", "12) item", "+", "===",
	"100%", "50 % off", "#1", "{", "}", "{}", "^", "~", "--", "---", "----", "[1]", "*", "a--b", "≤ ± − ∞ × σ₁²", "日本語 👩‍👩‍👧 e\u0301", "=1+1", ",", ";", "αβ", "|", "||", `\&`, "&#92;", "$α$",
}

func TestHostileTables(t *testing.T) {
	for _, s := range hostile {
		checkTable(t, s)
	}
}

func FuzzTable(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkTable(t, s) })
}

// checkTable puts s into all places of a table and checks that each format
// keeps its structure and gives the text back where it can be read.
func checkTable(t *testing.T, s string) {
	t.Helper()
	tab := NewTable(s, "x", s).Caption(s).Note(s).
		Group(s).Row(s, 1.5, Cell{Value: s, Mark: s, Best: true}).Row(Cell{Value: 10, Mark: s}, Cell{Value: Spread{10, 0.25}, Mark: s}, nil).
		Min("x").Second()
	if err := tab.Err(); err != nil {
		t.Fatal(err)
	}
	for name, check := range map[string]func(*Table, string) error{
		"HTML": checkHTML, "Markdown": checkMarkdown, "LaTeX": checkLaTeX, "CSV": checkCSV, "text": checkText,
	} {
		if err := check(tab, s); err != nil {
			t.Errorf("%s of %q: %v", name, s, err)
		}
	}
}

// checkHTML reads the markup as XML, which is strict, and compares the texts.
func checkHTML(tab *Table, s string) error {
	markup, _ := tab.HTML()
	d := xml.NewDecoder(strings.NewReader(markup))
	var text strings.Builder
	var cells []string
	tags := map[string]int{}
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("%v in\n%s", err, markup)
		}
		switch token := token.(type) {
		case xml.StartElement:
			tags[token.Name.Local]++
			if n := token.Name.Local; n == "td" || n == "th" {
				text.Reset()
			}
		case xml.CharData:
			text.Write(token)
		case xml.EndElement:
			if n := token.Name.Local; n == "td" || n == "th" {
				cells = append(cells, text.String())
			}
		case xml.Comment, xml.ProcInst, xml.Directive:
			return fmt.Errorf("a comment or the like in\n%s", markup)
		}
	}
	want := map[string]int{"table": 1, "tr": tags["tr"], "th": tags["th"], "td": tags["td"], "thead": 1, "tbody": 1, "tfoot": 1}
	if tags["td"] != 7 {
		return fmt.Errorf("%d cells in\n%s", tags["td"], markup)
	}
	for _, n := range []string{"caption", "sup", "b", "u", "span"} {
		if tags[n] > 0 {
			want[n] = tags[n]
		}
	}
	if !reflect.DeepEqual(tags, want) {
		return fmt.Errorf("elements %v in\n%s", tags, markup)
	}
	if c := clean(s); cells[0] != c || cells[2] != c || cells[len(cells)-1] != c {
		return fmt.Errorf("texts %q", cells)
	}
	return nil
}

var element = regexp.MustCompile(`<[a-zA-Z/!?]`)

func checkMarkdown(tab *Table, s string) error {
	text, _ := tab.Markdown()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if tab.caption != "" {
		if lines[1] != "" {
			return fmt.Errorf("no blank line after the caption:\n%s", text)
		}
		if strings.IndexAny(lines[0]+" ", "#>-+=|") == 0 || regexp.MustCompile(`^\d+[.)]`).MatchString(lines[0]) {
			return fmt.Errorf("a caption that is more than a paragraph: %s", lines[0])
		}
		lines = lines[2:]
	}
	rows := 4
	if clean(s) != "" {
		rows++ // the title of the group
	}
	if len(lines) != rows+2 || lines[rows] != "" {
		return fmt.Errorf("%d lines:\n%s", len(lines), text)
	}
	for _, line := range lines[:rows] {
		bars := 0
		for i := 0; i < len(line); i++ {
			switch line[i] {
			case '\\':
				i++
			case '|':
				bars++
			}
		}
		if bars != 4 {
			return fmt.Errorf("%d cells in %s", bars-1, line)
		}
	}
	own := strings.Count(text, "<sup>") + strings.Count(text, "</sup>")
	if marks := 2 * strings.Count(text, "<sup>"); own != marks || marks > 6 || len(element.FindAllString(text, -1)) != own {
		return fmt.Errorf("foreign elements in\n%s", text)
	}
	return nil
}

// checkLaTeX reads the tokens of the tabular as TeX would.
func checkLaTeX(tab *Table, s string) error {
	text, _ := tab.LaTeX()
	_, body, ok := strings.Cut(text, "\\toprule\n")
	body, rest, ok2 := strings.Cut(body, "\\bottomrule\n\\end{tabular}\n")
	if !ok || !ok2 || !strings.HasSuffix(rest, "\\end{table}\n") {
		return fmt.Errorf("no tabular:\n%s", text)
	}
	var cells []int
	depth, math, ands := 0, false, 0
	for i := 0; i < len(body); i++ {
		switch c := body[i]; c {
		case '\\':
			i++
			if body[i] == '\\' {
				if depth != 0 || math {
					return fmt.Errorf("a row ends within braces or mathematics:\n%s", body)
				}
				if i+1 < len(body) && body[i+1] != '\n' {
					return fmt.Errorf("a row's end is followed by more:\n%s", body)
				}
				cells, ands = append(cells, ands+1), 0
			} else if strings.HasPrefix(body[i:], "begin") || strings.HasPrefix(body[i:], "end") {
				return fmt.Errorf("an environment:\n%s", body)
			}
		case '{':
			depth++
		case '}':
			depth--
			if depth < 0 {
				return fmt.Errorf("a brace too many:\n%s", body)
			}
		case '$':
			math = !math
		case '&':
			if depth != 0 || math {
				return fmt.Errorf("& within braces or mathematics:\n%s", body)
			}
			ands++
		case '%', '#':
			return fmt.Errorf("%q as it is:\n%s", c, body)
		case '_', '^', '~':
			if !math && c != '~' {
				return fmt.Errorf("%q outside of mathematics:\n%s", c, body)
			}
		}
	}
	want := []int{3, 1, 4, 4}
	if clean(s) == "" {
		want = []int{3, 4, 4}
	}
	if depth != 0 || math || !reflect.DeepEqual(cells, want) {
		return fmt.Errorf("rows of %v cells, want %v; depth %d, mathematics %v:\n%s", cells, want, depth, math, body)
	}
	for i, r := range body {
		if r == '[' || r == '*' {
			if before := strings.TrimRight(body[:i], " \n"); strings.HasSuffix(before, `\\`) {
				return fmt.Errorf("an option of \\\\:\n%s", body)
			}
		}
	}
	return nil
}

func checkCSV(tab *Table, s string) error {
	text, _ := tab.CSV()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return err
	}
	s = strings.ReplaceAll(s, "\r\n", "\n") // as the reader has it
	want := [][]string{{"group", s, "x", "x error", s}, {s, s, "1.5", "", s}, {s, "10", "10", "0.25", ""}}
	if !reflect.DeepEqual(records, want) {
		return fmt.Errorf("%q, want %q", records, want)
	}
	return nil
}

func checkText(tab *Table, s string) error {
	text := tab.String()
	for _, r := range text {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return fmt.Errorf("control character %U", r)
		}
	}
	lines := 7
	if clean(s) == "" {
		lines = 5 // neither caption nor title
	}
	if n := strings.Count(text, "\n") + 1; n != lines || !utf8.ValidString(text) {
		return fmt.Errorf("%d lines, want %d:\n%s", n, lines, text)
	}
	return nil
}

func TestPieces(t *testing.T) {
	for s, want := range map[string]string{
		`$\ell_2$ norm`: `($\ell_2$)( norm)`, "a $b$ c $d$": "(a )($b$)( c )($d$)", "$5 & $6": "($5 & $6)", "$x$5": "($x$5)", "$ x$": "($ x$)", "$$x$$": "($)($x$)($)",
		"": "", "$": "($)", `$a\$`: `($a\$)`, `$a\$b$`: `($a\)($b$)`, "$1$ to $2$": "($1$)( to )($2$)",
	} {
		var got strings.Builder
		for _, p := range pieces(s) {
			if p.math {
				p.text = "$" + p.text + "$"
			}
			got.WriteString("(" + p.text + ")")
		}
		if got.String() != want {
			t.Errorf("%q: %s, want %s", s, &got, want)
		}
	}
}

func TestEscapes(t *testing.T) {
	for _, c := range []struct{ s, html, markdown, latex string }{
		{`a\b`, `a<span>\</span>b`, `a&#92;b`, `a\textbackslash{}b`},
		{"$5", "<span>$</span>5", "&#36;5", `\$5`},
		{"$a<b$ & c", "$a&lt;b$ &amp; c", "$a< b$ &amp; c", `$a<b$ \& c`},
		{`$\|x|$`, `$\|x|$`, `$\Vert x\vert $`, `$\|x|$`},
		{"σ₁ ≤ 2", "σ₁ ≤ 2", "σ₁ ≤ 2", `$\sigma$$_1$ $\le$ 2`},
		{"a---b", "a---b", "a---b", "a-{}-{}-b"},
		{"[x]*", "[x]*", `\[x\]\*`, "{[}x{]}{*}"},
		{"a_b^c~d#1", "a_b^c~d#1", `a\_b^c\~d\#1`, `a\_b\textasciicircum{}c\textasciitilde{}d\#1`},
	} {
		if got := htmlText(c.s); got != c.html {
			t.Errorf("HTML of %q: %s, want %s", c.s, got, c.html)
		}
		if got := markdownText(c.s); got != c.markdown {
			t.Errorf("Markdown of %q: %s, want %s", c.s, got, c.markdown)
		}
		if got := latexText(c.s); got != c.latex {
			t.Errorf("LaTeX of %q: %s, want %s", c.s, got, c.latex)
		}
	}
}

func TestWidth(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "日本": 4, "e\u0301": 1, "👩‍👩‍👧": 2, "±−∞×": 4} {
		if got := width(s); got != want {
			t.Errorf("%q takes %d columns, want %d", s, got, want)
		}
	}
	for _, c := range []struct {
		s    string
		n    int
		want string
	}{{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"日本語", 5, "日本…"}, {"日本語", 4, "日…"}, {"e\u0301e\u0301e\u0301", 2, "e\u0301…"}, {"日", 1, "…"}} {
		if got := fit(c.s, c.n); got != c.want {
			t.Errorf("%q in %d columns: %q, want %q", c.s, c.n, got, c.want)
		}
	}
}
