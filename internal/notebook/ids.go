package notebook

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
)

var validID = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

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
