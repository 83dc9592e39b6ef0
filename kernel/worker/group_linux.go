package worker

import (
	"os"
	"syscall"
)

// ownGroup makes a worker the leader of a process group, and has the system tell
// it when the host dies, however that happens.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}

// offerToOOMKiller makes this process, and not the supervisor, the one that the
// system ends where the machine runs out of memory.
func offerToOOMKiller() {
	os.WriteFile("/proc/self/oom_score_adj", []byte("500"), 0) // where that is not allowed, the system chooses
}
