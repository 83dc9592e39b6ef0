package native

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// facts are what must be known of a function before its code, or that of its
// callers, is made.
type facts struct {
	calls   []*types.Func // functions of cells that it calls
	globals []Global      // session variables that it mentions itself
	loops   bool
	slices  bool // it has slices of its own
	allocs  bool // it makes some
}

// factsOf reads the facts off the syntax.
func (t *Translator) factsOf(fn *function) (f facts) {
	info := fn.source.Info
	mention := func(id *ast.Ident, set bool) {
		v, ok := info.Uses[id].(*types.Var)
		if !ok || v.IsField() {
			return
		}
		name := t.Variable(v)
		if name == "" {
			return
		}
		if i := slices.IndexFunc(f.globals, func(g Global) bool { return g.Name == name }); i >= 0 {
			f.globals[i].Set = f.globals[i].Set || set
			return
		}
		f.globals = append(f.globals, Global{Name: name, Type: v.Type(), Set: set})
	}
	assigned(fn.source.Body, func(id *ast.Ident) { mention(id, true) })
	ast.Inspect(fn.source.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			mention(n, false)
			if v, ok := info.Defs[n].(*types.Var); ok && len(vals(v.Type())) > 1 {
				f.slices = true
			}
		case *ast.ForStmt, *ast.RangeStmt:
			f.loops = true
		case *ast.CompositeLit:
			f.allocs, f.slices = true, true
		case *ast.CallExpr:
			if tv := info.Types[ast.Unparen(n.Fun)]; tv.IsBuiltin() {
				name := types.ExprString(ast.Unparen(n.Fun))
				f.allocs = f.allocs || name == "make" || name == "append"
				f.slices = f.slices || f.allocs
			}
			if id, ok := ast.Unparen(n.Fun).(*ast.Ident); ok {
				if o, ok := info.Uses[id].(*types.Func); ok && isCells(o) && !slices.Contains(f.calls, o) {
					f.calls = append(f.calls, o)
				}
			}
		}
		return true
	})
	return f
}

// captures lists the local variables around a loop that it mentions.
func (t *Translator) captures(s ast.Stmt, info *types.Info) (list []Capture) {
	own := map[types.Object]bool{}
	mention := func(id *ast.Ident, set bool) {
		v, ok := info.Uses[id].(*types.Var)
		if !ok || v.IsField() || own[v] || v.Pkg() == nil || v.Pkg().Path() != "main" || t.Variable(v) != "" || v.Parent() == nil || v.Parent().Parent() == types.Universe {
			return
		}
		if i := slices.IndexFunc(list, func(c Capture) bool { return c.Var == v }); i >= 0 {
			list[i].Set = list[i].Set || set
			return
		}
		list = append(list, Capture{v, set})
	}
	assigned(s, func(id *ast.Ident) { mention(id, true) })
	ast.Inspect(s, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if o := info.Defs[id]; o != nil {
				own[o] = true
			}
			mention(id, false)
		}
		return true
	})
	return slices.DeleteFunc(list, func(c Capture) bool { return own[c.Var] })
}

// assigned visits the variables that a node assigns to.
func assigned(n ast.Node, visit func(*ast.Ident)) {
	set := func(list ...ast.Expr) {
		for _, x := range list {
			if id, ok := ast.Unparen(x).(*ast.Ident); ok {
				visit(id)
			}
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			set(n.Lhs...)
		case *ast.IncDecStmt:
			set(n.X)
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				set(n.Key, n.Value)
			}
		}
		return true
	})
}

// isCells reports whether a function was declared by a cell.
func isCells(f *types.Func) bool { return f.Pkg() != nil && f.Pkg().Path() == "main" }

// closure lists a function and all that it calls, by their facts.
func (t *Translator) closure(fn *function) []*function {
	list := []*function{fn}
	for i := 0; i < len(list); i++ {
		for _, f := range list[i].facts.calls {
			if c := t.function(f); !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}
	return list
}

// recursive reports whether a function may call itself.
func (t *Translator) recursive(fn *function) bool {
	return slices.ContainsFunc(t.closure(fn), func(g *function) bool {
		return slices.ContainsFunc(g.facts.calls, func(f *types.Func) bool { return t.function(f) == fn })
	})
}

// burns reports whether a call may take long: there is a loop or a recursion.
func (t *Translator) burns(fn *function) bool {
	return slices.ContainsFunc(t.closure(fn), func(g *function) bool { return g.facts.loops || t.recursive(g) })
}

// allocates reports whether a call may allocate.
func (t *Translator) allocates(fn *function) bool {
	return slices.ContainsFunc(t.closure(fn), func(g *function) bool { return g.facts.allocs })
}

// usesGlobals reports whether a function, or one that it calls, mentions session
// variables.
func (t *Translator) usesGlobals(fn *function) bool {
	return slices.ContainsFunc(t.closure(fn), func(g *function) bool { return len(g.facts.globals) > 0 })
}
