package native

import (
	"go/ast"
	"go/token"
	"go/types"
	"monro/lang/check"
)

func (e *emitter) stmts(list []ast.Stmt) {
	for _, s := range list {
		e.stmt(s)
	}
}

func (e *emitter) stmt(s ast.Stmt) {
	at, label := e.at, e.label
	e.at, e.label = s.Pos(), ""
	defer func() { e.at = at }()
	switch s := s.(type) {
	case *ast.EmptyStmt:
	case *ast.BlockStmt:
		e.stmts(s.List)
	case *ast.ExprStmt:
		e.exprStmt(s)
	case *ast.AssignStmt:
		e.assign(s)
	case *ast.IncDecStmt:
		op := token.ADD
		if s.Tok == token.DEC {
			op = token.SUB
		}
		e.update(s.X, op, nil)
	case *ast.DeclStmt:
		e.declStmt(s)
	case *ast.ReturnStmt:
		e.returnStmt(s)
	case *ast.IfStmt:
		e.ifStmt(s)
	case *ast.ForStmt:
		e.forStmt(s, label)
	case *ast.RangeStmt:
		e.rangeStmt(s, label)
	case *ast.SwitchStmt:
		e.switchStmt(s, label)
	case *ast.BranchStmt:
		e.branchStmt(s)
	case *ast.LabeledStmt:
		e.label = s.Label.Name
		switch s.Stmt.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt:
			e.stmt(s.Stmt)
		default:
			e.outside(s, "a label of no loop or switch")
		}
	default:
		e.outside(s, "%s", statementName(s))
	}
}

func statementName(s ast.Stmt) string {
	switch s.(type) {
	case *ast.GoStmt:
		return "a go statement"
	case *ast.DeferStmt:
		return "a defer statement"
	case *ast.SelectStmt:
		return "a select statement"
	case *ast.SendStmt:
		return "a send to a channel"
	case *ast.TypeSwitchStmt:
		return "a switch over types"
	}
	return "a statement of another kind"
}

func (e *emitter) exprStmt(s *ast.ExprStmt) {
	c, ok := ast.Unparen(s.X).(*ast.CallExpr)
	if !ok {
		e.outside(s, "an expression that is not used")
	}
	for range e.callExpr(c) {
		e.op(opDrop)
	}
}

func (e *emitter) declStmt(s *ast.DeclStmt) {
	g := s.Decl.(*ast.GenDecl)
	if g.Tok != token.VAR {
		return // constants are folded, types are known
	}
	for _, spec := range g.Specs {
		v := spec.(*ast.ValueSpec)
		switch {
		case len(v.Values) == 0:
			for _, n := range v.Names {
				if n.Name == "_" {
					continue
				}
				x := e.declare(n)
				e.zero(x.typ)
				e.write(x)
			}
		case len(v.Values) == len(v.Names):
			var types []types.Type
			for i, n := range v.Names {
				t := e.defaultType(v.Values[i])
				if o := e.info.Defs[n]; o != nil && n.Name != "_" {
					t = o.Type()
				}
				e.value(v.Values[i], t)
				types = append(types, t)
			}
			for i := len(v.Names) - 1; i >= 0; i-- {
				e.store(v.Names[i], types[i])
			}
		default:
			e.fromCall(identsOf(v.Names), v.Values[0])
		}
	}
}

func identsOf(names []*ast.Ident) (list []ast.Expr) {
	for _, n := range names {
		list = append(list, n)
	}
	return list
}

// store pops a value of type t into a name that is declared, assigned to or blank.
func (e *emitter) store(id *ast.Ident, t types.Type) {
	if id.Name == "_" {
		for range vals(t) {
			e.op(opDrop)
		}
		return
	}
	if e.info.Defs[id] != nil {
		e.write(e.declare(id))
		return
	}
	e.write(e.lookup(id))
}

func (e *emitter) assign(s *ast.AssignStmt) {
	switch {
	case s.Tok != token.ASSIGN && s.Tok != token.DEFINE:
		e.update(s.Lhs[0], assignOps[s.Tok], s.Rhs[0])
	case len(s.Lhs) > 1 && len(s.Rhs) == 1:
		e.fromCall(s.Lhs, s.Rhs[0])
	case len(s.Lhs) == 1:
		e.assignOne(s.Lhs[0], s.Rhs[0])
	default:
		e.assignAll(s)
	}
}

var assignOps = map[token.Token]token.Token{
	token.ADD_ASSIGN: token.ADD, token.SUB_ASSIGN: token.SUB, token.MUL_ASSIGN: token.MUL, token.QUO_ASSIGN: token.QUO, token.REM_ASSIGN: token.REM,
	token.AND_ASSIGN: token.AND, token.OR_ASSIGN: token.OR, token.XOR_ASSIGN: token.XOR, token.SHL_ASSIGN: token.SHL, token.SHR_ASSIGN: token.SHR,
	token.AND_NOT_ASSIGN: token.AND_NOT,
}

// placeType is the type of what an expression is assigned to.
func (e *emitter) placeType(lhs, rhs ast.Expr) types.Type {
	if id, ok := lhs.(*ast.Ident); ok {
		if id.Name == "_" {
			return e.defaultType(rhs)
		}
		if o := e.info.Defs[id]; o != nil {
			return o.Type()
		}
	}
	return e.typeOf(lhs)
}

func (e *emitter) assignOne(lhs, rhs ast.Expr) {
	t := e.placeType(lhs, rhs)
	if id, ok := ast.Unparen(lhs).(*ast.Ident); ok {
		e.growsVariable(lhs, rhs)
		e.value(rhs, t)
		e.store(id, t)
		return
	}
	el := e.element(lhs)
	e.value(rhs, t)
	e.storeElement(el)
}

// assignAll evaluates all operands before it assigns anything.
func (e *emitter) assignAll(s *ast.AssignStmt) {
	elements := make([]*element, len(s.Lhs))
	temps := make([]*variable, len(s.Lhs))
	for i, x := range s.Lhs {
		if _, ok := ast.Unparen(x).(*ast.Ident); !ok {
			elements[i] = e.element(x)
		}
	}
	for i, x := range s.Rhs {
		temps[i] = e.variable(e.placeType(s.Lhs[i], x))
		if vals(temps[i].typ) == nil {
			e.outside(x, "a value of type %s", check.TypeText(temps[i].typ))
		}
		e.value(x, temps[i].typ)
		e.write(temps[i])
	}
	for i, x := range s.Lhs {
		e.read(temps[i])
		if elements[i] != nil {
			e.storeElement(elements[i])
		} else {
			e.store(ast.Unparen(x).(*ast.Ident), temps[i].typ)
		}
	}
}

// fromCall assigns the results of a call.
func (e *emitter) fromCall(lhs []ast.Expr, rhs ast.Expr) {
	c, ok := ast.Unparen(rhs).(*ast.CallExpr)
	if !ok {
		e.outside(rhs, "an assignment of two results")
	}
	elements := make([]*element, len(lhs))
	for i, x := range lhs {
		if _, ok := ast.Unparen(x).(*ast.Ident); !ok {
			elements[i] = e.element(x)
		}
	}
	tuple, ok := e.typeOf(c).(*types.Tuple)
	if !ok {
		e.outside(rhs, "an assignment of two results")
	}
	e.callExpr(c)
	temps := make([]*variable, len(lhs))
	for i := len(lhs) - 1; i >= 0; i-- {
		temps[i] = e.variable(tuple.At(i).Type())
		e.write(temps[i])
	}
	for i, x := range lhs {
		e.read(temps[i])
		if elements[i] != nil {
			e.storeElement(elements[i])
		} else {
			e.store(ast.Unparen(x).(*ast.Ident), temps[i].typ)
		}
	}
}

// update is x op= y; without y it is one.
func (e *emitter) update(x ast.Expr, op token.Token, y ast.Expr) {
	t := e.typeOf(x)
	b, ok := basicOf(t)
	if !ok {
		e.outside(x, "an operator on type %s", check.TypeText(t))
	}
	right := func() {
		switch {
		case y == nil:
			e.one(b)
		case op == token.SHL || op == token.SHR:
			e.operand(y, e.typeOf(y))
		default:
			e.operand(y, t)
		}
	}
	if id, ok := ast.Unparen(x).(*ast.Ident); ok {
		v := e.lookup(id)
		e.read(v)
		e.operate(op, b, y, right)
		e.write(v)
		return
	}
	el := e.element(x)
	e.loadElement(el)
	e.operate(op, b, y, right)
	e.storeChecked(el)
}

func (e *emitter) returnStmt(s *ast.ReturnStmt) {
	if e.fn.loop {
		e.outside(s, "a return")
	}
	switch {
	case len(s.Results) == 0 && e.named:
		for _, v := range e.results {
			e.read(v)
		}
	case len(s.Results) == 1 && len(e.fn.resultTypes) > 1:
		e.callExpr(ast.Unparen(s.Results[0]).(*ast.CallExpr))
	default:
		for i, r := range s.Results {
			e.value(r, e.fn.resultTypes[i])
		}
	}
	e.settle()
	e.op(opReturn)
}
