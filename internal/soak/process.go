package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A server is the kernel's process.
type server struct {
	cmd   *exec.Cmd
	mu    sync.Mutex
	words bytes.Buffer // what it writes to standard error
}

// build makes the monro binary in a folder.
func build(dir string) (string, error) {
	path := filepath.Join(dir, "monro")
	cmd := exec.Command("go", "build", "-o", path, ".")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("building the kernel (run this in the module's root): %w", err)
	}
	return path, nil
}

// serve starts a kernel whose files all lie in a folder.
func serve(program, connection, dir string) (*server, error) {
	s := &server{cmd: exec.Command(program, "kernel", "-f", connection)}
	s.cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+dir)
	s.cmd.Dir = dir
	s.cmd.Stderr = s
	return s, s.cmd.Start()
}

// Write is for the process's standard error.
func (s *server) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.words.Write(p)
}

// quit ends the kernel so that it says what its goroutines were, and counts them.
func (s *server) quit() (goroutines int, dump string) {
	s.cmd.Process.Signal(syscall.SIGQUIT)
	over := make(chan struct{})
	go func() { s.cmd.Wait(); close(over) }()
	select {
	case <-over:
	case <-time.After(10 * time.Second):
		s.cmd.Process.Kill()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	dump = s.words.String()
	for line := range strings.Lines(dump) {
		if strings.HasPrefix(line, "goroutine ") && strings.Contains(line, "[") && !strings.HasPrefix(line, "goroutine 0 ") {
			goroutines++
		}
	}
	return goroutines, dump
}

// A usage is what a process takes of the system.
type usage struct {
	Resident int64 // bytes
	Files    int   // open descriptors
	Threads  int
}

// use is what Linux says of a process; all zero elsewhere, and of one that is gone.
func use(pid int) (u usage) {
	files, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	u.Files = len(files)
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) > 1 {
			n, _ := strconv.ParseInt(f[1], 10, 64)
			switch f[0] {
			case "VmRSS:":
				u.Resident = n << 10
			case "Threads:":
				u.Threads = int(n)
			}
		}
	}
	return u
}

// worker is the kernel's child, 0 where there is none.
func (s *server) worker() int {
	pid := s.cmd.Process.Pid
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid)) // a child belongs to the thread that made it
	for _, t := range tasks {
		list, _ := os.ReadFile(t)
		if f := strings.Fields(string(list)); len(f) > 0 {
			child, _ := strconv.Atoi(f[0])
			return child
		}
	}
	return 0
}
