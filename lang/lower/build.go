package lower

import (
	"go/ast"
	"go/token"
	"strconv"
)

// Constructors for the syntax that lowering makes.

func ident(name string, pos token.Pos) *ast.Ident { return &ast.Ident{NamePos: pos, Name: name} }

func num(i int) ast.Expr {
	return &ast.BasicLit{Kind: token.INT, Value: strconv.Itoa(i)}
}

func str(s string) ast.Expr {
	return &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(s)}
}

// call passes function literals in parentheses: a bare one shares its variables
// with the calling frame when a compiled function keeps it.
func call(pos token.Pos, fun ast.Expr, args ...ast.Expr) *ast.CallExpr {
	for i, a := range args {
		if lit, ok := a.(*ast.FuncLit); ok {
			args[i] = paren(lit)
		}
	}
	return &ast.CallExpr{Fun: fun, Lparen: pos, Args: args, Rparen: pos}
}

func sel(x ast.Expr, name string) *ast.SelectorExpr {
	return &ast.SelectorExpr{X: x, Sel: ident(name, x.Pos())}
}

func assign(tok token.Token, lhs, rhs ast.Expr) ast.Stmt {
	return &ast.AssignStmt{Lhs: []ast.Expr{lhs}, TokPos: lhs.Pos(), Tok: tok, Rhs: []ast.Expr{rhs}}
}

func define(name string, rhs ast.Expr) ast.Stmt {
	return assign(token.DEFINE, ident(name, rhs.Pos()), rhs)
}

func exprStmt(x ast.Expr) ast.Stmt { return &ast.ExprStmt{X: x} }

func block(list ...ast.Stmt) *ast.BlockStmt { return &ast.BlockStmt{List: list} }

func ifStmt(cond ast.Expr, then ...ast.Stmt) *ast.IfStmt {
	return &ast.IfStmt{If: cond.Pos(), Cond: cond, Body: block(then...)}
}

func not(x ast.Expr) ast.Expr {
	return &ast.UnaryExpr{OpPos: x.Pos(), Op: token.NOT, X: &ast.ParenExpr{X: x}}
}

func addr(x ast.Expr) ast.Expr { return &ast.UnaryExpr{OpPos: x.Pos(), Op: token.AND, X: x} }

func star(x ast.Expr) ast.Expr { return &ast.StarExpr{Star: x.Pos(), X: x} }

func paren(x ast.Expr) ast.Expr { return &ast.ParenExpr{Lparen: x.Pos(), X: x, Rparen: x.End()} }

func varDecl(name string, typ ast.Expr) ast.Decl {
	return &ast.GenDecl{Tok: token.VAR, Specs: []ast.Spec{&ast.ValueSpec{Names: []*ast.Ident{ident(name, token.NoPos)}, Type: typ}}}
}

func varStmt(name string, typ ast.Expr) ast.Stmt { return &ast.DeclStmt{Decl: varDecl(name, typ)} }

func emptyInterface() ast.Expr {
	return &ast.InterfaceType{Methods: &ast.FieldList{}}
}

// funcLit is func(params) results { body } over one optional result.
func funcLit(pos token.Pos, params []*ast.Field, result ast.Expr, body ...ast.Stmt) *ast.FuncLit {
	ft := &ast.FuncType{Func: pos, Params: &ast.FieldList{List: params}}
	if result != nil {
		ft.Results = &ast.FieldList{List: []*ast.Field{{Type: result}}}
	}
	return &ast.FuncLit{Type: ft, Body: block(body...)}
}

func field(name string, typ ast.Expr) *ast.Field {
	return &ast.Field{Names: []*ast.Ident{ident(name, token.NoPos)}, Type: typ}
}

// rt is a call of a helper in package rt.
func (l *Lowerer) rt(pos token.Pos, name string, args ...ast.Expr) *ast.CallExpr {
	return call(pos, sel(ident(RT, pos), name), args...)
}

// Names of the variables in which running code notes where it is, and of the one in
// which it sees that others wait for their turn.
const (
	PosVar   = "posʹ" // the last statement that may panic
	TopVar   = "topʹ" // the last statement of the cell itself
	CrowdVar = "crowdʹ"

	nativeVar = "nativeʹ" // whether compiled functions and loops are to be used
)

// pass lets others have their turn, if some wait.
func (l *Lowerer) pass(pos token.Pos) ast.Stmt {
	return ifStmt(ident(CrowdVar, pos), exprStmt(l.rt(pos, "Pass")))
}

// note stores the number of a place.
func note(name string, n int) ast.Stmt {
	return assign(token.ASSIGN, ident(name, token.NoPos), num(n))
}

// Prologue is what must be loaded before the first cell: it gives package rt
// the addresses of the variables that they share.
func Prologue() (*ast.File, string) {
	const start = "startʹ"
	body := block(
		exprStmt(call(token.NoPos, sel(ident(RT, token.NoPos), "Places"), addr(ident(PosVar, token.NoPos)), addr(ident(TopVar, token.NoPos)), addr(ident(CrowdVar, token.NoPos)))),
		exprStmt(call(token.NoPos, sel(ident(RT, token.NoPos), "NativeSwitch"), addr(ident(nativeVar, token.NoPos)))))
	return &ast.File{Name: ast.NewIdent("main"), Decls: []ast.Decl{
		varDecl(PosVar, ident("int", token.NoPos)), varDecl(TopVar, ident("int", token.NoPos)), varDecl(CrowdVar, ident("bool", token.NoPos)), varDecl(nativeVar, ident("bool", token.NoPos)),
		&ast.FuncDecl{Name: ast.NewIdent(start), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: body},
	}}, start
}

// position numbers a place for the panic translator.
func (l *Lowerer) position(pos token.Pos) int {
	p := l.u.Fset.Position(pos)
	at := Position{Cell: p.Filename, Line: p.Line, Column: p.Column, Func: l.fn}
	if n := len(l.Positions); l.Positions[n-1] == at {
		return n - 1
	}
	l.Positions = append(l.Positions, at)
	return len(l.Positions) - 1
}
