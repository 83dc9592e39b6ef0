package interp

import (
	"context"
	"fmt"
	"go/parser"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
)

func alias(path string) string { return strings.ReplaceAll(path, "/", "_") + "ʹ" }

// load declares Go source as lowered cells do.
func load(t *testing.T, i *Interp, src string, packages ...string) {
	t.Helper()
	f, err := parser.ParseFile(i.FileSet(), "cell", "package main\n"+src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	if err := i.Load(f, packages); err != nil {
		t.Fatal(err)
	}
}

func patient(error) time.Duration { return 10 * time.Second }

func newInterp() (*Interp, *[]any) {
	var got []any
	i := New(alias, "rtʹ", map[string]reflect.Value{"Put": reflect.ValueOf(func(v any) { got = append(got, v) })})
	return i, &got
}

func TestRun(t *testing.T) {
	i, got := newInterp()
	load(t, i, `func cell1() { rtʹ.Put(stringsʹ.Repeat("ab", 2)) }`, "strings")
	if out := i.Run(context.Background(), "cell1", patient); out.Panic != nil || out.Error != nil || out.Stopped != nil {
		t.Fatalf("outcome %+v", out)
	}
	if len(*got) != 1 || (*got)[0] != "abab" {
		t.Errorf("got %v", *got)
	}
}

func TestPanicNamesFrames(t *testing.T) {
	i, _ := newInterp()
	load(t, i, "func inner() { panic(\"boom\") }\nfunc outer() { inner() }\nfunc cell1() { outer() }")
	out := i.Run(context.Background(), "cell1", patient)
	if out.Panic == nil || !reflect.DeepEqual(out.Frames[:3], []string{"inner", "outer", "cell1"}) {
		t.Errorf("panic %v through %v", out.Panic, out.Frames)
	}
}

// The number that yaegi compares to stop code must be where runNumber says:
// stopping raises it by one.
func TestRunNumber(t *testing.T) {
	i, got := newInterp()
	load(t, i, "var inc func() int\nfunc cell1() { n := 0; inc = func() int { n++; return n }; inc() }\nfunc cell2() { for { } }\nfunc cell3() { rtʹ.Put(inc()) }")
	i.Run(context.Background(), "cell1", patient)
	before := i.runID()
	ctx, cancel := context.WithCancel(context.Background())
	var during uint64
	time.AfterFunc(20*time.Millisecond, cancel)
	out := i.Run(ctx, "cell2", func(error) time.Duration { during = i.runID(); return 10 * time.Second })
	if out.Stopped == nil || out.Deserted {
		t.Fatalf("outcome %+v", out)
	}
	if during != before+1 || i.runID() != before {
		t.Errorf("run number %d before, %d while stopping, %d after; want n, n+1, n", before, during, i.runID())
	}
	i.Run(context.Background(), "cell3", patient)
	if len(*got) != 1 || (*got)[0] != 2 {
		t.Errorf("a closure from before the stop gives %v, want 2", *got)
	}
}

func TestUnknownPackage(t *testing.T) {
	i, _ := newInterp()
	f, err := parser.ParseFile(i.FileSet(), "cell", "package main", 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := i.Load(f, []string{"no/such"}); err == nil || !strings.Contains(err.Error(), "no/such") {
		t.Errorf("error %v, want one that names the package", err)
	}
}

// What yaegi keeps of a run that has ended goes, and what later runs use stays.
func TestForget(t *testing.T) {
	i, got := newInterp()
	load(t, i, "var inc func() int\nfunc add(n int) func() int { return func() int { n++; return n } }\nfunc cell0() { inc = add(3) }")
	i.Run(context.Background(), "cell0", patient)
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	const most = 4 << 10 // bytes a run; yaegi keeps more than 20 KB
	var before uint64
	for n := 1; n <= 400; n++ {
		if n == 200 {
			before = heap()
		}
		name := fmt.Sprint("cell", n)
		load(t, i, fmt.Sprintf("var v%d = %d\nfunc %s() { s := 0; for i := 0; i < 3; i++ { s += i * inc() }\nif s < 0 { s = -s }\nv%d += s\nif v%d < s { rtʹ.Put(s) } }", n, n, name, n, n))
		if out := i.Run(context.Background(), name, patient); out.Panic != nil || out.Error != nil {
			t.Fatalf("run %d: %+v", n, out)
		}
		i.Drop(name)
	}
	if kept := (int64(heap()) - int64(before)) / 200; kept > most {
		t.Errorf("%d bytes stay of a run, at most %d are wanted", kept, most)
	}
	load(t, i, "func last() { rtʹ.Put(inc()); rtʹ.Put(v1 > 0 && v400 > v1) }")
	i.Run(context.Background(), "last", patient)
	if want := []any{3 + 3*400 + 1, true}; !reflect.DeepEqual(*got, want) {
		t.Errorf("got %v, want %v", *got, want)
	}
}
