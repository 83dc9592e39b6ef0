package lang

import (
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"strconv"
	"time"

	"monro/lang/cell"
	"monro/lang/check"
)

// CompileLoop puts setup and body into the syntax of one expression,
//
//	func() time.Duration { setup; start := time.Now(); for range n { body }; return time.Since(start) }().Nanoseconds()
//
// so that the clock runs for the loop alone, and nothing declared there stays.
func (c caller) CompileLoop(setup, body string, n int) (func(context.Context) (time.Duration, error), error) {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	before, err := s.parse(c.name, setup)
	if err != nil {
		return nil, err
	}
	loop, err := s.parse(c.name, body)
	if err != nil {
		return nil, err
	}
	if f := append(before.Funcs, loop.Funcs...); len(f) > 0 {
		at := s.interp.FileSet().Position(f[0].Pos())
		return nil, s.compileError([]check.Error{{Cell: c.name, Line: at.Line, Column: at.Column,
			Message: fmt.Sprintf("func %s cannot be declared where it is timed; declare it in another cell", f[0].Name.Name)}})
	}
	p, _, err := s.load(timed(before, loop, n)) // not committed: it declares nothing
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (time.Duration, error) {
		v, err := s.runOften(ctx, p)
		if err != nil {
			return 0, err
		}
		ns, err := strconv.ParseInt(v.Bundle.Text(), 10, 64)
		return time.Duration(ns), err
	}, nil
}

// timed is the cell with that one expression. It has the position of the first
// statement, as what go/types says of an expression that is not used depends on
// where it stands. Names end in a letter that cells cannot have.
func timed(setup, body *cell.Cell, n int) *cell.Cell {
	const clock = "clockʹ"
	all := append(setup.Stmts[:len(setup.Stmts):len(setup.Stmts)], body.Stmts...)
	from, to := body.Pos, body.Pos
	if len(all) > 0 {
		from, to = all[0].Pos(), all[len(all)-1].End()
	}
	id := func(name string) *ast.Ident { return &ast.Ident{NamePos: from, Name: name} }
	of := func(x ast.Expr, name string) ast.Expr { return &ast.SelectorExpr{X: x, Sel: id(name)} }
	call := func(f ast.Expr, args ...ast.Expr) *ast.CallExpr {
		return &ast.CallExpr{Fun: f, Lparen: to, Args: args, Rparen: to}
	}
	list := append(setup.Stmts[:len(setup.Stmts):len(setup.Stmts)],
		&ast.AssignStmt{Lhs: []ast.Expr{id("startʹ")}, TokPos: from, Tok: token.DEFINE, Rhs: []ast.Expr{call(of(id(clock), "Now"))}},
		&ast.RangeStmt{For: from, Range: from, X: &ast.BasicLit{ValuePos: from, Kind: token.INT, Value: strconv.Itoa(n)},
			Body: &ast.BlockStmt{Lbrace: from, List: body.Stmts, Rbrace: to}},
		&ast.ReturnStmt{Return: to, Results: []ast.Expr{call(of(id(clock), "Since"), id("startʹ"))}})
	result := &ast.FieldList{List: []*ast.Field{{Type: of(id(clock), "Duration")}}}
	lit := &ast.FuncLit{Type: &ast.FuncType{Func: from, Params: &ast.FieldList{}, Results: result}, Body: &ast.BlockStmt{Lbrace: from, List: list, Rbrace: to}}
	c := *body
	c.Hide, c.Docs = false, nil
	c.Imports = append(append(setup.Imports, body.Imports...),
		&ast.ImportSpec{Name: id(clock), Path: &ast.BasicLit{ValuePos: from, Kind: token.STRING, Value: `"time"`}})
	c.Stmts = []ast.Stmt{&ast.ExprStmt{X: call(of(call(lit), "Nanoseconds"))}}
	return &c
}
