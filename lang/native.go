package lang

import (
	"errors"
	"reflect"
	"slices"

	"monro/lang/interp"
	"monro/lang/lower"
	"monro/lang/magic"
	"monro/lang/native"
	"monro/lang/native/engine"
)

// startNative has functions and loops of numbers compiled from now on, where this
// machine can.
func (s *Session) startNative() {
	if !engine.Supported() {
		return
	}
	s.engine = engine.New(engine.Control{
		On:       s.rt.Native,
		Stopped:  s.rt.Stopping,
		Stop:     s.rt.Halt,
		Overflow: s.overflow,
		Panic:    s.rt.PanicAt,
		Room:     s.rt.Room,
	})
	s.lowerer.Native(interp.Symbol)
	s.nativeOn = true
	s.rt.SetNative(true)
}

func (c caller) Native() (on bool, list []magic.Compiled) { return c.s.nativeOn, c.s.Natives() }

// Natives says what became of functions, of each the newest, and of the last loops:
// whether they are compiled, and why not.
func (s *Session) Natives() (list []magic.Compiled) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	const most = 20 // loops
	loops, seen := 0, map[string]bool{}
	for _, v := range slices.Backward(s.lowerer.Verdicts) {
		if v.Name == "" {
			if loops++; loops > most {
				continue
			}
		} else if e := s.checker.Scope.Lookup(v.Name); e == nil || e.Func == nil || seen[v.Name] {
			continue
		}
		seen[v.Name] = v.Name != ""
		list = append(list, magic.Compiled{
			Name: v.Name, State: stateOf(v), Reason: v.Reason,
			Place: magic.Place{Cell: v.Cell, Line: v.Line}, At: magic.Place{Cell: v.At.Cell, Line: v.At.Line},
		})
	}
	slices.Reverse(list)
	return list
}

func stateOf(v lower.Verdict) string {
	switch {
	case v.Reason != "":
		return "interpreted"
	case v.Small:
		return "too short to compile"
	}
	return "compiled"
}

// UseNative has functions and loops of numbers run compiled or interpreted.
func (c caller) UseNative(on bool) error {
	if on && c.s.engine == nil {
		return errors.New("this machine is not one that code can be made for")
	}
	c.s.mu.Lock()
	c.s.lowerer.Interpret = !on
	c.s.mu.Unlock()
	c.s.nativeOn = on
	c.s.rt.SetNative(on)
	return nil
}

// profiled has everything interpreted while a profile is made: what is compiled says
// nothing of its lines.
func (s *Session) profiled(on bool) { s.rt.SetNative(!on && s.nativeOn) }

// overflow ends the running cell as a recursion without end in interpreted code does.
func (s *Session) overflow() {
	s.turns.mu.Lock()
	t := s.turns.holder
	s.turns.mu.Unlock()
	if t != nil && t.stop != nil {
		t.stop(errRecursion)
		s.rt.Await()
	}
	s.rt.Halt()
}

// loadProgram gives a lowered cell to the interpreter.
func (s *Session) loadProgram(p *lower.Program) error {
	if len(p.Natives) == 0 {
		return s.interp.Load(p.File, p.Packages)
	}
	functions := map[string]reflect.Value{}
	for name, m := range p.Natives {
		f := s.engine.Func(m)
		functions[name+native.Tried] = f.Tried()
		functions[name] = f.Value()
		functions[name+native.Instead] = reflect.ValueOf(f.Instead)
	}
	if err := s.interp.Define(lower.NativeName, functions); err != nil {
		return err
	}
	defer s.interp.Undefine(lower.NativeName, functions)
	return s.interp.Load(p.File, p.Packages)
}
