package experiment_test

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/display"
	"monro/stdlib/experiment"
	"monro/stdlib/optim"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
)

func bowl() *problem.QuadraticForm {
	p, err := problem.Quadratic(mat.NewDense(2, 2, []float64{1, 0, 0, 4}), []float64{1, 4}) // least at (1, 1)
	if err != nil {
		panic(err)
	}
	return p
}

// hush drops progress bars, whose times differ from run to run.
func hush() (restore func()) {
	old := display.SetSink(func(display.Event) {})
	return func() { display.SetSink(old) }
}

func ExampleCompare() {
	defer hush()()
	cmp, err := experiment.Compare(bowl(), rng.Seeds(3), experiment.Iterations(100), optim.SGD{LR: 0.1}, optim.SGD{LR: 0.4})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, label := range cmp.Labels() {
		loss, _ := cmp.Mean(label, "loss")
		fmt.Printf("%s: %.4f\n", label, loss.Value)
	}
	// Output:
	// SGD(0.1): -2.5000
	// SGD(0.4): -2.5000
}

func ExampleStudy() {
	defer hush()()
	st := experiment.New("estimators", rng.Seeds(100))
	for _, n := range []int{10, 1000} {
		st.Arm(fmt.Sprintf("mean of %d", n), func(t *experiment.Trial) error {
			sum := 0.0
			for range n {
				sum += t.Stream().Normal()
			}
			t.Log("error", math.Abs(sum/float64(n)))
			return nil
		})
	}
	res, err := st.Run()
	if err != nil {
		fmt.Println(err)
		return
	}
	d, _ := res.Paired("mean of 1000", "mean of 10", "error")
	fmt.Println(d.Hi < 0, d.SignP < 1e-6)
	// Output: true true
}

func ExampleSweep() {
	defer hush()()
	space := experiment.Grid(experiment.Choice("lr", 0.1, 0.5, 2.5))
	res, err := experiment.Sweep(space, rng.Seeds(1), func(t *experiment.Trial) error {
		x := 1.0
		for k := range 5 {
			t.At(k)
			t.Log("distance", math.Abs(x))
			x -= t.Param("lr") * x
		}
		return nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, label := range res.Labels() {
		d, _ := res.Mean(label, "distance") // the last one; res.Table and res.PlotOver show all
		fmt.Printf("%s: %.4f\n", label, d.Value)
	}
	// Output:
	// lr=0.1: 0.6561
	// lr=0.5: 0.0625
	// lr=2.5: 5.0625
}

func ExampleStudy_Tune() {
	defer hush()()
	st := experiment.New("tuned", rng.Seeds(5)).Arm("SGD", func(t *experiment.Trial) error {
		s, err := optim.Run(bowl(), optim.NewSGD(t.Param("lr")), []float64{0, 0}, optim.Iterations(20))
		if err != nil {
			return err
		}
		t.Log("loss", s.Loss)
		return nil
	}, experiment.Grid(experiment.Choice("lr", 0.01, 0.1, 0.4)))
	res, err := st.Tune(experiment.Minimize("loss"), []uint64{101})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(res.Tuned[0])
	// Output: SGD tuned: lr=0.4, best of 3 settings by loss (-2.5) on seed 101, AT THE EDGE of the grid in lr
}

func ExampleRecord() {
	run := optim.Descend(bowl(), optim.NewSGD(0.25), []float64{0, 0})
	h := experiment.Record(experiment.Take(run, 10), experiment.LogSpaced(2), func(s *optim.State, h *experiment.History) {
		h.Spent(s.Cost)
		h.Log("loss", s.Loss)
	})
	fmt.Println(h.Steps("loss"))
	fmt.Println(h.Against("oracle calls", "loss"))
	fmt.Printf("%.3f\n", h.Values("loss"))
	// Output:
	// [0 1 3 9]
	// [1 2 4 10]
	// [0.000 -2.219 -2.411 -2.497]
}

func ExampleWithin() {
	run := optim.Descend(bowl(), optim.NewSGD(0.25), []float64{0, 0})
	for s := range experiment.Every(experiment.Within(run, experiment.OracleCalls(8)), 3) {
		fmt.Println(s.K, s.Cost.Grads)
	}
	// Output:
	// 0 1
	// 3 4
	// 6 7
	// 7 8
}

func ExampleSlope() {
	fit, _ := experiment.Slope([]float64{1, 10, 100, 1000}, []float64{8, 2, 0.5, 0.125}, 0.95)
	fmt.Printf("%.3f\n", fit.Value)
	// Output: -0.602
}

func ExamplePaired() {
	d, _ := experiment.Paired([]float64{1.0, 1.2, 0.9, 1.1}, []float64{1.5, 1.6, 1.4, 1.7}, 0.95)
	fmt.Println(d)
	// Output: -0.5 ± 0.041 (95 %: -0.6299 to -0.3701, n = 4); lower in 4, equal in 0, higher in 0; p = 0.12 (sign), 0.0012 (t)
}
