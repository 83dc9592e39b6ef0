package complete_test

import (
	"strings"
	"testing"
)

func TestInspect(t *testing.T) {
	cells := append(setup[:len(setup):len(setup)],
		"// limit is how far we go.\nlimit := 3",
		"type Loud int\nfunc (l Loud) String() string { return \"LOUD\" }\nvar loud Loud = 3",
		"type Stuck int\nfunc (s Stuck) String() string { for {} }\nvar stuck Stuck = 3",
		"rows := []string{\"one\", \"two\"}",
		"shade := 1", "shade := \"dark\"",
		"var when time.Time",
	)
	s := session(t, cells...)
	for _, tt := range []struct {
		name, code string
		detail     int
		want       []string
	}{
		{"library function", "strings.Split", 0, []string{"func Split(s, sep string) []string", "slices s into all substrings", "package strings"}},
		{"cursor in the middle", "strings.Sp|lit", 0, []string{"sep string"}},
		{"inside the arguments", `strings.Split("a,b"|, ",")`, 0, []string{"sep string"}},
		{"inside a string of the arguments", `strings.Split("a,|b", ",")`, 0, []string{"sep string"}},
		{"open call", `strings.Split("a,b", `, 0, []string{"sep string"}},
		{"open call over lines", "x := strings.Split(\n\t\"a,b\",\n\t|", 0, []string{"sep string"}},
		{"open call, more lines", "strings.Split(|\nx := 1", 0, []string{"sep string"}},
		{"inner call", `fmt.Println(strings.Split("a,b"|, ","))`, 0, []string{"sep string"}},
		{"outer call", `fmt.Println([]int{1, 2|})`, 0, []string{"func Println"}},
		{"unknown name in the arguments", `strings.Split(nosuch|)`, 0, []string{"sep string"}},
		{"generic call", "slices.Sort[[]int](|", 0, []string{"func Sort", "ascending"}},
		{"literal", "optim.AdaBelief{|}", 0, []string{"type AdaBelief struct", "LR"}},
		{"name before the dot", "str|ings.Split", 0, []string{"UTF-8 encoded strings"}},
		{"package", "strings", 0, []string{"package strings", "UTF-8 encoded strings"}},
		{"package, all of it", "strings", 1, []string{"package strings", "SplitAfterN"}},
		{"package under another name", "r2", 0, []string{"math/rand/v2"}},
		{"member under another name", "r2.IntN", 0, []string{"func IntN(n int) int"}},
		{"second package of a name", "rand.IntN", 0, []string{"func IntN(n int) int"}},
		{"user function", "computeThing", 0, []string{"func computeThing(a int, b string) (float64, error)", "works out a thing", "cell 6"}},
		{"user function, source", "computeThing", 1, []string{"{ return 0, nil }"}},
		{"user function in its arguments", "computeThing(1, |", 0, []string{"works out a thing"}},
		{"function of the cell", "// twice doubles.\nfunc twice(x int) int { return 2 * x }\ntwi|ce(3)", 0, []string{"func twice(x int) int", "twice doubles", "this cell"}},
		{"user method", "pt.Manhattan", 0, []string{"func (p Point) Manhattan() float64", "cell 3"}},
		{"user method, source", "pt.Move", 1, []string{"p.XCoord += dx"}},
		{"user field", "pt.XCoord", 0, []string{"field XCoord float64"}},
		{"variable", "myLongVariable", 0, []string{"var myLongVariable int", "42", "cell 1"}},
		{"variable with a comment", "limit", 0, []string{"var limit int", "how far we go", "value: 3"}},
		{"variable that is declared again", "lim|it := 3", 0, []string{"var limit int", "value: 3"}},
		{"struct variable", "pt", 0, []string{"var pt Point", "value: Point{XCoord: 1, YCoord: 2}"}},
		{"variable with a String method", "loud", 0, []string{"var loud Loud", "LOUD"}},
		{"variable that does not show itself", "stuck", 0, []string{"var stuck Stuck"}},
		{"slice", "rows", 0, []string{"var rows []string", "one two"}},
		{"newest of two declarations", "shade", 0, []string{"var shade string", "dark"}},
		{"right side of an old name", "shade := sha|de + 1", 0, []string{"var shade string", "dark"}},
		{"variable of a library's type", "when", 0, []string{"var when time.Time", "instant in time"}},
		{"local", "func f(q Point) { q|.XCoord++ }", 0, []string{"var q Point"}},
		{"shadowing local", "func f(pt int) { p|t++ }", 0, []string{"var pt int"}},
		{"constant", "boiling", 0, []string{"const boiling Celsius = 100"}},
		{"library constant", "math.Pi", 0, []string{"3.14159"}},
		{"library variable", "io.EOF", 0, []string{"EOF", "no more input"}},
		{"type", "Point", 0, []string{"XCoord", "lies in the plane", "func (p Point) Manhattan() float64", "func (p *Point) Move(dx float64)"}},
		{"library type", "strings.Builder", 0, []string{"type Builder struct", "efficiently build a string", "WriteString(s string) (int, error)"}},
		{"library method", "buf.WriteString", 0, []string{"WriteString(s string) (int, error)", "appends the contents"}},
		{"method of a call result", "time.Now().Unix", 0, []string{"func (t Time) Unix() int64"}},
		{"library field", "optim.AdaBelief{}.LR", 0, []string{"field LR float64"}},
		{"key of a literal", "optim.AdaBelief{LR|: 1}", 0, []string{"field LR float64"}},
		{"method of an interface", "func f(r io.Reader) { r.Rea|d(nil) }", 0, []string{"Read(p []byte)"}},
		{"interface", "Shape", 0, []string{"Area() float64"}},
		{"builtin", "append", 0, []string{"func append"}},
		{"builtin type", "float64", 0, []string{"IEEE 754"}},
		{"error type", "error", 0, []string{"Error() string"}},
		{"prelude", "show", 0, []string{"func show(values ...any)", "output area"}},
		{"call whose error is left out", "os.Open(\"x\").Na|me()", 0, []string{"Name() string"}},
		{"package of a call whose error is left out", "o|s.Open(\"x\").Name()", 0, []string{"package os"}},
		{"function whose error is left out", "compute|Thing(1, \"a\") + 1", 0, []string{"works out a thing"}},
		{"type of an operator's result", "z := 2 * []float64{1}\nz|", 0, []string{"var z []float64"}},
		{"methods with their parameters", "mat.Dense", 0, []string{"func (m *Dense) Mul(a, b Matrix)"}},
		{"bare name for numbers and slices", "sin", 0, []string{"func sin"}},
		{"broken cell", "x := foo(\nstrings.Split", 0, []string{"sep string"}},
	} {
		code, cursor := cut(tt.code)
		b, ok := s.Inspect(code, cursor, tt.detail)
		if !ok {
			t.Errorf("%s: %q: nothing found", tt.name, tt.code)
			continue
		}
		for _, mime := range []string{"text/plain", "text/markdown"} {
			text, _ := b.Data[mime].(string)
			for _, w := range tt.want {
				if mime == "text/markdown" && strings.HasPrefix(w, "value") {
					continue
				}
				if !strings.Contains(text, w) {
					t.Errorf("%s: %q: %s\n%s\nwant %q in it", tt.name, tt.code, mime, text, w)
				}
			}
		}
	}
	for _, code := range []string{"", "nosuch", "strings.NoSuch", "pt.Nope", "nosuch.Split", "1 + |2", "// strings|", "for", "f := func() {\n\tx := 1\n\t|\n}", "\"strings|\""} {
		code, cursor := cut(code)
		if b, ok := s.Inspect(code, cursor, 0); ok {
			t.Errorf("%q is described as %q", code, b.Text())
		}
	}
}
