package lang

import (
	"context"
	"time"

	"monro/lang/complete"
	"monro/lang/magic"
	"monro/stdlib/display"
)

// Completion is the answer to a completion request. Start and End are byte
// offsets into the code; each match replaces code[Start:End].
type Completion = complete.Completion

// A Match is one way to complete.
type Match = complete.Match

// Complete lists what may stand at a byte offset of a cell, the likeliest first.
// The cell need not be sound. Complete may be called while a cell runs.
func (s *Session) Complete(code string, cursor int) Completion {
	cursor = min(max(cursor, 0), len(code))
	s.mu.Lock() // the checker fills caches as it goes
	defer s.mu.Unlock()
	if list, start, ok := magic.Complete(code, cursor); ok {
		c := Completion{Start: start, End: cursor}
		for _, m := range list {
			c.Matches = append(c.Matches, Match{Text: m.Name, Type: "magic", Signature: m.Usage})
		}
		return c
	}
	return complete.Complete(s.checker, magic.Go(code), cursor)
}

// Inspect describes the name at a byte offset of a cell, or the function whose
// arguments surround it, as text/plain and text/markdown; ok is false where
// nothing is known. A detail of 1 adds sources. Inspect may be called while a
// cell runs: the values of variables are left out where it makes no room.
func (s *Session) Inspect(code string, cursor, detail int) (_ display.Bundle, ok bool) {
	if b, ok := magic.Inspect(code, cursor); ok {
		return b, true
	}
	card, ok := s.card(magic.Go(code), cursor, detail)
	if !ok {
		return display.Bundle{}, false
	}
	if card.Variable != "" {
		card.Value = s.value(card.Variable)
	}
	return card.Bundle(), true
}

func (s *Session) card(code string, cursor, detail int) (*complete.Card, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	source := complete.Source{Checker: s.checker, Fset: s.interp.FileSet(), Text: func(cell string) string { return s.sources[cell] }}
	return complete.Inspect(source, code, cursor, detail)
}

// valueTime bounds how long a variable may take to show itself to an inspection.
const valueTime = 200 * time.Millisecond

// value is the text of a session variable, "" where it does not get its turn, or
// does not show itself, in time. It is evaluated as a cell would be, because its
// String method may be the user's.
func (s *Session) value(name string) (text string) {
	ctx, cancel := context.WithTimeout(context.Background(), valueTime)
	defer cancel()
	t, err := s.take(ctx, inspecting)
	if err != nil {
		return ""
	}
	defer s.end(t)
	return s.valueNow(ctx, name)
}

// inspecting is the shell of values that inspections show.
const inspecting = "inspection"

// valueNow is value within a cell, by way of a magic.
func (s *Session) valueNow(ctx context.Context, name string) string {
	ctx, cancel := context.WithTimeout(ctx, valueTime)
	defer cancel()
	v, err := s.eval(ctx, "inspection", name)
	if err != nil || v == nil {
		return ""
	}
	return v.Bundle.Text()
}
