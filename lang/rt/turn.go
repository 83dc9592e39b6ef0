package rt

import (
	"unsafe"

	"monro/stdlib/display"
)

// A Cell is what the runtime knows of a cell, while another has its turn.
type Cell struct {
	results  []display.Bundle
	pos, top int
	home     home
	at       unsafe.Pointer
	strays   *home
	nested   int64
}

// Suspend takes the running cell's state out, for another to run.
func (r *Runtime) Suspend() Cell {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := Cell{r.results, *r.pos, *r.top, r.home, r.at, r.strays, r.nested.Load()}
	r.at, r.strays = nil, nil
	return c
}

// Resume makes a suspended cell the running one again, after others have been
// suspended or have ended.
func (r *Runtime) Resume(c Cell) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.strays == nil {
		delete(r.homes, r.at)
	}
	r.results, *r.pos, *r.top, r.home, r.at, r.strays = c.results, c.pos, c.top, c.home, c.at, c.strays
	r.nested.Store(c.nested)
}

// Crowd says whether others wait for their turn. The running code reads this as it
// goes: it may be a round late.
//
//go:norace
func (r *Runtime) Crowd(on bool) { *r.crowd = on }
