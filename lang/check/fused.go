package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"monro/stdlib/ad/tape"
)

// A fusion puts the operations of an expression into one call of package tape,
// for an interpreter that pays by the call.
type fusion struct {
	*twin
	code           strings.Builder
	reals, numbers []ast.Expr
	slots          map[string]byte // of operands that are the same
	operations     int
	depth          int
	full           bool // it takes no more operands
}

// operandsOf are the letters of the operands.
const realSlots, numberSlots = "abcd", "pqr"

// fuse is the one call that does all that an expression says, nil where there is
// too little or too much of it.
func (t *twin) fuse(at ast.Node, write func(f *fusion)) ast.Expr {
	if !t.Fuse {
		return nil
	}
	f := &fusion{twin: t, slots: map[string]byte{}}
	write(f)
	if f.full || f.operations < 2 {
		return nil
	}
	args := []ast.Expr{&ast.BasicLit{ValuePos: at.Pos(), Kind: token.STRING, Value: `"` + f.code.String() + `"`}}
	for _, x := range f.reals {
		args = append(args, t.x(x))
	}
	for _, x := range f.numbers {
		args = append(args, t.x(x))
	}
	return t.tapeCall(fmt.Sprintf("Eval%d%d", len(f.reals), len(f.numbers)), at, args...)
}

// write adds an expression in postfix order.
func (f *fusion) write(e ast.Expr) {
	if !f.flow(e).any() {
		f.operand(e, &f.numbers, numberSlots)
		return
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		f.write(e.X)
		return
	case *ast.UnaryExpr:
		if e.Op == token.ADD || e.Op == token.SUB {
			f.write(e.X)
			if e.Op == token.SUB {
				f.operation("~", 0)
			}
			return
		}
	case *ast.BinaryExpr:
		if operatorsOnTape[e.Op] != "" {
			f.write(e.X)
			f.write(e.Y)
			f.operation(e.Op.String(), 1)
			return
		}
	case *ast.CallExpr:
		if f.call(e) {
			return
		}
	}
	f.operand(e, &f.reals, realSlots)
}

// call adds the call of an elementary function.
func (f *fusion) call(e *ast.CallExpr) bool {
	fun := ast.Unparen(e.Fun)
	if tv := f.info.Types[fun]; tv.IsType() {
		f.write(e.Args[0])
		return true
	} else if tv.IsBuiltin() || derived(e) != "" {
		return false
	}
	k := f.callee(fun)
	if k.compiled == nil || f.onTape(k.compiled) == nil || f.flow(e.Args[0]).root().kind != float {
		return false
	}
	on := f.onTape(k.compiled).Name()
	if on == "Pow" && len(e.Args) == 2 {
		f.write(e.Args[0])
		f.write(e.Args[1])
		f.operation("^", 1)
		return true
	}
	letter := tape.Letter(on)
	if letter == 0 || len(e.Args) != 1 {
		return false
	}
	f.write(e.Args[0])
	f.operation(string(letter), 0)
	return true
}

func (f *fusion) operation(code string, fewer int) {
	f.code.WriteString(code)
	f.operations++
	f.depth -= fewer
}

// operand adds an operand, under the letter that it has already if it is a
// variable or an element.
func (f *fusion) operand(e ast.Expr, list *[]ast.Expr, letters string) {
	key := ""
	if simple(e) {
		key = types.ExprString(e)
	}
	slot, known := f.slots[key]
	if !known || key == "" {
		if len(*list) == len(letters) {
			f.full = true
			return
		}
		slot = letters[len(*list)]
		*list = append(*list, e)
		f.slots[key] = slot
	}
	f.code.WriteByte(slot)
	if f.depth++; f.depth > tape.EvalDepth {
		f.full = true
	}
}

// simple reports whether an expression is the same when it is written twice.
func simple(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident, *ast.BasicLit:
		return true
	case *ast.IndexExpr:
		return simple(e.X) && simple(e.Index)
	case *ast.BinaryExpr:
		return simple(e.X) && simple(e.Y)
	}
	return false
}
