package export

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

// moduleFiles are go.mod and go.sum.
func moduleFiles(o Options) (map[string][]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "module %s\n\n", quoted(o.Module))
	if o.Source == "" {
		version, _, _ := strings.Cut(strings.TrimPrefix(runtime.Version(), "go"), " ")
		fmt.Fprintf(&b, "go %s\n\nrequire monro v0.0.0\n", version)
		return map[string][]byte{"go.mod": []byte(b.String())}, nil
	}
	dir, err := filepath.Abs(o.Source)
	if err != nil {
		return nil, err
	}
	if !isSource(dir) {
		return nil, fmt.Errorf("%s is not the folder of Monro's sources: it has no go.mod of module monro", o.Source)
	}
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return nil, err
	}
	if m := goLine.FindString(string(mod)); m != "" {
		fmt.Fprintf(&b, "%s\n\n", m)
	}
	fmt.Fprintf(&b, "require monro v0.0.0\n\nreplace monro => %s\n\nrequire (\n", quoted(dir))
	for _, m := range requirement.FindAllStringSubmatch(string(mod), -1) {
		fmt.Fprintf(&b, "\t%s %s // indirect\n", m[1], m[2])
	}
	b.WriteString(")\n")
	files := map[string][]byte{"go.mod": []byte(b.String())}
	if sum, err := os.ReadFile(filepath.Join(dir, "go.sum")); err == nil {
		files["go.sum"] = sum
	}
	return files, nil
}

var (
	goLine      = regexp.MustCompile(`(?m)^go \S+`)
	requirement = regexp.MustCompile(`(?m)^(?:\t|require )(\S+) (v\S+)`)
	modulePath  = regexp.MustCompile(`(?m)^module monro\s*$`)
	plainPath   = regexp.MustCompile(`^[\w./~-]+$`)
)

func quoted(path string) string {
	if plainPath.MatchString(path) {
		return path
	}
	return fmt.Sprintf("%q", path)
}

func isSource(dir string) bool {
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	return err == nil && modulePath.Match(mod)
}

// FindSource looks for the folder of Monro's sources: what MONRO_SOURCE says,
// else a folder above the given one or above the running command. It returns ""
// where there is none.
func FindSource(dir string) string {
	starts := []string{dir}
	if exe, err := os.Executable(); err == nil {
		starts = append(starts, filepath.Dir(exe))
	}
	if env := os.Getenv("MONRO_SOURCE"); env != "" {
		starts = append([]string{env}, starts...)
	}
	for _, d := range starts {
		d, err := filepath.Abs(d)
		if err != nil {
			continue
		}
		for {
			if isSource(d) {
				return d
			}
			up := filepath.Dir(d)
			if up == d {
				break
			}
			d = up
		}
	}
	return ""
}

// Write puts the files into a folder, which it makes where it is not there.
func Write(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
