package magic

import (
	"strings"

	"monro/stdlib/display"
)

var namePrefix = pattern(`^[ \t]*(%{1,2}[\pL\pN_]*)$`)

// Complete lists the magics that fit a name which is being typed at a byte
// offset of a cell, and where the name begins; ok is false where none is.
func Complete(cell string, cursor int) (list []Info, start int, ok bool) {
	cursor = min(max(cursor, 0), len(cell))
	line := cell[strings.LastIndexByte(cell[:cursor], '\n')+1 : cursor]
	m := namePrefix().FindStringSubmatch(line)
	if m == nil {
		return nil, 0, false
	}
	word := strings.TrimLeft(m[1], "%")
	first := strings.TrimSpace(cell[:cursor-len(m[1])]) == ""
	for _, i := range All() {
		if strings.HasPrefix(i.Name, m[1]) || first && strings.HasPrefix(i.Name, "%%"+word) {
			list = append(list, i)
		}
	}
	return list, cursor - len(m[1]), true
}

// Inspect describes the magic whose name stands at a byte offset of a cell.
func Inspect(cell string, cursor int) (b display.Bundle, ok bool) {
	for _, p := range Split(cell) {
		if (p.Kind == Line || p.Kind == Cell) && p.From <= cursor && cursor <= p.From+len(p.Name) {
			if m := lookup(p.Name); m != nil {
				return m.describe(), true
			}
		}
	}
	return b, false
}
