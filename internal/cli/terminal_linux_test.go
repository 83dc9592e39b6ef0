package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A pty is a terminal with monro in it, as a person has it.
type pty struct {
	t    *testing.T
	cmd  *exec.Cmd
	keys *os.File

	mu     sync.Mutex
	screen bytes.Buffer // all that was printed, without escape sequences
	seen   int          // how much of it a wait has passed
}

var controls = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]|\x1b[=>]|\x1b\\][^\x07]*\x07|\r")

func openTerminal(t *testing.T) *pty {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	t.Cleanup(func() { master.Close() })
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(int(master.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 100})
	}
	if err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer slave.Close()
	dir := t.TempDir()
	p := &pty{t: t, keys: master, cmd: exec.Command(os.Args[0])}
	p.cmd.Dir = dir
	p.cmd.Env = append(os.Environ(), mainVariable+"=1", "TERM=xterm", "NO_COLOR=", "INPUTRC="+os.DevNull, "HOME="+dir, "MONRO_HISTORY="+dir+"/history")
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = slave, slave, slave
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill() })
	go p.watch()
	return p
}

// watch collects what is printed.
func (p *pty) watch() {
	var block [4096]byte
	for {
		n, err := p.keys.Read(block[:])
		p.mu.Lock()
		p.screen.Write(controls.ReplaceAll(block[:n], nil))
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// press sends keys.
func (p *pty) press(keys string) {
	p.t.Helper()
	if _, err := p.keys.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
}

// wait waits until text is printed after what an earlier wait saw.
func (p *pty) wait(text string) {
	p.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		p.mu.Lock()
		fresh := p.screen.String()[p.seen:]
		at := strings.Index(fresh, text)
		if at >= 0 {
			p.seen += at + len(text)
		}
		p.mu.Unlock()
		if at >= 0 {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%q is not printed; the screen has\n%s", text, fresh)
		}
	}
}

const (
	ctrlC = "\x03"
	ctrlD = "\x04"
)

func TestTerminal(t *testing.T) {
	p := openTerminal(t)
	p.wait("In [1]: ")

	p.press("x := 20 // é世界\r")
	p.wait("é世界")
	p.wait("In [2]: ")
	p.press("x*2 + 2\r")
	p.wait("Out[2]: 42")

	p.wait("In [3]: ")
	p.press("func twice(v int) int {\rreturn 2 * v\r}\r")
	p.wait("In [4]: ")
	p.press("twice(x) + 4\r")
	p.wait("Out[4]: 44")

	// Ctrl-C stops the cell; the session and its variables stay.
	p.wait("In [5]: ")
	p.press("fmt.Println(\"beg\" + \"un\"); for {\r}\r")
	p.wait("begun")
	p.press(ctrlC)
	p.wait("Interrupted")
	p.wait("In [6]: ")

	// At the prompt it clears the line.
	p.press("nonsense(")
	p.wait("nonsense(")
	p.press(ctrlC)
	p.wait("^C")
	p.wait("In [6]: ")
	p.press("x + 3\r")
	p.wait("Out[6]: 23")

	p.wait("In [7]: ")
	p.press("undefinedName\r")
	p.wait("undefined: undefinedName")

	p.wait("In [8]: ")
	p.press(ctrlD)
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("Ctrl-D: %v", err)
	}
}
