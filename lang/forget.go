package lang

import (
	"go/token"
	"go/types"

	"monro/lang/cell"
	"monro/lang/check"
)

// commit makes what a cell declares the session's, and forgets what it replaces.
func (s *Session) commit(u *check.Unit) {
	var replaced []*check.Entry
	for _, e := range u.Entries {
		if old := s.checker.Scope.Lookup(e.Name); old != nil && (e.Func == nil || e.Func.Recv == nil) {
			replaced = append(replaced, old)
		}
	}
	s.checker.Scope.Commit(u)
	s.forgetHead(u.Cell)
	if len(u.Entries)+len(u.Cell.Imports) == 0 {
		s.forgetText(u.Cell.Pos)
	}
	s.stale = s.stale || len(u.Warnings) > 0
	for _, old := range replaced {
		s.forgetReplaced(old)
	}
}

// forgetReplaced lets the interpreter forget a function or variable that a cell has
// declared anew: no later cell can mention it. What holds it still, such as a closure
// or a function that calls it, holds it without its name. What a function of the session
// mentions by the old declaration stays, and a variable that keeps its place stays once
// some function could not follow a declaration: such functions may mention each other.
// Types and methods stay, since values of them do.
func (s *Session) forgetReplaced(old *check.Entry) {
	switch old.Obj.(type) {
	case *types.Func, *types.Var:
	default:
		return
	}
	name, now := s.lowerer.Runtime(old.Obj), ""
	if e := s.checker.Scope.Lookup(old.Name); e != nil {
		now = s.lowerer.Runtime(e.Obj)
	}
	switch {
	case name == "":
	case name == now:
		if !s.stale && !s.mentioned(func(o types.Object) bool { return o == old.Obj }) {
			s.lowerer.Forget(old.Obj)
		}
	case !s.mentioned(func(o types.Object) bool { return s.lowerer.Runtime(o) == name }):
		s.interp.Drop(name)
		s.lowerer.Forget(old.Obj)
	}
}

// mentioned reports whether a function of the session mentions such an object: a
// generic one may get new instances, which are lowered then.
func (s *Session) mentioned(such func(types.Object) bool) (found bool) {
	s.checker.Scope.Mentioned(func(o types.Object) bool {
		found = such(o)
		return !found
	})
	return found
}

// forgetHead drops the line numbers of the functions of a cell that has none.
func (s *Session) forgetHead(c *cell.Cell) {
	if len(c.Funcs)+len(c.Imports) == 0 {
		s.forgetText(c.Head)
	}
}

// forgetText drops the line numbers around a place. They were needed to check and
// lower what stands there; running code has places of its own.
func (s *Session) forgetText(pos token.Pos) {
	fset := s.interp.FileSet()
	if f := fset.File(pos); f != nil {
		fset.RemoveFile(f)
	}
}
