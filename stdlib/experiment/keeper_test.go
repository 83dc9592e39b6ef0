package experiment

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"monro/stdlib/rng"
	"monro/stdlib/running"
)

// A drawer is a Keeper in memory. It fails where told to.
type drawer struct {
	mu    sync.Mutex
	runs  map[string]*Run
	fail  error
	files map[string]string
}

type folder struct {
	d   *drawer
	run Run
	h   History
}

func (d *drawer) Find(id Identity) (*Run, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.runs[id.String()], d.fail
}

func (d *drawer) Begin(run *Run) (Recorder, error) {
	return &folder{d: d, run: *run}, d.fail
}

func (f *folder) Log(points []Point) error {
	for _, p := range points {
		f.h.Add(p)
	}
	return nil
}

func (f *folder) Artefact(name string, data []byte) error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	f.d.files[name] = string(data)
	return nil
}

func (f *folder) Finish(end End) error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	f.run.End, f.run.History = end, &f.h
	f.d.runs[f.run.Identity.String()] = &f.run
	return nil
}

func TestKeeper(t *testing.T) {
	d := &drawer{runs: map[string]*Run{}, files: map[string]string{}}
	var calls atomic.Int64
	body := func(t *Trial) error {
		calls.Add(1)
		for k := range 700 { // more than is kept at once
			t.At(k)
			t.Log("x", float64(k)*float64(t.Seed))
		}
		t.Artefact("note", []byte{'a', byte('0' + t.Seed)})
		if t.Seed == 2 && calls.Load() <= 3 {
			return errors.New("no luck")
		}
		return nil
	}
	study := func(setup string) *Study {
		return New("s", rng.Seeds(3)).Quiet().Setup(setup).Serial().Keep(d).Arm("a", body)
	}
	running.Begin("x := 1")
	t.Cleanup(func() { running.Begin("") })
	first := must(study("v1").Run())
	if calls.Load() != 3 || len(d.runs) != 3 || d.files["note"] != "a3" || first.Runs[0].Artefacts[0] != "note" {
		t.Fatalf("%d calls, %d runs, files %q", calls.Load(), len(d.runs), d.files)
	}
	for _, run := range first.Runs {
		kept := d.runs[run.Identity.String()]
		if kept.Source != "x := 1" || kept.Status != run.Status || !reflect.DeepEqual(kept.History.Points("x"), run.History.Points("x")) {
			t.Errorf("seed %d is kept otherwise: %+v", run.Seed, kept)
		}
	}
	running.Begin("x := 2")
	second := must(study("v1").Run())
	if calls.Load() != 4 { // the one that had failed
		t.Errorf("%d calls, want 4", calls.Load())
	}
	if got := strings.Join(second.Notes, "; "); !strings.Contains(got, "2 of 3 runs were kept from before; 2 of them were made by other code") {
		t.Errorf("notes %q", got)
	}
	if x := must(second.Values("a", "x")); !slices.Equal(x, []float64{699, 1398, 2097}) {
		t.Errorf("values %v", x)
	}
	if must(study("v2").Run()); calls.Load() != 7 {
		t.Errorf("%d calls after another setup, want 7", calls.Load())
	}
}

func TestAKeeperThatFailsCostsNoRun(t *testing.T) {
	d := &drawer{fail: errors.New("disk full")}
	r := must(New("s", rng.Seeds(3)).Quiet().Keep(d).Arm("a", noisy, Settings(Params{"lr": 0.1})).Run())
	if n := len(must(r.Values("a", "x"))); n != 3 || len(r.Notes) != 1 || r.Notes[0] != "some runs are not kept: disk full" {
		t.Errorf("%d runs, notes %q", n, r.Notes)
	}
	if !strings.Contains(r.String(), "disk full") {
		t.Errorf("not shown:\n%v", r)
	}
}
