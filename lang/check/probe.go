package check

import (
	"go/ast"
	"go/token"
	"go/types"

	"monro/lang/cell"
)

// A Probe is what go/types finds out about a cell that need not be sound: types
// where there are any.
type Probe struct {
	Info     *types.Info
	Pkg      *types.Package
	Declared map[string]bool                   // names that the cell declares at top level
	Imports  map[string]string                 // its explicit imports: name to path
	Methods  map[*types.TypeName][]*types.Func // that it declares for types of earlier cells
	plain    map[*ast.FuncDecl]*ast.FuncDecl   // such methods as functions
}

// maxProbes bounds the rounds in which a probe puts in the error checks that
// the cell leaves out.
const maxProbes = 4

// Probe checks a cell as far as it goes, for who wants to know the types in it
// while it is being typed. Neither the scope nor any type of it changes.
func (c *Checker) Probe(fset *token.FileSet, src *cell.Cell) *Probe {
	reused := c.reusable(src)
	for try := 1; ; try++ {
		r := c.newRun(fset, src, nil, reused)
		r.attempt()
		if len(r.errs) == 0 || try == maxProbes || !r.announce() && !c.rewrite(r) {
			return r.probe()
		}
	}
}

// attempt is run without its effect on types of earlier cells: the methods that
// the cell declares for those are checked as functions only.
func (r *run) attempt() {
	funcs := make([]*ast.FuncDecl, len(r.src.funcs))
	for i, f := range r.src.funcs {
		funcs[i] = f
		if base := receiverBase(f); base != "" && !r.src.declared[base] && r.Scope.names[base] != nil {
			r.plain[f] = asFunction(f, base)
			funcs[i] = r.plain[f]
		}
	}
	r.files(r.src.file(r.specs, funcs))
}

func (r *run) probe() *Probe {
	p := &Probe{
		Info: r.info, Pkg: r.pkg, Declared: r.src.declared, Imports: r.imports,
		Methods: map[*types.TypeName][]*types.Func{}, plain: r.plain,
	}
	for f, plain := range r.plain {
		o, ok := r.info.Defs[plain.Name].(*types.Func)
		if !ok {
			continue
		}
		s := o.Type().(*types.Signature)
		if s.Params().Len() == 0 {
			continue
		}
		recv := s.Params().At(0)
		named := namedOf(recv.Type())
		if named == nil {
			continue
		}
		m := types.NewFunc(f.Name.Pos(), r.pkg, f.Name.Name, types.NewSignatureType(recv, nil, nil, withoutFirst(s.Params()), s.Results(), s.Variadic() && s.Params().Len() > 1))
		p.Methods[named.Obj()] = append(p.Methods[named.Obj()], m)
	}
	return p
}

func withoutFirst(params *types.Tuple) *types.Tuple {
	var rest []*types.Var
	for i := 1; i < params.Len(); i++ {
		rest = append(rest, params.At(i))
	}
	return types.NewTuple(rest...)
}

// Scope returns the scope that a node opens, or nil.
func (p *Probe) Scope(n ast.Node) *types.Scope {
	switch f := n.(type) {
	case *ast.FuncDecl:
		if plain := p.plain[f]; plain != nil {
			f = plain
		}
		return p.Info.Scopes[f.Type]
	case *ast.FuncLit:
		return p.Info.Scopes[f.Type]
	}
	return p.Info.Scopes[n]
}
