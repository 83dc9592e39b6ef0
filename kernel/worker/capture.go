//go:build unix

package worker

import (
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// A capture is the reading end of a pipe that stands in for os.Stdout or
// os.Stderr, for code that writes to those without asking the session.
type capture struct {
	stream byte
	file   *os.File
	fd     int
	buf    []byte
}

// newCapture returns the writing end to put in place of a standard stream. What
// comes through is read as it comes, and by output.drain whenever order asks for it.
func newCapture(o *output, stream byte, name string) (*os.File, error) {
	var p [2]int
	if err := pipe(&p); err != nil {
		return nil, err
	}
	// fd stays beside the file because File.Fd would make it blocking.
	c := &capture{stream: stream, file: os.NewFile(uintptr(p[0]), name), fd: p[0], buf: make([]byte, 16<<10)}
	raw, err := c.file.SyscallConn()
	if err != nil {
		return nil, err
	}
	var old []*os.File
	o.mu.Lock()
	o.captures = slices.DeleteFunc(o.captures, func(before *capture) bool {
		if before.stream != stream {
			return false
		}
		before.take(o)
		old = append(old, before.file)
		return true
	})
	o.captures = append(o.captures, c)
	o.mu.Unlock()
	for _, f := range old { // not under the lock: Close waits for the reader, which may wait for the lock
		f.Close()
	}
	go raw.Read(func(uintptr) bool {
		o.mu.Lock()
		defer o.mu.Unlock()
		return c.take(o) // false: wait until there is more
	})
	return os.NewFile(uintptr(p[1]), name), nil
}

// take moves what the pipe holds to the output and reports whether it ended. o.mu is held.
func (c *capture) take(o *output) (ended bool) {
	for {
		n, err := unix.Read(c.fd, c.buf)
		switch {
		case n > 0:
			o.add(c.stream, c.buf[:n])
		case err == unix.EINTR:
		case err == unix.EAGAIN:
			return false
		default:
			return true
		}
	}
}

func pipe(p *[2]int) error {
	if err := unix.Pipe(p[:]); err != nil {
		return os.NewSyscallError("pipe", err)
	}
	for _, fd := range p {
		unix.CloseOnExec(fd)
		if err := unix.SetNonblock(fd, true); err != nil {
			return os.NewSyscallError("fcntl", err)
		}
	}
	return nil
}
