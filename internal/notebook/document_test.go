package notebook

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testdata/jupyter.ipynb was written by Jupyter's own nbformat: reading and
// writing it again must not change a byte.
func TestMarshalAsJupyterDoes(t *testing.T) {
	const file = "testdata/jupyter.ipynb"
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	nb, err := ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out.ipynb")
	if err := nb.WriteFile(out); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("written notebook differs:\n%s\nwant\n%s", got, want)
	}
}

func TestParseJoinsLines(t *testing.T) {
	nb, err := ReadFile("testdata/jupyter.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	c := nb.Cells[2]
	if want := "fmt.Println(\"<&>\", lr)\nplot.Line(x, y)"; c.Source != want {
		t.Errorf("source %q, want %q", c.Source, want)
	}
	if want := "<&> 0.1\nsecond\n"; c.Outputs[0].Text != want {
		t.Errorf("stream text %q, want %q", c.Outputs[0].Text, want)
	}
	if want := "<svg>\n</svg>\n"; c.Outputs[1].Data["image/svg+xml"] != want {
		t.Errorf("svg %q, want %q", c.Outputs[1].Data["image/svg+xml"], want)
	}
	if _, isList := c.Outputs[1].Data["application/json"].([]any); !isList {
		t.Errorf("a JSON list became %T", c.Outputs[1].Data["application/json"])
	}
	if !nb.Cells[1].HasTag("parameters") || nb.Cells[1].HasTag("other") {
		t.Errorf("tags %q", nb.Cells[1].Tags())
	}
}

func TestParseRejects(t *testing.T) {
	const cell = `{"cell_type":"code","metadata":{},"source":"","execution_count":null,"outputs":[`
	wrap := func(cells string) string {
		return `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[` + cells + `]}`
	}
	tests := []struct{ name, in, want string }{
		{"empty", "", "not JSON: the file ends too early"},
		{"cut off", `{"cells": [`, "not JSON: the file ends too early"},
		{"syntax", "{\n\n!", "(line 3)"},
		{"not JSON", "# a script", "not JSON"},
		{"two values", wrap("") + "{}", "more text after"},
		{"list", "[]", "the notebook is a list, wanted an object"},
		{"null", "null", "the notebook is null"},
		{"no nbformat", `{"cells":[],"metadata":{},"nbformat_minor":5}`, "notebook.nbformat is missing"},
		{"old", `{"nbformat":3,"nbformat_minor":0,"metadata":{},"worksheets":[]}`, "nbformat is 3, wanted 4"},
		{"text nbformat", `{"nbformat":"4","nbformat_minor":5,"metadata":{},"cells":[]}`, `notebook.nbformat is the text "4"`},
		{"fraction", `{"nbformat":4.5,"nbformat_minor":5,"metadata":{},"cells":[]}`, "notebook.nbformat is the number 4.5"},
		{"no cells", `{"nbformat":4,"nbformat_minor":5,"metadata":{}}`, "notebook.cells is missing, wanted a list"},
		{"no metadata", `{"nbformat":4,"nbformat_minor":5,"cells":[]}`, "notebook.metadata is missing"},
		{"cell not object", wrap("1"), "cells[0] is the number 1"},
		{"cell type", wrap(`{"cell_type":"cod","metadata":{},"source":""}`), `cells[0].cell_type is "cod"`},
		{"no source", wrap(`{"cell_type":"markdown","metadata":{}}`), "cells[0].source is missing"},
		{"bad source", wrap(`{"cell_type":"markdown","metadata":{},"source":["a",1]}`), "cells[0].source is a list with something other than text"},
		{"null metadata", wrap(`{"cell_type":"markdown","metadata":null,"source":""}`), "cells[0].metadata is null"},
		{"bad id", wrap(`{"cell_type":"raw","metadata":{},"source":"","id":"a b"}`), `cells[0].id is "a b"`},
		{"no outputs", wrap(`{"cell_type":"code","metadata":{},"source":"","execution_count":null}`), "cells[0].outputs is missing"},
		{"negative count", wrap(`{"cell_type":"code","metadata":{},"source":"","execution_count":-1,"outputs":[]}`), "cells[0].execution_count is the number -1"},
		{"no output type", wrap(cell + `{}]}`), "cells[0].outputs[0].output_type is missing"},
		{"stream without text", wrap(cell + `{"output_type":"stream","name":"stdout"}]}`), "cells[0].outputs[0].text is missing"},
		{"display without data", wrap(cell + `{"output_type":"display_data","metadata":{}}]}`), "cells[0].outputs[0].data is missing"},
		{"traceback", wrap(cell + `{"output_type":"error","ename":"E","evalue":"v","traceback":["a",2]}]}`), "traceback[1] is the number 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse([]byte(tt.in))
			if err == nil {
				t.Fatalf("no error, want one with %q", tt.want)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q, want one with %q", err, tt.want)
			}
		})
	}
}

func TestReadFileNamesTheFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "bad.ipynb")
	if err := os.WriteFile(name, []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFile(name); err == nil || !strings.Contains(err.Error(), "bad.ipynb") {
		t.Errorf("error %v, want one that names bad.ipynb", err)
	}
}

func TestIDs(t *testing.T) {
	const old = `{"nbformat":4,"nbformat_minor":2,"metadata":{},"cells":[
		{"cell_type":"raw","metadata":{},"source":"same"},
		{"cell_type":"raw","metadata":{},"source":"same","id":"kept"},
		{"cell_type":"raw","metadata":{},"source":"same","id":"kept"}]}`
	first, err := Parse([]byte(old))
	if err != nil {
		t.Fatal(err)
	}
	second, err := Parse([]byte(old))
	if err != nil {
		t.Fatal(err)
	}
	if first.Minor != 5 {
		t.Errorf("minor %d, want 5", first.Minor)
	}
	seen := map[string]bool{}
	for i, c := range first.Cells {
		if !validID(c.ID) || seen[c.ID] {
			t.Errorf("cell %d: id %q is not valid or not unique", i, c.ID)
		}
		seen[c.ID] = true
		if second.Cells[i].ID != c.ID {
			t.Errorf("cell %d: ids %q and %q from the same text", i, c.ID, second.Cells[i].ID)
		}
	}
	if first.Cells[1].ID != "kept" {
		t.Errorf("id %q, want the first of two equal ids kept", first.Cells[1].ID)
	}
}

func TestUnknownFieldsStay(t *testing.T) {
	const in = `{"nbformat":4,"nbformat_minor":9,"metadata":{},"future":{"a":1.50},"cells":[
		{"cell_type":"code","id":"a","metadata":{},"source":"","execution_count":null,"later":[1],
		 "outputs":[{"output_type":"hologram","x":1},{"output_type":"stream","name":"stdout","text":"t","y":2}]}]}`
	nb, err := Parse([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	out, err := nb.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"future": {`, `"a": 1.50`, `"later": [`, `"hologram"`, `"x": 1`, `"y": 2`, `"nbformat_minor": 9`} {
		if !bytes.Contains(out, []byte(want)) {
			t.Errorf("%s is gone from\n%s", want, out)
		}
	}
}

func TestSetKernel(t *testing.T) {
	nb := &Notebook{}
	nb.SetKernel("monro", "Monro (Go)", map[string]any{"name": "go", "file_extension": ".go"})
	out, err := nb.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(out)
	if err != nil {
		t.Fatal(err)
	}
	spec := back.Metadata["kernelspec"].(map[string]any)
	if spec["name"] != "monro" || spec["display_name"] != "Monro (Go)" || spec["language"] != "go" {
		t.Errorf("kernelspec %v", spec)
	}
	if info := back.Metadata["language_info"].(map[string]any); info["file_extension"] != ".go" {
		t.Errorf("language_info %v", info)
	}
}

func FuzzParse(f *testing.F) {
	seed, err := os.ReadFile("testdata/jupyter.ipynb")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte(`{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"raw","metadata":{},"source":["a\n","b"]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		nb, err := Parse(data)
		if err != nil {
			return
		}
		once, err := nb.Marshal()
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := Parse(once)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, once)
		}
		twice, err := again.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(once, twice) {
			t.Fatalf("writing is not stable:\n%s\n%s", once, twice)
		}
	})
}
