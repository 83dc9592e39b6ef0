// Package archive reads and writes the embedded data of the front end: named
// byte strings, compressed one by one so that each can be read alone. It knows
// nothing of what they hold.
package archive

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// Archive is a set of named entries held in compressed form.
type Archive struct {
	files   map[string]*zip.File
	comment string
}

// Open reads the directory of an archive written by Write; entries are
// decompressed only when asked for.
func Open(data string) (*Archive, error) {
	r, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	a := &Archive{files: make(map[string]*zip.File, len(r.File)), comment: r.Comment}
	for _, f := range r.File {
		a.files[f.Name] = f
	}
	return a, nil
}

// Comment returns the comment given to Write.
func (a *Archive) Comment() string { return a.comment }

// Names returns the names of all entries, sorted.
func (a *Archive) Names() []string { return slices.Sorted(maps.Keys(a.files)) }

// Has reports whether there is an entry called name.
func (a *Archive) Has(name string) bool { return a.files[name] != nil }

// Read returns the content of the entry called name. The error is
// fs.ErrNotExist where there is none.
func (a *Archive) Read(name string) ([]byte, error) {
	f, ok := a.files[name]
	if !ok {
		return nil, fmt.Errorf("archive: %q: %w", name, fs.ErrNotExist)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("archive: %q: %w", name, err)
	}
	data := make([]byte, f.UncompressedSize64)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, errors.Join(fmt.Errorf("archive: %q: %w", name, err), r.Close())
	}
	return data, r.Close()
}

// Write returns an archive of entries. The bytes depend on entries and comment
// alone: names are sorted and no times are stored.
func Write(entries map[string][]byte, comment string) ([]byte, error) {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestCompression)
	})
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(entries[name]); err != nil {
			return nil, err
		}
	}
	if err := w.SetComment(comment); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
