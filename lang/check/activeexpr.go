package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// flow is the flow of an expression that has one value.
func (t *twin) flow(x ast.Expr) *flow {
	if list := t.flows(x); len(list) > 0 {
		return list[0]
	}
	return t.fresh(x, nil)
}

// fresh is the flow that an expression brings about itself.
func (t *twin) fresh(n ast.Node, typ types.Type) *flow {
	f := t.of[n]
	if f == nil {
		f = newFlow(typ, false)
		t.of[n] = f
	}
	return f
}

// outside is the flow of what comes from outside of the function.
func (t *twin) outside(n ast.Node, typ types.Type) *flow {
	f := t.of[n]
	if f == nil {
		f = newFlow(typ, true)
		t.of[n] = f
	}
	return f
}

// flows are the flows of the values of an expression.
func (t *twin) flows(x ast.Expr) []*flow {
	if p, ok := x.(*ast.ParenExpr); ok {
		return t.flows(p.X)
	}
	if id, ok := x.(*ast.Ident); ok {
		return []*flow{t.ident(id)}
	}
	tv, ok := t.info.Types[x]
	if !ok || tv.Type == types.Typ[types.Invalid] {
		t.refuse(x, "the type of %s is not known", types.ExprString(x))
	}
	if tv.Value != nil || tv.IsType() {
		return []*flow{t.outside(x, tv.Type)}
	}
	typ := tv.Type
	one := func(f *flow) []*flow { return []*flow{f} }
	switch x := x.(type) {
	case *ast.FuncLit:
		return one(t.funcLit(x))
	case *ast.UnaryExpr:
		f := t.flow(x.X)
		switch {
		case x.Op == token.AND:
			p := t.fresh(x, typ)
			if p.root().kind == container {
				t.unify(p.root().elem, f)
			}
			return one(p)
		case x.Op == token.SUB || x.Op == token.ADD:
			return one(t.derivedFrom(x, typ, f))
		}
		return one(t.outside(x, typ))
	case *ast.BinaryExpr:
		return one(t.derivedFrom(x, typ, t.flow(x.X), t.flow(x.Y)))
	case *ast.StarExpr:
		return one(t.element(x, t.flow(x.X), typ))
	case *ast.IndexExpr:
		if index, ok := t.info.Types[x.Index]; ok && index.IsType() {
			return one(t.outside(x, typ)) // an instance of a generic function
		}
		t.flow(x.Index)
		return t.index(x, typ)
	case *ast.IndexListExpr:
		return one(t.outside(x, typ))
	case *ast.SliceExpr:
		for _, i := range []ast.Expr{x.Low, x.High, x.Max} {
			if i != nil {
				t.flow(i)
			}
		}
		f := t.flow(x.X).root()
		if p, ok := types.Unalias(t.info.TypeOf(x.X)).Underlying().(*types.Pointer); ok && p != nil && f.kind == container {
			f = f.elem.root()
		}
		return one(f)
	case *ast.SelectorExpr:
		return one(t.selector(x, typ))
	case *ast.CompositeLit:
		return one(t.composite(x, typ))
	case *ast.TypeAssertExpr:
		t.flow(x.X)
		return []*flow{t.outside(x, typ), t.fresh(x.Type, nil)}
	case *ast.CallExpr:
		return t.calls(x)
	}
	return one(t.outside(x, typ))
}

// derivedFrom is the flow of a number computed from others.
func (t *twin) derivedFrom(n ast.Node, typ types.Type, from ...*flow) *flow {
	f := t.fresh(n, typ)
	if f.kind == float {
		for _, g := range from {
			t.becomes(f, g)
		}
	}
	return f
}

func (t *twin) element(n ast.Node, f *flow, typ types.Type) *flow {
	if f = f.root(); f.kind == container {
		return f.elem
	}
	return t.outside(n, typ)
}

func (t *twin) index(x *ast.IndexExpr, typ types.Type) []*flow {
	f := t.flow(x.X)
	if p, ok := types.Unalias(t.info.TypeOf(x.X)).Underlying().(*types.Pointer); ok { // to an array
		f = t.element(x.X, f, p.Elem())
	}
	if tuple, ok := typ.(*types.Tuple); ok {
		typ = tuple.At(0).Type()
	}
	return []*flow{t.element(x, f, typ), t.fresh(x.Index, nil)}
}

// local reports whether a variable is declared in the function.
func (t *twin) local(o types.Object) bool {
	return t.node.Pos() <= o.Pos() && o.Pos() < t.node.End() && !isSession(o)
}

func (t *twin) ident(id *ast.Ident) *flow {
	o := t.info.ObjectOf(id)
	v, ok := o.(*types.Var)
	if !ok || !t.local(v) {
		if o != nil && o.Type() != nil {
			if _, ok := types.Unalias(o.Type()).Underlying().(*types.Signature); ok {
				return t.refer(id, o)
			}
			return t.outside(id, o.Type())
		}
		return t.fresh(id, nil)
	}
	f := t.vars[v]
	if f == nil {
		f = newFlow(v.Type(), false)
		t.vars[v] = f
	}
	return f
}

// refer is the flow of a function that is used as a value.
func (t *twin) refer(id *ast.Ident, o types.Object) *flow {
	l := t.links[id]
	if l == nil {
		l = &reference{src: t.originOf(o, t.info)}
		if f, ok := o.(*types.Func); ok && l.src == nil {
			l.compiled = f
		}
		l.flow = newFlow(o.Type(), l.src == nil && l.compiled == nil)
		t.links[id] = l
	}
	return t.link(l)
}

// link keeps the flow of a function value in step with the function.
func (t *twin) link(l *reference) *flow {
	f := l.flow.root()
	switch {
	case !f.any():
	case l.src != nil:
		inst := t.instance(l.src, inBits(f.in), false)
		for i, p := range f.in {
			t.match(p, inst.params[len(inst.params)-len(f.in)+i])
		}
		for i, r := range f.out {
			t.match(r, inst.results[i])
		}
	default:
		t.all(f)
	}
	return f
}

func inBits(in []*flow) (bits string) {
	for _, f := range in {
		bits += f.bits()
	}
	return bits
}

func (t *twin) selector(x *ast.SelectorExpr, typ types.Type) *flow {
	s := t.info.Selections[x]
	if s == nil {
		if f, ok := t.info.Uses[x.Sel].(*types.Func); ok {
			return t.refer(x.Sel, f)
		}
		return t.outside(x, typ)
	}
	t.flow(x.X)
	return t.outside(x, typ)
}

func (t *twin) funcLit(x *ast.FuncLit) *flow {
	sig := t.info.TypeOf(x).(*types.Signature)
	f := t.of[x]
	if f == nil {
		f = &flow{kind: callable}
		at := 0
		for _, p := range x.Type.Params.List {
			for i := range max(len(p.Names), 1) {
				f.in = append(f.in, t.param(p.Names, i, sig.Params().At(at).Type()))
				at++
			}
		}
		f.out = t.resultFlows(x.Type, sig)
		t.of[x] = f
	}
	outer := t.returns
	t.returns = f.out
	t.stmts(x.Body.List)
	t.returns = outer
	return f
}

func (t *twin) composite(x *ast.CompositeLit, typ types.Type) *flow {
	f := t.fresh(x, typ)
	if p, ok := types.Unalias(typ).Underlying().(*types.Pointer); ok && f.kind == container { // &T left out
		typ = p.Elem()
	}
	_, isStruct := types.Unalias(typ).Underlying().(*types.Struct)
	for _, e := range x.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if !isStruct {
				t.flow(kv.Key)
			}
			e = kv.Value
		}
		from := t.flow(e)
		switch {
		case isStruct && from.any():
			t.refuse(e, "a field of a struct cannot hold a number that depends on the argument: use variables or a slice")
		case !isStruct && f.root().kind == container && !t.becomes(f.root().elem, from):
			t.refuse(e, "a %s cannot hold a number that depends on the argument", strings.ReplaceAll(types.TypeString(typ, nil), "main.", ""))
		}
	}
	return f
}
