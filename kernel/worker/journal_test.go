//go:build unix

package worker_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A journal that was pruned restores the same, counts all cells, and the session
// knows the text of each.
func TestRestoreOfALongSession(t *testing.T) {
	run := dialectRun(t)
	must := func(code string) string {
		t.Helper()
		out, reply := run(code)
		if reply.Error != nil {
			t.Fatalf("%s: %v", code, reply.Error)
		}
		return out
	}
	must("kept := 1; sum := 0")
	must("slow := 1; time.Sleep(1100 * time.Millisecond)")
	const n = 700
	for i := range n {
		switch i % 100 {
		case 0:
			must("sum++")
		case 1:
			must(fmt.Sprintf("func f%d() int { return %d }", i, i))
		default:
			must(fmt.Sprintf("x := %d; y := x + 1", i))
		}
	}
	_, reply := run(die)
	want := fmt.Sprintf("%d of the session's %d cells", n+1, n+2)
	if reply.Error == nil || !strings.Contains(reply.Error.Message, want) || !strings.Contains(reply.Error.Message, "lost: m, slow") {
		t.Fatalf("%v does not say %q", reply.Error, want)
	}
	if got := must("fmt.Println(kept, sum, x, y, f1() + f601())"); got != "1 7 699 700 602\n" {
		t.Errorf("restored are %s", got)
	}
	if _, reply := run("missing(f201())\n"); reply.Error == nil {
		t.Error("a name that is not there")
	}
	if out := must("func broken() int { return []int{1}[kept] }"); out != "" {
		t.Error(out)
	}
	_, reply = run("broken()")
	if all := strings.Join(reply.Error.Traceback, "\n"); !strings.Contains(all, "return []int{1}[kept]") {
		t.Errorf("no text in %s", all)
	}
	dir := filepath.Join(t.TempDir(), "out")
	must("m := 0")
	must("%export " + dir)
	source, err := os.ReadFile(filepath.Join(dir, "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	for i := 2; i < n; i++ {
		if i%100 > 1 && !strings.Contains(string(source), fmt.Sprintf("= %d\n", i)) && !strings.Contains(string(source), fmt.Sprintf("= %d; ", i)) {
			t.Fatalf("cell %d was not exported", i)
		}
	}
}
