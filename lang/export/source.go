package export

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"monro/lang/check"
)

// A writer puts the program together once all cells are known.
type writer struct {
	*program
	names    map[types.Object]string
	taken    map[string]bool
	imports  map[importKey]string
	paths    map[string]string // import paths by name
	global   map[types.Object]bool
	declared map[types.Object]bool
	body     bytes.Buffer
	err      *Error
	turn     map[string][]string // statements that put a method in force, by cell
	stops    bool                // an error may end the program
}

type importKey struct {
	path, name string
	own        bool
}

// source is the text of main.go.
func (p *program) source(title string) ([]byte, error) {
	p.prune()
	w := &writer{
		program: p, names: map[types.Object]string{}, taken: map[string]bool{}, imports: map[importKey]string{}, paths: map[string]string{},
		global: map[types.Object]bool{}, declared: map[types.Object]bool{}, turn: map[string][]string{},
	}
	w.name()
	w.place()
	turns := w.part(w.takeTurns)
	main := w.part(w.main)
	decls := append(turns, w.part(w.declarations)...)
	vars := w.part(w.variables)
	if w.err != nil {
		return nil, w.err
	}
	if w.stops {
		main = append([]byte("defer "+w.importName(pkgRef(scriptPath))+".Report()\n\n"), main...)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "// This program is %s as Go, written by monro export.\npackage main\n\n%s\n", oneLine(title), w.importDecl())
	fmt.Fprintf(&b, "%s\nfunc main() {\n%s\n}\n\n%s", vars, bytes.TrimSpace(main), decls)
	text, err := settle(b.Bytes())
	if err != nil {
		return nil, err
	}
	text, err = format.Source(text)
	if err != nil {
		return nil, &Error{Message: "the exported program is malformed: " + err.Error()}
	}
	return text, nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// part runs what writes to the body and takes the text.
func (w *writer) part(f func()) []byte {
	w.body.Reset()
	f()
	return bytes.Clone(w.body.Bytes())
}

func (w *writer) printf(format string, args ...any) { fmt.Fprintf(&w.body, format, args...) }

// name gives every session object its name: the one it has where that is free,
// with a number where a redeclaration came before it.
func (w *writer) name() {
	type named struct {
		cell int
		obj  types.Object
	}
	order := map[string]int{}
	var list []named
	for _, s := range w.sections {
		if s.cell != "" {
			order[s.cell] = len(order)
		}
		for _, it := range s.items {
			for _, sp := range it.specs {
				for _, v := range sp.vars {
					if v != nil {
						list = append(list, named{order[s.cell], v})
					}
				}
			}
		}
	}
	for _, d := range w.decls {
		if d.method != nil {
			continue
		}
		for _, o := range d.objs {
			list = append(list, named{order[d.cell], o})
		}
	}
	slices.SortStableFunc(list, func(a, b named) int { return cmp.Compare(a.cell, b.cell) })
	for _, n := range list {
		o := w.one(n.obj)
		if w.names[o] == "" {
			name := o.Name()
			if of, ok := check.IsTwin(name); ok {
				name = of + "_tape"
			}
			w.names[o] = w.fresh(name)
		}
	}
	w.nameMethods()
}

// fresh is a name that nothing else in the program has.
func (w *writer) fresh(base string) string {
	name := base
	for n := 2; w.taken[name] || name != base && w.idents[name] || name == "main" || name == "init" || types.Universe.Lookup(name) != nil; n++ {
		name = base + "_" + strconv.Itoa(n)
	}
	w.taken[name] = true
	return name
}

// nameMethods names methods: those that are declared once as they are, the
// versions of others one by one.
func (w *writer) nameMethods() {
	for _, k := range w.methodKeys() {
		var list []*decl
		for _, d := range w.methods[k] {
			if d.kept {
				list = append(list, d)
			}
		}
		if len(list) == 1 {
			w.names[list[0].objs[0]] = k.name
			continue
		}
		for _, d := range list {
			w.names[d.objs[0]] = w.fresh(k.name + "_" + strings.TrimPrefix(d.cell, "cell "))
		}
	}
	for _, d := range w.decls {
		if d.method != nil && d.recv == nil {
			w.names[d.objs[0]] = d.method.Name()
		}
	}
}

func (w *writer) methodKeys() []methodKey {
	return slices.SortedFunc(maps.Keys(w.methods), func(a, b methodKey) int {
		return cmp.Or(cmp.Compare(a.recv.Pos(), b.recv.Pos()), cmp.Compare(a.name, b.name))
	})
}

// place finds the variables that stand at package level: those that functions
// mention, that cells in functions of their own declare, that are mentioned
// before or in their own declaration, and that are declared together with such.
func (w *writer) place() {
	for _, d := range w.decls {
		d.code.objects(func(o types.Object) { w.global[w.one(o)] = true })
	}
	var specs []spec
	known := map[types.Object]bool{}
	mention := func(o types.Object) {
		if o = w.one(o); !known[o] {
			w.global[o] = true
		}
	}
	for _, s := range w.sections {
		for _, it := range s.items {
			if it.specs == nil {
				it.code.objects(mention)
			}
			for _, sp := range it.specs {
				sp.values.objects(mention)
				for _, v := range sp.vars {
					if v != nil {
						known[w.one(v)] = true
					}
				}
			}
			specs = append(specs, it.specs...)
			if s.apart || s.try {
				for _, sp := range it.specs {
					for _, v := range sp.vars {
						if v != nil {
							w.global[w.one(v)] = true
						}
					}
				}
			}
		}
	}
	for again := true; again; {
		again = false
		for _, sp := range specs {
			some, all := false, true
			for _, v := range sp.vars {
				if v != nil {
					some = some || w.global[w.one(v)]
					all = all && w.global[w.one(v)]
				}
			}
			if some && !all {
				again = true
				for _, v := range sp.vars {
					if v != nil {
						w.global[w.one(v)] = true
					}
				}
			}
		}
	}
}

// code writes pieces under the names they have got.
func (w *writer) code(c code) {
	for i, p := range c {
		switch {
		case p.pkg == scriptPath && i+1 < len(c) && !strings.HasPrefix(c[i+1].text, ".Result"):
			w.stops = true
			fallthrough
		case p.pkg != "":
			w.body.WriteString(w.importName(p))
		case p.obj != nil:
			w.body.WriteString(w.nameOf(p.obj))
		default:
			w.body.WriteString(p.text)
		}
	}
}

func (w *writer) nameOf(o types.Object) string {
	if n := w.names[w.one(o)]; n != "" {
		return n
	}
	return o.Name()
}

// importName is the name of a package: the one it has in the cells, unless
// something of the program is called so.
func (w *writer) importName(p piece) string {
	k := importKey{p.pkg, p.text, p.own}
	if n, ok := w.imports[k]; ok {
		return n
	}
	name := p.text
	free := func(n string) bool {
		return !w.taken[n] && (w.paths[n] == "" || w.paths[n] == p.pkg) && !(p.own && w.locals[n])
	}
	if !free(name) {
		parts := strings.FieldsFunc(p.pkg, func(r rune) bool { return r == '/' || r == '.' || r == '-' })
		name = strings.Join(parts[max(len(parts)-2, 0):], "")
		for base, n := name, 2; !free(name) || w.idents[name]; n++ {
			name = base + strconv.Itoa(n)
		}
	}
	w.imports[k], w.paths[name] = name, p.pkg
	return name
}

func (w *writer) importDecl() string {
	var std, rest []string
	add := func(path, line string) {
		if first, _, _ := strings.Cut(path, "/"); first == "monro" || strings.Contains(first, ".") {
			rest = append(rest, line)
			return
		}
		std = append(std, line)
	}
	for name, path := range w.paths {
		line := strconv.Quote(path)
		if own := pkgRef(path).text; own != name && !(path == "unsafe" && name == "unsafe") {
			line = name + " " + line
		}
		add(path, line)
	}
	for _, path := range w.blanks {
		add(strings.Trim(path, "\"`"), "_ "+path)
	}
	byPath := func(a, b string) int {
		return cmp.Or(cmp.Compare(a[strings.IndexAny(a, "\"`"):], b[strings.IndexAny(b, "\"`"):]), cmp.Compare(a, b))
	}
	slices.SortFunc(std, byPath)
	slices.SortFunc(rest, byPath)
	if len(std)+len(rest) == 0 {
		return ""
	}
	return "import (\n" + strings.Join(std, "\n") + "\n\n" + strings.Join(rest, "\n") + "\n)\n"
}
