package complete

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"monro/lang/check"
)

// A Source is the session that an inspection is about.
type Source struct {
	Checker *check.Checker
	Fset    *token.FileSet           // positions of the declarations of earlier cells
	Text    func(cell string) string // what an earlier cell was
}

// Inspect describes the identifier that a byte offset of a cell stands in or
// just behind. Where there is none, or none that is known, it describes the
// function whose arguments, or the type whose fields, surround the offset. A
// detail above 0 adds the source of what cells declare, and all of a package's
// documentation. ok is false where there is nothing to describe.
func Inspect(s Source, code string, cursor, detail int) (_ *Card, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	cursor = clampCursor(code, cursor)
	if cursor > 0 {
		if _, ends := lex(code[:cursor]); ends == inComment {
			return nil, false
		}
	}
	toks, _ := lex(code)
	for _, i := range candidates(toks, cursor) {
		t := toks[i]
		v := look(s.Checker, place{
			code: code, cursor: t.end, start: t.pos, end: t.end, before: toks[:i],
			selector: i > 0 && toks[i-1].tok == token.PERIOD,
		}, t.lit)
		if sub, found := v.subject(t.lit); found {
			return s.describe(v, sub, detail), true
		}
	}
	return nil, false
}

// candidates lists the tokens that an inspection may mean, best first: the
// identifier at the cursor, then what is called or built around it.
func candidates(toks []lexed, cursor int) []int {
	var list []int
	for i, t := range toks {
		if t.tok == token.IDENT && t.pos <= cursor && cursor <= t.end {
			list = append(list, i)
		}
	}
	end := len(toks)
	for end > 0 && (toks[end-1].end > cursor || toks[end-1].tok == token.SEMICOLON && toks[end-1].lit == "\n" && toks[end-1].pos >= cursor) {
		end--
	}
	for {
		open := unclosed(toks, end)
		if open <= 0 {
			return list
		}
		if toks[open].tok == token.LBRACE && slices.ContainsFunc(toks[open:end], func(t lexed) bool { return t.tok == token.SEMICOLON }) {
			return list // a block of statements: what it stands in is not at hand
		}
		if i := called(toks, open); i >= 0 {
			list = append(list, i)
		}
		end = open
	}
}

// called returns the index of the identifier that a bracket belongs to, or -1.
func called(toks []lexed, open int) int {
	i := open - 1
	if toks[open].tok == token.LBRACK {
		return -1
	}
	if toks[i].tok == token.RBRACK { // type arguments
		if i = unclosed(toks, i) - 1; i < 0 {
			return -1
		}
	}
	if toks[i].tok != token.IDENT || toks[open].tok == token.LBRACE && types.Universe.Lookup(toks[i].lit) != nil {
		return -1 // []int{} is best described by what it is an argument of
	}
	return i
}

// A subject is what an identifier means.
type subject struct {
	object    types.Object
	selection *types.Selection // where it is selected from a value
	owner     *types.Named     // the struct type of a field, where it is known
}

// subject finds the meaning of the view's identifier.
func (v *view) subject(name string) (s subject, ok bool) {
	if v.ident != nil {
		s = v.checked()
	}
	if s.object == nil && v.at.selector {
		s.object = v.selectedByName(name)
	} else if s.object == nil {
		s.object = v.byName(name)
	}
	return s, s.object != nil
}

// checked is the meaning that the type checker found.
func (v *view) checked() subject {
	info := v.probe.Info
	s := subject{object: info.ObjectOf(v.ident)}
	if x := v.selection(); x != nil {
		if s.selection = info.Selections[x]; s.selection != nil {
			s.object = s.selection.Obj()
			s.owner = fieldOwner(s.selection)
		}
	}
	if kv, ok := v.parent(0).(*ast.KeyValueExpr); ok && kv.Key == v.ident {
		if lit, ok := v.parent(1).(*ast.CompositeLit); ok && info.Types[lit].Type != nil {
			s.owner = named(info.Types[lit].Type)
		}
	}
	if s.object != nil && untyped(s.object) {
		s.object = nil
	}
	return s
}

// fieldOwner is the type that declares a selected field.
func fieldOwner(s *types.Selection) *types.Named {
	t := s.Recv()
	path := s.Index()
	for _, i := range path[:len(path)-1] {
		st, ok := pointee(t).Underlying().(*types.Struct)
		if !ok {
			return nil
		}
		t = st.Field(i).Type()
	}
	return named(t)
}

// selectedByName is the meaning of a name selected from a package, where the
// cell around it makes no sense, or where the package that it means otherwise
// has no such name.
func (v *view) selectedByName(name string) types.Object {
	x := v.at.operandName()
	if x == "" || !ast.IsExported(name) || v.checker.Scope.Lookup(x) != nil || v.probe.Declared[x] {
		return nil
	}
	for _, path := range v.paths(x) {
		if p, err := v.checker.Importer.Import(path); err == nil {
			if o := p.Scope().Lookup(name); o != nil {
				return o
			}
		}
	}
	return nil
}

// byName is the meaning of a bare name.
func (v *view) byName(name string) types.Object {
	if e := v.checker.Scope.Lookup(name); e != nil {
		return e.Obj
	}
	if v.probe.Imports[name] == "" {
		if o := v.checker.PreludeObject(name); o != nil {
			return o
		}
	}
	if o := types.Universe.Lookup(name); o != nil {
		return o
	}
	for _, path := range v.paths(name) {
		if p, err := v.checker.Importer.Import(path); err == nil {
			return types.NewPkgName(token.NoPos, nil, name, p)
		}
	}
	return nil
}

// paths lists the import paths that a name may mean.
func (v *view) paths(name string) []string {
	for _, path := range []string{v.probe.Imports[name], v.checker.Scope.Import(name)} {
		if path != "" {
			return []string{path}
		}
	}
	return v.checker.ByName(name)
}
