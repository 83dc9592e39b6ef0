package install

import (
	"bytes"
	"errors"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestWriteAndRemove(t *testing.T) {
	kernels := filepath.Join(t.TempDir(), "share", "jupyter", "kernels")
	for range 2 { // the second time it replaces the first
		dir, err := Write(kernels, "monro", "Monro <here>", "/opt/a b/monro", Plain)
		if err != nil {
			t.Fatal(err)
		}
		if want := filepath.Join(kernels, "monro"); dir != want {
			t.Errorf("folder %s, want %s", dir, want)
		}
	}
	got, err := os.ReadFile(filepath.Join(kernels, "monro", "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
 "argv": [
  "/opt/a b/monro",
  "kernel",
  "-f",
  "{connection_file}"
 ],
 "display_name": "Monro <here>",
 "language": "go",
 "interrupt_mode": "message",
 "metadata": {
  "debugger": true
 }
}
`
	if string(got) != want {
		t.Errorf("kernel.json\n%s\nwant\n%s", got, want)
	}
	for name, size := range map[string]int{"logo-32x32.png": 32, "logo-64x64.png": 64} {
		data, err := os.ReadFile(filepath.Join(kernels, "monro", name))
		if err != nil {
			t.Fatal(err)
		}
		if c, err := png.DecodeConfig(bytes.NewReader(data)); err != nil || c.Width != size || c.Height != size {
			t.Errorf("%s is %d by %d (%v), want %d", name, c.Width, c.Height, err, size)
		}
	}
	if _, err := os.Stat(filepath.Join(kernels, "monro", "logo-svg.svg")); err != nil {
		t.Error(err)
	}

	if _, err := Remove(kernels, "monro"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(kernels, "monro")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is still there (%v)", err)
	}
	if _, err := Remove(kernels, "monro"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("removing nothing: %v, want fs.ErrNotExist", err)
	}
}

func TestOthersStay(t *testing.T) {
	tests := []struct{ name, spec string }{
		{"python3", `{"argv": ["python3", "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "Python", "language": "python"}`},
		{"broken", `{"argv": `},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kernels := t.TempDir()
			file := filepath.Join(kernels, tt.name, "kernel.json")
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(tt.spec), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := Write(kernels, tt.name, "x", "/bin/monro", Plain); err == nil {
				t.Error("Write replaced another program's kernelspec")
			}
			if _, err := Remove(kernels, tt.name); err == nil {
				t.Error("Remove took another program's kernelspec away")
			}
			if got, err := os.ReadFile(file); err != nil || string(got) != tt.spec {
				t.Errorf("the file holds %q (%v)", got, err)
			}
		})
	}
}

func TestWriteRejects(t *testing.T) {
	tests := []struct{ name, binary, want string }{
		{"a b", "/bin/monro", `"a b"`},
		{"", "/bin/monro", `""`},
		{"..", "/bin/monro", `".."`},
		{"a/b", "/bin/monro", `"a/b"`},
		{"ok", "monro", "absolute path"},
	}
	for _, tt := range tests {
		if _, err := Write(t.TempDir(), tt.name, "x", tt.binary, Plain); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Write(%q, %q): error %v, want one with %q", tt.name, tt.binary, err, tt.want)
		}
	}
}

func environment(goos string, vars map[string]string, python string) Env {
	return Env{OS: goos, Home: "/home/ann",
		Getenv: func(k string) string { return vars[k] },
		Python: func() (string, error) {
			if python == "" {
				return "", errors.New("there is no python3 on PATH")
			}
			return python, nil
		}}
}

func TestUserKernels(t *testing.T) {
	tests := []struct {
		os   string
		vars map[string]string
		want string
	}{
		{"linux", nil, "/home/ann/.local/share/jupyter/kernels"},
		{"linux", map[string]string{"XDG_DATA_HOME": "/data"}, "/data/jupyter/kernels"},
		{"linux", map[string]string{"XDG_DATA_HOME": "/data", "JUPYTER_DATA_DIR": "/jd"}, "/jd/kernels"},
		{"darwin", map[string]string{"XDG_DATA_HOME": "/data"}, "/home/ann/Library/Jupyter/kernels"},
		{"windows", map[string]string{"APPDATA": "/app"}, "/app/jupyter/kernels"},
		{"windows", nil, "/home/ann/.jupyter/data/kernels"},
	}
	for _, tt := range tests {
		got, err := environment(tt.os, tt.vars, "").UserKernels()
		if err != nil || filepath.ToSlash(got) != tt.want {
			t.Errorf("%s %v: %s, %v; want %s", tt.os, tt.vars, got, err, tt.want)
		}
	}
	homeless := environment("linux", nil, "")
	homeless.Home = ""
	if _, err := homeless.UserKernels(); err == nil || !strings.Contains(err.Error(), "HOME") {
		t.Errorf("without a home: error %v, want one that names HOME", err)
	}
}

func TestSysPrefix(t *testing.T) {
	tests := []struct {
		vars   map[string]string
		python string
		want   string
	}{
		{map[string]string{"VIRTUAL_ENV": "/venv", "CONDA_PREFIX": "/conda"}, "/usr", "/venv"},
		{map[string]string{"CONDA_PREFIX": "/conda"}, "/usr", "/conda"},
		{nil, "/usr", "/usr"},
	}
	for _, tt := range tests {
		if got, err := environment("linux", tt.vars, tt.python).SysPrefix(); err != nil || got != tt.want {
			t.Errorf("%v: %s, %v; want %s", tt.vars, got, err, tt.want)
		}
	}
	if _, err := environment("linux", nil, "").SysPrefix(); err == nil || !strings.Contains(err.Error(), "python3") {
		t.Errorf("without Python: error %v, want one that names python3", err)
	}
}

func TestSearchPath(t *testing.T) {
	e := environment("linux", map[string]string{"JUPYTER_PATH": "/p1:/p2", "VIRTUAL_ENV": "/venv"}, "")
	want := []string{
		"/p1/kernels", "/p2/kernels", "/home/ann/.local/share/jupyter/kernels",
		"/venv/share/jupyter/kernels", "/usr/local/share/jupyter/kernels", "/usr/share/jupyter/kernels",
	}
	if got := e.SearchPath(); !slices.Equal(got, want) {
		t.Errorf("search path %q\nwant %q", got, want)
	}
}
