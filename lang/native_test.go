package lang

import (
	"context"
	"errors"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// nativePrograms are cells whose functions and loops are compiled. The last cell's
// output must be the same as when they are interpreted.
var nativePrograms = []struct{ name, cells, want string }{
	{"recursion", "func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }\n---\nfmt.Println(fib(15))", "610"},
	{"mutual recursion", "func even(n uint) bool { if n == 0 { return true }; return odd(n-1) }\nfunc odd(n uint) bool { if n == 0 { return false }; return even(n-1) }\n---\nfmt.Println(even(10), odd(7), even(7))", "true true false"},
	{"several results", "func divmod(a, b int) (q, r int) { for a >= b { a -= b; q++ }; r = a; return }\nfunc sum(n int) (s int) { for i := range n { q, r := divmod(i, 3); s += q*10 + r }; return }\n---\nfmt.Println(divmod(17, 5))\nfmt.Println(sum(10))", "3 2\n129"},
	{"aliasing", "func shift(a, b []int) { for i := range a { if i < len(b) { a[i] += b[i] } } }\n---\nx := []int{1, 2, 3, 4}\nshift(x[1:], x)\nfmt.Println(x)\nshift(x, x)\nfmt.Println(x)", "[1 3 6 10]\n[2 6 12 20]"},
	{"capacity is shared", "func add(a []int, n int) []int { for i := range n { a = append(a, i) }; return a }\n---\nx := make([]int, 2, 8)\ny := add(x, 3)\nz := add(x, 1)\nfmt.Println(x, y, z, len(y), cap(y), cap(add(y, 9)))", "[0 0] [0 0 0 1 2] [0 0 0] 5 8 16"},
	{"slices of slices", "func tail(a []int) []int { for len(a) > 2 { a = a[1:] }; return a }\n---\nx := []int{1, 2, 3, 4, 5}\ny := tail(x)\ny[0] = 9\nfmt.Println(x, cap(y), tail(nil) == nil, tail(x[:0]) == nil)", "[1 2 3 9 5] 2 true false"},
	{"range sees the slice as it was", "func grow(a []int) (s int) { for i, v := range a { a = append(a, v); a[i] = 0; s += v }; return s + 100*len(a) }\n---\nx := []int{1, 2, 3}\nfmt.Println(grow(x), x)", "606 [1 2 3]"},
	{"parallel assignment", "func rev(a []int) { for i, j := 0, len(a)-1; i < j; i, j = i+1, j-1 { a[i], a[j] = a[j], a[i] } }\nfunc swap(a []int, i int) int { for range 1 { i, a[i] = 2, 7 }; return i }\n---\nx := []int{1, 2, 3, 4}\nrev(x)\nfmt.Println(x, swap(x, 1), x)", "[4 7 2 1] 2 [4 7 2 1]"},
	{"labels", "func f(n int) (s int) {\nouter:\n\tfor i := range n {\n\t\tfor j := range n {\n\t\t\tswitch {\n\t\t\tcase j == 2: continue outer\n\t\t\tcase i == 3: break outer\n\t\t\t}\n\t\t\ts += 10*i + j\n\t\t}\n\t}\n\treturn\n}\n---\nfmt.Println(f(5))", "63"},
	{"switch", "func f(n int) (s int) { for i := range n { switch i { case 0: s += 1; fallthrough; case 1: s += 10; case 2, 3: if s > 20 { break }; s += 100; default: s += 1000 } }; return }\n---\nfmt.Println(f(3), f(6))", "21 2021"},
	{"small integers", "func f(a uint8, b int8, c uint16) (uint8, int8, uint16) { for range 100 { a += 7; b -= 9; c *= 3; a <<= 1; b >>= 1; c ^= 0xff }; return a, b, c }\n---\nfmt.Println(f(200, -100, 65535))", ""},
	{"shifts", "func f(x int, n uint) (a, b, c int) { for range 1 { a, b, c = x<<n, x>>n, 1<<n }; return }\n---\nfmt.Println(f(-5, 1))\nfmt.Println(f(-5, 63))\nfmt.Println(f(-5, 64))\nfmt.Println(f(-5, 200))", "-10 -3 2\n-9223372036854775808 -1 -9223372036854775808\n0 -1 0\n0 -1 0"},
	{"the least number", "func f(x, y int, u, v int32) (int, int, int32) { a, b, c := 0, 0, int32(0); for range 1 { a, b, c = x/y, x%y, u/v }; return a, b, c }\n---\nfmt.Println(f(math.MinInt64, -1, math.MinInt32, -1))", "-9223372036854775808 0 -2147483648"},
	{"floats", "func f(x float64, n int) (float64, float64, bool) { y, e := x, false; for i := range n { y = y/3 + math.Sqrt(float64(i)); e = y == x || math.IsNaN(y) }; return y, float64(float32(y)), e }\n---\nfmt.Println(f(1, 10))\nfmt.Println(f(math.NaN(), 3))\nfmt.Println(f(math.Inf(1), 3))", ""},
	{"package math", "func f(n int) (s float64) { for i := range n { x := float64(i) / 7; s += math.Sin(x)*math.Exp(-x) + math.Pow(x, 1.5) + math.Max(x, 2) + math.Hypot(x, 1) + math.Mod(x, 0.3) + math.Floor(-x) + float64(bits.OnesCount(uint(i))) }; return }\n---\nfmt.Println(f(100))", ""},
	{"prelude", "func f(n int) (s float64) { for i := range n { x := float64(i) / 7; s += sin(x)*exp(-x) + sqrt(x) + abs(-x) + tanh(x) + log(1+x) }; return }\n---\nfmt.Println(f(100))", ""},
	{"mixed numbers", "func f(n int) (s float64) { for i := range n { s += i * 0.5; s -= i }; return }\n---\nfmt.Println(f(10))", "-22.5"},
	{"session variables", "total, seen := 0.0, []float64{}\nfunc note(x float64) float64 { for range 2 { total += x }; seen = append(seen, total); return total }\n---\nfmt.Println(note(1), note(2), total, seen)\nfor i := range 2000 { total += float64(i) }\nfmt.Println(note(3), total, len(seen))", "2 6 6 [2 6]\n1.999012e+06 1.999012e+06 3"},
	{"functions share session variables", "k := 0\nfunc inc() int { for range 1 { k++ }; return k }\nfunc twice() int { a := 0; for range 2 { k += 10; a = inc(); k += 100 }; return a + k }\n---\nfmt.Println(twice(), k)", "344 222"},
	{"a variable declared again", "k := 1\nfunc get() int { s := 0; for range 3 { s += k }; return s }\n---\nk := 2\nfmt.Println(get())\nk = 5\nfmt.Println(get())", "6\n15"},
	{"loops of a cell", "n, s, x := 2000, 0.0, make([]float64, 2000)\nfor i := range x { x[i] = float64(i) }\nfor i := 0; i < n; i++ { s += x[i] * x[n-1-i] }\nfor _, v := range x { if v > 1500 { break }; s -= v }\n---\nfmt.Println(s, x[1999])", ""},
	{"a loop around an interpreted one", "func f(n int) int { t := 0; for i := range n { s := 0; for j := range 1000 { s += i*j }; if i == 2 { fmt.Print(\"two \") }; t += s }; return t }\n---\nfmt.Println(f(4))", "two 2997000"},
	{"function values", "func sq(x float64) float64 { s := 0.0; for range 3 { s += x * x }; return s }\n---\nf := sq\ng := []func(float64) float64{sq, math.Sqrt}\nfmt.Println(f(2), g[0](3), g[1](9))\nh := func(p func(float64) float64) float64 { return p(1) }\nfmt.Println(h(sq))", "12 27 3\n3"},
	{"named types", "type Grams float64\ntype Counts []int\nfunc (g Grams) Kilo() float64 { return float64(g) / 1000 }\nfunc add(g Grams, c Counts) Grams { for _, n := range c { g += Grams(n) }; return g }\n---\ng := add(2, Counts{1, 2})\nfmt.Println(g, g.Kilo())\nfmt.Printf(\"%T\\n\", g)", "5 0.005\nmain.Grams"},
	{"nothing passed", "func f(_ int, _ float64, n int) int { s := 0; for i := range n { s += i }; return s }\n---\nfmt.Println(f(1, 2, 4))", "6"},
	{"random numbers", "func walk(r *rng.Stream, n int) (x float64, k int) { for range n { if r.Float64() < 0.5 { x += r.Normal() } else { x -= r.Uniform(0, 2) }; k += r.IntN(10) + r.Poisson(2); if r.Bernoulli(0.3) { k++ } }; return }\nstream := rng.New(7)\n---\nfmt.Println(walk(stream, 1000))\ns := 0.0\nfor range 2000 { s += stream.Normal() }\nfmt.Println(s, stream.Uint64())\nfunc local(n int) float64 { r := rng.New(3); t := 0.0; for range n { t += r.Normal() }; return t }\nfmt.Println(local(100))", ""},
	{"redeclared", "func one() int { s := 0; for range 5 { s++ }; return s }\nfunc two() int { s := 0; for range 2 { s += one() }; return s }\n---\nfunc one() int { s := 0; for range 5 { s += 2 }; return s }\n---\nfmt.Println(one(), two())", "10 20"},
}

func TestNativePrograms(t *testing.T) {
	for _, tt := range nativePrograms {
		t.Run(tt.name, func(t *testing.T) {
			run := func(cells ...string) (printed string, s *Session) {
				s, out := newSession(t)
				for _, c := range cells {
					_, printed = eval(t, s, out, c)
				}
				return strings.TrimSpace(printed), s
			}
			cells := strings.Split(tt.cells, "\n---\n")
			plain, _ := run(append([]string{"%native off"}, cells...)...)
			got, s := run(cells...)
			if got != plain || tt.want != "" && got != tt.want {
				t.Errorf("got %q, interpreted %q, want %q", got, plain, tt.want)
			}
			compiled := false
			for _, c := range s.Natives() {
				compiled = compiled || c.State == "compiled"
				if strings.Contains(c.Reason, "wrong") {
					t.Errorf("%s: %s", c.Name, c.Reason)
				}
			}
			if !compiled && tt.name != "a loop around an interpreted one" {
				t.Errorf("nothing is compiled: %+v", s.Natives())
			}
		})
	}
}

// Panics must have Go's words, at the statement, with what was computed before.
func TestNativePanics(t *testing.T) {
	for _, tt := range []struct{ name, cells, message, place, after, value string }{
		{"index", "func f(x []int, n int) int {\n\ts := 0\n\tfor i := range n {\n\t\ts += x[i]\n\t}\n\treturn s\n}\n---\nf([]int{1, 2}, 3)", "index out of range [2] with length 2", "cell 1, line 4", "1", "1"},
		{"negative index", "func f(x []int, n int) int {\n\tfor ; ; n-- {\n\t\tx[n]++\n\t}\n}\n---\nf([]int{1, 2}, 1)", "index out of range [-1]", "cell 1, line 3", "1", "1"},
		{"slice", "func f(x []int, n int) int {\n\tfor {\n\t\tx = x[n:]\n\t}\n}\n---\nf([]int{1, 2, 3}, 2)", "slice bounds out of range [2:1]", "cell 1, line 3", "1", "1"},
		{"divide in a callee", "func g(a, b int) int {\n\treturn a / b\n}\nfunc f(n int) (s int) {\n\tfor i := range n {\n\t\ts += g(10, 3-i)\n\t}\n\treturn\n}\n---\nf(5)", "integer divide by zero", "cell 1, line 2", "1", "1"},
		{"shift", "func f(n int) (s int) {\n\tfor ; ; n-- {\n\t\ts += 1 << n\n\t}\n}\n---\nf(3)", "negative shift amount", "cell 1, line 3", "1", "1"},
		{"loop", "s, x := 0, make([]int, 1000)\n---\nfor i := 0; ; i++ {\n\ts++\n\tx[i] = s\n}", "index out of range [1000] with length 1000", "cell 2, line 3", "fmt.Sprint(s, x[999])", "1001 1000"},
		{"recovered", "func f(x []int, n int) int {\n\ts := 0\n\tfor i := range n {\n\t\ts += x[i]\n\t}\n\treturn s\n}\nfunc safe() (err error) {\n\tdefer func() { err = recover().(error) }()\n\tf(nil, 1)\n\treturn nil\n}\n---\npanic(safe().Error())", "runtime error: index out of range [0] with length 0", "cell 2, line 1", "1", "1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, out := newSession(t)
			cells := strings.Split(tt.cells, "\n---\n")
			for _, c := range cells[:len(cells)-1] {
				eval(t, s, out, c)
			}
			e := fails(t, s, cells[len(cells)-1])
			all := regexp.MustCompile(`\x1b\[\d+m`).ReplaceAllString(strings.Join(e.Traceback, "\n"), "")
			if e.Name != "Panic" || !strings.Contains(e.Message, tt.message) || !strings.Contains(all, tt.place) {
				t.Errorf("got %s: %s\n%s\nwant %s at %s", e.Name, e.Message, all, tt.message, tt.place)
			}
			if v, _ := eval(t, s, out, tt.after); v != tt.value {
				t.Errorf("%s is %s after it, want %s", tt.after, v, tt.value)
			}
		})
	}
}

// What is compiled hears of an interrupt wherever it is, and keeps what it has.
func TestNativeInterrupt(t *testing.T) {
	for name, code := range map[string]string{
		"loop of a cell":        "for { n++ }",
		"loop of a function":    "func spin(k int) int { for { k++ } }\nspin(1)",
		"loops in loops":        "func in(k int) (s int) { for i := range k { s += i % 7 }; return }\nfunc spin() (s int) { for { s += in(15000) } }\nspin()",
		"deep recursion":        "func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }\nfib(90)",
		"calls of package math": "func spin(x float64) float64 { for { x = math.Sin(x) } }\nspin(1)",
		"in a goroutine":        "func spin(k int) int { for { k++ } }\ngo spin(1)\nspin(2)",
	} {
		t.Run(name, func(t *testing.T) {
			s, out := newSession(t)
			eval(t, s, out, "n := 0")
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(30*time.Millisecond, cancel)
			_, err := s.Eval(ctx, code)
			var e *Error
			if !errors.As(err, &e) || e.Name != "Interrupted" || strings.Contains(e.Message, "goes on") {
				t.Fatalf("error %v, want Interrupted", err)
			}
			if v, _ := eval(t, s, out, "n >= 0 && 40+2 == 42"); v != "true" {
				t.Errorf("the session answers %q after it", v)
			}
			if v, _ := eval(t, s, out, "n > 100000"); name == "loop of a cell" && v != "true" {
				t.Error("the loop's variable did not keep its value")
			}
		})
	}
}

// Code that runs by itself cannot be preempted: it must let the collector in.
func TestNativeLetsTheCollectorIn(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, "func spin(n int) (s int) { for i := range n { s += i % 3 }; return }")
	done := make(chan bool)
	go func() {
		defer close(done)
		for range 20 {
			runtime.GC()
		}
	}()
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-done; cancel() }()
	if _, err := s.Eval(ctx, "spin(1 << 40)"); err == nil {
		t.Error("the loop came to an end")
	}
}

func TestNativeRecursionWithoutEnd(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, "func down(n int) int { return down(n+1) + 1 }")
	for range 2 {
		if e := fails(t, s, "down(0)"); e.Name != "StackOverflow" {
			t.Fatalf("%v, want StackOverflow", e)
		}
	}
	if v, _ := eval(t, s, out, "40 + 2"); v != "42" {
		t.Errorf("the session answers %q after it", v)
	}
}

func TestNativeConcurrently(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, `func work(x []float64, k int) (s float64) {
	for r := range 200 {
		for i := range x {
			x[i] = x[i]*0.5 + float64(k+r)
			s += x[i]
		}
	}
	return
}
func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }`)
	got, _ := eval(t, s, out, `want := work(make([]float64, 50), 3)
var wg sync.WaitGroup
wrong := make(chan int, 100)
for k := range 8 {
	wg.Go(func() {
		for range 20 {
			if work(make([]float64, 50), 3) != want || fib(12+k%2) != 144 + 89*(k%2) {
				wrong <- k
			}
		}
	})
}
wg.Wait()
len(wrong)`)
	if got != "0" {
		t.Errorf("%s results differ", got)
	}
}

func TestNativeMemory(t *testing.T) {
	s, out := newSession(t)
	eval(t, s, out, "func mk(n int) []float64 { x := make([]float64, n); for i := range x { x[i] = 1 }; return x }")
	if e := fails(t, s, "mk(1 << 36)"); e.Name != "Panic" || !strings.Contains(e.Message, "out of memory") {
		t.Errorf("%v, want out of memory", e)
	}
	e := fails(t, s, "hog := []float64{}\nfor { hog = append(hog, 1) }")
	if !strings.Contains(e.Message, "memory") {
		t.Errorf("%v, want out of memory", e)
	}
	if v, _ := eval(t, s, out, "len(mk(10))"); v != "10" {
		t.Errorf("the session answers %q after it", v)
	}
}
