package optim

import (
	"math"
	"testing"

	"monro/stdlib/rng"
)

// Adam against its recursion written out with scalars, one parameter at a time.
func TestAdamAgainstItsRecursion(t *testing.T) {
	const n, updates = 4, 300
	for _, amsgrad := range []bool{false, true} {
		o := &Adam{LR: 0.02, Beta1: 0.8, Beta2: 0.95, Eps: 1e-3, AMSGrad: amsgrad, Schedule: InvSqrt{}}
		x, g := make([]float64, n), make([]float64, n)
		var want, m, v, top [n]float64
		s := rng.New(4)
		for k := 1; k <= updates; k++ {
			s.NormalVec(g)
			if err := o.Step(x, g); err != nil {
				t.Fatal(err)
			}
			for i := range n {
				m[i] = 0.8*m[i] + 0.2*g[i]
				v[i] = 0.95*v[i] + 0.05*g[i]*g[i]
				top[i] = math.Max(top[i], v[i])
				second := v[i]
				if amsgrad {
					second = top[i]
				}
				mHat := m[i] / (1 - math.Pow(0.8, float64(k)))
				vHat := second / (1 - math.Pow(0.95, float64(k)))
				want[i] -= 0.02 / math.Sqrt(float64(k)) * mHat / (math.Sqrt(vHat) + 1e-3)
				if math.Abs(x[i]-want[i]) > 1e-12 {
					t.Fatalf("amsgrad %v, step %d: x[%d] = %v, want %v", amsgrad, k, i, x[i], want[i])
				}
			}
		}
		if !near(o.M()[0], m[0], 1e-12) || !near(o.V()[0], v[0], 1e-12) || o.T() != updates {
			t.Errorf("m %v, v %v, t %d", o.M()[0], o.V()[0], o.T())
		}
	}
}

// On a constant gradient RAdam's m̂ is c and √v is |c|√(1−β2^t), so that its step is
// α·r_t from t = 6 on and α·c before.
func TestRAdamOnConstantGradient(t *testing.T) {
	o := NewRAdam(0.1)
	o.Eps = 0
	const limit = 2/(1-0.999) - 1
	for k, d := range steps(t, o, constant(-3), 50) {
		p := math.Pow(0.999, float64(k+1))
		n := limit - 2*float64(k+1)*p/(1-p)
		want := 0.3
		if k+1 >= 6 {
			want = 0.1 * math.Sqrt((n-4)*(n-2)*limit/((limit-4)*(limit-2)*n))
		}
		if !near(d, want, 1e-9) {
			t.Fatalf("step %d: %v, want %v", k+1, d, want)
		}
	}
}

// Yogi's second moment grows linearly on a constant gradient until it overshoots
// c², while Adam's approaches it.
func TestYogiOnConstantGradient(t *testing.T) {
	o := &Yogi{LR: 0.1, Beta1: 0.5, Beta2: 0.9, Eps: 1e-3}
	const c = 2.0
	for k, d := range steps(t, o, constant(c), 8) {
		v := math.Min(float64(k+1)*0.1, 1) * c * c / (1 - math.Pow(0.9, float64(k+1)))
		if want := -0.1 * c / (math.Sqrt(v) + 1e-3); !near(d, want, 1e-12) {
			t.Errorf("step %d: %v, want %v", k+1, d, want)
		}
	}
	// A smaller gradient lowers v by (1−β2)g² only.
	before := o.v[0]
	if err := o.Step([]float64{0}, []float64{0.5}); err != nil || !near(o.v[0], before-0.1*0.25, 1e-12) {
		t.Errorf("v = %v after %v, %v", o.v[0], before, err)
	}
}

func TestRMSPropOnConstantGradient(t *testing.T) {
	const c = -2.0
	for k, d := range steps(t, NewRMSProp(0.1), constant(c), 50) {
		want := -0.1 * c / (math.Abs(c)*math.Sqrt(1-math.Pow(0.99, float64(k+1))) + 1e-8)
		if !near(d, want, 1e-11) {
			t.Fatalf("step %d: %v, want %v", k+1, d, want)
		}
	}
}
