package plot

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// checkXML parses the text and returns how many elements of each name it has.
func checkXML(t *testing.T, text string) map[string]int {
	t.Helper()
	count := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		if err != nil {
			t.Fatalf("not XML: %v", err)
		}
		if e, ok := tok.(xml.StartElement); ok {
			count[e.Name.Local]++
			for _, a := range e.Attr {
				if a.Name.Local == "id" {
					t.Errorf("<%s> has an id, which could collide on a page", e.Name.Local)
				}
			}
		}
	}
}

// paths returns the d attributes of all paths.
func paths(t *testing.T, text string) (out []string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		tok, err := d.Token()
		if err != nil {
			return out
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "path" {
			for _, a := range e.Attr {
				if a.Name.Local == "d" {
					out = append(out, a.Value)
				}
			}
		}
	}
}
