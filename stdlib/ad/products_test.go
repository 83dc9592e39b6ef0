package ad

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestMatMulShapes(t *testing.T) {
	for _, c := range []struct{ a, b, want []int }{
		{[]int{3}, []int{3}, []int{}}, {[]int{2, 3}, []int{3}, []int{2}}, {[]int{3}, []int{3, 4}, []int{4}},
		{[]int{2, 3}, []int{3, 4}, []int{2, 4}}, {[]int{5, 2, 3}, []int{3, 4}, []int{5, 2, 4}},
		{[]int{2, 3}, []int{5, 3, 4}, []int{5, 2, 4}}, {[]int{5, 2, 3}, []int{5, 3, 1}, []int{5, 2, 1}},
		{[]int{5, 1, 2, 3}, []int{2, 3, 4}, []int{5, 2, 2, 4}}, {[]int{5, 2, 3}, []int{3}, []int{5, 2}},
		{[]int{2, 0}, []int{0, 3}, []int{2, 3}}, {[]int{17, 33}, []int{33, 9}, []int{17, 9}},
	} {
		na, nb := size(c.a), size(c.b)
		r := rand.New(rand.NewPCG(1, 9))
		x := smooth{n: na + nb, spread: 1}.draw(r)
		got, shape := eval(t, x, func(x Node) Node {
			return MatMul(Reshape(Slice(x, 0, 0, na), c.a...), Reshape(Slice(x, 0, na, na+nb), c.b...))
		})
		if !slices.Equal(shape, c.want) {
			t.Errorf("%v by %v: shape %v, want %v", c.a, c.b, shape, c.want)
			continue
		}
		want := naiveMatMul(x[:na], x[na:], c.a, c.b)
		for i, v := range got {
			if math.Abs(v-want[i]) > 1e-13*max(1, math.Abs(v)) {
				t.Errorf("%v by %v: element %d is %v, want %v", c.a, c.b, i, v, want[i])
			}
		}
	}
}

func naiveMatMul(a, b []float64, sa, sb []int) []float64 {
	if len(sa) == 1 {
		sa = []int{1, sa[0]}
	}
	if len(sb) == 1 {
		sb = []int{sb[0], 1}
	}
	m, k, n := sa[len(sa)-2], sa[len(sa)-1], sb[len(sb)-1]
	lead, _ := broadcast(sa[:len(sa)-2], sb[:len(sb)-2])
	ia, ib := indices(sa[:len(sa)-2], lead), indices(sb[:len(sb)-2], lead)
	var out []float64
	for s := range ia {
		for i := range m {
			for j := range n {
				sum := 0.0
				for l := range k {
					sum += a[int(ia[s])*m*k+i*k+l] * b[int(ib[s])*k*n+l*n+j]
				}
				out = append(out, sum)
			}
		}
	}
	return out
}

func TestConvAgainstLoops(t *testing.T) {
	for _, c := range []struct{ n, c, h, w, f, kh, kw, stride, pad int }{
		{2, 3, 5, 6, 4, 3, 3, 1, 1}, {1, 1, 5, 5, 1, 2, 3, 2, 0}, {2, 2, 4, 4, 3, 1, 1, 1, 0},
		{1, 2, 3, 3, 2, 3, 3, 1, 2}, {1, 1, 7, 7, 1, 3, 3, 3, 1}, {1, 1, 2, 2, 1, 4, 4, 2, 3},
	} {
		nx, nw := c.n*c.c*c.h*c.w, c.f*c.c*c.kh*c.kw
		x := smooth{n: nx + nw, spread: 1}.draw(rand.New(rand.NewPCG(2, 9)))
		got, shape := eval(t, x, func(x Node) Node {
			return Conv2D(Reshape(Slice(x, 0, 0, nx), c.n, c.c, c.h, c.w), Reshape(Slice(x, 0, nx, nx+nw), c.f, c.c, c.kh, c.kw), c.stride, c.pad)
		})
		k := 0
		for n := range c.n {
			for f := range c.f {
				for y := -c.pad; y+c.kh <= c.h+c.pad; y += c.stride {
					for z := -c.pad; z+c.kw <= c.w+c.pad; z += c.stride {
						sum := 0.0
						for ch := range c.c {
							for i := range c.kh {
								for j := range c.kw {
									if r, s := y+i, z+j; r >= 0 && r < c.h && s >= 0 && s < c.w {
										sum += x[((n*c.c+ch)*c.h+r)*c.w+s] * x[nx+((f*c.c+ch)*c.kh+i)*c.kw+j]
									}
								}
							}
						}
						if k >= len(got) || math.Abs(got[k]-sum) > 1e-13 {
							t.Fatalf("%+v: element %d of %v is not %v", c, k, shape, sum)
						}
						k++
					}
				}
			}
		}
		if k != len(got) {
			t.Errorf("%+v: %d elements, want %d", c, len(got), k)
		}
	}
}

func TestPoolAgainstLoops(t *testing.T) {
	x := smooth{n: 49, at: -2, spread: 1}.draw(rand.New(rand.NewPCG(3, 9)))
	image := func(x Node) Node { return Reshape(x, 1, 1, 7, 7) }
	top, _ := eval(t, x, func(x Node) Node { return MaxPool2D(image(x), 3, 2, 1) })
	avg, _ := eval(t, x, func(x Node) Node { return AvgPool2D(image(x), 3, 2, 1) })
	for i := range 4 {
		for j := range 4 {
			m, s := math.Inf(-1), 0.0
			for r := max(0, 2*i-1); r < min(7, 2*i+2); r++ {
				for c := max(0, 2*j-1); c < min(7, 2*j+2); c++ {
					m, s = max(m, x[r*7+c]), s+x[r*7+c]
				}
			}
			if top[i*4+j] != m || math.Abs(avg[i*4+j]-s/9) > 1e-14 {
				t.Errorf("window %d, %d: %v and %v, want %v and %v", i, j, top[i*4+j], avg[i*4+j], m, s/9)
			}
		}
	}
}

// A column and a vector of its length pair up.
func TestColumnsMeetVectors(t *testing.T) {
	loss := func(x Node) Node {
		return Mean(Square(OpSubNV(Reshape(x, 3, 1), []float64{1, 2, 4})))
	}
	x := []float64{2, 2, 2}
	grad := make([]float64, 3)
	v, err := ValueAndGrad(loss)(grad, x)
	if err != nil || math.Abs(v-5.0/3) > 1e-15 {
		t.Fatalf("%v, %v", v, err)
	}
	for i, want := range []float64{2.0 / 3, 0, -4.0 / 3} {
		if math.Abs(grad[i]-want) > 1e-15 {
			t.Errorf("gradient %v", grad)
		}
	}
}
