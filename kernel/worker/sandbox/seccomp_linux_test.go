package sandbox

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// verdicts runs the filter as the kernel would, in package bpf's machine, which
// reads big-endian where the kernel reads natively: so the words are put in so.
func verdict(t *testing.T, vm *bpf.VM, machine uint32, number int, args ...uint64) uint32 {
	t.Helper()
	data := make([]byte, 64) // number, architecture, instruction pointer, six arguments
	binary.BigEndian.PutUint32(data, uint32(number))
	binary.BigEndian.PutUint32(data[4:], machine)
	for i, a := range args {
		binary.BigEndian.PutUint32(data[16+8*i:], uint32(a))
		binary.BigEndian.PutUint32(data[20+8*i:], uint32(a>>32))
	}
	v, err := vm.Run(data)
	if err != nil {
		t.Fatal(err)
	}
	return uint32(v)
}

func TestFilter(t *testing.T) {
	const (
		allow  = 0x7fff0000
		refuse = 0x00050000 | uint32(unix.EPERM)
		absent = 0x00050000 | uint32(unix.ENOSYS)
		pid    = 1234
	)
	machine, err := arch.GetInfo("")
	if err != nil {
		t.Skip(err)
	}
	f, err := filter(pid)
	if err != nil {
		t.Fatal(err)
	}
	program, err := f.Policy.Assemble()
	if err != nil {
		t.Fatal(err)
	}
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("the words below are those of a little-endian machine")
	}
	vm, err := bpf.NewVM(program)
	if err != nil {
		t.Fatal(err)
	}
	minus := func(n int) uint64 { return uint64(-n) }
	for _, tt := range []struct {
		name string
		args []uint64
		want uint32
	}{
		{"read", nil, allow},
		{"openat", []uint64{0, 0, unix.O_RDONLY}, allow},
		{"openat", []uint64{0, 0, unix.O_WRONLY | unix.O_CREAT | unix.O_TRUNC}, allow},
		{"openat", []uint64{0, 0, unix.O_RDWR | unix.O_TRUNC}, allow},
		{"openat", []uint64{0, 0, unix.O_RDONLY | unix.O_TRUNC}, refuse},
		{"openat", []uint64{0, 0, unix.O_ACCMODE | unix.O_TRUNC}, refuse},
		{"openat", []uint64{0, 0, 1<<32 | unix.O_TRUNC}, refuse},
		{"kill", []uint64{pid, 9}, allow},
		{"kill", []uint64{minus(pid), 9}, allow},
		{"kill", []uint64{pid + 1, 0}, refuse},
		{"kill", []uint64{0, 0}, refuse},
		{"kill", []uint64{minus(1), 0}, refuse},
		{"tgkill", []uint64{pid, 1, 23}, allow},
		{"tgkill", []uint64{pid + 1, 1, 23}, refuse},
		{"tkill", []uint64{pid, 9}, refuse},
		{"prlimit64", []uint64{0, unix.RLIMIT_NOFILE}, allow},
		{"prlimit64", []uint64{pid, unix.RLIMIT_NOFILE}, refuse},
		{"clone", []uint64{unix.CLONE_VM | unix.CLONE_THREAD | unix.CLONE_SIGHAND}, allow},
		{"clone", []uint64{uint64(unix.SIGCHLD)}, refuse},
		{"clone", []uint64{unix.CLONE_THREAD | unix.CLONE_NEWUSER}, refuse},
		{"clone", []uint64{unix.CLONE_THREAD | unix.CLONE_NEWNET}, refuse},
		{"clone3", nil, absent},
		{"fcntl", []uint64{0, unix.F_SETFL}, allow},
		{"fcntl", []uint64{0, unix.F_SETOWN}, refuse},
		{"fcntl", []uint64{0, 1<<32 | unix.F_SETOWN}, refuse},
		{"fcntl", []uint64{0, unix.F_SETSIG}, refuse},
		{"ioctl", []uint64{0, unix.TCGETS}, allow},
		{"ioctl", []uint64{0, unix.TIOCSTI}, refuse},
		{"prctl", []uint64{unix.PR_SET_NAME}, allow},
		{"prctl", []uint64{unix.PR_SET_DUMPABLE}, refuse},
	} {
		number, ok := machine.SyscallNames[tt.name]
		if !ok {
			t.Fatalf("no %s here", tt.name)
		}
		if got := verdict(t, vm, uint32(machine.ID), number, tt.args...); got != tt.want {
			t.Errorf("%s(%#x): %#x, wanted %#x", tt.name, tt.args, got, tt.want)
		}
	}
	for _, name := range []string{"execve", "execveat", "fork", "vfork", "ptrace", "socket", "socketpair", "connect", "bind", "sendto", "mount",
		"unshare", "setns", "chroot", "pivot_root", "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "utimensat", "setxattr",
		"truncate", "openat2", "open_by_handle_at", "io_uring_setup", "io_uring_enter", "bpf", "userfaultfd", "memfd_create", "pidfd_open",
		"pidfd_getfd", "pidfd_send_signal", "process_vm_writev", "process_vm_readv", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "setpgid", "setsid",
		"mknod", "mknodat", "shmget", "mq_open", "keyctl", "perf_event_open", "init_module", "kexec_load", "reboot", "ioperm", "setuid", "seccomp"} {
		if number, ok := machine.SyscallNames[name]; ok {
			if got := verdict(t, vm, uint32(machine.ID), number); got != refuse {
				t.Errorf("%s: %#x, wanted %#x", name, got, refuse)
			}
		}
	}
	read := machine.SyscallNames["read"]
	if got := verdict(t, vm, uint32(machine.ID)+1, read); got != refuse {
		t.Errorf("another architecture: %#x, wanted %#x", got, refuse)
	}
	if machine.ID == arch.X86_64.ID {
		if got := verdict(t, vm, uint32(machine.ID), read|0x40000000); got == allow {
			t.Error("the x32 interface is open")
		}
	}
	for i, name := range harmless {
		if slices.Contains(harmless[:i], name) {
			t.Errorf("%s twice", name)
		}
	}
}
