package notebook

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// validID reports whether nbformat takes a cell's id.
func validID(id string) bool {
	other := func(c rune) bool {
		return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-')
	}
	return 1 <= len(id) && len(id) <= 64 && !strings.ContainsFunc(id, other)
}

// assignIDs gives every cell that has no id, or one that an earlier cell
// already has, an id of eight hexadecimal digits. The ids follow from the
// cells, so that the same notebook gets the same ids on every run.
func (nb *Notebook) assignIDs() {
	taken := map[string]bool{}
	for _, c := range nb.Cells {
		if c.ID != "" && taken[c.ID] {
			c.ID = ""
		}
		taken[c.ID] = true
	}
	for i, c := range nb.Cells {
		for try := 0; c.ID == ""; try++ {
			id := newID(i, try, c.Source)
			if !taken[id] {
				c.ID = id
				taken[id] = true
			}
		}
	}
}

func newID(index, try int, source string) string {
	sum := sha256.Sum256([]byte(strconv.Itoa(index) + "/" + strconv.Itoa(try) + "/" + source))
	return hex.EncodeToString(sum[:4])
}
