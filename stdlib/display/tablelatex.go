package display

import (
	"fmt"
	"strings"
)

// latex sets columns of numbers in two, which meet at the decimal point.
func (g grid) latex() string {
	var b strings.Builder
	float := g.caption != "" || len(g.notes) > 0
	if float {
		b.WriteString("\\begin{table}\n\\centering\n")
	}
	if g.caption != "" {
		b.WriteString("\\caption{" + latexText(g.caption) + "}\n")
	}
	split, total := g.places(), 0
	b.WriteString(`\begin{tabular}{`)
	for j, a := range g.align {
		total++
		if split[j] {
			total++
			b.WriteString("r@{}l")
			continue
		}
		b.WriteString([...]string{"l", "l", "c", "r", "r"}[a])
	}
	b.WriteString("}\n\\toprule\n")
	for j, s := range g.head {
		s = latexText(s)
		if split[j] {
			s = `\multicolumn{2}{c}{` + s + "}"
		}
		b.WriteString(separator(j) + s)
	}
	b.WriteString(" \\\\\n\\midrule\n")
	for i, l := range g.lines {
		if l.cells == nil {
			if i > 0 && !l.gap {
				b.WriteString("\\addlinespace\n")
			}
			fmt.Fprintf(&b, "\\multicolumn{%d}{l}{\\textit{%s}} \\\\\n", total, latexText(l.title))
			continue
		}
		for j, c := range l.cells {
			b.WriteString(separator(j) + c.latex(split[j]))
		}
		b.WriteString(" \\\\\n")
	}
	b.WriteString("\\bottomrule\n\\end{tabular}\n")
	for _, s := range g.notes {
		b.WriteString("\\par\\smallskip{\\footnotesize " + latexText(s) + "}\n")
	}
	if float {
		b.WriteString("\\end{table}\n")
	}
	return b.String()
}

func separator(j int) string {
	if j == 0 {
		return ""
	}
	return " & "
}

func (c cell) latex(split bool) string {
	tail := ""
	if c.exponent != "" {
		tail = `$\times10^{` + strings.Replace(c.exponent, "−", "-", 1) + `}$`
	}
	if c.mark != "" {
		tail += `\textsuperscript{` + latexText(c.mark) + `}`
	}
	if !split {
		return c.latexEmphasis(latexText(c.mantissa) + tail)
	}
	before, after := c.parts()
	return c.latexEmphasis(latexText(before)) + " & " + c.latexEmphasis(latexText(after)+tail)
}

// latexEmphasis: \boldmath also reaches the minus, the cross and the power.
func (c cell) latexEmphasis(s string) string {
	return c.emphasis(s, `{\boldmath\bfseries `, "}", `\underline{`, "}")
}
