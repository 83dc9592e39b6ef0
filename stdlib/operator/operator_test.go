package operator

import (
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestSlices(t *testing.T) {
	x, y := []float64{1, 2, 3}, []float64{4, 5, 8}
	for name, tt := range map[string]struct{ got, want []float64 }{
		"x+y": {AddVV(x, y), []float64{5, 7, 11}}, "x-y": {SubVV(x, y), []float64{-3, -3, -5}},
		"x*y": {MulVV(x, y), []float64{4, 10, 24}}, "y/x": {DivVV(y, x), []float64{4, 2.5, 8. / 3}},
		"x+1": {AddVS(x, 1), []float64{2, 3, 4}}, "1-x": {SubSV(1, x), []float64{0, -1, -2}},
		"6/x": {DivSV(6, x), []float64{6, 3, 2}}, "x/2": {DivVS(x, 2), []float64{.5, 1, 1.5}}, "-x": {NegV(x), []float64{-1, -2, -3}},
	} {
		if !slices.Equal(tt.got, tt.want) {
			t.Errorf("%s = %v, want %v", name, tt.got, tt.want)
		}
	}
	if !slices.Equal(x, []float64{1, 2, 3}) {
		t.Errorf("an operand changed: %v", x)
	}
	if n := testing.AllocsPerRun(100, func() {
		AddSetVV(x, y)
		SubSetVV(x, y)
		MulSetVS(x, 2)
		DivSetVS(x, 2)
		AddSetVS(x, 1)
		SubSetVS(x, 1)
	}); n > 0 {
		t.Errorf("operators in place allocate %v times", n)
	}
	if !EqVV(x, []float64{1, 2, 3}) || EqVV(x, y) || EqVV(x, x[:2]) {
		t.Errorf("x is %v after operators in place, or == is wrong", x)
	}
}

func TestMatrices(t *testing.T) {
	a := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})
	if got := MulMV(a, []float64{1, 0, -1}); !slices.Equal(got, []float64{-2, -2}) {
		t.Errorf("a*x = %v, want [-2 -2]", got)
	}
	at := mat.DenseCopyOf(a.T())
	if got := MulMM(a, at); !mat.Equal(got, mat.NewDense(2, 2, []float64{14, 32, 32, 77})) {
		t.Errorf("a*aT = %v", mat.Formatted(got))
	}
	if got := SubMM(AddMM(a, a), a); !EqMM(got, a) {
		t.Errorf("a+a-a = %v", mat.Formatted(got))
	}
	if got := NegM(DivMS(MulSM(4, a), -4)); !EqMM(got, a) {
		t.Errorf("-(4*a/-4) = %v", mat.Formatted(got))
	}
	c := mat.NewVecDense(3, []float64{1, 0, -1})
	if got := MulMC(a, c); !EqCC(got, mat.NewVecDense(2, []float64{-2, -2})) {
		t.Errorf("a*c = %v", mat.Formatted(got))
	}
}

func TestShapes(t *testing.T) {
	a, b := mat.NewDense(2, 3, nil), mat.NewDense(2, 2, nil)
	for want, f := range map[string]func(){
		"length 2 + length 3":  func() { AddVV(make([]float64, 2), make([]float64, 3)) },
		"length 2 *= length 3": func() { MulSetVV(make([]float64, 2), make([]float64, 3)) },
		"2×3 * 2×2":            func() { MulMM(a, b) },
		"2×3 + 2×2":            func() { AddMM(a, b) },
		"2×3 * length 2":       func() { MulMV(a, make([]float64, 2)) },
	} {
		func() {
			defer func() {
				e, ok := recover().(ShapeError)
				if !ok || !strings.Contains(e.Error(), want) {
					t.Errorf("panic %v, want %q", e, want)
				}
			}()
			f()
			t.Errorf("%s: no panic", want)
		}()
	}
}
