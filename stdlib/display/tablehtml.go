package display

import (
	"fmt"
	"strings"
)

// html writes no colours of its own besides translucent greys, so that the
// table reads in light and dark pages.
func (g grid) html() string {
	const rule = "1px solid rgba(128,128,128,"
	var b strings.Builder
	b.WriteString(`<table style="color:inherit;font-size:inherit;border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.3em 0">`)
	if g.caption != "" {
		b.WriteString(`<caption style="caption-side:top;text-align:left;padding:.3em .7em;color:inherit">` + htmlText(g.caption) + `</caption>`)
	}
	split, open := g.places(), make([]string, len(g.align))
	for j, a := range g.align {
		align := [...]string{"left", "left", "center", "right", "right"}[a]
		open[j] = ` style="text-align:` + align + `;padding:.2em .7em">`
	}
	b.WriteString("\n<thead><tr style=\"border-bottom:" + rule + ".7)\">")
	for j, s := range g.head {
		b.WriteString("<th" + open[j] + htmlText(s) + "</th>")
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	whole := fmt.Sprintf(` colspan="%d" style="text-align:left;padding:.2em .7em`, len(g.head))
	columns := make([]htmlColumn, len(g.align))
	for j := range columns {
		if split[j] {
			columns[j] = g.htmlColumn(j)
		}
	}
	for i, l := range g.lines {
		switch {
		case l.gap:
			b.WriteString("<tr><td" + whole + `;opacity:.7">` + htmlText(l.title) + "</td></tr>\n")
			continue
		case l.cells == nil:
			b.WriteString("<tr style=\"border-bottom:" + rule + ".4)\"><th" + whole + `;padding-top:.7em;font-style:italic">` + htmlText(l.title) + "</th></tr>\n")
			continue
		case i == len(g.lines)-1:
			b.WriteString("<tr style=\"border-bottom:" + rule + ".7)\">")
		default:
			b.WriteString("<tr style=\"border-bottom:" + rule + ".2)\">")
		}
		for j, c := range l.cells {
			b.WriteString("<td" + open[j] + columns[j].html(c) + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>")
	if len(g.notes) > 0 {
		b.WriteString("\n<tfoot>")
		for _, s := range g.notes {
			b.WriteString("<tr><td" + whole + `;font-size:90%;opacity:.8">` + htmlText(s) + "</td></tr>")
		}
		b.WriteString("</tfoot>")
	}
	b.WriteString("</table>")
	return b.String()
}

// An htmlColumn is how many digits' width the parts behind the decimal point
// take at most; 0 where the column is not set on the point. Digits are equally
// wide, so boxes of that width put the points below each other.
type htmlColumn int

func (g grid) htmlColumn(j int) htmlColumn {
	var n htmlColumn
	for _, l := range g.lines {
		if l.cells == nil {
			continue
		}
		c := l.cells[j]
		if _, after := c.parts(); after+c.exponent+c.mark != "" {
			cells := width(after) + width(c.mark)
			if c.exponent != "" {
				cells += 4 + width(c.exponent) // ×10 and blanks
			}
			n = max(n, htmlColumn(cells))
		}
	}
	return n
}

func (w htmlColumn) html(c cell) string {
	tail := ""
	if c.exponent != "" {
		tail = "&#8239;×&#8239;10" + sup(c.exponent)
	}
	if c.mark != "" {
		tail += sup(htmlText(c.mark))
	}
	if w == 0 {
		return c.emphasis(htmlText(c.mantissa)+tail, "<b>", "</b>", "<u>", "</u>")
	}
	before, after := c.parts()
	s := htmlText(before)
	if s+tail == "" {
		return ""
	}
	box := fmt.Sprintf(`<span style="display:inline-block;text-align:left;min-width:%dch">`, w)
	return c.emphasis(s, "<b>", "</b>", "<u>", "</u>") + box + c.emphasis(htmlText(after)+tail, "<b>", "</b>", "<u>", "</u>") + "</span>"
}

// sup raises text without moving the lines apart.
func sup(s string) string { return `<sup style="line-height:0">` + s + "</sup>" }

// emphasis puts the text of the best, or of the second best, between marks.
func (c cell) emphasis(s, best, endBest, second, endSecond string) string {
	switch {
	case s == "":
		return s
	case c.best:
		return best + s + endBest
	case c.second:
		return second + s + endSecond
	}
	return s
}
