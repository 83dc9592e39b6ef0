package past

import (
	"strings"
	"testing"
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
		{"g := func() int { return 1 }|x := g()|x := 2", "rsr"},
		{"g := func() int { os.Exit(1); return 1 }|x := g()|x := 2", "rrr"},
		{"g := func() int { return 1 }|func h() { g = nil }|x := g()|x := 2", "rrrr"},
		{"g := func() int { return 1 }|p := &g|x := g()|x := 2", "rrrr"},
		{"g := func() int { return 1 }|g := rand.Int|x := g()|x := 2", "rrrr"},
		{"os.Setenv(\"a\", \"b\")|os.Args = nil", "rr"},
	} {
		var cells []Cell
		for _, c := range strings.Split(tt.cells, "|") {
			cells = append(cells, Cell{Code: c})
		}
		var got strings.Builder
		for _, skip := range Superseded(cells) {
			got.WriteByte("rs"[map[bool]int{true: 1}[skip]])
		}
		if got.String() != tt.want {
			t.Errorf("%s: %s, want %s", tt.cells, &got, tt.want)
		}
	}
}

// Cells that did not end by themselves are no ones to rely on.
func TestSupersededByTrouble(t *testing.T) {
	for _, trouble := range []Cell{{Code: "x := 2", Cut: true}, {Code: "x := 2; a[7]", Raised: true}} {
		if got := Superseded([]Cell{{Code: "x := 1"}, trouble}); got[0] || got[1] {
			t.Errorf("%+v: left out %v", trouble, got)
		}
		if got := Superseded([]Cell{{Code: "x := 1"}, trouble, {Code: "x := 3"}}); !got[0] || !got[1] || got[2] {
			t.Errorf("%+v and a cell that makes up for it: left out %v", trouble, got)
		}
	}
}

// A cell that was cut off takes away what it would have set.
func TestSupersededCut(t *testing.T) {
	for _, tt := range []struct{ cells, want string }{ // those with a ! were cut off
		{"!p := f(); p.Kill()", "r"},
		{"!p := f(); p.Kill()|p := 1", "sr"},
		{"!p := f(); p.Kill()|!p := f(); p.Kill()", "sr"},
		{"p := 1|!p := f(); p.Kill()|p := 2", "ssr"}, // a method that did not run keeps nothing
		{"p := 1|!p := f(); p.Kill()", "rr"},
		{"p := 0|!p = 5; select {}|q := p|p := 1", "rrrr"},
		{"p := 0|!p = 5; select {}|q := p|!p = 6; select {}", "rrrr"},
		{"%load f|!p = 5; select {}", "rr"},
		{"%load f|!sort.Ints(p); select {}", "rr"},
		{"xs := []int{1}|!sort.Ints(xs); select {}", "rr"},
		{"xs := []int{1}|!sort.Ints(xs); select {}|xs := []int{2}", "ssr"},
		{"!func f() int { return 1 }; select {}", "r"},
		{"!func f() int { return 1 }; select {}|func f() int { return 2 }", "sr"},
		{"!func (t T) M() {}; select {}|x := 1", "rr"},
		{"!for {}|!select {}|!<-make(chan int)", "sss"},
		{"x := 1|!p := &x; select {}|x := 2|p := 1", "ssrr"},
	} {
		var cells []Cell
		for c := range strings.SplitSeq(tt.cells, "|") {
			code, cut := strings.CutPrefix(c, "!")
			cells = append(cells, Cell{Code: code, Cut: cut})
		}
		var got strings.Builder
		for _, skip := range Superseded(cells) {
			got.WriteByte("rs"[map[bool]int{true: 1}[skip]])
		}
		if got.String() != tt.want {
			t.Errorf("%s: %s, want %s", tt.cells, &got, tt.want)
		}
	}
}
