package optim

import (
	"os"
	"testing"

	"monro/stdlib/data"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// sharpBelief is AdaBelief with the ε of the later package, 1e-16.
func sharpBelief(lr float64) *AdaBelief { return belief(lr, func(o *AdaBelief) { o.Eps = 1e-16 }) }

// About two seconds.
func TestAdaBeliefMustHold10TeacherData(t *testing.T) {
	if testing.Short() {
		t.Skip("trains nine networks")
	}
	const repeats, epochs, perEpoch = 3, 20, 32
	fall := Milestones{Factor: 0.1, After: []int{epochs * perEpoch * 7 / 10}}
	adam, wide, sharp := NewAdam(1e-3), NewAdaBelief(1e-3), sharpBelief(1e-3)
	adam.Schedule, wide.Schedule, sharp.Schedule = fall, fall, fall
	at := []int{1, 5, 20}
	type outcome struct {
		loss     [3]float64 // at these epochs
		accuracy float64
	}
	mean := func(m Method) (r outcome) {
		for seed := range uint64(repeats) {
			l := teacherLesson(t, seed)
			l.learn(t, m, epochs, func(_ Optimizer, s *State) {
				for i, epoch := range at {
					if s.K == epoch*perEpoch {
						r.loss[i] += l.f.Value(s.X) / repeats
					}
				}
				if s.K == epochs*perEpoch {
					r.accuracy += l.accuracy(t, s.X) / repeats
				}
			})
		}
		return r
	}
	want := mean(adam)
	t.Logf("Adam: loss %.4f, accuracy %.4f", want.loss, want.accuracy)
	for _, m := range []Method{wide, sharp} {
		got := mean(m)
		t.Logf("%v: loss %.4f, accuracy %.4f", m, got.loss, got.accuracy)
		for i, epoch := range at {
			if got.loss[i] >= want.loss[i] {
				t.Errorf("%v: loss %v at epoch %d, Adam's %v", m, got.loss[i], epoch, want.loss[i])
			}
		}
		if got.accuracy < want.accuracy-0.01 {
			t.Errorf("%v: accuracy %v, Adam's %v", m, got.accuracy, want.accuracy)
		}
	}
}

// ε decides: with 1e-8, whose root over 1−β2 is above most gradients of images,
// AdaBelief is slower than Adam, with 1e-16 it is faster. On generated images of
// which a few pixels are bright, and on MNIST where it is. About four seconds.
func TestAdaBeliefMustHold11EpsOnDigits(t *testing.T) {
	if testing.Short() {
		t.Skip("trains networks of 50 000 weights")
	}
	bright, err := data.Blobs(6000, 784, 10, 6, rng.New(4))
	if err != nil {
		t.Fatal(err)
	}
	vec.Clip(bright.X, vec.Shift(bright.X, -1, bright.X), 0, 1)
	for name, c := range map[string]struct {
		images *data.Dataset
		epochs int
	}{"generated": {bright, 3}, "MNIST": {mnist(t, 6000), 10}} {
		if c.images == nil {
			continue
		}
		l := newLesson(t, c.images, c.images, rng.New(1), 784, 64, 10)
		learn := func(m Method) float64 { return l.learn(t, m, c.epochs, func(Optimizer, *State) {}) }
		adam, wide, sharp := learn(NewAdam(1e-3)), learn(NewAdaBelief(1e-3)), learn(sharpBelief(1e-3))
		t.Logf("%s: loss: Adam %.4f, AdaBelief with ε = 1e-8 %.4f, with 1e-16 %.4f", name, adam, wide, sharp)
		if wide <= adam || sharp >= adam {
			t.Errorf("%s: loss: Adam %v, AdaBelief with ε = 1e-8 %v, with 1e-16 %v", name, adam, wide, sharp)
		}
	}
}

// mnist returns the first n digits of MNIST's training part, nil where the folder
// MONRO_DATA does not have them.
func mnist(t *testing.T, n int) *data.Dataset {
	t.Helper()
	if os.Getenv("MONRO_DATA") == "" {
		return nil
	}
	d, err := data.MNIST("train")
	if err != nil {
		t.Log(err)
		return nil
	}
	if d, _, err = d.Cut(n); err != nil {
		t.Fatal(err)
	}
	return d
}
