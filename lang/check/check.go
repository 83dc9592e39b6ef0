package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"monro/lang/cell"
)

// An Error is a compile error at a place in a cell. Line and Column count from
// one, Column in bytes.
type Error struct {
	Cell         string
	Line, Column int
	Message      string
	Hint         string // what to do about it; may be empty
	pos          token.Pos
}

func (e Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.Cell, e.Line, e.Column, e.Message)
}

// A Checker checks cells against a growing scope.
type Checker struct {
	Scope    *Scope
	Importer types.Importer
	// ByName lists the import paths that a bare package name may mean, best first.
	ByName func(name string) []string
	// Prelude is a package whose exported functions are visible everywhere
	// under lower-case names; nil for none.
	Prelude *types.Package
	// Operators is the package of the functions that stand for operators on
	// slices and matrices; nil for none.
	Operators *types.Package

	// Fuse asks for derivatives that make few calls, for an interpreter, and not
	// for ones that read well.
	Fuse bool

	operatorPaths map[string]string // import paths by the names that rewriting gives them
	prelude       map[string]types.Object
}

// Check finds the meaning of a cell in the present scope. It does not change
// the scope: call Scope.Commit with the unit once the cell is about to run.
func (c *Checker) Check(fset *token.FileSet, src *cell.Cell) (*Unit, []Error) {
	reused := c.reusable(src)
	u, errs := c.check(fset, src, nil, reused)
	if len(errs) > 0 {
		return nil, c.advise(errs)
	}
	return c.follow(fset, src, u, reused)
}

// check runs go/types over a cell and the functions that must follow it.
func (c *Checker) check(fset *token.FileSet, src *cell.Cell, extra []*ast.FuncDecl, reused map[string]bool) (*Unit, []Error) {
	for _, f := range slices.Concat(src.Funcs, extra) {
		restore(f)
	}
	for _, s := range src.Stmts {
		restore(s)
	}
	twins := map[string]*ast.FuncDecl{}
	for try := 0; ; try++ {
		all := slices.Clone(extra)
		for _, name := range slices.Sorted(maps.Keys(twins)) {
			all = append(all, twins[name])
		}
		r := c.newRun(fset, src, all, reused)
		if len(r.errs) == 0 {
			r.run()
		}
		again := false
		if len(r.errs) == 0 {
			if again = r.differentiate(twins); !again {
				return r.unit(), nil
			}
			again = len(r.errs) == 0
		} else {
			again = r.announce() || c.rewrite(r)
		}
		if !again || try == maxRewrites {
			return nil, r.errs
		}
	}
}

// maxRewrites bounds the resolve loop; each round wraps every call it finds.
const maxRewrites = 20

// A run is one pass of go/types.
type run struct {
	*Checker
	fset    *token.FileSet
	src     *source
	pkg     *types.Package
	chk     *types.Checker
	info    *types.Info
	imports map[string]string
	old     map[types.Object]types.Object
	methods map[*ast.FuncDecl]*types.Func // on types of earlier cells
	plain   map[*ast.FuncDecl]*ast.FuncDecl
	errs    []Error
	specs   []ast.Spec
}

func (c *Checker) newRun(fset *token.FileSet, src *cell.Cell, extra []*ast.FuncDecl, reused map[string]bool) *run {
	if c.operatorPaths == nil {
		c.operatorPaths = map[string]string{}
	}
	r := &run{
		Checker: c, fset: fset, src: c.gather(src, extra, reused),
		pkg: types.NewPackage("main", "main"), imports: map[string]string{},
		old: map[types.Object]types.Object{}, methods: map[*ast.FuncDecl]*types.Func{},
		plain: map[*ast.FuncDecl]*ast.FuncDecl{}, info: NewInfo(),
	}
	r.resolveImports(src)
	r.insertSession()
	return r
}

func NewInfo() *types.Info {
	return &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
	}
}

// run checks in two steps where a cell adds methods to types of earlier cells:
// those methods must be known before anything that calls them is checked.
func (r *run) run() {
	r.methodsOfOldTypes()
	if len(r.errs) > 0 {
		return
	}
	funcs := make([]*ast.FuncDecl, len(r.src.funcs))
	for i, f := range r.src.funcs {
		funcs[i] = f
		if p := r.plain[f]; p != nil {
			funcs[i] = p
		}
	}
	r.files(r.src.file(r.specs, funcs))
	slices.SortStableFunc(r.errs, func(a, b Error) int { return int(a.pos - b.pos) })
}

// files checks one more file of the package.
func (r *run) files(f *ast.File) {
	if r.chk == nil {
		conf := &types.Config{Importer: r.Importer, Error: func(err error) {
			if e := err.(types.Error); !r.ignore(e) {
				r.errs = append(r.errs, r.error(e.Pos, e.Msg))
			}
		}}
		r.chk = types.NewChecker(conf, r.fset, r.pkg, r.info)
	}
	defer func() { // an internal error of go/types must not end the session
		if p := recover(); p != nil {
			r.errs = append(r.errs, Error{Cell: r.src.cell.Name, Line: 1, Column: 1, Message: fmt.Sprint("internal error of the type checker: ", p)})
		}
	}()
	r.chk.Files([]*ast.File{f})
}

// ignore drops the complaints of go/types that are no faults in a cell.
func (r *run) ignore(e types.Error) bool {
	if e.Soft && (strings.Contains(e.Msg, "declared and not used") || strings.Contains(e.Msg, "imported and not used") ||
		strings.Contains(e.Msg, "imported as") || strings.HasPrefix(e.Msg, "label ")) {
		return true
	}
	if strings.HasPrefix(e.Msg, "initialization cycle") { // statements run in the order they are written
		return r.hasType(e.Pos)
	}
	if strings.HasPrefix(e.Msg, "\t") { // continues a message that was dropped or is shown
		return true
	}
	if strings.HasSuffix(e.Msg, "is not used") || strings.Contains(e.Msg, "is not used") {
		for _, s := range r.src.body {
			if x, ok := s.(*ast.ExprStmt); ok && x.Pos() <= e.Pos && e.Pos < x.End() {
				return true
			}
		}
	}
	return false
}

// hasType reports whether the variable declared at a place got a type: one that
// is part of its own value has none.
func (r *run) hasType(pos token.Pos) bool {
	for id, o := range r.info.Defs {
		if id.Pos() == pos && o != nil {
			return o.Type() != nil && o.Type() != types.Typ[types.Invalid]
		}
	}
	return true
}

func (r *run) error(pos token.Pos, msg string) Error {
	p := r.fset.Position(pos)
	return Error{Cell: p.Filename, Line: p.Line, Column: p.Column, Message: r.tidy(msg), pos: pos}
}

// tidy takes out of a message what the user did not write.
func (r *run) tidy(msg string) string {
	msg = strings.ReplaceAll(msg, oldMark, "")
	msg = strings.ReplaceAll(msg, packageMark, "")
	msg = strings.ReplaceAll(msg, "main.", "")
	msg = strings.ReplaceAll(msg, methodMark, ".")
	if strings.Contains(msg, "ʹ") {
		msg = infix(withoutMust(withoutTwins(msg)))
	}
	return msg
}

// resolveImports finds a package for every name that something is selected from
// and that nothing else explains.
func (r *run) resolveImports(src *cell.Cell) {
	add := func(name, path string, pos token.Pos) {
		spec := &ast.ImportSpec{Path: &ast.BasicLit{ValuePos: pos, Kind: token.STRING, Value: fmt.Sprintf("%q", path)}}
		if name != "" {
			spec.Name = &ast.Ident{NamePos: pos, Name: name}
		}
		r.specs = append(r.specs, spec)
	}
	explicit := map[string]bool{}
	for _, spec := range src.Imports {
		path := strings.Trim(spec.Path.Value, "\"`")
		pkg, err := r.Importer.Import(path)
		if err != nil {
			r.errs = append(r.errs, r.error(spec.Path.Pos(), err.Error()))
			explicit[path[strings.LastIndexByte(path, '/')+1:]] = true // once is enough
			continue
		}
		name := pkg.Name()
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name == "_" {
			continue
		}
		if name != "." {
			r.imports[name] = path
			explicit[name] = true
		}
		add(name, path, spec.Pos())
	}
	names := make([]string, 0, len(r.src.selected))
	for name := range r.src.selected {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if path := r.operatorPaths[name]; path != "" {
			add(name, path, token.NoPos)
			continue
		}
		if base, isPackage := strings.CutSuffix(name, packageMark); isPackage { // marked in an earlier run
			add(name, r.packageFor(base, r.src.selected[name]), token.NoPos)
			continue
		}
		if base, isOld := strings.CutSuffix(name, oldMark); isOld && r.Scope.names[base] == nil {
			if path := r.packageFor(base, r.src.selected[name]); path != "" {
				add(name, path, token.NoPos)
			}
			continue
		}
		if explicit[name] || r.src.declared[name] || r.Scope.names[name] != nil {
			continue
		}
		if path := r.packageFor(name, r.src.selected[name]); path != "" {
			if _, err := r.Importer.Import(path); err != nil { // known, but not here
				r.errs = append(r.errs, r.error(r.src.bases[name][0].Pos(), err.Error()))
				continue
			}
			if r.src.free[name] && r.preludeObject(name) != nil { // log(x) and log.Println in one cell
				for _, id := range r.src.bases[name] {
					id.Name = name + packageMark
				}
				name += packageMark
			}
			add(name, path, token.NoPos)
		}
	}
}

// packageFor is the path of the package that a bare name means: what a cell has
// imported under it, else the first known one that has all that is selected.
func (r *run) packageFor(name string, selected map[string]bool) string {
	if path := r.Scope.imports[name]; path != "" {
		return path
	}
	paths := r.ByName(name)
	for _, path := range paths {
		pkg, err := r.Importer.Import(path)
		if err != nil {
			continue
		}
		all := true
		for sel := range selected {
			all = all && pkg.Scope().Lookup(sel) != nil
		}
		if all {
			return path
		}
	}
	if len(paths) > 0 {
		return paths[0]
	}
	return ""
}

// insertSession puts what earlier cells declared, and the prelude, where
// go/types looks names up.
func (r *run) insertSession() {
	scope := r.pkg.Scope()
	names := r.src.free
	for name := range r.src.bases {
		names[name] = names[name] || r.Scope.names[strings.TrimSuffix(name, oldMark)] != nil
	}
	for name, used := range names {
		if !used {
			continue
		}
		if base, isOld := strings.CutSuffix(name, oldMark); isOld {
			if e := r.Scope.names[base]; e != nil {
				o := standIn(e.Obj, name)
				r.old[o] = e.Obj
				scope.Insert(o)
			}
			continue
		}
		if r.src.declared[name] {
			continue
		}
		if e := r.Scope.names[name]; e != nil {
			scope.Insert(e.Obj)
		} else if o := r.preludeObject(name); o != nil && r.imports[name] == "" {
			scope.Insert(o)
		}
	}
	for i := 1; i <= maxMust; i++ {
		scope.Insert(mustFunc(i))
	}
}

// packageMark stands behind the name of a package that is also a bare name of
// the prelude used in the same cell.
const packageMark = "ʹpkg"

// standIn is an object of another name that means the same as o.
func standIn(o types.Object, name string) types.Object {
	switch o := o.(type) {
	case *types.Var:
		return types.NewVar(o.Pos(), o.Pkg(), name, o.Type())
	case *types.Const:
		return types.NewConst(o.Pos(), o.Pkg(), name, o.Type(), o.Val())
	case *types.Func:
		return types.NewFunc(o.Pos(), o.Pkg(), name, o.Type().(*types.Signature))
	}
	return types.NewTypeName(o.Pos(), o.Pkg(), name, o.Type())
}

// preludeObject finds the exported function of the prelude that goes by a
// lower-case name.
func (c *Checker) preludeObject(name string) types.Object {
	if c.Prelude == nil {
		return nil
	}
	if c.prelude == nil {
		c.prelude = map[string]types.Object{}
		for _, n := range c.Prelude.Scope().Names() {
			o := c.Prelude.Scope().Lookup(n)
			if o.Exported() {
				lower := strings.ToLower(n[:1]) + n[1:]
				if types.Universe.Lookup(lower) == nil {
					c.prelude[lower] = standIn(o, lower)
				}
			}
		}
	}
	return c.prelude[name]
}

// PreludeNames lists the bare names of the prelude.
func (c *Checker) PreludeNames() []string {
	c.preludeObject("")
	names := make([]string, 0, len(c.prelude))
	for n := range c.prelude {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// PreludeObject returns the function of the prelude under a bare name, or nil.
func (c *Checker) PreludeObject(name string) types.Object { return c.preludeObject(name) }

func (r *run) unit() *Unit {
	u := &Unit{
		Cell: r.src.cell, Fset: r.fset, Pkg: r.pkg, Info: r.info, Types: r.src.types, Funcs: r.src.funcs,
		Stmts: r.src.cell.Stmts, Methods: r.methods, Old: r.old, imports: r.imports,
	}
	u.Entries = r.entries()
	u.assigned = map[string]bool{}
	note := func(id *ast.Ident) {
		if o := r.info.Uses[id]; o != nil && isSession(o) {
			u.assigned[strings.TrimSuffix(id.Name, oldMark)] = true
		}
	}
	for _, f := range u.Funcs {
		assignments(f, note)
	}
	for _, s := range r.src.body {
		assignments(s, note)
	}
	for _, g := range r.src.vars {
		assignments(g, note)
	}
	return u
}
