// Package lower turns a checked cell into plain Go that yaegi runs well: no
// generics, no methods, no interfaces of the user's own, no named types but
// structs, no constants to fold. What yaegi cannot be trusted with is spelled
// out or handed to compiled helpers (package rt).
//
// The passes share one Lowerer because runtime names, type numbers and
// positions live as long as the session.
package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"monro/lang/check"
	"monro/lang/native"
)

// A Position is a place in a cell that running code has passed.
type Position struct {
	Cell         string
	Line, Column int
	Func         string // "" for the statements of the cell itself
}

// A Program is a lowered cell, ready for the interpreter.
type Program struct {
	File      *ast.File
	Run       string   // the function that runs the cell's statements
	Packages  []string // import paths the file refers to
	NewTypes  []*types.Named
	Stops     []Stop // where a debugger may stop, from number FirstStop on
	FirstStop int
	Natives   map[string]*native.Module // what the file calls in the package NativeName, by name
}

// A Lowerer lowers the cells of one session.
type Lowerer struct {
	names            map[types.Object]string
	typeNames        typeutil.Map // *types.Named to string
	refs             typeutil.Map // types.Type to int
	Types            []types.Type // by number
	Positions        []Position   // by number
	count            int
	generics         map[*types.Func]generic
	instances        map[instanceKey]string
	ids              typeutil.Map // types.Type to int
	methodsOf        typeutil.Map // instantiated types whose methods are registered
	libraries        map[string]*check.Unit
	importer         types.Importer
	compiledInstance func(path, symbol string) bool

	// Trace notes every statement that running code passes, for a profile, and
	// not those alone that may panic.
	Trace bool
	// Hooks lets a debugger stop before every statement.
	Hooks bool
	stops int // how many there are

	// Interpret has nothing run compiled of what is lowered from now on.
	Interpret bool

	native  *native.Translator // nil: everything is interpreted
	sources map[*types.Func]native.Source
	natives map[string]*native.Module // of the cell being lowered

	compiledForms map[*types.Func]*nativeFunc
	Verdicts      []Verdict // on functions and loops, the last ones

	// of the cell being lowered
	u        *check.Unit
	packages map[string]bool
	types    []ast.Decl
	newTypes []*types.Named
	setup    []ast.Stmt
	fn       string // name of the function being lowered
	exact    bool   // spell out bounds checks
	loops    int
	results  *types.Tuple
	outputs  []string // the variables of the function's results, if it needs any
	errs     []check.Error
	frames   []*frame
	bodyOf   *rangeBody // the closure body of a range over a function, innermost
	label    string     // of the statement being lowered
	at       token.Pos  // of that statement
	defers   string     // of the function, if it defers calls
	queue    []instance
	made     []instanceKey // instances that the cell brought about
	subst    substitution
	survey   *survey // of what a debugger sees; nil: there is none
	frame    string  // variable of the function's frame in the debugger
	newStops []Stop
	tuple    []*ast.Field // parameters for the results of a call that is all arguments of another

	called map[*ast.FuncLit]bool // literals that compiled functions call, often from loops

	deferring bool // the function at work defers calls
	whole     bool // the function at work is compiled: its loops need not be
}

// New returns a Lowerer for a new session. The importer is the checker's;
// compiled says which instances of generic functions a package has as symbols,
// such as "Sin[float64]".
func New(importer types.Importer, compiled func(path, symbol string) bool) *Lowerer {
	l := &Lowerer{
		names: map[types.Object]string{}, generics: map[*types.Func]generic{},
		instances: map[instanceKey]string{}, sources: map[*types.Func]native.Source{}, compiledForms: map[*types.Func]*nativeFunc{}, libraries: map[string]*check.Unit{}, importer: importer, compiledInstance: compiled,
	}
	l.Positions = append(l.Positions, Position{}) // number 0: nowhere
	return l
}

// RT is the name under which lowered code reaches package rt.
const RT = "rtʹ"

// Alias is the name under which lowered code reaches an imported package.
func Alias(path string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '/', '.', '-':
			return '_'
		}
		return r
	}, path) + "ʹ"
}

// Lower lowers a checked cell. The scope is the one before the cell is
// committed: a variable declared again with its old type keeps its place.
func (l *Lowerer) Lower(u *check.Unit, scope *check.Scope, result bool) (*Program, []check.Error) {
	l.u, l.packages, l.types, l.newTypes, l.setup, l.errs = u, map[string]bool{}, nil, nil, nil, nil
	l.fn, l.exact, l.loops, l.made, l.called = "", true, 0, nil, map[*ast.FuncLit]bool{}
	l.frame, l.newStops = "", nil
	l.natives = map[string]*native.Module{}
	l.remember(u)
	p := &Program{File: &ast.File{Package: u.Cell.Pos, Name: ast.NewIdent("main")}}
	vars := l.place(scope)
	l.compile(u)
	var funcs []ast.Decl
	for _, f := range u.Funcs {
		if d := l.funcDecl(f); d != nil {
			funcs = append(funcs, d)
		}
	}
	if l.followed() {
		l.survey = newSurvey(u.Info, u.Fset)
		for _, s := range u.Stmts {
			l.survey.add(s)
		}
	}
	l.count++
	p.Run = fmt.Sprintf("cellʹ%d", l.count)
	body := l.guarded(u.Stmts, func() []ast.Stmt { return l.cellBody(result) })
	funcs = append(funcs, l.drain()...)
	run := &ast.FuncDecl{Name: ast.NewIdent(p.Run), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: &ast.BlockStmt{List: append(l.setup, body...)}}
	p.File.Decls = append(p.File.Decls, l.types...)
	p.File.Decls = append(p.File.Decls, vars...)
	p.File.Decls = append(p.File.Decls, funcs...)
	p.File.Decls = append(p.File.Decls, run)
	for path := range l.packages {
		p.Packages = append(p.Packages, path)
	}
	p.NewTypes, p.Natives = l.newTypes, l.natives
	p.Stops, p.FirstStop = l.newStops, l.stops
	l.stops += len(l.newStops)
	return p, l.errs
}

// Rollback forgets what a program that could not be loaded would have declared.
func (l *Lowerer) Rollback(p *Program) {
	for _, t := range p.NewTypes {
		l.typeNames.Delete(t)
	}
	for _, k := range l.made {
		delete(l.instances, k)
	}
}

// place gives each variable and function of the unit its runtime name, and
// declares the variables that need a new place.
func (l *Lowerer) place(scope *check.Scope) (decls []ast.Decl) {
	for _, e := range l.u.Entries {
		switch o := e.Obj.(type) {
		case *types.Var:
			if old := scope.Lookup(e.Name); old != nil && check.SameStorage(old.Obj, o) {
				l.names[o] = l.names[old.Obj]
			} else {
				l.names[o] = l.fresh(e.Name)
				decls = append(decls, varDecl(l.names[o], l.typ(o.Type())))
			}
		case *types.Func:
			if e.Func.Recv == nil {
				l.names[o] = l.fresh(e.Name)
			} else if typeParams(o).Len() == 0 {
				l.names[o] = l.fresh(recvName(o) + "_" + e.Name)
				l.registerMethod(o)
			}
		}
	}
	for o, old := range l.u.Old {
		l.names[o] = l.names[old]
	}
	return decls
}

func recvName(f *types.Func) string {
	t := f.Type().(*types.Signature).Recv().Type()
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return "T"
}

// registerMethod makes a method known to package rt, for calls through interfaces.
func (l *Lowerer) registerMethod(m *types.Func) {
	recv := m.Type().(*types.Signature).Recv().Type()
	l.setup = append(l.setup, exprStmt(l.rt(token.NoPos, "Method", l.ref(recv), str(m.Name()), ident(l.names[m], token.NoPos))))
}

// fresh makes a runtime name that no user can write.
func (l *Lowerer) fresh(base string) string {
	l.count++
	return fmt.Sprintf("%sʹ%d", base, l.count)
}

// Runtime is the runtime name of a session variable or function.
func (l *Lowerer) Runtime(o types.Object) string { return l.names[o] }

// Forget says that no later cell can mention an object.
func (l *Lowerer) Forget(o types.Object) {
	delete(l.names, o)
	if f, ok := o.(*types.Func); ok {
		delete(l.sources, f)
		delete(l.compiledForms, f)
	}
}

// errorf notes an error at a place, or at the statement being lowered.
func (l *Lowerer) errorf(pos token.Pos, format string, args ...any) {
	if !pos.IsValid() {
		pos = l.at
	}
	p := l.u.Fset.Position(pos)
	e := check.Error{Cell: p.Filename, Line: p.Line, Column: p.Column, Message: fmt.Sprintf(format, args...)}
	if n := len(l.errs); n == 0 || l.errs[n-1] != e {
		l.errs = append(l.errs, e)
	}
}

// funcDecl lowers a function or method to a plain function.
func (l *Lowerer) funcDecl(f *ast.FuncDecl) ast.Decl {
	o := l.funcObject(f)
	if o == nil || f.Body == nil {
		return nil
	}
	if typeParams(o).Len() > 0 {
		return nil // its instances are lowered where they are needed
	}
	return l.declare(f, o, l.names[o])
}

// declare lowers a function under a runtime name.
func (l *Lowerer) declare(f *ast.FuncDecl, o *types.Func, runtime string) ast.Decl {
	sig := l.subst.signature(o)
	name := f.Name.Name
	var recv *ast.Field
	if f.Recv != nil {
		name = recvName(o) + "." + name
		recv = f.Recv.List[0]
	}
	l.fn, l.exact = name, callsRecover(f.Body)
	defer func() { l.fn, l.exact = "", true }()
	if l.followed() {
		l.survey = newSurvey(l.u.Info, l.u.Fset)
		l.survey.add(f)
	}
	ft := l.signature(recv, f.Type)
	begin := l.tryNative(f, o)
	whole := l.whole
	l.whole = begin != nil
	defer func() { l.whole = whole }()
	body := l.funcBody(f.Type, f.Body, sig)
	body.List = append(begin, body.List...)
	return &ast.FuncDecl{Name: ident(runtime, f.Name.Pos()), Type: ft, Body: body}
}

func (l *Lowerer) funcObject(f *ast.FuncDecl) *types.Func {
	if m := l.u.Methods[f]; m != nil {
		return m
	}
	o, _ := l.u.Info.Defs[f.Name].(*types.Func)
	if o != nil && l.names[o] == "" { // func _ and func init
		l.names[o] = l.fresh(f.Name.Name)
	}
	return o
}

// signature lowers parameters and results. All parameters get names, since yaegi
// takes local variables for those without; results get none.
func (l *Lowerer) signature(recv *ast.Field, ft *ast.FuncType) *ast.FuncType {
	out := &ast.FuncType{Func: ft.Func, Params: &ast.FieldList{}}
	add := func(f *ast.Field, t ast.Expr) {
		names := []*ast.Ident{}
		for _, n := range f.Names {
			names = append(names, ident(l.local(n), n.Pos()))
		}
		if len(names) == 0 {
			names = append(names, ident("_", f.Pos()))
		}
		out.Params.List = append(out.Params.List, &ast.Field{Names: names, Type: t})
	}
	if recv != nil {
		add(recv, l.typ(l.rawType(recv.Type)))
	}
	for _, p := range ft.Params.List {
		if e, ok := p.Type.(*ast.Ellipsis); ok {
			add(p, &ast.Ellipsis{Ellipsis: e.Ellipsis, Elt: l.typ(l.rawType(e.Elt))})
			continue
		}
		add(p, l.typ(l.rawType(p.Type)))
	}
	if ft.Results != nil && len(ft.Results.List) > 0 {
		out.Results = &ast.FieldList{}
		for _, r := range ft.Results.List {
			for range max(len(r.Names), 1) { // names belong to variables of the body
				out.Results.List = append(out.Results.List, &ast.Field{Type: l.typ(l.rawType(r.Type))})
			}
		}
	}
	return out
}

// funcBody lowers the body of a function with its own results and loops.
func (l *Lowerer) funcBody(from *ast.FuncType, b *ast.BlockStmt, sig *types.Signature) *ast.BlockStmt {
	results, loops, frames, body, named := l.results, l.loops, l.frames, l.bodyOf, l.outputs
	defer func() { l.results, l.loops, l.frames, l.bodyOf, l.outputs = results, loops, frames, body, named }()
	l.results, l.loops, l.frames, l.bodyOf = sig.Results(), 0, nil, nil
	var begin []ast.Stmt
	deferring := l.deferring
	l.deferring = hasDefer(b.List)
	defer func() { l.deferring = deferring }()
	begin, l.outputs = l.resultVars(from.Results, hasDefer(b.List) || l.followed())
	list := l.guarded(b.List, func() []ast.Stmt { return l.stmts(b.List) })
	return &ast.BlockStmt{Lbrace: b.Lbrace, List: append(begin, list...), Rbrace: b.Rbrace}
}

// local is the runtime name of a local variable: its own, unless it is blank.
func (l *Lowerer) local(id *ast.Ident) string {
	if id.Name == "_" {
		return "_"
	}
	if o := l.u.Info.Defs[id]; o != nil {
		if l.names[o] == "" && isSpecial(id.Name) {
			l.names[o] = l.fresh(id.Name)
		}
		if n := l.names[o]; n != "" { // given for an earlier instance of a generic, perhaps
			return n
		}
	}
	return id.Name
}

// isSpecial lists names that lowered code must keep for itself.
func isSpecial(name string) bool {
	return types.Universe.Lookup(name) != nil || name == "main" || name == "init"
}

// cellBody lowers the statements of the cell.
func (l *Lowerer) cellBody(result bool) []ast.Stmt {
	var out []ast.Stmt
	l.results = nil
	for i, s := range l.u.Stmts {
		out = append(out, note(TopVar, l.position(s.Pos())))
		if x, ok := s.(*ast.ExprStmt); ok && result && i == len(l.u.Stmts)-1 && !l.u.Cell.Hide {
			out = append(out, l.mark(s)...)
			out = append(out, l.resultStmt(x)...)
			continue
		}
		out = append(out, l.stmt(s)...)
	}
	return out
}
