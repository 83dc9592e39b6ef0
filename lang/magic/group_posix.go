//go:build unix && !linux

package magic

import (
	"os/exec"
	"syscall"
)

// ownGroup makes a command the leader of a process group of its own, so that
// what it starts can be ended with it.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
