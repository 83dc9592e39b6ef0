package display

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// signs are the marks of a column: * for the best, 2 for the second best.
func signs(tab *Table, j int) string {
	var b strings.Builder
	for _, l := range tab.layout(0).lines {
		switch {
		case l.cells == nil:
			b.WriteString("/")
		case l.cells[j].best:
			b.WriteString("*")
		case l.cells[j].second:
			b.WriteString("2")
		default:
			b.WriteString("-")
		}
	}
	return b.String()
}

func TestTableBest(t *testing.T) {
	column := func(vs ...any) *Table {
		tab := NewTable("x")
		for _, v := range vs {
			tab.Row(v)
		}
		return tab
	}
	for _, c := range []struct {
		t    *Table
		want string
	}{
		// 1.00001 prints as 1.000 does and shares the mark.
		{column(2.0, math.NaN(), "none", 1.00001, 1.0, nil).Min("x"), "---**-"},
		{column(2.0, math.NaN(), "none", 1.00001, 1.0, nil).Max("x"), "*-----"},
		{column(3, 1, 2, 2, 4).Min("x").Second(), "-*22-"},
		{column(3, 1, 2, 2, 4).Max("x").Second(), "2---*"},
		{column(1, 1).Min("x").Second(), "**"},
		{column(math.NaN(), nil, "a").Min("x").Second(), "---"},
		{column(math.Inf(1), 5.0, math.Inf(-1)).Max("x").Second(), "*2-"},
		{column(Spread{2, 0.5}, Spread{1, 0.1}).Min("x"), "-*"},
		{column(3, 1, 2).Min("x").Tie("x", 0), "**-"},
		{column(3, Cell{Value: 1, Best: true}, Cell{Value: 0}).Max("x").Second(), "**-"},
		{NewTable("x").Row(0).Group("a").Row(3).Row(1).Group("b").Row(7).Row(8).Min("x").Second(), "*/2*/*2"},
		{NewTable("x").Row(0).Group("a").Row(3).Row(1).Group("b").Row(7).Row(8).Min("x").Sort("x"), "*/*-/*-"},
	} {
		if got := signs(c.t, 0); got != c.want {
			t.Errorf("%s, want %s:\n%v", got, c.want, c.t)
		}
	}
}

func TestTableBestAcross(t *testing.T) {
	tab := NewTable("data", "a", "b", "c").Row("x", 1.0, 2.0, 3.0).Row("y", 9.0, math.NaN(), 8.0).Row("z", "-", nil, "-").Second()
	tab.MaxAcross("a", "b")
	if a, b, c := signs(tab, 1), signs(tab, 2), signs(tab, 3); a != "2*-" || b != "*--" || c != "---" {
		t.Errorf("among a and b: %s %s %s", a, b, c)
	}
	all := NewTable("n", "a", "b").Row("x", 2.0, 1.0).Row("y", 1.0, 1.0).MinAcross()
	if n, a, b := signs(all, 0), signs(all, 1), signs(all, 2); n != "--" || a != "-*" || b != "**" {
		t.Errorf("among all: %s %s %s", n, a, b)
	}
}

func TestTableSort(t *testing.T) {
	order := func(tab *Table) string {
		var s []string
		for _, r := range tab.rows {
			s = append(s, fmt.Sprint(r.cells[0].Value))
		}
		return strings.Join(s, " ")
	}
	build := func() *Table {
		return NewTable("n", "x", "y").
			Row("a", 3, 1).Row("b", math.NaN(), 1).Row("c", Spread{-1, 9}, 2).Row("d", nil, 2).Row("e", "text", 1).Row("f", 2.5, 1).Row("g", "more", 2).Row("h", 3.0, 0)
	}
	for _, c := range []struct {
		t    *Table
		want string
	}{
		{build().Sort("x"), "c f a h g e b d"},
		{build().SortDown("x"), "a h f c e g b d"},
		{build().Sort("y", "x"), "h f a e b c g d"},
		{build().Sort("x").Sort("y"), "h f a e b c g d"},
		{NewTable("n", "x").Row("b", 1).Row("a", 0).Group("g").Row("d", -1).Row("c", -2).Sort("x"), "a b c d"},
	} {
		if got := order(c.t); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

func TestTableText(t *testing.T) {
	tab := NewTable("方法", "loss", "n").
		Group("数据").
		Row("日本", Spread{0.3127, 0.0012}, 5).
		Row("SGD", Cell{Value: Spread{12.5, 0.31}, Mark: "†"}, 12).
		Row("none", math.NaN(), nil).
		Min("loss").Max("n").Caption("Caption").Note("† note")
	want := strings.Join([]string{
		"Caption",
		"方法                loss    n",
		"─────────────────────────────",
		"数据",
		"日本    0.3127 ± 0.0012*   5",
		"SGD    12.50 ± 0.31†      12*",
		"none  NaN",
		"† note",
	}, "\n")
	if got := tab.String(); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	for _, c := range []struct {
		a    Alignment
		want string
	}{
		{Left, "head\n─────\n1.5*\n10.25"},
		{Center, "head\n─────\n1.5*\n10.25"},
		{Right, "  head\n──────\n  1.5*\n10.25"},
		{Decimal, " head\n─────\n 1.5*\n10.25"},
	} {
		got := NewTable("head").Row(1.5).Row(10.25).Format("%g", "head").Min("head").Align(c.a).String()
		if got != c.want {
			t.Errorf("alignment %d:\n%s\nwant\n%s", c.a, got, c.want)
		}
	}
}

func TestTableLimit(t *testing.T) {
	tab := NewTable("i")
	for i := range 1000 {
		tab.Row(i)
	}
	tab.Min("i").Note("all shown are counted")
	b := tab.Display()
	html := b.Data["text/html"].(string)
	if strings.Count(html, "<tr") != 1+101+1 || !strings.Contains(html, "… 900 more rows") || !strings.Contains(html, "<b>0</b>") {
		t.Errorf("HTML of 1000 rows has %d", strings.Count(html, "<tr"))
	}
	if n := strings.Count(b.Text(), "\n"); n != 2+101 {
		t.Errorf("text of 1000 rows has %d lines", n+1)
	}
	for _, f := range []func() (string, error){tab.Text, tab.Markdown, tab.CSV, tab.LaTeX} {
		if s, _ := f(); !strings.Contains(s, "500") {
			t.Error("a file's format leaves out rows")
		}
	}
	if s, _ := tab.Limit(0).HTML(); strings.Contains(s, "more row") || !strings.Contains(s, ">500<") {
		t.Error("no limit, but rows are left out")
	}
	if s, _ := tab.Limit(999).HTML(); !strings.Contains(s, "… 2 more rows") || !strings.Contains(s, ">498<") || strings.Contains(s, ">499<") || strings.Contains(s, ">500<") || !strings.Contains(s, ">501<") {
		t.Error("a limit of 999 of 1000 rows")
	}
}

func BenchmarkTableHTML(b *testing.B) {
	tab := NewTable("method", "loss", "n").Min("loss").Second()
	for i := range 100 {
		tab.Row("SGD", Spread{float64(i%17) + 0.25, 0.1 * float64(i%7)}, i)
	}
	b.ReportAllocs()
	for b.Loop() {
		tab.HTML()
	}
}
