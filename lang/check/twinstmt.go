package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

func (t *twin) block(b *ast.BlockStmt) *ast.BlockStmt {
	if b == nil {
		return nil
	}
	return &ast.BlockStmt{Lbrace: b.Lbrace, List: t.copies(b.List), Rbrace: b.Rbrace}
}

func (t *twin) copies(list []ast.Stmt) (out []ast.Stmt) {
	for _, s := range list {
		out = append(out, t.copy(s)...)
	}
	return out
}

// single is the copy of a statement that has room for one, such as that before
// the condition of an if.
func (t *twin) single(s ast.Stmt) ast.Stmt {
	if s == nil {
		return nil
	}
	list := t.copy(s)
	if len(list) != 1 {
		t.refuse(s, "a derivative needs this in a statement of its own")
	}
	return list[0]
}

// copy is what stands for a statement in the twin.
func (t *twin) copy(s ast.Stmt) []ast.Stmt {
	one := func(s ast.Stmt) []ast.Stmt { return []ast.Stmt{s} }
	switch s := s.(type) {
	case *ast.ExprStmt:
		return one(&ast.ExprStmt{X: t.x(s.X)})
	case *ast.AssignStmt:
		return t.copyAssign(s)
	case *ast.IncDecStmt:
		if !t.flow(s.X).any() {
			break
		}
		name := "OpAddRS"
		if s.Tok == token.DEC {
			name = "OpSubRS"
		}
		t.once(s.X)
		return one(&ast.AssignStmt{Lhs: []ast.Expr{t.x(s.X)}, TokPos: s.TokPos, Tok: token.ASSIGN,
			Rhs: []ast.Expr{t.tapeCall(name, s, t.x(s.X), &ast.BasicLit{ValuePos: s.TokPos, Kind: token.INT, Value: "1"})}})
	case *ast.DeclStmt:
		return t.copyDecl(s)
	case *ast.ReturnStmt:
		return one(t.copyReturn(s))
	case *ast.BlockStmt:
		return one(t.block(s))
	case *ast.IfStmt:
		return one(&ast.IfStmt{If: s.If, Init: t.single(s.Init), Cond: t.x(s.Cond), Body: t.block(s.Body), Else: t.single(s.Else)})
	case *ast.ForStmt:
		f := &ast.ForStmt{For: s.For, Init: t.single(s.Init), Post: t.single(s.Post), Body: t.block(s.Body)}
		if s.Cond != nil {
			f.Cond = t.x(s.Cond)
		}
		return one(f)
	case *ast.RangeStmt:
		return one(t.copyRange(s))
	case *ast.SwitchStmt:
		return one(t.copySwitch(s))
	case *ast.TypeSwitchStmt:
		c := &ast.TypeSwitchStmt{Switch: s.Switch, Init: t.single(s.Init), Assign: t.cloneNode(s.Assign).(ast.Stmt), Body: &ast.BlockStmt{Lbrace: s.Body.Lbrace, Rbrace: s.Body.Rbrace}}
		for _, k := range s.Body.List {
			k := k.(*ast.CaseClause)
			d := &ast.CaseClause{Case: k.Case, Colon: k.Colon, Body: t.copies(k.Body)}
			for _, x := range k.List {
				d.List = append(d.List, t.clone(x))
			}
			c.Body.List = append(c.Body.List, d)
		}
		return one(c)
	case *ast.LabeledStmt:
		list := t.copy(s.Stmt)
		if len(list) != 1 {
			t.refuse(s, "a derivative needs this in a statement of its own")
		}
		return one(&ast.LabeledStmt{Label: &ast.Ident{NamePos: s.Label.NamePos, Name: s.Label.Name}, Colon: s.Colon, Stmt: list[0]})
	case *ast.DeferStmt:
		if call, ok := t.x(s.Call).(*ast.CallExpr); ok {
			return one(&ast.DeferStmt{Defer: s.Defer, Call: call})
		}
		t.refuse(s, "a deferred call cannot take numbers that depend on the argument")
	case *ast.GoStmt:
		t.refuse(s, "a function that starts a goroutine has no derivative: the tape is of one goroutine")
	case *ast.SelectStmt:
		t.refuse(s, "a function that waits for channels has no derivative")
	}
	return one(t.cloneNode(s).(ast.Stmt))
}

// once refuses an operand that is written twice in the twin and may not give the
// same both times.
func (t *twin) once(x ast.Expr) {
	ast.Inspect(x, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			fun := t.info.Types[c.Fun]
			if !fun.IsType() && !fun.IsBuiltin() {
				t.refuse(c, "a derivative needs this call in a statement of its own, before the assignment")
			}
		}
		return true
	})
}

func (t *twin) copyAssign(s *ast.AssignStmt) []ast.Stmt {
	if s.Tok != token.ASSIGN && s.Tok != token.DEFINE {
		x, y := s.Lhs[0], s.Rhs[0]
		if !t.flow(x).any() {
			return []ast.Stmt{&ast.AssignStmt{Lhs: []ast.Expr{t.x(x)}, TokPos: s.TokPos, Tok: s.Tok, Rhs: []ast.Expr{t.x(y)}}}
		}
		op := map[token.Token]token.Token{token.ADD_ASSIGN: token.ADD, token.SUB_ASSIGN: token.SUB, token.MUL_ASSIGN: token.MUL, token.QUO_ASSIGN: token.QUO}[s.Tok]
		t.once(x)
		return []ast.Stmt{&ast.AssignStmt{Lhs: []ast.Expr{t.x(x)}, TokPos: s.TokPos, Tok: token.ASSIGN, Rhs: []ast.Expr{t.arithmetic(op, x, y, s)}}}
	}
	return t.copyGive(s, s.Lhs, s.Rhs, s.Tok, s.TokPos)
}

// copyGive copies an assignment of values, with what depends on nothing made
// constant where a variable depends on something elsewhere.
func (t *twin) copyGive(s ast.Node, lhs, rhs []ast.Expr, tok token.Token, pos token.Pos) []ast.Stmt {
	a := &ast.AssignStmt{TokPos: pos, Tok: tok}
	for _, x := range lhs {
		a.Lhs = append(a.Lhs, t.x(x))
	}
	if len(rhs) == len(lhs) {
		for i, x := range rhs {
			if isBlank(lhs[i]) {
				a.Rhs = append(a.Rhs, t.x(x))
				continue
			}
			a.Rhs = append(a.Rhs, t.given(x, t.flow(lhs[i])))
		}
		return []ast.Stmt{a}
	}
	a.Rhs = []ast.Expr{t.x(rhs[0])}
	from := t.flows(rhs[0])
	var after []ast.Stmt
	for i, x := range lhs {
		if isBlank(x) || i >= len(from) || !t.flow(x).any() || from[i].any() {
			continue
		}
		if tok != token.DEFINE {
			t.refuse(x, "%s depends on the argument elsewhere, and here is one of several results that do not: assign them to new variables first", types.ExprString(x))
		}
		value := t.temporary(x)
		after = append(after, &ast.AssignStmt{Lhs: []ast.Expr{a.Lhs[i]}, TokPos: pos, Tok: token.DEFINE, Rhs: []ast.Expr{t.lift(value, t.flow(x), t.info.TypeOf(x), x)}})
		a.Lhs[i] = &ast.Ident{NamePos: x.Pos(), Name: value.Name}
	}
	return append([]ast.Stmt{a}, after...)
}

// temporary is a new variable.
func (t *twin) temporary(at ast.Node) *ast.Ident {
	t.spare++
	return &ast.Ident{NamePos: at.Pos(), Name: fmt.Sprintf("v%dʹ", t.spare)}
}

func (t *twin) copyDecl(s *ast.DeclStmt) (out []ast.Stmt) {
	g := s.Decl.(*ast.GenDecl)
	if g.Tok != token.VAR {
		return []ast.Stmt{t.cloneNode(s).(ast.Stmt)}
	}
	for _, spec := range g.Specs {
		v := spec.(*ast.ValueSpec)
		if len(v.Values) > 0 && len(v.Values) != len(v.Names) {
			for _, n := range v.Names {
				if t.flow(n).any() {
					t.refuse(n, "a derivative needs := here, or a declaration without values")
				}
			}
		}
		for i, n := range v.Names {
			c := &ast.ValueSpec{Names: copyNames(v.Names[i : i+1])}
			o := t.info.Defs[n]
			switch {
			case len(v.Values) > 0 && len(v.Values) != len(v.Names):
				c.Names = copyNames(v.Names)
				c.Values = []ast.Expr{t.x(v.Values[0])}
			case len(v.Values) > 0 && n.Name != "_":
				c.Values = []ast.Expr{t.given(v.Values[i], t.flow(n))}
			case len(v.Values) > 0:
				c.Values = []ast.Expr{t.x(v.Values[i])}
			}
			if v.Type != nil && o != nil {
				c.Type = t.fieldType(v.Type, t.flow(n), o.Type())
			} else if v.Type != nil {
				c.Type = t.clone(v.Type)
			}
			out = append(out, &ast.DeclStmt{Decl: &ast.GenDecl{TokPos: g.TokPos, Tok: token.VAR, Specs: []ast.Spec{c}}})
			if len(c.Names) > 1 || len(v.Values) > 0 && len(v.Values) != len(v.Names) {
				break
			}
		}
	}
	return out
}

func (t *twin) copyReturn(s *ast.ReturnStmt) ast.Stmt {
	r := &ast.ReturnStmt{Return: s.Return}
	if len(s.Results) == 1 && len(t.returns) > 1 {
		for i, f := range t.flows(s.Results[0]) {
			if t.returns[i].any() && !f.any() {
				t.refuse(s, "assign the results to variables and return those: some depend on the argument and some do not")
			}
		}
		r.Results = []ast.Expr{t.x(s.Results[0])}
		return r
	}
	for i, x := range s.Results {
		r.Results = append(r.Results, t.given(x, t.returns[i]))
	}
	return r
}

func (t *twin) copyRange(s *ast.RangeStmt) ast.Stmt {
	r := &ast.RangeStmt{For: s.For, TokPos: s.TokPos, Tok: s.Tok, Range: s.Range, X: t.x(s.X), Body: t.block(s.Body)}
	if s.Key != nil {
		r.Key = t.x(s.Key)
	}
	if s.Value == nil {
		return r
	}
	r.Value = t.x(s.Value)
	if isBlank(s.Value) || !t.flow(s.Value).any() || t.flow(s.X).any() {
		return r
	}
	if s.Tok != token.DEFINE {
		t.refuse(s.Value, "%s depends on the argument elsewhere, and takes numbers here that do not: use := in range", types.ExprString(s.Value))
	}
	value := t.temporary(s.Value)
	first := &ast.AssignStmt{Lhs: []ast.Expr{r.Value}, TokPos: s.TokPos, Tok: token.DEFINE, Rhs: []ast.Expr{t.lift(value, t.flow(s.Value), t.info.TypeOf(s.Value), s.Value)}}
	r.Value = &ast.Ident{NamePos: s.Value.Pos(), Name: value.Name}
	r.Body.List = append([]ast.Stmt{first}, r.Body.List...)
	return r
}

func (t *twin) copySwitch(s *ast.SwitchStmt) ast.Stmt {
	c := &ast.SwitchStmt{Switch: s.Switch, Init: t.single(s.Init), Body: &ast.BlockStmt{Lbrace: s.Body.Lbrace, Rbrace: s.Body.Rbrace}}
	if s.Tag != nil {
		c.Tag = t.plain(s.Tag)
	}
	for _, k := range s.Body.List {
		k := k.(*ast.CaseClause)
		d := &ast.CaseClause{Case: k.Case, Colon: k.Colon, Body: t.copies(k.Body)}
		for _, x := range k.List {
			d.List = append(d.List, t.plain(x))
		}
		c.Body.List = append(c.Body.List, d)
	}
	return c
}
