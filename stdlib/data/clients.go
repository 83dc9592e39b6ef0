package data

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// HeterogeneousRegression returns least squares of very different smoothness, one a
// client: client i has m examples A_i with N(0,1) features, all scaled so that the
// greatest eigenvalue of 2A_iᵀA_i/m, the smoothness of its loss (1/m)‖A_i x − b_i‖², is
// exp(sigma·N(0,1)), and targets b_i = A_i x* + noise·N(0,1) with the same weights
// x* ~ N(0, I), kept in Truth. Client i holds the examples i·m, ..., i·m+m−1.
// Richtárik, Gasanov, Burlachenko (EF21-W, 2024): 200 clients, m = d = 10, sigma 0, 1,
// 2, 2.5, noise 0.1.
func HeterogeneousRegression(clients, m, d int, sigma, noise float64, s *rng.Stream) (*Partition, error) {
	g := generator{"HeterogeneousRegression", m, d}
	if clients < 1 || clients > MaxValues {
		return nil, g.bad("clients", clients, "at least 1, and such that they fit in memory")
	}
	if m < 1 || m > MaxValues {
		return nil, g.bad("m", m, "at least 1, and such that they fit in memory")
	}
	g.n = clients * m
	if err := first(g.check(s), g.notNegative("sigma", sigma), g.notNegative("noise", noise)); err != nil {
		return nil, err
	}
	out := g.gaussian(s)
	out.Truth = s.Split("weights").NormalVec(make([]float64, d))
	smoothness, errors := s.Split("smoothness"), s.Split("noise")
	p := &Partition{Name: g.name, Data: out, Clients: make([][]int, clients)}
	for c := range clients {
		a := out.X[c*m*d : (c+1)*m*d]
		var svd mat.SVD
		if !svd.Factorize(mat.NewDense(m, d, vec.Clone(a)), mat.SVDNone) {
			return nil, fmt.Errorf("data.%s: client %d: no singular values found", g.name, c)
		}
		top := 2 * math.Pow(svd.Values(nil)[0], 2) / float64(m)
		want := math.Exp(sigma * smoothness.Normal())
		if !(top > 0) || math.IsInf(want, 1) || want == 0 {
			return nil, g.bad("sigma", sigma, "smaller: a client's smoothness is out of range")
		}
		vec.Scale(a, math.Sqrt(want/top), a)
		for i := c * m; i < (c+1)*m; i++ {
			out.Y[i] = vec.Dot(out.Truth, out.Row(i)) + noise*errors.Normal()
			p.Clients[c] = append(p.Clients[c], i)
		}
	}
	return p, nil
}
