package notebook

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// The tags of papermill's convention for parameters.
const (
	TagParameters = "parameters"          // the cell with the defaults
	TagInjected   = "injected-parameters" // the cell that a run puts after it
)

// A Parameter sets a name of the notebook to a value for one run.
type Parameter struct {
	Name  string // a Go identifier
	Value string // as written on the command line
}

// ParseParameter reads "name=value".
func ParseParameter(s string) (Parameter, error) {
	name, value, ok := strings.Cut(s, "=")
	if !ok || !token.IsIdentifier(name) || name == "_" {
		return Parameter{}, fmt.Errorf("parameter %q: wanted name=value, the name a Go identifier", s)
	}
	return Parameter{Name: name, Value: value}, nil
}

// Literal is the value as Go source: numbers, true, false, quoted text and
// composite literals ([]float64{1, 2}) stand as they are; anything else is text
// and gets quotes.
func (p Parameter) Literal() string {
	if e, err := parser.ParseExpr(p.Value); err == nil && isLiteral(e) {
		return p.Value
	}
	return strconv.Quote(p.Value)
}

func isLiteral(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit, *ast.CompositeLit:
		return true
	case *ast.Ident:
		return e.Name == "true" || e.Name == "false"
	case *ast.UnaryExpr:
		_, ok := e.X.(*ast.BasicLit)
		return ok && (e.Op == token.SUB || e.Op == token.ADD)
	}
	return false
}

// Inject puts a cell with the parameters after the cell tagged "parameters", or
// first where there is none; such a cell of an earlier run is replaced. Names
// that the parameters cell declares as variables are assigned, so that they keep
// their types; others are declared. It returns the names that the parameters
// cell does not know.
func (nb *Notebook) Inject(params []Parameter) (unknown []string) {
	if len(params) == 0 {
		return nil
	}
	nb.Cells = slices.DeleteFunc(nb.Cells, func(c *Cell) bool { return c.HasTag(TagInjected) })
	at := slices.IndexFunc(nb.Cells, func(c *Cell) bool { return c.Type == Code && c.HasTag(TagParameters) })
	declared := map[string]token.Token{}
	if at >= 0 {
		declared = declarations(nb.Cells[at].Source)
	}
	var source strings.Builder
	source.WriteString("// Parameters")
	for _, p := range params {
		how, ok := declared[p.Name]
		if !ok {
			unknown = append(unknown, p.Name)
		}
		op := ":="
		if how == token.VAR {
			op = "="
		}
		fmt.Fprintf(&source, "\n%s %s %s", p.Name, op, p.Literal())
		if !ok {
			declared[p.Name] = token.VAR // a second value for the same name assigns
		}
	}
	nb.Cells = slices.Insert(nb.Cells, at+1, &Cell{
		Type:     Code,
		Source:   source.String(),
		Metadata: map[string]any{"tags": []any{TagInjected}},
	})
	nb.assignIDs()
	return unknown
}

// declarations finds the names that a parameters cell declares at its top
// level: token.VAR for variables, token.CONST for constants. It reads tokens,
// not syntax: a cell may mix what a Go file may not.
func declarations(source string) map[string]token.Token {
	names := map[string]token.Token{}
	for _, line := range statements(source) {
		words := line
		how := token.VAR
		if len(words) > 0 && (words[0].tok == token.VAR || words[0].tok == token.CONST) {
			how = words[0].tok
			words = words[1:]
			for _, group := range specs(words) {
				collect(names, group, how)
			}
			continue
		}
		end := slices.IndexFunc(words, func(w word) bool { return w.tok != token.IDENT && w.tok != token.COMMA })
		if end > 0 && words[end].tok == token.DEFINE {
			collect(names, words[:end], how)
		}
	}
	return names
}

type word struct {
	tok  token.Token
	text string
}

// statements cuts a cell into statements: at the semicolons, written or
// implied, that stand in no bracket.
func statements(source string) [][]word {
	file := token.NewFileSet().AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), func(token.Position, string) {}, 0)
	var all [][]word
	var line []word
	depth := 0
	for {
		_, tok, text := s.Scan()
		switch tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		}
		if tok == token.EOF || tok == token.SEMICOLON && depth <= 0 {
			all = append(all, line)
			line = nil
			if tok == token.EOF {
				return all
			}
			continue
		}
		line = append(line, word{tok, text})
	}
}

// specs cuts what follows var or const into its specifications: one, or those
// between the parentheses.
func specs(words []word) [][]word {
	if len(words) == 0 || words[0].tok != token.LPAREN {
		return [][]word{words}
	}
	var all [][]word
	var spec []word
	depth := 0
	for _, w := range words[1:] {
		switch w.tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		}
		if depth < 0 || depth == 0 && w.tok == token.SEMICOLON {
			all = append(all, spec)
			spec = nil
			continue
		}
		spec = append(spec, w)
	}
	return all
}

// collect takes the identifiers of a list such as "a, b" at the start of words.
func collect(names map[string]token.Token, words []word, how token.Token) {
	for i := 0; i < len(words) && words[i].tok == token.IDENT; i += 2 {
		names[words[i].text] = how
		if i+1 < len(words) && words[i+1].tok != token.COMMA {
			return
		}
	}
}
