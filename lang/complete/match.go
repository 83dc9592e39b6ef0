package complete

import (
	"cmp"
	"go/types"
	"slices"
	"strings"
	"unicode"

	"monro/lang/check"
	"monro/lang/complete/docs"
)

// How well a name matches what has been typed.
const (
	exactCase = iota // begins with it
	otherCase        // begins with it, but for the case of letters
	humps            // "mLV" or "longv" for myLongVariable
	scattered        // has its letters, in their order
	noMatch
)

// A list collects the names that match a prefix. Of several offers of a name
// the first counts. Names that merely resemble the prefix are kept only where
// none begins with it.
type list struct {
	prefix  string
	names   map[string]bool
	entries []entry
	best    int
}

// An entry is a match on its way to a front end.
type entry struct {
	match       Match
	object      types.Object // describes the match where it has no type yet
	how, rank   int
	discouraged bool
}

// offer adds a name that is no object of go/types.
func (l *list) offer(name string, rank int, kind, signature string) {
	l.add(entry{match: Match{name, kind, signature}, rank: rank})
}

// offerObject adds an object under a name.
func (l *list) offerObject(name string, o types.Object, rank int) {
	l.add(entry{match: Match{Text: name}, object: o, rank: rank})
}

func (l *list) add(e entry) {
	name := e.match.Text
	if l.names == nil {
		l.names, l.best = map[string]bool{}, noMatch
	}
	if name == "_" || l.names[name] || strings.Contains(name, mark) {
		return
	}
	l.names[name] = true
	e.how = matches(l.prefix, name, l.best > otherCase)
	if e.how == noMatch {
		return
	}
	l.best = min(l.best, e.how)
	l.entries = append(l.entries, e)
}

// matches lists the entries, the likeliest first, deprecated ones last.
func (l *list) matches() []Match {
	if l.best <= otherCase {
		l.entries = slices.DeleteFunc(l.entries, func(e entry) bool { return e.how > otherCase })
	}
	for i := range l.entries {
		e := &l.entries[i]
		if e.object != nil {
			e.match.Type, e.match.Signature = kind(e.object), signature(e.object)
			e.discouraged = deprecated(e.object)
		}
	}
	slices.SortFunc(l.entries, func(a, b entry) int {
		return cmp.Or(order(a.discouraged, b.discouraged), cmp.Compare(a.how, b.how), cmp.Compare(a.rank, b.rank),
			cmp.Compare(strings.ToLower(a.match.Text), strings.ToLower(b.match.Text)), cmp.Compare(a.match.Text, b.match.Text))
	})
	out := make([]Match, len(l.entries))
	for i, e := range l.entries {
		out[i] = e.match
	}
	return out
}

func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// matches says how well a name matches a prefix; loosely admits the two worse ways.
func matches(prefix, name string, loosely bool) int {
	if strings.HasPrefix(name, prefix) {
		return exactCase
	}
	p, n := []rune(prefix), []rune(name)
	if len(p) > len(n) {
		return noMatch
	}
	if hasPrefixFold(n, p) {
		return otherCase
	}
	switch {
	case !loosely || !scatters(p, n):
		return noMatch
	case atHumps(p, n):
		return humps
	case len(p) >= 3 && fold(p[0]) == fold(n[0]):
		return scattered
	}
	return noMatch
}

func hasPrefixFold(name, prefix []rune) bool {
	for i, r := range prefix {
		if fold(r) != fold(name[i]) {
			return false
		}
	}
	return true
}

func scatters(prefix, name []rune) bool {
	i := 0
	for _, r := range name {
		if i < len(prefix) && fold(r) == fold(prefix[i]) {
			i++
		}
	}
	return i == len(prefix)
}

// atHumps reports whether the prefix is made of beginnings of the words of a
// name: each of its letters begins a word or follows the letter matched before.
func atHumps(prefix, name []rune) bool {
	ends := make([]bool, len(name)+1) // where a match of the letters so far may end
	ends[0] = true
	for i, r := range prefix {
		next := make([]bool, len(name)+1)
		earlier := false
		for k, c := range name {
			earlier = earlier || ends[k]
			if fold(c) == fold(r) && (hump(name, k) && earlier || i > 0 && ends[k]) {
				next[k+1] = true
			}
		}
		ends = next
	}
	return slices.Contains(ends, true)
}

// hump reports whether a word begins at name[k].
func hump(name []rune, k int) bool {
	if k == 0 || name[k-1] == '_' {
		return true
	}
	return unicode.IsUpper(name[k]) && !unicode.IsUpper(name[k-1]) || unicode.IsDigit(name[k]) && !unicode.IsDigit(name[k-1])
}

func fold(r rune) rune { return unicode.ToLower(r) }

// kind is what front ends choose an icon by.
func kind(o types.Object) string {
	if untyped(o) {
		return "variable"
	}
	switch o := o.(type) {
	case *types.Func:
		if o.Signature().Recv() != nil {
			return "method"
		}
		return "function"
	case *types.Builtin:
		return "function"
	case *types.Var:
		if o.IsField() {
			return "field"
		}
		if _, ok := o.Type().Underlying().(*types.Signature); ok {
			return "function"
		}
		return "variable"
	case *types.TypeName:
		return "type"
	case *types.PkgName:
		return "module"
	}
	return "constant"
}

// untyped reports whether the type checker could make no sense of an object.
func untyped(o types.Object) bool {
	switch o.(type) {
	case *types.Builtin, *types.Nil, *types.PkgName:
		return false
	}
	return o.Type() == nil || o.Type() == types.Typ[types.Invalid]
}

const signatureLimit = 200

// signature is what a front end shows beside a name.
func signature(o types.Object) string {
	if untyped(o) {
		return ""
	}
	var s string
	switch o := o.(type) {
	case *types.Func:
		s = parameters(o.Signature())
	case *types.Builtin:
		_, s, _ = strings.Cut(builtins[o.Name()].decl, o.Name())
	case *types.Var:
		s = check.TypeText(o.Type())
		if sig, ok := o.Type().Underlying().(*types.Signature); ok {
			s = parameters(sig)
		}
	case *types.Const:
		s = check.TypeText(o.Type()) + " = " + o.Val().String()
	case *types.TypeName:
		switch u := o.Type().Underlying().(type) {
		case *types.Struct:
			s = "struct"
		case *types.Interface:
			s = "interface"
		default:
			s = check.TypeText(u)
		}
	}
	return clip(s, signatureLimit)
}

// parameters writes what follows the name of a function in its declaration,
// with neighbours of the same type sharing it.
func parameters(s *types.Signature) string {
	var b strings.Builder
	for i := range s.TypeParams().Len() {
		b.WriteString([]string{"[", ", "}[min(i, 1)])
		p := s.TypeParams().At(i)
		b.WriteString(p.Obj().Name() + " " + check.TypeText(p.Constraint()))
	}
	if s.TypeParams().Len() > 0 {
		b.WriteByte(']')
	}
	b.WriteString(tuple(s.Params(), s.Variadic()))
	switch r := s.Results(); {
	case r.Len() == 1 && r.At(0).Name() == "":
		b.WriteString(" " + check.TypeText(r.At(0).Type()))
	case r.Len() > 0:
		b.WriteString(" " + tuple(r, false))
	}
	return b.String()
}

func tuple(t *types.Tuple, variadic bool) string {
	var parts []string
	for i := range t.Len() {
		v := t.At(i)
		typ := check.TypeText(v.Type())
		if variadic && i == t.Len()-1 {
			typ = "..." + strings.TrimPrefix(typ, "[]")
		}
		shared := v.Name() != "" && i+1 < t.Len() && types.Identical(v.Type(), t.At(i+1).Type()) && !(variadic && i+2 == t.Len())
		switch {
		case shared:
			typ = v.Name()
		case v.Name() != "":
			typ = v.Name() + " " + typ
		}
		parts = append(parts, typ)
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// clip cuts a text to a number of characters.
func clip(s string, most int) string {
	for i := range s {
		if most == 0 {
			return s[:i] + "…"
		}
		most--
	}
	return s
}

// deprecated reports whether the documentation of a library's object advises
// against it.
func deprecated(o types.Object) bool {
	if o.Pkg() == nil || o.Pkg().Path() == "main" {
		return false
	}
	d, ok := docs.Lookup(o.Pkg().Path(), symbol(o, nil))
	return ok && (strings.HasPrefix(d.Text, "Deprecated:") || strings.Contains(d.Text, "\nDeprecated:"))
}
