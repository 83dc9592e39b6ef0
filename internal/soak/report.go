package main

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Limits of what a session may become.
const (
	slower     = 1.5 // last hundred probes against the first
	growth     = 1.3 // memory in the last quarter against the second
	slack      = 16 << 20
	moreFiles  = 8  // open descriptors likewise
	goroutines = 80 // of the kernel at the end
)

// report prints what was measured and returns an error that lists the limits
// that were broken.
func (s *session) report(left int) error {
	fmt.Printf("%d cells in %v: %d interrupts, %d deaths, %d displays\n",
		len(s.plan), time.Since(s.started).Round(time.Second), s.did[stopper], s.did[killer], s.shown)
	fmt.Printf("%8s %8s   %-34s %s\n", "", "", "kernel", "worker")
	fmt.Printf("%8s %8s   %10s %10s %10s   %10s %10s %10s\n", "cells", "time", "memory", "files", "threads", "memory", "files", "threads")
	for _, p := range s.samples {
		fmt.Printf("%8d %8v   %s   %s\n", p.cells, p.at.Round(time.Second), p.kernel, p.worker)
	}
	fmt.Printf("goroutines of the kernel at the end: %d\n", left)
	for _, row := range []struct {
		name string
		kind kind
	}{{"small cell", probe}, {"ordinary cell", ordinary}, {"interrupt", stopper}, {"death and restore", killer}} {
		all := s.took[row.kind]
		n := min(100, len(all)/2)
		fmt.Printf("%-18s p50 %9v  p99 %9v   first %d: p50 %v, last %d: p50 %v\n", row.name, round(quantile(all, 0.5)), round(quantile(all, 0.99)),
			n, round(quantile(all[:n], 0.5)), n, round(quantile(all[len(all)-n:], 0.5)))
	}
	return errors.Join(s.broken(left)...)
}

func (u usage) String() string {
	return fmt.Sprintf("%7.1f MB %10d %10d", float64(u.Resident)/(1<<20), u.Files, u.Threads)
}

func round(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }

func (s *session) broken(left int) (all []error) {
	bad := func(format string, args ...any) { all = append(all, fmt.Errorf(format, args...)) }
	for _, t := range s.troubles {
		bad("%s", t)
	}
	probes := s.took[probe]
	n := min(100, len(probes)/2)
	first, last := quantile(probes[:n], 0.5), quantile(probes[len(probes)-n:], 0.5)
	if float64(last) > slower*float64(first) {
		bad("a small cell took %v at first and %v at last: want at most %v times as much", first, last, slower)
	}
	if left > goroutines {
		bad("%d goroutines are left in the kernel: want at most %d", left, goroutines)
	}
	q := len(s.samples) / 4
	early, late := s.samples[q:2*q+1], s.samples[len(s.samples)-q-1:]
	for _, what := range []struct {
		name string
		of   func(sample) usage
	}{{"kernel", func(p sample) usage { return p.kernel }}, {"worker", func(p sample) usage { return p.worker }}} {
		a, b := middle(early, what.of), middle(late, what.of)
		if float64(b.Resident) > growth*float64(a.Resident)+slack {
			bad("the %s grew from %.1f to %.1f MB", what.name, float64(a.Resident)/(1<<20), float64(b.Resident)/(1<<20))
		}
		if b.Files > a.Files+moreFiles {
			bad("the %s had %d open files and has %d", what.name, a.Files, b.Files)
		}
	}
	return all
}

// middle takes the median of each figure.
func middle(list []sample, of func(sample) usage) usage {
	var memory []int64
	var files []int
	for _, p := range list {
		memory = append(memory, of(p).Resident)
		files = append(files, of(p).Files)
	}
	slices.Sort(memory)
	slices.Sort(files)
	return usage{Resident: memory[len(memory)/2], Files: files[len(files)/2]}
}
