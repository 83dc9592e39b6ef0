package complete_test

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"monro/lang"
)

// session starts a session and runs cells in it.
func session(t testing.TB, cells ...string) *lang.Session {
	t.Helper()
	s, err := lang.New(lang.Options{Stdout: io.Discard, Stderr: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cells {
		if _, err := s.Eval(context.Background(), c); err != nil {
			t.Fatalf("cell %q: %v", c, err)
		}
	}
	return s
}

// setup is what the tables below know of.
var setup = []string{
	"var myLongVariable = 42",
	"// A Point lies in the plane.\ntype Point struct {\n\tXCoord, YCoord float64\n}",
	"func (p Point) Manhattan() float64 { return p.XCoord + p.YCoord }",
	"func (p *Point) Move(dx float64) { p.XCoord += dx }",
	"var pt = Point{1, 2}",
	"// computeThing works out a thing from a and b.\nfunc computeThing(a int, b string) (float64, error) { return 0, nil }",
	"type Circle struct {\n\t*Point\n\tRadius float64\n\thidden int\n}\nring := &Circle{Point: &Point{1, 2}, Radius: 3}",
	"points := map[string][]Point{\"a\": {{1, 2}}}",
	"import r2 \"math/rand/v2\"\nr2.IntN(10)",
	"var buf strings.Builder",
	"type Celsius float64\nconst boiling Celsius = 100",
	"type Shape interface{ Area() float64 }\nvar shape Shape",
	"onTick := func(n int) string { return strings.Repeat(\"x\", n) }",
}

// cut takes the cursor mark out of a code; without one the cursor is at the end.
func cut(code string) (string, int) {
	if i := strings.IndexByte(code, '|'); i >= 0 {
		return code[:i] + code[i+1:], i
	}
	return code, len(code)
}

// outcomes are the texts of a cell up to the end of each match.
func outcomes(code string, c lang.Completion) []string {
	var list []string
	for _, m := range c.Matches {
		list = append(list, code[:c.Start]+m.Text)
	}
	return list
}

func TestComplete(t *testing.T) {
	s := session(t, setup...)
	for _, tt := range []struct{ name, code, want string }{
		{"package member", "strings.Spl", "strings.Split"},
		{"package, no prefix", "strings.", "strings.Split"},
		{"package in the middle", "strings.\nfmt.Println(1)|", ""},
		{"variable", "myLong", "myLongVariable"},
		{"struct field", "pt.XC", "pt.XCoord"},
		{"method", "pt.Manh", "pt.Manhattan"},
		{"method of the pointer", "pt.Mo", "pt.Move"},
		{"function", "computeTh", "computeThing"},
		{"inside a call", "fmt.Println(myLong", "fmt.Println(myLongVariable"},
		{"inside a closed call", "fmt.Println(pt.XC|)", "fmt.Println(pt.XCoord"},
		{"inside a call, more lines", "fmt.Println(pt.XC|\nx := 1", "fmt.Println(pt.XCoord"},
		{"second line", "a := 1\nstrings.Spl", "a := 1\nstrings.Split"},
		{"after text beyond the BMP", `b := "é😀"; strings.Spl`, `b := "é😀"; strings.Split`},
		{"middle of a line", `strings.Spl|("a,b", ",")`, "strings.Split"},
		{"middle of a name", `strings.Sp|lit("a,b", ",")`, "strings.SplitN"},
		{"builtin", "appe", "append"},
		{"keyword", "swit", "switch"},
		{"a keyword is a prefix too", "for", "format"},
		{"a keyword behind a dot", "strings.map", "strings.Map"},
		{"call result", "time.Now().Uni", "time.Now().Unix"},
		{"variable of the same cell", "alphaBeta := 3\nalphaB", "alphaBeta := 3\nalphaBeta"},
		{"field of an element", "ps := []Point{{1, 2}}\nps[0].XC", "ps := []Point{{1, 2}}\nps[0].XCoord"},
		{"element of a map of slices", `points["a"][0].YC`, `points["a"][0].YCoord`},
		{"promoted field through a pointer", "ring.XC", "ring.XCoord"},
		{"promoted method", "ring.Man", "ring.Manhattan"},
		{"unexported field of the user's", "ring.hid", "ring.hidden"},
		{"chain", "ring.Point.YC", "ring.Point.YCoord"},
		{"chain over lines", "strings.NewReplacer(\"a\", \"b\").\n\tRepl", "strings.NewReplacer(\"a\", \"b\").\n\tReplace"},
		{"method of a library's pointer type", "buf.WriteS", "buf.WriteString"},
		{"the error is left out", `os.Open("x").Na`, `os.Open("x").Name`},
		{"the error is left out of :=", "f := os.Open(\"x\")\nf.Na", "f := os.Open(\"x\")\nf.Name"},
		{"call that is checked for an error", "compute|Thing(1, \"a\") + 1", "computeThing"},
		{"operator of the dialect", "d := mat.NewDense(2, 2, nil)\ne := 2 * d\ne.Dim", "d := mat.NewDense(2, 2, nil)\ne := 2 * d\ne.Dims"},
		{"below an operator of the dialect", "v := []float64{1}\nv *= 2\nfor _, wide := range v*v {\n\twid", "v := []float64{1}\nv *= 2\nfor _, wide := range v*v {\n\twide"},
		{"element of an elementwise result", "(sin([]float64{1}) * 2)[0].", ""},
		{"interface", "shape.Ar", "shape.Area"},
		{"error", "err := errors.New(\"\")\nerr.Er", "err := errors.New(\"\")\nerr.Error"},
		{"range variable", "for _, q := range points[\"a\"] {\n\tq.XC", "for _, q := range points[\"a\"] {\n\tq.XCoord"},
		{"name of a range variable", "for _, quick := range points {\n\tqui", "for _, quick := range points {\n\tquick"},
		{"range over an iterator", "for x := range maps.Values(points) {\n\tx[0].XC", "for x := range maps.Values(points) {\n\tx[0].XCoord"},
		{"loop header", "for i := 0; i < pt.XC", "for i := 0; i < pt.XCoord"},
		{"if header", "if pt.XC", "if pt.XCoord"},
		{"else if header", "if true {\n} else if pt.XC", "if true {\n} else if pt.XCoord"},
		{"if with a statement", "if q := pt; q.XC", "if q := pt; q.XCoord"},
		{"switch header", "switch pt.XC", "switch pt.XCoord"},
		{"case", "switch pt.XCoord {\ncase 1:\n\tpt.YC", "switch pt.XCoord {\ncase 1:\n\tpt.YCoord"},
		{"case expression", "switch {\ncase pt.YC", "switch {\ncase pt.YCoord"},
		{"type switch", "var v any = pt\nswitch v := v.(type) {\ncase Point:\n\tv.YC", "var v any = pt\nswitch v := v.(type) {\ncase Point:\n\tv.YCoord"},
		{"type assertion", "var v any\nv.(Point).XC", "var v any\nv.(Point).XCoord"},
		{"defer", "defer pt.Man", "defer pt.Manhattan"},
		{"go with a literal", "go func() {\n\tpt.Man", "go func() {\n\tpt.Manhattan"},
		{"parameter of a function", "func f(where Point) {\n\twhere.XC", "func f(where Point) {\n\twhere.XCoord"},
		{"name of a parameter", "func f(whereTo Point) {\n\twhere", "func f(whereTo Point) {\n\twhereTo"},
		{"parameter of a literal", "f := func(q Point) float64 { return q.XC", "f := func(q Point) float64 { return q.XCoord"},
		{"parameter of a literal in a call", "slices.SortFunc(points[\"a\"], func(a, b Point) int { return cmp.Compare(a.XC", "slices.SortFunc(points[\"a\"], func(a, b Point) int { return cmp.Compare(a.XCoord"},
		{"receiver", "func (p Point) Len() float64 {\n\treturn p.YC", "func (p Point) Len() float64 {\n\treturn p.YCoord"},
		{"receiver of a type of the cell", "type T struct{ Inner int }\nfunc (t *T) Get() int {\n\treturn t.Inn", "type T struct{ Inner int }\nfunc (t *T) Get() int {\n\treturn t.Inner"},
		{"method of the same cell", "func (p Point) Norm() float64 { return 0 }\npt.Nor", "func (p Point) Norm() float64 { return 0 }\npt.Norm"},
		{"type of the same cell", "type Vehicle struct{ Wheels int }\nvar v Vehicle\nv.Whe", "type Vehicle struct{ Wheels int }\nvar v Vehicle\nv.Wheels"},
		{"function declared below", "belo|\nfunc below() {}", "below"},
		{"unclosed function above", "func f() {\n\tg(pt.XC|\n}\nfunc g(x float64) {}", "func f() {\n\tg(pt.XCoord"},
		{"broken line above", "x := := 3\nq := pt\nq.XC", "x := := 3\nq := pt\nq.XCoord"},
		{"broken line in a function", "func f(q Point) {\n\tx := := 3\n\twide := q\n\twide.XC", "func f(q Point) {\n\tx := := 3\n\twide := q\n\twide.XCoord"},
		{"broken line below", "q := pt\nq.XC|\nx := := 3", "q := pt\nq.XCoord"},
		{"open bracket above", "x := foo(\ny := pt.XC", "x := foo(\ny := pt.XCoord"},
		{"stray brace above", "}\npt.XC", "}\npt.XCoord"},
		{"key of a literal", "Point{XC", "Point{XCoord"},
		{"second key of a literal", "Point{XCoord: 1, YC", "Point{XCoord: 1, YCoord"},
		{"value of a key", "Point{XCoord: myL", "Point{XCoord: myLongVariable"},
		{"value without a key", "Point{myL", "Point{myLongVariable"},
		{"key of an inner literal", "[]Point{{XC", "[]Point{{XCoord"},
		{"key of an inner pointer literal", "[]*Point{{XC", "[]*Point{{XCoord"},
		{"key of a literal over lines", "p := Point{\n\tXCoord: 1,\n\tYC|\n}", "p := Point{\n\tXCoord: 1,\n\tYCoord"},
		{"key of a library's literal", "optim.AdaBelief{", "optim.AdaBelief{LR"},
		{"key behind &", "&optim.AdaBelief{LR: 1, Bet", "&optim.AdaBelief{LR: 1, Beta1"},
		{"field of a new literal", "Point{1, 2}.XC", "Point{1, 2}.XCoord"},
		{"parenthesised", "(&pt).XC", "(&pt).XCoord"},
		{"unary", "-pt.XC", "-pt.XCoord"},
		{"right side of an old name", "pt := pt.XC", "pt := pt.XCoord"},
		{"method expression", "Point.Man", "Point.Manhattan"},
		{"prelude", "sho", "show"},
		{"package name", "strin", "strings"},
		{"package name of ours", "opti", "optim"},
		{"package of ours", "optim.NewAda", "optim.NewAdaBelief"},
		{"name of an import", "r2.Int", "r2.IntN"},
		{"name of an import of the cell", "import str \"strings\"\nstr.Spl", "import str \"strings\"\nstr.Split"},
		{"second package of a name", "rand.IntN", "rand.IntN"},
		{"package beside a bare name", "log(2.0)\nlog.Print", "log(2.0)\nlog.Println"},
		{"second package beside an old name", "rand := rand.IntN", "rand := rand.IntN"},
		{"import path", `import "encoding/js`, `import "encoding/json`},
		{"import path in a group", "import (\n\t\"fmt\"\n\tx \"encoding/js", "import (\n\t\"fmt\"\n\tx \"encoding/json"},
		{"import path by its last element", `import "jso`, `import "encoding/json`},
		{"closed import path", `import "encoding/js|"`, `import "encoding/json`},
		{"other case", "STRINGS.spl", ""},
		{"case of a member", "strings.spl", "strings.Split"},
		{"case of a name", "mylong", "myLongVariable"},
		{"capitals", "mLV", "myLongVariable"},
		{"beginnings of words", "strings.haspre", "strings.HasPrefix"},
		{"later word", "longv", "myLongVariable"},
		{"constant", "boil", "boiling"},
		{"type", "var c Cels", "var c Celsius"},
		{"universe type", "var x float6", "var x float64"},
		{"label is no matter", "loop:\nfor {\n\tpt.XC", "loop:\nfor {\n\tpt.XCoord"},
		{"string", `x := "myLong`, ""},
		{"closed string", `x := "myLong"`, ""},
		{"comment", "// myLong", ""},
		{"comment behind code", "x := 1 // myLong", ""},
		{"open comment", "/* myLong", ""},
		{"behind a comment", "/* x */ myLong", "/* x */ myLongVariable"},
		{"number", "x := 3.", ""},
		{"unknown operand", "nosuch.Fo", ""},
		{"member of a number", "myLongVariable.Fo", ""},
	} {
		code, cursor := cut(tt.code)
		c := s.Complete(code, cursor)
		got := outcomes(code, c)
		if tt.want == "" && len(got) > 0 {
			t.Errorf("%s: %q gives %q, want nothing", tt.name, tt.code, head(got))
		}
		if tt.want != "" && !slices.Contains(got, tt.want) {
			t.Errorf("%s: %q gives %q, want %q", tt.name, tt.code, head(got), tt.want)
		}
	}
}

func head(list []string) []string { return list[:min(len(list), 8)] }

// What must not be offered.
func TestCompleteLeavesOut(t *testing.T) {
	s := session(t, setup...)
	for _, tt := range []struct{ name, code, never string }{
		{"unexported name of a library", "strings.ind", "strings.indexFunc"},
		{"unexported field of a library", "buf.", "buf.buf"},
		{"field that was given", "Point{XCoord: 1, ", "Point{XCoord: 1, XCoord"},
		{"names where a key must stand", "Point{XCoord: 1, ", "Point{XCoord: 1, pt"},
		{"variable of a block that ended", "for inner := range 3 {\n}\ninn", "for inner := range 3 {\n}\ninner"},
		{"variable declared below", "lat|\nlater := 3", "later"},
		{"variable in its own declaration", "newborn := newb", "newborn := newborn"},
		{"local declared below", "func f() {\n\tlat|\n\tlater := 3\n}", "func f() {\n\tlater"},
		{"field of a method expression", "Point.", "Point.XCoord"},
		{"method of the pointer on a call result", "func mk() Point { return pt }\nmk().Mo", "func mk() Point { return pt }\nmk().Move"},
		{"a mark of our own", "must", "mustʹ1"},
		{"all packages where nothing was typed", "x := ", "x := strings"},
	} {
		code, cursor := cut(tt.code)
		if got := outcomes(code, s.Complete(code, cursor)); slices.Contains(got, tt.never) {
			t.Errorf("%s: %q offers %q", tt.name, tt.code, tt.never)
		}
	}
}

func TestMatches(t *testing.T) {
	s := session(t, setup...)
	for _, tt := range []struct {
		code string
		want lang.Match
	}{
		{"strings.Spl", lang.Match{Text: "Split", Type: "function", Signature: "(s, sep string) []string"}},
		{"myLong", lang.Match{Text: "myLongVariable", Type: "variable", Signature: "int"}},
		{"pt.XC", lang.Match{Text: "XCoord", Type: "field", Signature: "float64"}},
		{"pt.Mov", lang.Match{Text: "Move", Type: "method", Signature: "(dx float64)"}},
		{"computeT", lang.Match{Text: "computeThing", Type: "function", Signature: "(a int, b string) (float64, error)"}},
		{"Poi", lang.Match{Text: "Point", Type: "type", Signature: "struct"}},
		{"boil", lang.Match{Text: "boiling", Type: "constant", Signature: "Celsius = 100"}},
		{"strconv", lang.Match{Text: "strconv", Type: "module", Signature: "strconv"}},
		{"onT", lang.Match{Text: "onTick", Type: "function", Signature: "(n int) string"}},
		{"fallth", lang.Match{Text: "fallthrough", Type: "keyword"}},
		{"math.MaxInt8", lang.Match{Text: "MaxInt8", Type: "constant", Signature: "untyped int = 127"}},
		{"tru", lang.Match{Text: "true", Type: "constant", Signature: "untyped bool = true"}},
		{"slices.Sor", lang.Match{Text: "Sort", Type: "function", Signature: "[S ~[]E, E cmp.Ordered](x S)"}},
		{"appen", lang.Match{Text: "append", Type: "function", Signature: "(s []T, values ...T) []T"}},
		{`import "encoding/jso`, lang.Match{Text: "encoding/json", Type: "path", Signature: "json"}},
	} {
		if c := s.Complete(tt.code, len(tt.code)); !slices.Contains(c.Matches, tt.want) {
			t.Errorf("%q gives %+v, want %+v", tt.code, c.Matches[:min(len(c.Matches), 4)], tt.want)
		}
	}
}

// The range that a match replaces, in bytes.
func TestReplaced(t *testing.T) {
	s := session(t, setup...)
	for _, tt := range []struct {
		code       string
		start, end int
	}{
		{"strings.Spl|", 8, 11},
		{"strings.Sp|lit(x)", 8, 13},
		{"strings.|x", 8, 8},
		{`"é😀"; strings.Spl|`, 18, 21},
		{"|", 0, 0},
		{"π|", 0, 2},
		{`import "encoding/js|on"`, 8, 21},
		{`import "encoding/js|`, 8, 19},
		{"a | b", 2, 2},
	} {
		code, cursor := cut(tt.code)
		if c := s.Complete(code, cursor); c.Start != tt.start || c.End != tt.end {
			t.Errorf("%q replaces %d to %d, want %d to %d", tt.code, c.Start, c.End, tt.start, tt.end)
		}
	}
	if c := s.Complete("strings.Spl", 99); c.Start != 8 || c.End != 11 {
		t.Errorf("a cursor behind the end replaces %d to %d", c.Start, c.End)
	}
	if c := s.Complete("x", -5); c.Start != 0 || c.End != 0 {
		t.Errorf("a cursor before the begin replaces %d to %d", c.Start, c.End)
	}
}

func TestOrder(t *testing.T) {
	s := session(t, "func sumAll() {}", "var Sumo = 1", "type Old struct{ Title int }", "var strAnge = 1")
	for _, tt := range []struct {
		name, code string
		want       []string // in this order, others between them
	}{
		{"exact case first", "sum", []string{"sumAll", "Sumo"}},
		{"exact case first", "Sum", []string{"Sumo", "sumAll"}},
		{"near before far", "strange := 1\nfor strand := range 3 {\n\tstr", []string{"strand", "strange", "strAnge", "string", "strings", "struct"}},
		{"deprecated last", "strings.", []string{"TrimSuffix", "Title"}},
		{"own members before promoted ones", "type Outer struct {\n\tOld\n\tZed int\n}\nvar o Outer\no.", []string{"Zed", "Title"}},
	} {
		var got []string
		for _, m := range s.Complete(tt.code, len(tt.code)).Matches {
			got = append(got, m.Text)
		}
		at := -1
		for _, w := range tt.want {
			i := slices.Index(got, w)
			if i <= at {
				t.Errorf("%s: %q gives %q, want %q in this order", tt.name, tt.code, got, tt.want)
				break
			}
			at = i
		}
	}
}

// What is only being typed must leave no trace in the session.
func TestCompleteChangesNothing(t *testing.T) {
	s := session(t, setup...)
	s.Complete("func (p Point) Ghost() int { return 1 }\npt.Gh", 43)
	s.Inspect("func (p Point) Ghost() int { return 1 }\npt.Ghost", 45, 1)
	s.Complete("func myLongVariable() {}\ntype Point int\nPo", 43)
	if _, err := s.Eval(context.Background(), "pt.Ghost()"); err == nil {
		t.Error("a method that was completed can be called")
	}
	if _, err := s.Eval(context.Background(), "func (p Point) Ghost() string { return \"other\" }\npt.Ghost() + fmt.Sprint(myLongVariable)"); err != nil {
		t.Error(err)
	}
}

func TestWhileRunning(t *testing.T) {
	s := session(t, setup...)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { _, err := s.Eval(ctx, "for i := 0; ; i++ {\n\tmyLongVariable = i\n}"); done <- err }()
	time.Sleep(20 * time.Millisecond)
	if got := outcomes("pt.XC", s.Complete("pt.XC", 5)); !slices.Contains(got, "pt.XCoord") {
		t.Errorf("completion gives %q", got)
	}
	shown := "" // with its value, once the loop makes room in time
	for end := time.Now().Add(10 * time.Second); !strings.Contains(shown, "value: ") && time.Now().Before(end); {
		b, _ := s.Inspect("myLongVariable", 3, 0)
		shown = b.Text()
	}
	if !strings.HasPrefix(shown, "var myLongVariable int\n\nvalue: ") {
		t.Errorf("inspection gives %q", shown)
	}
	cancel()
	if err := <-done; err == nil {
		t.Error("the cell ended by itself")
	}
}

// What the sandbox leaves out is not offered there.
func TestSandbox(t *testing.T) {
	open := session(t)
	closed, err := lang.New(lang.Options{Stdout: io.Discard, Stderr: io.Discard, Sandbox: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code, match string
		sandbox     bool
	}{
		{"exe", "exec", false},
		{`import "os/e`, "os/exec", false},
		{"htt", "http", false},
		{"opt", "optim", true},
		{`import "os`, "os", true},
	} {
		offers := func(s *lang.Session) bool {
			return slices.ContainsFunc(s.Complete(c.code, len(c.code)).Matches, func(m lang.Match) bool { return m.Text == c.match })
		}
		if !offers(open) {
			t.Errorf("%s: %s is not offered", c.code, c.match)
		}
		if offers(closed) != c.sandbox {
			t.Errorf("%s: %s is offered in the sandbox: %t", c.code, c.match, !c.sandbox)
		}
	}
}
