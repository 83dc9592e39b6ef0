package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// program is this executable, also where its file has been replaced.
const program = "/proc/self/exe"

// fileLimit is the most bytes that a file can have which a cell writes.
const fileLimit = 1 << 30

// enter closes the files off and starts the program anew. A thread's restrictions
// go to what it executes: so one thread is enough, where restricting the threads
// of a running Go program one by one would give each a domain of its own.
func (p Policy) enter() error {
	if lacks := Lacks(); p.Mode == Strict && len(lacks) > 0 {
		return errors.New(lacks[0].What)
	}
	runtime.LockOSThread() // and never unlocked: nothing else must run on it
	// What cannot be looked up any more inside.
	if os.Getenv("GOMAXPROCS") == "" {
		os.Setenv("GOMAXPROCS", strconv.Itoa(runtime.GOMAXPROCS(0)))
	}
	for limit, value := range map[int]uint64{unix.RLIMIT_CORE: 0, unix.RLIMIT_FSIZE: fileLimit} {
		if err := lower(limit, value); err != nil {
			return fmt.Errorf("resource limits: %w", err)
		}
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no_new_privs: %w", err)
	}
	if err := dropCapabilities(); err != nil {
		return fmt.Errorf("capabilities: %w", err)
	}
	// The five descriptors of a worker stay; those that its ancestors forgot go.
	if err := unix.CloseRange(5, math.MaxUint32, unix.CLOSE_RANGE_CLOEXEC); err != nil && p.Mode == Strict {
		return fmt.Errorf("open descriptors: %w", err)
	}
	if abi := landlockVersion(); abi > 0 {
		if err := p.landlock(abi); err != nil {
			return fmt.Errorf("closing the files off: %w", err)
		}
	}
	p.Inside = true
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	os.Setenv(passed, string(text))
	return os.NewSyscallError("execve", syscall.Exec(program, os.Args, os.Environ()))
}

// seal installs the seccomp filter in all threads.
func (p Policy) seal() error {
	signal.Ignore(unix.SIGXFSZ) // a file too large is an error of the cell, not its end
	err := filterSystemCalls(os.Getpid())
	if err != nil && (p.Mode == Strict || seccompThere()) {
		return fmt.Errorf("seccomp: %w", err)
	}
	return nil
}

// lower sets a resource limit where it is not lower already.
func lower(limit int, value uint64) error {
	var r unix.Rlimit
	if err := unix.Getrlimit(limit, &r); err != nil {
		return err
	}
	value = min(value, r.Max)
	return unix.Setrlimit(limit, &unix.Rlimit{Cur: value, Max: value})
}

// dropCapabilities leaves this thread, where it is root's, no more than the right
// to files that belong to others: notebooks in containers often do.
func dropCapabilities() error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var sets [2]unix.CapUserData
	if err := unix.Capget(&header, &sets[0]); err != nil {
		return err
	}
	const files = 1<<unix.CAP_DAC_OVERRIDE | 1<<unix.CAP_DAC_READ_SEARCH
	sets[0].Effective &= files
	sets[0].Permitted &= files
	sets[0].Inheritable = 0
	sets[1] = unix.CapUserData{}
	return unix.Capset(&header, &sets[0])
}

// Lacks lists what this system cannot confine; empty: nothing.
func Lacks() []Lack {
	var list []Lack
	if landlockVersion() < 1 {
		list = append(list, Lack{"this Linux has no Landlock (5.13 and later have it, where it is not turned off)", "cells can read and write all files that you can"})
	}
	if !seccompThere() {
		list = append(list, Lack{"this Linux has no seccomp filters", "cells can reach the network and other processes"})
	}
	return list
}
