package export

import (
	"bytes"
	"go/ast"
	"go/printer"
	"go/token"
	"go/types"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"monro/lang/check"
)

// twin is the declaration of a twin: a copy of a function, in the checked syntax
// alone, in which what depends on the argument is on a tape.
func (p *program) twin(u *check.Unit, f *ast.FuncDecl) *decl {
	o, _ := u.Info.Defs[f.Name].(*types.Func)
	of, _ := check.IsTwin(f.Name.Name)
	d := &decl{cell: u.Cell.Name, objs: []types.Object{o}}
	d.code = append(code{{text: "// "}, {obj: o}, {text: " is " + of + " on a tape, for its derivatives.\n"}},
		p.printed(u, f, map[*ast.Ident]types.Object{f.Name: o})...)
	return d
}

// printed renders syntax that no cell has the text of.
func (p *program) printed(u *check.Unit, n ast.Node, defs map[*ast.Ident]types.Object) code {
	c := &copying{p: p, u: u, defs: defs}
	marked := c.value(reflect.ValueOf(n)).Interface()
	var b bytes.Buffer
	if err := printer.Fprint(&b, token.NewFileSet(), marked); err != nil { // only of a node that go/printer does not know
		return text(err.Error())
	}
	var out code
	source, at := b.String(), 0
	for _, m := range piecePattern.FindAllStringSubmatchIndex(source, -1) {
		out = append(out, piece{text: source[at:m[0]]})
		i, _ := strconv.Atoi(source[m[2]:m[3]])
		out = append(out, c.pieces[i])
		at = m[1]
	}
	return append(out, piece{text: source[at:]})
}

// printedExpr is printed for an expression, which may be a mere name.
func (p *program) printedExpr(u *check.Unit, x ast.Expr) code {
	c := p.printed(u, &ast.ParenExpr{X: x}, nil)
	last := len(c) - 1
	c[0].text = strings.TrimPrefix(c[0].text, "(")
	c[last].text = strings.TrimSuffix(c[last].text, ")")
	return c
}

var piecePattern = regexp.MustCompile(`ʹ(\d+)ʹʹ`)

// twinBefore is the twin in force of the same function and arguments, nil for none.
func (p *program) twinBefore(d *decl) *decl {
	if len(d.objs) == 1 {
		if _, ok := check.IsTwin(d.objs[0].Name()); ok {
			for _, b := range slices.Backward(p.decls) {
				if len(b.objs) == 1 && b.objs[0].Name() == d.objs[0].Name() {
					return b
				}
			}
		}
	}
	return nil
}

// A copying copies syntax with a number in the place of each name that is not
// settled before all cells are known.
type copying struct {
	p      *program
	u      *check.Unit
	defs   map[*ast.Ident]types.Object
	pieces []piece
}

func (c *copying) name(p piece) *ast.Ident {
	c.pieces = append(c.pieces, p)
	return ast.NewIdent("ʹ" + strconv.Itoa(len(c.pieces)-1) + "ʹʹ")
}

// ident is the copy of a name.
func (c *copying) ident(id *ast.Ident) ast.Expr {
	o := c.defs[id]
	if o == nil {
		o = c.u.Info.ObjectOf(id)
	}
	switch {
	case c.defs[id] != nil:
		return c.name(piece{obj: o})
	case strings.HasPrefix(id.Name, check.MustName):
		count := strings.TrimPrefix(strings.TrimPrefix(id.Name, check.MustName), "1")
		return &ast.SelectorExpr{X: c.name(pkgRef(scriptPath)), Sel: ast.NewIdent("Must" + count)}
	case o == nil:
	case c.p.isSession(o):
		return c.name(piece{obj: o})
	default:
		if pkg, ok := o.(*types.PkgName); ok {
			return c.name(pkgRef(pkg.Imported().Path()))
		}
	}
	return ast.NewIdent(strings.TrimSuffix(strings.ReplaceAll(id.Name, "ʹ", "_"), "_"))
}

func (c *copying) value(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type()).Elem()
		if id, ok := v.Interface().(*ast.Ident); ok && v.Type() == exprType {
			out.Set(reflect.ValueOf(c.ident(id)))
			return out
		}
		out.Set(c.value(v.Elem()))
		return out
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		switch n := v.Interface().(type) {
		case *ast.CommentGroup:
			return reflect.Zero(v.Type())
		case *ast.Ident: // where no expression can stand: a declaration or a field
			if x, ok := c.ident(n).(*ast.Ident); ok {
				return reflect.ValueOf(x)
			}
			return reflect.ValueOf(ast.NewIdent(n.Name))
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

var exprType = reflect.TypeFor[ast.Expr]()
