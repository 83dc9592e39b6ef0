package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// isUser reports whether a type was declared by a cell.
func isUser(n *types.Named) bool {
	return n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "main"
}

// isGeneric reports whether a type is, or mentions, a type parameter.
func isGeneric(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		return true
	case *types.Pointer:
		return isGeneric(t.Elem())
	case *types.Named:
		for i := range t.TypeArgs().Len() {
			if isGeneric(t.TypeArgs().At(i)) {
				return true
			}
		}
		return t.TypeParams().Len() > t.TypeArgs().Len()
	}
	return false
}

// typ writes a type as yaegi shall see it: user structs by their runtime name,
// other user types as what they are made of, user interfaces as any.
func (l *Lowerer) typ(t types.Type) ast.Expr {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			l.errorf(token.NoPos, "unsafe.Pointer is not supported in cells")
		}
		return ident(types.Default(t).(*types.Basic).Name(), token.NoPos)
	case *types.Named:
		return l.named(t)
	case *types.Pointer:
		return star(l.typ(t.Elem()))
	case *types.Slice:
		return &ast.ArrayType{Elt: l.typ(t.Elem())}
	case *types.Array:
		return &ast.ArrayType{Len: &ast.BasicLit{Kind: token.INT, Value: strconv.FormatInt(t.Len(), 10)}, Elt: l.typ(t.Elem())}
	case *types.Map:
		return &ast.MapType{Key: l.typ(t.Key()), Value: l.typ(t.Elem())}
	case *types.Chan:
		dir := map[types.ChanDir]ast.ChanDir{types.SendRecv: ast.SEND | ast.RECV, types.SendOnly: ast.SEND, types.RecvOnly: ast.RECV}
		return &ast.ChanType{Dir: dir[t.Dir()], Value: l.typ(t.Elem())}
	case *types.Signature:
		return l.funcType(t)
	case *types.Struct:
		return l.structType(t, nil)
	case *types.Interface:
		return emptyInterface()
	case *types.TypeParam:
		if a, ok := l.subst[t]; ok {
			return l.typ(a)
		}
	}
	l.errorf(token.NoPos, "type %s is not supported yet", t)
	return emptyInterface()
}

func (l *Lowerer) named(t *types.Named) ast.Expr {
	o := t.Obj()
	if o.Pkg() == nil { // error, comparable
		if o.Name() == "error" {
			return ident("error", token.NoPos)
		}
		return emptyInterface()
	}
	if !isUser(t) {
		if t.TypeArgs().Len() > 0 {
			if _, isStruct := t.Underlying().(*types.Struct); !isStruct && t.NumMethods() == 0 { // iter.Seq
				return l.typ(t.Underlying())
			}
			if lib := l.libraryType(t); lib != nil {
				return l.named(lib)
			}
			l.errorf(token.NoPos, "the generic type %s.%s is not supported in cells yet", o.Pkg().Name(), o.Name())
			return emptyInterface()
		}
		if !o.Exported() {
			l.errorf(token.NoPos, "type %s.%s is not exported: keep the value in an interface or use it at once", o.Pkg().Name(), o.Name())
			return emptyInterface()
		}
		return l.qualified(o.Pkg().Path(), o.Name(), token.NoPos)
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return ident(l.structName(t, u), token.NoPos)
	case *types.Interface:
		return emptyInterface()
	default:
		if recursive(t) {
			return ident(l.recursiveName(t), token.NoPos)
		}
		return l.typ(u)
	}
}

// structName declares the runtime form of a user struct where it has none yet.
func (l *Lowerer) structName(t *types.Named, s *types.Struct) string {
	if n, ok := l.typeNames.At(t).(string); ok {
		return n
	}
	name := l.fresh(t.Obj().Name())
	l.typeNames.Set(t, name)
	l.newTypes = append(l.newTypes, t)
	// The marker keeps structs of equal shape apart at run time.
	marker := field("M_"+strings.ReplaceAll(name, "ʹ", "_"), &ast.ArrayType{Len: num(0), Elt: ident("int", token.NoPos)})
	marker.Tag = &ast.BasicLit{Kind: token.STRING, Value: "`" + hiddenTag + "`"}
	l.types = append(l.types, &ast.GenDecl{Tok: token.TYPE, Specs: []ast.Spec{
		&ast.TypeSpec{Name: ident(name, t.Obj().Pos()), Type: l.structType(s, marker)}}}) // yaegi wants the place where types are mutually recursive
	l.setup = append([]ast.Stmt{exprStmt(l.rt(token.NoPos, "Register", l.ref(t), call(token.NoPos, paren(star(ident(name, token.NoPos))), ident("nil", token.NoPos))))}, l.setup...)
	return name
}

// hiddenTag keeps encoders away from what a struct has only at run time, and
// from fields that yaegi exports although the user did not.
const hiddenTag = `json:"-" xml:"-"`

func (l *Lowerer) structType(s *types.Struct, marker *ast.Field) ast.Expr {
	st := &ast.StructType{Fields: &ast.FieldList{}}
	for i := range s.NumFields() {
		v := s.Field(i)
		f := field(fieldName(s, i), l.typ(v.Type()))
		tag := s.Tag(i)
		if !v.Exported() && tag == "" {
			tag = hiddenTag
		}
		if tag != "" {
			f.Tag = &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(tag)}
		}
		st.Fields.List = append(st.Fields.List, f)
	}
	if marker != nil {
		st.Fields.List = append(st.Fields.List, marker)
	}
	return st
}

// fieldName is the runtime name of a field; blank fields need one.
func fieldName(s *types.Struct, i int) string {
	if n := s.Field(i).Name(); n != "_" {
		return n
	}
	return fmt.Sprint("blank", i)
}

// recursive reports whether a named type that is no struct contains itself
// without a named struct in between.
func recursive(t *types.Named) bool {
	seen := map[*types.Named]bool{}
	var reaches func(x types.Type) bool
	reaches = func(x types.Type) bool {
		switch x := types.Unalias(x).(type) {
		case *types.Named:
			if x == t && len(seen) > 0 {
				return true
			}
			if !isUser(x) || seen[x] {
				return false
			}
			seen[x] = true
			if _, ok := x.Underlying().(*types.Struct); ok {
				return false
			}
			return reaches(x.Underlying())
		case *types.Pointer:
			return reaches(x.Elem())
		case *types.Slice:
			return reaches(x.Elem())
		case *types.Array:
			return reaches(x.Elem())
		case *types.Chan:
			return reaches(x.Elem())
		case *types.Map:
			return reaches(x.Key()) || reaches(x.Elem())
		case *types.Struct:
			for i := range x.NumFields() {
				if reaches(x.Field(i).Type()) {
					return true
				}
			}
		case *types.Signature:
			for _, tup := range []*types.Tuple{x.Params(), x.Results()} {
				for i := range tup.Len() {
					if reaches(tup.At(i).Type()) {
						return true
					}
				}
			}
		}
		return false
	}
	return reaches(t)
}

func (l *Lowerer) recursiveName(t *types.Named) string {
	if _, ok := t.Underlying().(*types.Signature); ok {
		l.errorf(t.Obj().Pos(), "type %s refers to itself: a function type of a cell cannot; put the function in a struct", t.Obj().Name())
		return "any"
	}
	if n, ok := l.typeNames.At(t).(string); ok {
		return n
	}
	name := l.fresh(t.Obj().Name())
	l.typeNames.Set(t, name)
	l.types = append(l.types, &ast.GenDecl{Tok: token.TYPE, Specs: []ast.Spec{
		&ast.TypeSpec{Name: ident(name, t.Obj().Pos()), Type: l.typ(t.Underlying())}}})
	return name
}

func (l *Lowerer) funcType(s *types.Signature) *ast.FuncType {
	ft := &ast.FuncType{Params: &ast.FieldList{}}
	for i := range s.Params().Len() {
		t := s.Params().At(i).Type()
		if s.Variadic() && i == s.Params().Len()-1 {
			ft.Params.List = append(ft.Params.List, &ast.Field{Type: &ast.Ellipsis{Elt: l.typ(types.Unalias(t).(*types.Slice).Elem())}})
			continue
		}
		ft.Params.List = append(ft.Params.List, &ast.Field{Type: l.typ(t)})
	}
	if s.Results().Len() > 0 {
		ft.Results = &ast.FieldList{}
		for i := range s.Results().Len() {
			ft.Results.List = append(ft.Results.List, &ast.Field{Type: l.typ(s.Results().At(i).Type())})
		}
	}
	return ft
}

// qualified refers to what a compiled package exports.
func (l *Lowerer) qualified(path, name string, pos token.Pos) ast.Expr {
	l.packages[path] = true
	return sel(ident(Alias(path), pos), name)
}

// ref is the number of a type, by which lowered code names it to package rt.
func (l *Lowerer) ref(t types.Type) ast.Expr { return num(l.number(t)) }

func (l *Lowerer) number(t types.Type) int {
	t = types.Default(t)
	if n, ok := l.refs.At(t).(int); ok {
		return n
	}
	l.Types = append(l.Types, t)
	n := len(l.Types) - 1
	l.refs.Set(t, n)
	l.instantiateMethods(t)
	return n
}

// boxed reports whether values of a type lose their type in an interface,
// because yaegi has no run-time type for it: then package rt's Box keeps it.
func boxed(t types.Type) bool { return loses(t, false) }

func loses(t types.Type, inside bool) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		if !isUser(t) {
			return false
		}
		switch t.Underlying().(type) {
		case *types.Struct:
			return false
		case *types.Interface:
			return inside
		}
		return true
	case *types.Pointer:
		return loses(t.Elem(), true)
	case *types.Slice:
		return loses(t.Elem(), true)
	case *types.Array:
		return loses(t.Elem(), true)
	case *types.Chan:
		return loses(t.Elem(), true)
	case *types.Map:
		return loses(t.Key(), true) || loses(t.Elem(), true)
	case *types.Struct:
		for i := range t.NumFields() {
			if loses(t.Field(i).Type(), true) {
				return true
			}
		}
	case *types.Signature:
		for _, tup := range []*types.Tuple{t.Params(), t.Results()} {
			for i := range tup.Len() {
				if loses(tup.At(i).Type(), true) {
					return true
				}
			}
		}
	case *types.Interface:
		return inside && t.NumMethods() > 0
	}
	return false
}

// isOpaque reports whether an interface type is any to yaegi: one that a cell
// declares, or a literal. The others are interfaces of compiled packages.
func isOpaque(t types.Type) bool {
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return isUser(n) || n.Obj().Pkg() == nil && n.Obj().Name() != "error"
	}
	return true
}

func isInterface(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := types.Unalias(t).Underlying().(*types.Interface)
	return ok
}

// mentionsUser reports whether a type has anything in it that a cell declared,
// or an interface that may hold it.
func mentionsUser(t types.Type) bool {
	seen := map[types.Type]bool{}
	var look func(types.Type) bool
	look = func(t types.Type) bool {
		t = types.Unalias(t)
		if seen[t] {
			return false
		}
		seen[t] = true
		switch t := t.(type) {
		case *types.Named:
			return isUser(t) || isInterface(t)
		case *types.Pointer:
			return look(t.Elem())
		case *types.Slice:
			return look(t.Elem())
		case *types.Array:
			return look(t.Elem())
		case *types.Chan:
			return look(t.Elem())
		case *types.Map:
			return look(t.Key()) || look(t.Elem())
		case *types.Struct:
			for i := range t.NumFields() {
				if !t.Field(i).Exported() || look(t.Field(i).Type()) {
					return true
				}
			}
		case *types.Interface:
			return true
		case *types.Signature:
			return true
		}
		return false
	}
	return look(t)
}
