// Package complete tells what may stand at the cursor of a cell that is being
// typed, and describes what stands there. It works on static types and doc
// comments, and in strings on the names of files: it runs nothing, and reads no
// values.
package complete

import (
	"go/ast"
	"go/types"
	"strings"

	"monro/lang/check"
)

// Completion is the answer to a completion request. Start and End are byte
// offsets into the code; each match replaces code[Start:End].
type Completion struct {
	Matches    []Match
	Start, End int
}

// A Match is one way to complete. Type is "function", "variable", "module",
// "type", "constant", "field", "method", "keyword", "path", "key" or "magic".
// Signature is what a front end shows beside the text: parameters and results of
// a function, the type of a variable, the path of a package; it may be empty.
type Match struct {
	Text, Type, Signature string
}

// Complete lists what may stand at a byte offset of a cell, the likeliest first.
// The cell need not be sound, nor even parse. A cursor outside the code counts
// as at its nearer end. The checker and its scope must not change meanwhile;
// they are the same afterwards.
func Complete(c *check.Checker, code string, cursor int) (out Completion) {
	at := locate(code, cursor)
	out.Start, out.End = at.cursor, at.cursor
	defer func() { // whatever a text does to the parser or the type checker, typing goes on
		if recover() != nil {
			out.Matches = nil
		}
	}()
	switch {
	case at.importPath:
		out.Start, out.End = at.start, at.end
		out.Matches = importPaths(c.Importer, code[at.start:at.cursor])
		return out
	case at.text:
		return at.inText()
	case at.nowhere:
		return out
	}
	out.Start, out.End = at.start, at.end
	v := look(c, at, at.prefix()+mark)
	l := &list{prefix: at.prefix()}
	switch {
	case at.selector:
		v.members(l)
	case v.keys(l): // the fields are all that fits
	default:
		v.names(l)
	}
	out.Matches = l.matches()
	return out
}

// mark stands behind the unfinished identifier, so that it is one even where
// nothing has been typed yet, and so that it is no name that exists.
const mark = "ʹ"

// members lists what may be selected from what stands left of the dot.
func (v *view) members(l *list) {
	sel, _ := v.parent(0).(*ast.SelectorExpr)
	if sel == nil {
		v.membersByName(l)
		return
	}
	if id, ok := sel.X.(*ast.Ident); ok {
		if p, ok := v.probe.Info.Uses[id].(*types.PkgName); ok {
			name, _, _ := strings.Cut(p.Name(), mark) // the checker marks some packages too
			v.packageMembers(l, name, p.Imported())
			return
		}
	}
	tv, ok := v.probe.Info.Types[sel.X]
	if !ok || tv.Type == nil || tv.Type == types.Typ[types.Invalid] {
		v.membersByName(l)
		return
	}
	v.typeMembers(l, tv.Type, tv.IsType(), tv.Addressable())
}

// membersByName is members for an operand that is a name and nothing else,
// where the cell around it makes no sense.
func (v *view) membersByName(l *list) {
	name := v.at.operandName()
	if name == "" {
		return
	}
	if e := v.checker.Scope.Lookup(name); e != nil {
		_, isType := e.Obj.(*types.TypeName)
		v.typeMembers(l, e.Obj.Type(), isType, true)
		return
	}
	v.packageMembers(l, name, nil)
}

// packageMembers lists what is exported under the name of a package. Where
// cells may mean several packages by the name, the members of all are offered:
// what is selected decides which one it is.
func (v *view) packageMembers(l *list, name string, imported *types.Package) {
	pkgs := []*types.Package{imported}
	if imported == nil || v.probe.Imports[name] == "" && v.checker.Scope.Import(name) == "" {
		pkgs = nil
		for _, path := range v.checker.ByName(name) {
			if p, err := v.checker.Importer.Import(path); err == nil {
				pkgs = append(pkgs, p)
			}
		}
		if pkgs == nil && imported != nil {
			pkgs = []*types.Package{imported}
		}
	}
	for i, p := range pkgs {
		for _, n := range p.Scope().Names() {
			if o := p.Scope().Lookup(n); o.Exported() {
				l.offerObject(n, o, i)
			}
		}
	}
}

// typeMembers lists the fields and methods of a value of type t, or the methods
// of t itself where it is the type that stands left of the dot.
func (v *view) typeMembers(l *list, t types.Type, isType, addressable bool) {
	if tuple, ok := t.(*types.Tuple); ok {
		if tuple.Len() != 2 { // a value and an error: the dialect checks the error
			return
		}
		t = tuple.At(0).Type()
	}
	if !isType {
		fields(l, t)
	}
	_, isPointer := types.Unalias(t).(*types.Pointer)
	set := t
	if addressable && !isType && !isPointer && !types.IsInterface(t) {
		set = types.NewPointer(t)
	}
	methods := types.NewMethodSet(set)
	for i := range methods.Len() {
		m := methods.At(i)
		if visible(m.Obj()) {
			l.offerObject(m.Obj().Name(), m.Obj(), 2*(len(m.Index())-1)+1)
		}
	}
	if n := named(t); n != nil {
		for _, m := range v.probe.Methods[n.Obj()] {
			l.offerObject(m.Name(), m, 1)
		}
	}
}

// fields lists the fields of a struct or a pointer to one, with those of
// embedded structs behind it.
func fields(l *list, t types.Type) {
	seen := map[types.Type]bool{}
	for depth, todo := 0, []types.Type{t}; len(todo) > 0; depth++ {
		var next []types.Type
		for _, t := range todo {
			t = pointee(t)
			s, ok := t.Underlying().(*types.Struct)
			if !ok || seen[t] {
				continue
			}
			seen[t] = true
			for f := range s.Fields() {
				if visible(f) {
					l.offerObject(f.Name(), f, 2*depth)
				}
				if f.Embedded() {
					next = append(next, f.Type())
				}
			}
		}
		todo = next
	}
}

// keys lists the fields that a composite literal around the cursor does not
// give yet. It reports whether nothing but a field can stand there.
func (v *view) keys(l *list) bool {
	i := 0
	if kv, ok := v.parent(0).(*ast.KeyValueExpr); ok && kv.Key == v.ident {
		i = 1
	}
	lit, ok := v.parent(i).(*ast.CompositeLit)
	if !ok || i == 0 && lit.Type == v.ident {
		return false
	}
	t := v.probe.Info.Types[lit].Type
	if t == nil {
		return false
	}
	s, ok := pointee(t).Underlying().(*types.Struct)
	if !ok {
		return false
	}
	given, keyed := map[string]bool{}, i == 1
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && kv.Key != v.ident {
			keyed = true
			if id, ok := kv.Key.(*ast.Ident); ok {
				given[id.Name] = true
			}
		}
	}
	if !keyed && len(lit.Elts) > 1 {
		return false
	}
	for f := range s.Fields() {
		if visible(f) && !given[f.Name()] {
			l.offerObject(f.Name(), f, -1)
		}
	}
	return keyed
}

// visible reports whether a cell may select a field or method.
func visible(o types.Object) bool {
	return o.Exported() || o.Pkg() != nil && o.Pkg().Path() == "main" && o.Name() != "_"
}

func pointee(t types.Type) types.Type {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		return types.Unalias(p.Elem())
	}
	return types.Unalias(t)
}

func named(t types.Type) *types.Named {
	n, _ := pointee(t).(*types.Named)
	return n
}
