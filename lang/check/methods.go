package check

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// methodMark joins type and method in the name under which a method of an
// earlier cell's type is checked as a plain function.
const methodMark = "ʹdotʹ"

// methodsOfOldTypes gives types of earlier cells the methods that this cell
// declares for them. go/types refuses such methods, so each is checked as a
// function whose first parameter is the receiver.
func (r *run) methodsOfOldTypes() {
	var sigs []*ast.FuncDecl
	for _, f := range r.src.funcs {
		base := receiverBase(f)
		if base == "" || r.src.declared[base] {
			continue
		}
		e := r.Scope.names[base]
		if e == nil {
			continue // go/types says that it is undefined
		}
		if e.Spec != nil && e.Spec.TypeParams != nil {
			r.errs = append(r.errs, r.error(f.Recv.Pos(), "methods of the generic type "+base+" must be declared in the cell that declares it"))
			return
		}
		p := asFunction(f, base)
		r.plain[f] = p
		sigs = append(sigs, &ast.FuncDecl{Name: ast.NewIdent(p.Name.Name + "sig"), Type: p.Type})
	}
	if len(sigs) == 0 {
		return
	}
	r.errs = append(r.errs, r.checkSignatures(sigs)...)
	if len(r.errs) > 0 {
		return
	}
	i := 0
	for _, f := range r.src.funcs {
		if r.plain[f] != nil {
			r.addMethod(f, r.pkg.Scope().Lookup(sigs[i].Name.Name).(*types.Func))
			i++
		}
	}
}

// checkSignatures checks method signatures together with the types and
// constants of the cell, which they may mention, before the rest of it.
func (r *run) checkSignatures(sigs []*ast.FuncDecl) (errs []Error) {
	first := *r.src
	first.vars, first.body = nil, nil
	r.files(first.file(r.specs, sigs))
	r.src.typesDone = true
	return r.errs
}

// addMethod makes a checked signature a method of its receiver's type.
func (r *run) addMethod(f *ast.FuncDecl, sig *types.Func) {
	s := sig.Type().(*types.Signature)
	recv := s.Params().At(0)
	var rest []*types.Var
	for i := 1; i < s.Params().Len(); i++ {
		rest = append(rest, s.Params().At(i))
	}
	named := namedOf(recv.Type())
	if named == nil {
		r.errs = append(r.errs, r.error(f.Recv.Pos(), fmt.Sprintf("cannot define methods on %s", types.TypeString(recv.Type(), types.RelativeTo(r.pkg)))))
		return
	}
	m := types.NewFunc(f.Name.Pos(), r.pkg, f.Name.Name, types.NewSignatureType(recv, nil, nil, types.NewTuple(rest...), s.Results(), s.Variadic()))
	for i := range named.NumMethods() {
		old := named.Method(i)
		if old.Name() != m.Name() {
			continue
		}
		if !sameMethod(old, m) {
			r.Scope.names[named.Obj().Name()].conflicted = true
			r.errs = append(r.errs, r.error(f.Name.Pos(), fmt.Sprintf("method %s.%s is declared as %s; to change that, declare type %[1]s again",
				named.Obj().Name(), m.Name(), strings.ReplaceAll(types.TypeString(old.Type(), nil), "main.", ""))))
			return
		}
		r.methods[f] = old
		return
	}
	if st, ok := named.Underlying().(*types.Struct); ok {
		for i := range st.NumFields() {
			if st.Field(i).Name() == m.Name() {
				r.errs = append(r.errs, r.error(f.Name.Pos(), fmt.Sprintf("field and method with the same name %s", m.Name())))
				return
			}
		}
	}
	named.AddMethod(m)
	r.methods[f] = m
}

func sameMethod(a, b *types.Func) bool {
	sa, sb := a.Type().(*types.Signature), b.Type().(*types.Signature)
	_, pa := sa.Recv().Type().(*types.Pointer)
	_, pb := sb.Recv().Type().(*types.Pointer)
	return pa == pb && types.Identical(sa, sb)
}

func namedOf(t types.Type) *types.Named {
	if t == nil {
		return nil
	}
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	return n
}

// receiverBase is the name of the type that a method belongs to, "" for functions.
func receiverBase(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return ""
	}
	x := f.Recv.List[0].Type
	for {
		switch t := x.(type) {
		case *ast.ParenExpr:
			x = t.X
		case *ast.StarExpr:
			x = t.X
		case *ast.IndexExpr:
			x = t.X
		case *ast.IndexListExpr:
			x = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}

// asFunction is a method as a function of its receiver.
func asFunction(f *ast.FuncDecl, base string) *ast.FuncDecl {
	recv := *f.Recv.List[0]
	if len(recv.Names) == 0 {
		recv.Names = []*ast.Ident{{NamePos: recv.Pos(), Name: "_"}}
	}
	params := &ast.FieldList{Opening: f.Type.Params.Opening, List: []*ast.Field{&recv}, Closing: f.Type.Params.Closing}
	for _, p := range f.Type.Params.List {
		q := *p
		if len(q.Names) == 0 {
			q.Names = []*ast.Ident{{NamePos: q.Pos(), Name: "_"}}
		}
		params.List = append(params.List, &q)
	}
	return &ast.FuncDecl{
		Doc: f.Doc, Name: &ast.Ident{NamePos: f.Name.Pos(), Name: base + methodMark + f.Name.Name},
		Type: &ast.FuncType{Func: f.Type.Func, Params: params, Results: f.Type.Results}, Body: f.Body,
	}
}
