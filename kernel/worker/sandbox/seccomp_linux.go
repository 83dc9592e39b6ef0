package sandbox

import (
	"runtime"

	"github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/sys/unix"
)

// harmless are the system calls that act on the process itself, on files as far
// as Landlock allows, and on descriptors that are open. What a list leaves out
// stays forbidden when Linux grows: so this one allows, and none forbids.
//
// Missing on purpose, because Landlock does not cover them: changing modes, owners,
// times and attributes of files (chmod, fchmod, chown, utimensat, setxattr), and
// truncate by name.
var harmless = []string{
	// memory
	"brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "mincore", "msync", "membarrier",
	// threads and time
	"futex", "futex_waitv", "set_robust_list", "get_robust_list", "set_tid_address", "rseq", "arch_prctl", "gettid",
	"sched_yield", "sched_getaffinity", "sched_setaffinity", "sched_getparam", "sched_getscheduler",
	"sched_get_priority_max", "sched_get_priority_min", "getcpu", "nanosleep", "clock_nanosleep", "clock_gettime",
	"clock_getres", "gettimeofday", "time", "times", "getitimer", "setitimer", "timer_create", "timer_settime",
	"timer_gettime", "timer_getoverrun", "timer_delete", "timerfd_create", "timerfd_settime", "timerfd_gettime",
	"pause", "exit", "exit_group", "restart_syscall",
	// signals of its own
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigsuspend", "rt_sigtimedwait", "sigaltstack",
	// what it is
	"getpid", "getppid", "getpgrp", "getpgid", "getsid", "getuid", "geteuid", "getgid", "getegid", "getgroups",
	"getresuid", "getresgid", "getrlimit", "getrusage", "getrandom", "sysinfo", "uname", "umask", "wait4", "waitid",
	// descriptors
	"read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2", "lseek", "close",
	"close_range", "dup", "dup2", "dup3", "pipe", "pipe2", "eventfd", "eventfd2", "epoll_create", "epoll_create1", "epoll_ctl",
	"epoll_wait", "epoll_pwait", "epoll_pwait2", "poll", "ppoll", "select", "pselect6", "fsync", "fdatasync", "sync_file_range",
	"fadvise64", "readahead", "fallocate", "ftruncate", "flock", "sendfile", "copy_file_range", "splice", "tee",
	// files
	"stat", "fstat", "lstat", "newfstatat", "statx", "statfs", "fstatfs", "access", "faccessat", "faccessat2", "readlink",
	"readlinkat", "getdents", "getdents64", "getcwd", "chdir", "fchdir", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat",
	"rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat",
}

// A condition restricts an allowed system call to some arguments. A call may have
// several; one that holds is enough.
type condition struct {
	name string
	all  seccomp.ArgumentConditions
}

// is compares an argument as a whole: the kernel looks at its lower half perhaps,
// so an unequal upper one forbids what might have been allowed, never the reverse.
func is(argument uint32, value int) seccomp.Condition {
	return seccomp.Condition{Argument: argument, Operation: seccomp.Equal, Value: uint64(value)}
}

func has(argument uint32, bits uint64) seccomp.Condition {
	return seccomp.Condition{Argument: argument, Operation: seccomp.BitsSet, Value: bits}
}

func lacks(argument uint32, bits uint64) seccomp.Condition {
	return seccomp.Condition{Argument: argument, Operation: seccomp.BitsNotSet, Value: bits}
}

// conditions lists the calls that are harmless with some arguments only.
func conditions(pid int) []condition {
	const namespaces = unix.CLONE_NEWNS | unix.CLONE_NEWCGROUP | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC |
		unix.CLONE_NEWUSER | unix.CLONE_NEWPID | unix.CLONE_NEWNET | unix.CLONE_PTRACE
	list := []condition{
		{"clone", seccomp.ArgumentConditions{has(0, unix.CLONE_THREAD), lacks(0, namespaces)}}, // threads, no processes
		{"kill", seccomp.ArgumentConditions{is(0, pid)}},
		{"kill", seccomp.ArgumentConditions{is(0, -pid)}}, // its group
		{"tgkill", seccomp.ArgumentConditions{is(0, pid)}},
		{"prlimit64", seccomp.ArgumentConditions{is(0, 0)}},
	}
	// Before its third version, Landlock lets files be cut that can only be read.
	for name, flags := range map[string]uint32{"open": 1, "openat": 2} {
		list = append(list,
			condition{name, seccomp.ArgumentConditions{lacks(flags, unix.O_TRUNC)}},
			condition{name, seccomp.ArgumentConditions{has(flags, unix.O_WRONLY), lacks(flags, unix.O_RDWR)}},
			condition{name, seccomp.ArgumentConditions{has(flags, unix.O_RDWR), lacks(flags, unix.O_WRONLY)}})
	}
	// Not among these are those that have signals sent to other processes.
	for _, command := range []int{unix.F_DUPFD, unix.F_DUPFD_CLOEXEC, unix.F_GETFD, unix.F_SETFD, unix.F_GETFL, unix.F_SETFL,
		unix.F_GETLK, unix.F_SETLK, unix.F_SETLKW, unix.F_OFD_GETLK, unix.F_OFD_SETLK, unix.F_OFD_SETLKW, unix.F_GETPIPE_SZ} {
		list = append(list, condition{"fcntl", seccomp.ArgumentConditions{is(1, command)}})
	}
	for _, request := range []int{unix.TCGETS, unix.TIOCGWINSZ, unix.TIOCINQ} {
		list = append(list, condition{"ioctl", seccomp.ArgumentConditions{is(1, request)}})
	}
	for _, option := range []int{unix.PR_SET_NAME, unix.PR_GET_NAME, unix.PR_SET_VMA} {
		list = append(list, condition{"prctl", seccomp.ArgumentConditions{is(0, option)}})
	}
	return list
}

// filter is the seccomp filter of the process pid. Names that an architecture
// does not have are left out.
func filter(pid int) (seccomp.Filter, error) {
	machine, err := arch.GetInfo("")
	if err != nil {
		return seccomp.Filter{}, err
	}
	allow := seccomp.SyscallGroup{Action: seccomp.ActionAllow}
	for _, name := range harmless {
		if _, ok := machine.SyscallNames[name]; ok {
			allow.Names = append(allow.Names, name)
		}
	}
	for _, c := range conditions(pid) {
		if _, ok := machine.SyscallNames[c.name]; ok {
			allow.NamesWithCondtions = append(allow.NamesWithCondtions, seccomp.NameWithConditions{Name: c.name, Conditions: c.all})
		}
	}
	groups := []seccomp.SyscallGroup{allow}
	// The C library takes this as a sign of an older Linux and calls clone, whose
	// flags a filter can see.
	if _, ok := machine.SyscallNames["clone3"]; ok {
		groups = append(groups, seccomp.SyscallGroup{Names: []string{"clone3"}, Action: seccomp.ActionErrno | seccomp.Action(unix.ENOSYS)})
	}
	return seccomp.Filter{
		NoNewPrivs: true,
		Flag:       seccomp.FilterFlagTSync, // in all threads
		Policy:     seccomp.Policy{DefaultAction: seccomp.ActionErrno, Syscalls: groups},
	}, nil
}

func filterSystemCalls(pid int) error {
	f, err := filter(pid)
	if err != nil {
		return err
	}
	runtime.LockOSThread() // no_new_privs belongs to a thread
	defer runtime.UnlockOSThread()
	return seccomp.LoadFilter(f)
}

// seccompThere reports whether the system has filters, for this architecture.
func seccompThere() bool {
	_, err := arch.GetInfo("")
	return err == nil && seccomp.Supported()
}
