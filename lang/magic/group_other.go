//go:build !unix

package magic

import "os/exec"

// Without process groups a command is killed alone.
func ownGroup(*exec.Cmd)       {}
func interruptGroup(*exec.Cmd) {}
func killGroup(cmd *exec.Cmd)  { cmd.Process.Kill() }
