package past

import (
	"go/ast"
	"go/token"
	"slices"

	"monro/lang/cell"
)

// Effects names the variables that the statements of a cell declare or assign
// to, and those that they mention in calls. Names that the cell declares inside
// its blocks are its own.
func Effects(c *cell.Cell) (set, touched map[string]bool) {
	set, touched = map[string]bool{}, map[string]bool{}
	inner := map[string]bool{}
	add := func(e ast.Expr) {
		if n := root(e); n != "" && n != "_" {
			set[n] = true
		}
	}
	for _, s := range c.Stmts {
		ast.Inspect(s, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, e := range n.Lhs {
					if n.Tok == token.DEFINE && ast.Node(n) != ast.Node(s) {
						inner[root(e)] = true
					} else {
						add(e)
					}
				}
			case *ast.IncDecStmt:
				add(n.X)
			case *ast.RangeStmt:
				for _, e := range []ast.Expr{n.Key, n.Value} {
					if n.Tok == token.DEFINE {
						inner[root(e)] = true
					} else {
						add(e)
					}
				}
			case *ast.ValueSpec:
				for _, name := range n.Names {
					if d, ok := s.(*ast.DeclStmt); ok && slices.Contains(d.Decl.(*ast.GenDecl).Specs, ast.Spec(n)) {
						add(name)
					} else {
						inner[name.Name] = true
					}
				}
			case *ast.Field:
				for _, name := range n.Names {
					inner[name.Name] = true
				}
			case *ast.CallExpr:
				for _, e := range append([]ast.Expr{n.Fun}, n.Args...) {
					touched[root(e)] = true
				}
			}
			return true
		})
	}
	top := map[string]bool{}
	for _, s := range c.Stmts {
		if a, ok := s.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
			for _, e := range a.Lhs {
				top[root(e)] = true
			}
		}
	}
	for n := range inner {
		if !top[n] {
			delete(set, n)
			delete(touched, n)
		}
	}
	return set, touched
}

// root is the variable that an expression begins with, "" where there is none.
func root(e ast.Expr) string {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x.Name
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.UnaryExpr:
			e = x.X
		default:
			return ""
		}
	}
}
