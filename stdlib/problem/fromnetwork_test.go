package problem

import (
	"strings"
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/nn"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// thirtyFlowers are 30 examples of 4 features in 3 classes.
func thirtyFlowers(t *testing.T) *data.Dataset {
	t.Helper()
	d, err := data.GaussianClasses(30, 4, 3, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// It is FromLoss with the model applied by hand, in whatever shape the model takes the
// features.
func TestFromNetwork(t *testing.T) {
	d := thirtyFlowers(t)
	net, err := nn.New([]int{2, 2}, nn.Flatten(), nn.Dense(5), nn.Tanh(), nn.Dense(3))
	if err != nil {
		t.Fatal(err)
	}
	f, err := FromNetwork(net, nn.CrossEntropy, d)
	if err != nil {
		t.Fatal(err)
	}
	byHand, err := FromLoss(func(p, x, y ad.Node) ad.Node {
		return nn.CrossEntropy(net.At(p).Apply(ad.Reshape(x, -1, 2, 2)), y)
	}, net.Len(), d)
	if err != nil {
		t.Fatal(err)
	}
	p, idx := net.Init(rng.New(2)), []int{3, 7, 3}
	got, want := make([]float64, len(p)), make([]float64, len(p))
	if v, w := f.BatchGrad(got, p, idx), byHand.BatchGrad(want, p, idx); v != w || !vec.Equal(got, want, 0) {
		t.Errorf("loss %v and gradient %v, want %v and %v", v, got, w, want)
	}
	if f.Model() != net || f.Width() != 3 {
		t.Errorf("model %v of width %d", f.Model(), f.Width())
	}
	predicted, err := net.Predict(p, d.X, d.N)
	if err != nil {
		t.Fatal(err)
	}
	z := make([]float64, 3*d.N)
	if err := f.Outputs(z, p, nil); err != nil || !vec.Equal(z, predicted, 0) {
		t.Errorf("outputs %v, want %v; %v", z, predicted, err)
	}
}

// The sums of outer products over examples are the gradient, for the targets of the
// data and for others.
func TestNetworkLossBackprop(t *testing.T) {
	d := thirtyFlowers(t)
	net, err := nn.MLP(4, 6, 3)
	if err != nil {
		t.Fatal(err)
	}
	f, err := FromNetwork(net, nn.CrossEntropy, d)
	if err != nil {
		t.Fatal(err)
	}
	layers, err := f.DenseLayers()
	if err != nil || len(layers) != 2 {
		t.Fatalf("%v, %v", layers, err)
	}
	other := *d
	other.Y = make([]float64, d.N)
	for i := range other.Y {
		other.Y[i] = float64((int(d.Y[i]) + 1) % 3)
	}
	twin, err := FromNetwork(net, nn.CrossEntropy, &other)
	if err != nil {
		t.Fatal(err)
	}
	p, idx := net.Init(rng.New(2)), []int{3, 7, 3, 29}
	const width = 5 + 6 + 7 + 3
	for _, c := range []struct {
		targets []float64
		idx     []int
		want    *NetworkLoss
	}{{nil, idx, f}, {nil, nil, f}, {other.Y, nil, twin}, {[]float64{other.Y[3], other.Y[7], other.Y[3], other.Y[29]}, idx, twin}} {
		rows, g := d.N, make([]float64, len(p))
		if c.idx != nil {
			rows = len(c.idx)
			c.want.BatchGrad(g, p, c.idx)
		} else {
			c.want.Grad(g, p)
		}
		both := make([]float64, rows*width)
		if err := f.Backprop(both, p, c.targets, c.idx); err != nil {
			t.Fatal(err)
		}
		at := 0
		for _, l := range layers {
			sum := make([]float64, l.Len())
			vec.Gemm(true, false, l.Rows, l.Out, rows, 1/float64(rows), both[at:], width, both[at+l.Rows:], width, 0, sum, l.Out)
			if !vec.Equal(sum, g[l.Offset:][:l.Len()], 1e-14) {
				t.Errorf("%s: %v, want %v", l.Name, sum, g[l.Offset:][:l.Len()])
			}
			at += l.Rows + l.Out
		}
	}
}

func TestFromNetworkBadInput(t *testing.T) {
	d := thirtyFlowers(t)
	net, err := nn.MLP(4, 3)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := nn.MLP(5, 3)
	if err != nil {
		t.Fatal(err)
	}
	normed, err := nn.New([]int{4}, nn.LayerNorm(), nn.Dense(3))
	if err != nil {
		t.Fatal(err)
	}
	refused := func(err error, words string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("error %v, want %q in it", err, words)
		}
	}
	_, err = FromNetwork(nil, nn.CrossEntropy, d)
	refused(err, "problem.FromNetwork: the model is nil")
	_, err = FromNetwork(net, nil, d)
	refused(err, "problem.FromNetwork: loss is nil")
	_, err = FromNetwork(net, nn.CrossEntropy, nil)
	refused(err, "problem.FromNetwork: the data set is nil")
	_, err = FromNetwork(wide, nn.CrossEntropy, d)
	refused(err, "the data have 4 features: want 5")
	f, err := FromNetwork(normed, nn.CrossEntropy, d) // fit for methods that need no layers
	if err != nil {
		t.Fatal(err)
	}
	refused(f.Backprop(nil, normed.Init(rng.New(1)), nil, nil), "blocks layernorm1.scale, layernorm1.shift are in no dense layer")
}
