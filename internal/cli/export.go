package cli

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"monro/internal/notebook"
	"monro/lang/export"
)

func exportCommand() *cobra.Command {
	var (
		output, module, source string
		params                 []string
	)
	cmd := &cobra.Command{
		Use:   "export NOTEBOOK.ipynb",
		Short: "Write a notebook as a Go program",
		Long: `Writes a Go module that does what the notebook does and prints the same: cells
become the statements of main, in order, with the functions and types beside it;
Markdown becomes comments. Build it with "go build" in its folder.

The module is built against the sources of Monro: the folder given by --source
or MONRO_SOURCE, or else the checkout that this command runs in or belongs to.`,
		Example: `  monro export notebooks/quickstart.ipynb -o quickstart
  monro export paper.ipynb -o paper --module example.org/paper -p quick=true`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var parameters []notebook.Parameter
			for _, s := range params {
				p, err := notebook.ParseParameter(s)
				if err != nil {
					return err
				}
				parameters = append(parameters, p)
			}
			name := strings.TrimSuffix(filepath.Base(args[0]), ".ipynb")
			if output == "" {
				output = name
			}
			if module == "" {
				module = moduleName(name)
			}
			if source == "" {
				source = export.FindSource(".")
			}
			if source == "" {
				return errors.New("the sources of Monro are not in a folder above this one: say where they are with --source")
			}
			o := export.Options{Title: filepath.Base(args[0]), Module: module, Source: source}
			return failed(exportNotebook(args[0], output, parameters, o, cmd.OutOrStdout()))
		},
	}
	f := cmd.Flags()
	f.StringVarP(&output, "output", "o", "", "write the module to `DIR` (default: the notebook's name)")
	f.StringVar(&module, "module", "", "the module's `PATH` (default: from the notebook's name)")
	f.StringVar(&source, "source", "", "the folder of Monro's sources, `DIR`")
	f.StringArrayVarP(&params, "param", "p", nil, "set a parameter, as `NAME=VALUE`; may be repeated")
	return cmd
}

// exportNotebook writes the notebook in as a module to the folder dir.
func exportNotebook(in, dir string, params []notebook.Parameter, o export.Options, w io.Writer) error {
	nb, err := notebook.ReadFile(in)
	if err != nil {
		return err
	}
	for _, name := range nb.Inject(params) {
		fmt.Fprintf(w, "parameter %s: not in a cell tagged %q; declared anew\n", name, notebook.TagParameters)
	}
	files, err := export.Session(exportCells(nb), o)
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	if err := export.Write(dir, files); err != nil {
		return err
	}
	fmt.Fprintf(w, "wrote %s; build it there with: go build\n", filepath.Join(dir, "main.go"))
	return nil
}

// exportCells are the cells of a notebook as its run treats them.
func exportCells(nb *notebook.Notebook) []export.Cell {
	var cells []export.Cell
	for _, c := range nb.Cells {
		cell := export.Cell{Source: c.Source, Raises: c.HasTag(notebook.TagRaises)}
		switch {
		case c.Type != notebook.Code:
			cell.Kind = export.Text
		case c.HasTag(notebook.TagSkip):
			cell.Kind = export.Skipped
		}
		cells = append(cells, cell)
	}
	return cells
}

var notInModule = regexp.MustCompile(`[^a-z0-9._-]+`)

// moduleName makes a module path of a file's name.
func moduleName(name string) string {
	name = strings.Trim(notInModule.ReplaceAllString(strings.ToLower(name), "-"), "-._")
	if name == "" || name == "monro" {
		return "notebook"
	}
	return name
}
