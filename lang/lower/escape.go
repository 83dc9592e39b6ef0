package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// escapes reports whether a variable is used in a function literal or has its
// address taken within a node.
func (l *Lowerer) escapes(n ast.Node, vars []types.Object) bool {
	is := func(id *ast.Ident) bool {
		o := l.u.Info.Uses[id]
		for _, v := range vars {
			if o == v {
				return true
			}
		}
		return false
	}
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			ast.Inspect(n.Body, func(m ast.Node) bool {
				if id, ok := m.(*ast.Ident); ok && is(id) {
					found = true
				}
				return !found
			})
			return false
		case *ast.RangeStmt: // its body may become a closure
			if _, ok := types.Unalias(l.typeOf(n.X)).Underlying().(*types.Signature); ok {
				return true
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				if id := rootIdent(n.X); id != nil && is(id) {
					found = true
				}
			}
		case *ast.SliceExpr: // slicing an array takes its address
			if id := rootIdent(n.X); id != nil && is(id) {
				found = true
			}
		case *ast.SelectorExpr: // a method on the variable's address
			if id := rootIdent(n.X); id != nil && is(id) && l.selection(n) != nil && l.selection(n).Kind() == types.MethodVal {
				found = true
			}
		}
		return !found
	})
	return found
}

func rootIdent(x ast.Expr) *ast.Ident {
	for {
		switch e := x.(type) {
		case *ast.Ident:
			return e
		case *ast.ParenExpr:
			x = e.X
		case *ast.SelectorExpr:
			x = e.X
		case *ast.IndexExpr:
			x = e.X
		default:
			return nil
		}
	}
}

// changed reports whether a node assigns to one of the variables.
func (l *Lowerer) changed(n ast.Node, vars []types.Object) bool {
	found := false
	check := func(x ast.Expr) {
		if id := rootIdent(x); id != nil {
			for _, v := range vars {
				if l.u.Info.Uses[id] == v {
					found = true
				}
			}
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, x := range n.Lhs {
				check(x)
			}
		case *ast.IncDecStmt:
			check(n.X)
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				if n.Key != nil {
					check(n.Key)
				}
				if n.Value != nil {
					check(n.Value)
				}
			}
		}
		return !found
	})
	return found
}
