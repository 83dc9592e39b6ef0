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
// or a function that calls it, holds it without its name. A variable that stays in its
// place, which functions mention by the old declaration, keeps that; and so does all
// once a function could not follow a declaration. Types and methods stay, since values
// of them do.
func (s *Session) forgetReplaced(old *check.Entry) {
	switch old.Obj.(type) {
	case *types.Func, *types.Var:
	default:
		return
	}
	name := s.lowerer.Runtime(old.Obj)
	if name == "" {
		return
	}
	now := ""
	if e := s.checker.Scope.Lookup(old.Name); e != nil {
		now = s.lowerer.Runtime(e.Obj)
	}
	if name != now {
		s.interp.Drop(name)
		s.lowerer.Forget(old.Obj)
	} else if !s.stale && !s.checker.Scope.Mentions(old.Obj) {
		s.lowerer.Forget(old.Obj)
	}
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
