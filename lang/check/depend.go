package check

import (
	"go/ast"
	"go/printer"
	"go/token"
	"go/types"
	"strings"

	"monro/lang/cell"
)

// reusable finds the types that a cell declares just as they are declared
// already: they stay the same types, so that values made of them keep fitting
// when a cell is run again.
func (c *Checker) reusable(src *cell.Cell) map[string]bool {
	specs := map[string]*ast.TypeSpec{}
	for _, s := range src.Stmts {
		if d, ok := s.(*ast.DeclStmt); ok {
			for _, spec := range d.Decl.(*ast.GenDecl).Specs {
				if t, ok := spec.(*ast.TypeSpec); ok {
					specs[t.Name.Name] = t
				}
			}
		}
	}
	reused := map[string]bool{}
	for name, spec := range specs {
		e := c.Scope.names[name]
		if e != nil && e.Spec != nil && !e.conflicted && spec.TypeParams == nil && e.Text == nodeText(spec) {
			reused[name] = true
		}
	}
	for again := true; again; { // a type that mentions a new type is new itself
		again = false
		for name := range reused {
			for used := range identifiers(specs[name]) {
				if specs[used] != nil && !reused[used] {
					delete(reused, name)
					again = true
				}
			}
		}
	}
	return reused
}

func identifiers(n ast.Node) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			names[id.Name] = true
		}
		return true
	})
	return names
}

func nodeText(n ast.Node) string {
	var b strings.Builder
	if err := printer.Fprint(&b, token.NewFileSet(), n); err != nil {
		return ""
	}
	return b.String()
}

// follow lets earlier functions see what a unit redeclares: those that mention
// a replaced name are checked again as part of the unit. One that no longer
// fits keeps its earlier meaning, and a warning says so.
func (c *Checker) follow(fset *token.FileSet, src *cell.Cell, u *Unit, reused map[string]bool) (*Unit, []Error) {
	dropped := map[*ast.FuncDecl]Error{}
	failed := false
	for {
		var extra []*ast.FuncDecl
		for _, e := range c.dependents(u) {
			if _, gone := dropped[e.Func]; !gone {
				extra = append(extra, e.Func)
			}
		}
		if len(extra) == 0 {
			break
		}
		v, errs := c.check(fset, src, copyDecls(extra), reused)
		if failed = len(errs) > 0; !failed {
			u = v
			break
		}
		if !dropFailed(extra, errs, dropped) {
			break // the cell itself was sound: leave the earlier functions alone
		}
	}
	if failed { // a check writes into the syntax of the cell: let the last one be of what runs
		if v, errs := c.check(fset, src, nil, reused); len(errs) == 0 {
			u = v
		}
	}
	for f, e := range dropped {
		e.Message = f.Name.Name + " keeps its earlier meaning: " + e.Message
		u.Warnings = append(u.Warnings, e)
	}
	return u, nil
}

func dropFailed(extra []*ast.FuncDecl, errs []Error, dropped map[*ast.FuncDecl]Error) bool {
	any := false
	for _, f := range extra {
		for _, e := range errs {
			if f.Pos() <= e.pos && e.pos < f.End() {
				if _, ok := dropped[f]; !ok {
					dropped[f] = e
					any = true
				}
			}
		}
	}
	return any
}

// dependents lists the functions and methods of earlier cells that mention,
// directly or through each other, what the unit replaces.
func (c *Checker) dependents(u *Unit) []*Entry {
	replaced := map[types.Object]bool{}
	rewritten := map[types.Object]bool{} // variables whose functions have other twins now
	here := map[string]bool{}
	for _, e := range u.Entries {
		if e.Func != nil && e.Func.Recv != nil {
			replaced[e.Obj] = true
			here[receiverBase(e.Func)+"."+e.Name] = true
			continue
		}
		here[e.Name] = true
		if old := c.Scope.names[e.Name]; old != nil {
			if !SameStorage(old.Obj, e.Obj) {
				replaced[old.Obj] = true
			} else if old.lit != nil {
				rewritten[old.Obj] = true
			}
		}
	}
	var found []*Entry
	seen := map[*Entry]bool{}
	for again := true; again; {
		again = false
		visit := func(key string, e *Entry) {
			if e.Func == nil || seen[e] || here[key] {
				return
			}
			for o := range e.uses {
				if replaced[o] || e.derives && rewritten[o] {
					seen[e], replaced[e.Obj], again = true, true, true
					found = append(found, e)
					return
				}
				if rewritten[o] && !rewritten[e.Obj] {
					rewritten[e.Obj], again = true, true
				}
			}
		}
		for name, e := range c.Scope.names {
			visit(name, e)
		}
		for _, e := range c.Scope.methods {
			visit(receiverBase(e.Func)+"."+e.Name, e)
		}
	}
	return found
}

// SameStorage reports whether a redeclared variable can stay where it is: then
// whoever uses it sees the new value without being checked again.
func SameStorage(old, new types.Object) bool {
	_, a := old.(*types.Var)
	_, b := new.(*types.Var)
	return a && b && types.Identical(old.Type(), new.Type())
}

// entries lists what a run declares.
func (r *run) entries() []*Entry {
	var list []*Entry
	add := func(id *ast.Ident, node ast.Node, doc *ast.CommentGroup) *Entry {
		if id.Name == "_" || strings.HasSuffix(id.Name, oldMark) {
			return nil
		}
		o := r.info.Defs[id]
		if o == nil {
			return nil
		}
		e := &Entry{Name: id.Name, Obj: o, Cell: r.fset.Position(id.Pos()).Filename, Doc: doc.Text(), info: r.info}
		list = append(list, e)
		return e
	}
	for _, t := range r.src.types {
		if e := add(t.Name, t, r.src.typeDocs[t]); e != nil {
			e.Spec, e.Text = t, nodeText(t)
		}
	}
	for _, groups := range [][]*ast.GenDecl{r.src.consts, r.src.vars} {
		for _, g := range groups {
			for _, spec := range g.Specs {
				v := spec.(*ast.ValueSpec)
				doc := v.Doc
				if doc == nil {
					doc = g.Doc
				}
				for _, n := range v.Names {
					if e := add(n, v, doc); e != nil {
						e.lit = literalOf(v, e.Obj, r.info)
					}
				}
			}
		}
	}
	for _, f := range r.src.funcs {
		if m := r.methods[f]; m != nil {
			list = append(list, &Entry{Name: f.Name.Name, Obj: m, Cell: r.fset.Position(f.Pos()).Filename, Doc: f.Doc.Text(), Func: f, info: r.info, uses: r.uses(f), derives: derives(f)})
			continue
		}
		if e := add(f.Name, f, f.Doc); e != nil {
			e.Func, e.uses, e.derives = f, r.uses(f), derives(f)
		}
	}
	return list
}

// uses finds the session objects that a function mentions.
func (r *run) uses(f *ast.FuncDecl) map[types.Object]bool {
	used := map[types.Object]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if o := r.info.Uses[n]; o != nil && o.Pkg() != nil && o.Pkg().Path() == "main" {
				if fn, ok := o.(*types.Func); ok {
					used[fn.Origin()] = true
				} else if o.Parent() != nil && o.Parent().Parent() == types.Universe {
					used[o] = true
				}
			}
		case *ast.SelectorExpr:
			if s := r.info.Selections[n]; s != nil {
				if fn, ok := s.Obj().(*types.Func); ok {
					used[fn.Origin()] = true
				}
			}
		}
		return true
	})
	return used
}
