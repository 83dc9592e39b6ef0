package data

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

func TestGaussianClassesMoments(t *testing.T) {
	const n, d, classes = 4000, 8, 50
	for name, o := range map[string]ClassOptions{
		"plain":    {},
		"clusters": {Clusters: 3, Noise: 0.9},
		"spread":   {Spread: 0.4, Balanced: true},
		"scaled":   {Clusters: 2, Spread: 0.9, Scale: 0.25},
	} {
		g, err := GaussianClasses(n, d, classes, rng.New(1), o)
		if err != nil {
			t.Fatal(err)
		}
		clusters, noise, spread, scale := orElse(o.Clusters, 1), orElse(o.Noise, 1), orElse(o.Spread, 1), orElse(o.Scale, 1)
		if len(g.Truth) != classes*clusters*d {
			t.Fatalf("%s: %d centre coordinates", name, len(g.Truth))
		}
		if sd := vec.Std(g.Truth); math.Abs(sd/spread-1) > 5/math.Sqrt(2*float64(len(g.Truth))) {
			t.Errorf("%s: centres have deviation %v, want %v", name, sd, spread)
		}
		// With one cluster the rest after the centre is noise; with more it is that of
		// the nearest of the class at most.
		sum, used := 0., map[int]int{}
		for i := range n {
			best, at := math.Inf(1), 0
			for k := range clusters {
				c := int(g.Y[i])*clusters + k
				z := vec.Scale(nil, scale, g.Truth[c*d:(c+1)*d])
				if r := vec.Distance(g.Row(i), z); r < best {
					best, at = r, c
				}
			}
			used[at]++
			sum += best * best / (scale * scale)
		}
		v, want := sum/(n*d), noise*noise
		if clusters == 1 && math.Abs(v/want-1) > 5*math.Sqrt(2./(n*d)) {
			t.Errorf("%s: noise has variance %v, want %v", name, v, want)
		}
		if clusters > 1 && (v > want || v < 0.8*want) {
			t.Errorf("%s: variance about the nearest centre %v, want a little less than %v", name, v, want)
		}
		if len(used) != classes*clusters {
			t.Errorf("%s: %d centres used, want %d", name, len(used), classes*clusters)
		}
		for c := range classes {
			k := float64(count(g.Y, float64(c)))
			if o.Balanced && k != n/classes || math.Abs(k-n/classes) > 5*math.Sqrt(n/classes) {
				t.Errorf("%s: %v examples of class %d", name, k, c)
			}
		}
	}
}

func TestGaussianClassesUnitScaleAndBias(t *testing.T) {
	g, err := GaussianClasses(500, 6, 3, rng.New(2), ClassOptions{Spread: 0.5, Mixed: true, UnitScale: true})
	if err != nil {
		t.Fatal(err)
	}
	mean, sd := g.moments()
	if !vec.Equal(sd, vec.Ones(6), 1e-12) || vec.Norm2(mean) == 0 {
		t.Errorf("UnitScale: means %v, deviations %v", mean, sd)
	}
	g, err = GaussianClasses(50, 20, 10, rng.New(2), ClassOptions{Bias: true, Scale: 1 / math.Sqrt(20)})
	if err != nil {
		t.Fatal(err)
	}
	for i := range g.N {
		if row := g.Row(i); len(row) != 21 || row[20] != 1/math.Sqrt(20) {
			t.Fatalf("Bias: row %v", row)
		}
	}
}

// zA with N(0,1/d) entries of A has squared norm d in expectation over A and z, and
// correlated coordinates.
func TestGaussianClassesMixed(t *testing.T) {
	const n, d, seeds = 400, 10, 60
	var norms []float64
	strong := 0
	for seed := range seeds {
		g, err := GaussianClasses(n, d, 1, rng.New(uint64(seed)), ClassOptions{Spread: 1e-9, Mixed: true})
		if err != nil {
			t.Fatal(err)
		}
		norms = append(norms, vec.Dot(g.X, g.X)/n)
		var xy, xx, yy float64
		for i := range n {
			x, y := g.Row(i)[0], g.Row(i)[1]
			xy, xx, yy = xy+x*y, xx+x*x, yy+y*y
		}
		if math.Abs(xy/math.Sqrt(xx*yy)) > 4/math.Sqrt(n) {
			strong++
		}
	}
	if m := vec.Mean(norms); math.Abs(m-d) > 5*vec.Std(norms)/math.Sqrt(seeds) {
		t.Errorf("mean squared norm %v, want %d", m, d)
	}
	if strong < seeds/4 {
		t.Errorf("features correlated in %d of %d draws only", strong, seeds)
	}
}

func TestTeacherNetworkOptions(t *testing.T) {
	const n, d, width, classes = 300, 20, 16, 5
	scales := vec.Logspace(1, 1e-2, d)
	plain, err := TeacherNetwork(n, d, width, classes, 0, rng.New(3))
	if err != nil {
		t.Fatal(err)
	}
	hard, err := TeacherNetwork(n, d, width, classes, 0.3, rng.New(3), TeacherOptions{Scales: scales})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(hard.Clean, plain.Y) {
		t.Error("scaling changes the teacher's labels")
	}
	for i := range n {
		if !vec.Equal(hard.Row(i), vec.Mul(nil, plain.Row(i), scales), 1e-15) {
			t.Fatalf("row %d is not scaled", i)
		}
		// The label by its definition.
		best, at := math.Inf(-1), 0
		for c := range classes {
			score := 0.
			for k := range width {
				z := 0.
				for j, x := range plain.Row(i) {
					z += x * plain.Truth[j*width+k]
				}
				score += math.Tanh(z) * plain.Truth[d*width+k*classes+c]
			}
			if score > best {
				best, at = score, c
			}
		}
		if plain.Y[i] != float64(at) {
			t.Errorf("label of %d is %v, want %d", i, plain.Y[i], at)
		}
	}
	if sd := vec.Std(plain.Truth[:d*width]); math.Abs(sd*math.Sqrt(d)/2-1) > 5/math.Sqrt(2*d*width) {
		t.Errorf("A has deviation %v, want 2/√20", sd)
	}
}
