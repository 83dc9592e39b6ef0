package experiment

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"monro/stdlib/rng"
)

// bowl has its least error at lr = 0.1; on seeds from 100 on it is 1 less.
func bowl(t *Trial) error {
	lr := t.Param("lr")
	if lr > 5 {
		return errors.New("diverged")
	}
	e := (lr-0.1)*(lr-0.1) + 0.01*t.Stream().Float64()
	if t.Seed >= 100 {
		e--
	}
	t.Log("error", e)
	t.Log("gain", -e)
	return nil
}

func TestTune(t *testing.T) {
	st := New("s", rng.Seeds(4)).Quiet().
		Arm("wide", bowl, Grid(Choice("lr", 10, 1, 0.1, 0.01))).
		Arm("narrow", bowl, Grid(Choice("lr", 2, 1), Choice("kind", "a", "b"))).
		Arm("fixed", bowl, Settings(Params{"lr": 0.5}))
	for _, goal := range []Goal{Minimize("error"), Maximize("gain"), Minimize("max error")} {
		r, err := st.Tune(goal, []uint64{100, 101, 102})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Labels(); !slices.Equal(got, []string{"wide", "narrow", "fixed"}) {
			t.Errorf("labels %q", got)
		}
		var seeds []uint64
		for _, run := range r.Groups()[0].Runs {
			seeds = append(seeds, run.Seed)
		}
		if !slices.Equal(seeds, rng.Seeds(4)) || len(r.Runs) != 12 || len(r.Search.Runs) != 3*(4+4) {
			t.Errorf("%d runs, on seeds %v; %d to search", len(r.Runs), seeds, len(r.Search.Runs))
		}
		if len(r.Tuned) != 2 {
			t.Fatalf("choices %v", r.Tuned)
		}
		wide, narrow := r.Tuned[0], r.Tuned[1]
		if !reflect.DeepEqual(wide.Params, Params{"lr": 0.1}) || wide.Settings != 4 || wide.Unstable != 1 || wide.Edge != nil {
			t.Errorf("%+v", wide)
		}
		if !reflect.DeepEqual(narrow.Params, Params{"lr": 1, "kind": "a"}) || !slices.Equal(narrow.Edge, []string{"lr"}) {
			t.Errorf("%+v", narrow)
		}
		if e := must(r.Mean("wide", "error")).Value; e < 0 || e > 0.01 {
			t.Errorf("the error on the study's seeds is %v", e)
		}
	}
	r := must(st.Tune(Minimize("error"), []uint64{100, 101, 102}))
	text := must(r.Table("error")).String()
	for _, want := range []string{
		"wide tuned: lr=0.1, best of 4 settings by error (-0.99", "on seeds 100 to 102, 1 of them unstable",
		"narrow tuned: kind=a lr=1, best of 4", "AT THE EDGE of the grid in lr", "lr",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestTuneRefuses(t *testing.T) {
	st := func(space Space, body func(*Trial) error) *Study {
		return New("s", rng.Seeds(2)).Quiet().Arm("a", body, space)
	}
	lrs := Grid(Choice("lr", 1, 2))
	fail := func(*Trial) error { return errors.New("no luck") }
	one := func(_ any, err error) error { return err }
	for want, err := range map[string]error{
		"experiment.Tune: seed 2 is one of the study's":                           one(st(lrs, bowl).Tune(Minimize("error"), []uint64{5, 2})),
		"experiment.Tune: no seeds":                                               one(st(lrs, bowl).Tune(Minimize("error"), nil)),
		"experiment.Tune: no goal":                                                one(st(lrs, bowl).Tune(Goal{}, []uint64{5})),
		"experiment.Tune: no arm has two settings":                                one(st(Settings(Params{"lr": 1}), bowl).Tune(Minimize("error"), []uint64{5})),
		`experiment.Tune: no metric "eror": the nearest is "error"`:               one(st(lrs, bowl).Tune(Minimize("eror"), []uint64{5})),
		`experiment.Tune: no setting of "a" has error on all seeds (a lr=6, seed`: one(st(Grid(Choice("lr", 6, 7)), func(t *Trial) error { t.Log("error", 1); return bowl(t) }).Tune(Minimize("error"), []uint64{5})),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := st(lrs, fail).Tune(Minimize("error"), []uint64{5}); err == nil || !strings.Contains(err.Error(), "no luck") {
		t.Errorf("all fail: %v", err)
	}
}

func TestSeedText(t *testing.T) {
	for want, seeds := range map[string][]uint64{"seed 7": {7}, "seeds 1 to 3": {1, 2, 3}, "seeds 1, 3, 2": {1, 3, 2}} {
		if got := seedText(seeds); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
