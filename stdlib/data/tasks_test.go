package data

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestLinearTasks(t *testing.T) {
	const tasks, n, d = 500, 8, 5
	mean, variance := []float64{1, -2, 0.5, 0, 3}, []float64{0.5, 1, 0.1, 2, 0.01}
	all, err := LinearTasks(tasks, n, mean, variance, math.Sqrt(0.5), rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	var noise []float64
	theta := make([][]float64, d)
	for _, task := range all {
		for j := range d {
			for k := range d {
				dot := 0.
				for i := range n {
					dot += task.Row(i)[j] * task.Row(i)[k]
				}
				want := 0.
				if j == k {
					want = n
				}
				if math.Abs(dot-want) > 1e-10 {
					t.Fatalf("columns %d and %d have product %v, want %v", j, k, dot, want)
				}
			}
			theta[j] = append(theta[j], task.Truth[j])
		}
		noise = append(noise, residuals(task, task.Y)...)
	}
	for j := range d {
		if m := vec.Mean(theta[j]); math.Abs(m-mean[j]) > 5*math.Sqrt(variance[j]/tasks) {
			t.Errorf("weight %d has mean %v, want %v", j, m, mean[j])
		}
		if v := vec.Var(theta[j]); math.Abs(v/variance[j]-1) > 5*math.Sqrt(2./tasks) {
			t.Errorf("weight %d has variance %v, want %v", j, v, variance[j])
		}
	}
	if v := vec.Var(noise); math.Abs(v/0.5-1) > 5*math.Sqrt(2./(tasks*n)) {
		t.Errorf("noise has variance %v, want 0.5", v)
	}
	_, err = LinearTasks(1, 4, mean, variance, 1, rng.New(1))
	wantError(t, err, "n = 4", "d = 5")
	_, err = LinearTasks(1, 8, mean, variance[:2], 1, rng.New(1))
	wantError(t, err, "len(variance) = 2")
	_, err = LinearTasks(1, 8, mean[:1], []float64{-1}, 1, rng.New(1))
	wantError(t, err, "variance = -1")
	_, err = LinearTasks(0, 8, mean, variance, 1, rng.New(1))
	wantError(t, err, "tasks = 0")
}

func TestSineLine(t *testing.T) {
	const tasks, n = 2000, 20
	all, err := SineLine(tasks, n, 0.3, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	var x, noise, amplitude, phase, slope, offset []float64
	for _, task := range all {
		a, b := task.Truth[0], task.Truth[1]
		if task.Name == "sine" {
			amplitude, phase = append(amplitude, (a-0.1)/4.9), append(phase, b/math.Pi)
		} else {
			slope, offset = append(slope, a/6+0.5), append(offset, b/6+0.5)
		}
		for i := range n {
			z := 5 * task.X[i]
			want := a*z + b
			if task.Name == "sine" {
				want = a * math.Sin(z-b)
			}
			if math.Abs(5*task.Clean[i]-want) > 1e-12 {
				t.Fatalf("%s %v at %v: %v, want %v", task.Name, task.Truth, z, 5*task.Clean[i], want)
			}
			x = append(x, z/10+0.5)
			noise = append(noise, task.Y[i]-task.Clean[i])
		}
	}
	for what, u := range map[string][]float64{"x": x, "amplitude": amplitude, "phase": phase, "slope": slope, "offset": offset} {
		uniform(t, what, u)
	}
	if math.Abs(float64(len(slope))-tasks/2) > 5*math.Sqrt(tasks/4) {
		t.Errorf("%d lines among %d tasks", len(slope), tasks)
	}
	if sd := vec.Std(noise); math.Abs(sd/0.06-1) > 5/math.Sqrt(2*tasks*n) {
		t.Errorf("noise has deviation %v, want 0.06", sd)
	}
	// Task k does not depend on how many there are.
	few, _ := SineLine(3, n, 0.3, rng.New(1))
	if !slices.Equal(few[2].X, all[2].X) || !slices.Equal(few[2].Y, all[2].Y) {
		t.Error("task 2 depends on the number of tasks")
	}
	_, err = SineLine(1, 0, 0.3, rng.New(1))
	wantError(t, err, "n = 0")
	_, err = SineLine(1, 1, math.NaN(), rng.New(1))
	wantError(t, err, "noise = NaN")
}
