package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"monro/install"
	"monro/internal/notebook"
	"monro/kernel/worker/sandbox"
)

// A notebook in a sandbox reads what lies beside it and writes nowhere but where
// it may; on a system that has no sandbox it does not run.
func TestRunSandbox(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.ipynb"), filepath.Join(dir, "out.ipynb")
	if err := os.WriteFile(filepath.Join(dir, "beside.txt"), []byte("found"), 0o644); err != nil {
		t.Fatal(err)
	}
	raises := map[string]any{"tags": []any{notebook.TagRaises}}
	nb := notebook.Notebook{Cells: []*notebook.Cell{
		{Type: notebook.Code, Source: `string(os.ReadFile("beside.txt"))`},
		{Type: notebook.Code, Source: `os.WriteFile("new.txt", nil, 0o600)`, Metadata: raises},
		{Type: notebook.Code, Source: `!touch new.txt`, Metadata: raises},
		{Type: notebook.Code, Source: `os.WriteFile(os.Getenv("MONRO_SCRATCH") + "/new.txt", nil, 0o600); "done"`},
	}}
	if err := nb.WriteFile(in); err != nil {
		t.Fatal(err)
	}
	code, said, errOut := command(t, "", "run", "--sandbox", in, "-o", out)
	if sandbox.Check(sandbox.Strict) != nil {
		if _, err := os.Stat(out); code != 1 || !strings.Contains(errOut, "--sandbox=best-effort") || err == nil {
			t.Fatalf("exit code %d, %q, %q; want 1 and what to do", code, said, errOut)
		}
		code, said, errOut = command(t, "", "run", "--sandbox=best-effort", in, "-o", out, "--keep-going")
		if !strings.Contains(errOut, "not whole") || !strings.Contains(said, "wrote "+out) {
			t.Fatalf("best effort: exit code %d, %q, %q; want what is open", code, said, errOut)
		}
		return
	}
	if code != 0 {
		t.Fatalf("exit code %d, %q, %q", code, said, errOut)
	}
	done, err := notebook.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"found", "permission denied", "!touch new.txt is not available in the sandbox", "done"} {
		got := ""
		for _, o := range done.Cells[i].Outputs {
			plain, _ := o.Data["text/plain"].(string)
			got += plain + o.ErrorValue
		}
		if !strings.Contains(got, want) {
			t.Errorf("cell %d gave %q, want %q", i+1, got, want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "new.txt")); err == nil {
		t.Error("new.txt was written beside the notebook")
	}
}

func TestSandboxFlag(t *testing.T) {
	for _, name := range []string{"run", "kernel"} {
		code, _, errOut := command(t, "", name, "--sandbox=loose", "x.ipynb")
		if code != 2 || !strings.Contains(errOut, "loose") || !strings.Contains(errOut, "best-effort") {
			t.Errorf("%s: exit code %d, %q; want 2 and the modes there are", name, code, errOut)
		}
	}
}

// The two kernelspecs stand side by side, and each goes by itself.
func TestSandboxKernelspec(t *testing.T) {
	prefix := t.TempDir()
	kernels := install.PrefixKernels(prefix)
	for _, kind := range []install.Kind{install.Plain, install.Sandbox} {
		if _, err := install.Write(kernels, kind.Name(), kind.DisplayName(), "/bin/monro", kind); err != nil {
			t.Fatal(err)
		}
	}
	spec, err := install.Read(filepath.Join(kernels, "monro-sandbox"))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(spec.Argv, " "); got != "/bin/monro kernel --sandbox -f {connection_file}" || spec.DisplayName != "Monro (sandbox)" || !spec.Ours() {
		t.Errorf("it starts %q and is called %q", got, spec.DisplayName)
	}
	if code, said, errOut := command(t, "", "uninstall", "--sandbox", "--prefix", prefix); code != 0 || !strings.Contains(said, "monro-sandbox") {
		t.Errorf("exit code %d, %q, %q", code, said, errOut)
	}
	if _, err := install.Read(filepath.Join(kernels, "monro")); err != nil {
		t.Errorf("the other one is gone: %v", err)
	}
}

// The kernel of the sandbox's kernelspec answers.
func TestSandboxHandshake(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	argv := append([]string{binary}, install.Template(install.Sandbox).Argv[1:]...)
	if info, err := handshake(t.Context(), argv); err != nil || info.ProtocolVersion == "" {
		t.Errorf("%+v, %v", info, err)
	}
}

// The connection file that doctor writes is its user's alone, and its sockets are
// on loopback.
func TestDoctorsConnection(t *testing.T) {
	c, err := freeConnection()
	if err != nil {
		t.Fatal(err)
	}
	if c.Exposed() || len(c.Key) < 20 {
		t.Errorf("address %s, a key of %d letters", c.IP, len(c.Key))
	}
	file := filepath.Join(t.TempDir(), "connection.json")
	if err := writeConnection(file, c); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}
