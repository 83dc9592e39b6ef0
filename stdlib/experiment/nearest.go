package experiment

import (
	"fmt"
	"strings"
)

// unknown is the error for a name that is not among some others: it gives the
// nearest where one is near enough to have been meant, and otherwise all.
func unknown(op, kind, name string, among []string) error {
	if len(among) == 0 {
		return fmt.Errorf("experiment.%s: no %s %q: there is none at all", op, kind, name)
	}
	best, least := "", max(1, len(name)/3)+1
	for _, c := range among {
		if d := edits(strings.ToLower(name), strings.ToLower(c)); d < least {
			best, least = c, d
		}
	}
	if best != "" {
		return fmt.Errorf("experiment.%s: no %s %q: the nearest is %q", op, kind, name, best)
	}
	return fmt.Errorf("experiment.%s: no %s %q: want one of %s", op, kind, name, listed(among))
}

// edits is Levenshtein's distance: how many characters to insert, delete or
// exchange to get from a to b.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], d
		}
	}
	return row[len(b)]
}

// listed is names in quotes, at most a dozen of them.
func listed(names []string) string {
	var b strings.Builder
	for i, name := range names {
		if i == 12 {
			return fmt.Sprintf("%s and %d more", b.String(), len(names)-i)
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", name)
	}
	return b.String()
}
