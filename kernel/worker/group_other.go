//go:build unix && !linux

package worker

import (
	"syscall"
	"time"
)

// ownGroup makes a worker the leader of a process group. It learns of the
// host's death by the end of its request pipe.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// offerToOOMKiller has nothing to do: only Linux has a killer that asks.
func offerToOOMKiller() {}

// What follows is known on Linux only.

func awaitExit(pid int, most time.Duration) bool { return true }

func resident(pid int) int64 { return 0 }

func oomKills() int64 { return 0 }
