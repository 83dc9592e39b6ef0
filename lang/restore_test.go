package lang

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"monro/lang/past"
)

// Sessions of random cells end the same whether or not cells are left out.
func TestRestoreKeepsValues(t *testing.T) {
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
		cells := []Past{{Code: "a, b, c, d := 1, 2, 3, 4; xs := []int{1, 2}; ys := xs; func f() int { return 0 }; func g(i int) int { return i }"}}
		for range 16 {
			cells = append(cells, Past{Code: forms[r.IntN(len(forms))]()})
		}
		var got [2]string
		for i := range got {
			s, err := New(Options{Stdout: io.Discard, Stderr: io.Discard})
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				for k := range cells {
					started := time.Now()
					_, err := s.Eval(context.Background(), cells[k].Code)
					cells[k].Raised, cells[k].Took = err != nil, time.Since(started)
				}
			} else {
				s.Restore(context.Background(), past.Transcript{}, cells, false, func(int) {})
			}
			v, err := s.Eval(context.Background(), ask)
			if err != nil {
				t.Fatal(err)
			}
			got[i] = v.Bundle.Text()
		}
		if got[0] != got[1] {
			var list []string
			for i, skip := range past.Superseded(cells) {
				list = append(list, fmt.Sprintf("%v\t%+v", skip, cells[i]))
			}
			t.Fatalf("%s was, %s is restored from\n%s", got[0], got[1], strings.Join(list, "\n"))
		}
	}
}
