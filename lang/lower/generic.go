package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"monro/lang/check"
	"monro/lang/native"
)

// yaegi must never see a generic: each instance of a generic function, and
// each method of an instance of a generic type, is lowered on its own with the
// type arguments in the place of the parameters.

// A generic is a generic function or a method of a generic type, with the
// unit whose type information its body belongs to.
type generic struct {
	decl *ast.FuncDecl
	unit *check.Unit
}

// An instance is a generic with type arguments, on its way to be lowered.
type instance struct {
	generic
	object *types.Func
	params *types.TypeParamList
	args   []types.Type
	name   string
}

// remember keeps the generic functions of a unit for later instances.
func (l *Lowerer) remember(u *check.Unit) {
	for _, f := range u.Funcs {
		o, _ := u.Info.Defs[f.Name].(*types.Func)
		if m := u.Methods[f]; m != nil {
			o = m
		}
		if o != nil && typeParams(o).Len() == 0 && f.Recv == nil && f.Body != nil && u.Cell != nil {
			l.sources[o] = native.Source{Name: f.Name.Name, Type: f.Type, Body: f.Body, Info: u.Info}
		}
		if o != nil && typeParams(o).Len() > 0 {
			l.generics[o] = generic{f, u}
			for key := range l.instances { // a redeclared method gets new instances
				if key.f == o {
					delete(l.instances, key)
				}
			}
		}
	}
}

// typeParams are those of a function, or of the receiver of a method.
func typeParams(f *types.Func) *types.TypeParamList {
	sig := f.Type().(*types.Signature)
	if sig.RecvTypeParams().Len() > 0 {
		return sig.RecvTypeParams()
	}
	return sig.TypeParams()
}

type instanceKey struct {
	f    *types.Func
	args string
}

// instanceName is the runtime name of a generic function with type arguments;
// the instance is lowered with the present cell if it is new.
func (l *Lowerer) instanceName(f *types.Func, args []types.Type, pos token.Pos) string {
	f = f.Origin()
	key := instanceKey{f, l.argsKey(args)}
	if n := l.instances[key]; n != "" {
		return n
	}
	g, ok := l.generics[f]
	if !ok {
		g, ok = l.library(f)
	}
	if !ok {
		l.errorf(pos, "the generic function %s.%s is not supported in cells yet", f.Pkg().Name(), f.Name())
		return "nil"
	}
	name := l.fresh(f.Name())
	l.instances[key] = name
	l.made = append(l.made, key)
	object := f
	if o, _ := g.unit.Info.Defs[g.decl.Name].(*types.Func); o != nil && l.generics[f].decl == nil {
		object = o // the library's own
	}
	l.queue = append(l.queue, instance{g, object, typeParams(object), args, name})
	return name
}

// argsKey numbers type arguments, so that identical lists are the same string.
func (l *Lowerer) argsKey(args []types.Type) string {
	var b strings.Builder
	for _, a := range args {
		b.WriteString(strconv.Itoa(l.typeID(a)))
		b.WriteByte(',')
	}
	return b.String()
}

// typeID is a number for a type, the same for identical types.
func (l *Lowerer) typeID(t types.Type) int {
	if n, ok := l.ids.At(t).(int); ok {
		return n
	}
	n := l.ids.Len()
	l.ids.Set(t, n)
	return n
}

// drain lowers the instances that the cell asked for, and those they ask for.
func (l *Lowerer) drain() (decls []ast.Decl) {
	for len(l.queue) > 0 {
		in := l.queue[0]
		l.queue = l.queue[1:]
		u, subst, fn, exact := l.u, l.subst, l.fn, l.exact
		l.u, l.subst = in.unit, substitution{}
		for i := range in.params.Len() {
			l.subst[in.params.At(i)] = in.args[i]
		}
		decls = append(decls, l.declare(in.decl, in.object, in.name))
		l.u, l.subst, l.fn, l.exact = u, subst, fn, exact
	}
	return decls
}

// methodInstance is the runtime name of a method of an instantiated type.
func (l *Lowerer) methodInstance(f *types.Func, n *types.Named, pos token.Pos) string {
	var args []types.Type
	for i := range n.TypeArgs().Len() {
		args = append(args, n.TypeArgs().At(i))
	}
	return l.instanceName(f, args, pos)
}

// instantiateMethods makes the methods of an instantiated type known to
// package rt, for calls through interfaces.
func (l *Lowerer) instantiateMethods(t types.Type) {
	n := namedOf(t)
	if n == nil || !isUser(n) || n.TypeArgs().Len() == 0 || isGenericArgs(n) {
		return
	}
	if l.methodsOf.At(n) != nil {
		return
	}
	l.methodsOf.Set(n, true)
	for i := range n.NumMethods() {
		m := n.Method(i)
		if _, ok := l.generics[m.Origin()]; !ok {
			continue
		}
		name := l.methodInstance(m, n, token.NoPos)
		recv := m.Type().(*types.Signature).Recv().Type()
		l.setup = append(l.setup, exprStmt(l.rt(token.NoPos, "Method", num(l.number(recv)), str(m.Name()), ident(name, token.NoPos))))
	}
}

func isGenericArgs(n *types.Named) bool {
	for i := range n.TypeArgs().Len() {
		if isGeneric(n.TypeArgs().At(i)) {
			return true
		}
	}
	return false
}

// A substitution puts types in the place of type parameters.
type substitution map[*types.TypeParam]types.Type

func (s substitution) apply(t types.Type) types.Type {
	if len(s) == 0 || t == nil {
		return t
	}
	switch t := t.(type) {
	case *types.Alias:
		return s.apply(types.Unalias(t))
	case *types.TypeParam:
		if a, ok := s[t]; ok {
			return a
		}
	case *types.Pointer:
		return types.NewPointer(s.apply(t.Elem()))
	case *types.Slice:
		return types.NewSlice(s.apply(t.Elem()))
	case *types.Array:
		return types.NewArray(s.apply(t.Elem()), t.Len())
	case *types.Map:
		return types.NewMap(s.apply(t.Key()), s.apply(t.Elem()))
	case *types.Chan:
		return types.NewChan(t.Dir(), s.apply(t.Elem()))
	case *types.Tuple:
		return s.tuple(t)
	case *types.Signature:
		return types.NewSignatureType(t.Recv(), nil, nil, s.tuple(t.Params()), s.tuple(t.Results()), t.Variadic())
	case *types.Struct:
		var fields []*types.Var
		var tags []string
		for i := range t.NumFields() {
			f := t.Field(i)
			fields = append(fields, types.NewField(f.Pos(), f.Pkg(), f.Name(), s.apply(f.Type()), f.Embedded()))
			tags = append(tags, t.Tag(i))
		}
		return types.NewStruct(fields, tags)
	case *types.Interface:
		return s.iface(t)
	case *types.Named:
		return s.named(t)
	}
	return t
}

// signature is that of a function or method, receiver included.
func (s substitution) signature(f *types.Func) *types.Signature {
	sig := f.Type().(*types.Signature)
	if len(s) == 0 {
		return sig
	}
	return s.apply(sig).(*types.Signature)
}

func (s substitution) tuple(t *types.Tuple) *types.Tuple {
	var vars []*types.Var
	for i := range t.Len() {
		v := t.At(i)
		vars = append(vars, types.NewParam(v.Pos(), v.Pkg(), v.Name(), s.apply(v.Type())))
	}
	return types.NewTuple(vars...)
}

func (s substitution) iface(t *types.Interface) types.Type {
	if t.NumExplicitMethods() == 0 {
		return t
	}
	var methods []*types.Func
	for i := range t.NumExplicitMethods() {
		m := t.ExplicitMethod(i)
		methods = append(methods, types.NewFunc(m.Pos(), m.Pkg(), m.Name(), s.apply(m.Type()).(*types.Signature)))
	}
	var embedded []types.Type
	for i := range t.NumEmbeddeds() {
		embedded = append(embedded, s.apply(t.EmbeddedType(i)))
	}
	return types.NewInterfaceType(methods, embedded).Complete()
}

func (s substitution) named(t *types.Named) types.Type {
	if t.TypeArgs().Len() == 0 {
		return t
	}
	var args []types.Type
	for i := range t.TypeArgs().Len() {
		args = append(args, s.apply(t.TypeArgs().At(i)))
	}
	n, err := types.Instantiate(nil, t.Origin(), args, false)
	if err != nil {
		return t
	}
	return n
}

// What go/types found out, with the type arguments of the instance in place.

func (l *Lowerer) tv(e ast.Expr) types.TypeAndValue {
	tv := l.u.Info.Types[e]
	tv.Type = l.subst.apply(tv.Type)
	return tv
}

func (l *Lowerer) rawType(e ast.Expr) types.Type { return l.subst.apply(l.u.Info.TypeOf(e)) }

func (l *Lowerer) objType(o types.Object) types.Type { return l.subst.apply(o.Type()) }

// A selection is a types.Selection under a substitution.
type selection struct {
	kind     types.SelectionKind
	recv     types.Type
	index    []int
	obj      types.Object
	indirect bool
	typ      types.Type
}

func (s *selection) Kind() types.SelectionKind { return s.kind }
func (s *selection) Recv() types.Type          { return s.recv }
func (s *selection) Index() []int              { return s.index }
func (s *selection) Obj() types.Object         { return s.obj }
func (s *selection) Indirect() bool            { return s.indirect }
func (s *selection) Type() types.Type          { return s.typ }

func (l *Lowerer) selection(e *ast.SelectorExpr) *selection {
	s := l.u.Info.Selections[e]
	if s == nil {
		return nil
	}
	out := &selection{s.Kind(), l.subst.apply(s.Recv()), s.Index(), s.Obj(), s.Indirect(), l.subst.apply(s.Type())}
	if len(l.subst) > 0 { // a type argument may have what its parameter's constraint promises elsewhere
		if o, index, indirect := types.LookupFieldOrMethod(out.recv, true, s.Obj().Pkg(), s.Obj().Name()); o != nil {
			out.obj, out.index, out.indirect = o, index, indirect
		}
	}
	return out
}
