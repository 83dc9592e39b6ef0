package complete

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Bounds on what a folder may cost: completion answers while a person types.
const (
	maxPaths   = 200                    // that are offered
	maxEntries = 20000                  // that are looked at
	maxWait    = 150 * time.Millisecond // for a file system that does not answer
)

// inText completes a string that is no import path: with the keys of a map where
// it is an index and some are known, else with file paths.
func (p place) inText() Completion {
	if keys := p.mapKeys(); len(keys) > 0 {
		return Completion{keys, p.quote + 1, p.textEnd(p.cursor, "")}
	}
	typed := p.code[p.quote+1 : p.cursor]
	slash := strings.LastIndexByte(typed, '/') + 1
	out := Completion{Start: p.quote + 1 + slash, End: p.textEnd(p.cursor, "/")}
	folder, ok1 := p.unquote(typed[:slash])
	prefix, ok2 := p.unquote(typed[slash:])
	if !ok1 || !ok2 || strings.ContainsAny(typed, "\n\x00") {
		return Completion{Start: p.cursor, End: p.cursor}
	}
	found := make(chan []string, 1)
	go func() { found <- paths(folder, prefix) }()
	var names []string
	select {
	case names = <-found:
	case <-time.After(maxWait):
	}
	for _, name := range names {
		if text, ok := p.requote(name); ok {
			out.Matches = append(out.Matches, Match{Text: text, Type: "path"})
		}
	}
	return out
}

// textEnd is where what stands right of the cursor in a string ends: at its
// closing quote or behind one of the separators, or at the cursor itself where
// the string is not closed on the line.
func (p place) textEnd(from int, separators string) int {
	rest := p.code[from:]
	i := strings.IndexAny(rest, string(p.code[p.quote])+"\n"+separators)
	switch {
	case i < 0 || rest[i] == '\n' || strings.ContainsAny(rest[:i], " ;)\\"):
		return from
	case strings.IndexByte(separators, rest[i]) >= 0:
		return from + i + 1
	}
	return from + i
}

// unquote is what a part of the string stands for; ok is false for a broken escape.
func (p place) unquote(part string) (_ string, ok bool) {
	if p.code[p.quote] == '`' {
		return part, true
	}
	s, err := strconv.Unquote(`"` + part + `"`)
	return s, err == nil
}

// requote writes a text as a part of the string; ok is false where it cannot be.
func (p place) requote(text string) (_ string, ok bool) {
	if p.code[p.quote] == '`' {
		return text, utf8.ValidString(text) && !strings.ContainsAny(text, "`\r\n")
	}
	q := strconv.Quote(text)
	return q[1 : len(q)-1], true
}

// paths lists what a folder holds under names that begin with a prefix, in the
// order of the alphabet, folders with a slash behind them. The folder is
// relative to the working directory, or to the home directory after "~/"; it is
// empty or ends in a slash. Hidden names are listed only for a prefix that
// begins with a dot.
func paths(folder, prefix string) []string {
	if rest, ok := strings.CutPrefix(folder, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil
		}
		folder = home + "/" + rest
	}
	if folder == "" {
		folder = "./"
	}
	dir, err := os.Open(folder) // the slash at its end keeps this from waiting for a named pipe
	if err != nil {
		return nil
	}
	defer dir.Close()
	var found []fs.DirEntry
	for seen := 0; seen < maxEntries; {
		entries, err := dir.ReadDir(min(1024, maxEntries-seen))
		seen += len(entries)
		for _, e := range entries {
			if offered(e.Name(), prefix) {
				found = append(found, e)
			}
		}
		if err != nil {
			break
		}
	}
	slices.SortFunc(found, func(a, b fs.DirEntry) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name()), strings.ToLower(b.Name())), cmp.Compare(a.Name(), b.Name()))
	})
	var names []string
	if prefix == ".." {
		names = append(names, "../")
	}
	for _, e := range found[:min(len(found), maxPaths-len(names))] {
		name := e.Name()
		if isFolder(folder, e) {
			name += "/"
		}
		names = append(names, name)
	}
	return names
}

func offered(name, prefix string) bool {
	return strings.HasPrefix(name, prefix) && (prefix != "" || name[0] != '.')
}

// isFolder follows symbolic links, whose entries do not tell what they lead to.
func isFolder(folder string, e fs.DirEntry) bool {
	if e.Type()&fs.ModeSymlink == 0 {
		return e.IsDir()
	}
	info, err := os.Stat(filepath.Join(folder, e.Name()))
	return err == nil && info.IsDir()
}
