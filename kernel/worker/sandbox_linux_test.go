package worker_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"monro/kernel/worker"
	"monro/kernel/worker/sandbox"
	"monro/lang/past"
	"monro/stdlib/display"
	"monro/stdlib/experiment/store"
)

// envEscape makes a test binary a worker whose cells are the names of ways out:
// compiled code with all of Go and raw system calls, as an attacker may get to
// who has broken out of the interpreter.
const envEscape = "MONRO_TEST_ESCAPE"

// What a way out is told: a folder that a sandbox must not touch, and where
// somebody listens.
const (
	envOutside = "MONRO_TEST_OUTSIDE"
	envAddress = "MONRO_TEST_ADDRESS"
)

func init() {
	if os.Getenv(envEscape) == "1" {
		os.Exit(worker.Serve(openEscape))
	}
}

type escaper struct{ worker.Session }

func openEscape(o worker.SessionOptions) (worker.Session, error) { return escaper{}, nil }

func (escaper) Restore(context.Context, past.Transcript, []worker.Past, bool, func(int)) worker.Restored {
	return worker.Restored{}
}

// Eval tries one way out; that it went through is the value "out".
func (escaper) Eval(_ context.Context, _ int, code string) (*display.Bundle, error) {
	if kind, ok := strings.CutPrefix(code, "forge "); ok {
		n, err := strconv.Atoi(kind)
		if err == nil {
			forge(byte(n))
		}
		return nil, err
	}
	w, ok := ways[code]
	if !ok {
		return nil, fmt.Errorf("no such way: %s", code)
	}
	outside := os.Getenv(envOutside)
	if err := w.try(way{outside, os.Getenv(sandbox.Scratch)}); err != nil {
		return nil, err
	}
	b := display.Text("out")
	return &b, nil
}

// A way knows the folders: one it must not reach, and its own.
type way struct{ outside, scratch string }

func (w way) out(name string) string { return filepath.Join(w.outside, name) }
func (w way) own(name string) string { return filepath.Join(w.scratch, name) }

// An attempt is a way out. Those that are free can be tried without a sandbox on
// any machine, and get through there: which shows that they are ways at all.
type attempt struct {
	try  func(way) error
	free bool
}

func call(number uintptr, args ...uintptr) error {
	var a [6]uintptr
	copy(a[:], args)
	if _, _, errno := unix.Syscall6(number, a[0], a[1], a[2], a[3], a[4], a[5]); errno != 0 {
		return errno
	}
	return nil
}

func text(s string) uintptr {
	b := append([]byte(s), 0)
	kept = append(kept, b)
	return uintptr(unsafe.Pointer(&b[0]))
}

var kept [][]byte // what addresses were taken of

func write(path string) error { return os.WriteFile(path, []byte("x"), 0o600) }

func read(path string) error {
	_, err := os.ReadFile(path)
	return err
}

func dial(network, address string) error {
	c, err := net.DialTimeout(network, address, 5*time.Second)
	if err == nil {
		c.Close()
	}
	return err
}

func listen(network, address string) error {
	l, err := net.Listen(network, address)
	if err == nil {
		l.Close()
	}
	return err
}

func socket(family, kind, protocol int) error {
	fd, err := unix.Socket(family, kind, protocol)
	if err == nil {
		unix.Close(fd)
	}
	return err
}

// inEach reports the errors of f on many threads; nil where it got through on one.
func inEach(n int, f func() error) error {
	var wg, all sync.WaitGroup
	all.Add(n)
	errs := make([]error, n)
	for i := range n {
		wg.Go(func() {
			runtime.LockOSThread()
			all.Done()
			all.Wait()
			errs[i] = f()
		})
	}
	wg.Wait()
	if slices.Contains(errs, nil) {
		return nil
	}
	return errs[0]
}

const nobody = 1 << 22 // above all process ids

var ways = map[string]attempt{
	// files
	"write elsewhere":       {func(w way) error { return write(w.out("new")) }, true},
	"write to /etc":         {func(w way) error { return write("/etc/monro-was-here") }, false},
	"write to home":         {func(w way) error { return write(filepath.Join(os.Getenv("HOME"), ".monro-was-here")) }, false},
	"write to /tmp":         {func(w way) error { return write("/tmp/monro-was-here") }, false},
	"write to /dev/shm":     {func(w way) error { return write("/dev/shm/monro-was-here") }, false},
	"write beside notebook": {func(w way) error { return write("monro-was-here") }, false},
	"read elsewhere":        {func(w way) error { return read(w.out("secret")) }, true},
	"read the connection":   {func(w way) error { return read(w.out("kernel-1.json")) }, true},
	"read /etc/passwd":      {func(w way) error { return read("/etc/passwd") }, true},
	"list elsewhere": {func(w way) error {
		_, err := os.ReadDir(w.outside)
		return err
	}, true},
	"symlink": {func(w way) error {
		if err := os.Symlink(w.out("secret"), w.own("link")); err != nil {
			return err
		}
		defer os.Remove(w.own("link"))
		return write(w.own("link"))
	}, true},
	"hard link": {func(w way) error {
		defer os.Remove(w.own("hard"))
		return os.Link(w.out("secret"), w.own("hard"))
	}, true},
	"rename out": {func(w way) error {
		if err := write(w.own("moved")); err != nil {
			return err
		}
		return os.Rename(w.own("moved"), w.out("moved"))
	}, true},
	"rename in": {func(w way) error { return os.Rename(w.out("secret"), w.own("secret")) }, true},
	"exchange": {func(w way) error {
		if err := write(w.own("moved")); err != nil {
			return err
		}
		return unix.Renameat2(unix.AT_FDCWD, w.own("moved"), unix.AT_FDCWD, w.out("secret"), unix.RENAME_EXCHANGE)
	}, true},
	"remove":     {func(w way) error { return os.Remove(w.out("secret")) }, true},
	"chmod":      {func(w way) error { return os.Chmod(w.out("secret"), 0o777) }, true},
	"fchmod":     {func(w way) error { return chmodOpen("data.csv") }, false},
	"chown":      {func(w way) error { return os.Chown(w.out("secret"), os.Getuid(), os.Getgid()) }, true},
	"utime":      {func(w way) error { return os.Chtimes(w.out("secret"), time.Now(), time.Now()) }, true},
	"attributes": {func(w way) error { return unix.Setxattr(w.out("secret"), "user.monro", []byte("x"), 0) }, false},
	"truncate":   {func(w way) error { return os.Truncate(w.out("secret"), 0) }, true},
	"truncate by opening": {func(w way) error {
		_, err := unix.Open("data.csv", unix.O_RDONLY|unix.O_TRUNC, 0)
		return err
	}, false},
	"device": {func(w way) error { return unix.Mknod(w.own("sda"), unix.S_IFBLK|0o600, int(unix.Mkdev(8, 0))) }, false},
	"by handle": {func(w way) error {
		_, _, err := unix.NameToHandleAt(unix.AT_FDCWD, w.out("secret"), 0)
		return err
	}, false},
	"openat2": {func(w way) error {
		_, err := unix.Openat2(unix.AT_FDCWD, w.out("secret"), &unix.OpenHow{Flags: unix.O_RDONLY})
		return err
	}, true},
	"working folder elsewhere": {func(w way) error {
		here, err := os.Getwd()
		if err != nil {
			return err
		}
		defer os.Chdir(here)
		if err := os.Chdir(w.outside); err != nil {
			return err
		}
		return read("secret")
	}, true},
	"huge file": {func(w way) error {
		f, err := os.Create(w.own("huge"))
		if err != nil {
			return err
		}
		defer os.Remove(f.Name())
		defer f.Close()
		_, err = f.WriteAt([]byte("x"), 1<<34)
		return err
	}, false},
	"store elsewhere": {func(w way) error {
		s, err := store.Open(w.out("monro.db"))
		if err == nil {
			s.Close()
		}
		return err
	}, true},

	// other programs
	"start a process": {func(w way) error {
		p, err := os.StartProcess("/bin/true", []string{"true"}, &os.ProcAttr{})
		if err == nil {
			p.Wait()
		}
		return err
	}, true},
	"os/exec": {func(w way) error { return exec.Command("/bin/true").Run() }, true},
	"preload": {func(w way) error {
		os.Setenv("LD_PRELOAD", w.own("evil.so"))
		defer os.Unsetenv("LD_PRELOAD")
		return exec.Command("/bin/true").Run()
	}, true},
	"own program": {func(w way) error {
		if err := os.WriteFile(w.own("evil"), []byte("#!/bin/true\n"), 0o700); err != nil {
			return err
		}
		return exec.Command(w.own("evil")).Run()
	}, true},
	"replace itself": {func(w way) error { return syscall.Exec(w.own("nothing"), nil, nil) }, false},
	"memory file": {func(w way) error {
		fd, err := unix.MemfdCreate("evil", 0)
		if err != nil {
			return err
		}
		return unix.Close(fd)
	}, true},
	"execveat": {func(w way) error {
		return not(unix.ENOENT, call(unix.SYS_EXECVEAT, ^uintptr(99), text("/nothing"), 0, 0, 0))
	}, false},
	"fork": {func(w way) error { return call(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0) }, false},

	// the network
	"tcp":             {func(w way) error { return dial("tcp", os.Getenv(envAddress)) }, true},
	"udp":             {func(w way) error { return dial("udp", "127.0.0.1:9") }, true},
	"unix socket":     {func(w way) error { return dial("unix", w.out("socket")) }, true},
	"abstract socket": {func(w way) error { return dial("unix", "@monro-escape-"+filepath.Base(w.outside)) }, true},
	"look a host up": {func(w way) error {
		r := net.Resolver{PreferGo: true, Dial: (&net.Dialer{Timeout: 5 * time.Second}).DialContext}
		_, err := r.LookupHost(context.Background(), "monro.invalid")
		return err
	}, false},
	"listen":                {func(w way) error { return listen("tcp", "127.0.0.1:0") }, true},
	"listen on a file":      {func(w way) error { return listen("unix", w.own("mine")) }, true},
	"listen on an abstract": {func(w way) error { return listen("unix", "@monro-mine-"+filepath.Base(w.outside)) }, true},
	"netlink":               {func(w way) error { return socket(unix.AF_NETLINK, unix.SOCK_RAW, 0) }, true},
	"socket pair": {func(w way) error {
		return call(unix.SYS_SOCKETPAIR, unix.AF_UNIX, unix.SOCK_STREAM, 0, text("12345678"))
	}, true},
	"multipath tcp": {func(w way) error { return socket(unix.AF_INET, unix.SOCK_STREAM, unix.IPPROTO_MPTCP) }, false},

	// other processes; the signal 0 only asks whether a signal could be sent
	"signal the host":  {func(w way) error { return syscall.Kill(os.Getppid(), 0) }, true},
	"signal all":       {func(w way) error { return syscall.Kill(-1, 0) }, true},
	"signal its group": {func(w way) error { return syscall.Kill(0, 0) }, true},
	"signal by descriptor": {func(w way) error {
		fd, err := unix.PidfdOpen(os.Getppid(), 0)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		return unix.PidfdSendSignal(fd, 0, nil, 0)
	}, true},
	"signal a thread of the host": {func(w way) error { return unix.Tgkill(os.Getppid(), os.Getppid(), 0) }, true},
	"have a signal sent": {func(w way) error {
		_, err := unix.FcntlInt(4, unix.F_SETOWN, os.Getppid())
		return err
	}, true},
	"have a signal sent, in disguise": {func(w way) error { return call(unix.SYS_FCNTL, 4, 1<<32|unix.F_SETOWN, uintptr(os.Getppid())) }, true},
	"trace":                           {func(w way) error { return not(unix.ESRCH, call(unix.SYS_PTRACE, unix.PTRACE_SEIZE, nobody, 0, 0)) }, false},
	"write its memory":                {func(w way) error { return not(unix.ESRCH, call(unix.SYS_PROCESS_VM_WRITEV, nobody, 0, 0, 0, 0, 0)) }, false},
	"own memory file":                 {func(w way) error { return opened("/proc/self/mem", os.O_RDWR) }, true},
	"host's memory":                   {func(w way) error { return opened(fmt.Sprintf("/proc/%d/mem", os.Getppid()), os.O_RDONLY) }, false},
	"host's environment":              {func(w way) error { return read(fmt.Sprintf("/proc/%d/environ", os.Getppid())) }, true},
	"host's descriptors": {func(w way) error {
		_, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", os.Getppid()))
		return err
	}, true},
	"host's limits":   {func(w way) error { return unix.Prlimit(os.Getppid(), unix.RLIMIT_NOFILE, nil, &unix.Rlimit{}) }, true},
	"leave the group": {func(w way) error { return unix.Setpgid(0, os.Getppid()) }, false},
	"environment": {func(w way) error {
		if os.Getenv("MONRO_TEST_SECRET") == "" {
			return errors.New("no secret there")
		}
		return nil
	}, true},
	"environment at the start": {func(w way) error { return read("/proc/self/environ") }, true},

	// the system
	"mount":                 {func(w way) error { return unix.Mount("none", "/nowhere", "tmpfs", 0, "") }, false},
	"chroot":                {func(w way) error { return not(unix.ENOENT, syscall.Chroot("/nowhere")) }, false},
	"unshare":               {func(w way) error { return inEach(1, func() error { return unix.Unshare(unix.CLONE_FS) }) }, true},
	"setns":                 {func(w way) error { return not(unix.EBADF, call(unix.SYS_SETNS, 9999, 0)) }, false},
	"io_uring":              {func(w way) error { return not(unix.EFAULT, call(unix.SYS_IO_URING_SETUP, 1, 0)) }, false},
	"bpf":                   {func(w way) error { return not(unix.EFAULT, not(unix.EINVAL, call(unix.SYS_BPF, 0, 0, 0))) }, false},
	"perf":                  {func(w way) error { return not(unix.EFAULT, call(unix.SYS_PERF_EVENT_OPEN, 0, 0, 0, 0, 0)) }, false},
	"keyring":               {func(w way) error { return not(unix.EOPNOTSUPP, call(unix.SYS_KEYCTL, 9999)) }, false},
	"new filters":           {func(w way) error { return not(unix.EINVAL, call(unix.SYS_SECCOMP, 0, 1, 0)) }, false},
	"every thread, files":   {func(w way) error { return inEach(32, func() error { return read(w.out("secret")) }) }, true},
	"every thread, sockets": {func(w way) error { return inEach(32, func() error { return socket(unix.AF_INET, unix.SOCK_DGRAM, 0) }) }, true},
}

// not makes an error that only comes where a call is let through count as that.
func not(let, err error) error {
	if errors.Is(err, let) {
		return nil
	}
	return err
}

func opened(path string, flags int) error {
	f, err := os.OpenFile(path, flags, 0)
	if err == nil {
		f.Close()
	}
	return err
}

func chmodOpen(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return nil // it is there to be read
	}
	defer f.Close()
	return f.Chmod(0o777)
}

// grounds are the folders of a test: that of the notebook, and one outside.
func grounds(t *testing.T) (notebook, outside, address string) {
	t.Helper()
	notebook, outside = t.TempDir(), t.TempDir()
	for path, content := range map[string]string{
		filepath.Join(notebook, "data.csv"):     "a,b\n1,2\n",
		filepath.Join(outside, "secret"):        "secret",
		filepath.Join(outside, "kernel-1.json"): `{"key":"secret"}`,
	} {
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for network, at := range map[string]string{"tcp": "127.0.0.1:0", "unix": filepath.Join(outside, "socket"), "abstract": "@monro-escape-" + filepath.Base(outside)} {
		l, err := net.Listen(strings.Replace(network, "abstract", "unix", 1), at)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		if network == "tcp" {
			address = l.Addr().String()
		}
	}
	return notebook, outside, address
}

// needSandbox skips a test where the system has none.
func needSandbox(t *testing.T) {
	t.Helper()
	if err := sandbox.Check(sandbox.Strict); err != nil {
		t.Skip(err)
	}
}

// contents is what is in a folder: names, modes, texts.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		data, _ := os.ReadFile(filepath.Join(dir, e.Name())) // a socket has none
		fmt.Fprintf(&b, "%s %v %q\n", e.Name(), info.Mode(), data)
	}
	return b.String()
}

// escapeHost starts a worker of ways out, confined or not.
func escapeHost(t *testing.T, mode sandbox.Mode) (h *worker.Host, notebook, outside string) {
	t.Helper()
	notebook, outside, address := grounds(t)
	t.Setenv("MONRO_TEST_SECRET", "secret")
	return host(t, func(o *worker.Options) {
		o.Sandbox, o.Dir = mode, notebook
		o.Env = []string{envEscape + "=1", envOutside + "=" + outside, envAddress + "=" + address}
		if mode == sandbox.Off {
			o.Env = append(o.Env, sandbox.Scratch+"="+t.TempDir())
		}
	}), notebook, outside
}

// Compiled code with every right that Go has does not get out, and the session
// lives on in the same process.
func TestSandboxHolds(t *testing.T) {
	needSandbox(t)
	h, notebook, outside := escapeHost(t, sandbox.Strict)
	before, beside := contents(t, outside), contents(t, notebook)
	pid := 0
	for _, name := range slices.Sorted(maps.Keys(ways)) {
		reply, _ := run(t, h, name)
		if reply.Error == nil || reply.Lost || reply.Error.Name == "WorkerDied" {
			t.Errorf("%s: result %v, error %v, lost %v", name, reply.Result, reply.Error, reply.Lost)
		}
		t.Logf("%-32s %v", name, reply.Error)
		if pid != 0 && h.Pid() != pid {
			t.Errorf("%s: the worker was replaced", name)
		}
		pid = h.Pid()
	}
	if after := contents(t, outside); after != before {
		t.Errorf("outside: before\n%s after\n%s", before, after)
	}
	if after := contents(t, notebook); after != beside {
		t.Errorf("beside the notebook: before\n%s after\n%s", beside, after)
	}
}

// Without a sandbox the ways that a test can go at all are open: so it is the
// sandbox that closes them.
func TestWaysAreOpenOtherwise(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(ways)) {
		if !ways[name].free {
			continue
		}
		t.Run(name, func(t *testing.T) {
			h, _, _ := escapeHost(t, sandbox.Off)
			switch reply, _ := run(t, h, name); {
			case reply.Error == nil:
			case strings.Contains(reply.Error.Message, "not permitted"), strings.Contains(reply.Error.Message, "denied"):
				t.Skip("closed on this machine in any case: ", reply.Error)
			default:
				t.Error(reply.Error)
			}
		})
	}
}

// forge writes messages of one kind to the pipe that the worker answers by.
func forge(kind byte) {
	for _, id := range []uint32{0, 1, 1 << 31} {
		for _, body := range []string{"", "x", "\x09text", "null", "[]", "{}", `{"Kind":"bogus","Bundle":{"Text":null,"JSON":{"a/b":1}}}`,
			`{"Result":{},"Error":{},"Expressions":{"x":{}}}`, `{"Whole":-1,"Left":[99],"Lost":[""]}`, `{"Start":-1,"End":99,"Matches":[{}]}`} {
			frame := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
			frame = append(frame, kind)
			frame = binary.BigEndian.AppendUint32(frame, id)
			unix.Write(4, append(frame, body...))
		}
	}
}

// A worker that says to its host what it likes does no harm but to itself.
func TestForgedFrames(t *testing.T) {
	h, _, _ := escapeHost(t, sandbox.Off)
	for kind := range 24 {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		h.Execute(ctx, worker.Request{Code: fmt.Sprint("forge ", kind)}, func(e worker.Event) {
			if e.Display == nil && e.Stream == "" {
				t.Errorf("kind %d: an event of nothing", kind)
			}
		})
		if ctx.Err() != nil {
			t.Errorf("kind %d: the cell does not end", kind)
		}
		cancel()
	}
	if reply, _ := run(t, h, "socket pair"); reply.Error != nil {
		t.Error("after all that: ", reply.Error)
	}
}

// sandboxed starts a host with a confined worker of the dialect.
func sandboxed(t *testing.T) (h *worker.Host, notebook, outside string) {
	t.Helper()
	needSandbox(t)
	notebook, outside, _ = grounds(t)
	return host(t, func(o *worker.Options) {
		o.Command, o.Env = []string{os.Args[0]}, []string{envDialect + "=1"}
		o.Sandbox, o.Dir = sandbox.Strict, notebook
	}), notebook, outside
}

// What a cell says that wants out ends with an error at its place, or without
// effect, and the session goes on where it was.
func TestSandboxedCells(t *testing.T) {
	h, notebook, outside := sandboxed(t)
	before, beside := contents(t, outside), contents(t, notebook)
	must(t, h, "kept := 7")
	pid := h.Pid()
	for _, tt := range []struct{ code, want string }{
		{`os.WriteFile("OUT/new", []byte("x"), 0o600)`, "permission denied"},
		{`os.WriteFile("/etc/monro-was-here", nil, 0o600)`, "permission denied"},
		{`os.WriteFile(os.Getenv("HOME") + "/monro-was-here", nil, 0o600)`, "permission denied"},
		{`os.WriteFile("beside", nil, 0o600)`, "permission denied"},
		{`os.WriteFile("/dev/shm/monro-was-here", nil, 0o600)`, "permission denied"},
		{`os.ReadFile("OUT/kernel-1.json")`, "permission denied"},
		{`os.ReadFile("/proc/self/environ")`, "permission denied"},
		{`os.OpenFile("/proc/self/mem", os.O_RDWR, 0)`, "permission denied"},
		{"os.Symlink(\"OUT/secret\", os.Getenv(\"MONRO_SCRATCH\") + \"/link\")\nos.WriteFile(os.Getenv(\"MONRO_SCRATCH\") + \"/link\", nil, 0o600)", "permission denied"},
		{`os.Link("data.csv", os.Getenv("MONRO_SCRATCH") + "/link2")`, "invalid cross-device link"},
		{`os.Rename("OUT/secret", os.Getenv("MONRO_SCRATCH") + "/secret")`, "permission denied"},
		{`os.Chmod("data.csv", 0o777)`, "operation not permitted"},
		{`os.Truncate("data.csv", 0)`, "operation not permitted"},
		{`os.StartProcess("/bin/true", []string{"true"}, &os.ProcAttr{})`, "operation not permitted"},
		{"os.Setenv(\"LD_PRELOAD\", \"/tmp/x.so\")\nos.StartProcess(\"/bin/true\", []string{\"true\"}, &os.ProcAttr{})", "operation not permitted"},
		{`os.FindProcess(os.Getppid()).Kill()`, "operation not permitted"},
		{`f := os.Create(os.Getenv("MONRO_SCRATCH") + "/huge")` + "\nf.Truncate(1 << 40)", "file too large"},
		{`store.Open("OUT/monro.db")`, "cannot be written"},
		{`data.Fetch("https://example.org/a.csv", "")`, "no network"},
		{`%%writefile OUT/new` + "\nx", "permission denied"},
		{`%export OUT/module`, "permission denied"},
		{`exec.Command("true").Run()`, "line 1: os/exec is not available in the sandbox"},
		{"x := 1\n_, err := net.Dial(\"tcp\", \"127.0.0.1:1\")", "line 2: net is not available in the sandbox"},
		{`import "net/http"`, "net/http is not available in the sandbox"},
		{`http.Get("http://127.0.0.1")`, "net/http is not available in the sandbox"},
		{`import "unsafe"`, "unsafe is not available in the sandbox"},
		{`import "syscall"`, "syscall is not available in the sandbox"},
		{`import "plugin"`, "plugin is not available in the sandbox"},
		{`!true`, "!true is not available in the sandbox"},
		{"%%bash\ntrue", "%%bash is not available in the sandbox"},
		{"%%sh\ntrue", "%%sh is not available in the sandbox"},
	} {
		reply, _ := run(t, h, strings.ReplaceAll(tt.code, "OUT", outside))
		if reply.Error == nil {
			t.Errorf("%s: no error", tt.code)
		} else if !strings.Contains(reply.Error.Message, tt.want) || !strings.Contains(strings.Join(reply.Error.Traceback, "\n"), "note: this session runs in a sandbox") {
			t.Errorf("%s: %v, wanted %q\n%s", tt.code, reply.Error, tt.want, strings.Join(reply.Error.Traceback, "\n"))
		}
		if h.Pid() != pid {
			t.Fatalf("%s: the worker was replaced", tt.code)
		}
	}
	if after := contents(t, outside); after != before {
		t.Errorf("outside: before\n%s after\n%s", before, after)
	}
	if after := contents(t, notebook); after != beside {
		t.Errorf("beside the notebook: before\n%s after\n%s", beside, after)
	}
	if reply, _ := must(t, h, "kept"); reply.Result.Text() != "7" {
		t.Errorf("kept is %v", reply.Result)
	}
}

// What a notebook needs goes on working.
func TestSandboxLetsWork(t *testing.T) {
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, "far.csv"), []byte("a,b\n3,4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("MONRO_DATA", data)
	t.Setenv("MONRO_TEST_SECRET", "secret")
	h, _, _ := sandboxed(t)
	scratch := ""
	for _, tt := range []struct{ code, want string }{
		{`os.Getenv("MONRO_SCRATCH")`, ""},
		{`string(os.ReadFile("data.csv"))`, "a,b\n1,2\n"},
		{`string(os.ReadFile(os.Getenv("MONRO_DATA") + "/far.csv"))`, "a,b\n3,4\n"},
		{"dir := os.Getenv(\"MONRO_SCRATCH\")\nos.MkdirAll(dir + \"/a/b\", 0o700)\nos.WriteFile(dir + \"/a/b/c\", []byte(\"text\"), 0o600)\nos.Rename(dir + \"/a/b/c\", dir + \"/d\")\nos.Symlink(\"d\", dir + \"/e\")\nstring(os.ReadFile(dir + \"/e\"))", "text"},
		{"f := os.CreateTemp(\"\", \"\")\nf.Truncate(10)\nf.Close()\nos.RemoveAll(dir + \"/a\")\nstrings.HasPrefix(f.Name(), dir)", "true"},
		{`os.WriteFile(os.DevNull, []byte("x"), 0o600); 1`, "1"},
		{`time.LoadLocation("Europe/Berlin").String()`, "Europe/Berlin"},
		{`x := linspace(0, 1, 3); sum(x)`, "1.5"},
		{"plot.Line(x, x).Save(dir + \"/p.svg\")\nlen(os.ReadFile(dir + \"/p.svg\")) > 1000", "true"},
		{"db := store.Default()\nstrings.HasPrefix(db.Path(), dir)", "true"},
		{`os.Getenv("MONRO_TEST_SECRET")`, ""},
		{"var wg sync.WaitGroup\nfor i := 0; i < 50; i++ { wg.Add(1); go func() { defer wg.Done(); time.Sleep(time.Millisecond) }() }\nwg.Wait()\n2", "2"},
	} {
		reply, _ := run(t, h, tt.code)
		switch {
		case reply.Error != nil:
			t.Errorf("%s: %v", tt.code, reply.Error)
		case scratch == "":
			scratch = reply.Result.Text()
		case reply.Result.Text() != tt.want:
			t.Errorf("%s: %q, wanted %q", tt.code, reply.Result.Text(), tt.want)
		}
	}
	if _, err := os.Stat(filepath.Join(scratch, "d")); err != nil {
		t.Error(err)
	}
	h.Close()
	if _, err := os.Stat(scratch); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the scratch folder after the end: %v", err)
	}
}

// A worker in the place of one that died is confined as well, and finds the files
// that cells have written.
func TestSandboxAfterDeath(t *testing.T) {
	h, _, outside := sandboxed(t)
	must(t, h, `os.WriteFile(os.Getenv("MONRO_SCRATCH") + "/a", []byte("x"), 0o600)`)
	first := h.Pid()
	if reply, _ := run(t, h, die); reply.Error == nil || reply.Error.Name != "WorkerDied" || h.Pid() == first {
		t.Errorf("error %v; the worker should have died", reply.Error)
	}
	must(t, h, `os.ReadFile(os.Getenv("MONRO_SCRATCH") + "/a")`)
	if reply, _ := run(t, h, fmt.Sprintf("os.ReadFile(%q)", filepath.Join(outside, "secret"))); reply.Error == nil {
		t.Error("the second worker reads what the first did not")
	}
}

// Interrupts, which reach a confined worker by its pipe and its own signals, work.
func TestSandboxInterrupt(t *testing.T) {
	h, _, _ := sandboxed(t)
	must(t, h, "kept := 7")
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	reply := h.Execute(ctx, worker.Request{Code: "for {}"}, func(worker.Event) {})
	if reply.Error == nil || reply.Error.Name != "Interrupted" {
		t.Errorf("error %v", reply.Error)
	}
	must(t, h, "kept")
}

// What a confined cell shows reaches no further than the eye.
func TestSandboxTames(t *testing.T) {
	h, _, _ := sandboxed(t)
	var shown []display.Bundle
	execute := func(code string) worker.Reply {
		t.Helper()
		reply := h.Execute(context.Background(), worker.Request{Code: code, Expressions: map[string]string{"e": "page"}}, func(e worker.Event) {
			if e.Display != nil {
				shown = append(shown, e.Display.Bundle)
			}
		})
		if reply.Error != nil {
			t.Fatal(reply.Error)
		}
		return reply
	}
	reply := execute("page := display.HTML(`<script>alert(1)</script>text`)\nshow(page)\nshow(plot.Line(nil, []float64{1, 2}))\npage")
	help := execute("sin?")
	bundles := append(shown, *reply.Result, reply.Expressions["e"].Bundle, *help.Page)
	if len(bundles) != 5 {
		t.Errorf("%d bundles", len(bundles))
	}
	images := 0
	for _, b := range bundles {
		for mime, v := range b.Data {
			s, _ := v.(string)
			if mime == "text/html" && strings.HasPrefix(s, `<img src="data:image/svg+xml;base64,`) {
				images++
			} else if mime != "text/plain" && mime != "image/png" {
				t.Errorf("%s: %.100v", mime, v)
			}
		}
	}
	if images != 1 {
		t.Errorf("%d figures", images)
	}
}
