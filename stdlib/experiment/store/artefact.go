package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"monro/stdlib/display"
)

// An Artefact is a file that a run has kept. As the last expression of a cell it
// shows itself where a notebook can show its kind.
type Artefact struct {
	Name string
	MIME string // such as "image/png"
	Data []byte
}

// Artefact returns a file that the run has kept.
func (r *Run) Artefact(name string) (Artefact, error) {
	if r.store == nil {
		return Artefact{}, errors.New("store.Run.Artefact: the run is of no store")
	}
	a := Artefact{Name: name}
	err := r.store.reading(context.Background(), func(v snapshot) error {
		err := v.row(`SELECT mime, data FROM artefacts WHERE run = ? AND name = ?`, r.ID, name).Scan(&a.MIME, &a.Data)
		if errors.Is(err, sql.ErrNoRows) {
			kept := "it has kept none"
			if len(r.Artefacts) > 0 {
				kept = "want one of " + strings.Join(r.Artefacts, ", ")
			}
			return fmt.Errorf("run %d has no artefact %q: %s", r.ID, name, kept)
		}
		return err
	})
	if err != nil {
		return Artefact{}, err
	}
	return a, nil
}

// Display shows images, SVG, HTML, Markdown and text, and says of others how large
// they are.
func (a Artefact) Display() display.Bundle {
	mime, _, _ := strings.Cut(a.MIME, ";")
	switch text := utf8.Valid(a.Data); {
	case mime == "image/png":
		return display.PNG(a.Data)
	case mime == "image/jpeg":
		return display.JPEG(a.Data)
	case mime == "image/svg+xml" && text:
		return display.SVG(string(a.Data))
	case mime == "text/html" && text:
		return display.HTML(string(a.Data))
	case mime == "text/markdown" && text:
		return display.Markdown(string(a.Data))
	case (strings.HasPrefix(mime, "text/") || mime == "application/json") && text:
		return display.Text(string(a.Data[:min(len(a.Data), display.TextLimit)]))
	}
	return display.Text(a.String())
}

// String is the name, the type and the size.
func (a Artefact) String() string {
	return fmt.Sprintf("%s (%s, %d bytes)", a.Name, a.MIME, len(a.Data))
}

// mimeTypes are of the endings that runs use. What the machine's own table says
// would differ between machines.
var mimeTypes = map[string]string{
	".csv": "text/csv", ".txt": "text/plain", ".md": "text/markdown", ".html": "text/html", ".go": "text/x-go", ".tex": "text/x-tex",
	".json": "application/json", ".ipynb": "application/x-ipynb+json", ".pdf": "application/pdf", ".gz": "application/gzip",
	".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
}

func mimeType(name string, data []byte) string {
	if mime := mimeTypes[strings.ToLower(filepath.Ext(name))]; mime != "" {
		return mime
	}
	switch {
	case len(data) == 0:
		return "application/octet-stream"
	case bytes.HasPrefix(data, []byte("<svg")):
		return "image/svg+xml"
	}
	mime, _, _ := strings.Cut(http.DetectContentType(data), ";")
	return mime
}
