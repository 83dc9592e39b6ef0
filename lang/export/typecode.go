package export

import (
	"fmt"
	"go/types"
	"strings"
)

// typeCode writes a type, with pieces for what has yet to be named.
func (p *program) typeCode(t types.Type) (code, error) {
	w := typeWriter{p: p}
	w.typ(t)
	return w.out, w.err
}

// typeObjects yields the session's types that a type mentions.
func (p *program) typeObjects(t types.Type, yield func(types.Object)) {
	c, _ := p.typeCode(t)
	c.objects(yield)
}

type typeWriter struct {
	p   *program
	out code
	err error
}

func (w *typeWriter) write(s string) { w.out = append(w.out, piece{text: s}) }

func (w *typeWriter) typ(t types.Type) {
	switch t := t.(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			w.out = append(w.out, piece{pkg: "unsafe", text: "unsafe"}, piece{text: ".Pointer"})
			return
		}
		w.write(t.Name())
	case *types.Named:
		w.name(t.Obj(), t.TypeArgs())
	case *types.Alias:
		w.name(t.Obj(), t.TypeArgs())
	case *types.Pointer:
		w.write("*")
		w.typ(t.Elem())
	case *types.Slice:
		w.write("[]")
		w.typ(t.Elem())
	case *types.Array:
		w.write(fmt.Sprintf("[%d]", t.Len()))
		w.typ(t.Elem())
	case *types.Map:
		w.write("map[")
		w.typ(t.Key())
		w.write("]")
		w.typ(t.Elem())
	case *types.Chan:
		w.channel(t)
	case *types.Signature:
		w.write("func")
		w.signature(t)
	case *types.Struct:
		w.structure(t)
	case *types.Interface:
		w.iface(t)
	case *types.Union:
		for i := range t.Len() {
			if i > 0 {
				w.write(" | ")
			}
			if t.Term(i).Tilde() {
				w.write("~")
			}
			w.typ(t.Term(i).Type())
		}
	default:
		w.fail(t)
	}
}

func (w *typeWriter) fail(t any) {
	if w.err == nil {
		w.err = fmt.Errorf("a program cannot name the type %v", t)
	}
}

func (w *typeWriter) name(o *types.TypeName, args *types.TypeList) {
	switch {
	case o.Pkg() == nil:
		w.write(o.Name())
	case w.p.isSession(o):
		w.out = append(w.out, piece{obj: o})
	case !o.Exported() || o.Parent() != o.Pkg().Scope() || strings.Contains(o.Pkg().Path()+"/", "internal/"):
		w.fail(o.Pkg().Name() + "." + o.Name())
	default:
		w.out = append(w.out, piece{pkg: o.Pkg().Path(), text: o.Pkg().Name()}, piece{text: "." + o.Name()})
	}
	if args.Len() == 0 {
		return
	}
	w.write("[")
	for i := range args.Len() {
		if i > 0 {
			w.write(", ")
		}
		w.typ(args.At(i))
	}
	w.write("]")
}

func (w *typeWriter) channel(t *types.Chan) {
	switch t.Dir() {
	case types.SendOnly:
		w.write("chan<- ")
	case types.RecvOnly:
		w.write("<-chan ")
	default:
		w.write("chan ")
		if c, ok := t.Elem().(*types.Chan); ok && c.Dir() == types.RecvOnly {
			w.write("(")
			w.typ(c)
			w.write(")")
			return
		}
	}
	w.typ(t.Elem())
}

// signature writes parameters and results without their names.
func (w *typeWriter) signature(s *types.Signature) {
	w.params(s)
	w.results(s)
}

func (w *typeWriter) results(s *types.Signature) {
	switch n := s.Results().Len(); n {
	case 0:
	case 1:
		w.write(" ")
		w.typ(s.Results().At(0).Type())
	default:
		w.write(" (")
		for i := range n {
			if i > 0 {
				w.write(", ")
			}
			w.typ(s.Results().At(i).Type())
		}
		w.write(")")
	}
}

func (w *typeWriter) params(s *types.Signature) {
	w.write("(")
	for i := range s.Params().Len() {
		if i > 0 {
			w.write(", ")
		}
		w.param(s, i)
	}
	w.write(")")
}

// param writes the type of a parameter.
func (w *typeWriter) param(s *types.Signature, i int) {
	t := s.Params().At(i).Type()
	if s.Variadic() && i == s.Params().Len()-1 {
		w.write("...")
		if e, ok := t.(*types.Slice); ok {
			t = e.Elem()
		}
	}
	w.typ(t)
}

func (w *typeWriter) structure(t *types.Struct) {
	w.write("struct {")
	for i := range t.NumFields() {
		f := t.Field(i)
		if i > 0 {
			w.write("; ")
		}
		if !f.Embedded() {
			w.write(f.Name() + " ")
		}
		w.typ(f.Type())
		if tag := t.Tag(i); tag != "" {
			w.write(fmt.Sprintf(" %q", tag))
		}
	}
	w.write("}")
}

func (w *typeWriter) iface(t *types.Interface) {
	if t.NumExplicitMethods() == 0 && t.NumEmbeddeds() == 0 {
		w.write("any")
		return
	}
	w.write("interface {")
	for i := range t.NumExplicitMethods() {
		if i > 0 {
			w.write("; ")
		}
		m := t.ExplicitMethod(i)
		w.write(m.Name())
		w.signature(m.Signature())
	}
	for i := range t.NumEmbeddeds() {
		if i > 0 || t.NumExplicitMethods() > 0 {
			w.write("; ")
		}
		w.typ(t.EmbeddedType(i))
	}
	w.write("}")
}

// zero writes the zero value of a type.
func (w *typeWriter) zero(t types.Type) {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsBoolean != 0:
			w.write("false")
		case u.Info()&types.IsString != 0:
			w.write(`""`)
		case u.Kind() == types.UnsafePointer:
			w.write("nil")
		default:
			w.write("0")
		}
	case *types.Struct, *types.Array:
		w.typ(t)
		w.write("{}")
	default:
		w.write("nil")
	}
}
