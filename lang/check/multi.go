package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
)

// MustName begins the names of the functions that stand for "stop the cell if
// the last result is an error": mustʹ1(f()) where f returns (T, error).
const MustName = "mustʹ"

const maxMust = 4

// mustFuncs are shared by all scopes: they are the same for every cell.
var mustFuncs = func() (list [maxMust + 1]*types.Func) {
	home := types.NewScope(nil, token.NoPos, token.NoPos, "must") // or the first cell's scope would be their parent, and stay
	for n := range list {
		list[n] = newMustFunc(n)
		home.Insert(list[n])
	}
	return list
}()

func mustFunc(n int) *types.Func { return mustFuncs[n] }

// newMustFunc is func mustʹn[T1 ... Tn any](v1 T1, ..., vn Tn, err error) (T1, ..., Tn).
func newMustFunc(n int) *types.Func {
	any := types.Universe.Lookup("any").Type()
	var tparams []*types.TypeParam
	var params, results []*types.Var
	for i := range n {
		tp := types.NewTypeParam(types.NewTypeName(token.NoPos, nil, fmt.Sprint("T", i), nil), any)
		tparams = append(tparams, tp)
		params = append(params, types.NewParam(token.NoPos, nil, "", tp))
		results = append(results, types.NewParam(token.NoPos, nil, "", tp))
	}
	params = append(params, types.NewParam(token.NoPos, nil, "", types.Universe.Lookup("error").Type()))
	sig := types.NewSignatureType(nil, nil, tparams, types.NewTuple(params...), types.NewTuple(results...), false)
	return types.NewFunc(token.NoPos, types.NewPackage("must", "must"), fmt.Sprint(MustName, n), sig)
}

// rewrite wraps the calls whose last result is an error that the cell leaves
// out, and reports whether there were any.
func (c *Checker) rewrite(r *run) bool {
	changed := r.keyLiterals()
	changed = r.resolveOperators() || changed
	wrap := func(root ast.Node, results *ast.FieldList) {
		returns := returnsOf(root, results)
		astutil.Apply(root, nil, func(at *astutil.Cursor) bool {
			call, ok := at.Node().(*ast.CallExpr)
			if !ok {
				return true
			}
			if n := leftOut(r.info, call, at.Parent(), returns); n > 0 && n <= maxMust {
				fun := &ast.Ident{NamePos: call.Pos(), Name: fmt.Sprint(MustName, n)}
				at.Replace(&ast.CallExpr{Fun: fun, Lparen: call.Pos(), Args: []ast.Expr{call}, Rparen: call.End()})
				changed = true
			}
			return true
		})
	}
	for _, f := range r.src.funcs {
		if f.Body != nil {
			wrap(f.Body, f.Type.Results)
		}
	}
	for _, s := range r.src.cell.Stmts {
		wrap(s, nil)
	}
	return changed
}

// returnsOf tells how many values each return statement below a node must give;
// results are those of the function around it.
func returnsOf(root ast.Node, results *ast.FieldList) map[*ast.ReturnStmt]int {
	counts := map[*ast.ReturnStmt]int{}
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			maps.Copy(counts, returnsOf(n.Body, n.Type.Results))
			return false
		case *ast.ReturnStmt:
			counts[n] = results.NumFields()
		}
		return true
	})
	return counts
}

// keyLiterals writes out the field names of struct literals without them whose
// type an earlier cell declared: go/types takes that cell for another package
// and forbids them for fields that are not exported.
func (r *run) keyLiterals() (changed bool) {
	if !slices.ContainsFunc(r.errs, func(e Error) bool { return strings.HasPrefix(e.Message, "implicit assignment to unexported field") }) {
		return false
	}
	for x, tv := range r.info.Types {
		lit, ok := x.(*ast.CompositeLit)
		if !ok || len(lit.Elts) == 0 {
			continue
		}
		t := types.Unalias(tv.Type)
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		s, ok := t.Underlying().(*types.Struct)
		if _, keyed := lit.Elts[0].(*ast.KeyValueExpr); !ok || keyed || s.NumFields() != len(lit.Elts) {
			continue
		}
		for i, e := range lit.Elts {
			lit.Elts[i] = &ast.KeyValueExpr{Key: &ast.Ident{NamePos: e.Pos(), Name: s.Field(i).Name()}, Colon: e.Pos(), Value: e}
		}
		changed = true
	}
	return changed
}

// leftOut returns how many values a call has besides a final error, where its
// context wants just those; else 0.
func leftOut(info *types.Info, call *ast.CallExpr, parent ast.Node, returns map[*ast.ReturnStmt]int) int {
	t, ok := info.Types[call].Type.(*types.Tuple)
	if !ok || t.Len() < 2 || !types.Identical(t.At(t.Len()-1).Type(), types.Universe.Lookup("error").Type()) {
		return 0
	}
	n := t.Len() - 1
	switch p := parent.(type) {
	case *ast.AssignStmt:
		if len(p.Rhs) == 1 && len(p.Lhs) != n {
			return 0
		}
	case *ast.ValueSpec:
		if len(p.Values) == 1 && len(p.Names) != n {
			return 0
		}
	case *ast.ReturnStmt:
		if len(p.Results) == 1 && returns[p] != n {
			return 0 // it hands the error on, or go/types says what is wrong
		}
	case *ast.CallExpr:
		if id, ok := p.Fun.(*ast.Ident); ok && strings.HasPrefix(id.Name, MustName) {
			return 0
		}
		if len(p.Args) == 1 && takesAll(info, p, t) {
			return 0
		}
	case *ast.ExprStmt, *ast.GoStmt, *ast.DeferStmt:
		return 0
	}
	return n
}

// takesAll reports whether a call f(g()) passes all results of g on.
func takesAll(info *types.Info, call *ast.CallExpr, t *types.Tuple) bool {
	sig, ok := info.TypeOf(call.Fun).(*types.Signature)
	if !ok {
		return false
	}
	return sig.Params().Len() == t.Len() || sig.Variadic() && sig.Params().Len()-1 <= t.Len()
}
