// Package past is about the cells that a session ran: what is left of them, by
// their syntax, and how their texts are kept in little memory. It neither checks
// nor runs them.
package past

import "time"

// A Cell is one that ran in a session.
type Cell struct {
	Code   string
	Took   time.Duration
	Raised bool // it ended in an error
	Cut    bool // it was stopped, asked for input or killed the session: only what it declares comes back
	Number int  // by which errors call it, from one; 0: the one after the cell before; below: it has none
}
