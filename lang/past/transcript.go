package past

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
)

// A Transcript keeps the texts of a session's cells, in order. Those of long ago
// are compressed: cells are run again and again, so that little is left of them.
// The zero value is empty. It can be written as JSON.
type Transcript struct {
	Count  int      // how many there are
	Packed [][]byte // the first ones
	Recent []Line   // the others
	Size   int      // of those, in bytes
}

// A Line of a Transcript is a cell.
type Line struct {
	Code   string
	Raised bool `json:",omitempty"` // it ended in an error
}

// packSize is how many bytes are compressed at a time, and lineSize what a line
// takes besides its text.
const (
	packSize = 64 << 10
	lineSize = 24
)

// Add appends a cell.
func (t *Transcript) Add(code string, raised bool) {
	t.Recent = append(t.Recent, Line{code, raised})
	t.Count++
	if t.Size += len(code) + lineSize; t.Size < packSize {
		return
	}
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestSpeed) // it fails for unknown levels alone
	json.NewEncoder(w).Encode(t.Recent)          // nor can strings and a buffer fail
	w.Close()
	t.Packed = append(t.Packed, bytes.Clone(b.Bytes()))
	t.Recent, t.Size = nil, 0
}

// Lines returns all cells. It fails where what was read as JSON is no transcript.
func (t *Transcript) Lines() ([]Line, error) {
	all := make([]Line, 0, t.Count)
	for i, p := range t.Packed {
		var lines []Line
		if err := json.NewDecoder(flate.NewReader(bytes.NewReader(p))).Decode(&lines); err != nil {
			return nil, fmt.Errorf("part %d of the transcript: %w", i, err)
		}
		all = append(all, lines...)
	}
	return append(all, t.Recent...), nil
}
