package tape

import (
	"math"
	"testing"

	"monro/stdlib/vec"
)

func TestEval(t *testing.T) {
	a, b := 0.7, 1.3
	sq := string(Letter("Square"))
	for _, tt := range []struct {
		code  string
		plain func(a, b float64) float64 // with p = 2, q = 3, r = 5
	}{
		{"a", func(a, b float64) float64 { return a }},
		{"ab+", func(a, b float64) float64 { return a + b }},
		{"ab-", func(a, b float64) float64 { return a - b }},
		{"ab*", func(a, b float64) float64 { return a * b }},
		{"ab/", func(a, b float64) float64 { return a / b }},
		{"ab^", math.Pow},
		{"ap+bq-*", func(a, b float64) float64 { return (a + 2) * (b - 3) }},
		{"pa+qb-*", func(a, b float64) float64 { return (2 + a) * (3 - b) }},
		{"ap*qb*-", func(a, b float64) float64 { return a*2 - 3*b }},
		{"ap/qb/-", func(a, b float64) float64 { return a/2 - 3/b }},
		{"ap^qb^-", func(a, b float64) float64 { return a*a - math.Pow(3, b) }},
		{"a~b*pq+r-+", func(a, b float64) float64 { return -a*b + (2 + 3 - 5) }},
		{"ab" + sq + "*" + string(Letter("Sin")), func(a, b float64) float64 { return math.Sin(a * b * b) }},
		{"aa*bp+/", func(a, b float64) float64 { return a * a / (b + 2) }},
		{"p" + string(Letter("Exp")) + "a*", func(a, b float64) float64 { return math.Exp(2) * a }},
	} {
		f := func(x []*Real) *Real { return Eval23(tt.code, x[0], x[1], 2, 3, 5) }
		v, g, err := ValueAndGradient(nil, f)([]float64{a, b})
		if want := tt.plain(a, b); err != nil || math.Abs(v-want) > 1e-15*(1+math.Abs(want)) {
			t.Errorf("%s = %v, error %v; want %v", tt.code, v, err, want)
		}
		da := slope(func(a float64) float64 { return tt.plain(a, b) }, a)
		db := slope(func(b float64) float64 { return tt.plain(a, b) }, b)
		if math.Abs(g[0]-da) > 1e-8 || math.Abs(g[1]-db) > 1e-8 {
			t.Errorf("gradient of %s: %v, want [%v %v]", tt.code, g, da, db)
		}
	}
}

func FuzzEval(f *testing.F) {
	for _, code := range []string{"", "a", "ab+", "+", "aaaaaaaaa", "ab", "a?", "a~A9^", "ap/q-r*"} {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, code string) {
		defer func() {
			if p := recover(); p != nil {
				if _, ok := p.(vec.ArgumentError); !ok {
					t.Errorf("%q: %v", code, p)
				}
			}
		}()
		Eval43(code, Const(1), nil, Const(-2), Const(0.5), 1, 2, 3)
	})
}
