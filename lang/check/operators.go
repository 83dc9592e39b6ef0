package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
)

// Go has no operators on slices and matrices, and none between numbers of
// different types. Where go/types refuses an operator, the dialect looks for a
// function that stands for it and puts a call of that in the cell.

// operatorNames begin the names of the functions that stand for operators.
var operatorNames = map[token.Token]string{
	token.ADD: "Add", token.SUB: "Sub", token.MUL: "Mul", token.QUO: "Div", token.EQL: "Eq", token.NEQ: "Eq",
	token.ADD_ASSIGN: "AddSet", token.SUB_ASSIGN: "SubSet", token.MUL_ASSIGN: "MulSet", token.QUO_ASSIGN: "DivSet",
}

// operatorMark ends the names that operator packages are imported under.
const operatorMark = "ʹop"

// resolver rewrites the operators of one run. now holds the types of what it
// has written, which go/types has not seen yet.
type resolver struct {
	*run
	now     map[ast.Expr]types.Type
	changed bool
}

// resolveOperators rewrites what go/types refused and reports whether it did.
func (r *run) resolveOperators() bool {
	s := &resolver{run: r, now: map[ast.Expr]types.Type{}}
	for _, f := range r.src.funcs {
		if f.Body != nil {
			astutil.Apply(f.Body, nil, s.visit)
		}
	}
	for _, stmt := range r.src.cell.Stmts {
		s.changed = s.topLevel(stmt) || s.changed
	}
	return s.changed
}

// topLevel rewrites a statement of the cell. Apply cannot replace its root, so
// the statement goes in a block of its own for the time.
func (s *resolver) topLevel(stmt ast.Stmt) bool {
	if s.setAtTop(stmt) {
		return true
	}
	before := s.changed
	s.changed = false
	astutil.Apply(stmt, nil, s.visit)
	changed := s.changed
	s.changed = before
	return changed
}

// setAtTop rewrites x += y where it is a statement of the cell itself.
func (s *resolver) setAtTop(stmt ast.Stmt) bool {
	a, ok := stmt.(*ast.AssignStmt)
	if !ok || operatorNames[a.Tok] == "" {
		return false
	}
	inner := s.changed
	astutil.Apply(a, nil, s.visit)
	c := s.inPlace(a)
	if c == nil {
		changed := s.changed != inner
		return changed
	}
	i := slices.Index(s.src.cell.Stmts, stmt)
	s.src.cell.Stmts[i] = &ast.ExprStmt{X: c}
	return true
}

func (s *resolver) typeOf(e ast.Expr) types.Type {
	if t, ok := s.now[e]; ok {
		return t
	}
	if p, ok := e.(*ast.ParenExpr); ok {
		return s.typeOf(p.X)
	}
	tv, ok := s.info.Types[e]
	if ok && tv.IsValue() {
		return tv.Type
	}
	if id, ok := e.(*ast.Ident); ok { // the left side of an assignment
		if o, ok := s.info.Uses[id].(*types.Var); ok {
			return o.Type()
		}
	}
	return nil
}

// accepted reports whether go/types had no complaint about an expression.
func (s *resolver) accepted(e ast.Expr) bool {
	t := s.info.Types[e].Type
	return t != nil && t != types.Typ[types.Invalid]
}

func (s *resolver) visit(at *astutil.Cursor) bool {
	switch e := at.Node().(type) {
	case *ast.BinaryExpr:
		if !s.accepted(e) {
			if x := s.binary(e); x != nil {
				at.Replace(x)
				s.changed = true
			}
		}
	case *ast.UnaryExpr:
		if e.Op == token.SUB && !s.accepted(e) {
			if x := s.apply("Neg", e.OpPos, e.X); x != nil {
				at.Replace(x)
				s.changed = true
			}
		}
	case *ast.AssignStmt:
		if _, inBlock := at.Parent().(*ast.LabeledStmt); operatorNames[e.Tok] == "" || at.Index() < 0 && !inBlock {
			s.mixAssign(e)
			return true
		}
		if c := s.inPlace(e); c != nil {
			at.Replace(&ast.ExprStmt{X: c})
			s.changed = true
		}
	case *ast.CallExpr:
		if !s.ofOperand(e) {
			s.promoteArgs(e)
		}
	}
	return true
}

// ofOperand makes a bare name of the prelude mean the function of that name in
// the package that declares an argument's type, such as sin(x) for a graph
// node: that is how packages overload the prelude.
func (s *resolver) ofOperand(e *ast.CallExpr) bool {
	id, ok := e.Fun.(*ast.Ident)
	if !ok || s.Prelude == nil {
		return false
	}
	if o := s.info.Uses[id]; o == nil || o.Pkg() != s.Prelude {
		return false
	}
	for _, a := range e.Args {
		n := namedOf(s.typeOf(a))
		if n == nil || n.Obj().Pkg() == nil || n.Obj().Pkg() == s.pkg || n.Obj().Pkg() == s.Prelude {
			continue
		}
		f, ok := n.Obj().Pkg().Scope().Lookup(strings.ToUpper(id.Name[:1]) + id.Name[1:]).(*types.Func)
		if !ok {
			continue
		}
		e.Fun = s.member(f, id.Pos())
		if res := f.Type().(*types.Signature).Results(); res.Len() == 1 {
			s.now[e] = res.At(0).Type()
		}
		s.changed = true
		return true
	}
	return false
}

// member refers to a function of a package under the name that rewriting
// imports the package by.
func (s *resolver) member(f *types.Func, pos token.Pos) ast.Expr {
	alias := strings.ReplaceAll(f.Pkg().Path(), "/", "_") + operatorMark
	s.Checker.operatorPaths[alias] = f.Pkg().Path()
	return &ast.SelectorExpr{X: &ast.Ident{NamePos: pos, Name: alias}, Sel: &ast.Ident{NamePos: pos, Name: f.Name()}}
}

// binary is what stands for a refused operator, or nil.
func (s *resolver) binary(e *ast.BinaryExpr) ast.Expr {
	name := operatorNames[e.Op]
	if name == "" && !comparison(e.Op) {
		return nil
	}
	if s.mix(&e.X, &e.Y) {
		s.changed = true
		if name != "Eq" && !comparison(e.Op) {
			s.now[e] = types.Typ[types.Float64]
		}
		return nil
	}
	if name == "" {
		return nil
	}
	x := s.apply(name, e.OpPos, e.X, e.Y)
	if x != nil && e.Op == token.NEQ {
		not := &ast.UnaryExpr{OpPos: e.OpPos, Op: token.NOT, X: x}
		s.now[not] = types.Typ[types.Bool]
		return not
	}
	return x
}

func comparison(op token.Token) bool {
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return true
	}
	return false
}

// mix converts the integer of an integer and a floating-point operand.
func (s *resolver) mix(x, y *ast.Expr) bool {
	tx, ty := s.typeOf(*x), s.typeOf(*y)
	if tx == nil || ty == nil {
		return false
	}
	if f := floating(ty); f != nil && integer(tx) {
		*x = s.convert(*x, f)
		return true
	}
	if f := floating(tx); f != nil && integer(ty) {
		*y = s.convert(*y, f)
		return true
	}
	return false
}

// mixAssign converts the integer that is added to, or compared with, a float.
func (s *resolver) mixAssign(a *ast.AssignStmt) {
	if operatorNames[a.Tok] == "" || len(a.Lhs) != 1 {
		return
	}
	if f := floating(s.typeOf(a.Lhs[0])); f != nil && integer(s.typeOf(a.Rhs[0])) {
		a.Rhs[0] = s.convert(a.Rhs[0], f)
		s.changed = true
	}
}

func (s *resolver) convert(x ast.Expr, to types.Type) ast.Expr {
	c := &ast.CallExpr{Fun: &ast.Ident{NamePos: x.Pos(), Name: to.(*types.Basic).Name()}, Lparen: x.Pos(), Args: []ast.Expr{x}, Rparen: x.End()}
	s.now[c] = to
	return c
}

// floating is the floating-point type that an operand asks the other to have:
// float64 for an untyped constant.
func floating(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	b, ok := types.Unalias(t).(*types.Basic)
	if !ok || b.Info()&types.IsFloat == 0 {
		return nil
	}
	return types.Default(b)
}

// integer reports whether a type is an integer type, not an untyped constant's.
func integer(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := types.Unalias(t).(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0 && b.Info()&types.IsUntyped == 0
}

// promoteArgs converts integers that are passed where a float64 or float32 is
// wanted.
func (s *resolver) promoteArgs(e *ast.CallExpr) {
	sig := s.signature(e.Fun)
	if sig == nil || e.Ellipsis.IsValid() {
		return
	}
	generic := sig.TypeParams().Len() > 0
	for i, a := range e.Args {
		t := s.typeOf(a)
		if t == nil {
			continue
		}
		to := paramAt(sig, i)
		if generic && takesFloat(to) {
			if b, ok := types.Unalias(t).(*types.Basic); ok && b.Info()&types.IsInteger != 0 {
				e.Args[i] = s.convert(a, types.Typ[types.Float64])
				s.changed = true
			}
			continue
		}
		if f := floating(to); f != nil && integer(t) {
			e.Args[i] = s.convert(a, f)
			s.changed = true
		}
	}
}

// signature is that of a called function, nil for conversions and builtins. A
// generic function has its own where no instance could be inferred.
func (s *resolver) signature(fun ast.Expr) *types.Signature {
	if id, ok := fun.(*ast.Ident); ok {
		if f, ok := s.info.Uses[id].(*types.Func); ok {
			return f.Type().(*types.Signature)
		}
	}
	tv, ok := s.info.Types[fun]
	if !ok || !tv.IsValue() {
		return nil
	}
	sig, _ := types.Unalias(tv.Type).Underlying().(*types.Signature)
	return sig
}

func paramAt(sig *types.Signature, i int) types.Type {
	n := sig.Params().Len()
	if sig.Variadic() && i >= n-1 {
		return sig.Params().At(n - 1).Type().(*types.Slice).Elem()
	}
	if i >= n {
		return nil
	}
	return sig.Params().At(i).Type()
}

// takesFloat reports whether a type parameter admits float64 but no int.
func takesFloat(t types.Type) bool {
	p, ok := t.(*types.TypeParam)
	if !ok {
		return false
	}
	c, ok := p.Constraint().Underlying().(*types.Interface)
	return ok && types.Satisfies(types.Typ[types.Float64], c) && !types.Satisfies(types.Typ[types.Int], c)
}

// inPlace is the call that stands for x op= y, or nil. Where there is only the
// operator without the assignment, the statement becomes x = x op y.
func (s *resolver) inPlace(a *ast.AssignStmt) *ast.CallExpr {
	name := operatorNames[a.Tok]
	if name == "" || len(a.Lhs) != 1 || len(a.Rhs) != 1 {
		return nil
	}
	if c, ok := s.apply(name, a.TokPos, a.Lhs[0], a.Rhs[0]).(*ast.CallExpr); ok {
		return c
	}
	if x := s.apply(strings.TrimSuffix(name, "Set"), a.TokPos, a.Lhs[0], a.Rhs[0]); x != nil {
		a.Tok, a.Rhs[0] = token.ASSIGN, x
		s.changed = true
	}
	return nil
}

// apply is a call of the function that stands for an operator on operands, or
// nil if there is none.
func (s *resolver) apply(name string, pos token.Pos, operands ...ast.Expr) ast.Expr {
	ts := make([]types.Type, len(operands))
	special := false
	for i, x := range operands {
		if ts[i] = s.typeOf(x); ts[i] == nil {
			return nil
		}
		_, basic := types.Unalias(ts[i]).Underlying().(*types.Basic)
		special = special || !basic
	}
	if !special {
		return nil
	}
	for _, p := range s.operatorPackages(ts) {
		f := find(p.pkg, p.prefix+name, ts)
		if f == nil {
			continue
		}
		args := make([]ast.Expr, len(operands))
		for i, x := range operands {
			args[i] = x
			if integer(ts[i]) {
				args[i] = s.convert(x, types.Typ[types.Float64])
			}
		}
		c := &ast.CallExpr{Fun: s.member(f, pos), Lparen: pos, Args: args, Rparen: operands[len(operands)-1].End()}
		if res := f.Type().(*types.Signature).Results(); res.Len() == 1 {
			s.now[c] = res.At(0).Type()
		}
		return c
	}
	return nil
}

type operatorPackage struct {
	pkg    *types.Package
	prefix string
}

// operatorPackages are where functions for operands may be: the package of the
// built-in ones, then those that declare the operands' types.
func (s *resolver) operatorPackages(ts []types.Type) []operatorPackage {
	var list []operatorPackage
	if s.Operators != nil {
		list = append(list, operatorPackage{s.Operators, ""})
	}
	for _, t := range ts {
		if n := namedOf(t); n != nil && n.Obj().Pkg() != nil && n.Obj().Pkg() != s.pkg {
			list = append(list, operatorPackage{n.Obj().Pkg(), "Op"})
		}
	}
	return list
}

// find is the function of a package whose name begins with an operator's and
// whose parameters take the operands.
func find(pkg *types.Package, name string, ts []types.Type) *types.Func {
	for _, n := range pkg.Scope().Names() {
		if !strings.HasPrefix(n, name) || strings.HasPrefix(n[len(name):], "Set") {
			continue
		}
		f, ok := pkg.Scope().Lookup(n).(*types.Func)
		if !ok {
			continue
		}
		sig := f.Type().(*types.Signature)
		if sig.Params().Len() != len(ts) {
			continue
		}
		all := true
		for i, t := range ts {
			all = all && takes(sig.Params().At(i).Type(), t)
		}
		if all {
			return f
		}
	}
	return nil
}

// takes reports whether a parameter takes an operand; numbers go into float64.
func takes(param, t types.Type) bool {
	if b, ok := types.Unalias(t).Underlying().(*types.Basic); ok {
		p, ok := param.(*types.Basic)
		return ok && p.Kind() == types.Float64 && (integer(t) || b.Info()&types.IsUntyped != 0 && b.Info()&types.IsNumeric != 0 || types.Identical(t, param))
	}
	return types.AssignableTo(t, param)
}

var operatorCall = regexp.MustCompile(`\w+ʹop\.(Add|Sub|Mul|Div|Neg|Eq)(Set)?[A-Z]*\(([^(),]*)(?:, ([^(),]*))?\)`)

// infix writes calls that stand for operators as the operators again.
func infix(msg string) string {
	signs := map[string]string{"Add": "+", "Sub": "-", "Mul": "*", "Div": "/", "Eq": "=="}
	for range 20 {
		next := operatorCall.ReplaceAllStringFunc(msg, func(c string) string {
			m := operatorCall.FindStringSubmatch(c)
			if m[1] == "Neg" {
				return "-" + m[3]
			}
			if m[2] != "" {
				return m[3] + " " + signs[m[1]] + "= " + m[4]
			}
			return m[3] + " " + signs[m[1]] + " " + m[4]
		})
		if next == msg {
			break
		}
		msg = next
	}
	return msg
}

var mustCall = regexp.MustCompile(MustName + `\d\(`)

// withoutMust writes calls without the function that checks their error.
func withoutMust(msg string) string {
	for {
		at := mustCall.FindStringIndex(msg)
		if at == nil {
			return msg
		}
		depth, end := 1, len(msg)
		for i := at[1]; i < len(msg); i++ {
			switch msg[i] {
			case '(':
				depth++
			case ')':
				depth--
			}
			if depth == 0 {
				end = i
				break
			}
		}
		rest := ""
		if end < len(msg) {
			rest = msg[end+1:]
		}
		msg = msg[:at[0]] + msg[at[1]:end] + rest
	}
}
