package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"

	"monro/lang/check"
	"monro/lang/native"
)

// NativeName is the package in which lowered code finds what was compiled.
const NativeName = "natʹ"

// A Verdict says what became of a function or a loop: compiled, or interpreted and
// why.
type Verdict struct {
	Name     string // of the function, "" for a loop
	Position        // where it stands
	Reason   string // what is in the way; "" where it is compiled
	At       Position
	Small    bool // nothing is in the way, but it is over too soon
}

// Native has the lowerer compile functions and loops of numbers. symbol finds
// functions of compiled packages.
func (l *Lowerer) Native(symbol func(path, name string) (reflect.Value, bool)) {
	l.native = native.New(native.Translator{
		Source:   func(f *types.Func) (native.Source, bool) { s, ok := l.sources[f]; return s, ok },
		Variable: l.sessionVariable,
		Place:    l.nativePlace,
		Symbol:   symbol,
	})
}

// sessionVariable is the runtime name of a session variable, "" for others.
func (l *Lowerer) sessionVariable(v *types.Var) string {
	if v.Pkg() == nil || v.Pkg().Path() != "main" || v.Parent() == nil || v.Parent().Parent() != types.Universe {
		return ""
	}
	return l.names[v]
}

// nativePlace is position for a place in a function that may be another than the
// one at work.
func (l *Lowerer) nativePlace(pos token.Pos, function string) int {
	fn := l.fn
	defer func() { l.fn = fn }()
	if function != native.LoopName {
		l.fn = function
	}
	return l.position(pos)
}

// verdict keeps what became of a function or loop.
func (l *Lowerer) verdict(name string, pos token.Pos, m *native.Module, r *native.Reason) {
	place := func(pos token.Pos) Position {
		p := l.u.Fset.Position(pos)
		return Position{Cell: p.Filename, Line: p.Line, Column: p.Column}
	}
	v := Verdict{Name: name, Position: place(pos), Small: m == nil && r == nil}
	if r != nil {
		v.Reason, v.At = r.What, place(r.Pos)
	}
	const most = 1000
	if len(l.Verdicts) == most {
		l.Verdicts = append(l.Verdicts[:0], l.Verdicts[most/2:]...)
	}
	l.Verdicts = append(l.Verdicts, v)
}

// A nativeFunc is the compiled form of a declared function.
type nativeFunc struct {
	symbol string
	module *native.Module
}

// compile finds the compiled form of the functions of a unit, before anything that
// calls them is lowered.
func (l *Lowerer) compile(u *check.Unit) {
	if l.native == nil || u.Cell == nil {
		return
	}
	for _, f := range u.Funcs {
		o, _ := u.Info.Defs[f.Name].(*types.Func)
		if f.Recv != nil || l.sources[o].Body == nil {
			continue
		}
		m, reason := l.native.Function(o)
		l.verdict(f.Name.Name, f.Name.Pos(), m, reason)
		if m != nil {
			n := &nativeFunc{l.fresh(f.Name.Name), m}
			l.compiledForms[o] = n
			l.natives[n.symbol] = m
		}
	}
}

// interpreted reports whether nothing of what is lowered is to run compiled: a
// profile wants its lines and a debugger its statements.
func (l *Lowerer) interpreted() bool {
	return l.native == nil || l.u.Cell == nil || l.Trace || l.Hooks || l.Interpret || len(l.subst) > 0
}

// compiledForm refers to the compiled form of a function, nil where there is none.
// Within functions that are compiled themselves there is no need: they run where
// that could not be called.
func (l *Lowerer) compiledForm(o types.Object, pos token.Pos) ast.Expr {
	f, ok := o.(*types.Func)
	if !ok || l.whole || l.interpreted() {
		return nil
	}
	n := l.compiledForms[f]
	if n == nil {
		return nil
	}
	if l.natives[n.symbol] == nil {
		l.natives[n.symbol] = n.module
	}
	if len(n.module.Globals) == 0 {
		return l.natively(n.symbol, pos)
	}
	return nil
}

// tryNative begins the body of a function that is compiled: it calls that form, and
// goes on where it could not be called.
func (l *Lowerer) tryNative(f *ast.FuncDecl, o *types.Func) []ast.Stmt {
	n := l.compiledForms[o]
	if n == nil || l.Hooks {
		return nil
	}
	args, ok := l.parameters(f)
	if !ok {
		return nil
	}
	var results []ast.Expr
	for range n.module.Results {
		results = append(results, ident(l.fresh("r"), f.Pos()))
	}
	done := ident(l.fresh("done"), f.Pos())
	run := &ast.AssignStmt{TokPos: f.Pos(), Tok: token.DEFINE, Lhs: append(results[:len(results):len(results)], done), Rhs: []ast.Expr{l.nativeCall(n.module, n.symbol+native.Tried, args)}}
	if len(n.module.Globals) == 0 {
		l.setup = append(l.setup, exprStmt(call(f.Pos(), l.natively(n.symbol+native.Instead, f.Pos()), ident(l.names[o], f.Pos()))))
	}
	return []ast.Stmt{ifStmt(ident(nativeVar, f.Pos()), run, ifStmt(done, &ast.ReturnStmt{Results: results}))}
}

// natively refers to what was compiled.
func (l *Lowerer) natively(symbol string, pos token.Pos) ast.Expr {
	return sel(ident(NativeName, pos), symbol)
}

// parameters are the arguments that a function passes on to its compiled form. One
// without a name has no use there.
func (l *Lowerer) parameters(f *ast.FuncDecl) (args []ast.Expr, ok bool) {
	for _, p := range f.Type.Params.List {
		names := p.Names
		if len(names) == 0 {
			names = []*ast.Ident{ast.NewIdent("_")}
		}
		for _, n := range names {
			if n.Name != "_" {
				args = append(args, ident(l.local(n), n.Pos()))
				continue
			}
			t := l.rawType(p.Type)
			b, ok := types.Unalias(t).Underlying().(*types.Basic)
			switch {
			case !ok:
				return nil, false
			case b.Info()&types.IsBoolean != 0:
				args = append(args, ident("false", p.Pos()))
			default:
				args = append(args, l.constant(constant.MakeInt64(0), b, p.Pos()))
			}
		}
	}
	return args, true
}

// nativeCall calls a module with session variables and arguments.
func (l *Lowerer) nativeCall(m *native.Module, symbol string, args []ast.Expr) ast.Expr {
	var all []ast.Expr
	for _, g := range m.Globals {
		all = append(all, addr(ident(g.Name, l.at)))
	}
	return call(l.at, l.natively(symbol, l.at), append(all, args...)...)
}

// nativeLoop lowers a loop so that its compiled form runs in its place, if there is
// one.
func (l *Lowerer) nativeLoop(s ast.Stmt, plain func() []ast.Stmt) []ast.Stmt {
	if l.interpreted() || l.whole || brief(s, l.u.Info) {
		return plain()
	}
	m, captures, reason := l.native.Loop(s, l.u.Info)
	if l.fn == "" && l.loops == 0 {
		l.verdict("", s.Pos(), m, reason)
	}
	if m == nil || l.deferring && len(m.Results) > 0 { // a deferred function would miss what is set before a panic
		return plain()
	}
	symbol, done := l.fresh(native.LoopName), ident(l.fresh("done"), s.Pos())
	l.natives[symbol] = m
	ok := ident(l.fresh("ok"), s.Pos())
	run := &ast.AssignStmt{TokPos: s.Pos(), Tok: token.DEFINE}
	var args []ast.Expr
	var then []ast.Stmt
	for _, c := range captures {
		name := ident(l.runtimeName(c.Var), s.Pos())
		args = append(args, name)
		if c.Set {
			t := ident(l.fresh("t"), s.Pos())
			run.Lhs = append(run.Lhs, t)
			then = append(then, assign(token.ASSIGN, name, t))
		}
	}
	run.Lhs = append(run.Lhs, ok)
	run.Rhs = []ast.Expr{l.nativeCall(m, symbol+native.Tried, args)}
	then = append(then, assign(token.ASSIGN, done, ident("true", s.Pos())))
	cond := ast.Expr(ident(nativeVar, s.Pos()))
	if long := l.long(s); long != nil {
		cond = &ast.BinaryExpr{X: cond, OpPos: s.Pos(), Op: token.LAND, Y: long}
	}
	return []ast.Stmt{
		define(done.Name, ident("false", s.Pos())),
		ifStmt(cond, run, ifStmt(ok, then...)),
		ifStmt(not(done), plain()...),
	}
}
