package check

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A twin is a copy of a function in which the numbers that depend on some of
// its arguments are on a tape.
type twin struct {
	*deriver
	*origin
	as      string // its name
	params  []*flow
	results []*flow
	vars    map[types.Object]*flow
	of      map[ast.Node]*flow        // flows that expressions bring about
	links   map[*ast.Ident]*reference // functions used as values
	returns []*flow                   // of the function being walked
	spare   int                       // of the names it has made
}

// A reference is a function that is used as a value.
type reference struct {
	src      *origin     // of a cell
	compiled *types.Func // else
	flow     *flow
}

func (d *deriver) newTwin(s *origin, as string, whole bool) *twin {
	t := &twin{deriver: d, origin: s, as: as, vars: map[types.Object]*flow{}, of: map[ast.Node]*flow{}, links: map[*ast.Ident]*reference{}}
	if recv := s.sig.Recv(); s.recv != nil && recv != nil {
		t.params = append(t.params, t.param(s.recv.Names, 0, recv.Type()))
	}
	at := 0
	for _, f := range s.typ.Params.List {
		for i := range max(len(f.Names), 1) {
			t.params = append(t.params, t.param(f.Names, i, s.sig.Params().At(at).Type()))
			at++
		}
	}
	t.results = t.resultFlows(s.typ, s.sig)
	if whole {
		for _, f := range append(t.params[len(t.params)-1:], t.results...) {
			d.all(f)
		}
	}
	d.list = append(d.list, t)
	d.changed = true
	return t
}

func (t *twin) param(names []*ast.Ident, i int, typ types.Type) *flow {
	f := newFlow(typ, false)
	if i < len(names) {
		if o := t.info.Defs[names[i]]; o != nil {
			t.vars[o] = f
		}
	}
	return f
}

// resultFlows are those of the results of a function, which are variables where
// they have names.
func (t *twin) resultFlows(typ *ast.FuncType, sig *types.Signature) (list []*flow) {
	at := 0
	if typ.Results == nil {
		return nil
	}
	for _, f := range typ.Results.List {
		for i := range max(len(f.Names), 1) {
			list = append(list, t.param(f.Names, i, sig.Results().At(at).Type()))
			at++
		}
	}
	return list
}

// instance is the twin of a function for some active arguments; whole asks for
// one whose last argument and results are active.
func (d *deriver) instance(s *origin, bits string, whole bool) *twin {
	as := s.name + twinMark + bits
	if whole {
		as += "whole"
	}
	if s.earlier {
		as += "old"
	}
	if t := d.byName[as]; t != nil {
		return t
	}
	t := d.newTwin(s, as, whole)
	d.byName[as] = t
	at := 0
	for _, f := range t.params {
		f.each(func(n *flow) {
			if at < len(bits) && bits[at] == '1' {
				d.activate(n)
			}
			at++
		})
	}
	return t
}

// settle analyses twins until nothing more becomes active.
func (d *deriver) settle() {
	for d.changed = true; d.changed; {
		d.changed = false
		for i := 0; i < len(d.list); i++ { // it may grow
			d.list[i].walk()
		}
	}
}

// need is the name of a twin that is to be in the cell.
func (d *deriver) need(t *twin) string {
	if _, made := d.twins[t.as]; !made {
		d.twins[t.as] = nil // it may call itself
		f := t.function()
		f.Name = &ast.Ident{NamePos: t.node.Pos(), Name: t.as}
		d.twins[t.as] = f
	}
	return t.as
}

// used reports whether anything in a twin is active, so that calls need it.
func (t *twin) used() bool {
	for _, f := range t.params {
		if f.any() {
			return true
		}
	}
	for _, f := range t.results {
		if f.any() {
			return true
		}
	}
	return false
}

// function is the syntax of the twin. A receiver becomes a parameter.
func (t *twin) function() *ast.FuncDecl {
	t.returns = t.results
	typ := t.funcType(t.typ, t.sig, t.params[len(t.params)-t.sig.Params().Len():], t.results)
	if t.recv != nil {
		recv := &ast.Field{Names: copyNames(t.recv.Names), Type: t.fieldType(t.recv.Type, t.params[0], t.sig.Recv().Type())}
		if len(recv.Names) == 0 {
			recv.Names = []*ast.Ident{{NamePos: t.recv.Pos(), Name: "_"}}
		}
		for _, p := range typ.Params.List {
			if len(p.Names) == 0 {
				p.Names = []*ast.Ident{{NamePos: p.Pos(), Name: "_"}}
			}
		}
		typ.Params.List = append([]*ast.Field{recv}, typ.Params.List...)
	}
	return &ast.FuncDecl{Name: &ast.Ident{NamePos: t.node.Pos(), Name: t.as}, Type: typ, Body: t.block(t.body)}
}

func copyNames(names []*ast.Ident) (list []*ast.Ident) {
	for _, n := range names {
		list = append(list, &ast.Ident{NamePos: n.NamePos, Name: n.Name})
	}
	return list
}

// funcType is a function type with the types that flows ask for.
func (t *twin) funcType(from *ast.FuncType, sig *types.Signature, in, out []*flow) *ast.FuncType {
	typ := &ast.FuncType{Func: from.Func, Params: &ast.FieldList{Opening: from.Params.Opening, Closing: from.Params.Closing}}
	fields := func(list *ast.FieldList, flows []*flow, tuple *types.Tuple) (fields []*ast.Field) {
		at := 0
		for _, f := range list.List {
			for i := range max(len(f.Names), 1) {
				g := &ast.Field{Type: t.fieldType(f.Type, flows[at], tuple.At(at).Type())}
				if i < len(f.Names) {
					g.Names = copyNames(f.Names[i : i+1])
				}
				fields = append(fields, g)
				at++
			}
		}
		return fields
	}
	typ.Params.List = fields(from.Params, in, sig.Params())
	if from.Results != nil {
		typ.Results = &ast.FieldList{Opening: from.Results.Opening, List: fields(from.Results, out, sig.Results()), Closing: from.Results.Closing}
	}
	return typ
}

// fieldType is the type of a parameter or result.
func (t *twin) fieldType(from ast.Expr, f *flow, typ types.Type) ast.Expr {
	if !f.any() {
		return t.clone(from)
	}
	if e, ok := from.(*ast.Ellipsis); ok {
		return &ast.Ellipsis{Ellipsis: e.Ellipsis, Elt: t.typeOf(f.root().elem, typ.(*types.Slice).Elem(), from)}
	}
	return t.typeOf(f, typ, from)
}

// real is the type of a number on a tape.
func (d *deriver) real(at ast.Node) ast.Expr {
	return &ast.StarExpr{Star: at.Pos(), X: d.member("Real", at)}
}

// typeOf writes a type with *tape.Real for what is active.
func (t *twin) typeOf(f *flow, typ types.Type, at ast.Node) ast.Expr {
	f = f.root()
	if !f.any() {
		return t.typeSyntax(typ, at)
	}
	switch u := types.Unalias(typ).Underlying().(type) {
	case *types.Basic:
		return t.real(at)
	case *types.Slice:
		return &ast.ArrayType{Lbrack: at.Pos(), Elt: t.typeOf(f.elem, u.Elem(), at)}
	case *types.Array:
		return &ast.ArrayType{Lbrack: at.Pos(), Len: &ast.BasicLit{ValuePos: at.Pos(), Kind: token.INT, Value: decimal(u.Len())}, Elt: t.typeOf(f.elem, u.Elem(), at)}
	case *types.Pointer:
		return &ast.StarExpr{Star: at.Pos(), X: t.typeOf(f.elem, u.Elem(), at)}
	case *types.Map:
		return &ast.MapType{Map: at.Pos(), Key: t.typeSyntax(u.Key(), at), Value: t.typeOf(f.elem, u.Elem(), at)}
	case *types.Signature:
		ft := &ast.FuncType{Func: at.Pos(), Params: &ast.FieldList{Opening: at.Pos(), Closing: at.Pos()}}
		for i, p := range f.in {
			ft.Params.List = append(ft.Params.List, &ast.Field{Type: t.typeOf(p, u.Params().At(i).Type(), at)})
		}
		if len(f.out) > 0 {
			ft.Results = &ast.FieldList{Opening: at.Pos(), Closing: at.Pos()}
			for i, r := range f.out {
				ft.Results.List = append(ft.Results.List, &ast.Field{Type: t.typeOf(r, u.Results().At(i).Type(), at)})
			}
		}
		if u.Variadic() {
			t.refuse(at, "a variadic function as a value cannot take numbers that depend on the argument")
		}
		return ft
	}
	t.refuse(at, "a %s cannot hold a number that depends on the argument", typ)
	return nil
}

// typeSyntax writes a type as it is.
func (t *twin) typeSyntax(typ types.Type, at ast.Node) ast.Expr {
	switch u := types.Unalias(typ).(type) {
	case *types.Basic:
		return &ast.Ident{NamePos: at.Pos(), Name: u.Name()}
	case *types.Slice:
		return &ast.ArrayType{Lbrack: at.Pos(), Elt: t.typeSyntax(u.Elem(), at)}
	case *types.Array:
		return &ast.ArrayType{Lbrack: at.Pos(), Len: &ast.BasicLit{ValuePos: at.Pos(), Kind: token.INT, Value: decimal(u.Len())}, Elt: t.typeSyntax(u.Elem(), at)}
	case *types.Pointer:
		return &ast.StarExpr{Star: at.Pos(), X: t.typeSyntax(u.Elem(), at)}
	case *types.Map:
		return &ast.MapType{Map: at.Pos(), Key: t.typeSyntax(u.Key(), at), Value: t.typeSyntax(u.Elem(), at)}
	case *types.Signature:
		return t.typeOfSignature(u, at)
	case *types.Named:
		if u.TypeArgs().Len() == 0 {
			if o := u.Obj(); o.Pkg() == nil || o.Pkg().Path() == "main" {
				return t.rename(o, &ast.Ident{NamePos: at.Pos(), Name: o.Name()})
			} else if o.Exported() {
				return t.qualified(o, at)
			}
		}
	case *types.Interface:
		if u.Empty() {
			return &ast.Ident{NamePos: at.Pos(), Name: "any"}
		}
	}
	t.refuse(at, "type %s cannot be written in the copy of the function that its derivative needs", typ)
	return nil
}

func (t *twin) typeOfSignature(u *types.Signature, at ast.Node) ast.Expr {
	ft := &ast.FuncType{Func: at.Pos(), Params: &ast.FieldList{Opening: at.Pos(), Closing: at.Pos()}}
	for i := range u.Params().Len() {
		p := t.typeSyntax(u.Params().At(i).Type(), at)
		if u.Variadic() && i == u.Params().Len()-1 {
			p = &ast.Ellipsis{Ellipsis: at.Pos(), Elt: p.(*ast.ArrayType).Elt}
		}
		ft.Params.List = append(ft.Params.List, &ast.Field{Type: p})
	}
	if u.Results().Len() > 0 {
		ft.Results = &ast.FieldList{Opening: at.Pos(), Closing: at.Pos()}
		for i := range u.Results().Len() {
			ft.Results.List = append(ft.Results.List, &ast.Field{Type: t.typeSyntax(u.Results().At(i).Type(), at)})
		}
	}
	return ft
}
