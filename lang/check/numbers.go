package check

import (
	"go/ast"
	"go/types"
)

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
