package interrupt

// A Turn is how a host that runs several cells at once has them take turns, so that
// no two of them ever touch a variable at the same moment. Loops that ask whether
// they are to stop, and what waits by [Signal.Wait], are where one makes room for
// another. Both functions do nothing on a goroutine that is not the cell's own.
type Turn struct {
	// Pass returns when the others have had their turn.
	Pass func()
	// Leave gives the turn away, and back waits until the cell has it again.
	Leave func() (back func())
}

// Share says how the cell of s takes turns. It is for the host, before the cell runs.
func (s *Signal) Share(t Turn) { s.turn.Store(&t) }

// Crowd says whether others wait for their turn. It is for the host.
func (s *Signal) Crowd(on bool) {
	if on {
		s.state.Or(crowded)
	} else {
		s.state.And(^uint32(crowded))
	}
}

// Resume makes s the current signal again. It is for the host, when the cell of s has
// its turn again.
func (s *Signal) Resume() { current.Store(s) }

// Wait runs f, which waits for other goroutines or for the world and touches nothing
// that cells could, and lets other cells have their turn meanwhile.
func (s *Signal) Wait(f func()) {
	if t := s.turn.Load(); t != nil {
		defer t.Leave()()
	}
	f()
}
