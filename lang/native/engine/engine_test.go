package engine

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"math"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"monro/lang/native"
)

// symbols are the functions of compiled packages that the tests call.
var symbols = map[string]any{"math.Sin": math.Sin, "math.Pow": math.Pow}

// load translates the function f of a source.
func load(t testing.TB, e *Engine, source string) *Func {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", "package main\n"+source, 0)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Instances: map[*ast.Ident]types.Instance{}}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	if _, err := conf.Check("main", fset, []*ast.File{file}, info); err != nil {
		t.Fatal(err)
	}
	sources := map[types.Object]native.Source{}
	var f *types.Func
	for _, d := range file.Decls {
		if d, ok := d.(*ast.FuncDecl); ok {
			o := info.Defs[d.Name].(*types.Func)
			sources[o] = native.Source{Name: d.Name.Name, Type: d.Type, Body: d.Body, Info: info}
			if d.Name.Name == "f" {
				f = o
			}
		}
	}
	tr := native.New(native.Translator{
		Source:   func(f *types.Func) (native.Source, bool) { s, ok := sources[f]; return s, ok },
		Variable: func(*types.Var) string { return "" },
		Place:    func(pos token.Pos, _ string) int { return fset.Position(pos).Line - 1 },
		Symbol: func(path, name string) (reflect.Value, bool) {
			v, ok := symbols[path+"."+name]
			return reflect.ValueOf(v), ok
		},
	})
	m, reason := tr.Function(f)
	if m == nil {
		t.Fatalf("not translated: %v", reason)
	}
	return e.Func(m)
}

// A panicked is what the tests' control panics with.
type panicked struct {
	place   int
	message string
}

type stopped struct{}
type overflowed struct{}

// control has nothing stopped but by its flag.
func control(stop *atomic.Bool) Control {
	return Control{
		On:       func() bool { return true },
		Stopped:  func() func() bool { return stop.Load },
		Stop:     func() { panic(stopped{}) },
		Overflow: func() { panic(overflowed{}) },
		Panic:    func(place int, message string) { panic(panicked{place, message}) },
		Room:     func(n, size int) {},
	}
}

func newEngine(t testing.TB) *Engine {
	if !Supported() {
		t.Skip("no code can be made for this machine")
	}
	return New(control(new(atomic.Bool)))
}

// catch is what a function panics with.
func catch(f func()) (p any) {
	defer func() { p = recover() }()
	f()
	return nil
}

func TestCalls(t *testing.T) {
	e := newEngine(t)
	fib := load(t, e, "func f(n int) int { if n < 2 { return n }; return f(n-1) + f(n-2) }").Value().Interface().(func(int) int)
	if got := fib(20); got != 6765 {
		t.Errorf("f(20) = %d, want 6765", got)
	}
	mix := load(t, e, "func f(a int8, b uint16, c float32, d bool, e uint64) (e2 uint64, d2 bool, c2 float32, b2 uint16, a2 int8) { for range 1 { a2, b2, c2, d2, e2 = a, b, c, d, e }; return }").
		Value().Interface().(func(int8, uint16, float32, bool, uint64) (uint64, bool, float32, uint16, int8))
	if a, b, c, d, e := mix(-7, 65535, 1.5, true, 1<<63); a != 1<<63 || !b || c != 1.5 || d != 65535 || e != -7 {
		t.Error(a, b, c, d, e)
	}
	calls := load(t, e, "import \"math\"\nfunc f(x float64, n int) float64 { for i := range n { x = math.Sin(x) + math.Pow(2, float64(i)) }; return x }").Value().Interface().(func(float64, int) float64)
	want := 0.7
	for i := range 10 {
		want = math.Sin(want) + math.Pow(2, float64(i))
	}
	if got := calls(0.7, 10); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSlicesAreTheCallers(t *testing.T) {
	e := newEngine(t)
	f := load(t, e, "func f(x []float64, k int) []float64 { for i := range x { x[i] *= 2 }; return x[k:] }").Value().Interface().(func([]float64, int) []float64)
	x := []float64{1, 2, 3}
	y := f(x, 1)
	if fmt.Sprint(x, y) != "[2 4 6] [4 6]" || &y[0] != &x[1] || cap(y) != 2 {
		t.Error(x, y, cap(y))
	}
	if z := f(x, 3); z == nil || len(z) != 0 {
		t.Errorf("an empty slice becomes %#v", z)
	}
	if z := f(nil, 0); z != nil {
		t.Errorf("nil becomes %#v", z)
	}
}

// far is an array outside of Go's heap, which is out of reach.
var far [4]float64

func TestOutOfReach(t *testing.T) {
	e := newEngine(t)
	fn := load(t, e, "func f(x []float64) float64 { s := 0.0; for _, v := range x { s += v }; return s }")
	called := false
	fn.Instead(func(x []float64) float64 { called = true; return -1 })
	f := fn.Value().Interface().(func([]float64) float64)
	if got := f(far[:]); got != -1 || !called {
		t.Errorf("got %v, want what is called instead", got)
	}
	if got := f([]float64{1, 2}); got != 3 {
		t.Errorf("got %v, want 3", got)
	}
}

func TestPanics(t *testing.T) {
	e := newEngine(t)
	f := load(t, e, "func f(x []int, n int) (s int) {\nfor i := range n {\ns += 10 / x[i]\n}\nreturn\n}").Value().Interface().(func([]int, int) int)
	for _, tt := range []struct {
		x    []int
		want string
	}{{[]int{1}, "index out of range [1] with length 1"}, {[]int{1, 0}, "integer divide by zero"}} {
		p, ok := catch(func() { f(tt.x, 3) }).(panicked)
		if !ok || p.place != 3 || !strings.HasSuffix(p.message, tt.want) {
			t.Errorf("%+v, want %s at line 3", p, tt.want)
		}
	}
	if got := f([]int{1, 5}, 2); got != 12 {
		t.Errorf("after panics it gives %d, want 12", got)
	}
}

func TestStop(t *testing.T) {
	stop := new(atomic.Bool)
	if !Supported() {
		t.Skip()
	}
	f := load(t, New(control(stop)), "func f(n int) int { for { n++ } }").Value().Interface().(func(int) int)
	done := make(chan any)
	go func() { done <- catch(func() { f(1) }) }()
	runtime.GC() // which waits for all goroutines
	stop.Store(true)
	if p := <-done; p != any(stopped{}) {
		t.Errorf("ended with %v", p)
	}
}

func TestOverflow(t *testing.T) {
	f := load(t, newEngine(t), "func f(n int) int { return f(n+1) + 1 }").Value().Interface().(func(int) int)
	if p := catch(func() { f(1) }); p != any(overflowed{}) {
		t.Errorf("ended with %v", p)
	}
}

func TestConcurrentCalls(t *testing.T) {
	f := load(t, newEngine(t), "func f(x []int, k int) (s int) { y := make([]int, len(x)); for r := range 50 { for i := range x { y[i] = x[i]*k + r; s += y[i] } }; return }").Value().Interface().(func([]int, int) int)
	var wg sync.WaitGroup
	for k := range 8 {
		wg.Go(func() {
			x := []int{k, 2, 3}
			for range 200 {
				want := 50*k*(k+5) + 3*50*49/2
				if got := f(x, k); got != want {
					t.Errorf("k=%d: got %d, want %d", k, got, want)
					return
				}
			}
		})
	}
	wg.Wait()
}

// What is allocated during a call stays until it returns, and longer if it is returned.
func TestAllocations(t *testing.T) {
	f := load(t, newEngine(t), "func f(n int) []int { var x []int; for i := range n { x = append(x, i) }; return x }").Value().Interface().(func(int) []int)
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	}()
	defer close(stop)
	for range 20 {
		for i, v := range f(20000) {
			if v != i {
				t.Fatalf("element %d is %d", i, v)
			}
		}
	}
}

func BenchmarkCall(b *testing.B) {
	e := newEngine(b)
	fn := load(b, e, "func f(x []float64) float64 { s := 0.0; for _, v := range x { s += v }; return s }")
	f := fn.Value().Interface().(func([]float64) float64)
	for _, n := range []int{10, 1000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x := make([]float64, n)
			b.ReportAllocs()
			for b.Loop() {
				f(x)
			}
		})
	}
}

// BenchmarkCompile is the time from a translated function to the end of its first call.
func BenchmarkCompile(b *testing.B) {
	e := newEngine(b)
	i := 0
	for b.Loop() {
		b.StopTimer() // the same code again would be found
		i++
		fn := load(b, e, fmt.Sprint("func f(n int) (s int) { for i := range n { if i%3 == 0 { s += i } else { s -= g(i) } }; return }\nfunc g(n int) int { return n * ", i, " }"))
		b.StartTimer()
		fn.Value().Interface().(func(int) int)(10)
	}
}
