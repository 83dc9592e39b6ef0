// Command record compiles all snippets of lang/difftest with the Go toolchain
// and writes what they print into their files. With -check it reports where a
// file says something else, and changes nothing. It is run from the module's
// root: go run ./lang/difftest/record
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"monro/lang/difftest"
)

func main() {
	log.SetFlags(0)
	check := flag.Bool("check", false, "report differences, write nothing")
	dir := flag.String("dir", "lang/difftest/testdata", "folder of the snippet files")
	flag.Parse()
	files, err := difftest.ReadAll(*dir)
	if err != nil {
		log.Fatal(err)
	}
	bin, err := build(files)
	if err != nil {
		log.Fatal(err)
	}
	n, differ := 0, 0
	for _, f := range files {
		for _, s := range f.Snippets {
			output, panicked := run(bin, n)
			n++
			if output == s.Output && panicked == s.Panic {
				continue
			}
			differ++
			if *check {
				fmt.Printf("%s: %s\n file: %q panic %q\n   go: %q panic %q\n", filepath.Base(f.Path), s.Name, s.Output, s.Panic, output, panicked)
			}
			s.Output, s.Panic = output, panicked
		}
		if !*check {
			if err := f.Write(); err != nil {
				log.Fatal(err)
			}
		}
	}
	os.RemoveAll(filepath.Dir(bin))
	fmt.Printf("%d snippets, %d changed\n", n, differ)
	if *check && differ > 0 {
		os.Exit(1)
	}
}

// build makes one program of all snippets; its argument is a snippet's number.
func build(files []*difftest.File) (string, error) {
	dir, err := os.MkdirTemp("", "difftest")
	if err != nil {
		return "", err
	}
	write := func(name, text string) {
		if err == nil {
			path := filepath.Join(dir, name)
			os.MkdirAll(filepath.Dir(path), 0o777)
			err = os.WriteFile(path, []byte(text), 0o666)
		}
	}
	write("go.mod", "module snippets\n\ngo 1.26\n")
	var imports, cases strings.Builder
	n, bad := 0, 0
	for _, f := range files {
		for _, s := range f.Snippets {
			text, err := s.Program()
			if err != nil {
				bad++
				log.Printf("%s: %s: %v", filepath.Base(f.Path), s.Name, err)
			}
			write(fmt.Sprintf("s%d/s.go", n), text)
			fmt.Fprintf(&imports, "\ts%d \"snippets/s%[1]d\"\n", n)
			fmt.Fprintf(&cases, "\ts%d.Main,\n", n)
			n++
		}
	}
	if bad > 0 {
		return "", fmt.Errorf("%d snippets are no Go", bad)
	}
	write("main.go", fmt.Sprintf("package main\n\nimport (\n\t\"os\"\n\t\"strconv\"\n%s)\n\nvar all = []func(){\n%s}\n\nfunc main() {\n\tn, _ := strconv.Atoi(os.Args[1])\n\tall[n]()\n}\n", &imports, &cases))
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "build", "-o", "all")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", dir, err, out)
	}
	return filepath.Join(dir, "all"), nil
}

// run gives a snippet's standard output and what it panicked with.
func run(bin string, n int) (output, panicked string) {
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(bin, fmt.Sprint(n))
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		panicked = panicText(stderr.String())
	}
	own := func(s string) string { return strings.ReplaceAll(s, difftest.Package+".", "main.") }
	return own(difftest.Normal(stdout.String())), own(panicked)
}

// panicText is the message of the last of the panics that a program reports.
func panicText(stderr string) string {
	text := ""
	for line := range strings.Lines(stderr) {
		line = strings.TrimSpace(line)
		if p, ok := strings.CutPrefix(line, "panic: "); ok {
			text, _, _ = strings.Cut(p, " [recovered")
		} else if strings.HasPrefix(line, "goroutine ") {
			break
		}
	}
	if text == "" {
		text = "exit without a panic: " + strings.TrimSpace(stderr)
	}
	return text
}
