package experiment

import (
	"fmt"
	"strings"

	"monro/internal/nearest"
)

// unknown is the error for a name that is not among some others: it gives the
// nearest where one is near enough to have been meant, and otherwise all.
func unknown(op, kind, name string, among []string) error {
	if len(among) == 0 {
		return fmt.Errorf("experiment.%s: no %s %q: there is none at all", op, kind, name)
	}
	if best := nearest.Name(name, among); best != "" {
		return fmt.Errorf("experiment.%s: no %s %q: the nearest is %q", op, kind, name, best)
	}
	return fmt.Errorf("experiment.%s: no %s %q: want one of %s", op, kind, name, listed(among))
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
