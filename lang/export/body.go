package export

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
)

// main writes the body of main.
func (w *writer) main() {
	for _, s := range w.sections {
		if s.comment != "" {
			w.printf("\n%s\n", s.comment)
			continue
		}
		turns := w.turn[s.cell]
		if len(s.items) == 0 && len(turns) == 0 {
			continue
		}
		w.printf("\n// %s\n", s.title)
		for _, t := range turns {
			w.printf("%s\n", t)
		}
		switch {
		case s.try:
			w.code(code{pkgRef(scriptPath), {text: ".Try(func() {\n"}})
		case s.apart:
			w.printf("func() {\n")
		}
		for i, it := range s.items {
			switch {
			case it.gap == 0:
				w.printf(" ")
			case i > 0:
				w.printf("%s", strings.Repeat("\n", it.gap))
			}
			w.item(s, it)
		}
		switch {
		case s.try:
			w.printf("\n})\n")
		case s.apart:
			w.printf("\n}()\n")
		default:
			w.printf("\n")
		}
	}
}

func (w *writer) item(s *section, it item) {
	switch {
	case it.define:
		w.define(it.specs[0])
	case it.raw:
		w.vars(s, it)
	default:
		w.code(it.code)
	}
}

// fresh reports whether a spec declares variables of main for the first time:
// any of them, and all.
func (w *writer) freshVars(sp spec) (some, all bool) {
	all = true
	for _, v := range sp.vars {
		if v == nil {
			continue
		}
		o := w.one(v)
		f := !w.global[o] && !w.declared[o]
		some, all = some || f, all && f
	}
	return some, all
}

func (w *writer) declare(sp spec) {
	for _, v := range sp.vars {
		if v != nil {
			w.declared[w.one(v)] = true
		}
	}
}

func (w *writer) varNames(sp spec) string {
	names := make([]string, len(sp.vars))
	for i, v := range sp.vars {
		names[i] = "_"
		if v != nil {
			names[i] = w.nameOf(v)
		}
	}
	return strings.Join(names, ", ")
}

// define writes a := of a cell.
func (w *writer) define(sp spec) {
	sign := "="
	if some, _ := w.freshVars(sp); some {
		sign = ":="
	}
	w.declare(sp)
	w.printf("%s %s ", w.varNames(sp), sign)
	w.code(sp.values)
}

// vars writes a var of a cell.
func (w *writer) vars(s *section, it item) {
	whole := true
	for _, sp := range it.specs {
		_, all := w.freshVars(sp)
		whole = whole && all
	}
	if whole {
		for _, sp := range it.specs {
			w.declare(sp)
		}
		w.code(it.code)
		return
	}
	for i, sp := range it.specs {
		if i > 0 {
			w.printf("\n")
		}
		w.varSpec(s, sp)
	}
}

func (w *writer) varSpec(s *section, sp spec) {
	if !slices.ContainsFunc(sp.vars, func(v types.Object) bool { return v != nil }) { // var _ T = x
		w.printf("var %s ", w.varNames(sp))
		w.code(sp.typ)
		if sp.values != nil {
			w.printf(" = ")
			w.code(sp.values)
		}
		return
	}
	for _, v := range sp.vars {
		if v == nil {
			continue
		}
		o := w.one(v)
		switch {
		case !w.global[o] && !w.declared[o]:
			w.printf("var %s ", w.nameOf(o))
			w.typ(s, v)
			w.printf("\n")
		case sp.values == nil && w.declared[o]:
			w.printf("%s = ", w.nameOf(o))
			t := typeWriter{p: w.program}
			t.zero(v.Type())
			w.code(t.out)
			w.printf("\n")
		}
	}
	w.declare(sp)
	if sp.values != nil {
		w.printf("%s = ", w.varNames(sp))
		w.code(sp.values)
	}
}

// typ writes the type of a variable.
func (w *writer) typ(s *section, v types.Object) {
	c, err := w.typeCode(v.Type())
	if err != nil && w.err == nil {
		at := w.fset.Position(v.Pos())
		name := at.Filename
		if name == "" && s != nil {
			name = s.cell
		}
		w.err = &Error{name, at.Line, at.Column, fmt.Sprintf("variable %s cannot be declared: %v; %s", v.Name(), err, w.user(v))}
	}
	w.code(c)
}

// user says why a variable stands at package level.
func (w *writer) user(v types.Object) string {
	for _, d := range w.decls {
		uses := false
		d.code.objects(func(o types.Object) { uses = uses || w.one(o) == w.one(v) })
		if uses && len(d.objs) > 0 {
			return "it must be, since " + d.objs[0].Name() + " uses it: pass it as an argument instead"
		}
	}
	return "it must be, since a cell that returns, defers or may fail declares it"
}

// variables writes those that stand at package level.
func (w *writer) variables() {
	done := map[types.Object]bool{}
	var lines []string
	for _, s := range w.sections {
		for _, it := range s.items {
			for _, sp := range it.specs {
				for _, v := range sp.vars {
					if v == nil || !w.global[w.one(v)] || done[w.one(v)] {
						continue
					}
					done[w.one(v)] = true
					w.body.Reset()
					w.printf("%s ", w.nameOf(v))
					w.typ(s, v)
					lines = append(lines, w.body.String())
				}
			}
		}
	}
	w.body.Reset()
	switch len(lines) {
	case 0:
	case 1:
		w.printf("var %s\n", lines[0])
	default:
		w.printf("var (\n%s\n)\n", strings.Join(lines, "\n"))
	}
}

// declarations writes types, constants and functions by cell.
func (w *writer) declarations() {
	cell := ""
	for _, d := range w.decls {
		if d.cell != cell {
			cell = d.cell
			w.printf("\n// %s\n", strings.ToUpper(cell[:1])+cell[1:])
		}
		w.printf("\n")
		if d.doc != "" {
			w.printf("%s\n", d.doc)
		}
		w.code(d.code)
		if d.tail != "" {
			w.printf(" %s", d.tail)
		}
		w.printf("\n")
	}
}

// takeTurns writes methods that cells declare again: the method calls the
// version in force, which main sets as it goes.
func (w *writer) takeTurns() {
	for _, k := range w.methodKeys() {
		var list []*decl
		for _, d := range w.methods[k] {
			if d.kept {
				list = append(list, d)
			}
		}
		if len(list) < 2 {
			continue
		}
		f := w.fresh(k.recv.Name() + "_" + k.name)
		sig := list[0].method.Type().(*types.Signature)
		t := typeWriter{p: w.program}
		t.typ(sig.Recv().Type())
		recv := t.out
		w.printf("\n// %s is method %s of %s, which the cells declare more than once, as the last of them has it.\nvar %[1]s func(", f, k.name, w.nameOf(k.recv))
		w.code(recv)
		for i := range sig.Params().Len() {
			t.out = nil
			t.param(sig, i)
			w.printf(", ")
			w.code(t.out)
		}
		w.printf(")")
		w.results(sig)
		w.printf("\n\nfunc (recv ")
		w.code(recv)
		w.printf(") %s(", k.name)
		call := f + "(recv"
		for i := range sig.Params().Len() {
			if i > 0 {
				w.printf(", ")
			}
			name := fmt.Sprint("arg", i+1)
			call += ", " + name
			t.out = nil
			t.param(sig, i)
			w.printf("%s ", name)
			w.code(t.out)
		}
		if sig.Variadic() {
			call += "..."
		}
		w.printf(")")
		w.results(sig)
		w.printf(" {\n")
		if sig.Results().Len() > 0 {
			w.printf("return ")
		}
		w.printf("%s)\n}\n", call)
		for _, d := range list {
			name := w.nameOf(k.recv) + "."
			if _, ok := types.Unalias(sig.Recv().Type()).(*types.Pointer); ok {
				name = "(*" + w.nameOf(k.recv) + ")."
			}
			w.turn[d.cell] = append(w.turn[d.cell], f+" = "+name+w.nameOf(d.objs[0]))
		}
	}
}

func (w *writer) results(sig *types.Signature) {
	t := typeWriter{p: w.program}
	t.results(sig)
	w.code(t.out)
}
