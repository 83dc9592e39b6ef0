package check

import "go/types"

// A flow says which numbers of a variable or expression depend on the argument
// of a function that is differentiated: those are active. It has the shape of
// the type: of a slice, array, map or pointer there is a flow of the elements,
// of a function one for each parameter and result.
type flow struct {
	up     *flow // the flow that this one has become one with
	kind   flowKind
	active bool // of a number
	fixed  bool // it is outside of the function: nothing active goes in
	elem   *flow
	in     []*flow
	out    []*flow
}

type flowKind int

const (
	opaque    flowKind = iota // holds no numbers, or none that can be active
	float                     // float64
	container                 // has elements
	callable                  // a function
)

// maxDepth bounds the shape of types that contain themselves.
const maxDepth = 6

func newFlow(t types.Type, fixed bool) *flow { return shape(t, fixed, maxDepth) }

func shape(t types.Type, fixed bool, depth int) *flow {
	f := &flow{fixed: fixed}
	if t == nil || depth == 0 {
		return f
	}
	of := func(elem types.Type) *flow {
		f.kind = container
		f.elem = shape(elem, fixed, depth-1)
		return f
	}
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Basic:
		if u.Kind() == types.Float64 || u.Info()&types.IsUntyped != 0 && u.Info()&types.IsNumeric != 0 {
			f.kind = float
		}
	case *types.Slice:
		return of(u.Elem())
	case *types.Array:
		return of(u.Elem())
	case *types.Map:
		return of(u.Elem())
	case *types.Pointer:
		return of(u.Elem())
	case *types.Signature:
		f.kind = callable
		for i := range u.Params().Len() {
			f.in = append(f.in, shape(u.Params().At(i).Type(), fixed, depth-1))
		}
		for i := range u.Results().Len() {
			f.out = append(f.out, shape(u.Results().At(i).Type(), fixed, depth-1))
		}
	}
	return f
}

// root is the flow that stands for all that have become one.
func (f *flow) root() *flow {
	for f.up != nil {
		f = f.up
	}
	return f
}

// each visits the numbers of a flow.
func (f *flow) each(visit func(*flow)) {
	f = f.root()
	switch f.kind {
	case float:
		visit(f)
	case container:
		f.elem.each(visit)
	case callable:
		for _, p := range f.in {
			p.each(visit)
		}
		for _, r := range f.out {
			r.each(visit)
		}
	}
}

// any reports whether some number of a flow is active.
func (f *flow) any() (active bool) {
	f.each(func(n *flow) { active = active || n.active })
	return active
}

// bits writes which numbers are active.
func (f *flow) bits() string {
	var b []byte
	f.each(func(n *flow) {
		if n.active {
			b = append(b, '1')
		} else {
			b = append(b, '0')
		}
	})
	return string(b)
}

// activate makes a number active.
func (d *deriver) activate(f *flow) {
	if f = f.root(); !f.active && !f.fixed {
		f.active, d.changed = true, true
	}
}

// unify makes two flows one, as those of slices that share their elements.
func (d *deriver) unify(a, b *flow) {
	a, b = a.root(), b.root()
	if a == b || a.kind != b.kind || a.fixed || b.fixed || len(a.in) != len(b.in) || len(a.out) != len(b.out) {
		return
	}
	if a.active != b.active {
		a.active, d.changed = true, true
	}
	b.up = a
	if a.kind == container {
		d.unify(a.elem, b.elem)
	}
	for i := range a.in {
		d.unify(a.in[i], b.in[i])
	}
	for i := range a.out {
		d.unify(a.out[i], b.out[i])
	}
}

// match makes active in each of two flows what is active in the other. Unlike
// unify it leaves them two.
func (d *deriver) match(a, b *flow) {
	a, b = a.root(), b.root()
	if a == b || a.kind != b.kind || len(a.in) != len(b.in) || len(a.out) != len(b.out) {
		return
	}
	switch a.kind {
	case float:
		if a.active || b.active {
			d.activate(a)
			d.activate(b)
		}
	case container:
		d.match(a.elem, b.elem)
	case callable:
		for i := range a.in {
			d.match(a.in[i], b.in[i])
		}
		for i := range a.out {
			d.match(a.out[i], b.out[i])
		}
	}
}

// all activates every number of a flow.
func (d *deriver) all(f *flow) { f.each(d.activate) }

// becomes lets what goes from src into dst make dst active. It reports false
// where something active would go where it cannot.
func (d *deriver) becomes(dst, src *flow) bool {
	dst, src = dst.root(), src.root()
	switch {
	case dst.kind == float && src.kind == float:
		if src.active {
			d.activate(dst)
		}
		return !src.active || dst.active
	case dst.kind == opaque || dst.fixed:
		return !src.any()
	case src.kind == opaque || src.fixed:
		return true // a copy of it goes in where dst is active
	}
	d.unify(dst, src)
	return true
}
