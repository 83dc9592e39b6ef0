package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// loopBody lowers the body of a loop that frame f stands for. Each round begins by
// letting others have their turn: a loop is what a cell can be long in.
func (l *Lowerer) loopBody(b *ast.BlockStmt, f *frame) *ast.BlockStmt {
	f.loop = true
	l.frames = append(l.frames, f)
	l.loops++
	defer func() { l.loops--; l.popBreak() }()
	body := l.block(b)
	body.List = append([]ast.Stmt{l.pass(b.Lbrace)}, body.List...)
	return body
}

// forStmt keeps a three-clause loop unless a closure or pointer outlives one
// round: then each round gets its own variables, as Go has it.
func (l *Lowerer) forStmt(s *ast.ForStmt, label string) []ast.Stmt {
	vars := l.loopVars(s)
	if len(vars) == 0 || !l.escapes(s, vars) {
		return l.plainFor(s, label)
	}
	var out []ast.Stmt
	out = append(out, l.statement(s.Init)...)
	first := l.fresh("first")
	out = append(out, define(first, ident("true", s.Pos())))
	var begin, end []ast.Stmt
	for _, v := range vars { // v (outside) holds the value between rounds
		name := l.runtimeName(v)
		hold := l.fresh(v.Name())
		out = append(out, define(hold, ident(name, s.Pos())))
		begin = append(begin, define(name, ident(hold, s.Pos())))
		end = append(end, assign(token.ASSIGN, ident(hold, s.Pos()), ident(name, s.Pos())))
	}
	step := ifStmt(ident(first, s.Pos()), assign(token.ASSIGN, ident(first, s.Pos()), ident("false", s.Pos())))
	if s.Post != nil {
		step.Else = block(l.statement(s.Post)...)
	}
	begin = append(begin, step)
	if s.Cond != nil {
		begin = append(begin, ifStmt(not(l.expr(s.Cond)), &ast.BranchStmt{Tok: token.BREAK}))
	}
	body := l.loopBody(s.Body, &frame{label: label, again: end})
	body.List = append(append(begin, body.List...), end...)
	out = append(out, labelled(label, s.Pos(), &ast.ForStmt{For: s.For, Body: body}))
	return []ast.Stmt{block(out...)}
}

func (l *Lowerer) plainFor(s *ast.ForStmt, label string) []ast.Stmt {
	out := &ast.ForStmt{For: s.For}
	var pre []ast.Stmt
	if s.Init != nil {
		init := l.statement(s.Init)
		if len(init) == 1 {
			out.Init = init[0]
		} else {
			pre = init
		}
	}
	if s.Cond != nil {
		l.loops++
		out.Cond = l.expr(s.Cond)
		l.loops--
	}
	if s.Post != nil {
		l.loops++
		post := l.statement(s.Post)
		l.loops--
		if len(post) == 1 {
			out.Post = post[0]
		} else {
			out.Post = exprStmt(call(s.Pos(), funcLit(s.Pos(), nil, nil, post...)))
		}
	}
	out.Body = l.loopBody(s.Body, &frame{label: label})
	loop := append(l.hoisted(s, out.Body), labelled(label, s.Pos(), out))
	if pre != nil {
		return []ast.Stmt{block(append(pre, loop...)...)}
	}
	return loop
}

func (l *Lowerer) runtimeName(o types.Object) string {
	if n := l.names[o]; n != "" {
		return n
	}
	return o.Name()
}

func (l *Lowerer) loopVars(s *ast.ForStmt) []types.Object {
	a, ok := s.Init.(*ast.AssignStmt)
	if !ok || a.Tok != token.DEFINE {
		return nil
	}
	return l.defined(a.Lhs...)
}

func (l *Lowerer) defined(list ...ast.Expr) (vars []types.Object) {
	for _, x := range list {
		if id, ok := x.(*ast.Ident); ok && id.Name != "_" {
			if o := l.u.Info.Defs[id]; o != nil {
				vars = append(vars, o)
			}
		}
	}
	return vars
}
