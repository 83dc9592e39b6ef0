package notebook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"
)

// ReadFile reads the notebook in a file. Errors name the file and the field.
func ReadFile(name string) (*Notebook, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	nb, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return nb, nil
}

// Parse reads a notebook of nbformat 4. Notebooks older than 4.5 become 4.5:
// their cells get ids. A malformed notebook gives an error that names the field
// and says what was wanted.
func Parse(data []byte) (*Notebook, error) {
	top, err := parseObject(data)
	if err != nil {
		return nil, err
	}
	f := fields{at: "notebook", m: top}
	major, minor := f.integer("nbformat"), f.integer("nbformat_minor")
	if f.err == nil && major != 4 {
		return nil, fmt.Errorf("nbformat is %d, wanted 4 (jupyter nbconvert --to notebook converts older ones)", major)
	}
	nb := &Notebook{Minor: max(minor, 5), Metadata: f.object("metadata")}
	cells := f.list("cells")
	nb.Extra = f.rest()
	if f.err != nil {
		return nil, f.err
	}
	delete(nb.Metadata, "signature")
	delete(nb.Metadata, "orig_nbformat")
	delete(nb.Metadata, "orig_nbformat_minor")
	for i, v := range cells {
		c, err := parseCell(fmt.Sprintf("cells[%d]", i), v)
		if err != nil {
			return nil, err
		}
		nb.Cells = append(nb.Cells, c)
	}
	nb.assignIDs()
	return nb, nil
}

func parseObject(data []byte) (map[string]any, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		var syntax *json.SyntaxError
		switch {
		case errors.As(err, &syntax):
			return nil, fmt.Errorf("not JSON: %w (line %d)", err, 1+bytes.Count(data[:syntax.Offset], []byte("\n")))
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil, errors.New("not JSON: the file ends too early")
		}
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("not JSON: more text after the notebook's closing brace")
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("the notebook is %s, wanted an object", kind(v))
	}
	return m, nil
}

func parseCell(at string, v any) (*Cell, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s is %s, wanted an object", at, kind(v))
	}
	f := fields{at: at, m: m}
	c := &Cell{Type: f.text("cell_type"), Source: f.multiline("source"), Metadata: f.object("metadata")}
	delete(c.Metadata, "trusted")
	if _, ok := m["id"]; ok {
		c.ID = f.text("id")
		if f.err == nil && !validID(c.ID) {
			f.fail("id", fmt.Sprintf("%q", c.ID), "1 to 64 letters, digits, - or _")
		}
	}
	var outputs []any
	switch c.Type {
	case Markdown, Raw:
	case Code:
		c.Count = f.count("execution_count")
		outputs = f.list("outputs")
	default:
		f.fail("cell_type", fmt.Sprintf("%q", c.Type), `"code", "markdown" or "raw"`)
	}
	c.Extra = f.rest()
	if f.err != nil {
		return nil, f.err
	}
	if attachments, ok := c.Extra["attachments"].(map[string]any); ok {
		for _, a := range attachments {
			if bundle, ok := a.(map[string]any); ok {
				joinBundle(bundle)
			}
		}
	}
	for i, v := range outputs {
		o, err := parseOutput(fmt.Sprintf("%s.outputs[%d]", at, i), v)
		if err != nil {
			return nil, err
		}
		c.Outputs = append(c.Outputs, o)
	}
	return c, nil
}

func parseOutput(at string, v any) (*Output, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s is %s, wanted an object", at, kind(v))
	}
	f := fields{at: at, m: m}
	o := &Output{Type: f.text("output_type")}
	switch o.Type {
	case Stream:
		o.Name, o.Text = f.text("name"), f.multiline("text")
	case ExecuteResult, DisplayData:
		if o.Type == ExecuteResult {
			o.Count = f.count("execution_count")
		}
		o.Data, o.Metadata = f.object("data"), f.object("metadata")
		joinBundle(o.Data)
	case Error:
		o.ErrorName, o.ErrorValue = f.text("ename"), f.text("evalue")
		for i, line := range f.list("traceback") {
			s, ok := line.(string)
			if !ok {
				f.fail(fmt.Sprintf("traceback[%d]", i), kind(line), "text")
			}
			o.Traceback = append(o.Traceback, s)
		}
	}
	o.Extra = f.rest()
	return o, f.err
}

// joinBundle turns the line lists of a MIME bundle into text. JSON formats keep
// their lists: there a list is data.
func joinBundle(data map[string]any) {
	for mime, v := range data {
		if list, ok := v.([]any); ok && !isJSON(mime) {
			if s, ok := joinLines(list); ok {
				data[mime] = s
			}
		}
	}
}

func isJSON(mime string) bool {
	return mime == "application/json" || strings.HasPrefix(mime, "application/") && strings.HasSuffix(mime, "+json")
}

func joinLines(list []any) (string, bool) {
	var b strings.Builder
	for _, line := range list {
		s, ok := line.(string)
		if !ok {
			return "", false
		}
		b.WriteString(s)
	}
	return b.String(), true
}

// fields takes known fields out of an object and keeps the first thing wrong.
type fields struct {
	at   string
	m    map[string]any
	seen []string
	err  error
}

func (f *fields) fail(name, got, want string) {
	if f.err == nil {
		f.err = fmt.Errorf("%s.%s is %s, wanted %s", f.at, name, got, want)
	}
}

func (f *fields) take(name, want string) (any, bool) {
	f.seen = append(f.seen, name)
	v, ok := f.m[name]
	if !ok {
		f.fail(name, "missing", want)
	}
	return v, ok
}

func (f *fields) text(name string) string {
	v, ok := f.take(name, "text")
	s, isText := v.(string)
	if ok && !isText {
		f.fail(name, kind(v), "text")
	}
	return s
}

func (f *fields) multiline(name string) string {
	const want = "text or a list of lines"
	v, ok := f.take(name, want)
	switch v := v.(type) {
	case string:
		return v
	case []any:
		s, isText := joinLines(v)
		if !isText {
			f.fail(name, "a list with something other than text", want)
		}
		return s
	}
	if ok {
		f.fail(name, kind(v), want)
	}
	return ""
}

func (f *fields) integer(name string) int {
	const want = "an integer"
	v, ok := f.take(name, want)
	if !ok {
		return 0
	}
	number, isNumber := v.(json.Number)
	n, err := number.Int64()
	if !isNumber || err != nil || n < 0 || n > 1<<31-1 {
		f.fail(name, kind(v), "an integer, 0 or more")
		return 0
	}
	return int(n)
}

// count is an integer that may be null.
func (f *fields) count(name string) int {
	if v, ok := f.m[name]; ok && v == nil {
		f.seen = append(f.seen, name)
		return 0
	}
	return f.integer(name)
}

func (f *fields) object(name string) map[string]any {
	v, ok := f.take(name, "an object")
	m, isObject := v.(map[string]any)
	if ok && !isObject {
		f.fail(name, kind(v), "an object")
	}
	return m
}

func (f *fields) list(name string) []any {
	v, ok := f.take(name, "a list")
	l, isList := v.([]any)
	if ok && !isList {
		f.fail(name, kind(v), "a list")
	}
	return l
}

// rest returns the fields that nobody asked for.
func (f *fields) rest() map[string]any {
	rest := maps.Clone(f.m)
	for _, name := range f.seen {
		delete(rest, name)
	}
	return rest
}

// kind names the JSON kind of a value, for error messages.
func kind(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "true or false"
	case json.Number:
		return "the number " + v.String()
	case string:
		if len(v) > 40 {
			v = v[:40] + "..."
		}
		return fmt.Sprintf("the text %q", v)
	case []any:
		return "a list"
	}
	return "an object"
}
