package complete

import (
	"go/token"
	"strings"
)

// A level is an open bracket on the way to the cursor, and the statement that
// has begun behind it.
type level struct {
	open          token.Token // ILLEGAL for the cell itself
	first, second token.Token // of the statement
	at            int         // where the statement begins
	block         bool        // its block has been seen
}

// levels follows the brackets of a text.
func levels(toks []lexed) []level {
	stack := []level{{}}
	for i, t := range toks {
		top := &stack[len(stack)-1]
		switch t.tok {
		case token.SEMICOLON:
			if t.lit == "\n" || !top.header() {
				*top = level{open: top.open}
			}
			continue
		case token.COLON:
			if top.first == token.CASE || top.first == token.DEFAULT {
				*top = level{open: top.open}
				continue
			}
		case token.ELSE:
			top.first, top.block = token.ELSE, false
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
			continue
		}
		switch {
		case top.first == token.ILLEGAL:
			top.first, top.at = t.tok, t.pos
		case top.second == token.ILLEGAL:
			top.second = toks[i].tok
		}
		switch t.tok {
		case token.LBRACE:
			top.block = true
			stack = append(stack, level{open: t.tok})
		case token.LPAREN, token.LBRACK:
			stack = append(stack, level{open: t.tok})
		}
	}
	return stack
}

// header reports whether the statement wants a block that has not come yet.
func (l level) header() bool {
	switch l.first {
	case token.IF, token.FOR, token.SWITCH, token.SELECT, token.ELSE:
		return !l.block
	}
	return false
}

// later reports whether the statement is one that only takes a call.
func (l level) later() bool { return l.first == token.GO || l.first == token.DEFER }

// closers is what must follow a text that ends in an identifier to make it
// whole. Only the levels from the given one on are closed.
func closers(stack []level, from int) string {
	var b strings.Builder
	for i := len(stack) - 1; i >= from; i-- {
		l := stack[i]
		if i == len(stack)-1 && l.later() {
			b.WriteString("()")
		}
		if l.header() {
			b.WriteString(" {}")
		}
		switch l.open {
		case token.LPAREN:
			b.WriteByte(')')
		case token.LBRACK:
			b.WriteByte(']')
		case token.LBRACE:
			b.WriteByte('}')
			if i > 0 && stack[i-1].later() && stack[i-1].second == token.FUNC {
				b.WriteString("()")
			}
		}
	}
	return b.String()
}

// A patch is a text that may parse, with the identifier in question at a known place.
type patch struct {
	text string
	at   int
}

// patches lists ways to make a text parse without changing what stands before
// the identifier at code[start:end], which is replaced. The first keep most.
func (p place) patches(ident string) []patch {
	head := p.code[:p.start] + ident
	stack := levels(p.before)
	list := []patch{{head + p.code[p.end:], p.start}}
	line := strings.LastIndexByte(p.code[:p.start], '\n') + 1
	if i := strings.IndexByte(p.code[p.end:], '\n'); i >= 0 {
		var above []lexed
		for _, t := range p.before {
			if t.end <= line {
				above = append(above, t)
			}
		}
		if from := len(levels(above)); from <= len(stack) {
			list = append(list, patch{head + closers(stack, from) + p.code[p.end+i:], p.start})
		}
	}
	return append(list, patch{head + closers(stack, 0), p.start})
}

// operandPatch keeps of the statement at the cursor only the operand and what
// is selected from it. ok is false where nothing is selected.
func (p place) operandPatch(ident string) (_ patch, ok bool) {
	x := p.operand()
	if x == "" {
		return patch{}, false
	}
	head := p.code[:levels(p.before)[0].at] + "\n" + x + "."
	return patch{head + ident, len(head)}, true
}
