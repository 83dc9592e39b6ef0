package complete

import (
	"go/token"
	"strconv"
	"strings"
)

// mapKeys lists the keys that the cell gives, above the cursor, to the map that
// the string at the cursor is an index of: those of the literal that declares
// it, and of other indexes. It goes by tokens, for a cell whose last string is
// open does not parse.
func (p place) mapKeys() []Match {
	n := len(p.before)
	if n < 2 || p.before[n-1].tok != token.LBRACK || p.before[n-2].tok != token.IDENT {
		return nil
	}
	if n > 2 && p.before[n-3].tok == token.PERIOD { // a field: which literal it is of, tokens do not tell
		return nil
	}
	typed, ok := p.unquote(p.code[p.quote+1 : p.cursor])
	if !ok {
		return nil
	}
	var out []Match
	seen := map[string]bool{}
	for _, lit := range keyLiterals(p.before[:n-2], p.before[n-2].lit) {
		key, err := strconv.Unquote(lit)
		if err != nil || key == "" || seen[key] || !strings.HasPrefix(key, typed) {
			continue
		}
		seen[key] = true
		if text, ok := p.requote(key); ok {
			out = append(out, Match{Text: text, Type: "key"})
		}
	}
	return out
}

// keyLiterals lists the strings by which tokens index a variable, and the keys
// of the literal that it was last declared or set by, in their order.
func keyLiterals(toks []lexed, name string) (lits []string) {
	for i, t := range toks {
		if t.tok != token.IDENT || t.lit != name || i > 0 && toks[i-1].tok == token.PERIOD {
			continue
		}
		after := toks[i+1:]
		switch {
		case begins(after, token.LBRACK, token.STRING, token.RBRACK):
			lits = append(lits, after[1].lit)
		case begins(after, token.DEFINE, token.MAP), begins(after, token.ASSIGN, token.MAP):
			lits = literalKeys(after[2:])
		case begins(after, token.MAP): // var m map[string]T = map[string]T{ ... }
			lits = literalKeys(after[1:])
		}
	}
	return lits
}

// literalKeys lists the strings that are keys of a map literal, given the tokens
// behind the word map.
func literalKeys(toks []lexed) (lits []string) {
	depth, inside := 0, false // of brackets; behind the type, in the literal's own braces
	for i, t := range toks {
		switch t.tok {
		case token.LBRACE:
			ofType := i > 0 && (toks[i-1].tok == token.STRUCT || toks[i-1].tok == token.INTERFACE)
			inside = inside || depth == 0 && !ofType
			depth++
		case token.LPAREN, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if depth--; inside && depth == 0 || depth < 0 { // at the end of the literal, or of parameters
				return lits
			}
		case token.STRING:
			if inside && depth == 1 && begins(toks[i+1:], token.COLON) {
				lits = append(lits, t.lit)
			}
		case token.SEMICOLON:
			if !inside && depth == 0 { // a type alone
				return nil
			}
		}
	}
	return lits
}

// begins reports whether tokens begin with the given kinds.
func begins(toks []lexed, kinds ...token.Token) bool {
	if len(toks) < len(kinds) {
		return false
	}
	for i, k := range kinds {
		if toks[i].tok != k {
			return false
		}
	}
	return true
}
