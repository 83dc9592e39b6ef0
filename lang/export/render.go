package export

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"monro/lang/check"
)

// Marks of the names that package check writes into syntax.
const (
	oldMark      = "ʹold"
	operatorMark = "ʹop"
)

// A render turns checked syntax back into text: the text it came from, with
// edits. Nodes that the checker wrote have positions of what they stand for,
// so that the extent of each node is found from what is in it.
type render struct {
	p    *program
	u    *check.Unit
	src  *origin // of the node being rendered
	defs map[*ast.Ident]types.Object
	keys map[ast.Expr]string // field names to write in front of values
	out  code
}

func (p *program) renderer(u *check.Unit) *render {
	return &render{p: p, u: u, defs: map[*ast.Ident]types.Object{}, keys: map[ast.Expr]string{}}
}

// code renders a node.
func (r *render) code(n ast.Node) code {
	r.src = r.p.origins[r.u.Fset.Position(n.Pos()).Filename]
	outer := r.out
	r.out = nil
	r.node(n)
	c := r.out
	r.out = outer
	return c
}

func (r *render) at(pos token.Pos) int {
	p := r.u.Fset.Position(pos)
	return r.src.offset(p.Line, p.Column)
}

func (r *render) write(s string) { r.out = append(r.out, piece{text: s}) }

// node copies a node with what has to be different in it.
func (r *render) node(n ast.Node) {
	if x, ok := n.(ast.Expr); ok && r.keys[x] != "" {
		r.write(r.keys[x] + ": ")
	}
	switch standFor(n) {
	case must:
		c := n.(*ast.CallExpr)
		name := strings.TrimPrefix(c.Fun.(*ast.Ident).Name, check.MustName)
		r.call("Must"+strings.TrimPrefix(name, "1"), c.Args[0])
		return
	case convert:
		r.convert(n.(*ast.CallExpr))
		return
	case operator:
		r.operator(n.(*ast.CallExpr))
		return
	case derivative:
		c := n.(*ast.CallExpr)
		r.member(c.Fun.(*ast.SelectorExpr))
		r.write("(")
		r.argument(c.Args[0])
		r.write(", ")
		r.out = append(r.out, r.p.printedExpr(r.u, c.Args[1])...)
		r.write(")")
		return
	case not:
		r.write("!")
		r.node(n.(*ast.UnaryExpr).X)
		return
	case key:
		r.node(n.(*ast.KeyValueExpr).Value)
		return
	case compound:
		a := n.(*ast.AssignStmt)
		r.node(a.Lhs[0])
		r.write(" = ")
		r.operator(a.Rhs[0].(*ast.CallExpr))
		return
	case member:
		r.member(n.(*ast.SelectorExpr))
		return
	}
	switch n := n.(type) {
	case *ast.Ident:
		r.ident(n)
		return
	case *ast.SelectorExpr:
		if id, ok := n.X.(*ast.Ident); ok {
			if pkg, ok := r.u.Info.Uses[id].(*types.PkgName); ok {
				r.out = append(r.out, piece{pkg: pkg.Imported().Path(), text: id.Name}, piece{text: "." + n.Sel.Name})
				return
			}
		}
	case *ast.ExprStmt:
		r.exprStmt(n)
		return
	case *ast.CompositeLit:
		r.keyed(n)
	}
	r.parts(n)
}

// keyed notes the field names that a literal of a package's struct leaves out:
// go vet wants them.
func (r *render) keyed(lit *ast.CompositeLit) {
	t := r.u.Info.TypeOf(lit)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	name := typeName(t)
	s, ok := t.Underlying().(*types.Struct)
	if !ok || name == nil || name.Pkg() == nil || name.Pkg().Path() == "main" || len(lit.Elts) != s.NumFields() {
		return
	}
	for i, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if standFor(kv) != key {
				return
			}
			e = kv.Value
		}
		r.keys[e] = s.Field(i).Name()
	}
}

// parts copies the text of a node around its parts.
func (r *render) parts(n ast.Node) {
	at, end := r.extent(n)
	for _, c := range children(n) {
		from, to := r.extent(c)
		if from < at {
			continue
		}
		r.write(r.src.text[at:from])
		r.node(c)
		at = to
	}
	if at < end {
		r.write(r.src.text[at:end])
	}
}

// convert renders a conversion that the checker wrote, where it is needed.
func (r *render) convert(c *ast.CallExpr) {
	x, to := c.Args[0], c.Fun.(*ast.Ident).Name
	if lit, ok := x.(*ast.BasicLit); ok && to == "float64" && plainInt.MatchString(lit.Value) {
		r.write(lit.Value + ".0")
		return
	}
	if tv := r.u.Info.Types[x]; tv.Value == nil {
		if t, ok := tv.Type.(*types.Basic); ok && t.Name() == to {
			r.node(x)
			return
		}
	}
	r.write(to + "(")
	r.argument(x)
	r.write(")")
}

var plainInt = regexp.MustCompile(`^[1-9][0-9]*$`)

func (r *render) call(name string, arg ast.Expr) {
	r.out = append(r.out, pkgRef(scriptPath))
	r.write("." + name + "(")
	r.argument(arg)
	r.write(")")
}

// argument renders an operand that becomes an argument: without parentheses.
func (r *render) argument(x ast.Expr) {
	for {
		p, ok := x.(*ast.ParenExpr)
		if !ok {
			break
		}
		from, to := r.extent(p.X)
		if !r.src.blank(r.at(p.Lparen)+1, from) || !r.src.blank(to, r.at(p.Rparen)) {
			break
		}
		x = p.X
	}
	r.node(x)
}

// operator renders the call that stands for an operator. What stands between
// the operands besides the operator, such as a comment, stays there.
func (r *render) operator(c *ast.CallExpr) {
	r.member(c.Fun.(*ast.SelectorExpr))
	r.write("(")
	for i, a := range c.Args {
		if i > 0 {
			_, from := r.extent(c.Args[i-1])
			to, _ := r.extent(a)
			r.write("," + r.withoutSign(from, to, r.at(c.Lparen)))
		}
		r.argument(a)
	}
	r.write(")")
}

// member renders a function that the checker refers to.
func (r *render) member(fun *ast.SelectorExpr) {
	pkg := r.u.Info.Uses[fun.X.(*ast.Ident)].(*types.PkgName)
	r.out = append(r.out, pkgRef(pkg.Imported().Path()))
	r.write("." + fun.Sel.Name)
}

// withoutSign is what stands between two operands but for the operator.
func (r *render) withoutSign(from, to, sign int) string {
	if sign < from || sign >= to {
		return " "
	}
	end := sign
	for end < to && strings.IndexByte("+-*/=!", r.src.text[end]) >= 0 && !strings.HasPrefix(r.src.text[end:], "//") && !strings.HasPrefix(r.src.text[end:], "/*") {
		end++
	}
	gap := strings.TrimRight(r.src.text[from:sign], " \t") + r.src.text[end:to]
	if strings.TrimSpace(gap) == "" && !strings.Contains(gap, "\n") {
		return " "
	}
	return gap
}

// ident renders a name: of the cell itself, of a package that the cell leaves
// out, or of a session object, which may be called otherwise in the program.
func (r *render) ident(id *ast.Ident) {
	o := r.defs[id]
	if o == nil {
		o = r.u.Info.Uses[id]
	}
	if o == nil {
		o = r.u.Info.Defs[id]
	}
	name := strings.TrimSuffix(id.Name, oldMark)
	switch {
	case o == nil:
	case r.defs[id] != nil || r.p.isSession(o):
		r.out = append(r.out, piece{obj: o})
		return
	case isEmbedded(o):
		if t := typeName(o.Type()); t != nil && r.p.isSession(t) {
			r.out = append(r.out, piece{obj: t})
			return
		}
	case o.Pkg() != nil && o.Pkg().Path() != "main" && o.Parent() != nil:
		if _, isPkg := o.(*types.PkgName); !isPkg {
			r.out = append(r.out, pkgRef(o.Pkg().Path()))
			r.write("." + exported(name, o))
			return
		}
	}
	r.write(name)
}

func exported(name string, o types.Object) string {
	if o.Pkg().Path() == preludePath {
		return strings.ToUpper(name[:1]) + name[1:]
	}
	return name
}

func isEmbedded(o types.Object) bool {
	v, ok := o.(*types.Var)
	return ok && v.IsField() && v.Embedded()
}

// typeName is the declaration of a type or of what it points to.
func typeName(t types.Type) *types.TypeName {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	switch t := t.(type) {
	case *types.Named:
		return t.Obj()
	case *types.Alias:
		return t.Obj()
	}
	return nil
}

// isSession reports whether an object is a declaration of the session.
func (p *program) isSession(o types.Object) bool {
	if p.same[o] != nil {
		return true
	}
	return o.Pkg() != nil && o.Pkg().Path() == "main" && o.Parent() != nil && o.Parent().Parent() == types.Universe
}
