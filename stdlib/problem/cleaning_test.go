package problem

import (
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/data"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func cleaningInstance(t *testing.T) *HyperCleaning {
	t.Helper()
	train, err := data.Blobs(12, 2, 3, 1, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	validation, err := data.Blobs(9, 2, 3, 1, rng.New(2))
	if err != nil {
		t.Fatal(err)
	}
	p, err := Cleaning(train, validation, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// solveLower minimises the lower level by Newton's method.
func solveLower(t *testing.T, p Bilevel) func(x []float64) ([]float64, error) {
	return func(x []float64) ([]float64, error) {
		_, m := p.Dims()
		y, g, unit := make([]float64, m), make([]float64, m), make([]float64, m)
		for range 30 {
			p.LowerGrad(nil, g, x, y)
			if vec.NormInf(g) < 1e-15 {
				break
			}
			h := mat.NewDense(m, m, nil)
			for j := range m {
				unit[j] = 1
				p.LowerHessVec(h.RawRowView(j), x, y, unit)
				unit[j] = 0
			}
			var step mat.VecDense
			if err := step.SolveVec(h, mat.NewVecDense(m, g)); err != nil {
				return nil, err
			}
			vec.Sub(y, y, step.RawVector().Data)
		}
		if vec.NormInf(g) > 1e-13 {
			t.Fatalf("Newton's method ends at gradient %v", vec.NormInf(g))
		}
		return y, nil
	}
}

func TestCleaning(t *testing.T) {
	p := cleaningInstance(t)
	checkBilevel(t, "cleaning", p)
	checkHypergradient(t, "cleaning", p, solveLower(t, p))
	if x, y := p.Dims(); x != 12 || y != 6 || p.Validation().Classes() != 3 {
		t.Errorf("%d examples, %d weights", x, y)
	}
	counted, counter := CountBilevel(p)
	checkCountedCalls(t, counted)
	if c := counter.Cost(); c.Samples != 2*9+5*12 {
		t.Errorf("cost %+v", c)
	}
}

// Equal weights σ(0) = ½ make the lower level half the softmax loss.
func TestCleaningWithEqualWeights(t *testing.T) {
	p := cleaningInstance(t)
	x, y := make([]float64, 12), vec.Linspace(-1, 1, 6)
	want := p.train.Value(y)/2 + 0.05*vec.Dot(y, y)
	if got := p.Lower(x, y); !vec.Equal([]float64{got}, []float64{want}, 1e-14) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestBadCleaning(t *testing.T) {
	two, _ := data.New([][]float64{{1, 2}, {3, 4}}, []float64{0, 1})
	three, _ := data.New([][]float64{{1, 2, 3}}, []float64{1})
	five, _ := data.New([][]float64{{1, 2}}, []float64{4})
	_, err := Cleaning(two, three, 1)
	wantError(t, err, "train is 2×2 and validation 1×3")
	_, err = Cleaning(two, nil, 1)
	wantError(t, err, "validation", "nil")
	_, err = Cleaning(&data.Dataset{}, two, 1)
	wantError(t, err, "train", "0 examples")
	_, err = Cleaning(two, two, -1)
	wantError(t, err, "l2 = -1")
	p, err := Cleaning(two, five, 1) // a class that training never saw
	if err != nil {
		t.Fatal(err)
	}
	if _, y := p.Dims(); y != 10 {
		t.Errorf("%d weights, want 5·2", y)
	}
	defer func() {
		if _, ok := recover().(vec.LengthError); !ok {
			t.Error("no LengthError")
		}
	}()
	p.LowerGrad(make([]float64, 3), nil, make([]float64, 2), make([]float64, 10))
}
