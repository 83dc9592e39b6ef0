package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"monro/install"
	"monro/internal/notebook"
	"monro/kernel/worker"
)

// mainVariable makes this test's binary the command.
const mainVariable = "MONRO_TEST_MAIN"

// TestMain lets this test's binary be what the commands start: the worker, the
// kernel of doctor, and the command itself.
func TestMain(m *testing.M) {
	started := len(os.Args) > 1 && (os.Args[1] == "worker" || os.Args[1] == "kernel")
	if started || os.Getenv(mainVariable) != "" {
		os.Exit(Main(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// command runs a command line and returns its exit code and what it printed.
func command(t *testing.T, stdin string, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e strings.Builder
	code = run(t.Context(), args, strings.NewReader(stdin), &o, &e)
	return code, o.String(), e.String()
}

func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken.json")
	if err := os.WriteFile(broken, []byte(`{"shell_port": "x"`), 0o600); err != nil {
		t.Fatal(err)
	}
	notJSON := filepath.Join(dir, "bad.ipynb")
	if err := os.WriteFile(notJSON, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args []string
		code int
		want string // in the one line on standard error
	}{
		{[]string{"version"}, 0, ""},
		{[]string{"help"}, 0, ""},
		{[]string{"--nonsense"}, 2, "--nonsense"},
		{[]string{"kernel"}, 2, "no connection file"},
		{[]string{"kernel", "-f", filepath.Join(dir, "absent.json")}, 2, "connection file"},
		{[]string{"kernel", "-f", broken}, 2, "connection file"},
		{[]string{"kernel", "-f", broken, "cells.go"}, 2, "connection file"},
		{[]string{"nonsense"}, 2, "neither a command nor a file"},
		{[]string{dir}, 2, "is a folder"},
		{[]string{notJSON}, 2, "monro run"},
		{[]string{"worker", "extra"}, 2, "extra"},
		{[]string{"run"}, 2, "1 arg"},
		{[]string{"run", filepath.Join(dir, "absent.ipynb")}, 1, "absent.ipynb"},
		{[]string{"run", notJSON}, 1, "bad.ipynb: not JSON"},
		{[]string{"run", notJSON, "-p", "novalue"}, 2, "name=value"},
		{[]string{"run", notJSON, "--timeout", "-1s"}, 2, "--timeout is -1s"},
		{[]string{"run", notJSON, "--timeout", "soon"}, 2, "soon"},
		{[]string{"install", "--name", "a b"}, 2, `"a b"`},
		{[]string{"install", "--user", "--prefix", dir}, 2, "[prefix user]"},
		{[]string{"uninstall", "--prefix", dir}, 1, "no kernelspec monro"},
		{[]string{"doctor", "--name", "/"}, 2, `"/"`},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			code, _, errOut := command(t, "", tt.args...)
			if code != tt.code {
				t.Errorf("exit code %d, want %d (%s)", code, tt.code, errOut)
			}
			if tt.code == 0 {
				return
			}
			if !strings.Contains(errOut, tt.want) || strings.Count(errOut, "\n") != 1 {
				t.Errorf("standard error %q, want one line with %q", errOut, tt.want)
			}
		})
	}
}

func TestWhere(t *testing.T) {
	env := install.Env{OS: "linux", Home: "/home/ann",
		Getenv: func(name string) string { return map[string]string{"VIRTUAL_ENV": "/venv"}[name] }}
	tests := []struct {
		w    where
		want string
	}{
		{where{}, "/home/ann/.local/share/jupyter/kernels"},
		{where{user: true}, "/home/ann/.local/share/jupyter/kernels"},
		{where{sysPrefix: true}, "/venv/share/jupyter/kernels"},
		{where{prefix: "/opt"}, "/opt/share/jupyter/kernels"},
	}
	for _, tt := range tests {
		if got, err := tt.w.kernels(env); err != nil || got != tt.want {
			t.Errorf("%+v: %s, %v; want %s", tt.w, got, err, tt.want)
		}
	}
}

func TestUninstallRemoves(t *testing.T) {
	prefix := t.TempDir()
	if _, err := install.Write(install.PrefixKernels(prefix), "mine", "Mine", "/bin/monro", install.Plain); err != nil {
		t.Fatal(err)
	}
	code, out, errOut := command(t, "", "uninstall", "--prefix", prefix, "--name", "mine")
	if code != 0 || !strings.Contains(out, "removed kernelspec mine") {
		t.Errorf("exit code %d, %q, %q", code, out, errOut)
	}
	if code, _, _ := command(t, "", "uninstall", "--prefix", prefix, "--name", "mine"); code != 1 {
		t.Errorf("a second time: exit code %d, want 1", code)
	}
}

// A test's binary is one that `go run` and `go test` throw away.
func TestInstallRefusesTemporaryBinary(t *testing.T) {
	prefix := t.TempDir()
	code, _, errOut := command(t, "", "install", "--prefix", prefix)
	if code != 1 || !strings.Contains(errOut, "go install .") {
		t.Errorf("exit code %d, %q; want 1 and the way to do it", code, errOut)
	}
	if entries, err := os.ReadDir(prefix); err != nil || len(entries) != 0 {
		t.Errorf("it left %v, %v", entries, err)
	}
}

func TestCheckSpec(t *testing.T) {
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	absent := filepath.Join(t.TempDir(), "gone")
	other := filepath.Join(t.TempDir(), "other")
	if err := os.WriteFile(other, nil, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, binary, want string
		broken             bool
	}{
		{"none", "", "none named none", true},
		{"same", own, "same", false},
		{"gone", absent, "not there", true},
		{"other", other, "not this program", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			kernels := t.TempDir()
			if tt.binary != "" {
				if _, err := install.Write(kernels, tt.name, "Monro", tt.binary, install.Plain); err != nil {
					t.Fatal(err)
				}
			}
			_, f := checkSpec(tt.name, []string{t.TempDir(), kernels}, own)
			if f.broken != tt.broken || !strings.Contains(f.detail, tt.want) {
				t.Errorf("%+v; want broken %v and %q", f, tt.broken, tt.want)
			}
			if f.broken && !slices.Contains(f.cure, "monro install --name "+tt.name) {
				t.Errorf("%+v does not say how to mend it", f)
			}
		})
	}
}

func TestFindingPrints(t *testing.T) {
	got := missing("jupyter", "not on PATH", "get it").String()
	if want := "MISSING  jupyter     not on PATH\n         -> get it\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	got = finding{what: "kernel", detail: "answers"}.String()
	if want := "ok       kernel      answers\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestCoreVersion(t *testing.T) {
	for versions, want := range map[string]string{
		"Selected Jupyter core packages...\nIPython          : 8.5.0\njupyter_core     : 4.12.0": ", jupyter_core 4.12.0",
		"jupyter core     : 4.6.3\nnotebook : 6":                                                 ", jupyter_core 4.6.3",
		"something else":                                                                         "",
	} {
		if got := coreVersion(versions); got != want {
			t.Errorf("%q: %q, want %q", versions, got, want)
		}
	}
}

func TestProgressLine(t *testing.T) {
	cell := &notebook.Cell{Source: "\n" + strings.Repeat("é", 70) + "\nmore"}
	long := strings.Repeat("é", 57) + "..."
	panicked := &worker.Error{Name: "Panic", Message: "boom"}
	tests := []struct {
		run  notebook.CellRun
		want string
	}{
		{notebook.CellRun{Number: 1, Of: 12, Elapsed: 1234567 * time.Nanosecond}, "[1/12]     1ms  ok      " + long},
		{notebook.CellRun{Number: 2, Of: 12, Elapsed: 61234 * time.Millisecond, Error: panicked}, "[2/12] 1m1.23s  error, as expected  " + long},
		{notebook.CellRun{Number: 3, Of: 12, Failed: true, Error: panicked}, "[3/12]      0s  FAILED  " + long + "\n        Panic: boom"},
	}
	for _, tt := range tests {
		tt.run.Cell = cell
		if got := progressLine(tt.run); got != tt.want {
			t.Errorf("%q\nwant %q", got, tt.want)
		}
	}
}

func TestHandshakeSaysWhatWentWrong(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := handshake(ctx, []string{"/no/such/program"}); err == nil || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a program that is not there: %v", err)
	}
	// This test's own binary ends at once with a usage error.
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := handshake(ctx, []string{own, "-no-such-flag"}); err == nil || !strings.Contains(err.Error(), "no-such-flag") {
		t.Errorf("a program that ends at once: %v", err)
	}
}
