package packages

import (
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"math/bits"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
)

// hostConstants returns packages that hold those constants of the standard
// library that differ between platforms, with their values on this one. The
// decoder keeps objects it finds and so does not read the values of the platform
// that the export data was generated for.
func hostConstants() map[string]*types.Package {
	integer := types.Typ[types.UntypedInt]
	text := types.Typ[types.UntypedString]
	char := types.Typ[types.UntypedRune]
	flag := types.Typ[types.Int]
	all := []struct {
		path, pkg, name string
		typ             types.Type
		value           any
	}{
		{"math", "math", "MaxInt", integer, int64(math.MaxInt)},
		{"math", "math", "MinInt", integer, int64(math.MinInt)},
		{"math", "math", "MaxUint", integer, uint64(math.MaxUint)},
		{"math/bits", "bits", "UintSize", integer, int64(bits.UintSize)},
		{"strconv", "strconv", "IntSize", integer, int64(strconv.IntSize)},
		{"runtime", "runtime", "GOOS", types.Typ[types.String], runtime.GOOS},
		{"runtime", "runtime", "GOARCH", types.Typ[types.String], runtime.GOARCH},
		{"path/filepath", "filepath", "Separator", char, int64(filepath.Separator)},
		{"path/filepath", "filepath", "ListSeparator", char, int64(filepath.ListSeparator)},
		{"os", "os", "PathSeparator", char, int64(os.PathSeparator)},
		{"os", "os", "PathListSeparator", char, int64(os.PathListSeparator)},
		{"os", "os", "DevNull", text, os.DevNull},
		{"os", "os", "O_RDONLY", flag, int64(os.O_RDONLY)},
		{"os", "os", "O_WRONLY", flag, int64(os.O_WRONLY)},
		{"os", "os", "O_RDWR", flag, int64(os.O_RDWR)},
		{"os", "os", "O_APPEND", flag, int64(os.O_APPEND)},
		{"os", "os", "O_CREATE", flag, int64(os.O_CREATE)},
		{"os", "os", "O_EXCL", flag, int64(os.O_EXCL)},
		{"os", "os", "O_SYNC", flag, int64(os.O_SYNC)},
		{"os", "os", "O_TRUNC", flag, int64(os.O_TRUNC)},
	}
	pkgs := map[string]*types.Package{}
	for _, c := range all {
		p := pkgs[c.path]
		if p == nil {
			p = types.NewPackage(c.path, c.pkg)
			pkgs[c.path] = p
		}
		value := constant.Make(c.value)
		if u, ok := c.value.(uint64); ok {
			value = constant.MakeUint64(u)
		}
		p.Scope().Insert(types.NewConst(token.NoPos, p, c.name, c.typ, value))
	}
	return pkgs
}
