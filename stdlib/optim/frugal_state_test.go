package optim

import (
	"math"
	"slices"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// frugalFamily returns one of each rule and each method of this family, whose subspace
// changes every gap steps.
func frugalFamily(gap int) []Method {
	blocks := matricesAt(4, 4, 3, 2)
	methods := []Method{NewLoRA(0.01, blocks, 2, rng.New(1))}
	for _, rule := range subspaces {
		methods = append(methods, frugal(0.01, blocks, func(o *FRUGAL) { o.Subspace, o.Density, o.Gap = rule, 0.5, gap }))
	}
	for _, order := range orders {
		methods = append(methods, frugal(0.01, blocks, func(o *FRUGAL) { o.Order, o.Density, o.Gap, o.KeepState = order, 0.5, gap, true }))
	}
	galore, badam := NewGaLore(0.01, blocks), NewBAdam(0.01, blocks)
	galore.Gap, badam.Gap = gap, gap
	split := NewSplitMomentum(0.01, 0.9, 0.5, rng.New(1))
	split.Gap = gap
	low := NewLowRankMomentum(0.01, 7, 8, 3, true)
	low.Gap = gap
	lion := frugal(0.01, blocks, func(o *FRUGAL) { o.Stateful, o.Gap = ScaleByLion(0.9, 0.99), gap })
	sgdm := frugal(0.01, blocks, func(o *FRUGAL) { o.Stateful, o.StateFree, o.Gap = EMAMomentum(0.9), Scale(1), gap })
	return append(methods, galore, badam, split, low, lion, sgdm)
}

const frugalDim = 4 * (2 + 12)

func TestFRUGALStepDoesNotAllocate(t *testing.T) {
	for _, m := range frugalFamily(1000) {
		o := m.Fresh()
		x, g := vec.Ones(frugalDim), vec.Linspace(-1, 2, frugalDim)
		if err := o.Step(x, g); err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(50, func() {
			if err := o.Step(x, g); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%v: %v allocations", m, n)
		}
	}
}

// Fresh forgets the run, random choices included, and recipes share nothing.
func TestFRUGALFreshForgets(t *testing.T) {
	for _, m := range frugalFamily(3) {
		used := m.Fresh()
		want := walk(t, used, frugalDim, 20)
		sameWalk(t, label(m), walk(t, used.(Method).Fresh(), frugalDim, 20), want)
		if slices.Equal(want[0], want[19]) {
			t.Errorf("%v does not move", m)
		}
	}
}

// A refused gradient leaves neither the point nor the method changed, also where a
// new subspace is due.
func TestFRUGALRefusesWithoutATrace(t *testing.T) {
	for _, m := range frugalFamily(3) {
		o, twin := m.Fresh(), m.Fresh()
		x, y, s := vec.Ones(frugalDim), vec.Ones(frugalDim), rng.New(1)
		g := make([]float64, frugalDim)
		for range 7 {
			bad := vec.Ones(frugalDim)
			bad[50] = math.NaN()
			wantError(t, o.Step(x, bad), "gradient[50] = NaN")
			s.NormalVec(g)
			if err := o.Step(x, g); err != nil {
				t.Fatal(err)
			}
			if err := twin.Step(y, g); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(x, y) {
				t.Fatalf("%v: %v after a refusal, want %v", m, x, y)
			}
		}
	}
}

// Lion and momentum as the stateful method, plain
// gradients as the other, written out for whole blocks.
func TestFRUGALOfOtherMethods(t *testing.T) {
	const lr = 0.05
	blocks := matricesAt(2, 2, 2, 0)
	change := func(o *FRUGAL) {
		o.Order, o.Density, o.Gap, o.Stateful, o.StateFree, o.StateFreeScale = AscendingBlocks, 0.5, 1000, EMAMomentum(0.9), Scale(1), 0.5
	}
	got := walk(t, frugal(lr, blocks, change), 8, 20)
	momentum, plain := walk(t, &SGD{LR: lr, Momentum: 0.9, EMA: true}, 8, 20), walk(t, NewSGD(lr/2), 8, 20)
	lion := walk(t, frugal(lr, blocks, func(o *FRUGAL) { change(o); o.Stateful = ScaleByLion(0.9, 0.99) }), 8, 20)
	wantLion := walk(t, NewLion(lr), 8, 20)
	for k := range got {
		if !slices.Equal(got[k][:4], momentum[k][:4]) || !slices.Equal(lion[k][:4], wantLion[k][:4]) || !vec.Equal(got[k][4:], plain[k][4:], 1e-15) {
			t.Fatalf("step %d: %v", k+1, got[k])
		}
	}
}
