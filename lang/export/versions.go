package export

import (
	"go/types"
	"slices"
)

// add takes the declarations of a unit into the program. Those that say what
// the declaration in force says already, such as a function that was checked
// again because of something else, are that one.
func (p *program) add(list []*decl) {
	before := map[*decl]*decl{}
	current := map[types.Object]types.Object{} // of the unit, to those in force
	for _, d := range list {
		if b := p.before(d); b != nil {
			before[d] = b
			for i, o := range d.objs {
				current[o] = b.objs[i]
			}
		}
	}
	for _, d := range list {
		if b := p.methodBefore(d, current); b != nil {
			before[d] = b
		}
	}
	for again := true; again; { // the greatest set that agrees among itself
		again = false
		equal := map[types.Object]types.Object{}
		for d, b := range before {
			for i, o := range d.objs {
				equal[o] = b.objs[i]
			}
		}
		for d, b := range before {
			if !p.agree(d, b, equal) {
				delete(before, d)
				again = true
			}
		}
	}
	for _, d := range list {
		if b := before[d]; b != nil {
			for i, o := range d.objs {
				p.same[o] = b.objs[i]
			}
			continue
		}
		p.decls = append(p.decls, d)
		for _, o := range d.objs {
			p.of[o] = d
		}
		if d.method != nil {
			k := methodKey{p.one(d.recv), d.method.Name()}
			p.methods[k] = append(p.methods[k], d)
		}
	}
}

// before is the declaration in force of the same names, nil for none.
func (p *program) before(d *decl) *decl {
	if d.method != nil {
		return nil
	}
	if b := p.twinBefore(d); b != nil {
		return b
	}
	var b *decl
	for _, o := range d.objs {
		e := p.checker.Scope.Lookup(o.Name())
		if e == nil {
			return nil
		}
		of := p.of[p.one(e.Obj)]
		if of == nil || b != nil && b != of || len(of.objs) != len(d.objs) {
			return nil
		}
		b = of
	}
	return b
}

// methodBefore is before for methods.
func (p *program) methodBefore(d *decl, current map[types.Object]types.Object) *decl {
	if d.method == nil || d.recv == nil {
		return nil
	}
	recv := d.recv
	if t := current[recv]; t != nil {
		recv = t
	}
	versions := p.methods[methodKey{p.one(recv), d.method.Name()}]
	if len(versions) == 0 {
		return nil
	}
	return versions[len(versions)-1]
}

// agree reports whether two declarations say the same.
func (p *program) agree(a, b *decl, equal map[types.Object]types.Object) bool {
	if len(a.code) != len(b.code) {
		return false
	}
	one := func(o types.Object) types.Object {
		if e := equal[o]; e != nil {
			o = e
		}
		return p.one(o)
	}
	for i, x := range a.code {
		y := b.code[i]
		if x.text != y.text || x.pkg != y.pkg || x.own != y.own || (x.obj == nil) != (y.obj == nil) || x.obj != nil && one(x.obj) != one(y.obj) {
			return false
		}
	}
	return true
}

// prune keeps what main needs and what the session ends with: an earlier
// version of a function that nothing calls is gone.
func (p *program) prune() {
	need := func(o types.Object) {}
	keep := func(d *decl) {
		if d != nil && !d.kept {
			d.kept = true
			d.code.objects(func(o types.Object) { need(o) })
		}
	}
	kept := map[types.Object]bool{}
	need = func(o types.Object) {
		o = p.one(o)
		keep(p.of[o])
		if kept[o] {
			return
		}
		kept[o] = true
		for k, versions := range p.methods {
			if k.recv != o {
				continue
			}
			for _, d := range p.turns(versions) {
				keep(d)
			}
		}
	}
	for _, s := range p.sections {
		for _, it := range s.items {
			it.code.objects(need)
			for _, sp := range it.specs {
				sp.typ.objects(need)
				sp.values.objects(need)
				for _, v := range sp.vars {
					if v != nil {
						p.typeObjects(v.Type(), need)
					}
				}
			}
		}
	}
	for _, n := range p.checker.Scope.Names() {
		need(p.checker.Scope.Lookup(n).Obj)
	}
	for _, d := range p.decls {
		if len(d.objs) == 0 || d.method != nil && d.recv == nil { // func _
			keep(d)
		}
	}
	p.decls = slices.DeleteFunc(p.decls, func(d *decl) bool { return !d.kept })
}

// turns are the versions of a method that something may call: not those that
// are replaced before a statement has run.
func (p *program) turns(versions []*decl) (list []*decl) {
	for i, d := range versions {
		if i+1 == len(versions) || p.runsBetween(d.cell, versions[i+1].cell) {
			list = append(list, d)
		}
	}
	return list
}

func (p *program) runsBetween(from, to string) bool {
	in := false
	for _, s := range p.sections {
		if s.cell == "" {
			continue
		}
		in = in || s.cell == from
		if s.cell == to {
			return false
		}
		if in && slices.ContainsFunc(s.items, func(it item) bool { return it.runs }) {
			return true
		}
	}
	return false
}
