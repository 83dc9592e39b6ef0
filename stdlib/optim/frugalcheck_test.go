package optim

import (
	"errors"
	"math"
	"monro/stdlib/nn"
	"monro/stdlib/vec"
	"slices"
	"testing"
)

func TestFRUGALBadInput(t *testing.T) {
	blocks := matricesAt(8, 3, 2, 0)
	vector := []nn.Block{{Name: "bias", Shape: []int{6}}}
	nan := math.NaN()
	for _, c := range []struct {
		change func(*FRUGAL)
		says   []string
	}{
		{func(o *FRUGAL) { o.Density = -0.1 }, []string{"FRUGAL: Density = -0.1", "0 <= Density <= 1"}},
		{func(o *FRUGAL) { o.Density = 1.5 }, []string{"Density = 1.5"}},
		{func(o *FRUGAL) { o.Density = nan }, []string{"Density = NaN"}},
		{func(o *FRUGAL) { o.Gap = 0 }, []string{"Gap = 0", "at least 1"}},
		{func(o *FRUGAL) { o.LR = -1 }, []string{"LR = -1"}},
		{func(o *FRUGAL) { o.StateFreeScale = -1 }, []string{"StateFreeScale = -1"}},
		{func(o *FRUGAL) { o.MatrixScale = math.Inf(1) }, []string{"MatrixScale = +Inf"}},
		{func(o *FRUGAL) { o.WeightDecay = -1 }, []string{"WeightDecay = -1"}},
		{func(o *FRUGAL) { o.Stateful = ScaleByAdam(1, 0.999, 1e-8) }, []string{"ScaleByAdam: Beta1 = 1"}},
		{func(o *FRUGAL) { o.Stateful = ScaleByAdam(0.9, -0.1, 1e-8) }, []string{"ScaleByAdam: Beta2 = -0.1"}},
		{func(o *FRUGAL) { o.Stateful = ScaleByAdam(0.9, 0.999, -1) }, []string{"ScaleByAdam: Eps = -1"}},
		{func(o *FRUGAL) { o.Stateful = nil }, []string{"Stateful is nil"}},
		{func(o *FRUGAL) { o.StateFree = EMAMomentum(2) }, []string{"EMAMomentum", "beta = 2"}},
		{func(o *FRUGAL) { o.Order, o.Density = MirrorBlocks, 0.125 }, []string{`Order = "mirror"`, "1 active", "even"}},
		{func(o *FRUGAL) { o.Order = "sideways" }, []string{`Order = "sideways"`, "mirror"}},
		{func(o *FRUGAL) { o.Subspace = "diagonals" }, []string{`Subspace = "diagonals"`, "columns"}},
		{func(o *FRUGAL) { o.Subspace, o.Stream = ColumnSubspace, nil }, []string{"Stream is nil", "columns"}},
		{func(o *FRUGAL) { o.Stream = nil }, []string{"Stream is nil", "blocks"}},
		{func(o *FRUGAL) { o.Subspace, o.Matrices = SVDSubspace, vector }, []string{"block bias has shape [6]", "want a matrix"}},
		{func(o *FRUGAL) { o.Matrices = nil }, []string{"Matrices is empty"}},
		{func(o *FRUGAL) { o.Matrices = append(slices.Clone(blocks), blocks[3]) }, []string{"block W4 begins at 18", "overlap"}},
		{func(o *FRUGAL) { o.Matrices = matricesAt(9, 3, 2, 0) }, []string{"block W9 reaches from 48 to 54", "48 parameters"}},
		{func(o *FRUGAL) { o.Matrices = []nn.Block{{Name: "none", Shape: []int{0, 2}}} }, []string{"block none has shape [0 2]", "at least one element"}},
	} {
		o := frugal(0.1, blocks, c.change)
		x := vec.Ones(48)
		wantError(t, o.Step(x, vec.Ones(48)), c.says...)
		if !slices.Equal(x, vec.Ones(48)) {
			t.Errorf("%q: x has changed", c.says)
		}
	}
	o := frugal(0.1, blocks, nil)
	wantError(t, o.Step(vec.Ones(48), vec.Ones(47)), "FRUGAL", "48 parameters", "47 elements")
	bad := vec.Ones(48)
	bad[5] = nan
	var e *GradientError
	if err := o.Step(vec.Ones(48), bad); !errors.As(err, &e) || e.Index != 5 {
		t.Errorf("gradient with NaN: %v", err)
	}
	wantError(t, NewGaLore(-1, blocks).Step(vec.Ones(48), bad), "GaLore: LR = -1")
	wantError(t, NewBAdam(-1, blocks).Step(vec.Ones(48), bad), "BAdam: LR = -1")
}
