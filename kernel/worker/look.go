//go:build unix

package worker

import "monro/stdlib/display"

// Complete lists what may stand at byte offset cursor.
func (d dialect) Complete(code string, cursor int) Completion {
	c := d.session.Complete(code, cursor)
	matches := make([]Match, len(c.Matches))
	for i, m := range c.Matches {
		matches[i] = Match(m)
	}
	return Completion{Matches: matches, Start: c.Start, End: c.End}
}

// Inspect describes what stands at byte offset cursor.
func (d dialect) Inspect(code string, cursor, detail int) (display.Bundle, bool) {
	return d.session.Inspect(code, cursor, detail)
}
