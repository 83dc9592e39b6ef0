//go:build unix && !linux

package worker

import "syscall"

// ownGroup makes a worker the leader of a process group. It learns of the
// host's death by the end of its request pipe.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// offerToOOMKiller has nothing to do: only Linux has a killer that asks.
func offerToOOMKiller() {}
