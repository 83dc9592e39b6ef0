package magic

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"monro/stdlib/display"
	"monro/stdlib/values"
)

// runFile is %run.
func runFile(ctx context.Context, c *call) (*display.Bundle, error) {
	path, err := c.path(c.args)
	if err != nil {
		return nil, err
	}
	depth, _ := ctx.Value(depthKey{}).(int)
	if depth >= maxDepth {
		return nil, fmt.Errorf("%%run %s: %d files run one another", path, maxDepth)
	}
	ctx = context.WithValue(ctx, depthKey{}, depth+1)
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	switch filepath.Ext(path) {
	case ".ipynb":
		return nil, c.runNotebook(ctx, path, data)
	case ".go":
		return nil, c.runScript(ctx, path, string(data))
	}
	return nil, usage("%%run: file is %s, wanted one that ends in .go or .ipynb", path)
}

const maxDepth = 20

type depthKey struct{}

// runNotebook runs the code cells of a notebook and shows their values.
func (c *call) runNotebook(ctx context.Context, path string, data []byte) error {
	var nb struct {
		Cells []struct {
			Type   string          `json:"cell_type"`
			Source json.RawMessage `json:"source"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(data, &nb); err != nil {
		return fmt.Errorf("%%run: %s is no notebook: %w", path, err)
	}
	for i, cell := range nb.Cells {
		if cell.Type != "code" {
			continue
		}
		var source string
		if json.Unmarshal(cell.Source, &source) != nil {
			var lines []string
			if err := json.Unmarshal(cell.Source, &lines); err != nil {
				return fmt.Errorf("%%run: %s is no notebook: cells[%d].source is neither text nor a list of lines", path, i)
			}
			source = strings.Join(lines, "")
		}
		name := fmt.Sprintf("%s cell %d", base(path), i+1)
		if err := c.runCell(ctx, name, source, source); err != nil {
			return err
		}
	}
	return nil
}

// runScript runs the cells of a Go file. They keep the file's line numbers. The
// main function of a program is called at the end.
func (c *call) runScript(ctx context.Context, path, text string) error {
	code, program := withoutPackage(text)
	name := base(path)
	for _, s := range cells(code) {
		if err := c.runCell(ctx, name, text, Only(code, s[0], s[1])); err != nil {
			return err
		}
	}
	if program {
		return c.runCell(ctx, name+" main", "main()", "main()")
	}
	return nil
}

func (c *call) runCell(ctx context.Context, name, text, code string) error {
	v, err := c.Script(ctx, name, text, code)
	if err == nil && v != nil {
		show(*v)
	}
	return err
}

// withoutPackage blanks out the package clause of a Go file, and says whether
// the file is a program with a main function to call.
func withoutPackage(text string) (code string, program bool) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", text, parser.SkipObjectResolution)
	if f == nil || !f.Package.IsValid() {
		return text, false
	}
	from, to := fset.Position(f.Package).Offset, fset.Position(f.Name.End()).Offset
	for _, d := range f.Decls {
		if d, ok := d.(*ast.FuncDecl); ok && d.Recv == nil && d.Name.Name == "main" {
			program = err == nil
		}
	}
	return text[:from] + strings.Repeat(" ", to-from) + text[to:], program
}

// cells finds the runs of bytes between lines of // %%.
func cells(text string) (list [][2]int) {
	from, at := 0, 0
	for line := range strings.Lines(text) {
		mark, ok := strings.CutPrefix(strings.TrimSpace(line), "//")
		if ok && strings.HasPrefix(strings.TrimSpace(mark), "%%") {
			list = append(list, [2]int{from, at})
			from = at + len(line)
		}
		at += len(line)
	}
	return append(list, [2]int{from, len(text)})
}

// base is a file's name without what the place of an error could not show.
func base(path string) string {
	return strings.NewReplacer(":", "_", "*/", "_", "\n", "_").Replace(filepath.Base(path))
}

const loadLimit = 1 << 20

// load is %load. A kernel cannot change the cell that it runs, so the text is
// shown to be copied.
func load(ctx context.Context, c *call) (*display.Bundle, error) {
	path, err := c.path(c.args)
	if err != nil {
		return nil, err
	}
	if vars, err := values.List(path); !errors.Is(err, values.ErrFormat) {
		return nil, c.loadValues(ctx, path, vars, err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if len(data) > loadLimit || !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return nil, fmt.Errorf("%%load: %s has %s, wanted a text of at most %s", path, size(float64(len(data))), size(loadLimit))
	}
	text := string(data)
	show(display.Bundle{Data: map[string]any{"text/plain": text, "text/markdown": fence(filepath.Ext(path), text)}})
	return nil, nil
}

// fence puts a text into a Markdown code block of the language that a file name
// extension stands for.
func fence(ext, text string) string {
	marks := "```"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	return marks + strings.TrimPrefix(ext, ".") + "\n" + strings.TrimSuffix(text, "\n") + "\n" + marks
}

// writeFile is %%writefile.
func writeFile(_ context.Context, c *call) (*display.Bundle, error) {
	args, add := strings.CutPrefix(c.args, "-a ")
	path, err := c.path(args)
	if err != nil {
		return nil, err
	}
	verb, mode := "wrote", os.O_TRUNC
	switch _, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
	case add:
		verb, mode = "appended to", os.O_APPEND
	default:
		verb = "overwrote"
	}
	body := c.body
	if body != "" && !strings.HasSuffix(body, "\n") {
		body += "\n" // front ends take the last line end off a cell
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|mode, 0o666)
	if err != nil {
		return nil, err
	}
	_, err = f.WriteString(body)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	fmt.Fprintln(c.Stdout(), verb, path)
	return nil, nil
}

// changeDir is %cd. The folder before is kept where shells keep it.
func changeDir(_ context.Context, c *call) (*display.Bundle, error) {
	dir := home(unquote(c.args))
	switch dir {
	case "":
		dir = home("~")
	case "-":
		if dir = os.Getenv(previous); dir == "" {
			return nil, usage("%%cd: folder is -, but there was none before")
		}
	}
	old, _ := os.Getwd()
	if err := os.Chdir(dir); err != nil {
		return nil, err
	}
	os.Setenv(previous, old)
	now, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(c.Stdout(), now)
	return nil, nil
}

const previous = "OLDPWD"

func workDir(_ context.Context, c *call) (*display.Bundle, error) {
	if err := c.wantNone(); err != nil {
		return nil, err
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	return &display.Bundle{Data: map[string]any{"text/plain": dir}}, nil
}
