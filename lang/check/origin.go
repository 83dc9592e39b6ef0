package check

import (
	"go/ast"
	"go/types"
)

// An origin is the syntax of a function that is to have a twin.
type origin struct {
	name    string
	node    ast.Node // all of it
	info    *types.Info
	recv    *ast.Field
	typ     *ast.FuncType
	body    *ast.BlockStmt
	sig     *types.Signature
	earlier bool // of an earlier cell, while this one declares the name again
}

// originOf finds the syntax of a function that a cell has declared, or of the
// literal in a session variable; nil where it is something else.
func (d *deriver) originOf(o types.Object, info *types.Info) *origin {
	if o == nil || o.Pkg() == nil || o.Pkg().Path() != "main" {
		return nil
	}
	if old := d.old[o]; old != nil {
		o = old
	}
	if v, ok := o.(*types.Var); ok {
		return d.variable(v)
	}
	f, ok := o.(*types.Func)
	if !ok {
		return nil
	}
	f = f.Origin()
	for _, decl := range d.src.funcs {
		if d.info.Defs[decl.Name] == f || d.methods[decl] == f {
			return d.declared(decl, f, d.info, false)
		}
	}
	if e := d.Scope.methods[f]; e != nil {
		return d.declared(e.Func, f, e.info, false)
	}
	if e := d.Scope.names[f.Name()]; e != nil && e.Obj == f && e.Func != nil {
		return d.declared(e.Func, f, e.info, d.src.declared[f.Name()])
	}
	return nil
}

func (d *deriver) declared(decl *ast.FuncDecl, f *types.Func, info *types.Info, earlier bool) *origin {
	sig := f.Type().(*types.Signature)
	if decl.Body == nil || info == nil || sig.TypeParams().Len()+sig.RecvTypeParams().Len() > 0 {
		return nil
	}
	s := &origin{name: f.Name(), node: decl, info: info, typ: decl.Type, body: decl.Body, sig: sig, earlier: earlier}
	if decl.Recv != nil {
		s.recv = decl.Recv.List[0]
		s.name = receiverBase(decl) + "_" + f.Name()
	}
	return s
}

// variable is the literal that a session variable holds, where nothing else is
// ever assigned to it.
func (d *deriver) variable(v *types.Var) *origin {
	sig, ok := types.Unalias(v.Type()).Underlying().(*types.Signature)
	if now, isVar := d.pkg.Scope().Lookup(v.Name()).(*types.Var); isVar && d.src.declared[v.Name()] && SameStorage(now, v) {
		v = now // functions of earlier cells see what this one puts there
	}
	if !ok || d.assigned(v) {
		return nil
	}
	for _, g := range d.src.vars {
		for _, spec := range g.Specs {
			if lit := literalOf(spec.(*ast.ValueSpec), v, d.info); lit != nil {
				return &origin{name: v.Name(), node: lit, info: d.info, typ: lit.Type, body: lit.Body, sig: sig}
			}
		}
	}
	e := d.Scope.names[v.Name()]
	if e == nil || e.lit == nil || !SameStorage(e.Obj, v) || d.Scope.assigned[v.Name()] {
		return nil
	}
	return &origin{name: v.Name(), node: e.lit, info: e.info, typ: e.lit.Type, body: e.lit.Body, sig: sig, earlier: d.src.declared[v.Name()]}
}

// literalOf is the function literal that a declaration gives a variable.
func literalOf(spec *ast.ValueSpec, v types.Object, info *types.Info) *ast.FuncLit {
	if len(spec.Names) != len(spec.Values) {
		return nil
	}
	for i, n := range spec.Names {
		if info.Defs[n] == v {
			lit, _ := ast.Unparen(spec.Values[i]).(*ast.FuncLit)
			return lit
		}
	}
	return nil
}

// assigned reports whether the cell assigns to a variable, or takes its address.
func (d *deriver) assigned(v *types.Var) (found bool) {
	visit := func(n ast.Node) {
		assignments(n, func(id *ast.Ident) { found = found || d.info.Uses[id] == v })
	}
	for _, f := range d.src.funcs {
		visit(f)
	}
	for _, s := range d.src.body {
		visit(s)
	}
	for _, g := range d.src.vars {
		visit(g)
	}
	return found
}

// assignments visits the variables that a node assigns to or takes the address of.
func assignments(n ast.Node, visit func(id *ast.Ident)) {
	target := func(x ast.Expr) {
		if id, ok := ast.Unparen(x).(*ast.Ident); ok {
			visit(id)
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, x := range n.Lhs {
				target(x)
			}
		case *ast.RangeStmt:
			if n.Key != nil {
				target(n.Key)
			}
			if n.Value != nil {
				target(n.Value)
			}
		case *ast.UnaryExpr:
			if n.Op.String() == "&" {
				target(n.X)
			}
		}
		return true
	})
}

// localLiteral is the literal that a local variable holds, if that is all it ever
// holds, and if it means the same at the place of a call.
func (d *deriver) localLiteral(v *types.Var, call *ast.CallExpr) *ast.FuncLit {
	if d.assigned(v) {
		return nil
	}
	var lit *ast.FuncLit
	visit := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if id, ok := l.(*ast.Ident); ok && d.info.Defs[id] == v && len(n.Lhs) == len(n.Rhs) {
					lit, _ = ast.Unparen(n.Rhs[i]).(*ast.FuncLit)
				}
			}
		case *ast.ValueSpec:
			if l := literalOf(n, v, d.info); l != nil {
				lit = l
			}
		}
		return true
	}
	for _, f := range d.src.funcs {
		ast.Inspect(f, visit)
	}
	for _, s := range d.src.cell.Stmts {
		ast.Inspect(s, visit)
	}
	if lit == nil {
		return nil
	}
	if name := d.shadowed(lit, call); name != "" {
		d.refuse(call.Args[0], "%s means something else here than in the function %s: write the derivative next to the function", name, v.Name())
	}
	return lit
}

// shadowed is a name of a literal that means something else at another place.
func (d *deriver) shadowed(lit *ast.FuncLit, at ast.Node) (name string) {
	var inner *types.Scope
	for _, s := range d.info.Scopes {
		if s.Contains(at.Pos()) && (inner == nil || s.End()-s.Pos() < inner.End()-inner.Pos()) {
			inner = s
		}
	}
	ast.Inspect(lit, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || name != "" {
			return name == ""
		}
		o := d.info.Uses[id]
		if o == nil || o.Parent() == nil || lit.Pos() <= o.Pos() && o.Pos() < lit.End() || inner == nil {
			return true
		}
		if _, there := inner.LookupParent(id.Name, at.Pos()); there != nil && there != o {
			name = id.Name
		}
		return true
	})
	return name
}
