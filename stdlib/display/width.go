package display

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// width is how many columns of a terminal s takes: wide characters take two,
// combining ones none.
func width(s string) int { return uniseg.StringWidth(s) }

// fit shortens s to at most so many columns.
func fit(s string, columns int) string {
	if len(s) <= columns || width(s) <= columns {
		return s
	}
	end, used, state := 0, 0, -1
	for rest := s; rest != ""; {
		var cluster string
		var w int
		cluster, rest, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if used+w > columns-1 {
			break
		}
		end, used = end+len(cluster), used+w
	}
	return s[:end] + "…"
}

// pad fills s with spaces up to so many columns.
func pad(s string, columns int, a Alignment) string {
	gap := max(columns-width(s), 0)
	switch a {
	case Right:
		return strings.Repeat(" ", gap) + s
	case Center:
		return strings.Repeat(" ", gap/2) + s + strings.Repeat(" ", gap-gap/2)
	}
	return s + strings.Repeat(" ", gap)
}

// clean makes s one line of text that can be put anywhere: line ends and tabs
// become spaces; what would move the cursor, turn the direction of writing or
// is no text at all becomes the replacement character.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == 0xfffe, r == 0xffff:
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
