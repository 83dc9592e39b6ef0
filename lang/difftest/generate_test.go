package difftest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A generator writes random functions of numbers that Go takes, for package native.
// Nothing in them is a constant expression but literals on the right of operators,
// so that no constant overflows.
type generator struct {
	r     *rand.Rand
	b     strings.Builder
	names map[string][]string // of variables, by type
	loops int
	count int
	funcs []string // earlier functions: func(int, float64) float64
}

var numberTypes = []string{"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "float64", "float32"}

func (g *generator) pick(list ...string) string { return list[g.r.IntN(len(list))] }

// place is a variable to assign to: not the counter of a loop.
func (g *generator) place(t string) string { return g.pick(g.names[t][:2]...) }

func isFloatName(t string) bool { return strings.HasPrefix(t, "float") }

// literal is a constant of a type, never zero.
func (g *generator) literal(t string) string {
	switch {
	case isFloatName(t):
		return g.pick("0.5", "3", "1e10", "1e-3", "7.25", "2")
	case strings.HasSuffix(t, "8"):
		return g.pick("1", "2", "3", "7", "100", "127", "16")
	}
	return g.pick("1", "2", "3", "7", "10", "1000", "32767", "8", "64")
}

// expr is an expression of a type that is no constant.
func (g *generator) expr(t string, depth int) string {
	if depth <= 0 {
		return g.pick(g.names[t]...)
	}
	sub := func(t string) string { return g.expr(t, depth-1) }
	right := func() string {
		if g.r.IntN(4) == 0 {
			return g.literal(t)
		}
		return sub(t)
	}
	switch n := g.r.IntN(20); {
	case t == "bool":
		return g.condition(depth)
	case n < 2:
		return g.pick(g.names[t]...)
	case n < 9:
		op := g.pick("+", "-", "*")
		if isFloatName(t) {
			op = g.pick("+", "-", "*", "/")
		} else if g.r.IntN(2) == 0 {
			op = g.pick("&", "|", "^", "&^", "/", "%", "/", "%")
		}
		return "(" + sub(t) + " " + op + " " + right() + ")"
	case n < 11:
		if isFloatName(t) {
			return "(-" + sub(t) + ")"
		}
		return "(" + g.pick("-", "^", "+") + sub(t) + ")"
	case n < 14 && !isFloatName(t):
		count := g.pick("1", "3", "31", "40", "7")
		if g.r.IntN(2) == 0 {
			count = "(" + g.pick(g.names[g.pick("uint8", "uint", "int8", "uint16")]...) + " & " + g.pick("15", "63", "127") + ")"
		}
		return "(" + sub(t) + g.pick(" << ", " >> ") + count + ")"
	case n < 16:
		from := g.pick(numberTypes...)
		if g.inexact(from, t) {
			from = "int32"
		}
		return t + "(" + sub(from) + ")"
	case n == 16:
		return g.pick("min", "max") + "(" + sub(t) + ", " + sub(t) + ")"
	case t == "float64" && n == 17:
		return g.pick("math.Sqrt", "math.Floor", "math.Ceil", "math.Trunc", "math.Abs", "math.Exp", "math.Sin", "math.Log", "math.Round") + "(" + sub(t) + ")"
	case t == "float64" && n == 18:
		if len(g.funcs) > 0 && g.r.IntN(2) == 0 {
			return g.pick(g.funcs...) + "(" + sub("int") + ", " + sub(t) + ")"
		}
		return "xs[" + sub("int") + " & 7]"
	case t == "int" && n == 18:
		return g.pick("len(xs)", "len(ns[a0&3:])", "ns["+sub("uint8")+" & 7]", "cap(xs)")
	}
	return g.pick(g.names[t]...)
}

// inexact reports whether the interpreter converts numbers out of range otherwise
// than Go does: by way of 64 bits.
func (g *generator) inexact(from, to string) bool {
	return isFloatName(from) && !isFloatName(to) && to != "int" && to != "int64" && to != "uint64" && to != "uint" || to == "float32" && !isFloatName(from)
}

func (g *generator) condition(depth int) string {
	if depth > 1 && g.r.IntN(3) == 0 {
		switch g.r.IntN(3) {
		case 0:
			return "!(" + g.condition(depth-1) + ")"
		default:
			return "(" + g.condition(depth-1) + g.pick(" && ", " || ") + g.condition(depth-1) + ")"
		}
	}
	t := g.pick(numberTypes...)
	return "(" + g.expr(t, depth-1) + " " + g.pick("<", "<=", ">", ">=", "==", "!=") + " " + g.expr(t, depth-1) + ")"
}

func (g *generator) line(format string, args ...any) { fmt.Fprintf(&g.b, format+"\n", args...) }

func (g *generator) stmt(depth int) {
	t := g.pick(numberTypes...)
	switch n := g.r.IntN(14); {
	case n < 4:
		g.line("%s = %s", g.place(t), g.expr(t, 3))
	case n < 6:
		op := g.pick("+", "-", "*", "/")
		if !isFloatName(t) {
			op = g.pick("+", "-", "*", "/", "%", "&", "|", "^", "&^")
		}
		g.line("%s %s= %s", g.place(t), op, g.expr(t, 2))
	case n == 6:
		g.line("xs[%s & 7] %s %s", g.expr("int", 1), g.pick("=", "+=", "*="), g.expr("float64", 2))
	case n == 7:
		g.line("ns[%s] = %s", g.pick("a0 & 7", "a0 & 7", "a0 & 15"), g.expr("int", 2))
	case n == 8:
		a, b := g.place(t), g.place(t)
		if a != b {
			g.line("%s, %s = %s, %s", a, b, g.expr(t, 2), g.expr(t, 1))
		}
	case n == 9:
		g.line("%s%s", g.place("int32"), g.pick("++", "--"))
	case depth > 0 && n == 10:
		g.line("if %s {", g.condition(2))
		g.stmt(depth - 1)
		g.line("} else {")
		g.stmt(depth - 1)
		g.line("}")
	case depth > 0 && n == 11:
		g.loop(depth)
	case depth > 0 && n == 12:
		g.line("switch %s & 3 {", g.expr("int", 2))
		g.line("case 0, 2:")
		g.stmt(depth - 1)
		if g.r.IntN(2) == 0 {
			g.line("fallthrough")
		}
		g.line("case 1:")
		g.stmt(depth - 1)
		g.line("default:")
		g.stmt(depth - 1)
		g.line("}")
	case g.loops > 0:
		g.line("if %s { %s }", g.condition(2), g.pick("break", "continue"))
	}
}

func (g *generator) loop(depth int) {
	g.count++
	i := fmt.Sprint("i", g.count)
	head := g.pick("for %s := 0; %s < 5; %[1]s++ {\n_ = %[1]s", "for %s := range 4 {\n_ = %[1]s", "for _, %s := range ns[:3] {\n_ = %[1]s", "for %s := range xs {\n_ = %[1]s")
	if strings.Count(head, "%s") == 2 {
		g.line(strings.Replace(head, "%s <", "%[1]s <", 1), i)
	} else {
		g.line(head, i)
	}
	g.names["int"] = append(g.names["int"], "("+i+"+0)")
	g.loops++
	for range 3 {
		g.stmt(depth - 1)
	}
	g.loops--
	g.names["int"] = g.names["int"][:len(g.names["int"])-1]
	g.line("}")
}

// function writes one function and gives calls of it.
func (g *generator) function(name string) (calls []string) {
	g.names = map[string][]string{}
	g.count, g.loops = 0, 0
	var params, results, shown []string
	for i, t := range numberTypes {
		p := fmt.Sprint("a", i)
		params = append(params, p+" "+t)
		results = append(results, t)
		shown = append(shown, p)
		g.names[t] = []string{p}
	}
	g.line("func %s(xs []float64, ns []int, %s) (%s) {", name, strings.Join(params, ", "), strings.Join(results, ", "))
	for _, t := range numberTypes {
		v := fmt.Sprint("v_", t)
		g.line("var %s %s = %s", v, t, g.expr(t, 1))
		g.names[t] = append(g.names[t], v)
	}
	for range 4 {
		g.stmt(2)
	}
	g.loop(2)
	for range 2 {
		g.stmt(1)
	}
	var out []string
	for i, t := range numberTypes {
		out = append(out, fmt.Sprintf("%s ^ v_%s", shown[i], t))
		if isFloatName(t) {
			out[i] = fmt.Sprintf("%s + v_%s", shown[i], t)
		}
	}
	g.line("return %s", strings.Join(out, ", "))
	g.line("}")
	for range 3 {
		var args []string
		for _, t := range numberTypes {
			args = append(args, g.argument(t))
		}
		calls = append(calls, strings.Join(args, ", "))
	}
	return calls
}

func (g *generator) argument(t string) string {
	switch {
	case t == "float64":
		return g.pick("0", "1.5", "-2.75", "1e300", "-1e-300", "math.Inf(1)", "math.NaN()", "9.3e18", "-1e19", "3e9", "-1e-320")
	case t == "float32":
		return g.pick("0", "1.5", "-2.75", "1e30", "-1e-30", "3e9", "17")
	case t == "uint8":
		return g.pick("0", "1", "200", "255")
	case t == "int8":
		return g.pick("0", "-1", "-128", "127", "5")
	case strings.HasPrefix(t, "u"):
		return g.pick("0", "1", "65535", "12345")
	case t == "int" || t == "int64":
		return g.pick("0", "-1", "math.MinInt64", "math.MaxInt64", "12345", "-77")
	}
	return g.pick("0", "-1", "-32768", "32767", "1234")
}

// randomProgram writes n functions and the statements that call them: those that are
// compiled and what shows their results.
func randomProgram(seed uint64, n int) (functions, calls string) {
	g := &generator{r: rand.New(rand.NewPCG(seed, 1))}
	var b strings.Builder
	for i := range n {
		name := fmt.Sprint("f", i)
		for _, args := range g.function(name) {
			fmt.Fprintf(&b, "func() {\nxs, ns := []float64{1, 2, -3, 0.5, 1e9, -0.25, 7, 8}, []int{3, -1, 4, 1, 5, 9, 2, 6}\n")
			fmt.Fprintf(&b, "defer func() {\nif r := recover(); r != nil {\nfmt.Println(%q, r)\n}\nfmt.Println(xs, ns)\n}()\nfmt.Println(%s(xs, ns, %s))\n}()\n", name, name, args)
		}
		h := fmt.Sprint("h", i)
		g.names = map[string][]string{"float64": {"x", "y"}, "int": {"n", "m"}, "uint8": {"u"}, "int8": {"b"}, "uint": {"v"}, "uint16": {"w"},
			"int16": {"s"}, "int32": {"k"}, "int64": {"l"}, "uint32": {"p"}, "uint64": {"q"}, "float32": {"f"}}
		g.line("func %s(n int, x float64) float64 {", h)
		g.line("xs, ns, a0 := ys, ms, n\nvar y, m, u, b, v, w, s, k, l, p, q, f = x/3, n+2, uint8(n), int8(n), uint(3), uint16(n), int16(n), int32(n), int64(n), uint32(n), uint64(n), float32(n)")
		g.line("_, _, _, _, _, _, _, _, _, _, _, _, _, _, _ = a0, y, m, u, b, v, w, s, k, l, p, q, f, xs, ns")
		g.line("return %s\n}", g.expr("float64", 3))
		g.funcs = append(g.funcs, h)
		if len(g.funcs) > 3 {
			g.funcs = g.funcs[1:]
		}
	}
	return "var ys, ms = []float64{3, 1, 4, 1, 5, 9, 2, 6}, []int{2, 7, 1, 8, 2, 8, 1, 8}\n" + g.b.String(), b.String()
}
