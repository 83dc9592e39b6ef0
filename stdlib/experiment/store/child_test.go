package store_test

import (
	"os"
	"os/exec"
	"testing"
)

// children are what a child process of a test does with the store at a path.
var children = map[string]func(path string) error{}

// child is the test's own program, about to do a task in another process.
func child(t *testing.T, task, path string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	check(t, err)
	cmd := exec.Command(program, path)
	cmd.Env = append(os.Environ(), "STORE_TEST_CHILD="+task)
	return cmd
}
