package store

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"monro/stdlib/experiment"
	"monro/stdlib/problem"
)

func decoded(t testing.TB, data []byte) []experiment.Point {
	t.Helper()
	var points []experiment.Point
	if err := decode(data, func(p experiment.Point) { points = append(points, p) }); err != nil {
		t.Fatal(err)
	}
	return points
}

// bits makes NaNs comparable.
func bits(points []experiment.Point) string {
	text := ""
	for _, p := range points {
		text += fmt.Sprintf("%q %v %x %x %x\n", p.Metric, integers(&p.Place), math.Float64bits(p.Epoch), math.Float64bits(p.Seconds), math.Float64bits(p.Value))
	}
	return text
}

func TestSeriesReadsBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	special := []float64{0, math.Copysign(0, -1), 1, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, math.SmallestNonzeroFloat64}
	whole := []int{0, 1, -1, math.MaxInt, math.MinInt, 1000}
	pick := func() int { return whole[r.IntN(len(whole))] }
	for n := range 50 {
		points := make([]experiment.Point, n)
		for i := range points {
			p := &points[i]
			p.Metric = []string{"", "loss", "error\x00ä"}[r.IntN(3)]
			p.Value = special[r.IntN(len(special))]
			if i > 0 && r.IntN(2) == 0 {
				p.Place = points[i-1].Place
				continue
			}
			p.Place = experiment.Place{Step: pick(), Epoch: special[r.IntN(len(special))], Seconds: r.Float64(), Cost: problem.Cost{
				Values: pick(), Grads: pick(), HVPs: pick(), Samples: pick(), Rounds: pick(), Bits: int64(pick()),
			}}
		}
		if got := decoded(t, encode(points)); bits(got) != bits(points) {
			t.Errorf("%d points:\n got %s\nwant %s", n, bits(got), bits(points))
		}
	}
}

// The integers of a place are all of them.
func TestPlaceIsWhole(t *testing.T) {
	p := experiment.Place{Step: 1, Cost: problem.Cost{Values: 2, Grads: 3, HVPs: 4, Samples: 5, Rounds: 6, Bits: 7}}
	for i := range reflect.TypeOf(p).NumField() {
		if reflect.ValueOf(p.Cost).NumField() != 6 || reflect.ValueOf(p).NumField() != 4 {
			t.Fatalf("experiment.Place or problem.Cost has a new field (%d): series do not keep it", i)
		}
	}
	if placeOf(integers(&p)) != p {
		t.Errorf("%v reads back as %v", p, placeOf(integers(&p)))
	}
}

func TestDamagedSeries(t *testing.T) {
	data := encode([]experiment.Point{{Metric: "loss", Place: experiment.Place{Step: 1}, Value: 2}, {Metric: "loss", Place: experiment.Place{Step: 2}, Value: 3}})
	for i := range data {
		if err := decode(data[:i], func(experiment.Point) {}); err == nil {
			t.Errorf("its first %d of %d bytes are accepted", i, len(data))
		}
		bad := append([]byte(nil), data...)
		bad[i] ^= 0x10
		if err := decode(bad, func(experiment.Point) {}); err == nil {
			t.Errorf("a wrong byte %d is accepted", i)
		}
	}
}

// Bytes that are read mean the same when they are written again.
func FuzzSeries(f *testing.F) {
	seed := encode([]experiment.Point{{Metric: "loss", Place: experiment.Place{Step: 1, Epoch: 0.5}, Value: 2}, {Metric: "error", Place: experiment.Place{Step: 1, Epoch: 0.5}, Value: 3}})
	f.Add(seed[:len(seed)-4])
	f.Add([]byte{1, 0})
	f.Add([]byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, body []byte) {
		var points []experiment.Point
		if decodeBody(body, func(p experiment.Point) { points = append(points, p) }) != nil {
			return
		}
		if again := decoded(t, encode(points)); bits(again) != bits(points) {
			t.Errorf("%s\nreads back as\n%s", bits(points), bits(again))
		}
	})
}
