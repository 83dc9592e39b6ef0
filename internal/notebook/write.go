package notebook

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
)

// WriteFile writes the notebook to a file. It writes a new file beside it first
// and renames that, so that a crash cannot leave half a notebook.
func (nb *Notebook) WriteFile(name string) error {
	data, err := nb.Marshal()
	if err != nil {
		return err
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".*.ipynb")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // gone already where the rename went well
	_, err = tmp.Write(data)
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Chmod(tmp.Name(), mode)
	}
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	return err
}

// Marshal gives the notebook as Jupyter writes it: keys sorted, one space of
// indent, text as lists of lines, nothing escaped that need not be, a newline at
// the end.
func (nb *Notebook) Marshal() ([]byte, error) {
	nb.assignIDs()
	cells := make([]any, len(nb.Cells))
	for i, c := range nb.Cells {
		cells[i] = c.object()
	}
	top := with(nb.Extra, map[string]any{
		"cells": cells, "metadata": notNil(nb.Metadata), "nbformat": 4, "nbformat_minor": max(nb.Minor, 5),
	})
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(top); err != nil {
		return nil, fmt.Errorf("writing the notebook: %w", err)
	}
	return b.Bytes(), nil
}

func (c *Cell) object() map[string]any {
	m := with(c.Extra, map[string]any{
		"cell_type": c.Type, "id": c.ID, "metadata": notNil(c.Metadata), "source": splitLines(c.Source),
	})
	if attachments, ok := m["attachments"].(map[string]any); ok {
		split := map[string]any{}
		for name, a := range attachments {
			if bundle, ok := a.(map[string]any); ok {
				a = splitBundle(bundle)
			}
			split[name] = a
		}
		m["attachments"] = split
	}
	if c.Type == Code {
		outputs := make([]any, len(c.Outputs))
		for i, o := range c.Outputs {
			outputs[i] = o.object()
		}
		m["outputs"] = outputs
		m["execution_count"] = orNull(c.Count)
	}
	return m
}

func (o *Output) object() map[string]any {
	m := map[string]any{"output_type": o.Type}
	switch o.Type {
	case Stream:
		m["name"], m["text"] = o.Name, splitLines(o.Text)
	case ExecuteResult, DisplayData:
		m["data"], m["metadata"] = splitBundle(o.Data), notNil(o.Metadata)
		if o.Type == ExecuteResult {
			m["execution_count"] = orNull(o.Count)
		}
	case Error:
		m["ename"], m["evalue"] = o.ErrorName, o.ErrorValue
		m["traceback"] = append([]string{}, o.Traceback...)
	}
	return with(o.Extra, m)
}

// splitBundle is a MIME bundle as a file holds it: text formats as lines,
// binary formats in base64, JSON formats as they are.
func splitBundle(data map[string]any) map[string]any {
	m := make(map[string]any, len(data))
	for mime, v := range data {
		switch v := v.(type) {
		case string:
			if strings.HasPrefix(mime, "text/") || mime == "image/svg+xml" || mime == "application/javascript" {
				m[mime] = splitLines(v)
			} else {
				m[mime] = v
			}
		case []byte:
			m[mime] = base64.StdEncoding.EncodeToString(v)
		default:
			m[mime] = v
		}
	}
	return m
}

// splitLines cuts text after each newline. No text gives no lines.
func splitLines(s string) []string {
	lines := strings.SplitAfter(s, "\n")
	if last := len(lines) - 1; lines[last] == "" {
		lines = lines[:last]
	}
	return lines
}

func with(extra, known map[string]any) map[string]any {
	m := maps.Clone(extra)
	if m == nil {
		m = map[string]any{}
	}
	maps.Copy(m, known)
	return m
}

func notNil(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

func orNull(count int) any {
	if count == 0 {
		return nil
	}
	return count
}
