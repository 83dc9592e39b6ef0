package data

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// The time average of a sequence is μ_y/noise + N(0, 1/length) a coordinate.
func TestEvidenceSequences(t *testing.T) {
	const n, length, d, classes, noise = 6000, 10, 20, 5, 4
	g, err := EvidenceSequences(n, length, d, classes, noise, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	if g.D != length*d || !slices.Equal(g.Shape, []int{length, d}) || len(g.Truth) != classes*d {
		t.Fatalf("%v, shape %v", g, g.Shape)
	}
	squares, right := 0., 0
	for i := range n {
		mean := make([]float64, d)
		for t := range length {
			vec.Axpy(mean, 1./length, g.Row(i)[t*d:(t+1)*d])
		}
		best, at := math.Inf(1), 0
		for c := range classes {
			r := vec.Distance(mean, vec.Scale(nil, 1./noise, g.Truth[c*d:(c+1)*d]))
			if r < best {
				best, at = r, c
			}
			if g.Y[i] == float64(c) {
				squares += r * r
			}
		}
		if g.Y[i] == float64(at) {
			right++
		}
	}
	if v := squares / (n * d); math.Abs(v*length-1) > 5*math.Sqrt(2./(n*d)) {
		t.Errorf("time averages have variance %v, want 1/%d", v, length)
	}
	if p := float64(right) / n; p < 0.9 || p > 0.99 { // 0.95, depending on the means drawn
		t.Errorf("the nearest mean is right for %v of the sequences", p)
	}
}

func TestNeedleSequences(t *testing.T) {
	const n, length, d, classes, marked = 3000, 32, 16, 4, 3
	g, err := NeedleSequences(n, length, d, classes, marked, rng.New(2))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := NeedleSequences(n, length, d, classes, 0, rng.New(2))
	if err != nil {
		t.Fatal(err)
	}
	var places [length]float64
	for i := range n {
		c := int(g.Y[i])
		found := 0
		for k := range length {
			diff := vec.Sub(nil, g.Row(i)[k*d:(k+1)*d], plain.Row(i)[k*d:(k+1)*d])
			if vec.Norm1(diff) == 0 {
				continue
			}
			found++
			places[k]++
			if !vec.Equal(diff, g.Truth[c*d:(c+1)*d], 1e-12) {
				t.Fatalf("sequence %d of class %d: token %d has %v added", i, c, k, diff)
			}
		}
		if found != marked {
			t.Fatalf("sequence %d has %d marked tokens", i, found)
		}
	}
	for k, c := range places {
		if p := c / n; math.Abs(p-3./32) > 5*math.Sqrt(3./32*29/32/n) {
			t.Errorf("place %d is marked with frequency %v", k, p)
		}
	}
	if sd := vec.Std(plain.X); math.Abs(sd-1) > 5/math.Sqrt(2*float64(len(plain.X))) {
		t.Errorf("tokens have deviation %v", sd)
	}
}

func TestSignSequences(t *testing.T) {
	for _, length := range []int{1, 2, 10} {
		g, err := SignSequences(4000, length, rng.New(1))
		if err != nil {
			t.Fatal(err)
		}
		for i := range g.N {
			sum := vec.Sum(g.Row(i))
			if sum == 0 || math.Copysign(1, sum) != g.Y[i] {
				t.Fatalf("sum %v has label %v", sum, g.Y[i])
			}
			if vec.Dot(g.Row(i), g.Row(i)) != float64(length) {
				t.Fatalf("steps %v", g.Row(i))
			}
		}
		if n := count(g.Y, 1); math.Abs(float64(n)-2000) > 5*math.Sqrt(1000) {
			t.Errorf("length %d: %d of 4000 positive", length, n)
		}
	}
}

func TestCipher(t *testing.T) {
	c := &Cipher{Key: []int{3, 0, 6, 1, 5, 2, 4}}
	// y: 3+5·0=3; 6+5·0=6; 3+5·0=3; 4+5·0=4; 0+5·1=5; 5+5·2=15 mod 7=1; 0+5·1=5.
	got, err := c.Translate([]int{0, 2, 0, 6, 1, 4, 1})
	if err != nil || !slices.Equal(got, []int{3, 6, 3, 4, 5, 1, 5}) {
		t.Errorf("%v, %v", got, err)
	}
	_, err = c.Translate([]int{0, 7})
	wantError(t, err, "source[1] = 7", "symbol < 7")

	c, err = NewCipher(40, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	if key := slices.Sorted(slices.Values(c.Key)); !slices.Equal(key, counting(40)) {
		t.Errorf("key %v is no permutation", c.Key)
	}
	p, err := c.Sample(1500, 8, rng.New(2))
	if err != nil {
		t.Fatal(err)
	}
	symbols := make([]float64, 0, 12000)
	for i, s := range p.Source {
		want, _ := c.Translate(s)
		if len(s) != 8 || !slices.Equal(p.Target[i], want) || !slices.Equal(p.Clean[i], want) {
			t.Fatalf("pair %d: %v, %v", i, s, p.Target[i])
		}
		for _, x := range s {
			symbols = append(symbols, (float64(x)+0.5)/40)
		}
	}
	uniform(t, "source", symbols)
	noisy, err := p.Noisy(0.1, rng.New(3))
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for i := range noisy.Target {
		for k, y := range noisy.Target[i] {
			if y != p.Target[i][k] {
				wrong++
			}
		}
		if !slices.Equal(noisy.Clean[i], p.Target[i]) {
			t.Fatal("Noisy loses the right translation")
		}
	}
	if q := float64(wrong) / 12000; math.Abs(q-0.0975) > 5*math.Sqrt(0.0975*0.9/12000) {
		t.Errorf("%v of the symbols are wrong, want 0.1·39/40", q)
	}
	head, tail, err := p.Cut(600)
	if err != nil || head.Len() != 600 || tail.Len() != 900 || &tail.Source[0][0] != &p.Source[600][0] {
		t.Errorf("Cut: %d and %d, %v", head.Len(), tail.Len(), err)
	}
	_, _, err = p.Cut(1501)
	wantError(t, err, "n = 1501")
	_, err = p.Noisy(-1, rng.New(1))
	wantError(t, err, "probability = -1")
	_, err = p.Noisy(0, nil)
	wantError(t, err, "stream is nil")
	_, err = NewCipher(1, rng.New(1))
	wantError(t, err, "symbols = 1")
	_, err = NewCipher(5, nil)
	wantError(t, err, "stream is nil")
	_, err = new(Cipher).Sample(1, 1, rng.New(1))
	wantError(t, err, "len(Key) = 0", "NewCipher")
	_, err = new(SequencePairs).Noisy(0.5, rng.New(1))
	wantError(t, err, "Symbols = 0")
	_, err = c.Sample(0, 3, rng.New(1))
	wantError(t, err, "n = 0")
	_, err = c.Sample(3, 0, rng.New(1))
	wantError(t, err, "length = 0")
}
