package lower

import (
	"go/ast"
	"go/token"
)

// A frame is a statement that break or continue may mean.
type frame struct {
	label string
	loop  bool       // continue may mean it
	again []ast.Stmt // what a continue does first
	body  *rangeBody // its body is a closure: a range over a function
}

func (l *Lowerer) pushBreak(label string) { l.frames = append(l.frames, &frame{label: label}) }

func (l *Lowerer) popBreak() { l.frames = l.frames[:len(l.frames)-1] }

func labelled(label string, pos token.Pos, s ast.Stmt) ast.Stmt {
	if label == "" {
		return s
	}
	return &ast.LabeledStmt{Label: ident(label, pos), Colon: pos, Stmt: s}
}

func (l *Lowerer) labeled(s *ast.LabeledStmt) []ast.Stmt {
	label := s.Label.Name
	switch x := s.Stmt.(type) {
	case *ast.ForStmt:
		return append(l.mark(x), l.nativeLoop(s, func() []ast.Stmt { return l.forStmt(x, label) })...)
	case *ast.RangeStmt:
		return append(l.mark(x), l.nativeLoop(s, func() []ast.Stmt { return l.rangeStmt(x, label) })...)
	case *ast.SwitchStmt, *ast.SelectStmt, *ast.TypeSwitchStmt:
		l.label = label
		out := l.stmt(s.Stmt)
		if last := len(out) - 1; !isBlock(out[last]) { // a block carries its label inside
			out[last] = labelled(label, s.Pos(), out[last])
		}
		return out
	}
	out := l.stmt(s.Stmt)
	if len(out) == 0 {
		out = []ast.Stmt{block()}
	}
	out[0] = labelled(label, s.Pos(), out[0])
	return out
}

func isBlock(s ast.Stmt) bool {
	_, ok := s.(*ast.BlockStmt)
	return ok
}

// takeLabel is the label of the statement being lowered.
func (l *Lowerer) takeLabel() string {
	label := l.label
	l.label = ""
	return label
}

// branch lowers break, continue, goto and fallthrough.
func (l *Lowerer) branch(s *ast.BranchStmt) []ast.Stmt {
	if s.Tok == token.GOTO || s.Tok == token.FALLTHROUGH {
		return []ast.Stmt{&ast.BranchStmt{TokPos: s.TokPos, Tok: s.Tok, Label: s.Label}}
	}
	i := l.targetOf(s)
	if i < 0 {
		return []ast.Stmt{&ast.BranchStmt{TokPos: s.TokPos, Tok: s.Tok, Label: s.Label}}
	}
	inner := -1 // the innermost closure between here and the target
	for j := len(l.frames) - 1; j >= i; j-- {
		if l.frames[j].body != nil {
			inner = j
			break
		}
	}
	f := l.frames[i]
	if inner < 0 {
		out := &ast.BranchStmt{TokPos: s.TokPos, Tok: s.Tok, Label: s.Label}
		if s.Tok == token.CONTINUE && len(f.again) > 0 {
			return append(append([]ast.Stmt{}, f.again...), out)
		}
		return []ast.Stmt{out}
	}
	if inner == i { // the range over a function itself
		next := "false"
		if s.Tok == token.CONTINUE {
			next = "true"
		}
		return []ast.Stmt{&ast.ReturnStmt{Results: []ast.Expr{ident(next, s.Pos())}}}
	}
	label := s.Label
	if label == nil && f.label != "" {
		label = ident(f.label, s.Pos())
	}
	return l.exit(l.frames[inner].body, func() []ast.Stmt {
		return l.branch(&ast.BranchStmt{TokPos: s.TokPos, Tok: s.Tok, Label: label})
	})
}

func (l *Lowerer) targetOf(s *ast.BranchStmt) int {
	for i := len(l.frames) - 1; i >= 0; i-- {
		f := l.frames[i]
		if s.Label != nil && f.label != s.Label.Name || s.Label == nil && s.Tok == token.CONTINUE && !f.loop {
			continue
		}
		return i
	}
	return -1
}
