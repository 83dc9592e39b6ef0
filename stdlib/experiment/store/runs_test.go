package store_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"monro/stdlib/experiment"
	"monro/stdlib/experiment/store"
)

// sample is a store of five runs whose last losses are 0.5, 0.25, NaN, 4, none.
func sample(t testing.TB) *store.Store {
	s := open(t)
	id := func(study, arm string, seed uint64, p experiment.Params) experiment.Identity {
		return experiment.Identity{Study: study, Setup: "l2", Arm: arm, Seed: seed, Params: p}
	}
	keep(t, s, id("a9a", "SGD", 1, experiment.Params{"lr": 0.1, "batch": 32}), 1, 0.5)
	keep(t, s, id("a9a", "Adam", 1, experiment.Params{"lr": 0.05, "amsgrad": true}), 1, 0.125, 0.25)
	keep(t, s, id("a9a", "Adam", 2, experiment.Params{"lr": 0.2, "amsgrad": false}), 1, math.NaN())
	keep(t, s, id("it's", "Ada\"m", 3, experiment.Params{"my lr": 0.3, "kind": "x"}), 4)
	begin(t, s, id("b", "SGD", 1, nil))
	return s
}

func TestConditions(t *testing.T) {
	s := sample(t)
	for _, c := range []struct {
		where []any
		want  []int
	}{
		{nil, []int{5, 4, 3, 2, 1}},
		{[]any{""}, []int{5, 4, 3, 2, 1}},
		{[]any{"arm = 'Adam' and lr < 0.1"}, []int{2}},
		{[]any{"method = 'Adam' and lr < 0.1"}, []int{2}},
		{[]any{"ARM = 'SGD'\n"}, []int{5, 1}},
		{[]any{"arm = ? and lr between ? and ?", "SGD", 0.05, 0.15}, []int{1}},
		{[]any{"batch = 32"}, []int{1}},
		{[]any{"amsgrad"}, []int{2}},
		{[]any{"not amsgrad"}, []int{3}},
		{[]any{"amsgrad = ?", true}, []int{2}},
		{[]any{"loss < 1 order by loss"}, []int{2, 1}},
		{[]any{"order by loss desc limit 2"}, []int{4, 1}},
		{[]any{"ORDER\tBY seed, id LIMIT 2 OFFSET 1"}, []int{2, 5}},
		{[]any{"limit 1"}, []int{5}},
		{[]any{"limit ?", 2}, []int{5, 4}},
		{[]any{`"min loss" < 0.2`}, []int{2}},
		{[]any{"`max loss` >= 4"}, []int{4}},
		{[]any{"[my lr] > 0"}, []int{4}},
		{[]any{"study = 'it''s'"}, []int{4}},
		{[]any{"study = ?", "it's"}, []int{4}},
		{[]any{"kind = 'x;y' or kind = 'x'"}, []int{4}},
		{[]any{"status = 'running'"}, []int{5}},
		{[]any{"lr is null order by id"}, []int{4, 5}},
		{[]any{"started like '2026-05-01 %' and seconds = 1.5 and revision = 'abc+' and source like '%:=%'"}, []int{4, 3, 2, 1}},
		{[]any{"setup = 'l2' and procs > 0 and id in (1, 3)"}, []int{3, 1}},
		{[]any{"id = (select max(id) from runs)"}, []int{5}},
		{[]any{"id in (select id from runs order by id limit 2)"}, []int{2, 1}},
		{[]any{"1 = 0"}, []int{}},
	} {
		if got := list(t, s, c.where...); !slices.Equal(got, c.want) {
			t.Errorf("%q: runs %v, want %v", c.where, got, c.want)
		}
	}
}

func TestWrongConditions(t *testing.T) {
	s := sample(t)
	for _, c := range []struct {
		where []any
		want  string
	}{
		{[]any{"lrr < 0.1"}, "no column lrr: want one of id, "},
		{[]any{`arm = "Adam"`}, "text is written as 'Adam'"},
		{[]any{"lr <"}, "syntax error"},
		{[]any{"lr < 0.1)"}, "a ) without its ("},
		{[]any{"(lr < 0.1"}, "a ( without its )"},
		{[]any{"1; drop table runs"}, "';'"},
		{[]any{"1 -- x"}, "a comment"},
		{[]any{"arm = 'Adam"}, "without its second '"},
		{[]any{"arm = ?"}, "expected 1 arguments, got 0"},
		{[]any{"arm = 'x'", 3}, "expected 0 arguments, got 1"},
		{[]any{12}, "condition \"12\": want a string"},
		{[]any{"delete from runs"}, "syntax error"},
	} {
		runs, err := s.Runs(c.where...)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "store") {
			t.Errorf("%q: %v, %v, want an error with %q", c.where, runs, err, c.want)
		}
	}
}

// Whatever the condition, the store stays as it is.
func FuzzConditions(f *testing.F) {
	s := sample(f)
	for _, text := range []string{
		"arm = 'Adam' and lr < 0.1 order by loss limit 5", "order by 1", "limit limit", "1) union select 2 --", "');delete from runs;--",
		"pragma_query_only", "a=`b``c` or [d]", "id in (with x as (delete from runs returning id) select id from x)", "\x00", "ä\"",
		"load_extension('x')", "writefile('x', 1)", "exists (select * from pragma_writable_schema(1))",
	} {
		f.Add(text)
	}
	all := list(f, s)
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(strings.ToLower(text), "recursive") {
			t.Skip("may run for ever, as it says")
		}
		s.Runs(text)
		if got := list(t, s); !slices.Equal(got, all) {
			t.Errorf("%q changed the runs to %v", text, got)
		}
	})
}

func TestSort(t *testing.T) {
	s := sample(t)
	runs, err := s.Runs("order by id")
	check(t, err)
	for _, c := range []struct {
		by   []string
		want []int
	}{
		{nil, []int{1, 2, 3, 4, 5}},
		{[]string{"loss"}, []int{2, 1, 4, 3, 5}},
		{[]string{"-loss"}, []int{4, 1, 2, 3, 5}},
		{[]string{"-min loss"}, []int{4, 3, 1, 2, 5}},
		{[]string{"arm", "-seed"}, []int{4, 3, 2, 1, 5}},
		{[]string{"method", "lr"}, []int{4, 2, 3, 1, 5}},
		{[]string{"-id"}, []int{5, 4, 3, 2, 1}},
		{[]string{"seconds", "-id"}, []int{4, 3, 2, 1, 5}},
	} {
		sorted, err := runs.Sort(c.by...)
		check(t, err)
		if !slices.Equal(sorted.IDs(), c.want) {
			t.Errorf("by %q: %v, want %v", c.by, sorted.IDs(), c.want)
		}
	}
	if _, err := runs.Sort("los"); err == nil || !strings.Contains(err.Error(), `no column "los": want one of`) {
		t.Errorf("unknown column: %v", err)
	}
}

func TestColumn(t *testing.T) {
	runs, err := sample(t).Runs("order by id")
	check(t, err)
	nan := math.NaN()
	for name, want := range map[string][]float64{
		"id":       {1, 2, 3, 4, 5},
		"seed":     {1, 1, 2, 3, 1},
		"lr":       {0.1, 0.05, 0.2, nan, nan},
		"batch":    {32, nan, nan, nan, nan},
		"amsgrad":  {nan, 1, 0, nan, nan},
		"loss":     {0.5, 0.25, nan, 4, nan},
		"max loss": {1, 1, 1, 4, nan},
		"seconds":  {1.5, 1.5, 1.5, 1.5, nan},
	} {
		got, err := runs.Column(name)
		check(t, err)
		if !slices.EqualFunc(got, want, func(a, b float64) bool { return a == b || a != a && b != b }) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	for _, name := range []string{"arm", "kind", "los"} {
		if x, err := runs.Column(name); err == nil {
			t.Errorf("%s: %v, want an error", name, x)
		}
	}
}

func TestTableShows(t *testing.T) {
	s := sample(t)
	runs, err := s.Runs("study = 'a9a' order by id")
	check(t, err)
	text := runs.String()
	for _, want := range []string{"3 runs; study = a9a; status = done", "amsgrad", " 0.05 ", "0.2500", "NaN"} {
		if !strings.Contains(text, want) {
			t.Errorf("the table lacks %q:\n%s", want, text)
		}
	}
	if html, _ := runs.Display().Data["text/html"].(string); strings.Count(html, "<tr") != 4 {
		t.Errorf("HTML:\n%s", html)
	}
	none, err := s.Runs("false")
	check(t, err)
	if got := none.String(); !strings.HasPrefix(got, "0 runs\n") {
		t.Errorf("no runs show as\n%s", got)
	}
	for i := range 120 {
		keep(t, s, experiment.Identity{Study: "many", Seed: uint64(i)})
	}
	many, err := s.Runs("study = 'many'")
	check(t, err)
	if n := many.Table().Len(); n != 100 || many.Len() != 120 || !strings.Contains(many.String(), "100 of 120 runs") {
		t.Errorf("%d of %d shown", n, many.Len())
	}
	run, err := s.Run(4)
	check(t, err)
	html, _ := run.Display().Data["text/html"].(string)
	for _, want := range []string{"it&#39;s", "x := 1", "loss", "abc+"} {
		if !strings.Contains(html, want) {
			t.Errorf("the run lacks %q:\n%s", want, html)
		}
	}
}

func TestDelete(t *testing.T) {
	s := sample(t)
	id := experiment.Identity{Study: "again"}
	keep(t, s, id, 1)
	keep(t, s, id, 2) // supersedes
	for _, where := range [][]any{nil, {""}} {
		if n, err := s.Delete(where...); err == nil {
			t.Errorf("Delete(%q) removed %d runs", where, n)
		}
	}
	for _, c := range []struct {
		where []any
		n     int
		want  []int
	}{
		{[]any{"id = 99"}, 0, []int{7, 5, 4, 3, 2, 1}},
		{[]any{"study = 'again'"}, 1, []int{5, 4, 3, 2, 1}},
		{[]any{"arm = ?", "Adam"}, 2, []int{5, 4, 1}},
		{[]any{"true"}, 3, []int{}},
	} {
		n, err := s.Delete(c.where...)
		check(t, err)
		if got := list(t, s); n != c.n || !slices.Equal(got, c.want) {
			t.Errorf("Delete(%q): removed %d and left %v, want %d and %v", c.where, n, got, c.n, c.want)
		}
	}
	keep(t, s, id)
	if got := list(t, s); !slices.Equal(got, []int{8}) {
		t.Errorf("numbers are used again: %v", got)
	}
	if _, err := s.Delete("nonsense"); err == nil {
		t.Error("Delete accepts an unknown column")
	}
}
