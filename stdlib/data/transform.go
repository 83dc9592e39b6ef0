package data

import (
	"fmt"
	"math"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// MinMax brings every feature of d to [0, 1], in place, by shift and scale, and
// applies the same to the others, which are usually the test data and may leave
// the interval. A feature that is constant in d becomes 0 there and is only
// shifted in the others.
func (d *Dataset) MinMax(others ...*Dataset) error {
	all := append([]*Dataset{d}, others...)
	for _, s := range all {
		if err := s.Check(); err != nil {
			return err
		}
		if s.D != d.D {
			return fmt.Errorf("data: MinMax: %q has %d features: want %d as in %q", s.Name, s.D, d.D, d.Name)
		}
	}
	if d.N == 0 {
		return fmt.Errorf("data: MinMax: %q has no examples: want at least one", d.Name)
	}
	lo, hi := vec.Clone(d.Row(0)), vec.Clone(d.Row(0))
	for i := range d.N {
		for j, x := range d.Row(i) {
			lo[j], hi[j] = min(lo[j], x), max(hi[j], x)
		}
	}
	for j := range hi {
		if hi[j] -= lo[j]; hi[j] == 0 {
			hi[j] = 1
		}
	}
	for _, s := range all {
		for i := range s.N {
			row := s.Row(i)
			for j := range row {
				row[j] = (row[j] - lo[j]) / hi[j]
			}
		}
	}
	return nil
}

// AddNoise returns a copy of d whose features have independent N(0, sd²) noise
// added.
func (d *Dataset) AddNoise(sd float64, s *rng.Stream) (*Dataset, error) {
	if !(sd >= 0) || math.IsInf(sd, 1) {
		return nil, fmt.Errorf("data: AddNoise: sd = %v: want a finite number >= 0", sd)
	}
	if s == nil {
		return nil, errNoStream("AddNoise")
	}
	out, err := d.copy()
	if err != nil {
		return nil, err
	}
	for i := range out.X {
		out.X[i] += sd * s.Normal()
	}
	return out, nil
}

// PermuteFeatures returns a copy of d whose feature j is d's feature order[j]:
// the tasks of permuted pixels in continual learning, where order is s.Perm(d.D).
// order must hold each feature once. The copy has no Shape.
func (d *Dataset) PermuteFeatures(order []int) (*Dataset, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	seen := make([]bool, d.D)
	for k, j := range order {
		if j < 0 || j >= d.D || seen[j] {
			return nil, fmt.Errorf("data: PermuteFeatures: order[%d] = %d: want each of 0, ..., %d once", k, j, d.D-1)
		}
		seen[j] = true
	}
	if len(order) != d.D {
		return nil, fmt.Errorf("data: PermuteFeatures: len(order) = %d: want D = %d", len(order), d.D)
	}
	out, err := d.copy()
	if err != nil {
		return nil, err
	}
	out.Shape = nil
	if len(d.Names) > 0 {
		out.Names = make([]string, d.D)
	}
	for j, from := range order {
		for i := range d.N {
			out.X[i*d.D+j] = d.X[i*d.D+from]
		}
		if len(d.Names) > 0 {
			out.Names[j] = d.Names[from]
		}
	}
	return out, nil
}

// ShiftImages returns a copy of d whose images are moved down by rows and right by
// columns, or up and left where negative; zeros come in. The last two numbers of
// Shape are the height and the width.
func (d *Dataset) ShiftImages(rows, columns int) (*Dataset, error) {
	planes, h, w, err := d.image("ShiftImages")
	if err != nil {
		return nil, err
	}
	out, err := d.copy()
	if err != nil {
		return nil, err
	}
	for k := range d.N * planes {
		from, to := d.X[k*h*w:(k+1)*h*w], out.X[k*h*w:(k+1)*h*w]
		clear(to)
		for r := max(0, rows); r < min(h, h+rows); r++ {
			for c := max(0, columns); c < min(w, w+columns); c++ {
				to[r*w+c] = from[(r-rows)*w+c-columns]
			}
		}
	}
	return out, nil
}

// Downsample returns a copy of d whose images keep every stride-th row and column,
// beginning with the first: 28×28 pixels become 10×10 with stride 3.
func (d *Dataset) Downsample(stride int) (*Dataset, error) {
	planes, h, w, err := d.image("Downsample")
	if err != nil {
		return nil, err
	}
	if stride < 1 {
		return nil, fmt.Errorf("data: Downsample: stride = %d: want at least 1", stride)
	}
	out, err := d.copy()
	if err != nil {
		return nil, err
	}
	out.X = out.X[:0]
	for k := range d.N * planes {
		for r := 0; r < h; r += stride {
			for c := 0; c < w; c += stride {
				out.X = append(out.X, d.X[k*h*w+r*w+c])
			}
		}
	}
	h, w = (h+stride-1)/stride, (w+stride-1)/stride
	out.D, out.Names = planes*h*w, nil
	out.Shape = append(append([]int(nil), d.Shape[:len(d.Shape)-2]...), h, w)
	return out, nil
}

// image returns what Shape says: planes of h×w pixels.
func (d *Dataset) image(name string) (planes, h, w int, err error) {
	if err := d.Check(); err != nil {
		return 0, 0, 0, err
	}
	planes = 1
	for _, n := range d.Shape {
		if n < 1 || planes > d.D/n {
			planes = 0
			break
		}
		planes *= n
	}
	if len(d.Shape) < 2 || planes != d.D {
		return 0, 0, 0, fmt.Errorf("data: %s: %q has Shape %v and D = %d: want the shape of images, such as [28 28]", name, d.Name, d.Shape, d.D)
	}
	h, w = d.Shape[len(d.Shape)-2], d.Shape[len(d.Shape)-1]
	return planes / (h * w), h, w, nil
}

// RowNorms returns the Euclidean norm of each example's features.
func (d *Dataset) RowNorms() []float64 {
	out := make([]float64, d.N)
	for i := range out {
		out[i] = vec.Norm2(d.Row(i))
	}
	return out
}

// WithBias returns a copy of d with one more feature that is always 1.
func (d *Dataset) WithBias() (*Dataset, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	if err := checkSize("data: WithBias", d.N, d.D+1, MaxValues); err != nil {
		return nil, err
	}
	return d.appendOne(), nil
}

func (d *Dataset) appendOne() *Dataset {
	out := d.like(d.D + 1)
	for i := range d.N {
		out.Row(i)[copy(out.Row(i), d.Row(i))] = 1
	}
	if len(d.Names) > 0 {
		out.Names = append(append([]string(nil), d.Names...), "1")
	}
	return out
}

func (d *Dataset) copy() (*Dataset, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	return d.Select(counting(d.N))
}
