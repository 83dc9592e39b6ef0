package display

import "strings"

// plain is the text of a cell without its marks.
func (c cell) plain() string {
	if c.exponent == "" {
		return c.mantissa
	}
	return c.mantissa + "e" + strings.Replace(c.exponent, "−", "-", 1)
}

// halves are what stands before and behind the line that a column is set on: the
// decimal point; or the end of the text, behind which only marks stand.
func (c cell) halves(a Alignment) (before, after string) {
	if c.best {
		after = c.mark + "*"
	} else {
		after = c.mark
	}
	if a != Decimal {
		return c.plain(), after
	}
	before, tail := c.parts()
	return before, tail + strings.TrimPrefix(c.plain(), c.mantissa) + after
}

func (g grid) text() string {
	before, after, widths := make([]int, len(g.head)), make([]int, len(g.head)), make([]int, len(g.head))
	for _, l := range g.lines {
		for j, c := range l.cells {
			x, y := c.halves(g.align[j])
			if g.align[j] < Right {
				x, y = x+y, ""
			}
			before[j], after[j] = max(before[j], width(x)), max(after[j], width(y))
		}
	}
	total := -2
	for j, s := range g.head {
		if g.align[j] == Decimal && after[j] > 0 && width(s) > before[j]+after[j] {
			before[j] = width(s) - after[j] // numbers end where their heading does
		}
		widths[j] = max(before[j]+after[j], width(s))
		total += 2 + widths[j]
	}
	var b strings.Builder
	write := func(cells []string) {
		b.WriteString("\n" + strings.TrimRight(strings.Join(cells, "  "), " "))
	}
	if g.caption != "" {
		b.WriteString("\n" + g.caption)
	}
	cells := make([]string, len(g.head))
	for j, s := range g.head {
		a := g.align[j]
		if a == Decimal {
			a = Right
		}
		cells[j] = pad(s, widths[j], a)
	}
	write(cells)
	b.WriteString("\n" + strings.Repeat("─", total))
	for _, l := range g.lines {
		if l.cells == nil {
			b.WriteString("\n" + l.title)
			continue
		}
		for j, c := range l.cells {
			x, y := c.halves(g.align[j])
			switch a := g.align[j]; a {
			case Decimal, Right:
				cells[j] = pad(pad(x, before[j], Right)+pad(y, after[j], Left), widths[j], Right)
			default:
				cells[j] = pad(x+y, widths[j], a)
			}
		}
		write(cells)
	}
	for _, s := range g.notes {
		b.WriteString("\n" + s)
	}
	return b.String()[1:]
}
