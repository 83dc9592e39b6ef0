//go:build !linux

package sandbox

import (
	"errors"
	"os"
)

// enter has nothing to close off.
func (p Policy) enter() error {
	if p.Mode == Strict {
		return errors.New(Lacks()[0].What)
	}
	os.Unsetenv(passed)
	return nil
}

func (p Policy) seal() error { return p.enter() }

// Lacks lists what this system cannot confine; empty: nothing.
func Lacks() []Lack {
	return []Lack{{"only Linux has Landlock and seccomp", "cells can read and write all files that you can, and reach the network and other processes"}}
}
