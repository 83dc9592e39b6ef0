package export

import (
	"go/ast"
	"go/token"
	"strings"

	"monro/lang/check"
)

// A stand is how the checker has written something that is not in the cell.
type stand int

const (
	original   stand = iota
	must             // mustʹ1(f())
	convert          // float64(n)
	operator         // operatorʹop.AddVV(x, y)
	not              // !operatorʹop.EqVV(x, y)
	key              // X: 1, where the cell has 1
	member           // adʹop.Sum, where the cell has sum
	compound         // x = adʹop.OpAddNN(x, y), where the cell has x += y
	derivative       // tapeʹop.Gradient(f, fʹtape), where the cell has grad(f)
)

// standFor tells what a node was written for.
func standFor(n ast.Node) stand {
	switch n := n.(type) {
	case *ast.CallExpr:
		if check.IsDerivative(n) {
			return derivative
		}
		switch f := n.Fun.(type) {
		case *ast.Ident:
			if strings.HasPrefix(f.Name, check.MustName) {
				return must
			}
			if n.Lparen == f.NamePos && len(n.Args) == 1 {
				return convert
			}
		case *ast.SelectorExpr:
			if standFor(f) == member && f.Pos() == n.Lparen {
				return operator
			}
		}
	case *ast.SelectorExpr:
		if id, ok := n.X.(*ast.Ident); ok && strings.HasSuffix(id.Name, operatorMark) {
			return member
		}
	case *ast.AssignStmt:
		if c, ok := n.Rhs[0].(*ast.CallExpr); ok && n.Tok == token.ASSIGN && c.Lparen == n.TokPos && standFor(c) == operator {
			return compound
		}
	case *ast.UnaryExpr:
		if n.Op == token.NOT && standFor(n.X) == operator && n.X.(*ast.CallExpr).Lparen == n.OpPos {
			return not
		}
	case *ast.KeyValueExpr:
		if n.Key.Pos() == n.Colon {
			return key
		}
	}
	return original
}

// children lists the parts of a node in the order of the text.
func children(n ast.Node) (list []ast.Node) {
	if f, ok := n.(*ast.FuncDecl); ok {
		for _, c := range []ast.Node{f.Recv, f.Name, f.Type.TypeParams, f.Type.Params, f.Type.Results, f.Body} {
			if v, ok := c.(*ast.FieldList); ok && v == nil {
				continue
			}
			if b, ok := c.(*ast.BlockStmt); ok && b == nil {
				continue
			}
			list = append(list, c)
		}
		return list
	}
	ast.Inspect(n, func(c ast.Node) bool {
		switch c.(type) {
		case nil, *ast.Comment, *ast.CommentGroup:
			return false
		}
		if c == n {
			return true
		}
		if c.Pos().IsValid() {
			list = append(list, c)
		}
		return false
	})
	return list
}

// extent is where a node stands in the text.
func (r *render) extent(n ast.Node) (from, to int) {
	switch standFor(n) {
	case must, convert:
		return r.extent(n.(*ast.CallExpr).Args[0])
	case not:
		return r.extent(n.(*ast.UnaryExpr).X)
	case key:
		return r.extent(n.(*ast.KeyValueExpr).Value)
	case compound:
		from, _ = r.extent(n.(*ast.AssignStmt).Lhs[0])
		_, to = r.extent(n.(*ast.AssignStmt).Rhs[0])
		return from, to
	case derivative:
		return r.at(n.Pos()), r.at(n.(*ast.CallExpr).Rparen) + 1
	case member: // as long as the bare name, but for the case of a letter
		from = r.at(n.Pos())
		return from, from + len(n.(*ast.SelectorExpr).Sel.Name)
	case operator:
		c := n.(*ast.CallExpr)
		from = r.at(c.Lparen)
		for _, a := range c.Args {
			f, t := r.extent(a)
			from, to = min(from, f), max(to, t)
		}
		return from, to
	}
	if id, ok := n.(*ast.Ident); ok {
		from = r.at(id.NamePos)
		return from, from + len(strings.TrimSuffix(id.Name, oldMark))
	}
	list := children(n)
	from = r.at(n.Pos())
	if len(list) > 0 && list[0].Pos() == n.Pos() {
		from, _ = r.extent(list[0])
	}
	if len(list) > 0 && list[len(list)-1].End() == n.End() && !closes(n) {
		_, to = r.extent(list[len(list)-1])
		return from, to
	}
	return from, r.at(n.End())
}

// closes reports whether a node ends with a bracket of its own.
func closes(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr, *ast.ParenExpr, *ast.CompositeLit, *ast.IndexExpr, *ast.IndexListExpr, *ast.SliceExpr, *ast.TypeAssertExpr, *ast.BlockStmt:
		return true
	case *ast.GenDecl:
		return n.Rparen.IsValid()
	}
	return false
}
