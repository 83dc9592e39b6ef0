package repl

import (
	"fmt"
	"strings"

	"monro/internal/history"
)

// historyLimit is how many cells the arrow keys and the search reach.
const historyLimit = 5000

// A recall is the line editor's history source: the last cells of all sessions, kept
// in memory, and what is entered, which goes to the history as well.
type recall struct {
	history *history.History
	cells   []string
	entered int
}

func newRecall(h *history.History) *recall {
	r := &recall{history: h}
	for _, e := range h.Find(history.Query{Access: "tail", N: historyLimit}) {
		r.add(e.Source)
	}
	return r
}

// add keeps a cell in memory unless it repeats the last one.
func (r *recall) add(cell string) bool {
	if strings.TrimSpace(cell) == "" || len(r.cells) > 0 && r.cells[len(r.cells)-1] == cell {
		return false
	}
	r.cells = append(r.cells, cell)
	if extra := len(r.cells) - historyLimit; extra > 0 {
		r.cells = r.cells[extra:]
	}
	return true
}

// Write adds a cell.
func (r *recall) Write(cell string) (int, error) {
	if r.add(cell) {
		r.entered++
		r.history.Add(r.entered, cell)
	}
	return len(r.cells), nil
}

// GetLine returns cell number i, the oldest being 0.
func (r *recall) GetLine(i int) (string, error) {
	if i < 0 || i >= len(r.cells) {
		return "", fmt.Errorf("history has no cell %d of %d", i, len(r.cells))
	}
	return r.cells[i], nil
}

// Len is how many cells there are.
func (r *recall) Len() int { return len(r.cells) }

// Dump returns all cells.
func (r *recall) Dump() any { return r.cells }
