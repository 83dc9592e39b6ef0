package check

import (
	"go/types"
	"regexp"
	"slices"
	"sync"

	"monro/internal/nearest"
)

// A hint says, behind go/types' words, what to do about a common mistake.
type hint struct {
	pattern *regexp.Regexp
	advice  func(c *Checker, m []string) string
}

// hints are compiled at the first mistake.
var hints = sync.OnceValue(func() []hint {
	return []hint{
		{regexp.MustCompile(`^undefined: (\w+)\.(\w+)$`), func(c *Checker, m []string) string { return c.nearestMember(m[1], m[2]) }},
		{regexp.MustCompile(`^undefined: (\w+)$`), func(c *Checker, m []string) string { return c.nearestName(m[1]) }},
		{regexp.MustCompile(`^name (\w+) not exported by package (\w+)$`), func(c *Checker, m []string) string {
			return "names of other packages begin with a capital letter; " + c.nearestMember(m[2], m[1])
		}},
		{regexp.MustCompile(`mismatched types (\*mat\.Dense|\*mat\.VecDense) and (\[\]float64|\*mat\.Dense|\*mat\.VecDense)|mismatched types \[\]float64 and \*mat`), func(*Checker, []string) string {
			return "matrices and slices combine only as matrix * slice; mat.NewVecDense(len(x), x) makes a column of a slice x"
		}},
		{regexp.MustCompile(`mismatched types \[\]int and|mismatched types .* and \[\]int|operator . not defined on .*\[\]int`), func(*Checker, []string) string {
			return "operators work on []float64; write the numbers as []float64{...}"
		}},
		{regexp.MustCompile(`mismatched types (\w+) and (\w+)`), func(_ *Checker, m []string) string {
			if m[1] == "untyped" || m[2] == "untyped" {
				return ""
			}
			return "convert one of them, for example with " + m[1] + "(...)"
		}},
		{regexp.MustCompile(`cannot use (\w+) \(variable of type (\w+)\) as (\w+) value`), func(_ *Checker, m []string) string {
			if number[m[2]] && number[m[3]] {
				return "write " + m[3] + "(" + m[1] + ")"
			}
			if m[3] == "string" && number[m[2]] {
				return "write fmt.Sprint(" + m[1] + ")"
			}
			return ""
		}},
		{regexp.MustCompile(`^missing return`), func(*Checker, []string) string {
			return "every way through a function with results must end in a return"
		}},
		{regexp.MustCompile(`^assignment mismatch: `), func(_ *Checker, m []string) string {
			return "give each result a name, or _ to drop it"
		}},
		{regexp.MustCompile(`^(not enough|too many) arguments in call to ([\w.]+)`), func(_ *Checker, m []string) string {
			return m[2] + "? shows what it takes"
		}},
		{regexp.MustCompile(`non-boolean condition in (\w+) statement`), func(*Checker, []string) string {
			return "compare explicitly, for example x != 0"
		}},
		{regexp.MustCompile(`does not implement \w+ \(method (\w+) has pointer receiver\)`), func(*Checker, []string) string {
			return "use the address: &x"
		}},
	}
})

var number = map[string]bool{"int": true, "int8": true, "int16": true, "int32": true, "int64": true, "uint": true, "uint8": true,
	"uint16": true, "uint32": true, "uint64": true, "float32": true, "float64": true, "byte": true, "rune": true}

// advise adds hints to errors that have none.
func (c *Checker) advise(errs []Error) []Error {
	for i := range errs {
		for _, h := range hints() {
			if m := h.pattern.FindStringSubmatch(errs[i].Message); m != nil {
				if errs[i].Hint = h.advice(c, m); errs[i].Hint != "" {
					break
				}
			}
		}
	}
	return errs
}

// other are words of other languages and what they are here.
var other = map[string]string{
	"print": "fmt.Println", "printf": "fmt.Printf", "println": "fmt.Println", "True": "true", "False": "false", "None": "nil", "null": "nil",
	"def": "func", "lambda": "func", "np": "vec or mat", "plt": "plot", "elif": "else if", "str": "fmt.Sprint", "array": "[]float64{...}",
}

func (c *Checker) nearestName(name string) string {
	if o := other[name]; o != "" {
		return "here it is " + o
	}
	candidates := append(c.Scope.Names(), c.PreludeNames()...)
	candidates = append(candidates, types.Universe.Names()...)
	if near := nearest.Name(name, candidates); near != "" {
		return "did you mean " + near + "?"
	}
	return "a new variable is declared with " + name + " := ..."
}

func (c *Checker) nearestMember(pkg, name string) string {
	for _, path := range c.ByName(pkg) {
		p, err := c.Importer.Import(path)
		if err != nil {
			continue
		}
		exported := slices.DeleteFunc(slices.Clone(p.Scope().Names()), func(n string) bool { return n[0] < 'A' || n[0] > 'Z' })
		if near := nearest.Name(name, exported); near != "" {
			return "did you mean " + pkg + "." + near + "?"
		}
	}
	return ""
}
