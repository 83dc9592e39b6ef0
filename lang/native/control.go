package native

import (
	"go/ast"
	"go/token"
	"go/types"
	"monro/lang/check"
)

// A target is a statement that break or continue may mean.
type target struct {
	label    string
	onBreak  int // depth of the block that break leaves
	onNext   int // of the one that continue leaves; 0 for a switch
	onFall   int // of the one that fallthrough leaves, into the next body; 0 for none
	isSwitch bool
}

func (e *emitter) ifStmt(s *ast.IfStmt) {
	if s.Init != nil {
		e.stmt(s.Init)
	}
	e.value(s.Cond, types.Typ[types.Bool])
	e.open(opIf, blockVoid)
	e.stmts(s.Body.List)
	if s.Else != nil {
		e.op(opElse)
		e.stmt(s.Else)
	}
	e.end()
}

// loop is a loop around round, which begins where a continue leads back to after
// next. Both may leave it by a break.
func (e *emitter) loop(label string, test func(), body, next func()) {
	e.loops++
	e.open(opBlock, blockVoid)
	t := target{label: label, onBreak: e.depth}
	e.open(opLoop, blockVoid)
	top := e.depth
	if test != nil {
		test()
		e.op(opI32Eqz)
		e.branch(opBrIf, t.onBreak)
	}
	e.open(opBlock, blockVoid)
	t.onNext = e.depth
	e.targets = append(e.targets, t)
	body()
	e.targets = e.targets[:len(e.targets)-1]
	e.end()
	if next != nil {
		next()
	}
	e.burn()
	e.branch(opBr, top)
	e.end()
	e.end()
	e.loops--
}

func (e *emitter) forStmt(s *ast.ForStmt, label string) {
	if s.Init != nil {
		e.stmt(s.Init)
	}
	var test, next func()
	if s.Cond != nil {
		test = func() { e.value(s.Cond, types.Typ[types.Bool]) }
	}
	if s.Post != nil {
		next = func() { e.stmt(s.Post) }
	}
	e.loop(label, test, func() { e.stmts(s.Body.List) }, next)
}

func (e *emitter) rangeStmt(s *ast.RangeStmt, label string) {
	t := e.defaultType(s.X)
	if b, ok := basicOf(t); ok && b.integer {
		e.rangeInt(s, label, b)
		return
	}
	el, ok := elementOf(t)
	if !ok {
		e.outside(s.X, "a range over type %s", check.TypeText(t))
	}
	list := e.variable(t)
	e.value(s.X, t)
	e.write(list)
	i := e.local(I64)
	e.i64(0)
	e.set(i)
	test := func() { e.get(i); e.get(list.first + 1); e.op(opI64LtS) }
	body := func() {
		if s.Key != nil {
			e.give(s, s.Key, types.Typ[types.Int], func() { e.get(i) })
		}
		if s.Value != nil {
			elem := types.Unalias(t).Underlying().(*types.Slice).Elem()
			e.give(s, s.Value, elem, func() {
				e.address(list.first, i, el)
				e.access(el.load(), 0)
			})
		}
		e.stmts(s.Body.List)
	}
	e.loop(label, test, body, func() { e.get(i); e.i64(1); e.op(opI64Add); e.set(i) })
}

// rangeInt counts in a variable of its own: the body may change the one it sees.
func (e *emitter) rangeInt(s *ast.RangeStmt, label string, b basic) {
	t := e.defaultType(s.X)
	if s.Key != nil {
		if id, ok := s.Key.(*ast.Ident); ok && e.info.Defs[id] != nil {
			t = e.info.Defs[id].Type() // for i := range 10 may have another type than int
			b, _ = basicOf(t)
		} else if !ok || id.Name != "_" {
			t = e.typeOf(s.Key)
			b, _ = basicOf(t)
		}
	}
	n, i := e.local(b.val), e.local(b.val)
	e.value(s.X, t)
	e.set(n)
	e.zero(t)
	e.set(i)
	test := func() { e.get(i); e.get(n); e.compare(token.LSS, b) }
	body := func() {
		if s.Key != nil {
			e.give(s, s.Key, t, func() { e.get(i) })
		}
		e.stmts(s.Body.List)
	}
	e.loop(label, test, body, func() {
		e.get(i)
		e.one(b)
		e.arithmetic(token.ADD, b)
		e.set(i)
	})
}

// give assigns what a range yields to the loop's variable.
func (e *emitter) give(s *ast.RangeStmt, to ast.Expr, t types.Type, value func()) {
	id, ok := to.(*ast.Ident)
	if !ok {
		el := e.element(to)
		value()
		e.storeElement(el)
		return
	}
	if id.Name == "_" {
		return
	}
	value()
	if s.Tok == token.DEFINE {
		e.write(e.declare(id))
		return
	}
	e.write(e.lookup(id))
}

func (e *emitter) switchStmt(s *ast.SwitchStmt, label string) {
	if s.Init != nil {
		e.stmt(s.Init)
	}
	var tag *variable
	if s.Tag != nil {
		t := e.defaultType(s.Tag)
		if _, ok := basicOf(t); !ok {
			e.outside(s.Tag, "a switch over type %s", check.TypeText(t))
		}
		tag = e.variable(t)
		e.value(s.Tag, t)
		e.write(tag)
	}
	e.open(opBlock, blockVoid)
	t := target{label: label, onBreak: e.depth, isSwitch: true}
	clauses := s.Body.List
	bodies := make([]int, len(clauses)) // depths of the blocks that end where a body begins
	for i := len(clauses) - 1; i >= 0; i-- {
		e.open(opBlock, blockVoid)
		bodies[i] = e.depth
	}
	other := t.onBreak
	for i, c := range clauses {
		c := c.(*ast.CaseClause)
		if c.List == nil {
			other = bodies[i]
		}
		for _, x := range c.List {
			e.at = c.Pos()
			e.matches(tag, x)
			e.branch(opBrIf, bodies[i])
		}
	}
	e.branch(opBr, other)
	for i, c := range clauses {
		e.end()
		t.onFall = 0
		if i+1 < len(clauses) {
			t.onFall = bodies[i+1]
		}
		e.targets = append(e.targets, t)
		e.stmts(c.(*ast.CaseClause).Body)
		e.targets = e.targets[:len(e.targets)-1]
		e.branch(opBr, t.onBreak)
	}
	e.end()
}

// matches pushes whether a case has the value of the tag, or is true.
func (e *emitter) matches(tag *variable, x ast.Expr) {
	if tag == nil {
		e.value(x, types.Typ[types.Bool])
		return
	}
	b, _ := basicOf(tag.typ)
	e.read(tag)
	e.value(x, tag.typ)
	e.compare(token.EQL, b)
}

func (e *emitter) branchStmt(s *ast.BranchStmt) {
	if s.Tok == token.GOTO {
		e.outside(s, "a goto")
	}
	for i := len(e.targets) - 1; i >= 0; i-- {
		t := e.targets[i]
		if s.Label != nil && t.label != s.Label.Name || s.Tok == token.CONTINUE && t.isSwitch {
			continue
		}
		switch s.Tok {
		case token.BREAK:
			e.branch(opBr, t.onBreak)
		case token.CONTINUE:
			e.branch(opBr, t.onNext)
		case token.FALLTHROUGH:
			e.branch(opBr, t.onFall)
		}
		return
	}
	e.outside(s, "a %s out of the loop", s.Tok)
}
