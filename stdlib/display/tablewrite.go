package display

import (
	"encoding/csv"
	"fmt"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

func (c cell) plain() string {
	if c.exponent == "" {
		return c.mantissa
	}
	return c.mantissa + "e" + strings.Replace(c.exponent, "−", "-", 1)
}

func (g grid) text() string {
	rows := [][]string{texts(g.head)}
	for _, r := range g.rows {
		rows = append(rows, texts(r))
	}
	width := make([]int, len(g.head))
	starred := make([]bool, len(g.head)) // a column with stars keeps room for them
	for i, r := range rows {
		for j, s := range r {
			width[j] = max(width[j], utf8.RuneCountInString(s))
			starred[j] = starred[j] || i > 0 && g.rows[i-1][j].best
		}
	}
	var b strings.Builder
	if g.caption != "" {
		b.WriteString(g.caption + "\n")
	}
	for i, r := range rows {
		var line strings.Builder
		for j, s := range r {
			if j > 0 {
				line.WriteString("  ")
			}
			line.WriteString(pad(s, width[j], g.align[j]))
			switch {
			case i > 0 && g.rows[i-1][j].best:
				line.WriteString("*")
			case starred[j]:
				line.WriteString(" ")
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
		if i == 0 {
			rule := 2 * (len(width) - 1)
			for j, w := range width {
				rule += w
				if starred[j] {
					rule++
				}
			}
			b.WriteString(strings.Repeat("─", rule) + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func texts(cells []cell) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.ReplaceAll(c.plain(), "\n", " ")
	}
	return out
}

func pad(s string, width int, a Alignment) string {
	gap := width - utf8.RuneCountInString(s)
	switch a {
	case Right:
		return strings.Repeat(" ", gap) + s
	case Center:
		return strings.Repeat(" ", gap/2) + s + strings.Repeat(" ", gap-gap/2)
	}
	return s + strings.Repeat(" ", gap)
}

// html writes no colours of its own besides translucent greys, so that the
// table reads in light and dark pages.
func (g grid) html() string {
	const rule = "1px solid rgba(128,128,128,"
	var b strings.Builder
	b.WriteString(`<table style="color:inherit;font-size:inherit;border-collapse:collapse;font-variant-numeric:tabular-nums">`)
	if g.caption != "" {
		b.WriteString(`<caption style="caption-side:top;text-align:left;padding:.3em .7em">` + html.EscapeString(g.caption) + `</caption>`)
	}
	style := func(tag string, j int, border string) string {
		align := [...]string{"", "left", "center", "right"}[g.align[j]]
		return `<` + tag + ` style="text-align:` + align + `;padding:.2em .7em` + border + `">`
	}
	b.WriteString("\n<thead><tr>")
	for j, c := range g.head {
		b.WriteString(style("th", j, ";border-bottom:"+rule+".7)") + c.html() + "</th>")
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range g.rows {
		b.WriteString("<tr>")
		for j, c := range row {
			b.WriteString(style("td", j, ";border-bottom:"+rule+".2)") + c.html() + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody></table>")
	return b.String()
}

func (c cell) html() string {
	s := html.EscapeString(c.mantissa)
	if c.exponent != "" {
		s += "&#8239;×&#8239;10<sup>" + c.exponent + "</sup>"
	}
	if c.best {
		return "<b>" + s + "</b>"
	}
	return s
}

func (g grid) markdown() string {
	var b strings.Builder
	if g.caption != "" {
		b.WriteString(markdownText(g.caption) + "\n\n")
	}
	line := func(cells []string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	head := make([]string, len(g.head))
	rule := make([]string, len(g.head))
	for j, c := range g.head {
		head[j] = markdownText(c.mantissa)
		rule[j] = [...]string{"", ":--", ":-:", "--:"}[g.align[j]]
	}
	line(head)
	line(rule)
	for _, row := range g.rows {
		cells := make([]string, len(row))
		for j, c := range row {
			s := markdownText(c.mantissa)
			if c.exponent != "" {
				s += "×10<sup>" + c.exponent + "</sup>"
			}
			if c.best {
				s = "**" + s + "**"
			}
			cells[j] = s
		}
		line(cells)
	}
	return b.String()
}

var markdownEscape = strings.NewReplacer(
	`\`, `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "[", `\[`, "\n", " ")

func markdownText(s string) string { return outsideMath(s, markdownEscape.Replace) }

func (g grid) latex() string {
	var b strings.Builder
	if g.caption != "" {
		b.WriteString("\\begin{table}\n\\centering\n\\caption{" + latexText(g.caption) + "}\n")
	}
	b.WriteString(`\begin{tabular}{`)
	for _, a := range g.align {
		b.WriteString([...]string{"", "l", "c", "r"}[a])
	}
	b.WriteString("}\n\\toprule\n")
	line := func(cells []cell) {
		for j, c := range cells {
			if j > 0 {
				b.WriteString(" & ")
			}
			b.WriteString(c.latex())
		}
		b.WriteString(" \\\\\n")
	}
	line(g.head)
	b.WriteString("\\midrule\n")
	for _, row := range g.rows {
		line(row)
	}
	b.WriteString("\\bottomrule\n\\end{tabular}\n")
	if g.caption != "" {
		b.WriteString("\\end{table}\n")
	}
	return b.String()
}

func (c cell) latex() string {
	s := latexText(c.mantissa)
	if c.exponent != "" {
		s += `$\times10^{` + strings.Replace(c.exponent, "−", "-", 1) + `}$`
	}
	if c.best {
		// \boldmath also reaches the minus, the cross and the power.
		return `{\boldmath\bfseries ` + s + `}`
	}
	return s
}

var latexEscape = strings.NewReplacer(
	`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`, "<", `\textless{}`, ">", `\textgreater{}`,
	"±", `$\pm$`, "−", `$-$`, "∞", `$\infty$`, "×", `$\times$`, "\n", " ")

func latexText(s string) string { return outsideMath(s, latexEscape.Replace) }

// outsideMath applies escape to the parts of s that are not between two dollar
// signs. A lone dollar sign is a dollar sign.
func outsideMath(s string, escape func(string) string) string {
	parts := strings.Split(s, "$")
	if len(parts)%2 == 0 {
		return escape(s)
	}
	for i := range parts {
		if i%2 == 0 {
			parts[i] = escape(parts[i])
		}
	}
	return strings.Join(parts, "$")
}

func (t *Table) csv() (string, error) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	record := make([]string, len(t.cols))
	for j, c := range t.cols {
		record[j] = c.name
	}
	w.Write(record) // errors stay in w until Error
	for _, row := range t.rows {
		for j, v := range row {
			record[j] = csvCell(v)
		}
		w.Write(record)
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return "", fmt.Errorf("table: CSV: %w", err)
	}
	return b.String(), nil
}

func csvCell(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case Spread:
		return strconv.FormatFloat(v.Mean, 'g', -1, 64)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case float32:
		return strconv.FormatFloat(float64(v), 'g', -1, 32)
	}
	return plain(v)
}
