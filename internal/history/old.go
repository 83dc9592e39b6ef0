package history

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
)

// magic is how SQLite's files begin.
const magic = "SQLite format 3\x00"

// setAside renames a file of the old form that stands where the database is to be, and
// returns its new name. Anything else stays.
func setAside(path string) (aside string, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	line, _ := bufio.NewReader(io.LimitReader(f, 1<<20)).ReadBytes('\n')
	if bytes.HasPrefix(line, []byte(magic)) || !json.Valid(line) {
		return "", nil
	}
	return path + ".old", os.Rename(path, path+".old")
}

// takeOver fills a new database from files of the old form: a JSON text a line, which
// is an entry of the kernel or a cell of the terminal.
func (f *file) takeOver(old []string) error {
	for _, path := range old {
		in, err := os.Open(path)
		if err != nil {
			continue
		}
		err = f.takeOverFrom(in)
		in.Close()
		if err != nil {
			return err
		}
	}
	f.session = 0
	return nil
}

func (f *file) takeOverFrom(in io.Reader) error {
	lines := bufio.NewReader(in)
	last, count := -1, 0 // session in the file, and lines of a terminal's
	for {
		line, end := lines.ReadBytes('\n')
		e := struct {
			Session, Line int
			Source        string
		}{}
		ours := json.Unmarshal(line, &e) == nil && e.Session > 0
		if !ours && json.Unmarshal(line, &e.Source) == nil {
			count++
			ours, e.Session, e.Line = true, 0, count
		}
		if ours {
			if e.Session != last {
				if err := f.begin(); err != nil {
					return err
				}
				last = e.Session
			}
			if err := f.insert([]Entry{{Line: e.Line, Source: e.Source}}); err != nil {
				return err
			}
		}
		if end != nil {
			return nil
		}
	}
}
