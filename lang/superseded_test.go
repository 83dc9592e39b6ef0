package lang

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestSuperseded(t *testing.T) {
	for _, tt := range []struct {
		cells string // separated by |
		want  string // s for those that are left out, r for those that run
	}{
		{"x := 1|x := 2", "sr"},
		{"x := 1|fmt.Println(x)|x := 2", "ssr"},
		{"x := 1|y := x|x := 2", "rrr"},
		{"x := 1|y := x|y := 3|x := 2", "ssrr"},
		{"x := 1|x = 5|x := 2", "ssr"},
		{"x := 1|x = 5", "rr"},
		{"x := 1|x := x + 1", "rr"},
		{"x := 1|x := 2; x += 3|x := 4", "ssr"},
		{"x := zeros(2)|x += 1|x := 4", "rrr"}, // in place: others may see it
		{"x := zeros(2)|y := x|x[0] = 1|x := 4", "rrrr"},
		{"s := 0.0; for i := range 3 { s += float64(i) }|s := 1", "sr"},
		{"s := 0; for i := 0; i < 3; i++ { s += i }|s := 1", "sr"},
		{"func f() int { return x }|x := 2|y := f()|x := 3", "rrrr"},
		{"x := 1|p := &x|x := 2|x := \"a\"", "rrrr"},
		{"x := 1|g := func() int { return x }|x := 2", "rrr"},
		{"var b strings.Builder|b.WriteString(\"a\")|b := 3", "rrr"},
		{"x := f()|x := 2", "rr"},
		{"sin := 1|x := sin(2)|x := 2", "rrr"},
		{"x := <-c|x := 2", "rr"},
		{"type T int|type T string", "sr"},
		{"type T int|x := T(1)|type T string", "rrr"},
		{"type T int|func (T) M() {}|type T string", "rrr"},
		{"%time x := 1|x := 2", "sr"},
		{"x := 1|!ls|x := 2", "ssr"},
		{"x := 1|%load f|x := 2", "rrr"},
		{"func f() int { return 1 }|x := f()|func f() int { return 2 }|x := 2", "ssrr"},
		{"func f() int { return 1 }|func g() int { return f() }|x := g()|func f() int { return 2 }", "rrrr"},
		{"func f(x int) int { return x }|x := f(2)|x := 3", "rsr"},
		{"y := 1|func f() int { y++; return y }|x := f()|x := 3", "rrrr"},
		{"func f(v []float64) { v += 1 }|x := zeros(2)|y := x|f(x)|x := 3", "rrrrr"},
		{"func f() int { os.Exit(1); return 2 }|x := f()|x := 3", "rrr"},
		{"f := sin|func f() int { return 1 }|x := f()|x := 3", "srrr"},
		{"os.Open(\"a\")|time.Sleep(1)|x := time.Now()|x := 1", "sssr"},
		{"x := linspace(0, 1, 5)|plot.Line(x, sin(x)).Title(\"t\")|x", "rss"},
		{"a, b := 1, 2|a := 3", "rr"},
		{"a, b := 1, 2|b := 4|a := 3", "srr"},
		{"i := 1|for i := range 3 { fmt.Println(i) }|i := 2", "ssr"},
		{"os.Setenv(\"a\", \"b\")|os.Args = nil", "rr"},
	} {
		var past []Past
		for _, c := range strings.Split(tt.cells, "|") {
			past = append(past, Past{Code: c})
		}
		var got strings.Builder
		for _, skip := range superseded(past) {
			got.WriteByte("rs"[map[bool]int{true: 1}[skip]])
		}
		if got.String() != tt.want {
			t.Errorf("%s: %s, want %s", tt.cells, &got, tt.want)
		}
	}
}

// Cells that did not end by themselves are no ones to rely on.
func TestSupersededByTrouble(t *testing.T) {
	for _, trouble := range []Past{{Code: "x := 2", Cut: true}, {Code: "x := 2; a[7]", Raised: true}} {
		if got := superseded([]Past{{Code: "x := 1"}, trouble}); got[0] || got[1] {
			t.Errorf("%+v: left out %v", trouble, got)
		}
		if got := superseded([]Past{{Code: "x := 1"}, trouble, {Code: "x := 3"}}); !got[0] || !got[1] || got[2] {
			t.Errorf("%+v and a cell that makes up for it: left out %v", trouble, got)
		}
	}
}

// Sessions of random cells end the same whether or not cells are left out.
func TestSupersededKeepsValues(t *testing.T) {
	const names = "abcd"
	r := rand.New(rand.NewPCG(1, 2))
	name := func() string { return string(names[r.IntN(len(names))]) }
	forms := []func() string{
		func() string { return fmt.Sprintf("%s := %d", name(), r.IntN(9)) },
		func() string { return fmt.Sprintf("%s := %s + %s", name(), name(), name()) },
		func() string { return fmt.Sprintf("%s = %s * 3 %% 101", name(), name()) },
		func() string { return fmt.Sprintf("%s += %s", name(), name()) },
		func() string { return fmt.Sprintf("%s := 0; for i := range 4 { %[1]s += i }", name()) },
		func() string { return fmt.Sprintf("if %s > 3 { %s := 1; _ = %[2]s }; %s++", name(), name(), name()) },
		func() string { return fmt.Sprintf("fmt.Println(%s)", name()) },
		func() string { return fmt.Sprintf("q := &%s; *q = 17", name()) },
		func() string { return fmt.Sprintf("func f() int { return %s }; %s = f()", name(), name()) },
		func() string { return fmt.Sprintf("%s = f()", name()) },
		func() string { return fmt.Sprintf("func g(i int) int { %s := i; return %[1]s + 1 }", name()) },
		func() string { return "func g(i int) int { return i + f() }" },
		func() string { return fmt.Sprintf("func g(i int) int { %s++; return i }", name()) },
		func() string { return fmt.Sprintf("%s := g(%s)", name(), name()) },
		func() string { return fmt.Sprintf("%s = g(%s) + []int{1}[%s]", name(), name(), name()) }, // a panic, mostly
		func() string { return fmt.Sprintf("%%time %s = %s", name(), name()) },
		func() string { return fmt.Sprintf("xs := []int{%s, 2}; ys := xs", name()) },
		func() string { return fmt.Sprintf("ys[0] = %s; %s = xs[0]", name(), name()) },
	}
	const ask = "fmt.Sprint(a, b, c, d, xs, ys, f(), g(1))"
	for range 60 {
		past := []Past{{Code: "a, b, c, d := 1, 2, 3, 4; xs := []int{1, 2}; ys := xs; func f() int { return 0 }; func g(i int) int { return i }"}}
		for range 16 {
			past = append(past, Past{Code: forms[r.IntN(len(forms))]()})
		}
		var got [2]string
		for i := range got {
			s, err := New(Options{Stdout: io.Discard, Stderr: io.Discard})
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				for k := range past {
					started := time.Now()
					_, err := s.Eval(context.Background(), past[k].Code)
					past[k].Raised, past[k].Took = err != nil, time.Since(started)
				}
			} else {
				s.Restore(context.Background(), past, false, func(int) {})
			}
			v, err := s.Eval(context.Background(), ask)
			if err != nil {
				t.Fatal(err)
			}
			got[i] = v.Bundle.Text()
		}
		if got[0] != got[1] {
			var list []string
			for i, skip := range superseded(past) {
				list = append(list, fmt.Sprintf("%v\t%+v", skip, past[i]))
			}
			t.Fatalf("%s was, %s is restored from\n%s", got[0], got[1], strings.Join(list, "\n"))
		}
	}
}
