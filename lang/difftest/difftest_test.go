package difftest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"monro/lang"
)

// TestSnippets runs every snippet through a session of its own. What it prints
// must be what Go prints, unless the snippet is marked.
func TestSnippets(t *testing.T) {
	files, err := ReadAll("testdata")
	if err != nil {
		t.Fatal(err)
	}
	total, marked := 0, 0
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f.Path), ".txt"), func(t *testing.T) {
			for _, s := range f.Snippets {
				total++
				if s.XFail != "" {
					marked++
				}
				t.Run(s.Name, func(t *testing.T) { compare(t, s, false) })
			}
		})
	}
	t.Logf("%d snippets, %d of them marked as not agreeing", total, marked)
}

// TestFollowedSnippets runs the snippets with a debugger attached that notes all
// values: what they print must be the same.
func TestFollowedSnippets(t *testing.T) {
	files, err := ReadAll("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		for _, s := range f.Snippets {
			t.Run(s.Name, func(t *testing.T) { compare(t, s, true) })
		}
	}
}

func compare(t *testing.T, s *Snippet, followed bool) {
	output, panicked, rejected := runSession(t, s.Cells, followed)
	same := output == s.Output && panicked == s.Panic && rejected == ""
	switch {
	case same && s.XFail != "":
		t.Errorf("agrees with Go: take the mark off (%s)", s.XFail)
	case same:
	case s.XFail != "" && rejected == "":
		t.Skipf("%s: wrong instead of rejected\n got %q panic %q", s.XFail, output, panicked)
	case s.XFail != "":
		t.Skipf("%s: %s", s.XFail, rejected)
	case rejected != "":
		t.Errorf("rejected: %s\n%s", rejected, strings.Join(s.Cells, "---\n"))
	default:
		t.Errorf("\n%s\n got: %q\nwant: %q\n got panic %q\nwant panic %q", strings.Join(s.Cells, "---\n"), output, s.Output, panicked, s.Panic)
	}
}

// runSession runs cells in a fresh session. panicked is what they panicked
// with; rejected says why the session did not take them.
func runSession(t *testing.T, cells []string, followed bool) (output, panicked, rejected string) {
	t.Helper()
	out, err := os.CreateTemp(t.TempDir(), "stdout")
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	stdout := os.Stdout
	os.Stdout = out // cells may use it directly
	defer func() { os.Stdout = stdout }()
	s, err := lang.New(lang.Options{Stderr: &strings.Builder{}})
	if err != nil {
		t.Fatal(err)
	}
	if followed {
		for _, request := range []string{
			`{"command": "attach"}`, `{"command": "dumpCell", "arguments": {"code": "nothing()"}}`,
		} {
			answer := s.Debug(t.Context(), []byte(request))
			path := regexp.MustCompile(`"sourcePath":("[^"]*")`).FindSubmatch(answer)
			if path != nil { // a breakpoint has functions note what they see
				s.Debug(t.Context(), []byte(`{"command": "setBreakpoints", "arguments": {"source": {"path": `+string(path[1])+`}, "breakpoints": [{"line": 1}]}}`))
			}
		}
	}
	for _, c := range cells {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		_, err := s.Eval(ctx, c)
		cancel()
		var e *lang.Error
		if errors.As(err, &e) {
			switch e.Name {
			case "Panic", "Error":
				panicked = e.Message
			default:
				rejected = e.Error()
			}
			break
		}
	}
	text, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return Normal(string(text)), panicked, rejected
}
