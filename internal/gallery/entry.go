package main

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"path/filepath"
	"strings"

	"golang.org/x/image/draw"

	"monro/internal/notebook"
)

// An entry is a notebook in the index.
type entry struct {
	path    string // below the root
	title   string // its heading
	line    string // the first sentence below
	picture []byte // PNG; nil: none
}

func (e entry) thumbnail() string {
	return "thumbnails/" + strings.ReplaceAll(strings.TrimSuffix(filepath.ToSlash(e.path), ".ipynb"), "/", "-") + ".png"
}

// width of a thumbnail, in pixels.
const width = 180

func read(root, name string) (entry, error) {
	rel, err := filepath.Rel(root, name)
	if err != nil {
		return entry{}, err
	}
	nb, err := notebook.ReadFile(name)
	if err != nil {
		return entry{}, err
	}
	e := entry{path: rel, title: strings.TrimSuffix(filepath.Base(name), ".ipynb")}
	for _, c := range nb.Cells {
		if c.Type != notebook.Code {
			e.title, e.line = heading(c.Source, e.title)
			break
		}
	}
	figure := ""
	for _, c := range nb.Cells {
		chosen := c.HasTag("thumbnail")
		if figure != "" && !chosen {
			continue
		}
		for _, o := range c.Outputs {
			if p, ok := o.Data["image/png"].(string); ok {
				figure = p
				break
			}
		}
		if chosen && figure != "" {
			break
		}
	}
	if figure != "" {
		e.picture, err = shrink(figure)
	}
	return e, err
}

// heading splits a Markdown cell into its heading and a line on it: the first
// sentence of the paragraph that begins in bold, as with "**The question.**", or
// else of the first one.
func heading(text, title string) (string, string) {
	first, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if h, ok := strings.CutPrefix(first, "# "); ok {
		title = strings.TrimSpace(h)
	} else {
		rest = text
	}
	line := ""
	for _, paragraph := range strings.Split(rest, "\n\n") {
		p := strings.Join(strings.Fields(paragraph), " ")
		if question, ok := strings.CutPrefix(p, "**"); ok { // "**The question.** ...": that is what a paper is about
			if _, q, ok := strings.Cut(question, "** "); ok {
				return title, sentence(q)
			}
		}
		if line == "" && p != "" && !strings.HasPrefix(p, "#") {
			line = sentence(p)
		}
	}
	return title, line
}

// sentence is the first one of a paragraph. A stop inside of an abbreviation or a
// number has no blank and capital behind it.
func sentence(p string) string {
	for i := 0; i+2 < len(p); i++ {
		if strings.ContainsRune(".?!", rune(p[i])) && p[i+1] == ' ' && (p[i+2] >= 'A' && p[i+2] <= 'Z' || p[i+2] == '$' || p[i+2] == '`') && i > 20 {
			return p[:i+1]
		}
	}
	return p
}

// shrink makes a thumbnail of a PNG in base64.
func shrink(figure string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(figure), ""))
	if err != nil {
		return nil, err
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	b := img.Bounds()
	small := image.NewRGBA(image.Rect(0, 0, width, max(1, width*b.Dy()/b.Dx())))
	draw.CatmullRom.Scale(small, small.Bounds(), img, b, draw.Src, nil)
	var out bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, small)
	return out.Bytes(), err
}
