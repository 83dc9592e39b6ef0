package lang

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// nativeBenchmarks are functions of numbers as users write them: a body for Go, the
// same for Python, and by how much fewer rounds the interpreter gets, whose time is
// multiplied again.
var nativeBenchmarks = []struct{ name, code, call, less, python string }{
	{"fib", "func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }", "fib(30)", "fib(20)*123", "def fib(n): return n if n < 2 else fib(n-1) + fib(n-2)\nfib(30)"},
	{"sum", "func sum(n int) float64 { s := 0.0; for i := range n { s += float64(i) }; return s }", "sum(100000000)", "sum(1000000)*100", "def f(n):\n  s = 0.0\n  for i in range(n): s += i\n  return s\nf(10000000)#10"},
	{"dot", "func dot(n, times int) float64 { x := make([]float64, n); for i := range x { x[i] = float64(i) }; s := 0.0; for range times { for i := range x { s += x[i] * x[i] } }; return s }", "dot(100000, 100)", "dot(10000, 10)*100", "def f(n, times):\n  x = [float(i) for i in range(n)]\n  s = 0.0\n  for _ in range(times):\n    for i in range(n): s += x[i] * x[i]\n  return s\nf(100000, 10)#10"},
	{"logistic", "func logistic(n int) float64 { x := 0.3; for range n { x = 3.9 * x * (1 - x) }; return x }", "logistic(10000000)", "logistic(100000)*100", "def f(n):\n  x = 0.3\n  for _ in range(n): x = 3.9 * x * (1 - x)\n  return x\nf(1000000)#10"},
	{"collatz", "func collatz(top int) int { best := 0; for n := 1; n < top; n++ { k := 0; for m := n; m != 1; k++ { if m%2 == 0 { m /= 2 } else { m = 3*m + 1 } }; if k > best { best = k } }; return best }", "collatz(100000)", "collatz(2000)*65", "def f(top):\n  best = 0\n  for n in range(1, top):\n    k, m = 0, n\n    while m != 1:\n      m = m // 2 if m % 2 == 0 else 3*m + 1\n      k += 1\n    if k > best: best = k\n  return best\nf(10000)#12.7"},
	{"mandelbrot", "func mandel(n int) int { t := 0; for a := range n { for b := range n { x, y := 0.0, 0.0; cx, cy := 3*float64(a)/float64(n)-2, 2*float64(b)/float64(n)-1; k := 0; for ; k < 100 && x*x+y*y < 4; k++ { x, y = x*x-y*y+cx, 2*x*y+cy }; t += k } }; return t }", "mandel(300)", "mandel(30)*100", "def f(n):\n  t = 0\n  for a in range(n):\n    for b in range(n):\n      x = y = 0.0\n      cx, cy = 3*a/n-2, 2*b/n-1\n      k = 0\n      while k < 100 and x*x+y*y < 4:\n        x, y = x*x-y*y+cx, 2*x*y+cy\n        k += 1\n      t += k\n  return t\nf(100)#9"},
	{"sieve", "func sieve(n int) int { c := make([]bool, n+1); k := 0; for i := 2; i <= n; i++ { if c[i] { continue }; k++; for j := i * i; j <= n; j += i { c[j] = true } }; return k }", "sieve(5000000)", "sieve(50000)*120", "def f(n):\n  c = [False]*(n+1)\n  k = 0\n  for i in range(2, n+1):\n    if c[i]: continue\n    k += 1\n    for j in range(i*i, n+1, i): c[j] = True\n  return k\nf(500000)#10.6"},
	{"matmul", "func matmul(n int) float64 { a, b, c := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n); for i := range a { a[i], b[i] = float64(i%7), float64(i%5) }; for i := range n { for j := range n { s := 0.0; for k := range n { s += a[i*n+k] * b[k*n+j] }; c[i*n+j] = s } }; return c[n] }", "matmul(200)", "matmul(40)*125", "def f(n):\n  a = [float(i%7) for i in range(n*n)]; b = [float(i%5) for i in range(n*n)]; c = [0.0]*(n*n)\n  for i in range(n):\n    for j in range(n):\n      s = 0.0\n      for k in range(n): s += a[i*n+k]*b[k*n+j]\n      c[i*n+j] = s\n  return c[n]\nf(100)#8"},
	{"metropolis", "func metropolis(r *rng.Stream, n int) float64 { x, s := 0.0, 0.0; for range n { y := x + r.Normal(); if math.Log(r.Float64()) < (x*x-y*y)/2 { x = y }; s += x * x }; return s / float64(n) }", "metropolis(rng.New(1), 1000000)", "metropolis(rng.New(1), 20000)*50", "import random, math\ndef f(n):\n  r = random.Random(1); x = s = 0.0\n  for _ in range(n):\n    y = x + r.gauss(0, 1)\n    if math.log(r.random() or 1e-300) < (x*x-y*y)/2: x = y\n    s += x*x\n  return s/n\nf(100000)#10"},
}

// BenchmarkNative compares compiled functions of cells with the same interpreted,
// with Go's compiler and with Python, where those are installed. The times are those
// of one call; interpreted/native and so on are how many times as long the others
// take.
func BenchmarkNative(b *testing.B) {
	for _, bb := range nativeBenchmarks {
		b.Run(bb.name, func(b *testing.B) {
			s, out := newSession(b)
			eval(b, s, out, "stream := rng.New(1)\n"+bb.code)
			evalOnce(b, s, bb.call+";") // makes the code
			b.ResetTimer()
			start := time.Now()
			for range b.N {
				evalOnce(b, s, bb.call+";")
			}
			each := time.Since(start).Seconds() / float64(b.N)
			b.StopTimer()
			eval(b, s, out, "%native off")
			eval(b, s, out, bb.code) // with what can be interpreted only
			less, times, _ := strings.Cut(bb.less, "*")
			b.ReportMetric(evalOnce(b, s, less+";")*factor(times)/each, "interpreted/native")
			if t := timeGo(b, bb.code, bb.call); t > 0 {
				b.ReportMetric(each/t, "native/go")
			}
			program, times, _ := strings.Cut(bb.python, "#")
			if t := timePython(b, program); t > 0 {
				b.ReportMetric(t*factor(times)/each, "python/native")
			}
		})
	}
}

func factor(s string) float64 {
	if d, err := time.ParseDuration(s + "s"); err == nil {
		return d.Seconds()
	}
	return 1
}

// evalOnce runs a cell and says how many seconds it took.
func evalOnce(b *testing.B, s *Session, code string) float64 {
	start := time.Now()
	if _, err := s.Eval(context.Background(), code); err != nil {
		b.Fatal(err)
	}
	return time.Since(start).Seconds()
}

// timeGo compiles a function with Go and times a call.
func timeGo(b *testing.B, code, call string) float64 {
	source := "package main\nimport (\"fmt\"; \"math\"; \"monro/stdlib/rng\"; \"os\"; \"time\")\nvar _, _ = math.Pi, rng.New\n" + code +
		"\nvar sink any\nfunc main() { start := time.Now(); sink = " + call + "; fmt.Print(time.Since(start).Seconds()); fmt.Fprint(os.Stderr, sink) }\n"
	dir, err := os.MkdirTemp(".", "timed")
	if err != nil {
		b.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o644); err != nil {
		b.Fatal(err)
	}
	return seconds(b, exec.Command("go", "run", "./"+dir))
}

// timePython times what a program does after its definitions.
func timePython(b *testing.B, program string) float64 {
	lines := strings.Split(program, "\n")
	last := len(lines) - 1
	text := strings.Join(lines[:last], "\n") + "\nimport time\nt = time.perf_counter()\n" + lines[last] + "\nprint(time.perf_counter() - t, end='')\n"
	return seconds(b, exec.Command("python3", "-c", text))
}

// seconds runs a program that prints how long it took; 0 where it cannot run.
func seconds(b *testing.B, c *exec.Cmd) float64 {
	out, err := c.Output()
	if err != nil {
		b.Logf("%v: %v", c.Args[0], err)
		return 0
	}
	return factor(strings.TrimSpace(string(out)))
}
