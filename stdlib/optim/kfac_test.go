package optim

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"monro/stdlib/ad"
	"monro/stdlib/data"
	"monro/stdlib/linalg"
	"monro/stdlib/nn"
	"monro/stdlib/problem"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// plainKFAC returns K-FAC without momentum and clipping, with changes.
func plainKFAC(change func(*KFAC)) *KFAC {
	o := NewKFAC(0.1)
	o.Momentum, o.KLClip, o.InvertEvery = 0, 0, 1
	change(o)
	return o
}

// halfSquare is the loss (y−t)²/2, whose Hessian by the output is 1.
func halfSquare(y, t ad.Node) ad.Node { return ad.OpMulSN(0.5, nn.MSE(y, t)) }

// layered is the loss of a model over a data set.
func layered(t testing.TB, net *nn.Model, loss func(y, t ad.Node) ad.Node, d *data.Dataset) *problem.NetworkLoss {
	t.Helper()
	f, err := problem.FromNetwork(net, loss, d)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// tanhNet is a network with tanh between its layers and its loss on n examples of three
// features and a target.
func tanhNet(t testing.TB, n int, sizes ...int) (*problem.NetworkLoss, *data.Dataset) {
	t.Helper()
	net, err := nn.MLPWith(nn.Tanh(), sizes...)
	if err != nil {
		t.Fatal(err)
	}
	d, err := data.LinearRegression(n, sizes[0], 0.5, 10, rng.New(4))
	if err != nil {
		t.Fatal(err)
	}
	return layered(t, net, halfSquare, d), d
}

// kron is the Kronecker product of a layer's factors.
func kron(t *testing.T, o *KFAC, i int) (a, d *mat.SymDense, product *mat.Dense) {
	t.Helper()
	a, d, err := o.Factors(i)
	if err != nil {
		t.Fatal(err)
	}
	product = new(mat.Dense)
	product.Kronecker(a, d)
	return a, d, product
}

// fisher is the mean of the outer products of the examples' gradients, from place from
// to place to.
func fisher(f problem.PerExample, x []float64, from, to int) *mat.Dense {
	g, idx := make([]float64, len(x)), []int{0}
	sum := mat.NewDense(to-from, to-from, nil)
	for i := range f.Len() {
		idx[0] = i
		f.ExampleGrads(g, x, idx)
		v := mat.NewVecDense(to-from, g[from:to])
		sum.RankOne(sum, 1/float64(f.Len()), v, v)
	}
	return sum
}

// Of one example the Kronecker product of the factors is the layer's block of the
// Fisher matrix.
func TestKFACIsFisherOfOneExample(t *testing.T) {
	f, _ := tanhNet(t, 3, 3, 4, 2, 1)
	d, err := data.New([][]float64{{0.5, -1, 2}}, []float64{3})
	if err != nil {
		t.Fatal(err)
	}
	f = layered(t, f.Model(), halfSquare, d)
	x := f.Model().Init(rng.New(1))
	o := plainKFAC(func(*KFAC) {})
	if _, err := Run(f, o, x, Iterations(1)); err != nil {
		t.Fatal(err)
	}
	layers, err := f.DenseLayers()
	if err != nil || o.Layers() != 3 {
		t.Fatalf("%d layers, %v", o.Layers(), err)
	}
	for i, l := range layers {
		_, _, product := kron(t, o, i)
		if want := fisher(f, x, l.Offset, l.Offset+l.Len()); !mat.EqualApprox(product, want, 1e-13) {
			t.Errorf("%s: %v, want %v", l.Name, mat.Formatted(product), mat.Formatted(want))
		}
	}
}

// So it is for a linear layer where derivatives do not depend on inputs, as with
// Gaussian targets: here each of 5 inputs meets each of 3 derivatives.
func TestKFACIsFisherOfALinearLayer(t *testing.T) {
	derivatives := []float64{1, 2, -1, 0.5, 0.25, -3} // two by two
	s := rng.New(2)
	var xs [][]float64
	var ys []float64
	for range 5 {
		a := s.NormalVec(make([]float64, 3))
		for c := range 3 {
			xs, ys = append(xs, a), append(ys, float64(c))
		}
	}
	d, err := data.New(xs, ys)
	if err != nil {
		t.Fatal(err)
	}
	net, err := nn.New([]int{3}, nn.Dense(2))
	if err != nil {
		t.Fatal(err)
	}
	loss := func(y, t ad.Node) ad.Node {
		table := y.Graph().ConstTensor(derivatives, 3, 2)
		return ad.OpMulSN(2, ad.Mean(ad.Mul(y, ad.Gather(table, t))))
	}
	f := layered(t, net, loss, d)
	x := net.Init(rng.New(1))
	o := plainKFAC(func(*KFAC) {})
	if _, err := Run(f, o, x, Iterations(1)); err != nil {
		t.Fatal(err)
	}
	_, _, product := kron(t, o, 0)
	if want := fisher(f, x, 0, len(x)); !mat.EqualApprox(product, want, 1e-13) {
		t.Errorf("%v, want %v", mat.Formatted(product), mat.Formatted(want))
	}
}

// A step solves with the damped Kronecker products, written out, of each layer.
func TestKFACStepsSolveWithKroneckerProducts(t *testing.T) {
	f, _ := tanhNet(t, 20, 3, 4, 1)
	x := f.Model().Init(rng.New(1))
	for _, wd := range []float64{0, 0.05} {
		o := plainKFAC(func(o *KFAC) { o.Damping, o.WeightDecay, o.Schedule = 0.03, wd, InvSqrt{} })
		last, err := Run(f, o, x, Iterations(1))
		if err != nil {
			t.Fatal(err)
		}
		g := make([]float64, len(x))
		f.Grad(g, x)
		vec.Axpy(g, wd, x)
		layers, _ := f.DenseLayers()
		for i, l := range layers {
			a, d, _ := kron(t, o, i)
			pi := math.Sqrt(mat.Trace(a) / float64(l.Rows) / (mat.Trace(d) / float64(l.Out)))
			root := math.Sqrt(0.03 + wd)
			for j := range l.Rows {
				a.SetSym(j, j, a.At(j, j)+pi*root)
			}
			for j := range l.Out {
				d.SetSym(j, j, d.At(j, j)+root/pi)
			}
			var product mat.Dense
			product.Kronecker(a, d)
			step, err := linalg.Solve(&product, g[l.Offset:][:l.Len()])
			if err != nil {
				t.Fatal(err)
			}
			want := vec.Mix(nil, 1, x[l.Offset:][:l.Len()], -0.1, step)
			if !vec.Equal(last.X[l.Offset:][:l.Len()], want, 1e-11) {
				t.Errorf("decay %v, %s: %v, want %v", wd, l.Name, last.X[l.Offset:][:l.Len()], want)
			}
		}
	}
}

// With targets at distance 1 from the outputs the Fisher matrix of linear regression is
// its Hessian, so that a step with LR = 1 is Newton's and ends at least squares.
func TestKFACWithDrawnTargetsIsNewtonOnLeastSquares(t *testing.T) {
	d, err := data.LinearRegression(50, 4, 0.5, 100, rng.New(3))
	if err != nil {
		t.Fatal(err)
	}
	net, err := nn.New([]int{4}, nn.DenseNoBias(1))
	if err != nil {
		t.Fatal(err)
	}
	f := layered(t, net, halfSquare, d)
	o := plainKFAC(func(o *KFAC) {
		o.LR, o.Damping, o.Stream = 1, 1e-24, rng.New(1)
		o.Draw = func(z []float64, s *rng.Stream) float64 { return z[0] + s.Rademacher(make([]float64, 1))[0] }
	})
	last, err := Run(f, o, vec.Ones(4), Iterations(1))
	if err != nil {
		t.Fatal(err)
	}
	want, err := linalg.LeastSquares(mat.NewDense(d.N, d.D, d.X), d.Y)
	if err != nil {
		t.Fatal(err)
	}
	if !vec.Equal(last.X, want, 1e-8) {
		t.Errorf("%v, want %v", last.X, want)
	}
	if last.Cost.Grads != 3 || last.Cost.Samples != 3*50 { // at both points, and for the targets
		t.Errorf("%+v", last.Cost)
	}
}

// The Fisher matrix proper does not depend on the targets, the empirical one does: for
// the loss (y−t)²/2 with N(0, 1) errors D is 1, to 4 standard errors.
func TestKFACFisherProper(t *testing.T) {
	const n = 20000
	net, err := nn.New([]int{1}, nn.Dense(1))
	if err != nil {
		t.Fatal(err)
	}
	d, err := data.LinearRegression(n, 1, 3, 1, rng.New(3))
	if err != nil {
		t.Fatal(err)
	}
	f := layered(t, net, halfSquare, d)
	curvature := func(o *KFAC) float64 {
		if _, err := Run(f, o, []float64{2, 1}, Iterations(1)); err != nil {
			t.Fatal(err)
		}
		_, d, err := o.Factors(0)
		if err != nil {
			t.Fatal(err)
		}
		return d.At(0, 0)
	}
	drawn := func(k uint64) *KFAC { return plainKFAC(func(o *KFAC) { o.Draw, o.Stream = DrawNormal(1), rng.New(k) }) }
	used := drawn(1)
	proper := curvature(used)
	if math.Abs(proper-1) > 4*math.Sqrt(2./n) {
		t.Errorf("D = %v, want 1", proper)
	}
	if again := curvature(used.Fresh().(*KFAC)); again != proper {
		t.Errorf("D = %v, then %v with the same stream", proper, again)
	}
	if empirical := curvature(plainKFAC(func(*KFAC) {})); empirical < 9 {
		t.Errorf("D = %v of the empirical Fisher matrix, want more than 9, the variance of the noise", empirical)
	}
}

func TestDrawClass(t *testing.T) {
	const n = 20000
	z, s := []float64{1001, 1000, 998.5, 1000}, rng.New(1)
	counts := make([]float64, 4)
	for range n {
		counts[int(DrawClass(z, s))]++
	}
	for c, p := range vec.Softmax(nil, z) {
		if math.Abs(counts[c]-n*p) > 4*math.Sqrt(n*p*(1-p)) {
			t.Errorf("class %d: %v draws, want %v", c, counts[c], n*p)
		}
	}
}

// The paper's point: another affine coordinate system of the inputs makes the same
// sequence of functions, but for the damping, which enters by its root. Gradient descent
// depends on it.
func TestKFACIsInvariantUnderAffineMapsOfTheInputs(t *testing.T) {
	f, d := tanhNet(t, 60, 3, 4, 2, 1)
	net := f.Model()
	// x' = Ωx + c, with rows of X as x: X' = XΩᵀ + 1cᵀ.
	omega := mat.NewDense(3, 3, []float64{3, 1, 0, -0.5, 0.2, 0.1, 1, 0, -2})
	shift := []float64{5, -3, 1}
	var moved mat.Dense
	moved.Mul(mat.NewDense(d.N, 3, d.X), omega.T())
	moved.Apply(func(_, j int, v float64) float64 { return v + shift[j] }, &moved)
	e := *d
	e.X = moved.RawMatrix().Data
	g := layered(t, net, halfSquare, &e)
	// The same function: W' = Ω⁻ᵀW, b' = b − cᵀW'.
	x := net.Init(rng.New(2))
	y := vec.Clone(x)
	var w mat.Dense
	if err := w.Solve(omega.T(), mat.NewDense(3, 4, x[:12])); err != nil {
		t.Fatal(err)
	}
	copy(y, w.RawMatrix().Data)
	vec.Axpy(y[12:16], -1, vec.MatTVec(nil, y[:12], shift))

	apart := func(m Method) float64 {
		z, v := make([]float64, d.N), make([]float64, d.N)
		a, err := Run(f, m.Fresh(), x, Iterations(10))
		if err != nil {
			t.Fatal(err)
		}
		b, err := Run(g, m.Fresh(), y, Iterations(10))
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Outputs(z, a.X, nil); err != nil {
			t.Fatal(err)
		}
		if err := g.Outputs(v, b.X, nil); err != nil {
			t.Fatal(err)
		}
		return vec.NormInf(vec.Sub(nil, z, v))
	}
	for damping, most := range map[float64]float64{1e-18: 1e-4, 1e-22: 1e-6} {
		if diff := apart(plainKFAC(func(o *KFAC) { o.LR, o.Damping, o.Momentum = 0.02, damping, 0.5 })); diff > most {
			t.Errorf("K-FAC, λ = %v: outputs %v apart after 10 updates, want at most %v", damping, diff, most)
		}
	}
	if diff := apart(NewSGD(0.02)); diff < 1e-2 {
		t.Errorf("SGD: outputs %v apart: the test sees nothing", diff)
	}
}

// While 1 − 1/k < Decay the factors are plain means: those of an epoch's minibatches
// are those of all examples. Afterwards they decay.
func TestKFACAverages(t *testing.T) {
	f, d := tanhNet(t, 40, 3, 4, 1)
	x := f.Model().Init(rng.New(1))
	all := plainKFAC(func(o *KFAC) { o.LR = 0 })
	if _, err := Run(f, all, x, Iterations(1)); err != nil {
		t.Fatal(err)
	}
	epoch := plainKFAC(func(o *KFAC) { o.LR = 0 })
	if _, err := Run(f, epoch, x, Batch(8, rng.New(2)), Epochs(1)); err != nil {
		t.Fatal(err)
	}
	for i := range all.Layers() {
		_, _, want := kron(t, all, i)
		if _, _, got := kron(t, epoch, i); !mat.EqualApprox(got, want, 1e-13) {
			t.Errorf("layer %d: %v, want %v", i, mat.Formatted(got), mat.Formatted(want))
		}
	}

	// One example at a time, with Decay = 1/4 and every second left out.
	o := plainKFAC(func(o *KFAC) { o.LR, o.Decay, o.FactorsEvery = 0, 0.25, 2 })
	want := make([]float64, 16)
	for k, i := range []int{5, 6, 7, 8, 9, 10, 11} {
		sample, err := NewSample(f, []int{i})
		if err != nil {
			t.Fatal(err)
		}
		if err := o.StepOn(sample, x, make([]float64, len(x)), 0); err != nil {
			t.Fatal(err)
		}
		if k%2 == 0 {
			a := append(vec.Clone(d.Row(i)), 1)
			keep := 0.25
			if k == 0 {
				keep = 0
			}
			for r := range 4 {
				for c := range 4 {
					want[4*r+c] = keep*want[4*r+c] + (1-keep)*a[r]*a[c]
				}
			}
		}
	}
	a, _, err := o.Factors(0)
	if err != nil || !mat.EqualApprox(a, mat.NewSymDense(4, want), 1e-14) {
		t.Errorf("%v, want %v; %v", mat.Formatted(a), want, err)
	}
}

// Inverses are new at updates 1, 2, 3, 5, 9, 13 with InvertEvery = 4.
func TestKFACInvertEvery(t *testing.T) {
	f, _ := tanhNet(t, 40, 3, 4, 1)
	o := plainKFAC(func(o *KFAC) { o.InvertEvery = 4 })
	var fresh []int
	last := 0.0
	for s := range Descend(f, o, f.Model().Init(rng.New(1)), Batch(3, rng.New(2)), Iterations(14)) {
		if s.Err != nil {
			t.Fatal(s.Err)
		}
		if s.K > 0 && o.layers[0].aInv[0] != last {
			fresh, last = append(fresh, s.K), o.layers[0].aInv[0]
		}
	}
	if want := []int{1, 2, 3, 5, 9, 13}; !slices.Equal(fresh, want) {
		t.Errorf("new inverses at updates %v, want %v", fresh, want)
	}
}

// A clipped step has the length √κ in the norm that counts; a small one is left alone.
func TestKFACClip(t *testing.T) {
	f, _ := tanhNet(t, 20, 3, 4, 1)
	x := f.Model().Init(rng.New(1))
	g := make([]float64, len(x))
	f.Grad(g, x)
	length := func(clip float64) float64 { // LR²·Σ⟨νU, ∇⟩·ν
		last, err := Run(f, plainKFAC(func(o *KFAC) { o.KLClip = clip }), x, Iterations(1))
		if err != nil {
			t.Fatal(err)
		}
		return vec.Dot(vec.Sub(nil, x, last.X), g)
	}
	free := length(0) * 0.1 // LR·(LR·⟨U, ∇⟩)
	for _, c := range []struct{ clip, nu float64 }{{free / 9, 1. / 3}, {2 * free, 1}} {
		if got := length(c.clip) / length(0); !near(got, c.nu, 1e-12) {
			t.Errorf("κ = %v: ν = %v, want %v", c.clip, got, c.nu)
		}
	}
}

func TestKFACAllocatesNothing(t *testing.T) {
	f, _ := tanhNet(t, 40, 3, 4, 1)
	x := f.Model().Init(rng.New(1))
	for _, o := range []*KFAC{NewKFAC(0.1), plainKFAC(func(o *KFAC) { o.Draw, o.Stream = DrawNormal(1), rng.New(1) })} {
		sample, err := NewSample(f, []int{1, 5, 9})
		if err != nil {
			t.Fatal(err)
		}
		g := make([]float64, len(x))
		step := func() {
			if err := o.StepOn(sample, x, g, 0); err != nil {
				t.Fatal(err)
			}
		}
		step()
		if n := testing.AllocsPerRun(50, step); n != 0 {
			t.Errorf("%v allocations a step", n)
		}
	}
}

func TestKFACBadInput(t *testing.T) {
	f, d := tanhNet(t, 20, 3, 4, 1)
	x := f.Model().Init(rng.New(1))
	nan := math.NaN()
	for says, o := range map[string]*KFAC{
		"KFAC: LR = -1: want":                       NewKFAC(-1),
		"KFAC: Damping = 0: want a finite number":   plainKFAC(func(o *KFAC) { o.Damping = 0 }),
		"NewKFAC sets the defaults":                 {LR: 1},
		"KFAC: Decay = 1: want":                     plainKFAC(func(o *KFAC) { o.Decay = 1 }),
		"KFAC: Momentum = NaN: want":                plainKFAC(func(o *KFAC) { o.Momentum = nan }),
		"KFAC: WeightDecay = -1: want":              plainKFAC(func(o *KFAC) { o.WeightDecay = -1 }),
		"KFAC: KLClip = -1: want":                   plainKFAC(func(o *KFAC) { o.KLClip = -1 }),
		"KFAC: FactorsEvery = -1: want":             plainKFAC(func(o *KFAC) { o.FactorsEvery = -1 }),
		"KFAC: InvertEvery = -1: want":              plainKFAC(func(o *KFAC) { o.InvertEvery = -1 }),
		"KFAC: Stream is nil: want one":             plainKFAC(func(o *KFAC) { o.Draw = DrawClass }),
		"KFAC: Schedule: StepDecay: Every = 0":      plainKFAC(func(o *KFAC) { o.Schedule = StepDecay{} }),
		"step 1: layer dense1: the damped Fisher m": plainKFAC(func(o *KFAC) { o.Damping = 1e-60 }),
	} {
		p := problem.Smooth(f)
		if o.Damping == 1e-60 { // one example: factors of rank one
			one, err := data.New([][]float64{d.Row(0)}, d.Y[:1])
			if err != nil {
				t.Fatal(err)
			}
			p = layered(t, f.Model(), halfSquare, one)
		}
		last, err := Run(p, o, x, Iterations(1))
		wantError(t, err, "optim: ", says)
		if !slices.Equal(last.X, x) {
			t.Errorf("%s: x moved", says)
		}
	}
	o := NewKFAC(1)
	wantError(t, o.Step(x, x), "optim: KFAC: Step gets a gradient and no function")
	_, _, err := o.Factors(0)
	wantError(t, err, "optim: KFAC.Factors: layer 0: want one of the 0 there are")
	_, err = Run(squares(t), o, vec.Ones(4), Iterations(1))
	wantError(t, err, "optim: KFAC: ", "has no layers: want a *problem.NetworkLoss, see problem.FromNetwork")
	normed, err := nn.New([]int{3}, nn.Dense(2), nn.LayerNorm(), nn.Dense(1))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Run(layered(t, normed, halfSquare, d), o, normed.Init(rng.New(1)), Iterations(1))
	wantError(t, err, "optim: KFAC: ", "blocks layernorm1.scale, layernorm1.shift are in no dense layer")
	if _, err := Run(f, o, x, Iterations(1)); err != nil {
		t.Fatal(err)
	}
	other, _ := tanhNet(t, 20, 3, 4, 1)
	_, err = Run(other, o, x, Iterations(1))
	wantError(t, err, "optim: KFAC: the problem has another model than before (Fresh starts a new run)")
}
