package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const exported = `{"cells": [
 {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Title"},
 {"cell_type": "code", "id": "b", "metadata": {"tags": ["parameters"]}, "source": "n := 3", "outputs": [], "execution_count": null},
 {"cell_type": "code", "id": "c", "metadata": {"tags": ["skip-execution"]}, "source": "os.Exit(1)", "outputs": [], "execution_count": null},
 {"cell_type": "code", "id": "d", "metadata": {"tags": ["raises-exception"]}, "source": "panic(n)", "outputs": [], "execution_count": null},
 {"cell_type": "code", "id": "e", "metadata": {}, "source": "zeros(n)", "outputs": [], "execution_count": null}
], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}`

func TestExport(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "My Paper.ipynb"), filepath.Join(dir, "out")
	if err := os.WriteFile(in, []byte(exported), 0o644); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := command(t, "", "export", in, "-o", out, "-p", "n=5")
	if code != 0 || !strings.Contains(stdout, "main.go") {
		t.Fatalf("exit code %d, printed %q and %q", code, stdout, stderr)
	}
	for file, wants := range map[string][]string{
		"main.go": {"// # Title", "// Cell 1\n\tn := 3", "// Parameters\n\tn = 5", "// Cell 3, not run:", "script.Try(func() {\n\t\tpanic(n)", "script.Result(prelude.Zeros(n))", "My Paper.ipynb"},
		"go.mod":  {"module my-paper\n", "replace monro => ", "gonum.org/v1/gonum v"},
		"go.sum":  {"gonum.org/v1/gonum v"},
	} {
		text, err := os.ReadFile(filepath.Join(out, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s is without %q\n%.2000s", file, want, text)
			}
		}
	}

	broken := filepath.Join(dir, "broken.ipynb")
	if err := os.WriteFile(broken, []byte(strings.Replace(exported, "zeros(n)", "zeros(m)", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"export"}, 2, "arg"},
		{[]string{"export", filepath.Join(dir, "absent.ipynb")}, 1, "absent.ipynb"},
		{[]string{"export", broken, "-o", out}, 1, "cell 4, line 1: undefined: m"},
		{[]string{"export", in, "-o", out, "-p", "5=n"}, 2, "5=n"},
		{[]string{"export", in, "-o", out, "--source", dir}, 1, "not the folder of Monro's sources"},
	} {
		code, _, stderr := command(t, "", tt.args...)
		if code != tt.code || !strings.Contains(stderr, tt.want) {
			t.Errorf("%q: exit code %d and %q, want %d and %q", tt.args, code, stderr, tt.code, tt.want)
		}
	}
}

func TestModuleName(t *testing.T) {
	for name, want := range map[string]string{"quickstart": "quickstart", "My Paper (2)": "my-paper-2", "ü": "notebook", "monro": "notebook", "a_b.c": "a_b.c"} {
		if got := moduleName(name); got != want {
			t.Errorf("module of %q is %q, want %q", name, got, want)
		}
	}
}
