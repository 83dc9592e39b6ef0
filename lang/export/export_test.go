package export_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"monro/lang"
	"monro/lang/difftest"
	"monro/lang/export"
)

// A program is a list of cells that must print the same in a session and as a
// compiled program.
type program struct {
	name  string
	cells []string
}

func cells(sources []string) (list []export.Cell) {
	for _, s := range sources {
		list = append(list, export.Cell{Source: s})
	}
	return list
}

// goTool skips a test where there is no Go toolchain.
func goTool(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command found: what is exported cannot be compiled")
	}
	return path
}

func sourceFolder(t *testing.T) string {
	t.Helper()
	dir := export.FindSource(".")
	if dir == "" {
		t.Fatal("the sources of Monro are not above the test's folder")
	}
	return dir
}

// build compiles programs into one executable that runs the one whose name it
// is given, which takes a fraction of the time of one executable each. Each
// main becomes a package with a function Main.
func build(t *testing.T, programs map[string][]byte, vet bool) (executable string) {
	t.Helper()
	tool := goTool(t)
	dir := t.TempDir()
	files, err := export.Session(nil, export.Options{Module: "programs", Source: sourceFolder(t)})
	if err != nil {
		t.Fatal(err)
	}
	var imports, cases strings.Builder
	for name, source := range programs {
		text := strings.Replace(string(source), "\npackage main\n", "\npackage "+difftest.Package+"\n", 1)
		text = strings.Replace(text, "\nfunc main() {", "\nfunc Main() {", 1)
		if err := export.Write(filepath.Join(dir, name), map[string][]byte{"main.go": []byte(text)}); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&imports, "import %s %q\n", name, "programs/"+name)
		fmt.Fprintf(&cases, "case %q:\n%s.Main()\n", name, name)
	}
	files["main.go"] = []byte("package main\nimport \"os\"\n" + imports.String() + "func main() {\nswitch os.Args[1] {\n" + cases.String() + "}\n}\n")
	if err := export.Write(dir, files); err != nil {
		t.Fatal(err)
	}
	executable = filepath.Join(dir, "programs.exe")
	run := func(args ...string) {
		cmd := exec.Command(tool, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	run("build", "-o", executable, ".")
	if vet {
		run("vet", "./...")
	}
	return executable
}

// compiled runs one program and returns what it prints on standard output.
func compiled(t *testing.T, executable, dir string, args ...string) (stdout, stderr string) {
	t.Helper()
	cmd := exec.Command(executable, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.Dir = &out, &errs, dir
	if err := cmd.Run(); err != nil {
		fmt.Fprintf(&errs, "(%v)", err)
	}
	return strings.ReplaceAll(out.String(), difftest.Package+".", "main."), strings.ReplaceAll(errs.String(), difftest.Package+".", "main.")
}

// interpreted runs cells in a session and returns what it prints and echoes,
// as text. An error of a cell that may fail is passed over.
func interpreted(t *testing.T, list []export.Cell) string {
	t.Helper()
	out, err := os.Create(filepath.Join(t.TempDir(), "stdout"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	stdout := os.Stdout
	os.Stdout = out // cells use it themselves, and package display does
	defer func() { os.Stdout = stdout }()
	s, err := lang.New(lang.Options{Stderr: new(bytes.Buffer)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		if c.Kind != export.Code {
			continue
		}
		v, err := s.Eval(context.Background(), c.Source)
		var e *lang.Error
		if errors.As(err, &e) && !c.Raises {
			fmt.Fprintln(out, "stopped:", e)
			break
		}
		if v != nil {
			fmt.Fprintln(out, v.Bundle.Text())
		}
	}
	text, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestPrograms exports each list of cells, compiles it and compares what it
// prints with what the session prints.
func TestPrograms(t *testing.T) {
	sources := map[string][]byte{}
	for i, p := range programs {
		source, err := export.Program(cells(p.cells), p.name)
		if err != nil {
			t.Errorf("%s: %v", p.name, err)
			continue
		}
		if strings.Contains(string(source), "ʹ") {
			t.Errorf("%s: a name of the checker's is left\n%s", p.name, source)
		}
		sources[fmt.Sprint("p", i)] = source
	}
	executable := build(t, sources, true)
	for i, p := range programs {
		source := sources[fmt.Sprint("p", i)]
		if source == nil {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			want := interpreted(t, cells(p.cells))
			if strings.Contains(want, "stopped:") {
				t.Fatalf("the session stopped\n%s", want)
			}
			if want == "" {
				t.Fatal("the session prints nothing: there is nothing to compare")
			}
			got, errs := compiled(t, executable, t.TempDir(), fmt.Sprint("p", i))
			if got != want {
				t.Errorf("compiled:\n%s%s\ninterpreted:\n%s\n%s", got, errs, want, source)
			}
		})
	}
}
