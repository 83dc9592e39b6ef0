package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
)

// Go has no operators on slices and matrices, and none between numbers of
// different types. Where go/types refuses an operator, the dialect looks for a
// function that stands for it and puts a call of that in the cell.

// operatorNames begin the names of the functions that stand for operators.
var operatorNames = map[token.Token]string{
	token.ADD: "Add", token.SUB: "Sub", token.MUL: "Mul", token.QUO: "Div", token.EQL: "Eq", token.NEQ: "Eq",
	token.ADD_ASSIGN: "AddSet", token.SUB_ASSIGN: "SubSet", token.MUL_ASSIGN: "MulSet", token.QUO_ASSIGN: "DivSet",
}

// operatorMark ends the names that operator packages are imported under.
const operatorMark = "ʹop"

// resolver rewrites the operators of one run. now holds the types of what it
// has written, which go/types has not seen yet.
type resolver struct {
	*run
	now     map[ast.Expr]types.Type
	changed bool
}

// resolveOperators rewrites what go/types refused and reports whether it did.
func (r *run) resolveOperators() bool {
	s := &resolver{run: r, now: map[ast.Expr]types.Type{}}
	for _, f := range r.src.funcs {
		if f.Body != nil {
			astutil.Apply(f.Body, nil, s.visit)
		}
	}
	cell := &ast.BlockStmt{List: r.src.cell.Stmts} // statements can be replaced in a list only
	astutil.Apply(cell, nil, s.visit)
	r.src.cell.Stmts = cell.List
	return s.changed
}

func (s *resolver) typeOf(e ast.Expr) types.Type {
	if t, ok := s.now[e]; ok {
		return t
	}
	if p, ok := e.(*ast.ParenExpr); ok {
		return s.typeOf(p.X)
	}
	tv, ok := s.info.Types[e]
	if ok && tv.IsValue() {
		return tv.Type
	}
	if id, ok := e.(*ast.Ident); ok { // the left side of an assignment
		if o, ok := s.info.Uses[id].(*types.Var); ok {
			return o.Type()
		}
	}
	return nil
}

// accepted reports whether go/types had no complaint about an expression.
func (s *resolver) accepted(e ast.Expr) bool {
	t := s.info.Types[e].Type
	return t != nil && t != types.Typ[types.Invalid]
}

func (s *resolver) visit(at *astutil.Cursor) bool {
	switch e := at.Node().(type) {
	case *ast.BinaryExpr:
		if !s.accepted(e) {
			if x := s.binary(e); x != nil {
				at.Replace(x)
				s.changed = true
			}
		}
	case *ast.UnaryExpr:
		if e.Op == token.SUB && !s.accepted(e) {
			if x := s.apply("Neg", e.OpPos, e.X); x != nil {
				at.Replace(x)
				s.changed = true
			}
		}
	case *ast.AssignStmt:
		s.mixAssign(e)
		if c := s.inPlace(e); c != nil {
			at.Replace(&ast.ExprStmt{X: c})
			s.changed = true
		}
	case *ast.CallExpr:
		if !s.ofOperand(e) {
			s.promoteArgs(e)
		}
	}
	return true
}

// binary is what stands for a refused operator, or nil.
func (s *resolver) binary(e *ast.BinaryExpr) ast.Expr {
	name := operatorNames[e.Op]
	if name == "" && !comparison(e.Op) {
		return nil
	}
	if s.mix(&e.X, &e.Y) {
		s.changed = true
		if name != "Eq" && !comparison(e.Op) {
			s.now[e] = types.Typ[types.Float64]
		}
		return nil
	}
	if name == "" {
		return nil
	}
	x := s.apply(name, e.OpPos, e.X, e.Y)
	if x != nil && e.Op == token.NEQ {
		not := &ast.UnaryExpr{OpPos: e.OpPos, Op: token.NOT, X: x}
		s.now[not] = types.Typ[types.Bool]
		return not
	}
	return x
}

func comparison(op token.Token) bool {
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return true
	}
	return false
}

// inPlace is the call that stands for x op= y, or nil. Where there is only the
// operator without the assignment, the statement becomes x = x op y.
func (s *resolver) inPlace(a *ast.AssignStmt) *ast.CallExpr {
	name := operatorNames[a.Tok]
	if name == "" || len(a.Lhs) != 1 || len(a.Rhs) != 1 {
		return nil
	}
	if c, ok := s.apply(name, a.TokPos, a.Lhs[0], a.Rhs[0]).(*ast.CallExpr); ok {
		return c
	}
	if x := s.apply(strings.TrimSuffix(name, "Set"), a.TokPos, a.Lhs[0], a.Rhs[0]); x != nil {
		a.Tok, a.Rhs[0] = token.ASSIGN, x
		s.changed = true
	}
	return nil
}
