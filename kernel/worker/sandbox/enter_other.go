//go:build !linux

package sandbox

// enter has nothing to close off.
func (p Policy) enter() error { return Check(p.Mode) }

func (p Policy) seal() error { return Check(p.Mode) }

// Lacks lists what this system cannot confine; empty: nothing.
func Lacks() []Lack {
	return []Lack{{"only Linux has Landlock and seccomp", "cells can read and write all files that you can, and reach the network and other processes"}}
}
