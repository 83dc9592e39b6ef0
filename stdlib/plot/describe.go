package plot

import (
	"fmt"
	"strings"
)

// describe is the plain text of a figure: what it holds, and its size.
func (f *Figure) describe() string {
	var b strings.Builder
	b.WriteString("plot: ")
	if f.title != "" {
		b.WriteString(plainText(f.title) + ": ")
	}
	if f.panels != nil {
		fmt.Fprintf(&b, "%d panels", len(f.panels))
	} else {
		b.WriteString(contents(f.layers))
	}
	w, h := f.size()
	fmt.Fprintf(&b, ", %.0f×%.0f", w, h)
	return b.String()
}

// contents counts the layers by kind: "2 curves, 1 band".
func contents(layers []layer) string {
	var nouns []string
	total := map[string]int{}
	for _, l := range layers {
		n, noun := l.count()
		if total[noun] == 0 {
			nouns = append(nouns, noun)
		}
		total[noun] += n
	}
	if len(nouns) == 0 {
		return "empty"
	}
	for i, noun := range nouns {
		n := total[noun]
		if n > 1 {
			noun += "s"
		}
		nouns[i] = fmt.Sprintf("%d %s", n, noun)
	}
	return strings.Join(nouns, ", ")
}
