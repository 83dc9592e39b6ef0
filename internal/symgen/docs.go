package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/doc"
	"go/printer"
	"go/token"
	"strings"
)

// docs returns the documentation of one group of packages by import path: for
// each a JSON object from symbol to declaration and comment.
func docs(pkgs []*pkg) (map[string][]byte, error) {
	entries := map[string][]byte{}
	for _, p := range pkgs {
		symbols, err := symbolDocs(p)
		if err != nil {
			return nil, fmt.Errorf("docs of %s: %w", p.ImportPath, err)
		}
		data, err := json.Marshal(symbols)
		if err != nil {
			return nil, err
		}
		entries[p.ImportPath] = data
	}
	return entries, nil
}

// symbolDoc is the declaration of a symbol and its comment.
type symbolDoc [2]string

// symbolDocs collects the documentation of a package: under "" that of the
// package, then by "Name", "Type.Method" and "Type.Field".
func symbolDocs(p *pkg) (map[string]symbolDoc, error) {
	d, err := doc.NewFromFiles(p.fset, p.files, p.ImportPath)
	if err != nil {
		return nil, err
	}
	c := docCollector{fset: p.fset, symbols: map[string]symbolDoc{}}
	c.symbols[""] = symbolDoc{fmt.Sprintf("package %s // import %q", d.Name, d.ImportPath), d.Doc}
	c.values(d.Consts)
	c.values(d.Vars)
	c.funcs("", d.Funcs)
	for _, t := range d.Types {
		c.values(t.Consts)
		c.values(t.Vars)
		c.funcs("", t.Funcs)
		c.funcs(t.Name+".", t.Methods)
		c.typ(t)
	}
	return c.symbols, c.err
}

type docCollector struct {
	fset    *token.FileSet
	symbols map[string]symbolDoc
	err     error
}

// print writes a node as Go source, with the comments inside it.
func (c *docCollector) print(node any) string {
	var b bytes.Buffer
	config := printer.Config{Mode: printer.UseSpaces | printer.TabIndent, Tabwidth: 8}
	if err := config.Fprint(&b, c.fset, node); err != nil {
		c.err = err
	}
	return b.String()
}

func (c *docCollector) funcs(prefix string, funcs []*doc.Func) {
	for _, f := range funcs {
		decl := *f.Decl
		decl.Doc, decl.Body = nil, nil
		c.symbols[prefix+f.Name] = symbolDoc{c.print(&decl), f.Doc}
	}
}

// values adds constants and variables. The comment of a group follows that of
// its member, where there is one.
func (c *docCollector) values(values []*doc.Value) {
	for _, v := range values {
		for _, spec := range v.Decl.Specs {
			spec := *spec.(*ast.ValueSpec)
			text := spec.Doc.Text() + spec.Comment.Text()
			if text != "" && v.Doc != "" {
				text += "\n"
			}
			text += v.Doc
			spec.Doc, spec.Comment = nil, nil
			decl := v.Decl.Tok.String() + " " + c.print(&spec)
			for _, name := range spec.Names {
				if name.IsExported() {
					c.symbols[name.Name] = symbolDoc{decl, text}
				}
			}
		}
	}
}

// typ adds a type with the fields of a struct and the methods of an interface.
func (c *docCollector) typ(t *doc.Type) {
	for _, spec := range t.Decl.Specs {
		spec := spec.(*ast.TypeSpec)
		if spec.Name.Name != t.Name {
			continue
		}
		switch typ := spec.Type.(type) {
		case *ast.StructType:
			c.fields(t.Name, typ.Fields)
		case *ast.InterfaceType:
			c.fields(t.Name, typ.Methods)
		}
		text := t.Doc
		if own := spec.Doc.Text(); own != "" {
			text = own
		}
		bare := *spec
		bare.Doc, bare.Comment = nil, nil
		c.symbols[t.Name] = symbolDoc{"type " + c.print(&bare), text}
	}
}

func (c *docCollector) fields(typ string, fields *ast.FieldList) {
	for _, f := range fields.List {
		text := f.Doc.Text() + f.Comment.Text()
		for _, name := range f.Names {
			if !name.IsExported() {
				continue
			}
			decl := name.Name + " " + c.print(f.Type)
			if _, ok := f.Type.(*ast.FuncType); ok {
				decl = name.Name + strings.TrimPrefix(c.print(f.Type), "func")
			}
			c.symbols[typ+"."+name.Name] = symbolDoc{decl, text}
		}
	}
}
