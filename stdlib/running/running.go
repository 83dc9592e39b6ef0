// Package running is what compiled code may know of the cell that runs it beyond
// the wish to stop, which is package interrupt's: its text, so that a run that is
// kept can say what code made it. Whoever runs cells says so with Begin.
package running

import (
	"context"
	"sync/atomic"

	"monro/stdlib/interrupt"
)

var source atomic.Pointer[string]

// Begin says that a cell with the given text starts.
func Begin(text string) { source.Store(&text) }

// Source is the text of the running cell, "" where there is none, as in an exported
// program.
func Source() string {
	if s := source.Load(); s != nil {
		return *s
	}
	return ""
}

// Context ends when the running cell is interrupted.
func Context() context.Context { return interrupt.Current().Context() }
