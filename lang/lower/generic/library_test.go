// Package generic_test compares the library's generic functions with those of
// the standard library that they stand for.
package generic_test

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	ourcmp "monro/lang/lower/generic/cmp"
	ouriter "monro/lang/lower/generic/iter"
	ourmaps "monro/lang/lower/generic/maps"
	ourslices "monro/lang/lower/generic/slices"
	oursync "monro/lang/lower/generic/sync"
	"monro/lang/lower/generic/sync/atomic"
)

// same compares what two functions give, or panic with.
func same(t *testing.T, what string, got, want func() any) {
	t.Helper()
	run := func(f func() any) (v any, p any) {
		defer func() {
			if p = recover(); p != nil {
				v, p = nil, "panic"
			}
		}()
		return f(), nil
	}
	g, gp := run(got)
	w, wp := run(want)
	if !reflect.DeepEqual(g, w) || gp != wp {
		t.Errorf("%s: %v (%v), want %v (%v)", what, g, gp, w, wp)
	}
}

func TestSlices(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	even := func(x int) bool { return x%2 == 0 }
	desc := func(a, b int) int { return b - a }
	near := func(a, b int) bool { return a/2 == b/2 }
	for range 300 {
		x := make([]int, r.IntN(9))
		for i := range x {
			x[i] = r.IntN(6)
		}
		y := slices.Clone(x)
		if r.IntN(2) == 0 && len(y) > 0 {
			y[r.IntN(len(y))] = r.IntN(6)
		}
		v, i, j := r.IntN(6), r.IntN(9), r.IntN(9)
		sorted := slices.Sorted(slices.Values(x))
		inPlace := func(f func([]int)) func() any { return func() any { c := slices.Clone(x); f(c); return c } }
		same(t, "Sort", inPlace(ourslices.Sort[[]int]), inPlace(slices.Sort[[]int]))
		same(t, "Reverse", inPlace(ourslices.Reverse[[]int]), inPlace(slices.Reverse[[]int]))
		same(t, "SortFunc", inPlace(func(c []int) { ourslices.SortFunc(c, desc) }), inPlace(func(c []int) { slices.SortFunc(c, desc) }))
		same(t, "SortStableFunc", inPlace(func(c []int) { ourslices.SortStableFunc(c, desc) }), inPlace(func(c []int) { slices.SortStableFunc(c, desc) }))
		same(t, "IsSorted", func() any { return ourslices.IsSorted(x) }, func() any { return slices.IsSorted(x) })
		same(t, "IsSortedFunc", func() any { return ourslices.IsSortedFunc(x, desc) }, func() any { return slices.IsSortedFunc(x, desc) })
		same(t, "Min", func() any { return ourslices.Min(x) }, func() any { return slices.Min(x) })
		same(t, "Max", func() any { return ourslices.Max(x) }, func() any { return slices.Max(x) })
		same(t, "MinFunc", func() any { return ourslices.MinFunc(x, desc) }, func() any { return slices.MinFunc(x, desc) })
		same(t, "MaxFunc", func() any { return ourslices.MaxFunc(x, desc) }, func() any { return slices.MaxFunc(x, desc) })
		same(t, "BinarySearch", func() any { k, ok := ourslices.BinarySearch(sorted, v); return []any{k, ok} }, func() any { k, ok := slices.BinarySearch(sorted, v); return []any{k, ok} })
		same(t, "BinarySearchFunc", func() any { k, ok := ourslices.BinarySearchFunc(sorted, v, cmp.Compare[int]); return []any{k, ok} },
			func() any { k, ok := slices.BinarySearchFunc(sorted, v, cmp.Compare[int]); return []any{k, ok} })
		same(t, "Equal", func() any { return ourslices.Equal(x, y) }, func() any { return slices.Equal(x, y) })
		same(t, "EqualFunc", func() any { return ourslices.EqualFunc(x, y, near) }, func() any { return slices.EqualFunc(x, y, near) })
		same(t, "Compare", func() any { return ourslices.Compare(x, y) }, func() any { return slices.Compare(x, y) })
		same(t, "CompareFunc", func() any { return ourslices.CompareFunc(x, y, desc) }, func() any { return slices.CompareFunc(x, y, desc) })
		same(t, "Index", func() any { return ourslices.Index(x, v) }, func() any { return slices.Index(x, v) })
		same(t, "IndexFunc", func() any { return ourslices.IndexFunc(x, even) }, func() any { return slices.IndexFunc(x, even) })
		same(t, "Contains", func() any { return ourslices.Contains(x, v) }, func() any { return slices.Contains(x, v) })
		same(t, "ContainsFunc", func() any { return ourslices.ContainsFunc(x, even) }, func() any { return slices.ContainsFunc(x, even) })
		same(t, "Insert", func() any { return ourslices.Insert(slices.Clone(x), i, v, v+1) }, func() any { return slices.Insert(slices.Clone(x), i, v, v+1) })
		if i <= j && j <= len(x) {
			same(t, "Delete", func() any { return ourslices.Delete(slices.Clone(x), i, j) }, func() any { return slices.Delete(slices.Clone(x), i, j) })
			same(t, "Replace", func() any { return ourslices.Replace(slices.Clone(x), i, j, v) }, func() any { return slices.Replace(slices.Clone(x), i, j, v) })
		}
		same(t, "DeleteFunc", func() any { return ourslices.DeleteFunc(slices.Clone(x), even) }, func() any { return slices.DeleteFunc(slices.Clone(x), even) })
		same(t, "Clone", func() any { return ourslices.Clone(x) }, func() any { return slices.Clone(x) })
		same(t, "Compact", func() any { return ourslices.Compact(slices.Clone(x)) }, func() any { return slices.Compact(slices.Clone(x)) })
		same(t, "CompactFunc", func() any { return ourslices.CompactFunc(slices.Clone(x), near) }, func() any { return slices.CompactFunc(slices.Clone(x), near) })
		same(t, "Clip", func() any { return cap(ourslices.Clip(x)) }, func() any { return cap(slices.Clip(x)) })
		same(t, "Grow", func() any { return cap(ourslices.Grow(x, i)) >= len(x)+i }, func() any { return true })
		same(t, "Concat", func() any { return ourslices.Concat(x, y) }, func() any { return slices.Concat(x, y) })
		same(t, "Repeat", func() any { return ourslices.Repeat(x, i) }, func() any { return slices.Repeat(x, i) })
		same(t, "All", func() any { return maps.Collect(ourslices.All(x)) }, func() any { return maps.Collect(slices.All(x)) })
		same(t, "Backward", func() any { return maps.Collect(ourslices.Backward(x)) }, func() any { return maps.Collect(slices.Backward(x)) })
		same(t, "Collect", func() any { return ourslices.Collect(ourslices.Values(x)) }, func() any { return slices.Collect(slices.Values(x)) })
		same(t, "AppendSeq", func() any { return ourslices.AppendSeq(y, ourslices.Values(x)) }, func() any { return slices.AppendSeq(y, slices.Values(x)) })
		same(t, "Sorted", func() any { return ourslices.Sorted(ourslices.Values(x)) }, func() any { return slices.Sorted(slices.Values(x)) })
		same(t, "SortedFunc", func() any { return ourslices.SortedFunc(ourslices.Values(x), desc) }, func() any { return slices.SortedFunc(slices.Values(x), desc) })
		same(t, "SortedStableFunc", func() any { return ourslices.SortedStableFunc(ourslices.Values(x), desc) }, func() any { return slices.SortedStableFunc(slices.Values(x), desc) })
		same(t, "Chunk", func() any { return slices.Collect(ourslices.Chunk(x, i)) }, func() any { return slices.Collect(slices.Chunk(x, i)) })
	}
	floats := []float64{2, math.NaN(), -1, math.Inf(1)}
	ourslices.Sort(floats)
	if !math.IsNaN(floats[0]) || floats[1] != -1 {
		t.Errorf("sorted %v, want NaN first", floats)
	}
	names := []string{"b", "a"}
	ourslices.Sort(names)
	if names[0] != "a" {
		t.Errorf("sorted %v", names)
	}
}

func TestMaps(t *testing.T) {
	m, n := map[string]int{"a": 1, "b": 2}, map[string]int{"a": 1, "b": 3}
	sortedKeys := func(s iter.Seq[string]) []string { return slices.Sorted(s) }
	same(t, "Keys", func() any { return sortedKeys(ourmaps.Keys(m)) }, func() any { return sortedKeys(maps.Keys(m)) })
	same(t, "Values", func() any { return slices.Sorted(ourmaps.Values(m)) }, func() any { return slices.Sorted(maps.Values(m)) })
	same(t, "Collect", func() any { return ourmaps.Collect(ourmaps.All(m)) }, func() any { return maps.Collect(maps.All(m)) })
	same(t, "Clone", func() any { return ourmaps.Clone(m) }, func() any { return maps.Clone(m) })
	same(t, "Clone of nil", func() any { return ourmaps.Clone(map[int]int(nil)) == nil }, func() any { return true })
	same(t, "Equal", func() any { return []bool{ourmaps.Equal(m, n), ourmaps.Equal(m, m)} }, func() any { return []bool{maps.Equal(m, n), maps.Equal(m, m)} })
	always := func(a, b int) bool { return true }
	same(t, "EqualFunc", func() any { return ourmaps.EqualFunc(m, n, always) }, func() any { return maps.EqualFunc(m, n, always) })
	same(t, "Copy", func() any { c := maps.Clone(m); ourmaps.Copy(c, n); return c }, func() any { c := maps.Clone(m); maps.Copy(c, n); return c })
	same(t, "Insert", func() any { c := maps.Clone(m); ourmaps.Insert(c, maps.All(n)); return c }, func() any { c := maps.Clone(m); maps.Insert(c, maps.All(n)); return c })
	odd := func(_ string, v int) bool { return v%2 == 1 }
	same(t, "DeleteFunc", func() any { c := maps.Clone(m); ourmaps.DeleteFunc(c, odd); return c }, func() any { c := maps.Clone(m); maps.DeleteFunc(c, odd); return c })
}

func TestCmp(t *testing.T) {
	for _, a := range []float64{-1, 0, 2, math.NaN(), math.Inf(1)} {
		for _, b := range []float64{-1, 0, 2, math.NaN(), math.Inf(1)} {
			if ourcmp.Compare(a, b) != cmp.Compare(a, b) || ourcmp.Less(a, b) != cmp.Less(a, b) || a == a && ourcmp.Or(a, b) != cmp.Or(a, b) && b == b {
				t.Errorf("%v and %v compare otherwise", a, b)
			}
		}
	}
}

func TestPull(t *testing.T) {
	next, stop := ouriter.Pull(slices.Values([]int{1, 2}))
	for _, want := range []int{1, 2} {
		if v, ok := next(); v != want || !ok {
			t.Errorf("next gives %d, %v; want %d", v, ok, want)
		}
	}
	if v, ok := next(); ok {
		t.Errorf("next gives %d after the end", v)
	}
	stop()
	pair, end := ouriter.Pull2(slices.All([]string{"a", "b"}))
	if k, v, ok := pair(); k != 0 || v != "a" || !ok {
		t.Errorf("pair %d %s %v", k, v, ok)
	}
	end()
	if _, _, ok := pair(); ok {
		t.Error("a stopped sequence goes on")
	}
	_, unused := ouriter.Pull(slices.Values([]int{1}))
	unused()
}

func TestSync(t *testing.T) {
	n := 0
	f := oursync.OnceValue(func() int { n++; return 7 })
	g := oursync.OnceValues(func() (int, string) { n++; return 1, "a" })
	a, b := g()
	if f()+f() != 14 || a != 1 || b != "a" || n != 2 {
		t.Errorf("called %d times", n)
	}
	var p atomic.Pointer[int]
	x, y := 1, 2
	if p.Load() != nil || p.Swap(&x) != nil || p.CompareAndSwap(&y, &x) || !p.CompareAndSwap(&x, &y) || p.Load() != &y {
		t.Error("an atomic pointer is not one")
	}
	p.Store(nil)
	if p.Load() != nil {
		t.Error("nil is not stored")
	}
}
