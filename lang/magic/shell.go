package magic

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"monro/stdlib/display"
)

// script is %%bash and %%sh.
func script(ctx context.Context, c *call) (*display.Bundle, error) {
	shell := strings.TrimPrefix(c.name, "%%")
	args := append([]string{"-c", c.body, shell}, words(c.args)...)
	return nil, runShell(ctx, c, shell, args...)
}

// CheckSandbox refuses a part that starts programs.
func CheckSandbox(cell string, p Part) error {
	name := p.Name
	switch {
	case p.Kind == Shell:
		name = "!" + short(p.Args(cell), typeWidth)
	case name != "%%bash" && name != "%%sh":
		return nil
	}
	return usage("%s is not available in the sandbox: no other programs can be started", name)
}

const (
	// killAfter is how long an interrupted command may take to end by itself.
	killAfter = 20 * time.Millisecond
	// pipeDelay is how long to read on after a command's end, where something
	// that it started in the background keeps its output open.
	pipeDelay = 2 * time.Second
)

// runShell runs a command whose output streams to the session's. The end of ctx
// interrupts it and everything in its process group, then kills them.
func runShell(ctx context.Context, c *call, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = c.Stdout(), c.Stderr(), pipeDelay
	ownGroup(cmd)
	started, ended := make(chan error, 1), make(chan error, 1)
	go func() {
		runtime.LockOSThread() // Linux ends the command with the thread that started it
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			ended <- cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	select {
	case err := <-ended:
		return c.exit(err)
	case <-ctx.Done():
	}
	interruptGroup(cmd)
	select {
	case <-ended:
	case <-time.After(killAfter):
	}
	killGroup(cmd)
	return ctx.Err()
}

// exit says how a command ended, nil for well.
func (c *call) exit(err error) error {
	var e *exec.ExitError
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		return nil
	case !errors.As(err, &e):
		return err
	case c.part.Kind == Cell:
		return fmt.Errorf("%s: %v", c.name, e)
	}
	const notFound = 127
	word, _, _ := strings.Cut(c.args, " ")
	if e.ExitCode() == notFound {
		for _, n := range c.Names() {
			if n.Name == word {
				return fmt.Errorf("%v: !%s runs a command; to negate a variable write (!%s)", e, word, word)
			}
		}
	}
	return fmt.Errorf("%v: %s", e, short(c.args, valueWidth))
}
