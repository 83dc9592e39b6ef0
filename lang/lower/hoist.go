package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// hoisted takes the note of a place out of a lowered loop body, to be put before
// the loop, where the body has one only and nothing that it does makes another:
// the note then says the same in every round, at a quarter of the time of a short
// one. It returns nil where the note has to stay.
func (l *Lowerer) hoisted(loop ast.Stmt, body *ast.BlockStmt) []ast.Stmt {
	if l.Trace || l.mayPanic(loop) || !l.notesNothing(loop) {
		return nil
	}
	notes, at := 0, -1
	ast.Inspect(body, func(n ast.Node) bool {
		if s, ok := n.(ast.Stmt); ok && isNote(s) {
			notes++
		}
		return true
	})
	for i, s := range body.List {
		if isNote(s) {
			at = i
		}
	}
	if notes != 1 || at < 0 {
		return nil
	}
	note := body.List[at]
	body.List = append(body.List[:at:at], body.List[at+1:]...)
	return []ast.Stmt{note}
}

func isNote(s ast.Stmt) bool {
	a, ok := s.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 {
		return false
	}
	id, ok := a.Lhs[0].(*ast.Ident)
	return ok && id.Name == PosVar
}

// notesNothing reports whether no code of cells runs in the midst of a loop, in a
// function that it calls or on a goroutine that it waits for.
func (l *Lowerer) notesNothing(loop ast.Stmt) bool {
	none := true
	ast.Inspect(loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt, *ast.SelectStmt, *ast.SendStmt:
			none = false
		case *ast.UnaryExpr:
			none = none && n.Op != token.ARROW
		case *ast.RangeStmt:
			switch types.Unalias(l.typeOf(n.X)).Underlying().(type) {
			case *types.Chan, *types.Signature:
				none = false
			}
		case *ast.CallExpr:
			none = none && l.callsBackNever(n)
		}
		return none
	})
	return none
}

// callsBackNever reports whether a call is a conversion, of a builtin, or of a
// compiled function of numbers and strings, which has no function to call.
func (l *Lowerer) callsBackNever(c *ast.CallExpr) bool {
	fun := ast.Unparen(c.Fun)
	if tv := l.tv(fun); tv.IsType() || tv.IsBuiltin() {
		return true
	}
	f := l.callee(fun)
	if f == nil || f.Signature().Recv() != nil {
		return false
	}
	params := l.typeOf(fun).(*types.Signature).Params() // of the instance, where f is generic
	for v := range params.Variables() {
		if _, ok := types.Unalias(v.Type()).Underlying().(*types.Basic); !ok {
			return false
		}
	}
	return params.Len() > 0
}
