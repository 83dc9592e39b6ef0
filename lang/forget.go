package lang

import (
	"go/token"
	"go/types"

	"monro/lang/check"
)

// forgetReplaced lets the interpreter forget the functions and variables that a cell
// declares anew: no later cell can mention them. What holds one still, such as a
// closure or a function that calls it, holds it without its name. Types and methods
// stay, since values of them do.
func (s *Session) forgetReplaced(u *check.Unit) {
	for _, e := range u.Entries {
		old := s.checker.Scope.Lookup(e.Name)
		if old == nil {
			continue
		}
		switch o := old.Obj.(type) {
		case *types.Func:
			if o.Signature().Recv() != nil {
				continue
			}
		case *types.Var:
		default:
			continue
		}
		if name := s.lowerer.Runtime(old.Obj); name != "" && name != s.lowerer.Runtime(e.Obj) {
			s.interp.Drop(name)
			s.lowerer.Forget(old.Obj)
		}
	}
}

// forgetText drops the line numbers of a cell that declares nothing. They were needed
// to check and lower it; running code has places of its own.
func (s *Session) forgetText(pos token.Pos) {
	fset := s.interp.FileSet()
	if f := fset.File(pos); f != nil {
		fset.RemoveFile(f)
	}
}
