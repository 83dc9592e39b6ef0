package archive

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
)

func TestRoundTrip(t *testing.T) {
	entries := map[string][]byte{"b/c": []byte(strings.Repeat("text ", 1000)), "a": nil, "d": {0, 255}}
	data, err := Write(entries, "a comment")
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > 1000 {
		t.Errorf("%d bytes: not compressed", len(data))
	}
	a, err := Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Names(); !slices.Equal(got, []string{"a", "b/c", "d"}) || a.Comment() != "a comment" {
		t.Errorf("Names %q, Comment %q", got, a.Comment())
	}
	for name, want := range entries {
		if got, err := a.Read(name); err != nil || !bytes.Equal(got, want) || !a.Has(name) {
			t.Errorf("%q holds %q, %v", name, got, err)
		}
	}
	if _, err := a.Read("no"); !errors.Is(err, fs.ErrNotExist) || a.Has("no") {
		t.Errorf("an entry that is not there: %v", err)
	}
	for range 10 { // maps differ in order
		if again, err := Write(entries, "a comment"); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("the same entries gave other bytes, %v", err)
		}
	}
}

func TestDamaged(t *testing.T) {
	data, err := Write(map[string][]byte{"a": bytes.Repeat([]byte("text "), 100)}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(string(data[:len(data)-10])); err == nil {
		t.Error("opened an archive without its end")
	}
	i := bytes.IndexByte(data, 'a') + 1 // the first byte of the content
	for j := range 4 {
		data[i+j] ^= 0xff
	}
	a, err := Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Read("a"); err == nil {
		t.Error("read damaged content")
	}
}
