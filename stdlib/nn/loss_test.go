package nn

import (
	"math"
	"testing"

	"monro/stdlib/ad"
	"monro/stdlib/rng"
)

func TestLossValues(t *testing.T) {
	y := []float64{2, -1, 0.5, 3}
	log := math.Log
	for _, tt := range []struct {
		name string
		f    func(y ad.Node) ad.Node
		want float64
	}{
		{"MSE of a column", func(y ad.Node) ad.Node { return MSE(ad.Reshape(y, 4, 1), y.Graph().ConstVec([]float64{1, -1, 0, 1})) }, (1 + 0 + 0.25 + 4) / 4},
		{"MAE", func(y ad.Node) ad.Node { return MAE(y, y.Graph().ConstVec([]float64{1, -1, 0, 1})) }, 3.5 / 4},
		{"Huber", func(y ad.Node) ad.Node { return Huber(y, y.Graph().ConstVec([]float64{1, -1, 0, 6}), 2) }, (0.5 + 0 + 0.125 + 2*(3-1)) / 4},
		{"Hinge", func(y ad.Node) ad.Node { return Hinge(y, y.Graph().ConstVec([]float64{1, 1, 1, -1})) }, (0 + 2 + 0.5 + 4) / 4.0},
		{"CrossEntropy", func(y ad.Node) ad.Node {
			return CrossEntropy(ad.Reshape(y, 2, 2), y.Graph().ConstVec([]float64{1, 0}))
		}, (log(1+math.Exp(3)) + log(1+math.Exp(2.5))) / 2},
		{"BinaryCrossEntropy", func(y ad.Node) ad.Node {
			return BinaryCrossEntropy(y, y.Graph().ConstVec([]float64{1, 0, 1, 0}))
		}, (log(1+math.Exp(-2)) + log(1+math.Exp(-1)) + log(1+math.Exp(-0.5)) + log(1+math.Exp(3))) / 4},
	} {
		v, err := ad.Func(tt.f).Value(y)
		if err != nil || math.Abs(v-tt.want) > 1e-14 {
			t.Errorf("%s = %v, %v, want %v", tt.name, v, err, tt.want)
		}
		matchesDifferences(t, tt.name, tt.f, []float64{2.1, -1.2, 0.4, 3.3})
	}
}

func TestCrossEntropyOfSequences(t *testing.T) {
	logits := rng.New(1).NormalVec(make([]float64, 2*3*4))
	loss := func(rows ...int) float64 {
		v, err := ad.Func(func(y ad.Node) ad.Node {
			c := y.Graph().ConstTensor([]float64{0, 1, 2, 3, 0, 1}, rows...)
			return CrossEntropy(ad.Reshape(y, append(rows, 4)...), c)
		}).Value(logits)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if a, b := loss(2, 3), loss(6); a != b {
		t.Errorf("%g in sequences, %g in rows", a, b)
	}
}

// Logits of any size give finite losses.
func TestNoOverflow(t *testing.T) {
	v, err := ad.Func(func(y ad.Node) ad.Node {
		return BinaryCrossEntropy(y, y.Graph().ConstVec([]float64{0, 1}))
	}).Value([]float64{1000, -1000})
	if err != nil || v != 1000 {
		t.Errorf("%v, %v, want 1000", v, err)
	}
}

func TestLossErrors(t *testing.T) {
	for _, tt := range []struct {
		f     func(y, c ad.Node) ad.Node
		parts []string
	}{
		{MSE, []string{"nn.MSE at loss_test.go", "2×2", "3"}},
		{MAE, []string{"nn.MAE", "2×2", "3"}},
		{Hinge, []string{"nn.Hinge", "2×2", "3"}},
		{BinaryCrossEntropy, []string{"nn.BinaryCrossEntropy", "2×2", "3"}},
		{func(y, c ad.Node) ad.Node { return Huber(y, c, 1) }, []string{"nn.Huber", "2×2", "3"}},
		{CrossEntropy, []string{"nn.CrossEntropy", "2×2", "3"}},
		{func(y, c ad.Node) ad.Node { return CrossEntropy(ad.Sum(y), c) }, []string{"nn.CrossEntropy", "scalar", "3"}},
		{func(y, _ ad.Node) ad.Node { return Huber(y, y, 0) }, []string{"delta = 0"}},
	} {
		g := ad.NewGraph()
		tt.f(g.Input("y", 2, 2), g.Input("t", 3))
		isError(t, g.Err(), tt.parts...)
	}
}

func TestAccuracy(t *testing.T) {
	for _, tt := range []struct {
		scores  []float64
		classes int
		labels  []float64
		want    float64
	}{
		{[]float64{1, 2, 0, 3, 0, 0, 0, 0, 1, 1, 0, 0}, 3, []float64{1, 0, 2, 1}, 0.75},
		{[]float64{-1, 0.5, 2, -3}, 1, []float64{0, 1, 0, 0}, 0.75},
	} {
		if a, err := Accuracy(tt.scores, tt.classes, tt.labels); err != nil || a != tt.want {
			t.Errorf("Accuracy = %v, %v, want %v", a, err, tt.want)
		}
	}
	for _, classes := range []int{0, 2, -1} {
		_, err := Accuracy([]float64{1, 2, 3}, classes, []float64{1, 2, 0})
		isError(t, err, "nn.Accuracy")
	}
}
