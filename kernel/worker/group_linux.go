package worker

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
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

// awaitExit waits until a process has ended, and leaves its status to be asked
// for. It reports whether the process ended in time.
func awaitExit(pid int, most time.Duration) bool {
	for end := time.Now().Add(most); ; time.Sleep(time.Millisecond) {
		var info unix.Siginfo
		err := unix.Waitid(unix.P_PID, pid, &info, unix.WEXITED|unix.WNOWAIT|unix.WNOHANG, nil)
		if err != nil || info.Signo != 0 {
			return err == nil
		}
		if time.Now().After(end) {
			return false
		}
	}
}

// resident is how much memory a process takes, in bytes; 0 where that is not known.
func resident(pid int) int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	if f := strings.Fields(string(data)); len(f) > 1 {
		pages, _ := strconv.ParseInt(f[1], 10, 64)
		return pages * int64(os.Getpagesize())
	}
	return 0
}

// oomKills is how many processes the system has ended for want of memory so far.
func oomKills() int64 {
	data, _ := os.ReadFile("/proc/vmstat")
	_, rest, _ := bytes.Cut(data, []byte("\noom_kill "))
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	n, _ := strconv.ParseInt(string(line), 10, 64)
	return n
}
