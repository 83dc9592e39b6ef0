package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

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
		if n == nil || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() == "main" || n.Obj().Pkg() == s.Prelude {
			continue
		}
		pkg, err := s.Importer.Import(n.Obj().Pkg().Path()) // seen through another's export data it is not whole
		if err != nil {
			continue
		}
		f, ok := pkg.Scope().Lookup(strings.ToUpper(id.Name[:1]) + id.Name[1:]).(*types.Func)
		if !ok || !s.takesArgs(f.Type().(*types.Signature), e.Args) {
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

// takesArgs reports whether a function takes so many arguments, and the first.
func (s *resolver) takesArgs(sig *types.Signature, args []ast.Expr) bool {
	n := sig.Params().Len()
	if sig.Variadic() && len(args) < n-1 || !sig.Variadic() && len(args) != n {
		return false
	}
	return n > 0 && types.AssignableTo(s.typeOf(args[0]), sig.Params().At(0).Type())
}

// member refers to a function of a package under the name that rewriting
// imports the package by.
func (s *resolver) member(f *types.Func, pos token.Pos) ast.Expr {
	alias := strings.ReplaceAll(f.Pkg().Path(), "/", "_") + operatorMark
	s.Checker.operatorPaths[alias] = f.Pkg().Path()
	return &ast.SelectorExpr{X: &ast.Ident{NamePos: pos, Name: alias}, Sel: &ast.Ident{NamePos: pos, Name: f.Name()}}
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
		if n := namedOf(t); n != nil && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() != "main" {
			if pkg, err := s.Importer.Import(n.Obj().Pkg().Path()); err == nil {
				list = append(list, operatorPackage{pkg, "Op"})
			}
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
