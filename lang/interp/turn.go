package interp

import "reflect"

// A State is what the interpreter keeps for the function that runs, while another one
// has its turn.
type State struct {
	log        []string
	done, root reflect.Value // what ends the waits of channels: of the run, and of functions called from outside of it
}

// Suspend takes the state out. The running function must stand still until Resume.
func (i *Interp) Suspend() State {
	y := reflect.ValueOf(i.y).Elem()
	return State{log: i.log.frames(), done: held(open(y, "done")), root: held(open(open(y, "frame").Elem(), "done"))}
}

// Resume puts a state back.
func (i *Interp) Resume(s State) {
	y := reflect.ValueOf(i.y).Elem()
	open(y, "done").Set(s.done)
	open(open(y, "frame").Elem(), "done").Set(s.root)
	i.log.mu.Lock()
	defer i.log.mu.Unlock()
	i.log.list = s.log
}

// held is a copy of a value.
func held(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}
