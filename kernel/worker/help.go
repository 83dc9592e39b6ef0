//go:build unix

package worker

import (
	"context"
	"fmt"
	"strings"
	"unicode"
)

// question finds the name that a cell "name?" or "?name" asks about; a second
// question mark asks for its source too.
func question(code string) (name string, detail int, ok bool) {
	name = strings.TrimSpace(code)
	marks := len(name)
	name = strings.Trim(name, "?")
	marks -= len(name)
	name = strings.TrimSpace(name)
	if marks == 0 || name == "" {
		return "", 0, false
	}
	for _, r := range name {
		if r != '.' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return "", 0, false
		}
	}
	return name, min(marks-1, 1), true
}

// help answers a cell that is a question; ok is false where r is none.
func (h *Host) help(ctx context.Context, r Request) (reply Reply, ok bool) {
	name, detail, ok := question(r.Code)
	if !ok {
		return Reply{}, false
	}
	page, found, err := h.Inspect(ctx, name, len(name), detail)
	switch {
	case err != nil:
		return Reply{Error: newError("HelpError", fmt.Sprintf("no help on %s: %v", name, err))}, true
	case !found:
		h.print(stdout, fmt.Appendf(nil, "Nothing is known of %s.\n", name))
		return Reply{}, true
	}
	return Reply{Page: &page}, true
}
