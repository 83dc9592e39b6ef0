package debug

import (
	"encoding/binary"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"slices"

	"monro/lang/cell"
	"monro/lang/lower"
	"monro/lang/magic"
)

// A source is the text of a cell, as front ends send it or as it has run. Both
// sides know it by a path that its hash is in; there is no such file.
type source struct {
	code        string
	lines       []int // that have statements, ascending
	breakpoints []int // lines
}

func newSource(code string) *source { return &source{code: code, lines: stopLines(code)} }

func (s *source) breaks(line int) bool { return slices.Contains(s.breakpoints, line) }

// resolve is the line where a breakpoint takes effect: the next one with a
// statement; 0 where there is none.
func (s *source) resolve(line int) int {
	i, _ := slices.BinarySearch(s.lines, line)
	if i == len(s.lines) {
		return 0
	}
	return s.lines[i]
}

// stopLines lists the lines of a cell where code can stop.
func stopLines(code string) []int {
	parts := magic.Split(code)
	if parts == nil {
		parts = []magic.Part{{Kind: magic.Code, To: len(code)}}
	}
	fset := token.NewFileSet()
	var lines []int
	for _, p := range parts {
		if p.Kind != magic.Code {
			continue
		}
		if c, err := cell.Parse(fset, "cell", magic.Only(code, p.From, p.To)); err == nil {
			lines = append(lines, lower.StopLines(fset, c)...)
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

const (
	hashSeed   = 0xC70F6907
	pathSuffix = ".go"
)

// pathPrefix differs from worker to worker: front ends see by it that their
// breakpoints are to be set again. By "ipykernel_" JupyterLab tells cells from
// files, whose paths it would show.
func pathPrefix() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("monro_ipykernel_%d", os.Getpid())) + string(filepath.Separator)
}

func pathOf(code string) string {
	return fmt.Sprintf("%s%d%s", pathPrefix(), murmur2([]byte(code), hashSeed), pathSuffix)
}

// murmur2 is Appleby's hash of 32 bits, which Jupyter's front ends compute, too.
func murmur2(data []byte, seed uint32) uint32 {
	const m, r = 0x5bd1e995, 24
	h := seed ^ uint32(len(data))
	for ; len(data) >= 4; data = data[4:] {
		k := binary.LittleEndian.Uint32(data) * m
		k = (k ^ k>>r) * m
		h = h*m ^ k
	}
	if len(data) > 0 {
		var rest [4]byte
		copy(rest[:], data)
		h = (h ^ binary.LittleEndian.Uint32(rest[:])) * m
	}
	h = (h ^ h>>13) * m
	return h ^ h>>15
}
