package difftest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"monro/lang"
)

// TestNativeAgainstGo has random functions of numbers compiled in a session and by
// Go: they must give the same bits. Other processors than amd64 convert numbers out
// of range otherwise, and Go fuses operations there.
func TestNativeAgainstGo(t *testing.T) {
	if runtime.GOARCH != "amd64" || testing.Short() {
		t.Skip("compiles a program")
	}
	functions, calls := randomProgram(uint64(seedOf("NATIVE_SEED", 1)), 60)
	if dump := os.Getenv("NATIVE_DUMP"); dump != "" {
		os.WriteFile(dump, []byte(functions), 0o644)
	}
	source := "package main\nimport (\"fmt\"; \"math\")\nvar _ = math.Pi\n" + functions + "func main() {\n" + calls + "}\n"
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", filepath.Join(dir, "main.go"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, source)
	}
	got := sessionLines(t, "", functions, calls)
	for i, want := range strings.Split(strings.TrimRight(string(out), "\n"), "\n") {
		if i >= len(got) || got[i] != want {
			t.Fatalf("line %d:\n got %s\nwant %s\n%s", i+1, got[min(i, len(got)-1)], want, functions)
		}
	}
}

func seedOf(name string, other int) (seed int) {
	if _, err := fmt.Sscan(os.Getenv(name), &seed); err != nil {
		return other
	}
	return seed
}

// FuzzNative compares what is compiled with the same interpreted.
func FuzzNative(f *testing.F) {
	f.Add(uint64(1))
	f.Add(uint64(2))
	f.Fuzz(func(t *testing.T, seed uint64) {
		functions, calls := randomProgram(seed, 2)
		want := sessionLines(t, "%native off", functions, calls)
		got := sessionLines(t, "", functions, calls)
		for i := range want {
			if both := strings.Contains(want[i], "runtime error") && i < len(got) && strings.Contains(got[i], "runtime error"); both {
				continue // the interpreter does not say which index, and divides after it
			}
			if i >= len(got) || got[i] != want[i] {
				t.Fatalf("line %d:\n got %s\nwant %s\n%s\n%s", i+1, got[min(i, len(got)-1)], want[i], functions, calls)
			}
		}
	})
}

// sessionLines runs cells in a session and gives the lines that they print.
func sessionLines(t *testing.T, cells ...string) []string {
	t.Helper()
	var out strings.Builder
	s, err := lang.New(lang.Options{Stdout: &out, Stderr: &out})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cells {
		if _, err := s.Eval(t.Context(), c); err != nil {
			t.Fatalf("%s\n%s", strings.Join(err.(*lang.Error).Traceback, "\n"), c)
		}
	}
	for _, c := range s.Natives() {
		if c.State == "interpreted" && c.Name != "" {
			t.Errorf("%s is interpreted: %s", c.Name, c.Reason)
		}
	}
	return strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
}
