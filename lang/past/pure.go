package past

import (
	"go/ast"
	"slices"
	"strings"
)

// pureMember reports whether a function of a package changes nothing that a
// session could notice.
func pureMember(pkg, name string) bool {
	switch pkg {
	case "math", "strings", "strconv", "unicode", "utf8", "errors", "plot":
		return true
	case "fmt":
		return strings.HasPrefix(name, "Print") || strings.HasPrefix(name, "Sprint")
	case "os":
		return slices.Contains([]string{"Open", "ReadFile", "ReadDir", "Stat", "Lstat", "Getenv", "Getwd", "Hostname", "Getpid"}, name)
	case "time":
		return slices.Contains([]string{"Now", "Since", "Until", "Sleep", "Date", "Unix", "Parse", "ParseDuration", "Duration"}, name)
	}
	return false
}

// packageOf is the package that a chain of calls begins with, as plot in
// plot.Line(x).Title("t").
func packageOf(call *ast.CallExpr) string {
	for {
		f, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return ""
		}
		if id, ok := f.X.(*ast.Ident); ok {
			return id.Name
		}
		if call, ok = f.X.(*ast.CallExpr); !ok {
			return ""
		}
	}
}

// pureNames are builtins, conversions and functions of the prelude.
var pureNames = func() map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields(`show print println len cap min max complex real imag
		int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 byte rune float32 float64 complex64 complex128 string bool
		abs sqrt cbrt exp expm1 log log1p log2 log10 pow sin cos tan asin acos atan atan2 sinh cosh tanh floor ceil round sign relu sigmoid softplus square clip
		linspace logspace arange zeros ones full sum mean variance std median dot norm argmax argmin maximum minimum cumsum diff`) {
		m[n] = true
	}
	return m
}()
