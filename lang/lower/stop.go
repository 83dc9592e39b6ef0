package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"monro/lang/cell"
)

// A Stop is a statement before which a debugger may hold the code that runs.
type Stop struct {
	Position
	First  bool    // of the statements of its line, in its function
	Calls  bool    // it may run functions of cells
	Locals []Local // what it sees, the innermost first
}

// A Local is a variable of a function that a statement sees.
type Local struct {
	Name string
	Type types.Type
}

// A view is what a survey found out about a statement.
type view struct {
	first, calls bool
	locals       []*types.Var
}

// A survey looks for the statements of a function or cell that a debugger can
// stop at. A function literal sees those variables around it that it uses: with
// the others yaegi would keep them alive, and share them with it, for a debugger's
// sake.
type survey struct {
	info  *types.Info
	fset  *token.FileSet
	views map[ast.Stmt]view
	taken map[lineOf]bool // lines that have their first statement
	path  []ast.Node
}

type lineOf struct {
	function ast.Node
	line     int
}

func newSurvey(info *types.Info, fset *token.FileSet) *survey {
	return &survey{info: info, fset: fset, views: map[ast.Stmt]view{}, taken: map[lineOf]bool{}}
}

// add looks at a function or at a statement of the cell itself.
func (s *survey) add(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if n == nil {
			s.path = s.path[:len(s.path)-1]
			return true
		}
		if stmt, ok := n.(ast.Stmt); ok && s.stops(stmt) {
			s.views[stmt] = s.view(stmt)
		}
		s.path = append(s.path, n)
		return true
	})
}

// stops tells statements of a block from those that are parts of others.
func (s *survey) stops(stmt ast.Stmt) bool {
	switch stmt.(type) {
	case *ast.BlockStmt, *ast.LabeledStmt, *ast.EmptyStmt, *ast.CaseClause, *ast.CommClause:
		return false
	}
	if !stmt.Pos().IsValid() || s.fset.Position(stmt.Pos()).Line == 0 {
		return false
	}
	if len(s.path) == 0 {
		return true
	}
	switch parent := s.path[len(s.path)-1].(type) {
	case *ast.IfStmt:
		return parent.Else == stmt
	case *ast.CommClause:
		return parent.Comm != stmt
	case *ast.BlockStmt, *ast.LabeledStmt, *ast.CaseClause:
		return true
	}
	return false
}

func (s *survey) view(stmt ast.Stmt) view {
	function := s.function()
	line := lineOf{function, s.fset.Position(stmt.Pos()).Line}
	v := view{first: !s.taken[line], calls: s.calls(stmt)}
	s.taken[line] = true
	seen := map[string]bool{}
	var uses map[types.Object]bool // of the literal, once the path has left it
	for i := len(s.path) - 1; i >= 0; i-- {
		for _, o := range s.declared(s.path[i], stmt.Pos()) {
			if !seen[o.Name()] && (uses == nil || uses[o]) {
				v.locals = append(v.locals, o)
			}
			seen[o.Name()] = true
		}
		if lit, ok := s.path[i].(*ast.FuncLit); ok && uses == nil {
			uses = s.used(lit)
		}
	}
	return v
}

// function is the innermost one around the statement, nil for the cell itself.
func (s *survey) function() ast.Node {
	for i := len(s.path) - 1; i >= 0; i-- {
		switch s.path[i].(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return s.path[i]
		}
	}
	return nil
}

// declared lists the variables that a node declares before a place, in order.
func (s *survey) declared(n ast.Node, before token.Pos) (vars []*types.Var) {
	switch f := n.(type) { // a function's scope goes by its type
	case *ast.FuncLit:
		n = f.Type
	case *ast.FuncDecl:
		n = f.Type
	}
	scope := s.info.Scopes[n]
	if scope == nil {
		return nil
	}
	for _, name := range scope.Names() {
		if o, ok := scope.Lookup(name).(*types.Var); ok && o.Pos() < before && name != "_" {
			vars = append(vars, o)
		}
	}
	return vars
}

func (s *survey) used(lit *ast.FuncLit) map[types.Object]bool {
	uses := map[types.Object]bool{}
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			uses[s.info.Uses[id]] = true
		}
		return true
	})
	return uses
}

// calls reports whether a statement may call something, the blocks in it aside.
func (s *survey) calls(stmt ast.Stmt) (found bool) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt, *ast.FuncLit:
			return false
		case *ast.CallExpr:
			if tv := s.info.Types[ast.Unparen(n.Fun)]; !tv.IsType() && !tv.IsBuiltin() {
				found = true
			}
		case *ast.RangeStmt:
			if t := s.info.TypeOf(n.X); t != nil {
				if _, ok := types.Unalias(t).Underlying().(*types.Signature); ok {
					found = true
				}
			}
		}
		return !found
	})
	return found
}

// hook asks the debugger before a statement whether to stop there. What the
// statement sees is handed over only then: by value, since yaegi is not to be
// trusted with the addresses of local variables.
func (l *Lowerer) hook(s ast.Stmt) []ast.Stmt {
	if l.frame == "" {
		return nil
	}
	v, ok := l.survey.views[s]
	if !ok {
		return nil
	}
	p := l.u.Fset.Position(s.Pos())
	stop := Stop{Position: Position{p.Filename, p.Line, p.Column, l.fn}, First: v.first, Calls: v.calls}
	args := []ast.Expr{ident(l.frame, s.Pos())}
	for _, o := range v.locals {
		stop.Locals = append(stop.Locals, Local{o.Name(), l.objType(o)})
		args = append(args, ident(l.runtimeName(o), s.Pos()))
	}
	n := l.stops + len(l.newStops)
	l.newStops = append(l.newStops, stop)
	return []ast.Stmt{ifStmt(l.rt(s.Pos(), "At", ident(l.frame, s.Pos()), num(n)), exprStmt(l.rt(s.Pos(), "Hold", args...)))}
}

// framed lowers the body of a function or cell that a debugger follows: package
// debug is told of its begin and its end, however it ends.
func (l *Lowerer) framed(list []ast.Stmt, lower func() []ast.Stmt) []ast.Stmt {
	outer := l.frame
	defer func() { l.frame = outer }()
	l.frame = l.fresh("frame")
	frame, name := l.frame, l.fn
	if name == "" {
		name = l.u.Cell.Name
	}
	if outer != "" {
		name += ".func"
	}
	l.defers = l.fresh("defers") // results are stored before they are returned
	defers := l.defers
	body := lower()
	if hasDefer(list) {
		body = []ast.Stmt{
			define(defers, l.rt(token.NoPos, "Defers")),
			exprStmt(l.rt(token.NoPos, "Guard", ident(defers, token.NoPos), funcLit(token.NoPos, nil, nil, body...))),
		}
	}
	return []ast.Stmt{
		define(frame, l.rt(token.NoPos, "Enter", str(name))),
		exprStmt(l.rt(token.NoPos, "Follow", ident(frame, token.NoPos), funcLit(token.NoPos, nil, nil, body...))),
		&ast.ReturnStmt{Results: idents(l.outputs, token.NoPos)},
	}
}

// followed reports whether the function being lowered is one for the debugger:
// written by the user, and no copy of such a one.
func (l *Lowerer) followed() bool {
	return l.Hooks && l.u.Cell != nil && !strings.Contains(l.fn, "ʹ")
}

// StopLines lists the lines of a cell where code can stop. The cell need not
// have been checked.
func StopLines(fset *token.FileSet, c *cell.Cell) (lines []int) {
	s := newSurvey(&types.Info{}, fset)
	for _, f := range c.Funcs {
		s.add(f)
	}
	for _, stmt := range c.Stmts {
		s.add(stmt)
	}
	for stmt := range s.views {
		lines = append(lines, fset.Position(stmt.Pos()).Line)
	}
	return lines
}
