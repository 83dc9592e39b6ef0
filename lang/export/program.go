package export

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"monro/lang/cell"
	"monro/lang/check"
	"monro/lang/check/packages"
)

// A program is what the cells so far amount to.
type program struct {
	fset    *token.FileSet
	checker *check.Checker
	origins map[string]*origin // by cell name

	same     map[types.Object]types.Object // objects that are one in the program
	decls    []*decl
	of       map[types.Object]*decl // what declares an object, methods by their receiver's version
	methods  map[methodKey][]*decl
	sections []*section

	idents map[string]bool // all names in the cells
	locals map[string]bool // those declared by cells, in functions or not
	blanks []string        // import _ "path"
}

// A decl is a declaration at package level.
type decl struct {
	cell string
	objs []types.Object
	doc  string
	code code
	tail string // comment behind it

	method *types.Func // of a method: what it is a version of
	recv   types.Object
	kept   bool
}

type methodKey struct {
	recv types.Object
	name string
}

// A section is what a cell does in main.
type section struct {
	comment string // before it
	title   string
	cell    string
	items   []item
	apart   bool // in a function of its own: it returns, defers or jumps
	try     bool // an error in it does not end the program
}

// An item is a statement or a comment.
type item struct {
	gap  int // line ends before it; 0: on the same line
	code code
	runs bool // it is no comment
	// of a declaration of variables
	specs  []spec
	define bool
	raw    bool // of var: code declares all of specs
}

// A spec declares variables that get the same number of values, or the results of one call.
type spec struct {
	vars   []types.Object // nil: blank
	typ    code
	values code
	pos    token.Pos
}

func newProgram() (*program, error) {
	prelude, err := packages.Import(preludePath)
	if err != nil {
		return nil, err
	}
	operators, err := packages.Import("monro/stdlib/operator")
	if err != nil {
		return nil, err
	}
	return &program{
		fset:    token.NewFileSet(),
		checker: &check.Checker{Operators: operators, Scope: check.NewScope(), Importer: packages.Importer(), ByName: packages.ByName, Prelude: prelude},
		origins: map[string]*origin{}, same: map[types.Object]types.Object{}, of: map[types.Object]*decl{}, methods: map[methodKey][]*decl{},
		idents: map[string]bool{}, locals: map[string]bool{},
	}, nil
}

// text adds a cell of prose.
func (p *program) text(source string) {
	if strings.TrimSpace(source) != "" {
		p.sections = append(p.sections, &section{comment: lineComments(source)})
	}
}

// comment adds code that does not run.
func (p *program) comment(why, source string) {
	p.sections = append(p.sections, &section{comment: "// " + why + "\n//\n" + lineComments(source)})
}

// one is the object that stands for all that are the same in the program.
func (p *program) one(o types.Object) types.Object {
	for p.same[o] != nil && p.same[o] != o {
		o = p.same[o]
	}
	return o
}

// cell adds a cell of code.
func (p *program) cell(name string, c Cell) *Error {
	o := newOrigin(c.Source)
	p.origins[name] = o
	if o.forget {
		p.checker.Scope.Forget()
	}
	parsed, err := cell.Parse(p.fset, name, o.text)
	if err != nil {
		e := err.(*cell.Error)
		return &Error{name, e.Line, e.Column, e.Message}
	}
	u, errs := p.checker.Check(p.fset, parsed)
	if len(errs) > 0 {
		return &Error{errs[0].Cell, errs[0].Line, errs[0].Column, errs[0].Message}
	}
	for _, e := range u.Entries {
		if e.Obj.Type() == types.Typ[types.Invalid] { // x := x
			at := p.fset.Position(e.Obj.Pos())
			return &Error{name, at.Line, at.Column, e.Name + " is declared by itself"}
		}
	}
	for _, id := range o.idents {
		p.idents[id] = true
	}
	for _, d := range u.Info.Defs {
		if v, ok := d.(*types.Var); d == nil || ok && v.IsField() {
			continue
		}
		if _, ok := d.(*types.PkgName); !ok {
			p.locals[d.Name()] = true
		}
	}
	for _, spec := range parsed.Imports {
		if spec.Name != nil && spec.Name.Name == "_" && !slices.Contains(p.blanks, spec.Path.Value) {
			p.blanks = append(p.blanks, spec.Path.Value)
		}
	}
	p.unify(u)
	moved := p.declarations(u)
	p.section(name, c, u, moved)
	p.checker.Scope.Commit(u)
	return nil
}

// unify notes which objects of a unit are earlier ones.
func (p *program) unify(u *check.Unit) {
	for o, old := range u.Old {
		p.same[o] = old
	}
	for _, e := range u.Entries {
		if old := p.checker.Scope.Lookup(e.Name); old != nil && check.SameStorage(old.Obj, e.Obj) {
			p.same[e.Obj] = old.Obj
		}
	}
}

// declarations takes the types, constants and functions of a unit, and returns
// which stretches of the cell they are.
func (p *program) declarations(u *check.Unit) (moved []span) {
	var list []*decl
	src := p.origins[u.Cell.Name]
	for _, s := range u.Stmts {
		d, ok := s.(*ast.DeclStmt)
		if !ok {
			continue
		}
		g := d.Decl.(*ast.GenDecl)
		if g.Tok == token.VAR {
			continue
		}
		r := p.renderer(u)
		doc := comments(u.Cell.Docs[s])
		r.src = src
		from, to := r.extent(g)
		sp, tail := p.stretch(src, from, to, len(doc) > 0)
		moved = append(moved, sp)
		if g.Tok == token.CONST {
			c := &decl{cell: u.Cell.Name, doc: doc, code: r.code(g), tail: tail}
			for _, spec := range g.Specs {
				for _, n := range spec.(*ast.ValueSpec).Names {
					if o := u.Info.Defs[n]; o != nil && n.Name != "_" {
						c.objs = append(c.objs, o)
					}
				}
			}
			list = append(list, c)
			continue
		}
		for _, spec := range g.Specs {
			t := spec.(*ast.TypeSpec)
			if !slices.Contains(u.Types, t) { // it stays as an earlier cell has it
				continue
			}
			td := &decl{cell: u.Cell.Name, doc: doc, tail: tail, objs: []types.Object{u.Info.Defs[t.Name]}}
			if t.Doc != nil {
				td.doc = comments(t.Doc)
			}
			td.code = append(text("type "), r.code(t)...)
			list = append(list, td)
		}
	}
	for _, f := range u.Funcs {
		if _, ok := check.IsTwin(f.Name.Name); ok {
			list = append(list, p.twin(u, f))
			continue
		}
		d := p.function(u, f)
		if u.Fset.Position(f.Pos()).Filename == u.Cell.Name {
			r := p.renderer(u)
			r.src = src
			from, to := r.extent(f)
			sp, tail := p.stretch(src, from, to, f.Doc != nil)
			d.tail = tail
			moved = append(moved, sp)
		}
		list = append(list, d)
	}
	p.add(list)
	return moved
}

// function is the declaration of a function or method.
func (p *program) function(u *check.Unit, f *ast.FuncDecl) *decl {
	r := p.renderer(u)
	d := &decl{cell: u.Cell.Name, doc: comments(f.Doc)}
	o := u.Methods[f]
	if o == nil {
		o, _ = u.Info.Defs[f.Name].(*types.Func)
	}
	switch {
	case o == nil || f.Name.Name == "_":
	case f.Recv == nil:
		d.objs = []types.Object{o}
		r.defs[f.Name] = o
	default:
		d.method = o
		if t := typeName(types.Unalias(o.Type().(*types.Signature).Recv().Type())); t != nil {
			d.recv = t
		}
		version := types.NewFunc(token.NoPos, nil, f.Name.Name, o.Type().(*types.Signature))
		d.objs = []types.Object{version}
		r.defs[f.Name] = version
	}
	d.code = r.code(f)
	return d
}

type span struct{ from, to int }

// stretch is a declaration with the comment right above it, if that is its
// own, and the comment behind it.
func (p *program) stretch(src *origin, from, to int, doc bool) (s span, tail string) {
	s = span{from, to}
	for _, c := range src.comments {
		if c.from >= s.to && src.newlines(s.to, c.from) == 0 && strings.Trim(src.text[s.to:c.from], " \t;") == "" && c.to > c.from {
			s.to, tail = c.to, c.text
		}
	}
	if doc {
		for _, c := range slices.Backward(src.comments) {
			if c.to <= s.from && src.newlines(c.to, s.from) <= 1 && src.blank(c.to, s.from) && c.to > c.from {
				s.from = c.from
			}
		}
	}
	return s, tail
}

func comments(g *ast.CommentGroup) string {
	if g == nil {
		return ""
	}
	var lines []string
	for _, c := range g.List {
		if !strings.HasPrefix(c.Text, "/*line ") {
			lines = append(lines, c.Text)
		}
	}
	return strings.Join(lines, "\n")
}
