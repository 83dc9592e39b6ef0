// Package install is how Jupyter finds Monro: the kernelspec with its logos, and
// the folders where Jupyter looks for kernelspecs. The files for containers
// (Dockerfile, binder) live here too. It starts nothing.
package install

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

//go:generate go run monro/install/logo kernelspec

//go:embed kernelspec
var files embed.FS

// The kernelspecs' names unless the user asks for others.
const (
	DefaultName        = "monro"
	DefaultDisplayName = "Monro (Go)"
	SandboxName        = "monro-sandbox"
	SandboxDisplayName = "Monro (sandbox)"
)

// A Kind is one of the two kernelspecs.
type Kind int

// Plain is the kernel, Sandbox the one that confines its cells.
const (
	Plain Kind = iota
	Sandbox
)

// Name is the name of the kernelspec's folder unless the user asks for another.
func (k Kind) Name() string {
	if k == Sandbox {
		return SandboxName
	}
	return DefaultName
}

// DisplayName is what front ends show unless the user asks for something else.
func (k Kind) DisplayName() string {
	if k == Sandbox {
		return SandboxDisplayName
	}
	return DefaultDisplayName
}

// A Spec is a kernelspec as kernel.json holds it.
type Spec struct {
	Argv          []string       `json:"argv"`
	DisplayName   string         `json:"display_name"`
	Language      string         `json:"language"`
	InterruptMode string         `json:"interrupt_mode,omitempty"`
	Metadata      map[string]any `json:"metadata,omitempty"`
}

// Template is the kernelspec that Write installs, before the path of the binary
// and the display name are filled in.
func Template(k Kind) Spec {
	data, err := files.ReadFile("kernelspec/kernel.json")
	if err != nil {
		panic(err) // embedded: cannot be missing
	}
	var s Spec
	if err := json.Unmarshal(data, &s); err != nil {
		panic(err)
	}
	if k == Sandbox {
		s.Argv = slices.Insert(s.Argv, 2, "--sandbox")
		s.DisplayName = SandboxDisplayName
	}
	return s
}

// Ours says whether a kernelspec starts Monro, wherever its binary is.
func (s Spec) Ours() bool {
	return len(s.Argv) > 1 && (slices.Equal(s.Argv[1:], Template(Plain).Argv[1:]) || slices.Equal(s.Argv[1:], Template(Sandbox).Argv[1:]))
}

var validName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// CheckName says what is wrong with a kernelspec's name, or nil.
func CheckName(name string) error {
	if !validName.MatchString(name) || name == "." || name == ".." {
		return fmt.Errorf("kernel name %q: wanted letters, digits, '.', '_' and '-' only", name)
	}
	return nil
}

// Read reads the kernelspec in a folder. Where there is none the error matches
// fs.ErrNotExist.
func Read(dir string) (Spec, error) {
	file := filepath.Join(dir, "kernel.json")
	data, err := os.ReadFile(file)
	if err != nil {
		return Spec{}, err
	}
	var s Spec
	if err := json.Unmarshal(data, &s); err != nil {
		return Spec{}, fmt.Errorf("%s: %w", file, err)
	}
	return s, nil
}

// Write installs the kernelspec name below the kernels folder: kernel.json, with
// the absolute path of the binary, and the logos. An earlier Monro kernelspec of
// that name is replaced; a kernelspec of another program is left alone and is an
// error. It returns the kernelspec's folder.
func Write(kernels, name, displayName, binary string, kind Kind) (string, error) {
	dir, err := claim(kernels, name)
	if err != nil {
		return "", err
	}
	if !filepath.IsAbs(binary) {
		return "", fmt.Errorf("path of the binary %q: wanted an absolute path", binary)
	}
	spec := Template(kind)
	spec.Argv[0] = binary
	spec.DisplayName = displayName
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(spec); err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	logos, err := fs.Glob(files, "kernelspec/logo-*")
	if err != nil {
		return "", err
	}
	for _, logo := range logos {
		data, err := files.ReadFile(logo)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(logo)), data, 0o644); err != nil {
			return "", err
		}
	}
	// Last, so that Jupyter never sees a spec without its files.
	return dir, os.WriteFile(filepath.Join(dir, "kernel.json"), b.Bytes(), 0o644)
}

// Remove takes the kernelspec name away again and returns its folder. Where
// there is none the error matches fs.ErrNotExist.
func Remove(kernels, name string) (string, error) {
	dir, err := claim(kernels, name)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(filepath.Join(dir, "kernel.json")); err != nil {
		return dir, err
	}
	return dir, os.RemoveAll(dir)
}

// claim returns the folder of a kernelspec after making sure that no other
// program's kernelspec is in it.
func claim(kernels, name string) (string, error) {
	if err := CheckName(name); err != nil {
		return "", err
	}
	dir := filepath.Join(kernels, name)
	switch s, err := Read(dir); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return "", fmt.Errorf("%w (not touched: cannot tell whose kernelspec this is)", err)
	case !s.Ours():
		return "", fmt.Errorf("%s holds the kernelspec of another program (%q); choose another name", dir, s.DisplayName)
	}
	return dir, nil
}
