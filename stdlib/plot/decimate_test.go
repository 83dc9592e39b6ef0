package plot

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/plot/vg"
)

// distance from a point to a line of several pieces.
func distance(p vg.Point, line []vg.Point) float64 {
	best := math.Inf(1)
	for i := 1; i < len(line); i++ {
		a, d := line[i-1], line[i].Sub(line[i-1])
		t := vg.Length(0)
		if q := d.Dot(d); q > 0 {
			t = min(max(p.Sub(a).Dot(d)/q, 0), 1)
		}
		e := p.Sub(a.Add(d.Scale(t)))
		best = min(best, math.Hypot(float64(e.X), float64(e.Y)))
	}
	return best
}

func TestStraightenStaysClose(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	walk := []vg.Point{{}}
	for range 2000 {
		last := walk[len(walk)-1]
		walk = append(walk, last.Add(vg.Point{X: vg.Length(r.NormFloat64()) / 5, Y: vg.Length(r.NormFloat64()) / 5}))
	}
	circle := make([]vg.Point, 1000)
	for i := range circle {
		s, c := math.Sincos(float64(i) / 999 * 2 * math.Pi)
		circle[i] = vg.Point{X: vg.Length(100 * c), Y: vg.Length(100 * s)}
	}
	back := []vg.Point{{X: 0}, {X: 10}, {X: 3}, {X: 20}, {X: 20, Y: 5}}
	for name, c := range map[string]struct {
		pts  []vg.Point
		most int
	}{
		"straight":     {[]vg.Point{{X: 0}, {X: 1}, {X: 2}, {X: 3}}, 2},
		"turning back": {back, 5},
		"circle":       {circle, 150},
		"random walk":  {walk, len(walk)},
	} {
		got := straighten(c.pts, tolerance)
		if len(got) > c.most {
			t.Errorf("%s: %d points, want at most %d", name, len(got), c.most)
		}
		if got[0] != c.pts[0] || got[len(got)-1] != c.pts[len(c.pts)-1] {
			t.Errorf("%s: the ends moved", name)
		}
		for _, p := range c.pts {
			// The sleeve bounds the distance to the line through both ends, which
			// for points about the end of a piece adds at most one tolerance.
			if d := distance(p, got); d > 2.01*tolerance {
				t.Errorf("%s: %v is %g away, want at most %g", name, p, d, 2*tolerance)
				break
			}
		}
	}
}

func TestColumnsKeepExtremes(t *testing.T) {
	const n, width = 100_000, 500.0
	pts := make([]vg.Point, n)
	r := rand.New(rand.NewPCG(3, 4))
	lo, hi := map[int]vg.Length{}, map[int]vg.Length{}
	for i := range pts {
		p := vg.Point{X: vg.Length(i) / n * width, Y: vg.Length(r.NormFloat64())}
		pts[i] = p
		c := int(p.X)
		if v, ok := lo[c]; !ok || p.Y < v {
			lo[c] = p.Y
		}
		if v, ok := hi[c]; !ok || p.Y > v {
			hi[c] = p.Y
		}
	}
	got := columns(pts)
	if len(got) > 2*width+2 {
		t.Errorf("%d points left", len(got))
	}
	for _, p := range got {
		c := int(p.X)
		if p.Y == lo[c] {
			delete(lo, c)
		}
		if p.Y == hi[c] {
			delete(hi, c)
		}
	}
	if len(lo) > 0 || len(hi) > 0 {
		t.Errorf("%d minima and %d maxima are lost", len(lo), len(hi))
	}
}
