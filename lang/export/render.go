package export

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"monro/lang/check"
	"monro/lang/lower"
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

// A stand is how the checker has written something that is not in the cell.
type stand int

const (
	original stand = iota
	must           // mustʹ1(f())
	convert        // float64(n)
	operator       // operatorʹop.AddVV(x, y)
	not            // !operatorʹop.EqVV(x, y)
	key            // X: 1, where the cell has 1
)

// standFor tells what a node was written for.
func standFor(n ast.Node) stand {
	switch n := n.(type) {
	case *ast.CallExpr:
		switch f := n.Fun.(type) {
		case *ast.Ident:
			if strings.HasPrefix(f.Name, check.MustName) {
				return must
			}
			if n.Lparen == f.NamePos && len(n.Args) == 1 {
				return convert
			}
		case *ast.SelectorExpr:
			if id, ok := f.X.(*ast.Ident); ok && strings.HasSuffix(id.Name, operatorMark) {
				return operator
			}
		}
	case *ast.UnaryExpr:
		if n.Op == token.NOT && standFor(n.X) == operator && n.X.(*ast.CallExpr).Lparen == n.OpPos {
			return not
		}
	case *ast.KeyValueExpr:
		if n.Key.Pos() == n.Colon {
			return key
		}
	}
	return original
}

// children lists the parts of a node in the order of the text.
func children(n ast.Node) (list []ast.Node) {
	if f, ok := n.(*ast.FuncDecl); ok {
		for _, c := range []ast.Node{f.Recv, f.Name, f.Type.TypeParams, f.Type.Params, f.Type.Results, f.Body} {
			if v, ok := c.(*ast.FieldList); ok && v == nil {
				continue
			}
			if b, ok := c.(*ast.BlockStmt); ok && b == nil {
				continue
			}
			list = append(list, c)
		}
		return list
	}
	ast.Inspect(n, func(c ast.Node) bool {
		switch c.(type) {
		case nil, *ast.Comment, *ast.CommentGroup:
			return false
		}
		if c == n {
			return true
		}
		if c.Pos().IsValid() {
			list = append(list, c)
		}
		return false
	})
	return list
}

// extent is where a node stands in the text.
func (r *render) extent(n ast.Node) (from, to int) {
	switch standFor(n) {
	case must, convert:
		return r.extent(n.(*ast.CallExpr).Args[0])
	case not:
		return r.extent(n.(*ast.UnaryExpr).X)
	case key:
		return r.extent(n.(*ast.KeyValueExpr).Value)
	case operator:
		c := n.(*ast.CallExpr)
		from = r.at(c.Lparen)
		for _, a := range c.Args {
			f, t := r.extent(a)
			from, to = min(from, f), max(to, t)
		}
		return from, to
	}
	if id, ok := n.(*ast.Ident); ok {
		from = r.at(id.NamePos)
		return from, from + len(strings.TrimSuffix(id.Name, oldMark))
	}
	list := children(n)
	from = r.at(n.Pos())
	if len(list) > 0 && list[0].Pos() == n.Pos() {
		from, _ = r.extent(list[0])
	}
	if len(list) > 0 && list[len(list)-1].End() == n.End() && !closes(n) {
		_, to = r.extent(list[len(list)-1])
		return from, to
	}
	return from, r.at(n.End())
}

// closes reports whether a node ends with a bracket of its own.
func closes(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr, *ast.ParenExpr, *ast.CompositeLit, *ast.IndexExpr, *ast.IndexListExpr, *ast.SliceExpr, *ast.TypeAssertExpr, *ast.BlockStmt:
		return true
	case *ast.GenDecl:
		return n.Rparen.IsValid()
	}
	return false
}

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
	case not:
		r.write("!")
		r.node(n.(*ast.UnaryExpr).X)
		return
	case key:
		r.node(n.(*ast.KeyValueExpr).Value)
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
	fun := c.Fun.(*ast.SelectorExpr)
	pkg := r.u.Info.Uses[fun.X.(*ast.Ident)].(*types.PkgName)
	r.out = append(r.out, pkgRef(pkg.Imported().Path()))
	r.write("." + fun.Sel.Name + "(")
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

// exprStmt renders an expression that stands alone: an error that it gives is
// checked, another value is let go of.
func (r *render) exprStmt(s *ast.ExprStmt) {
	c, isCall := ast.Unparen(s.X).(*ast.CallExpr)
	if !isCall {
		u, _ := ast.Unparen(s.X).(*ast.UnaryExpr)
		a, _ := s.X.(*ast.TypeAssertExpr)
		if !(u != nil && u.Op == token.ARROW || a != nil && a.Type == nil) { // <-c stands alone, x.(type) is of a switch
			r.write("_ = ")
		}
		r.node(s.X)
		return
	}
	tv := r.u.Info.Types[c]
	n := errorResults(tv.Type)
	switch {
	case n > 0 && !lower.DropsErrors(r.u.Info, c):
		r.check(n, s.X)
	case r.valued(c):
		r.write("_ = ")
		r.node(s.X)
	default:
		r.node(s.X)
	}
}

// most is how many values script.Must can give.
const most = 4

func (r *render) check(n int, x ast.Expr) {
	switch {
	case n == 1:
		r.call("Check", x)
	case n <= most+1:
		r.call(mustName(n-1), x)
	default:
		r.write("if " + strings.Repeat("_, ", n-1) + "err := ")
		r.node(x)
		r.write("; err != nil {\n")
		r.out = append(r.out, scriptCall("Check", text("err"))...)
		r.write("\n}")
	}
}

func mustName(n int) string {
	if n == 1 {
		return "Must"
	}
	return fmt.Sprint("Must", n)
}

// valued reports whether a call may not stand alone in Go.
func (r *render) valued(c *ast.CallExpr) bool {
	fun := ast.Unparen(c.Fun)
	tv := r.u.Info.Types[fun]
	if tv.IsType() {
		return true
	}
	id, ok := fun.(*ast.Ident)
	if s, isSel := fun.(*ast.SelectorExpr); isSel {
		id, ok = s.Sel, true
	}
	return tv.IsBuiltin() && ok && !slices.Contains([]string{"panic", "print", "println", "copy", "delete", "close", "clear", "recover"}, id.Name)
}

// result renders the last expression of a cell, whose value is shown.
func (r *render) result(s *ast.ExprStmt) {
	tv := r.u.Info.Types[s.X]
	c, isCall := ast.Unparen(s.X).(*ast.CallExpr)
	n := errorResults(tv.Type)
	switch {
	case tv.IsVoid() || isCall && n > 0 && lower.DropsErrors(r.u.Info, c) || isCall && n == 1:
		r.exprStmt(s)
	case n > most+1:
		r.check(n, s.X)
	case n > 1:
		r.out = append(r.out, pkgRef(scriptPath))
		r.write(".Result(")
		r.call(mustName(n-1), s.X)
		r.write(")")
	default:
		r.call("Result", s.X)
	}
}

// errorResults is the number of results of a call whose last one is an error, else 0.
func errorResults(t types.Type) int {
	err := types.Universe.Lookup("error").Type()
	switch t := t.(type) {
	case *types.Tuple:
		if t.Len() > 0 && types.Identical(t.At(t.Len()-1).Type(), err) {
			return t.Len()
		}
	case nil:
	default:
		if types.Identical(t, err) {
			return 1
		}
	}
	return 0
}
