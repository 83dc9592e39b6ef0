package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

func (l *Lowerer) block(b *ast.BlockStmt) *ast.BlockStmt {
	return &ast.BlockStmt{Lbrace: b.Lbrace, List: l.stmts(b.List), Rbrace: b.Rbrace}
}

func (l *Lowerer) stmts(list []ast.Stmt) []ast.Stmt {
	var out []ast.Stmt
	for _, s := range list {
		out = append(out, l.stmt(s)...)
	}
	return out
}

// stmt lowers a statement to those that do its work, with a note of where it
// stands if it can panic.
func (l *Lowerer) stmt(s ast.Stmt) []ast.Stmt {
	return append(l.mark(s), l.statement(s)...)
}

// mark notes the place of a statement for the panic translator. Statements
// that cannot panic go without: a note costs as much as an addition.
func (l *Lowerer) mark(s ast.Stmt) []ast.Stmt {
	if l.u.Cell == nil || !l.Trace && !l.mayPanic(s) { // the library is no place to point at
		return nil
	}
	return []ast.Stmt{note(PosVar, l.position(s.Pos()))}
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

func (l *Lowerer) statement(s ast.Stmt) []ast.Stmt {
	switch s := s.(type) {
	case *ast.ExprStmt:
		return l.exprStmt(s)
	case *ast.AssignStmt:
		return l.assign(s)
	case *ast.IncDecStmt:
		return []ast.Stmt{&ast.IncDecStmt{X: l.expr(s.X), TokPos: s.TokPos, Tok: s.Tok}}
	case *ast.DeclStmt:
		return l.declStmt(s.Decl.(*ast.GenDecl))
	case *ast.BlockStmt:
		return []ast.Stmt{l.block(s)}
	case *ast.IfStmt:
		return []ast.Stmt{l.ifStmt(s)}
	case *ast.ForStmt:
		return l.forStmt(s, "")
	case *ast.RangeStmt:
		return l.rangeStmt(s, "")
	case *ast.SwitchStmt:
		return []ast.Stmt{l.switchStmt(s)}
	case *ast.TypeSwitchStmt:
		return []ast.Stmt{l.typeSwitch(s)}
	case *ast.SelectStmt:
		return []ast.Stmt{l.selectStmt(s)}
	case *ast.ReturnStmt:
		return l.returnStmt(s)
	case *ast.BranchStmt:
		return l.branch(s)
	case *ast.LabeledStmt:
		return l.labeled(s)
	case *ast.SendStmt:
		ch := types.Unalias(l.typeOf(s.Chan)).Underlying().(*types.Chan)
		return []ast.Stmt{&ast.SendStmt{Chan: l.expr(s.Chan), Arrow: s.Arrow, Value: l.conv(s.Value, ch.Elem())}}
	case *ast.GoStmt:
		return l.spawn(s)
	case *ast.DeferStmt:
		return l.deferStmt(s)
	case *ast.EmptyStmt:
		return nil
	}
	l.errorf(s.Pos(), "statement %T is not supported", s)
	return nil
}

// exprStmt runs an expression for its effect; an error that is dropped stops
// the cell.
func (l *Lowerer) exprStmt(s *ast.ExprStmt) []ast.Stmt {
	c, isCall := ast.Unparen(s.X).(*ast.CallExpr)
	if !isCall {
		if u, ok := ast.Unparen(s.X).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
			return []ast.Stmt{exprStmt(l.expr(s.X))}
		}
		if l.tv(s.X).IsNil() || l.tv(s.X).Value != nil {
			return nil
		}
		return []ast.Stmt{assign(token.ASSIGN, ident("_", s.Pos()), l.expr(s.X))}
	}
	x := l.expr(s.X)
	if n := errorResults(l.tv(c).Type); n > 0 && !l.dropsErrors(c) {
		lhs := make([]ast.Expr, n)
		for i := range lhs {
			lhs[i] = ident("_", s.Pos())
		}
		lhs[n-1] = ident("errʹ", s.Pos())
		return []ast.Stmt{block(
			&ast.AssignStmt{Lhs: lhs, TokPos: s.Pos(), Tok: token.DEFINE, Rhs: []ast.Expr{x}},
			ifStmt(&ast.BinaryExpr{X: ident("errʹ", s.Pos()), Op: token.NEQ, Y: ident("nil", s.Pos())},
				exprStmt(l.rt(s.Pos(), "Fail", ident("errʹ", s.Pos()), num(l.position(s.Pos())))))),
		}
	}
	if tv := l.tv(ast.Unparen(c.Fun)); tv.IsType() || tv.IsBuiltin() && valued[builtinName(ast.Unparen(c.Fun))] {
		return []ast.Stmt{assign(token.ASSIGN, ident("_", s.Pos()), x)}
	}
	return []ast.Stmt{exprStmt(x)}
}

// valued lists the builtins that are no statements.
var valued = map[string]bool{"append": true, "len": true, "cap": true, "make": true, "new": true, "min": true, "max": true, "complex": true, "real": true, "imag": true}

// errorResults is the number of results of a call whose last one is an error, else 0.
func errorResults(t types.Type) int {
	err := types.Universe.Lookup("error").Type()
	switch t := t.(type) {
	case *types.Tuple:
		if t.Len() > 0 && types.Identical(t.At(t.Len()-1).Type(), err) {
			return t.Len()
		}
	case nil:
	default:
		if types.Identical(t, err) {
			return 1
		}
	}
	return 0
}

func (l *Lowerer) dropsErrors(c *ast.CallExpr) bool { return DropsErrors(l.u.Info, c) }

// DropsErrors lists the calls whose errors nobody looks at, in Go either:
// printing, and writers that cannot fail.
func DropsErrors(info *types.Info, c *ast.CallExpr) bool {
	s, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := info.Uses[s.Sel].(*types.Func)
	if !ok || f.Pkg() == nil {
		return false
	}
	switch f.Pkg().Path() {
	case "fmt":
		return strings.Contains(f.Name(), "rint")
	case "strings", "bytes", "hash", "bufio", "math/rand", "crypto/rand":
		return strings.HasPrefix(f.Name(), "Write") || f.Name() == "Read" || f.Name() == "ReadFrom"
	}
	return f.Name() == "Close" || f.Name() == "Read" // whose error is most often the end
}

// resultStmt hands the value of the cell's last expression to package rt.
func (l *Lowerer) resultStmt(s *ast.ExprStmt) []ast.Stmt {
	tv := l.tv(s.X)
	c, isCall := ast.Unparen(s.X).(*ast.CallExpr)
	if tv.IsVoid() || isCall && errorResults(tv.Type) > 0 && l.dropsErrors(c) {
		return l.exprStmt(s)
	}
	if tv.IsNil() {
		return []ast.Stmt{exprStmt(l.rt(s.Pos(), "Result", ident("nil", s.Pos()), num(-1)))}
	}
	if t, ok := tv.Type.(*types.Tuple); ok {
		return l.tupleResult(s, t)
	}
	if errorResults(tv.Type) == 1 && isCall {
		return l.exprStmt(s)
	}
	t := types.Default(tv.Type)
	return []ast.Stmt{exprStmt(l.rt(s.Pos(), "Result", l.conv(s.X, t), l.ref(t)))}
}

// tupleResult shows the results of a call one by one; a final error stops the cell.
func (l *Lowerer) tupleResult(s *ast.ExprStmt, t *types.Tuple) []ast.Stmt {
	var lhs, args []ast.Expr
	n := t.Len()
	fails := errorResults(t) > 0
	for i := range n {
		name := "rʹ" + string(rune('a'+i))
		lhs = append(lhs, ident(name, s.Pos()))
		if !(fails && i == n-1) {
			args = append(args, ident(name, s.Pos()), l.ref(t.At(i).Type()))
		}
	}
	out := []ast.Stmt{&ast.AssignStmt{Lhs: lhs, TokPos: s.Pos(), Tok: token.DEFINE, Rhs: []ast.Expr{l.expr(s.X)}}}
	if fails {
		e := lhs[n-1]
		out = append(out, ifStmt(&ast.BinaryExpr{X: e, Op: token.NEQ, Y: ident("nil", s.Pos())}, exprStmt(l.rt(s.Pos(), "Fail", e, num(l.position(s.Pos()))))))
	}
	if len(args) > 0 {
		out = append(out, exprStmt(l.rt(s.Pos(), "Results", args...)))
	}
	return []ast.Stmt{block(out...)}
}

func (l *Lowerer) assign(s *ast.AssignStmt) []ast.Stmt {
	if s.Tok != token.ASSIGN && s.Tok != token.DEFINE {
		return l.opAssign(s)
	}
	if len(s.Lhs) > 1 && len(s.Rhs) == 1 {
		return l.assignTuple(s)
	}
	tok := s.Tok
	if tok == token.DEFINE && l.isSession(s) {
		tok = token.ASSIGN
	}
	out := &ast.AssignStmt{TokPos: s.TokPos, Tok: tok}
	for i, lhs := range s.Lhs {
		out.Lhs = append(out.Lhs, l.lhs(lhs))
		out.Rhs = append(out.Rhs, l.value(s.Rhs[i], l.lhsType(lhs, s.Rhs[i])))
	}
	var pre []ast.Stmt
	if len(s.Lhs) > 1 {
		pre = l.apart(out, func(i int) types.Type { return l.lhsType(s.Lhs[i], s.Rhs[i]) })
	}
	if pre != nil {
		for i, x := range s.Lhs {
			var frozen []ast.Stmt
			frozen, out.Lhs[i] = l.freezePlace(x, out.Lhs[i])
			pre = append(frozen, pre...)
		}
		return append(pre, l.oneByOne(out, func(i int) types.Object { return l.u.Info.Defs[identOf(s.Lhs[i])] })...)
	}
	if tok == token.DEFINE {
		return append(pre, l.defineLocals(s, out)...)
	}
	if len(s.Lhs) == 1 {
		switch x := ast.Unparen(s.Rhs[0]).(type) {
		case *ast.BinaryExpr:
			if (x.Op == token.LAND || x.Op == token.LOR) && !isIdent(s.Lhs[0]) { // yaegi stores the first operand in an element
				t := l.fresh("t")
				first := define(t, out.Rhs[0])
				out.Rhs[0] = ident(t, x.Pos())
				return []ast.Stmt{first, out}
			}
		case *ast.StarExpr:
			if isBlank(s.Lhs[0]) { // yaegi leaves it out, and with it the panic
				return []ast.Stmt{exprStmt(l.rt(x.Pos(), "Use", out.Rhs[0]))}
			}
		}
	}
	return append(pre, out)
}

// apart takes the values of a parallel assignment into variables of their own
// where they are more than operands: yaegi builds literals in the place of
// another value. t gives the type of each place.
func (l *Lowerer) apart(a *ast.AssignStmt, t func(i int) types.Type) (pre []ast.Stmt) {
	plain := true
	for i, x := range a.Rhs {
		plain = plain && operand(x) && !isInterface(t(i)) // nor does it swap interfaces
	}
	if plain {
		return nil
	}
	for i, x := range a.Rhs {
		name := l.fresh("t")
		typ := t(i)
		if id, ok := x.(*ast.Ident); isInterface(typ) || ok && id.Name == "nil" {
			pre = append(pre, varStmt(name, l.typ(typ)), assign(token.ASSIGN, ident(name, x.Pos()), x))
		} else {
			pre = append(pre, define(name, x))
		}
		a.Rhs[i] = ident(name, x.Pos())
	}
	return pre
}

// oneByOne splits a parallel assignment whose values stand in variables of
// their own. defined is the variable that a place declares, nil for none.
func (l *Lowerer) oneByOne(a *ast.AssignStmt, defined func(i int) types.Object) (out []ast.Stmt) {
	for i, x := range a.Lhs {
		o := defined(i)
		switch {
		case a.Tok != token.DEFINE || o == nil || isBlank(x):
			out = append(out, assign(token.ASSIGN, x, a.Rhs[i]))
		case isInterface(l.objType(o)):
			out = append(out, varStmt(x.(*ast.Ident).Name, l.typ(l.objType(o))), assign(token.ASSIGN, x, a.Rhs[i]))
		default:
			out = append(out, define(x.(*ast.Ident).Name, a.Rhs[i]))
		}
	}
	return out
}

// freezePlace takes the operands of a place that is assigned to into variables,
// as Go evaluates them before any of a parallel assignment happens.
func (l *Lowerer) freezePlace(x, lowered ast.Expr) (pre []ast.Stmt, place ast.Expr) {
	freeze := func(e ast.Expr) ast.Expr {
		if constantLike(e) {
			return e
		}
		t := l.fresh("x")
		pre = append(pre, define(t, e))
		return ident(t, e.Pos())
	}
	switch p := lowered.(type) {
	case *ast.IndexExpr:
		out := *p
		if ix, ok := ast.Unparen(x).(*ast.IndexExpr); ok && !isArray(l.typeOf(ix.X)) {
			out.X = freeze(p.X)
		}
		out.Index = freeze(p.Index)
		return pre, &out
	case *ast.StarExpr:
		return pre, star(freeze(p.X))
	case *ast.SelectorExpr:
		if sx, ok := ast.Unparen(x).(*ast.SelectorExpr); ok {
			if _, isPtr := types.Unalias(l.typeOf(sx.X)).Underlying().(*types.Pointer); isPtr && isIdent(p.X) {
				return pre, sel(freeze(p.X), p.Sel.Name)
			}
		}
	}
	return pre, lowered
}

// operand reports whether an expression only reads variables and constants.
func operand(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident, *ast.BasicLit:
		return true
	case *ast.ParenExpr:
		return operand(x.X)
	case *ast.SelectorExpr:
		return operand(x.X)
	case *ast.StarExpr:
		return operand(x.X)
	case *ast.UnaryExpr:
		return x.Op != token.AND && x.Op != token.ARROW && operand(x.X)
	case *ast.BinaryExpr:
		return operand(x.X) && operand(x.Y)
	case *ast.IndexExpr:
		return operand(x.X) && operand(x.Index)
	}
	return false
}

// value lowers what is stored in a variable of type t.
func (l *Lowerer) value(e ast.Expr, t types.Type) ast.Expr {
	if l.tv(e).IsNil() {
		return ident("nil", e.Pos())
	}
	return l.conv(e, t)
}

// isSession reports whether a := declares session variables: they exist already.
func (l *Lowerer) isSession(s *ast.AssignStmt) bool {
	for _, x := range s.Lhs {
		if id, ok := x.(*ast.Ident); ok && id.Name != "_" {
			o := l.u.Info.Defs[id]
			if o == nil {
				o = l.u.Info.Uses[id]
			}
			return o != nil && o.Parent() == l.u.Pkg.Scope()
		}
	}
	return l.fn == "" && len(l.frames) == 0 && l.results == nil
}

// defineLocals keeps := where each new variable's type is what its value says
// to yaegi too, and declares the others first.
func (l *Lowerer) defineLocals(s *ast.AssignStmt, out *ast.AssignStmt) []ast.Stmt {
	var pre []ast.Stmt
	for i, x := range s.Lhs {
		id := x.(*ast.Ident)
		o := l.u.Info.Defs[id]
		if o == nil || id.Name == "_" {
			continue
		}
		if !types.Identical(l.objType(o), l.typeOf(s.Rhs[i])) || isInterface(l.objType(o)) {
			pre = append(pre, varStmt(out.Lhs[i].(*ast.Ident).Name, l.typ(l.objType(o))))
		}
	}
	if len(pre) == 0 {
		return []ast.Stmt{out}
	}
	if len(pre) < len(s.Lhs) {
		pre = nil
		for i, x := range s.Lhs {
			if o := l.u.Info.Defs[x.(*ast.Ident)]; o != nil && x.(*ast.Ident).Name != "_" {
				pre = append(pre, varStmt(out.Lhs[i].(*ast.Ident).Name, l.typ(l.objType(o))))
			}
		}
	}
	out.Tok = token.ASSIGN
	return append(pre, out)
}

func (l *Lowerer) lhs(e ast.Expr) ast.Expr {
	if id, ok := e.(*ast.Ident); ok {
		if id.Name == "_" {
			return ident("_", id.Pos())
		}
		if o := l.u.Info.Defs[id]; o != nil && l.names[o] == "" {
			return ident(l.local(id), id.Pos())
		}
	}
	return l.expr(e)
}

func (l *Lowerer) lhsType(lhs, rhs ast.Expr) types.Type {
	if id, ok := lhs.(*ast.Ident); ok {
		if id.Name == "_" {
			return l.typeOf(rhs)
		}
		if o := l.u.Info.Defs[id]; o != nil {
			return l.objType(o)
		}
	}
	return l.typeOf(lhs)
}

// assignTuple lowers v, ok = m[k] and its kin, and a, b = f().
func (l *Lowerer) assignTuple(s *ast.AssignStmt) []ast.Stmt {
	rhs, from := l.tupleValue(s.Rhs[0])
	tok := s.Tok
	if tok == token.DEFINE && l.isSession(s) {
		tok = token.ASSIGN
	}
	out := &ast.AssignStmt{TokPos: s.TokPos, Tok: tok, Rhs: []ast.Expr{rhs}}
	receives := isReceive(s.Rhs[0]) // yaegi cannot store that in a blank
	direct := !(receives && isBlank(s.Lhs[0]))
	for i, x := range s.Lhs {
		out.Lhs = append(out.Lhs, l.lhs(x))
		if id, ok := x.(*ast.Ident); ok && (id.Name == "_" || tok == token.DEFINE && l.u.Info.Defs[id] != nil) {
			continue
		}
		if !types.Identical(l.typeOf(x), from[i]) || tok == token.ASSIGN && !isIdent(x) {
			direct = false
		}
	}
	if direct {
		return []ast.Stmt{out}
	}
	// Through temporaries, converted one by one.
	temps := &ast.AssignStmt{TokPos: s.TokPos, Tok: token.DEFINE, Rhs: out.Rhs}
	store := &ast.AssignStmt{TokPos: s.TokPos, Tok: token.ASSIGN}
	var pre []ast.Stmt
	for i, x := range s.Lhs {
		if isBlank(x) {
			name := "_"
			if receives {
				name = l.fresh("t")
			}
			temps.Lhs = append(temps.Lhs, ident(name, x.Pos()))
			continue
		}
		name := l.fresh("t")
		temps.Lhs = append(temps.Lhs, ident(name, x.Pos()))
		store.Lhs = append(store.Lhs, out.Lhs[i])
		to := from[i]
		if id, ok := x.(*ast.Ident); !ok || l.u.Info.Defs[id] == nil {
			to = l.typeOf(x)
		} else if tok == token.DEFINE {
			pre = append(pre, varStmt(out.Lhs[i].(*ast.Ident).Name, l.typ(to)))
		}
		store.Rhs = append(store.Rhs, l.convert(ident(name, x.Pos()), from[i], to))
	}
	if len(store.Lhs) == 0 {
		return append(pre, temps)
	}
	return append(pre, temps, store)
}

func isReceive(x ast.Expr) bool {
	u, ok := ast.Unparen(x).(*ast.UnaryExpr)
	return ok && u.Op == token.ARROW
}

func isBlank(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "_"
}

func isIdent(x ast.Expr) bool {
	_, ok := x.(*ast.Ident)
	return ok
}

// tupleValue lowers an expression of several values, with their types.
func (l *Lowerer) tupleValue(e ast.Expr) (ast.Expr, []types.Type) {
	if a, ok := ast.Unparen(e).(*ast.TypeAssertExpr); ok {
		return l.commaOK(a), []types.Type{l.typeOf2(a), types.Typ[types.Bool]}
	}
	if t, ok := l.rawType(e).(*types.Tuple); ok {
		var list []types.Type
		for i := range t.Len() {
			list = append(list, types.Default(t.At(i).Type()))
		}
		return l.expr(e), list
	}
	return l.expr(e), []types.Type{l.typeOf2(e), types.Typ[types.Bool]}
}

func (l *Lowerer) opAssign(s *ast.AssignStmt) []ast.Stmt {
	x := l.lhs(s.Lhs[0])
	var y ast.Expr
	t := l.typeOf(s.Lhs[0])
	switch {
	case s.Tok == token.SHL_ASSIGN || s.Tok == token.SHR_ASSIGN:
		y = l.shiftCount(s.Rhs[0])
	case (s.Tok == token.QUO_ASSIGN || s.Tok == token.REM_ASSIGN) && isInteger(t) && l.tv(s.Rhs[0]).Value == nil && l.exact && l.loops == 0:
		y = l.divisor(s.Rhs[0], t)
	default:
		y = l.operand(s.Rhs[0], t)
	}
	return []ast.Stmt{&ast.AssignStmt{Lhs: []ast.Expr{x}, TokPos: s.TokPos, Tok: s.Tok, Rhs: []ast.Expr{y}}}
}

// declStmt lowers var declarations; types appear where they are needed and
// constants are folded.
func (l *Lowerer) declStmt(g *ast.GenDecl) []ast.Stmt {
	if g.Tok != token.VAR {
		return nil
	}
	var out []ast.Stmt
	for _, spec := range g.Specs {
		v := spec.(*ast.ValueSpec)
		out = append(out, l.varSpec(v)...)
	}
	return out
}

func (l *Lowerer) varSpec(v *ast.ValueSpec) (out []ast.Stmt) {
	a := &ast.AssignStmt{TokPos: v.Pos(), Tok: token.ASSIGN}
	var froms []types.Type
	if len(v.Values) == 1 && len(v.Names) > 1 {
		var rhs ast.Expr
		rhs, froms = l.tupleValue(v.Values[0])
		a.Rhs = []ast.Expr{rhs}
	}
	direct := true
	for i, n := range v.Names {
		o := l.u.Info.Defs[n]
		name := "_"
		if n.Name != "_" {
			name = l.lhs(n).(*ast.Ident).Name
			if o.Parent() != l.u.Pkg.Scope() {
				out = append(out, varStmt(name, l.typ(l.objType(o))))
			} else if len(v.Values) == 0 { // a session variable that is declared again starts anew
				out = append(out, l.zero(name, l.objType(o))...)
			}
		}
		a.Lhs = append(a.Lhs, ident(name, n.Pos()))
		switch {
		case froms != nil:
			direct = direct && (name == "_" || types.Identical(l.objType(o), froms[i]))
		case len(v.Values) > 0:
			t := l.typeOf(v.Values[i])
			if o != nil && n.Name != "_" {
				t = l.objType(o)
			} else if v.Type != nil {
				t = l.typeOf(v.Type)
			}
			a.Rhs = append(a.Rhs, l.value(v.Values[i], t))
		}
	}
	if len(v.Values) == 0 {
		return out
	}
	if len(a.Rhs) > 1 {
		pre := l.apart(a, func(i int) types.Type {
			if o := l.u.Info.Defs[v.Names[i]]; o != nil && v.Names[i].Name != "_" {
				return l.objType(o)
			}
			return l.typeOf(v.Values[i])
		})
		if pre != nil {
			return append(append(out, pre...), l.oneByOne(a, func(int) types.Object { return nil })...)
		}
	}
	if direct {
		return append(out, a)
	}
	temps := &ast.AssignStmt{TokPos: v.Pos(), Tok: token.DEFINE, Rhs: a.Rhs}
	a.Rhs = nil
	for i, n := range v.Names {
		t := l.fresh("t")
		temps.Lhs = append(temps.Lhs, ident(t, n.Pos()))
		a.Rhs = append(a.Rhs, l.convert(ident(t, n.Pos()), froms[i], l.objType(l.u.Info.Defs[n])))
	}
	return append(out, temps, a)
}

// zero resets a variable: through a fresh one, since not every type has a literal.
func (l *Lowerer) zero(name string, t types.Type) []ast.Stmt {
	z := l.fresh("z")
	return []ast.Stmt{varStmt(z, l.typ(t)), assign(token.ASSIGN, ident(name, token.NoPos), ident(z, token.NoPos))}
}

func (l *Lowerer) ifStmt(s *ast.IfStmt) ast.Stmt {
	out := &ast.IfStmt{If: s.If, Body: nil}
	var init []ast.Stmt
	if s.Init != nil {
		init = l.statement(s.Init)
	}
	out.Cond = l.expr(s.Cond)
	out.Body = l.block(s.Body)
	switch e := s.Else.(type) {
	case *ast.BlockStmt:
		out.Else = l.block(e)
	case *ast.IfStmt:
		out.Else = block(l.stmt(e)...)
	}
	if len(init) > 0 { // yaegi gets the scope of an if's variables wrong in places
		return block(append(init, out)...)
	}
	return out
}

func (l *Lowerer) returnStmt(s *ast.ReturnStmt) []ast.Stmt {
	if l.bodyOf != nil {
		return l.returnFromRange(s)
	}
	pre, values := l.plainReturn(s)
	return append(pre, l.returnValues(values, s.Pos())...)
}

// plainReturn lowers the values of a return statement, with what comes first.
func (l *Lowerer) plainReturn(s *ast.ReturnStmt) (pre []ast.Stmt, values []ast.Expr) {
	n := 0
	if l.results != nil {
		n = l.results.Len()
	}
	if len(s.Results) == 1 && n > 1 {
		x, from := l.tupleValue(s.Results[0])
		same := true
		for i := range n {
			same = same && types.Identical(from[i], l.results.At(i).Type())
		}
		if same {
			return nil, []ast.Expr{x}
		}
		temps := &ast.AssignStmt{TokPos: s.Pos(), Tok: token.DEFINE, Rhs: []ast.Expr{x}}
		for i := range n {
			t := l.fresh("t")
			temps.Lhs = append(temps.Lhs, ident(t, s.Pos()))
			values = append(values, l.convert(ident(t, s.Pos()), from[i], l.results.At(i).Type()))
		}
		return []ast.Stmt{temps}, values
	}
	for i, r := range s.Results {
		values = append(values, l.value(r, l.results.At(i).Type()))
	}
	return nil, values
}

// spawn lowers go f(x): the arguments are taken now, a panic in the goroutine
// is reported and does not end the process.
func (l *Lowerer) spawn(s *ast.GoStmt) []ast.Stmt {
	pre, c := l.frozenCall(s.Call)
	body := exprStmt(l.rt(s.Pos(), "Go", funcLit(s.Pos(), nil, nil, exprStmt(c))))
	return []ast.Stmt{block(append(pre, body)...)}
}

// frozenCall takes function and arguments of a call into fresh variables and
// returns the call over them.
func (l *Lowerer) frozenCall(e *ast.CallExpr) (pre []ast.Stmt, c ast.Expr) {
	x := l.call(e)
	for {
		p, ok := x.(*ast.ParenExpr)
		if !ok {
			break
		}
		x = p.X
	}
	out, ok := x.(*ast.CallExpr)
	if !ok {
		return nil, x
	}
	frozen := *out
	frozen.Args = nil
	for i, a := range out.Args {
		if constantLike(a) || !l.isValue(e, i) {
			frozen.Args = append(frozen.Args, a)
			continue
		}
		t := l.fresh("a")
		pre = append(pre, define(t, a))
		frozen.Args = append(frozen.Args, ident(t, a.Pos()))
	}
	switch f := out.Fun.(type) {
	case *ast.FuncLit:
	case *ast.Ident: // a local or session variable may change; a declared function does not
		if o := l.u.Info.Uses[identOf(e.Fun)]; o != nil {
			if _, isVar := o.(*types.Var); isVar {
				t := l.fresh("f")
				pre = append(pre, define(t, f))
				frozen.Fun = ident(t, f.Pos())
			}
		}
	case *ast.SelectorExpr:
		if sl := l.selection(selectorOf(e.Fun)); sl != nil {
			t := l.fresh("r")
			if _, ptr := types.Unalias(pathTypeOfSel(sl)).Underlying().(*types.Pointer); ptr || isInterface(pathTypeOfSel(sl)) {
				pre = append(pre, define(t, f.X))
				frozen.Fun = sel(ident(t, f.Pos()), f.Sel.Name)
			} else if addressable(f.X) {
				pre = append(pre, define(t, addr(f.X)))
				frozen.Fun = sel(ident(t, f.Pos()), f.Sel.Name)
			}
		}
	default: // a function that is computed, as in defer enter()()
		t := l.fresh("f")
		pre = append(pre, define(t, f))
		frozen.Fun = ident(t, f.Pos())
	}
	return pre, &frozen
}

func pathTypeOfSel(s *selection) types.Type {
	return pathType(s.Recv(), s.Index()[:len(s.Index())-1])
}

func identOf(e ast.Expr) *ast.Ident {
	id, _ := ast.Unparen(e).(*ast.Ident)
	return id
}

func selectorOf(e ast.Expr) *ast.SelectorExpr {
	s, _ := ast.Unparen(e).(*ast.SelectorExpr)
	return s
}

func addressable(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return addressable(x.X)
	}
	return false
}

func constantLike(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.BasicLit:
		return true
	case *ast.FuncLit:
		return true
	case *ast.Ident:
		return x.Name == "nil" || x.Name == "true" || x.Name == "false"
	}
	return false
}

// isValue reports whether an argument is a value, not the type of make or new.
func (l *Lowerer) isValue(e *ast.CallExpr, i int) bool {
	return !(l.tv(ast.Unparen(e.Fun)).IsBuiltin() && i < len(e.Args) && l.tv(e.Args[i]).IsType())
}
