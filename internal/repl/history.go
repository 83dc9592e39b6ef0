package repl

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// historyLimit is how many cells the history offers.
const historyLimit = 5000

// A history keeps the entered cells, in memory and, where it has a file, there:
// one JSON text a line, so that cells of many lines stay whole. It is the line
// editor's history source.
type history struct {
	file  string
	cells []string
}

// openHistory reads the history of a file. A file that cannot be read gives an
// empty history.
func openHistory(file string) *history {
	h := &history{file: file}
	f, err := os.Open(file)
	if err != nil {
		return h
	}
	defer f.Close()
	h.read(f)
	return h
}

func (h *history) read(r io.Reader) {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadString('\n')
		var cell string
		if json.Unmarshal([]byte(line), &cell) == nil {
			h.add(cell)
		}
		if err != nil {
			return
		}
	}
}

// add keeps a cell in memory unless it repeats the last one.
func (h *history) add(cell string) bool {
	if strings.TrimSpace(cell) == "" || len(h.cells) > 0 && h.cells[len(h.cells)-1] == cell {
		return false
	}
	h.cells = append(h.cells, cell)
	if extra := len(h.cells) - historyLimit; extra > 0 {
		h.cells = h.cells[extra:]
	}
	return true
}

// Write adds a cell and appends it to the file.
func (h *history) Write(cell string) (int, error) {
	if !h.add(cell) || h.file == "" {
		return len(h.cells), nil
	}
	line, err := json.Marshal(cell)
	if err != nil {
		return len(h.cells), err
	}
	if err := os.MkdirAll(filepath.Dir(h.file), 0o700); err != nil {
		return len(h.cells), err
	}
	f, err := os.OpenFile(h.file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return len(h.cells), err
	}
	_, err = f.Write(append(line, '\n'))
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return len(h.cells), err
}

// GetLine returns cell number i, the oldest being 0.
func (h *history) GetLine(i int) (string, error) {
	if i < 0 || i >= len(h.cells) {
		return "", fmt.Errorf("history has no cell %d of %d", i, len(h.cells))
	}
	return h.cells[i], nil
}

// Len is how many cells there are.
func (h *history) Len() int { return len(h.cells) }

// Dump returns all cells.
func (h *history) Dump() any { return h.cells }
