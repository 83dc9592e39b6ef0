package export

import (
	"go/types"

	"monro/lang/check/packages"
)

// A piece is a bit of the program: text, or something whose name is not settled
// before all cells are known.
type piece struct {
	text string
	obj  types.Object // a session object, or the version of a method
	pkg  string       // import path; text is the name that the cell has for it
	own  bool         // of pkg: the cell does not name it
}

type code []piece

func text(s string) code { return code{{text: s}} }

// pkgRef refers to a package that the cell does not name.
func pkgRef(path string) piece {
	name, _ := packages.Name(path)
	return piece{pkg: path, text: name, own: true}
}

// objects yields the session objects that code mentions.
func (c code) objects(yield func(types.Object)) {
	for _, p := range c {
		if p.obj != nil {
			yield(p.obj)
		}
	}
}

const (
	scriptPath  = "monro/stdlib/script"
	preludePath = "monro/stdlib/prelude"
)

func scriptCall(name string, args code) code {
	c := code{pkgRef(scriptPath), {text: "." + name + "("}}
	return append(append(c, args...), piece{text: ")"})
}
