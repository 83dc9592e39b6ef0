package complete

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"monro/lang/check"
	"monro/lang/complete/docs"
)

// describe fills in the card of a subject.
func (s Source) describe(v *view, sub subject, detail int) *Card {
	switch o := sub.object.(type) {
	case *types.PkgName:
		return packageCard(o.Imported().Path(), detail)
	case *types.Builtin:
		return builtinCard(o.Name())
	}
	o := sub.object
	if o.Pkg() == nil {
		if _, ok := builtins[o.Name()]; ok {
			return builtinCard(o.Name())
		}
		return &Card{Declaration: declaration(o), Members: methodsOf(o)}
	}
	if o.Pkg().Path() != "main" {
		return libraryCard(sub)
	}
	if e := s.entry(v, o); e != nil {
		return s.sessionCard(v, e, detail)
	}
	c := &Card{Declaration: declaration(o), Members: methodsOf(o)}
	if v.probe.Declared[o.Name()] {
		c.Doc = v.docOf(o.Name())
		c.Place = "declared in this cell"
	}
	c.About = typeSynopsis(o)
	return c
}

// entry finds the declaration that an object has in the session: that of the
// object itself or, where the cell at hand declares it again as it was, the
// one that it is about to replace.
func (s Source) entry(v *view, o types.Object) *check.Entry {
	if f, ok := o.(*types.Func); ok && f.Signature().Recv() != nil {
		return s.Checker.Scope.Method(f.Origin())
	}
	name := strings.TrimSuffix(o.Name(), "ʹold")
	e := s.Checker.Scope.Lookup(name)
	switch {
	case e == nil:
		return nil
	case e.Obj == o || name != o.Name():
		return e
	}
	if x, ok := o.(*types.Var); ok && o.Parent() == v.probe.Pkg.Scope() && check.SameStorage(e.Obj, x) {
		return e
	}
	return nil
}

// sessionCard describes what an earlier cell declared.
func (s Source) sessionCard(v *view, e *check.Entry, detail int) *Card {
	c := &Card{Declaration: declaration(e.Obj), Doc: e.Doc, Place: "declared in " + e.Cell, Members: methodsOf(e.Obj)}
	switch {
	case e.Spec != nil:
		c.Declaration = layOut("type " + e.Text)
		for _, m := range v.probe.Methods[e.Obj.(*types.TypeName)] {
			c.Members = append(c.Members, declaration(m))
		}
	case e.Func != nil:
		if detail > 0 {
			c.Source = s.source(e.Cell, e.Func)
		}
	default:
		if _, ok := e.Obj.(*types.Var); ok {
			c.Variable = e.Name
			c.About = typeSynopsis(e.Obj)
		}
	}
	return c
}

// source cuts a declaration out of the cell that holds it.
func (s Source) source(cell string, n ast.Node) string {
	text := s.Text(cell)
	from, to := s.offset(text, n.Pos()), s.offset(text, n.End())
	if from < 0 || to < from {
		return ""
	}
	return strings.TrimRight(text[from:to], " \t\n")
}

// offset turns a position into a byte offset into a cell, -1 where it is none.
func (s Source) offset(text string, pos token.Pos) int {
	p := s.Fset.Position(pos)
	at := 0
	for range p.Line - 1 {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			return -1
		}
		at += i + 1
	}
	if at += p.Column - 1; at < 0 || at > len(text) {
		return -1
	}
	return at
}

// docOf is the comment of a declaration in the cell at hand.
func (v *view) docOf(name string) string {
	for _, f := range v.cell.Funcs {
		if f.Recv == nil && f.Name.Name == name {
			return f.Doc.Text()
		}
	}
	for _, s := range v.cell.Stmts {
		d, ok := s.(*ast.DeclStmt)
		if !ok {
			continue
		}
		g, ok := d.Decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range g.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.Name == name {
					return firstText(spec.Doc, g.Doc)
				}
			case *ast.ValueSpec:
				if slices.ContainsFunc(spec.Names, func(id *ast.Ident) bool { return id.Name == name }) {
					return firstText(spec.Doc, g.Doc)
				}
			}
		}
	}
	return ""
}

func firstText(groups ...*ast.CommentGroup) string {
	for _, g := range groups {
		if s := g.Text(); s != "" {
			return s
		}
	}
	return ""
}

// packageCard describes a package: its synopsis, or all it says of itself and
// the names that it exports.
func packageCard(path string, detail int) *Card {
	d, _ := docs.Lookup(path, "")
	c := &Card{Declaration: d.Decl, Doc: d.Synopsis()}
	if c.Declaration == "" {
		c.Declaration = fmt.Sprintf("package %s // import %q", path[strings.LastIndexByte(path, '/')+1:], path)
	}
	if detail > 0 {
		c.Doc = d.Text
		for _, n := range docs.Symbols(path) {
			if !strings.Contains(n, ".") {
				c.Members = append(c.Members, n)
			}
		}
	}
	return c
}

// libraryCard describes something of a compiled package.
func libraryCard(sub subject) *Card {
	o := sub.object
	path := o.Pkg().Path()
	d, ok := docs.Lookup(path, symbol(o, sub.owner))
	if !ok && sub.selection != nil { // a method of an unexported type, embedded
		if n := named(sub.selection.Recv()); n != nil && n.Obj().Pkg() != nil {
			d, ok = docs.Lookup(n.Obj().Pkg().Path(), n.Obj().Name()+"."+o.Name())
		}
	}
	c := &Card{Declaration: d.Decl, Doc: d.Text, Place: fmt.Sprintf("package %s", path), Members: methodsOf(o)}
	switch x := o.(type) {
	case *types.Var:
		if x.IsField() || !ok {
			c.Declaration = declaration(o)
		}
		if c.Doc == "" {
			c.About = typeSynopsis(o)
		}
	default:
		if !ok {
			c.Declaration = declaration(o)
		}
	}
	if path == preludePath {
		c.Declaration = strings.Replace(c.Declaration, "func "+upperFirst(o.Name()), "func "+o.Name(), 1)
		c.Place = ""
	}
	return c
}

const preludePath = "monro/stdlib/prelude"

// symbol is what package docs knows an object by. owner is the type of a field.
func symbol(o types.Object, owner *types.Named) string {
	switch o := o.(type) {
	case *types.Func:
		if recv := o.Signature().Recv(); recv != nil {
			owner = named(recv.Type())
		}
	}
	if owner != nil {
		return owner.Obj().Name() + "." + o.Name()
	}
	if o.Pkg().Path() == preludePath {
		return upperFirst(o.Name())
	}
	return o.Name()
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// typeSynopsis says in a sentence what a library type is, for values of it.
func typeSynopsis(o types.Object) string {
	n := named(o.Type())
	if n == nil || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() == "main" {
		return ""
	}
	d, _ := docs.Lookup(n.Obj().Pkg().Path(), n.Obj().Name())
	return d.Synopsis()
}

// declaration writes an object as its declaration would, in a line where it fits.
func declaration(o types.Object) string {
	switch o := o.(type) {
	case *types.Func:
		sig := o.Signature()
		recv := ""
		if r := sig.Recv(); r != nil {
			recv = strings.TrimLeft(r.Name()+" ", " ")
			if r.Name() == "_" {
				recv = ""
			}
			recv = "(" + recv + check.TypeText(r.Type()) + ") "
		}
		return "func " + recv + o.Name() + parameters(sig)
	case *types.Var:
		if o.IsField() {
			return "field " + o.Name() + " " + check.TypeText(o.Type())
		}
		return "var " + strings.TrimSuffix(o.Name(), "ʹold") + " " + check.TypeText(o.Type())
	case *types.Const:
		return "const " + o.Name() + " " + check.TypeText(o.Type()) + " = " + o.Val().ExactString()
	case *types.TypeName:
		return layOut("type " + o.Name() + " " + check.TypeText(o.Type().Underlying()))
	}
	return o.Name()
}

// layOut formats a declaration, breaking those of structs and interfaces into lines.
func layOut(decl string) string {
	const wide = 80
	if len(decl) > wide {
		if i := strings.IndexByte(decl, '{'); i > 0 && strings.HasSuffix(decl, "}") && !strings.Contains(decl[i+1:], "{") {
			decl = decl[:i+1] + "\n" + strings.ReplaceAll(decl[i+1:len(decl)-1], "; ", "\n") + "\n}"
		}
	}
	out, err := format.Source([]byte(decl))
	if err != nil {
		return decl
	}
	return string(bytes.TrimSpace(out))
}

// methodsOf lists the methods that cells may call of a type.
func methodsOf(o types.Object) []string {
	tn, ok := o.(*types.TypeName)
	if !ok || types.IsInterface(tn.Type()) {
		return nil
	}
	var list []string
	for _, sel := range methodSet(tn.Type()) {
		if visible(sel.Obj()) {
			list = append(list, methodDeclaration(sel.Obj()))
		}
	}
	return list
}

// methodDeclaration prefers the words of the package that declares a method.
func methodDeclaration(o types.Object) string {
	if o.Pkg() != nil && o.Pkg().Path() != "main" {
		if d, ok := docs.Lookup(o.Pkg().Path(), symbol(o, nil)); ok && strings.HasPrefix(d.Decl, "func ") && !strings.Contains(d.Decl, "\n") {
			return d.Decl
		}
	}
	return declaration(o)
}

func methodSet(t types.Type) []*types.Selection {
	set := types.NewMethodSet(types.NewPointer(t))
	list := make([]*types.Selection, set.Len())
	for i := range list {
		list[i] = set.At(i)
	}
	return list
}
