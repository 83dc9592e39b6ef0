package check

import (
	"go/ast"
	"go/types"
	"reflect"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
)

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// A copier copies syntax and remembers which identifier is a copy of which.
type copier struct {
	from map[*ast.Ident]*ast.Ident
}

func (c *copier) value(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type()).Elem()
		out.Set(c.value(v.Elem()))
		return out
	case reflect.Pointer:
		switch p := v.Interface().(type) {
		case *ast.CommentGroup:
			return reflect.Zero(v.Type())
		case *ast.Ident:
			if p == nil {
				return v
			}
			id := &ast.Ident{NamePos: p.NamePos, Name: p.Name}
			c.from[id] = p
			return reflect.ValueOf(id)
		}
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(c.value(v.Elem()))
		return out
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			out.Field(i).Set(c.value(v.Field(i)))
		}
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(c.value(v.Index(i)))
		}
		return out
	}
	return v
}

// copyOf copies an expression with the names it has.
func copyOf(x ast.Expr) ast.Expr {
	c := copier{map[*ast.Ident]*ast.Ident{}}
	return c.value(reflect.ValueOf(&x).Elem()).Interface().(ast.Expr)
}

// copyDecls copies functions of earlier cells, to be checked anew: those that no
// longer fit stay as they are.
func copyDecls(list []*ast.FuncDecl) (out []*ast.FuncDecl) {
	for _, f := range list {
		c := copier{map[*ast.Ident]*ast.Ident{}}
		d := c.value(reflect.ValueOf(f)).Interface().(*ast.FuncDecl)
		d.Doc = f.Doc
		out = append(out, d)
	}
	return out
}

// clone copies an expression whose numbers stay as they are, with names that mean
// in this cell what they mean in the source.
func (t *twin) clone(x ast.Expr) ast.Expr {
	if x == nil {
		return nil
	}
	return t.cloneNode(&ast.ParenExpr{X: x}).(*ast.ParenExpr).X
}

// cloneNode copies a node that cannot be a mere name.
func (t *twin) cloneNode(n ast.Node) ast.Node {
	c := copier{map[*ast.Ident]*ast.Ident{}}
	out := c.value(reflect.ValueOf(&n).Elem()).Interface().(ast.Node)
	return astutil.Apply(out, nil, func(at *astutil.Cursor) bool {
		id, ok := at.Node().(*ast.Ident)
		if !ok || at.Name() == "Sel" {
			return true
		}
		if from := c.from[id]; from != nil {
			if o := t.info.Uses[from]; o != nil {
				if x := t.rename(o, id); x != ast.Expr(id) {
					at.Replace(x)
				}
			}
		}
		return true
	})
}

// rename refers to what an identifier means in the source.
func (t *twin) rename(o types.Object, id *ast.Ident) ast.Expr {
	if p, ok := o.(*types.PkgName); ok {
		a := alias(p.Imported().Path())
		t.operatorPaths[a] = p.Imported().Path()
		id.Name = a
		return id
	}
	if o.Pkg() == nil || o.Pkg().Path() == "must" {
		return id
	}
	if v, ok := o.(*types.Var); ok && v.IsField() {
		return id
	}
	if o.Pkg().Path() != "main" {
		if f, ok := o.(*types.Func); ok && f.Type().(*types.Signature).Recv() != nil {
			return id
		}
		return t.qualified(o, id)
	}
	if old := t.old[o]; old != nil {
		o = old
	}
	if !isSession(o) {
		return id
	}
	id.Name = strings.TrimSuffix(id.Name, oldMark)
	e := t.Scope.names[o.Name()]
	switch {
	case t.info == t.deriver.info && e != nil && e.Obj == o && t.src.declared[o.Name()]:
		id.Name += oldMark
	case t.info == t.deriver.info:
	case e == nil || e.Obj != o && !SameStorage(e.Obj, o):
		t.refuse(t.typ, "%s uses %s as it was before it was declared again: declare %[1]s again too", t.origin.name, o.Name())
	case t.src.declared[o.Name()]:
		id.Name += oldMark
	}
	return id
}

// isSession reports whether an object is a declaration of the session.
func isSession(o types.Object) bool {
	return o.Parent() != nil && o.Parent().Parent() == types.Universe
}

// qualified refers to what a package exports.
func (t *twin) qualified(o types.Object, at ast.Node) ast.Expr {
	name := o.Name()
	if o.Pkg() == t.Prelude {
		name = strings.ToUpper(name[:1]) + name[1:]
	}
	a := alias(o.Pkg().Path())
	t.operatorPaths[a] = o.Pkg().Path()
	return &ast.SelectorExpr{X: &ast.Ident{NamePos: at.Pos(), Name: a}, Sel: &ast.Ident{NamePos: at.Pos(), Name: name}}
}
