package worker

import "syscall"

// ownGroup makes a worker the leader of a process group, and has the system tell
// it when the host dies, however that happens.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
