//go:build unix

package worker

import (
	"os"
	"syscall"
)

// killGroup ends a worker and everything it started: it leads its own process group.
func killGroup(pid int) {
	if pid == os.Getpid() && syscall.Getpgrp() != pid {
		os.Exit(1) // not the leader of its group: others live there
	}
	syscall.Kill(-pid, syscall.SIGKILL)
}
