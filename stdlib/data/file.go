package data

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Folder is the environment variable that names the folder of data files.
const Folder = "MONRO_DATA"

// A ParseError says what is wrong in a data file, and where.
type ParseError struct {
	File         string
	Line, Column int // counted from 1, the column in bytes; 0 where unknown or binary
	Problem      string
	Err          error // what lies underneath, or nil
}

// Error reads file:line:column: problem.
func (e *ParseError) Error() string {
	s := e.File
	if e.Line > 0 {
		s += fmt.Sprintf(":%d", e.Line)
		if e.Column > 0 {
			s += fmt.Sprintf(":%d", e.Column)
		}
	}
	s += ": " + e.Problem
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the error underneath.
func (e *ParseError) Unwrap() error { return e.Err }

// find returns the path of the file called name: name itself, or with one of the
// suffixes, here, in the data folder or in the cache, in this order.
func find(name string, suffixes ...string) (string, error) {
	if name == "" {
		return "", fmt.Errorf("data: the file name is empty: want a path or a name in the folder %s", Folder)
	}
	folder := os.Getenv(Folder)
	tries := []string{name}
	for _, s := range suffixes {
		tries = append(tries, name+s)
	}
	here := len(tries)
	if !filepath.IsAbs(name) {
		cache, _ := CacheFolder() // without one there is nothing in it
		for _, f := range []string{folder, cache} {
			for _, t := range tries[:here] {
				if f != "" {
					tries = append(tries, filepath.Join(f, t))
				}
			}
		}
	}
	for _, t := range tries {
		info, err := os.Stat(t)
		if err == nil && !info.IsDir() {
			return t, nil
		}
	}
	return "", fmt.Errorf("data: %q: %w: looked for %s; %s", name, fs.ErrNotExist, strings.Join(tries, ", "), advice())
}

// advice says where to put a file that is not there.
func advice() string {
	if folder := os.Getenv(Folder); folder != "" {
		return fmt.Sprintf("put the file in %s", folder)
	}
	return fmt.Sprintf("set %s to the folder that holds the file (it is not set), or give its path", Folder)
}

// open finds and opens the file called name and gives it to read, unpacked where it
// is compressed with gzip.
func open(name string, suffixes []string, read func(r *bufio.Reader, file string) error) error {
	path, err := find(name, suffixes...)
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	defer f.Close()
	r, err := unpack(f, path)
	if err != nil {
		return err
	}
	return read(r, path)
}

// load opens the file called name and parses it.
func load(name string, suffixes []string, parse func(r *bufio.Reader, file string) (*Dataset, error)) (*Dataset, error) {
	var d *Dataset
	err := open(name, suffixes, func(r *bufio.Reader, file string) (err error) {
		if d, err = parse(r, file); err == nil {
			d.Name = baseName(file)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// unpack looks at the content, not at the name, to tell compressed files.
func unpack(r io.Reader, file string) (*bufio.Reader, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	if magic, _ := b.Peek(2); !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return b, nil
	}
	z, err := gzip.NewReader(b)
	if err != nil {
		return nil, &ParseError{File: file, Problem: "cannot unpack the gzip file", Err: err}
	}
	return bufio.NewReaderSize(z, 1<<16), nil
}

// baseName is the file's name without folder and suffixes: "a9a".
func baseName(path string) string {
	name := filepath.Base(path)
	for _, s := range []string{".gz", ".libsvm", ".csv", ".txt", ".bin"} {
		name = strings.TrimSuffix(name, s)
	}
	return name
}

// create writes a file with write, compressed where path ends in .gz.
func create(path string, write func(w *bufio.Writer)) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = fmt.Errorf("data: %w", e)
		}
	}()
	var out io.Writer = f
	var z *gzip.Writer
	if strings.HasSuffix(path, ".gz") {
		z = gzip.NewWriter(f)
		out = z
	}
	w := bufio.NewWriterSize(out, 1<<16)
	write(w) // a bufio.Writer keeps its first error for Flush
	err = w.Flush()
	if z != nil && err == nil {
		err = z.Close()
	}
	if err != nil {
		return fmt.Errorf("data: writing %s: %w", path, err)
	}
	return nil
}
