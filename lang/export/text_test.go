package export_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"monro/lang/export"
)

// TestText compares whole bodies of main, and declarations, with what they
// should read like.
func TestText(t *testing.T) {
	for _, tt := range []struct {
		name  string
		cells []export.Cell
		want  string // lines that must follow each other, without indents
	}{
		{"prose", []export.Cell{{Kind: export.Text, Source: "# Title\n\nText.\n"}, {Source: "x := 1\nx"}}, "// # Title\n//\n// Text.\n\n// Cell 1\nx := 1\nscript.Result(x)"},
		{"code that does not run", []export.Cell{{Kind: export.Skipped, Source: "x := := 1"}}, "// Cell 1, not run:\n//\n// x := := 1"},
		{"a cell that may fail", []export.Cell{{Source: "panic(1)", Raises: true}}, "// Cell 1\nscript.Try(func() {\npanic(1)\n})"},
		{"a cell that does not compile", []export.Cell{{Source: "y", Raises: true}, {Source: "fmt.Println()"}}, "// Cell 1 does not compile: undefined: y\n//\n// y\n\n// Cell 2\nfmt.Println()"},
		{"operators", []export.Cell{{Source: "x := []float64{1}\ny := 2*x + (x-1)*x // both\nx += 3 * y"}}, "y := operator.AddVV(operator.MulSV(2, x), operator.MulVV(operator.SubVS(x, 1), x)) // both\noperator.AddSetVV(x, operator.MulSV(3, y))"},
		{"numbers", []export.Cell{{Source: "n, f := 3, 0.5\nf += n\ng := f*n + math.Pow(n, 2) + pow(10, f) + sqrt(n)/f"}}, "f += float64(n)\ng := f*float64(n) + math.Pow(float64(n), 2) + prelude.Pow(10.0, f) + prelude.Sqrt(float64(n))/f"},
		{"errors", []export.Cell{{Source: "n := strconv.Atoi(\"1\")\nos.Chdir(\".\")\nfmt.Println(n)"}}, "defer script.Report()\n\n// Cell 1\nn := script.Must(strconv.Atoi(\"1\"))\nscript.Check(os.Chdir(\".\"))\nfmt.Println(n)"},
		{"later versions", []export.Cell{{Source: "func f() int { return 1 }"}, {Source: "f()"}, {Source: "func f() int { return 2 }"}, {Source: "f()"}}, "// Cell 2\nscript.Result(f())\n\n// Cell 4\nscript.Result(f_2())\n}"},
		{"versions that nothing uses", []export.Cell{{Source: "func f() int { return 1 }"}, {Source: "func f() int { return 2 }"}, {Source: "f()"}}, "// Cell 3\nscript.Result(f())\n}\n\n// Cell 2\n\nfunc f() int { return 2 }"},
		{"the same again", []export.Cell{{Source: "func f() int { return n }\nconst n = 1"}, {Source: "f()"}, {Source: "func f() int { return n }\nconst n = 1"}, {Source: "f()"}}, "// Cell 4\nscript.Result(f())\n}\n\n// Cell 1\n\nconst n = 1\n\nfunc f() int { return n }\n"},
		{"fields without names", []export.Cell{{Source: "type T struct{ a, b int }"}, {Source: "T{1, 2}; image.Point{1, 2};"}}, "_ = T{1, 2}\n_ = image.Point{X: 1, Y: 2}"},
		{"magics", []export.Cell{{Source: "%time x := 1\n!ls\n%seed 7\nstream.IntN(x)"}, {Source: "x?"}, {Source: "%%time\nx++\nx"}, {Source: "%%bash\nls\npwd"}, {Source: "%%writefile a.txt\none\ntwo\n"}}, "// Cell 1\n// %time\nx := 1\n// !ls\n// %seed 7\nstream := rng.New(7)\nscript.Result(stream.IntN(x))\n\n// Cell 2\n// x?\n\n// Cell 3\n// %%time\nx++\nscript.Result(x)\n\n// Cell 4\n// %%bash\n// ls\n// pwd\n\n// Cell 5\n// %%writefile a.txt\nscript.Check(os.WriteFile(\"a.txt\", []byte(\"one\\ntwo\\n\"), 0o644))"},
		{"a fresh start", []export.Cell{{Source: "x := 1\nfunc f() int { return x }"}, {Source: "%reset\nx := \"a\"\nx"}}, "// Cell 2\n// %reset\nx_2 := \"a\"\nscript.Result(x_2)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source, err := export.Program(tt.cells, "a test")
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			for _, l := range strings.Split(string(source), "\n") {
				lines = append(lines, strings.TrimLeft(l, "\t"))
			}
			if !strings.Contains(strings.Join(lines, "\n"), tt.want) {
				t.Errorf("%s\nis without\n%s", source, tt.want)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		cells                []string
		cell                 string
		line                 int
		message, alsoMessage string
	}{
		{[]string{"x := 1", "\ny := := 2"}, "cell 2", 2, "expected operand", ""},
		{[]string{"nothing + 1"}, "cell 1", 1, "undefined: nothing", ""},
		{[]string{"x := 1\nle := binary.LittleEndian", "func f() int { return int(le.Uint16([]byte{1, 2})) }"}, "cell 1", 2, "binary.littleEndian", "f uses it"},
		{[]string{"le := binary.LittleEndian\ndefer fmt.Println(le)"}, "cell 1", 1, "binary.littleEndian", "defers"},
	} {
		_, err := export.Session(cells(tt.cells), export.Options{})
		var e *export.Error
		if !errors.As(err, &e) || e.Cell != tt.cell || e.Line != tt.line || !strings.Contains(e.Message, tt.message) || !strings.Contains(e.Message, tt.alsoMessage) {
			t.Errorf("%q: %v, want %s, line %d: %s", tt.cells, err, tt.cell, tt.line, tt.message)
		}
	}
	if _, err := export.Session(nil, export.Options{Source: t.TempDir()}); err == nil || !strings.Contains(err.Error(), "not the folder of Monro's sources") {
		t.Errorf("an empty folder as the source: %v", err)
	}
}

// TestModule builds a module as a user does, and runs it to a failure.
func TestModule(t *testing.T) {
	tool := goTool(t)
	dir := filepath.Join(t.TempDir(), "out")
	files, err := export.Session(cells([]string{"fmt.Println(\"before\")", "n := strconv.Atoi(\"x\")\nn"}), export.Options{Title: "a\ntest", Module: "example.org/a", Source: sourceFolder(t)})
	if err != nil {
		t.Fatal(err)
	}
	if err := export.Write(dir, files); err != nil {
		t.Fatal(err)
	}
	build := exec.Command(tool, "build", "-o", "program.exe")
	build.Dir = dir
	build.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	stdout, stderr := compiled(t, filepath.Join(dir, "program.exe"), dir)
	line := 1 + strings.Count(strings.Split(string(files["main.go"]), "strconv.Atoi(")[0], "\n")
	want := "main.go:" + strconv.Itoa(line) + ": strconv.Atoi: parsing \"x\": invalid syntax\n(exit status 1)"
	if stdout != "before\n" || stderr != want {
		t.Errorf("printed %q and on standard error %q, want %q", stdout, stderr, want)
	}
}

func TestFindSource(t *testing.T) {
	root := sourceFolder(t)
	if got := export.FindSource(filepath.Join(root, "lang", "export")); got != root {
		t.Errorf("FindSource of this folder is %q, want %q", got, root)
	}
	t.Setenv("MONRO_SOURCE", root)
	if got := export.FindSource(t.TempDir()); got != root {
		t.Errorf("FindSource with MONRO_SOURCE is %q, want %q", got, root)
	}
	t.Setenv("MONRO_SOURCE", "")
	if got := export.FindSource(t.TempDir()); got != "" {
		t.Errorf("FindSource of an empty folder is %q", got)
	}
}

// FuzzProgram looks for cells that are sound but do not become a program.
func FuzzProgram(f *testing.F) {
	for _, p := range programs {
		f.Add(strings.Join(p.cells, "\n---\n"))
	}
	f.Fuzz(func(t *testing.T, text string) {
		source, err := export.Program(cells(strings.Split(text, "\n---\n")), "a fuzz test")
		var e *export.Error
		if errors.As(err, &e) && e.Cell == "" {
			t.Errorf("%v\n%s", err, text)
		}
		if err == nil && strings.Contains(string(source), "ʹ") && !strings.Contains(text, "ʹ") {
			t.Errorf("a name of the checker's is left in\n%s", source)
		}
	})
}
