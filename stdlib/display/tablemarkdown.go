package display

import "strings"

func (g grid) markdown() string {
	var b strings.Builder
	if g.caption != "" {
		b.WriteString(markdownLine(g.caption) + "\n\n")
	}
	line := func(cells []string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	head, rule := make([]string, len(g.head)), make([]string, len(g.head))
	for j, s := range g.head {
		head[j] = markdownText(s)
		rule[j] = [...]string{":--", ":--", ":-:", "--:", "--:"}[g.align[j]]
	}
	line(head)
	line(rule)
	for _, l := range g.lines {
		cells := make([]string, len(g.head))
		if l.cells == nil {
			cells[0] = "*" + strings.TrimSpace(markdownText(l.title)) + "*"
		}
		for j, c := range l.cells {
			cells[j] = c.markdown()
		}
		line(cells)
	}
	for _, s := range g.notes {
		b.WriteString("\n" + markdownLine(s) + "\n")
	}
	return b.String()
}

func (c cell) markdown() string {
	s := strings.TrimSpace(markdownText(c.mantissa)) // emphasis does not begin before a blank
	if c.exponent != "" {
		s += "×10<sup>" + c.exponent + "</sup>"
	}
	s = c.emphasis(s, "**", "**", "*", "*")
	if c.mark != "" {
		s += "<sup>" + markdownText(c.mark) + "</sup>"
	}
	return s
}
