package kernel

import (
	"bufio"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"monro/kernel/wire"
)

const (
	historySize = 4 << 20 // of the file's end that is read at the start
	historyLine = 1 << 20 // a longer cell is kept for this session only
)

// An entry is one cell of some session.
type entry struct {
	Session int    `json:"session"`
	Line    int    `json:"line"` // its execution count
	Source  string `json:"source"`
	output  string // of this session only
}

// A history holds the cells of this session and what a file has of earlier ones.
type history struct {
	log     *slog.Logger
	mu      sync.Mutex
	session int
	entries []entry // oldest first
	file    *os.File
}

// openHistory reads path, where it is not "", and appends to it from then on. A
// file that cannot be used is no reason not to start.
func openHistory(path string, log *slog.Logger) *history {
	h := &history{log: log, session: 1}
	if path == "" {
		return h
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		log.Warn("no history file", "error", err)
		return h
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		log.Warn("no history file", "error", err)
		return h
	}
	h.file = f
	if size, err := f.Seek(0, io.SeekEnd); err == nil {
		f.Seek(max(0, size-historySize), io.SeekStart)
	}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 2*historyLine)
	for lines.Scan() {
		var e entry
		if json.Unmarshal(lines.Bytes(), &e) == nil && e.Session > 0 { // else: cut, or not ours
			h.entries = append(h.entries, e)
			h.session = max(h.session, e.Session+1)
		}
	}
	if err := lines.Err(); err != nil {
		log.Warn("the history file was read in part", "error", err)
	}
	return h
}

func (h *history) add(line int, source string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	e := entry{Session: h.session, Line: line, Source: source}
	h.entries = append(h.entries, e)
	if h.file == nil || len(source) > historyLine/2 {
		return
	}
	raw, err := json.Marshal(e)
	if err == nil {
		_, err = h.file.Write(append(raw, '\n')) // one write: several kernels may share the file
	}
	if err != nil {
		h.log.Warn("the history file cannot be written", "error", err)
		h.file.Close()
		h.file = nil
	}
}

// result notes what a cell of this session showed.
func (h *history) result(line int, text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := len(h.entries) - 1; i >= 0; i-- {
		if e := &h.entries[i]; e.Session == h.session && e.Line == line {
			e.output = text
			return
		}
	}
}

func (h *history) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.file != nil {
		h.file.Close()
		h.file = nil
	}
}

// A historyRequest selects entries: a range of one session's lines, the last n,
// or those that match a glob pattern.
type historyRequest struct {
	Access  string `json:"hist_access_type"` // "range", "tail" or "search"
	Output  bool   `json:"output"`
	Session int    `json:"session"` // range: 0 is this one, -1 the one before
	Start   int    `json:"start"`
	Stop    *int   `json:"stop"` // range: first line that is left out; default: no end
	N       int    `json:"n"`    // tail, search: at most so many, the last ones; 0: all
	Pattern string `json:"pattern"`
	Unique  bool   `json:"unique"` // search: each text once, at its last place
}

func (h *history) find(r historyRequest) []entry {
	h.mu.Lock()
	defer h.mu.Unlock()
	var found []entry
	session := r.Session
	if session <= 0 {
		session += h.session
	}
	for _, e := range h.entries {
		switch r.Access {
		case "range":
			if e.Session == session && e.Line >= r.Start && (r.Stop == nil || e.Line < *r.Stop) {
				found = append(found, e)
			}
		case "tail":
			found = append(found, e)
		case "search":
			if glob(r.Pattern, e.Source) {
				found = append(found, e)
			}
		}
	}
	if r.Unique && r.Access == "search" {
		found = unique(found)
	}
	if r.Access != "range" && r.N > 0 && len(found) > r.N {
		found = found[len(found)-r.N:]
	}
	return found
}

// unique keeps the last of the entries with the same text.
func unique(all []entry) []entry {
	last := map[string]int{}
	for i, e := range all {
		last[e.Source] = i
	}
	kept := all[:0]
	for i, e := range all {
		if last[e.Source] == i {
			kept = append(kept, e)
		}
	}
	return kept
}

// glob matches all of text; * stands for any text and ? for one character. The
// work is bounded by the product of the lengths.
func glob(pattern, text string) bool {
	p, t := []rune(pattern), []rune(text)
	star, back := -1, 0 // last star, and where its match ends for now
	i, j := 0, 0
	for j < len(t) {
		switch {
		case i < len(p) && p[i] == '*':
			star, back = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == t[j]):
			i++
			j++
		case star >= 0:
			back++
			i, j = star+1, back
		default:
			return false
		}
	}
	return strings.Trim(string(p[i:]), "*") == ""
}

func (k *kernel) onHistory(m *wire.Message) (any, error) {
	r, err := content[historyRequest](m)
	if err != nil {
		return nil, err
	}
	found := k.history.find(r)
	lines := make([][3]any, len(found))
	for i, e := range found {
		lines[i] = [3]any{e.Session, e.Line, e.Source}
		if r.Output {
			pair := [2]any{e.Source, nil}
			if e.output != "" {
				pair[1] = e.output
			}
			lines[i][2] = pair
		}
	}
	return map[string]any{"status": "ok", "history": lines}, nil
}
