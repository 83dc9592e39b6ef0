// Package notebook reads, runs and writes Jupyter notebooks (nbformat 4.5).
//
// It holds the document, the rules by which a cell's outputs are collected and
// the parameters that a run sets. It does not evaluate cells: Run hands them to
// an Executor. It knows no wire protocol and no terminal.
package notebook

import (
	"slices"
)

// A Notebook is a document of cells. Fields that this package does not know are
// kept in Extra and written back.
type Notebook struct {
	Cells    []*Cell
	Metadata map[string]any
	Minor    int            // nbformat_minor; at least 5 once read
	Extra    map[string]any // unknown top-level fields
}

// The types of Cell.
const (
	Code     = "code"
	Markdown = "markdown"
	Raw      = "raw"
)

// A Cell is one cell of a notebook.
type Cell struct {
	ID       string
	Type     string // Code, Markdown or Raw
	Source   string
	Metadata map[string]any
	Count    int       // execution_count of a code cell; 0 where it has not run
	Outputs  []*Output // of a code cell
	Extra    map[string]any
}

// The types of Output.
const (
	Stream        = "stream"
	DisplayData   = "display_data"
	ExecuteResult = "execute_result"
	Error         = "error"
)

// An Output is one output of a code cell. Which fields mean something depends
// on Type; an output of an unknown type lives in Extra alone.
type Output struct {
	Type string

	Name string // of Stream: "stdout" or "stderr"
	Text string // of Stream

	Data     map[string]any // of DisplayData and ExecuteResult, by MIME type
	Metadata map[string]any // likewise
	Count    int            // of ExecuteResult

	ErrorName  string   // of Error
	ErrorValue string   // of Error
	Traceback  []string // of Error

	Extra map[string]any
}

// Tags returns the tags of a cell.
func (c *Cell) Tags() []string {
	list, _ := c.Metadata["tags"].([]any)
	var tags []string
	for _, t := range list {
		if s, ok := t.(string); ok {
			tags = append(tags, s)
		}
	}
	return tags
}

// HasTag says whether a cell carries tag.
func (c *Cell) HasTag(tag string) bool { return slices.Contains(c.Tags(), tag) }

// SetKernel records which kernel runs the notebook: the kernelspec's name and
// display name, and the kernel's language_info as its kernel_info reply has it.
func (nb *Notebook) SetKernel(name, displayName string, languageInfo map[string]any) {
	if nb.Metadata == nil {
		nb.Metadata = map[string]any{}
	}
	language, _ := languageInfo["name"].(string)
	nb.Metadata["kernelspec"] = map[string]any{
		"name": name, "display_name": displayName, "language": language,
	}
	nb.Metadata["language_info"] = languageInfo
}
