package repl

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"monro/stdlib/display"
)

// figures writes images to files, since a terminal cannot show them.
type figures struct {
	dir  string            // "": the current folder
	next int               // number of the last figure written
	byID map[string]string // file of each display id
}

// formats are the image formats written, the best first.
var formats = []struct{ mime, extension string }{
	{"image/svg+xml", ".svg"},
	{"image/png", ".png"},
	{"image/jpeg", ".jpg"},
}

// save writes the image of a bundle to monro-fig-1.svg and so on, never over a
// file that was there, and returns the file's name; "" where the bundle holds no
// image. An output that is updated keeps its file.
func (f *figures) save(id string, b display.Bundle) (string, error) {
	for _, format := range formats {
		v, ok := b.Data[format.mime]
		if !ok {
			continue
		}
		data, err := imageBytes(v, format.mime)
		if err != nil {
			return "", err
		}
		if name, ok := f.byID[id]; ok && id != "" && filepath.Ext(name) == format.extension {
			return name, os.WriteFile(name, data, 0o644)
		}
		name, err := f.create(format.extension, data)
		if err == nil && id != "" {
			if f.byID == nil {
				f.byID = map[string]string{}
			}
			f.byID[id] = name
		}
		return name, err
	}
	return "", nil
}

func (f *figures) create(extension string, data []byte) (string, error) {
	for {
		f.next++
		name := filepath.Join(f.dir, fmt.Sprintf("monro-fig-%d%s", f.next, extension))
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = file.Write(data)
		if cerr := file.Close(); err == nil {
			err = cerr
		}
		return name, err
	}
}

func imageBytes(v any, mime string) ([]byte, error) {
	switch v := v.(type) {
	case []byte:
		return v, nil
	case string:
		if strings.HasSuffix(mime, "+xml") {
			return []byte(v), nil
		}
		data, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(v, "\n", ""))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", mime, err)
		}
		return data, nil
	}
	return nil, fmt.Errorf("%s holds %T, wanted bytes or text", mime, v)
}
