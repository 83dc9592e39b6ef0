package plot

import (
	"math"
	"math/rand/v2"
)

// arrange places n nodes.
func arrange(s graphStyle, n int, edges [][2]int) (x, y []float64) {
	if s.layout == "spring" {
		return spring(n, edges, s.seed)
	}
	return circleLayout(n)
}

// circleLayout places nodes evenly on the unit circle, the first on top, in the
// direction of the clock.
func circleLayout(n int) (x, y []float64) {
	x, y = make([]float64, n), make([]float64, n)
	for i := range n {
		y[i], x[i] = math.Sincos(math.Pi/2 - 2*math.Pi*float64(i)/float64(n))
	}
	return x, y
}

// spring is the layout of Fruchterman and Reingold (1991): nodes repel each other
// with force k²/d, edges attract with d²/k, k being the distance that n nodes
// would have on the unit square; no step is longer than the temperature, which
// falls linearly to zero. It takes n² operations a round.
func spring(n int, edges [][2]int, seed uint64) (x, y []float64) {
	r := rand.New(rand.NewPCG(seed, 0x5b1))
	x, y = circleLayout(n)
	for i := range n { // a circle, disturbed: symmetric graphs stay legible
		x[i] += 0.1 * r.NormFloat64()
		y[i] += 0.1 * r.NormFloat64()
	}
	rounds := int(min(max(4e7/float64(n*n+1), 30), 300))
	k := math.Sqrt(4 / float64(n))
	dx, dy := make([]float64, n), make([]float64, n)
	for round := range rounds {
		clear(dx)
		clear(dy)
		for i := range n {
			for j := range i {
				ux, uy := x[i]-x[j], y[i]-y[j]
				d2 := max(ux*ux+uy*uy, 1e-9)
				force := k * k / d2
				dx[i] += ux * force
				dy[i] += uy * force
				dx[j] -= ux * force
				dy[j] -= uy * force
			}
			// A weak pull to the middle keeps parts without edges near.
			dx[i] -= 0.1 * x[i]
			dy[i] -= 0.1 * y[i]
		}
		for _, e := range edges {
			ux, uy := x[e[0]]-x[e[1]], y[e[0]]-y[e[1]]
			d := math.Hypot(ux, uy)
			dx[e[0]] -= ux * d / k
			dy[e[0]] -= uy * d / k
			dx[e[1]] += ux * d / k
			dy[e[1]] += uy * d / k
		}
		heat := 0.2 * (1 - float64(round)/float64(rounds))
		for i := range n {
			d := math.Hypot(dx[i], dy[i])
			if d > 0 {
				step := min(d, heat) / d
				x[i] += dx[i] * step
				y[i] += dy[i] * step
			}
		}
	}
	return x, y
}
