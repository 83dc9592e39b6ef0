package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// tapeCall calls a function of package tape.
func (d *deriver) tapeCall(name string, at ast.Node, args ...ast.Expr) ast.Expr {
	return &ast.CallExpr{Fun: d.member(name, at), Lparen: at.Pos(), Args: args, Rparen: at.End()}
}

// plain is an expression as a plain number, though it may be on a tape.
func (t *twin) plain(x ast.Expr) ast.Expr {
	f := t.flow(x)
	switch {
	case !f.any():
		return t.x(x)
	case f.root().kind == float:
		return t.tapeCall("Value", x, t.x(x))
	case f.root().kind == container && f.root().elem.root().kind == float:
		if _, ok := types.Unalias(t.info.TypeOf(x)).Underlying().(*types.Slice); ok {
			return t.tapeCall("Values", x, t.x(x))
		}
	}
	t.refuse(x, "%s holds numbers that depend on the argument: only numbers and slices of them can be looked at here", types.ExprString(x))
	return nil
}

// given is an expression for a place with a flow of its own: a constant where the
// place takes something on a tape and the expression is not.
func (t *twin) given(x ast.Expr, to *flow) ast.Expr {
	y := t.x(x)
	if !to.any() || t.flow(x).any() {
		return y
	}
	typ := t.info.TypeOf(x)
	if typ == types.Typ[types.UntypedNil] {
		return y
	}
	return t.lift(y, to, typ, x)
}

// lift turns plain numbers into constants of a tape.
func (t *twin) lift(y ast.Expr, to *flow, typ types.Type, at ast.Node) ast.Expr {
	to = to.root()
	if to.kind == float {
		return t.tapeCall("Const", at, y)
	}
	if s, ok := types.Unalias(typ).Underlying().(*types.Slice); ok && to.kind == container {
		elem := to.elem.root()
		if elem.kind == float {
			return t.tapeCall("Consts", at, y)
		}
		if _, ok := types.Unalias(s.Elem()).Underlying().(*types.Slice); ok && elem.kind == container && elem.elem.root().kind == float {
			return t.tapeCall("ConstRows", at, y)
		}
	}
	if to.kind == callable {
		if x, ok := at.(ast.Expr); ok {
			t.refuse(at, "the source of %s is not known: it cannot be called with numbers that depend on the argument", types.ExprString(x))
		}
	}
	t.refuse(at, "a %s from outside of the function cannot hold numbers that depend on the argument: fill a new one", typ)
	return nil
}

// x is what stands for an expression in the twin.
func (t *twin) x(e ast.Expr) ast.Expr {
	if !t.mentions(e) {
		return t.clone(e)
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return &ast.ParenExpr{Lparen: e.Lparen, X: t.x(e.X), Rparen: e.Rparen}
	case *ast.Ident:
		return t.name(e)
	case *ast.FuncLit:
		f := t.flow(e).root()
		outer := t.returns
		t.returns = f.out
		defer func() { t.returns = outer }()
		sig := t.info.TypeOf(e).(*types.Signature)
		return &ast.FuncLit{Type: t.funcType(e.Type, sig, f.in, f.out), Body: t.block(e.Body)}
	case *ast.UnaryExpr:
		if f := t.flow(e); f.root().kind == float && f.any() {
			if x := t.fuse(e, func(f *fusion) { f.write(e) }); x != nil {
				return x
			}
			if e.Op == token.SUB {
				return t.tapeCall("OpNegR", e, t.x(e.X))
			}
			return t.x(e.X)
		}
		return &ast.UnaryExpr{OpPos: e.OpPos, Op: e.Op, X: t.x(e.X)}
	case *ast.BinaryExpr:
		if t.flow(e).any() {
			return t.arithmetic(e.Op, e.X, e.Y, e)
		}
		return &ast.BinaryExpr{X: t.compared(e.X), OpPos: e.OpPos, Op: e.Op, Y: t.compared(e.Y)}
	case *ast.StarExpr:
		return &ast.StarExpr{Star: e.Star, X: t.x(e.X)}
	case *ast.IndexExpr:
		return &ast.IndexExpr{X: t.x(e.X), Lbrack: e.Lbrack, Index: t.plain(e.Index), Rbrack: e.Rbrack}
	case *ast.SliceExpr:
		s := &ast.SliceExpr{X: t.x(e.X), Lbrack: e.Lbrack, Slice3: e.Slice3, Rbrack: e.Rbrack}
		for _, i := range []struct {
			to   *ast.Expr
			from ast.Expr
		}{{&s.Low, e.Low}, {&s.High, e.High}, {&s.Max, e.Max}} {
			if i.from != nil {
				*i.to = t.x(i.from)
			}
		}
		return s
	case *ast.SelectorExpr:
		if t.info.Selections[e] == nil {
			return t.name(e.Sel)
		}
		return &ast.SelectorExpr{X: t.x(e.X), Sel: &ast.Ident{NamePos: e.Sel.NamePos, Name: e.Sel.Name}}
	case *ast.CompositeLit:
		return t.compositeLit(e)
	case *ast.TypeAssertExpr:
		return &ast.TypeAssertExpr{X: t.x(e.X), Lparen: e.Lparen, Type: t.clone(e.Type), Rparen: e.Rparen}
	case *ast.KeyValueExpr:
		return &ast.KeyValueExpr{Key: t.x(e.Key), Colon: e.Colon, Value: t.x(e.Value)}
	case *ast.CallExpr:
		return t.copyCall(e)
	}
	return t.clone(e)
}

// compared is an operand of a comparison.
func (t *twin) compared(x ast.Expr) ast.Expr {
	if f := t.flow(x); f.root().kind == float && f.any() {
		return t.tapeCall("Value", x, t.x(x))
	}
	return t.x(x)
}

// mentions reports whether an expression has something in it that the twin has
// otherwise.
func (t *twin) mentions(e ast.Expr) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if o := t.info.ObjectOf(n); o != nil {
				if f := t.vars[o]; f != nil && f.any() {
					found = true
				}
			}
			if l := t.links[n]; l != nil && l.flow.any() {
				found = true
			}
		case *ast.CallExpr:
			found = found || derived(n) != ""
		}
		return !found
	})
	if !found { // a literal of constants that goes where active ones do
		ast.Inspect(e, func(n ast.Node) bool {
			if n != nil {
				if f := t.of[n]; f != nil && f.any() {
					found = true
				}
			}
			return !found
		})
	}
	return found
}

// name refers to a variable, or to a function as a value.
func (t *twin) name(id *ast.Ident) ast.Expr {
	if l := t.links[id]; l != nil {
		switch {
		case !l.flow.any():
		case l.src != nil:
			inst := t.instance(l.src, inBits(l.flow.root().in), false)
			return &ast.Ident{NamePos: id.NamePos, Name: t.need(inst)}
		case l.compiled != nil:
			if on := t.onTape(l.compiled); on != nil && !on.Type().(*types.Signature).Variadic() {
				return t.member(on.Name(), id)
			}
			t.refuse(id, "%s is compiled and has no derivative here", id.Name)
		}
	}
	if o := t.info.Uses[id]; o != nil && o.Pkg() != nil && o.Pkg().Path() != "main" {
		return t.qualified(o, id)
	}
	return t.clone(id)
}

var operatorsOnTape = map[token.Token]string{token.ADD: "OpAdd", token.SUB: "OpSub", token.MUL: "OpMul", token.QUO: "OpDiv"}

// arithmetic is an operation on numbers of which one at least is on a tape.
func (t *twin) arithmetic(op token.Token, x, y ast.Expr, at ast.Node) ast.Expr {
	name := operatorsOnTape[op]
	if name == "" {
		t.refuse(at, "operator %s has no derivative", op)
	}
	if t.flow(x).any() || t.flow(y).any() {
		both := func(f *fusion) {
			f.write(x)
			f.write(y)
			f.operation(op.String(), 1)
		}
		if c := t.fuse(at, both); c != nil {
			return c
		}
	}
	for _, a := range []ast.Expr{x, y} {
		if t.flow(a).any() {
			name += "R"
		} else {
			name += "S"
		}
	}
	if strings.HasSuffix(name, "SS") { // x op= y where x becomes active elsewhere
		return t.tapeCall("Const", at, &ast.BinaryExpr{X: t.x(x), OpPos: at.Pos(), Op: op, Y: t.x(y)})
	}
	return t.tapeCall(name, at, t.x(x), t.x(y))
}

func (t *twin) compositeLit(e *ast.CompositeLit) ast.Expr {
	f := t.flow(e).root()
	typ := t.info.TypeOf(e)
	c := &ast.CompositeLit{Lbrace: e.Lbrace, Rbrace: e.Rbrace}
	if e.Type != nil {
		if a, ok := e.Type.(*ast.ArrayType); ok && f.any() && a.Len != nil {
			if _, dots := a.Len.(*ast.Ellipsis); dots {
				c.Type = &ast.ArrayType{Lbrack: a.Lbrack, Len: &ast.Ellipsis{Ellipsis: a.Lbrack}, Elt: t.typeOf(f.elem, types.Unalias(typ).Underlying().(*types.Array).Elem(), e)}
			}
		}
		if c.Type == nil {
			c.Type = t.fieldType(e.Type, f, typ)
		}
	}
	_, isStruct := types.Unalias(typ).Underlying().(*types.Struct)
	for _, v := range e.Elts {
		value := func(x ast.Expr) ast.Expr {
			if f.kind != container || isStruct {
				return t.x(x)
			}
			if l, ok := x.(*ast.CompositeLit); ok && l.Type == nil && f.any() && !t.flow(x).any() {
				t.refuse(x, "write the type of this row, or fill it in a loop")
			}
			return t.given(x, f.elem)
		}
		if kv, ok := v.(*ast.KeyValueExpr); ok {
			var key ast.Expr
			if id, ok := kv.Key.(*ast.Ident); ok && isStruct {
				key = &ast.Ident{NamePos: id.NamePos, Name: id.Name}
			} else {
				key = t.plain(kv.Key)
			}
			c.Elts = append(c.Elts, &ast.KeyValueExpr{Key: key, Colon: kv.Colon, Value: value(kv.Value)})
			continue
		}
		c.Elts = append(c.Elts, value(v))
	}
	return c
}
