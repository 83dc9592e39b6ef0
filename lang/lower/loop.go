package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A frame is a statement that break or continue may mean.
type frame struct {
	label string
	loop  bool       // continue may mean it
	again []ast.Stmt // what a continue does first
	body  *rangeBody // its body is a closure: a range over a function
}

// A rangeBody is the body of a range over a function, lowered to a closure.
// Leaving it for anything but the next round goes through a number that the
// statement after the call of the iterator looks at.
type rangeBody struct {
	control string
	outer   *rangeBody
	exits   []func() []ast.Stmt // by number - 1: what to do once the iterator has returned
	results []string            // where return puts its values
}

func (l *Lowerer) pushBreak(label string) { l.frames = append(l.frames, &frame{label: label}) }

func (l *Lowerer) popBreak() { l.frames = l.frames[:len(l.frames)-1] }

// loopBody lowers the body of a loop that frame f stands for.
func (l *Lowerer) loopBody(b *ast.BlockStmt, f *frame) *ast.BlockStmt {
	f.loop = true
	l.frames = append(l.frames, f)
	l.loops++
	defer func() { l.loops--; l.popBreak() }()
	return l.block(b)
}

func labelled(label string, pos token.Pos, s ast.Stmt) ast.Stmt {
	if label == "" {
		return s
	}
	return &ast.LabeledStmt{Label: ident(label, pos), Colon: pos, Stmt: s}
}

func (l *Lowerer) labeled(s *ast.LabeledStmt) []ast.Stmt {
	label := s.Label.Name
	switch x := s.Stmt.(type) {
	case *ast.ForStmt:
		return append(l.mark(x), l.forStmt(x, label)...)
	case *ast.RangeStmt:
		return append(l.mark(x), l.rangeStmt(x, label)...)
	case *ast.SwitchStmt, *ast.SelectStmt, *ast.TypeSwitchStmt:
		l.label = label
		out := l.stmt(s.Stmt)
		if last := len(out) - 1; !isBlock(out[last]) { // a block carries its label inside
			out[last] = labelled(label, s.Pos(), out[last])
		}
		return out
	}
	out := l.stmt(s.Stmt)
	if len(out) == 0 {
		out = []ast.Stmt{block()}
	}
	out[0] = labelled(label, s.Pos(), out[0])
	return out
}

func isBlock(s ast.Stmt) bool {
	_, ok := s.(*ast.BlockStmt)
	return ok
}

// takeLabel is the label of the statement being lowered.
func (l *Lowerer) takeLabel() string {
	label := l.label
	l.label = ""
	return label
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
	loop := labelled(label, s.Pos(), out)
	if pre != nil {
		return []ast.Stmt{block(append(pre, loop)...)}
	}
	return []ast.Stmt{loop}
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

func (l *Lowerer) rangeStmt(s *ast.RangeStmt, label string) []ast.Stmt {
	t := types.Unalias(l.typeOf(s.X)).Underlying()
	switch t := t.(type) {
	case *types.Signature:
		return l.rangeFunc(s, label, t)
	case *types.Basic:
		if t.Info()&types.IsInteger != 0 {
			return l.rangeInt(s, label)
		}
		return l.rangeString(s, label)
	}
	x := l.expr(s.X)
	if p, ok := t.(*types.Pointer); ok && isArray(p.Elem()) {
		x = paren(star(x))
	}
	out := &ast.RangeStmt{For: s.For, TokPos: s.TokPos, Tok: token.DEFINE, Range: s.Range, X: x}
	key, value := elements(t)
	var begin []ast.Stmt
	fresh := s.Tok == token.ASSIGN || l.escapes(s.Body, l.rangeVars(s)) || l.changed(s.Body, l.rangeVars(s))
	out.Key, begin = l.rangeVar(s, s.Key, key, fresh, begin)
	out.Value, begin = l.rangeVar(s, s.Value, value, fresh, begin)
	if out.Key == nil && out.Value == nil {
		out.Tok = token.ILLEGAL
	} else if out.Key == nil {
		out.Key = ident("_", s.Pos())
	}
	out.Body = l.loopBody(s.Body, &frame{label: label})
	out.Body.List = append(begin, out.Body.List...)
	return []ast.Stmt{labelled(label, s.Pos(), out)}
}

func (l *Lowerer) rangeVars(s *ast.RangeStmt) []types.Object {
	var list []ast.Expr
	for _, x := range []ast.Expr{s.Key, s.Value} {
		if x != nil {
			list = append(list, x)
		}
	}
	return l.defined(list...)
}

// elements are the types that range yields over a type.
func elements(t types.Type) (key, value types.Type) {
	switch t := t.(type) {
	case *types.Slice:
		return types.Typ[types.Int], t.Elem()
	case *types.Array:
		return types.Typ[types.Int], t.Elem()
	case *types.Pointer:
		return elements(types.Unalias(t.Elem()).Underlying())
	case *types.Map:
		return t.Key(), t.Elem()
	case *types.Chan:
		return t.Elem(), nil
	case *types.Basic:
		return types.Typ[types.Int], types.Typ[types.Rune]
	}
	return nil, nil
}

// rangeVar is the variable of a lowered range clause for one of the original:
// itself, or a fresh one that the body begins by storing.
func (l *Lowerer) rangeVar(s *ast.RangeStmt, x ast.Expr, t types.Type, fresh bool, begin []ast.Stmt) (ast.Expr, []ast.Stmt) {
	if x == nil || t == nil {
		return nil, begin
	}
	if id, ok := x.(*ast.Ident); ok && id.Name == "_" {
		return ident("_", x.Pos()), begin
	}
	if !fresh {
		return l.lhs(x), begin
	}
	v := ident(l.fresh("v"), x.Pos())
	if s.Tok == token.DEFINE {
		return v, append(begin, define(l.lhs(x).(*ast.Ident).Name, v))
	}
	return v, append(begin, assign(token.ASSIGN, l.lhs(x), l.convert(v, t, l.typeOf(x))))
}

// rangeInt counts; the limit is taken once, and the body's variable is a copy
// where the body does more than read it.
func (l *Lowerer) rangeInt(s *ast.RangeStmt, label string) []ast.Stmt {
	t := l.typeOf(s.X)
	if s.Key != nil {
		t = l.lhsType(s.Key, s.X)
		if id, ok := s.Key.(*ast.Ident); ok && id.Name == "_" {
			t = l.typeOf(s.X)
		}
	}
	limit := l.fresh("n")
	counter := l.fresh("i")
	var begin []ast.Stmt
	if s.Key != nil {
		if id, ok := s.Key.(*ast.Ident); !ok || id.Name != "_" {
			vars := l.rangeVars(s)
			name := l.lhs(s.Key)
			switch {
			case s.Tok == token.ASSIGN:
				begin = append(begin, assign(token.ASSIGN, name, ident(counter, s.Pos())))
			case l.escapes(s.Body, vars) || l.changed(s.Body, vars):
				begin = append(begin, define(name.(*ast.Ident).Name, ident(counter, s.Pos())))
			default:
				counter = name.(*ast.Ident).Name
			}
		}
	}
	zero := l.constant(constantZero, types.Default(t), s.Pos())
	loop := &ast.ForStmt{
		For: s.For, Init: define(counter, zero),
		Cond: &ast.BinaryExpr{X: ident(counter, s.Pos()), OpPos: s.Pos(), Op: token.LSS, Y: ident(limit, s.Pos())},
		Post: &ast.IncDecStmt{X: ident(counter, s.Pos()), TokPos: s.Pos(), Tok: token.INC},
	}
	loop.Body = l.loopBody(s.Body, &frame{label: label})
	loop.Body.List = append(begin, loop.Body.List...)
	return []ast.Stmt{block(define(limit, l.conv(s.X, t)), labelled(label, s.Pos(), loop))}
}

// rangeString ranges over the runes of a string, which package rt lists: yaegi
// takes quadratic time and has the places of runes wrong.
func (l *Lowerer) rangeString(s *ast.RangeStmt, label string) []ast.Stmt {
	at, list, i, r := l.fresh("at"), l.fresh("runes"), l.fresh("i"), l.fresh("r")
	x := l.conv(s.X, types.Typ[types.String])
	pre := &ast.AssignStmt{TokPos: s.Pos(), Tok: token.DEFINE, Lhs: []ast.Expr{ident(at, s.Pos()), ident(list, s.Pos())}, Rhs: []ast.Expr{l.rt(s.Pos(), "Runes", x)}}
	var begin []ast.Stmt
	set := func(x ast.Expr, value ast.Expr, t types.Type) {
		switch {
		case x == nil || isBlank(x):
		case s.Tok == token.DEFINE:
			begin = append(begin, define(l.lhs(x).(*ast.Ident).Name, value))
		default:
			begin = append(begin, assign(token.ASSIGN, l.lhs(x), l.convert(value, t, l.typeOf(x))))
		}
	}
	set(s.Key, &ast.IndexExpr{X: ident(at, s.Pos()), Index: ident(i, s.Pos())}, types.Typ[types.Int])
	set(s.Value, ident(r, s.Pos()), types.Typ[types.Rune])
	out := &ast.RangeStmt{For: s.For, TokPos: s.TokPos, Tok: token.DEFINE, Range: s.Range, X: ident(list, s.Pos()), Key: ident(i, s.Pos()), Value: ident(r, s.Pos())}
	out.Body = l.loopBody(s.Body, &frame{label: label})
	out.Body.List = append(begin, out.Body.List...)
	return []ast.Stmt{block(pre, labelled(label, s.Pos(), out))}
}

// branch lowers break, continue, goto and fallthrough.
func (l *Lowerer) branch(s *ast.BranchStmt) []ast.Stmt {
	if s.Tok == token.GOTO || s.Tok == token.FALLTHROUGH {
		return []ast.Stmt{&ast.BranchStmt{TokPos: s.TokPos, Tok: s.Tok, Label: s.Label}}
	}
	i := l.targetOf(s)
	if i < 0 {
		return []ast.Stmt{&ast.BranchStmt{TokPos: s.TokPos, Tok: s.Tok, Label: s.Label}}
	}
	inner := -1 // the innermost closure between here and the target
	for j := len(l.frames) - 1; j >= i; j-- {
		if l.frames[j].body != nil {
			inner = j
			break
		}
	}
	f := l.frames[i]
	if inner < 0 {
		out := &ast.BranchStmt{TokPos: s.TokPos, Tok: s.Tok, Label: s.Label}
		if s.Tok == token.CONTINUE && len(f.again) > 0 {
			return append(append([]ast.Stmt{}, f.again...), out)
		}
		return []ast.Stmt{out}
	}
	if inner == i { // the range over a function itself
		next := "false"
		if s.Tok == token.CONTINUE {
			next = "true"
		}
		return []ast.Stmt{&ast.ReturnStmt{Results: []ast.Expr{ident(next, s.Pos())}}}
	}
	label := s.Label
	if label == nil && f.label != "" {
		label = ident(f.label, s.Pos())
	}
	return l.exit(l.frames[inner].body, func() []ast.Stmt {
		return l.branch(&ast.BranchStmt{TokPos: s.TokPos, Tok: s.Tok, Label: label})
	})
}

func (l *Lowerer) targetOf(s *ast.BranchStmt) int {
	for i := len(l.frames) - 1; i >= 0; i-- {
		f := l.frames[i]
		if s.Label != nil && f.label != s.Label.Name || s.Label == nil && s.Tok == token.CONTINUE && !f.loop {
			continue
		}
		return i
	}
	return -1
}

// exit leaves a closure body for what then() does after the iterator's call.
func (l *Lowerer) exit(b *rangeBody, then func() []ast.Stmt) []ast.Stmt {
	b.exits = append(b.exits, then)
	return []ast.Stmt{
		assign(token.ASSIGN, ident(b.control, token.NoPos), num(len(b.exits))),
		&ast.ReturnStmt{Results: []ast.Expr{ident("false", token.NoPos)}},
	}
}

// rangeFunc lowers a range over a function to a call of it with a closure.
func (l *Lowerer) rangeFunc(s *ast.RangeStmt, label string, sig *types.Signature) []ast.Stmt {
	yield := types.Unalias(sig.Params().At(0).Type()).Underlying().(*types.Signature)
	b := &rangeBody{control: l.fresh("exit"), outer: l.bodyOf}
	out := []ast.Stmt{define(b.control, num(0))}
	if l.results != nil {
		for i := range l.results.Len() {
			r := l.fresh("r")
			b.results = append(b.results, r)
			out = append(out, varStmt(r, l.typ(l.results.At(i).Type())))
		}
	}
	ft := &ast.FuncType{Params: &ast.FieldList{}, Results: &ast.FieldList{List: []*ast.Field{{Type: ident("bool", s.Pos())}}}}
	var begin []ast.Stmt
	for i, x := range []ast.Expr{s.Key, s.Value} {
		if i >= yield.Params().Len() {
			break
		}
		t := yield.Params().At(i).Type()
		p := l.fresh("p")
		ft.Params.List = append(ft.Params.List, field(p, l.typ(t)))
		if id, ok := x.(*ast.Ident); x == nil || ok && id.Name == "_" {
			continue
		}
		if s.Tok == token.DEFINE {
			begin = append(begin, define(l.lhs(x).(*ast.Ident).Name, ident(p, x.Pos())))
		} else {
			begin = append(begin, assign(token.ASSIGN, l.lhs(x), l.convert(ident(p, x.Pos()), t, l.typeOf(x))))
		}
	}
	iterator := l.expr(s.X)
	saved := l.bodyOf
	l.bodyOf = b
	body := l.loopBody(s.Body, &frame{label: label, body: b})
	l.bodyOf = saved
	body.List = append(append(begin, body.List...), &ast.ReturnStmt{Results: []ast.Expr{ident("true", s.Pos())}})
	out = append(out, exprStmt(call(s.Pos(), iterator, &ast.FuncLit{Type: ft, Body: body})))
	for i, then := range b.exits {
		cond := &ast.BinaryExpr{X: ident(b.control, s.Pos()), OpPos: s.Pos(), Op: token.EQL, Y: num(i + 1)}
		out = append(out, ifStmt(cond, then()...))
	}
	return []ast.Stmt{block(out...)}
}

// returnFromRange leaves the function from inside a range over a function.
func (l *Lowerer) returnFromRange(s *ast.ReturnStmt) []ast.Stmt {
	b := l.bodyOf
	var out []ast.Stmt
	n := 0
	if l.results != nil && len(s.Results) > 0 {
		n = l.results.Len()
		pre, values := l.plainReturn(s)
		set := &ast.AssignStmt{TokPos: s.Pos(), Tok: token.ASSIGN, Rhs: values}
		for _, r := range b.results {
			set.Lhs = append(set.Lhs, ident(r, s.Pos()))
		}
		out = append(pre, set)
	}
	return append(out, l.exit(b, func() []ast.Stmt { return l.returnOuter(b, n, s.Pos()) })...)
}

// returnOuter returns what a closure body has left, from around its loop.
func (l *Lowerer) returnOuter(b *rangeBody, n int, pos token.Pos) []ast.Stmt {
	var values []ast.Expr
	for _, r := range b.results[:n] {
		values = append(values, ident(r, pos))
	}
	o := b.outer
	if o == nil {
		return l.returnValues(values, pos)
	}
	var out []ast.Stmt
	if n > 0 {
		set := &ast.AssignStmt{TokPos: pos, Tok: token.ASSIGN, Rhs: values}
		for _, r := range o.results {
			set.Lhs = append(set.Lhs, ident(r, pos))
		}
		out = append(out, set)
	}
	return append(out, l.exit(o, func() []ast.Stmt { return l.returnOuter(o, n, pos) })...)
}
