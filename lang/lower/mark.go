package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// mark notes the place of a statement for the panic translator. Statements
// that cannot panic go without: a note costs as much as an addition.
func (l *Lowerer) mark(s ast.Stmt) []ast.Stmt {
	hook := l.hook(s)
	if l.u.Cell == nil || !l.Trace && hook == nil && !l.mayPanic(s) { // the library is no place to point at
		return nil
	}
	return append([]ast.Stmt{note(PosVar, l.position(s.Pos()))}, hook...)
}

// mayPanic looks at the parts of a statement that run before its blocks.
func (l *Lowerer) mayPanic(s ast.Stmt) bool {
	var parts []ast.Node
	add := func(n ...ast.Node) { parts = append(parts, n...) }
	switch s := s.(type) {
	case *ast.BlockStmt, *ast.LabeledStmt, *ast.BranchStmt, *ast.EmptyStmt, *ast.SelectStmt, *ast.TypeSwitchStmt, *ast.DeferStmt, *ast.GoStmt:
		return false
	case *ast.IfStmt:
		if s.Init != nil {
			add(s.Init)
		}
		add(s.Cond)
	case *ast.ForStmt:
		for _, n := range []ast.Node{s.Init, s.Post} {
			if n != ast.Stmt(nil) && n != nil {
				add(n)
			}
		}
		if s.Cond != nil {
			add(s.Cond)
		}
	case *ast.RangeStmt:
		add(s.X)
	case *ast.SwitchStmt:
		if s.Tag != nil {
			add(s.Tag)
		}
	case *ast.DeclStmt:
		if s.Decl.(*ast.GenDecl).Tok != token.VAR {
			return false
		}
		add(s)
	default:
		add(s)
	}
	risky := false
	for _, p := range parts {
		ast.Inspect(p, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit, *ast.BlockStmt:
				return false
			case *ast.CallExpr:
				risky = risky || l.riskyCall(n)
			case *ast.IndexExpr, *ast.SliceExpr, *ast.TypeAssertExpr, *ast.StarExpr, *ast.SendStmt:
				risky = true
			case *ast.SelectorExpr:
				if sl := l.selection(n); sl != nil && sl.Indirect() {
					risky = true
				}
				if sl := l.selection(n); sl != nil {
					if _, ok := types.Unalias(sl.Recv()).Underlying().(*types.Pointer); ok {
						risky = true
					}
				}
			case *ast.BinaryExpr:
				if n.Op == token.QUO || n.Op == token.REM {
					risky = risky || isInteger(l.typeOf(n)) && l.tv(n.Y).Value == nil
				}
			case *ast.AssignStmt:
				risky = risky || n.Tok == token.QUO_ASSIGN || n.Tok == token.REM_ASSIGN
			}
			return !risky
		})
	}
	return risky
}

// riskyCall reports whether a call itself may panic here. A declared function
// of a cell notes its own places.
func (l *Lowerer) riskyCall(c *ast.CallExpr) bool {
	fun := ast.Unparen(c.Fun)
	tv := l.tv(fun)
	switch {
	case tv.IsType():
		return false
	case tv.IsBuiltin():
		name := builtinName(fun)
		return name == "panic" || name == "make" || name == "close"
	}
	id, ok := fun.(*ast.Ident)
	if !ok {
		return true
	}
	f, ok := l.u.Info.Uses[id].(*types.Func)
	return !ok || f.Pkg() == nil || f.Pkg().Path() != "main"
}
