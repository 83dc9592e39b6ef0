package running

import "sync/atomic"

// A Session is what compiled code may ask whoever runs the cells. Nil functions
// know nothing.
type Session struct {
	// Parameters names the parameters of the function that the running statement
	// hands to callee as its first argument, nil where that cannot be seen.
	Parameters func(callee string) []string
	// Shown is a value that a cell's function returned as an interface, in a form
	// that is shown as the cell's types say.
	Shown func(v any) any
}

var session atomic.Pointer[Session]

// SetSession says who is asked. It is for whoever runs cells.
func SetSession(s Session) { session.Store(&s) }

// Parameters names the parameters of the function that the running statement hands
// to callee, such as "Interact", as its first argument: reflection knows their types
// alone. It is nil where that cannot be seen, as in an exported program.
func Parameters(callee string) []string {
	if s := session.Load(); s != nil && s.Parameters != nil {
		return s.Parameters(callee)
	}
	return nil
}

// Shown is v in a form that is shown as the types that cells declared say; v itself
// in an exported program.
func Shown(v any) any {
	if s := session.Load(); s != nil && s.Shown != nil {
		return s.Shown(v)
	}
	return v
}
