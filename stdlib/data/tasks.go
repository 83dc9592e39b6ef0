package data

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// LinearTasks returns as many linear regressions as tasks: task i has its own
// weights θ_i ~ N(mean, diag(variance)), kept in Truth, and n examples y = ⟨θ_i,x⟩ +
// noise·N(0,1) whose features have orthogonal columns, XᵀX = n·I. Then the
// posterior of θ_i and the best prior are known in closed form. n >= len(mean).
// Kim and Hospedales (NIW-Meta, 2024): 500 tasks, n = 8, noise √½,
// mean (1, −2, 0.5, 0, 3), variance (0.5, 1, 0.1, 2, 0.01).
func LinearTasks(tasks, n int, mean, variance []float64, noise float64, s *rng.Stream) ([]*Dataset, error) {
	g := generator{"LinearTasks", n, len(mean)}
	if err := first(g.tasks(tasks, s), g.perFeature("mean", mean), g.notNegative("noise", noise)); err != nil {
		return nil, err
	}
	if len(variance) != len(mean) {
		return nil, g.bad("len(variance)", len(variance), fmt.Sprintf("len(mean) = %d", len(mean)))
	}
	for _, v := range variance {
		if err := g.notNegative("variance", v); err != nil {
			return nil, err
		}
	}
	if n < g.d {
		return nil, g.bad("n", n, fmt.Sprintf("at least d = %d", g.d))
	}
	out := make([]*Dataset, tasks)
	for k := range out {
		out[k] = g.linearTask(mean, variance, noise, s.SplitN(k))
	}
	return out, nil
}

func (g generator) linearTask(mean, variance []float64, noise float64, s *rng.Stream) *Dataset {
	d := g.gaussian(s)
	var qr mat.QR
	qr.Factorize(mat.NewDense(g.n, g.d, vec.Clone(d.X)))
	var q mat.Dense
	qr.QTo(&q)
	root := math.Sqrt(float64(g.n))
	for i := range g.n {
		for j := range g.d {
			d.X[i*g.d+j] = root * q.At(i, j)
		}
	}
	d.Truth = s.Split("weights").NormalVec(make([]float64, g.d))
	for j, z := range d.Truth {
		d.Truth[j] = mean[j] + math.Sqrt(variance[j])*z
	}
	errors := s.Split("noise")
	for i := range d.Y {
		d.Y[i] = vec.Dot(d.Truth, d.Row(i)) + noise*errors.Normal()
	}
	return d
}

// SineLine returns few-shot regressions of one variable, the functions being sines
// and lines with equal chances: A sin(x−p), A uniform on [0.1, 5], p on [0, π]; or
// ax+c, both uniform on [−3, 3]. Each task has n examples, x uniform on [−5, 5], with
// N(0, noise²) in the targets; then x and y are divided by 5. Its Name is "sine" or
// "line", Truth is (A, p) or (a, c), before the division, and Clean the targets
// without noise, divided.
// Kim and Hospedales (NIW-Meta, 2024): n = 5 + 15 (see Cut), noise 0.3.
func SineLine(tasks, n int, noise float64, s *rng.Stream) ([]*Dataset, error) {
	g := generator{"SineLine", n, 1}
	if err := first(g.tasks(tasks, s), g.notNegative("noise", noise)); err != nil {
		return nil, err
	}
	out := make([]*Dataset, tasks)
	for k := range out {
		out[k] = g.sineLine(noise, s.SplitN(k))
	}
	return out, nil
}

func (g generator) sineLine(noise float64, s *rng.Stream) *Dataset {
	const scale = 5
	d := g.empty()
	kind := s.Split("function")
	var f func(x float64) float64
	if kind.Bernoulli(0.5) {
		a, p := kind.Uniform(0.1, 5), kind.Uniform(0, math.Pi)
		d.Name, d.Truth = "sine", []float64{a, p}
		f = func(x float64) float64 { return a * math.Sin(x-p) }
	} else {
		a, c := kind.Uniform(-3, 3), kind.Uniform(-3, 3)
		d.Name, d.Truth = "line", []float64{a, c}
		f = func(x float64) float64 { return a*x + c }
	}
	s.Split("points").UniformVec(d.X, -5, 5)
	errors := s.Split("noise")
	d.Clean = make([]float64, g.n)
	for i, x := range d.X {
		y := f(x)
		d.X[i] = x / scale
		d.Clean[i] = y / scale
		d.Y[i] = (y + noise*errors.Normal()) / scale
	}
	return d
}

// tasks checks the sizes of as many data sets.
func (g generator) tasks(tasks int, s *rng.Stream) error {
	if tasks < 1 {
		return g.bad("tasks", tasks, "at least 1")
	}
	if err := g.check(s); err != nil {
		return err
	}
	return checkSize("data."+g.name+": tasks", tasks, g.n*g.d, MaxValues)
}
