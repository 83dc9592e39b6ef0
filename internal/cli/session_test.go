package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"monro/internal/notebook"
)

// These tests run real cells in a real worker process.

func TestScriptThroughPipe(t *testing.T) {
	tests := []struct {
		name, source string
		code         int
		want         string
	}{
		{"last expression", "x := 20\nx*2 + 2\n", 0, "42\n"},
		{"cells share variables", "x := 1\n// %%\nfmt.Println(\"x is\", x)\n// %%\nx + 1\n", 0, "x is 1\n2\n"},
		{"JSON of no field", "type p struct{ x int }\ndisplay.JSON(p{1})", 0,
			"display.JSON: of a struct JSON has the fields whose names begin in upper case; one here has none, and would show as {}\n"},
		{"stops at an error", "panic(\"boom\")\n// %%\nfmt.Println(\"not reached\")\n", 1, "boom"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, out, errOut := command(t, tt.source)
			if code != tt.code || !strings.Contains(out, tt.want) || strings.Contains(out, "not reached") {
				t.Errorf("exit code %d, output %q, %q; want %d, %q", code, out, errOut, tt.code, tt.want)
			}
			if tt.code == 0 && out != tt.want {
				t.Errorf("output %q, want %q", out, tt.want)
			}
		})
	}
}

func TestScriptFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(file, []byte("#!/usr/bin/env monro\nfmt.Println(\"from a file\")\n// %%\nundefinedName"), 0o755); err != nil {
		t.Fatal(err)
	}
	code, out, _ := command(t, "", file)
	if code != 1 || !strings.Contains(out, "from a file\n") || !strings.Contains(out, "cell 2, line 1") {
		t.Errorf("exit code %d, output %q", code, out)
	}
}

const parameterised = `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
 {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# A run"},
 {"cell_type": "code", "id": "params", "metadata": {"tags": ["parameters"]}, "source": "rate := 0.5\nname := \"none\"", "execution_count": null, "outputs": []},
 {"cell_type": "code", "id": "show", "metadata": {}, "source": "fmt.Println(name)\nrate / 2", "execution_count": null, "outputs": []},
 {"cell_type": "code", "id": "fails", "metadata": {"tags": ["TAG"]}, "source": "panic(\"on purpose\")", "execution_count": null, "outputs": []},
 {"cell_type": "code", "id": "after", "metadata": {}, "source": "rate * 4", "execution_count": null, "outputs": []}]}`

func TestRunNotebook(t *testing.T) {
	tests := []struct {
		name, tag string
		args      []string
		code      int
		last      string // text of the last cell's result, "" where it did not run
	}{
		{"expected error", "raises-exception", nil, 0, "4"},
		{"error", "other", nil, 1, ""},
		{"error, kept going", "other", []string{"--keep-going"}, 1, "4"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			in, out := filepath.Join(dir, "in.ipynb"), filepath.Join(dir, "new", "out.ipynb")
			if err := os.WriteFile(in, []byte(strings.Replace(parameterised, "TAG", tt.tag, 1)), 0o644); err != nil {
				t.Fatal(err)
			}
			args := append([]string{"run", in, "-o", out, "-p", "rate=1", "-p", "name=a9a"}, tt.args...)
			code, said, errOut := command(t, "", args...)
			if code != tt.code || !strings.Contains(said, "wrote "+out) {
				t.Fatalf("exit code %d, %q, %q; want %d and where it wrote", code, said, errOut, tt.code)
			}
			nb, err := notebook.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if len(nb.Cells) != 6 || nb.Cells[2].Source != "// Parameters\nrate = 1\nname = \"a9a\"" {
				t.Fatalf("%d cells, the third %q", len(nb.Cells), nb.Cells[2].Source)
			}
			show := nb.Cells[3].Outputs
			if len(show) != 2 || show[0].Text != "a9a\n" || show[1].Data["text/plain"] != "0.5" {
				t.Errorf("outputs of the cell after the parameters: %+v", show)
			}
			if o := nb.Cells[4].Outputs; len(o) != 1 || o[0].Type != notebook.Error {
				t.Errorf("outputs of the cell that panics: %+v", o)
			}
			last := ""
			for _, o := range nb.Cells[5].Outputs {
				last, _ = o.Data["text/plain"].(string)
			}
			if last != tt.last {
				t.Errorf("the last cell gave %q, want %q", last, tt.last)
			}
			if info, _ := nb.Metadata["language_info"].(map[string]any); info["name"] != "go" {
				t.Errorf("language_info %v", info)
			}
		})
	}
}

func TestRunTimeout(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.ipynb"), filepath.Join(dir, "out.ipynb")
	nb := notebook.Notebook{Cells: []*notebook.Cell{{Type: notebook.Code, Source: "for {\n}"}}}
	if err := nb.WriteFile(in); err != nil {
		t.Fatal(err)
	}
	code, said, _ := command(t, "", "run", in, "-o", out, "--timeout", "100ms")
	if code != 1 || !strings.Contains(said, "Timeout") {
		t.Errorf("exit code %d, %q; want 1 and a Timeout", code, said)
	}
}

// Cells run in the notebook's folder, so that data beside it is found.
func TestRunInNotebookFolder(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in.ipynb")
	if err := os.WriteFile(filepath.Join(dir, "beside.txt"), []byte("found"), 0o644); err != nil {
		t.Fatal(err)
	}
	nb := notebook.Notebook{Cells: []*notebook.Cell{{Type: notebook.Code,
		Source: "text, err := os.ReadFile(\"beside.txt\")\nfmt.Println(string(text), err)"}}}
	if err := nb.WriteFile(in); err != nil {
		t.Fatal(err)
	}
	if code, said, errOut := command(t, "", "run", in); code != 0 {
		t.Fatalf("exit code %d, %q, %q", code, said, errOut)
	}
	done, err := notebook.ReadFile(filepath.Join(dir, "in.executed.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	if o := done.Cells[0].Outputs; len(o) != 1 || o[0].Text != "found <nil>\n" {
		t.Errorf("outputs %+v", o)
	}
}

func TestHandshake(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir()) // where the kernel keeps its history
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	info, err := handshake(ctx, []string{own, "kernel", "-f", "{connection_file}"})
	if err != nil || info.Status != "ok" || !strings.HasPrefix(info.ProtocolVersion, "5.") {
		t.Errorf("%+v, %v; want protocol 5", info, err)
	}
}

func TestCheckWorker(t *testing.T) {
	if f := checkWorker(t.Context()); f.broken {
		t.Errorf("%+v", f)
	}
}
