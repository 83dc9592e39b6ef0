// Soak runs one long session of a kernel and says whether it stays as it was:
// cells of all kinds, interrupts, workers that die, and displays by the ten
// thousands, over ZeroMQ as a front end would. It builds the kernel unless it is
// given one:
//
//	go run ./internal/soak                 10,000 cells, at most 15 minutes
//	go run ./internal/soak -scale 0.02     what CI runs
//
// It exits with status 1 where a limit is broken, or where time runs out: memory
// must be flat once warm, no descriptor or goroutine may leak, a small cell must
// take as long at the end as at the start, and what the session holds must
// survive every death.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// The whole run, at scale 1.
const (
	cells      = 10_000
	interrupts = 1_000
	deaths     = 200
	displays   = 100_000
)

func main() {
	scale := flag.Float64("scale", 1, "share of the whole run: 10,000 cells, 1,000 interrupts, 200 deaths, 100,000 displays")
	limit := flag.Duration("for", 15*time.Minute, "give up after this long")
	program := flag.String("kernel", "", "monro binary to run (default: build one)")
	verbose := flag.Bool("v", false, "print what the kernel logs")
	flag.Parse()
	if !(*scale > 0) || flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "soak: -scale is %v: a number above 0 is wanted, and no arguments\n", *scale)
		os.Exit(2)
	}
	if err := run(*program, *scale, *limit, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func run(program string, scale float64, limit time.Duration, verbose bool) error {
	dir, err := os.MkdirTemp("", "soak")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if program == "" {
		if program, err = build(dir); err != nil {
			return err
		}
	}
	file := filepath.Join(dir, "connection.json")
	connection, err := connectionFile(file)
	if err != nil {
		return err
	}
	kernel, err := serve(program, file, dir)
	if err != nil {
		return err
	}
	defer kernel.cmd.Process.Kill()
	front, err := connect(connection)
	if err != nil {
		return err
	}
	s := newSession(front, kernel, scale, time.Now().Add(limit))
	err = s.run()
	goroutines, words := kernel.quit()
	if verbose || err != nil {
		os.Stderr.WriteString(words)
	}
	if err != nil {
		return err
	}
	return s.report(goroutines)
}
