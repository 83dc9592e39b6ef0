package store_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"monro/stdlib/experiment"
	"monro/stdlib/experiment/store"
	"monro/stdlib/problem"
)

func TestMain(m *testing.M) {
	if task := os.Getenv("STORE_TEST_CHILD"); task != "" {
		if err := children[task](os.Args[len(os.Args)-1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func open(t testing.TB, options ...store.Option) *store.Store {
	t.Helper()
	s, err := store.Open(filepath.Join(t.TempDir(), "runs.db"), options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func begin(t testing.TB, s *store.Store, id experiment.Identity) experiment.Recorder {
	t.Helper()
	rec, err := s.Begin(&experiment.Run{Identity: id, Source: "x := 1", Commit: "abc+", Started: time.Date(2026, 5, 1, 9, 30, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// keep makes a run that is done, whose loss is each of values.
func keep(t testing.TB, s *store.Store, id experiment.Identity, values ...float64) {
	t.Helper()
	rec := begin(t, s, id)
	var points []experiment.Point
	for k, v := range values {
		points = append(points, experiment.Point{Metric: "loss", Place: experiment.Place{Step: k}, Value: v})
	}
	check(t, rec.Log(points))
	check(t, rec.Finish(experiment.End{Status: experiment.Done, Seconds: 1.5}))
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func list(t testing.TB, s *store.Store, where ...any) []int {
	t.Helper()
	runs, err := s.Runs(where...)
	check(t, err)
	return runs.IDs()
}

func TestRunReadsBack(t *testing.T) {
	s := open(t)
	id := experiment.Identity{Study: "a9a", Setup: "l2 1e-4", Arm: "Adam", Seed: math.MaxUint64, Params: experiment.Params{
		"lr": 0.1, "whole": 2.0, "batch": 32, "name": "it's", "nesterov": true, "clip": math.Inf(1), "nan": math.NaN(), "no": false, "empty": "",
	}}
	points := []experiment.Point{
		{Metric: "loss", Place: experiment.Place{Step: 0}, Value: 1},
		{Metric: "error", Place: experiment.Place{Step: 0}, Value: 0.5},
		{Metric: "loss", Place: experiment.Place{Step: 10, Epoch: 0.5, Seconds: 0.25, Cost: problem.Cost{Values: 1, Grads: 2, HVPs: 3, Samples: 4, Rounds: 5, Bits: 1 << 40}}, Value: math.NaN()},
		{Metric: "loss", Place: experiment.Place{Step: 5}, Value: math.Inf(-1)},
	}
	started := time.Date(2026, 5, 1, 9, 30, 1, 5e6, time.UTC)
	rec, err := s.Begin(&experiment.Run{Identity: id, Source: "f(x)", Commit: "abc+", Started: started})
	check(t, err)
	check(t, rec.Log(points[:1]))
	check(t, rec.Log(nil))
	check(t, rec.Log(points[1:]))
	check(t, rec.Artefact("b.txt", []byte("one")))
	check(t, rec.Artefact("a.png", []byte{1, 2}))
	check(t, rec.Artefact("b.txt", []byte("two")))
	check(t, rec.Artefact("nothing", nil))
	check(t, rec.Finish(experiment.End{Status: experiment.Failed, Error: "diverged", Seconds: 2.5}))

	run, err := s.Run(1)
	check(t, err)
	var want experiment.History
	for _, p := range points {
		want.Add(p)
	}
	if !slices.Equal(run.History.Metrics(), want.Metrics()) {
		t.Errorf("metrics %v, want %v", run.History.Metrics(), want.Metrics())
	}
	for _, name := range want.Metrics() {
		if got, want := fmt.Sprint(run.History.Points(name)), fmt.Sprint(want.Points(name)); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
	if !math.IsNaN(run.Params["nan"].(float64)) {
		t.Errorf("NaN reads back as %v", run.Params["nan"])
	}
	delete(run.Params, "nan")
	delete(id.Params, "nan")
	if !reflect.DeepEqual(run.Identity, id) {
		t.Errorf("identity %#v, want %#v", run.Identity, id)
	}
	if want := (experiment.End{Status: experiment.Failed, Error: "diverged", Seconds: 2.5}); run.End != want {
		t.Errorf("end %v, want %v", run.End, want)
	}
	if run.Source != "f(x)" || run.Commit != "abc+" || !run.Started.Equal(started) {
		t.Errorf("source %q, commit %q, started %v", run.Source, run.Commit, run.Started)
	}
	folder, _ := os.Getwd()
	if run.Go != runtime.Version() || run.Procs != runtime.GOMAXPROCS(0) || run.Platform != runtime.GOOS+"/"+runtime.GOARCH || run.Folder != folder {
		t.Errorf("host: %s %d %s %s", run.Go, run.Procs, run.Platform, run.Folder)
	}
	loss, _ := run.Metric("loss")
	if loss.Count != 3 || !math.IsInf(loss.Last, -1) || loss.Max != 1 || !math.IsInf(loss.Min, -1) {
		t.Errorf("loss is summed up as %v", loss)
	}
	b, err := run.Artefact("b.txt")
	check(t, err)
	if string(b.Data) != "two" || b.MIME != "text/plain" {
		t.Errorf("artefact %q of type %s", b.Data, b.MIME)
	}
	if empty, err := run.Artefact("nothing"); err != nil || len(empty.Data) != 0 {
		t.Errorf("the empty artefact: %v, %v", empty, err)
	}
	if _, err := run.Artefact("c"); err == nil || !strings.Contains(err.Error(), "a.png") {
		t.Errorf("an unknown artefact: %v", err)
	}
	if _, err := s.Run(2); err == nil || !strings.Contains(err.Error(), "no run 2") {
		t.Errorf("an unknown run: %v", err)
	}
}

func TestFind(t *testing.T) {
	s := open(t)
	id := experiment.Identity{Study: "s", Arm: "SGD", Params: experiment.Params{"lr": 1.0}, Seed: 3}
	found := func(id experiment.Identity) string {
		run, err := s.Find(id)
		check(t, err)
		if run == nil {
			return "none"
		}
		return fmt.Sprintf("%s %v %v", run.Status, run.History.Values("loss"), run.Artefacts)
	}
	steps := []struct {
		do   func()
		want string
	}{
		{func() {}, "none"},
		{func() { begin(t, s, id) }, "none"},
		{func() { check(t, begin(t, s, id).Finish(experiment.End{Status: experiment.Interrupted})) }, "none"},
		{func() { keep(t, s, id, 3, 2) }, "done [3 2] []"},
		{func() { begin(t, s, id) }, "done [3 2] []"},
		{func() {
			rec := begin(t, s, id)
			check(t, rec.Artefact("z", nil))
			check(t, rec.Artefact("a", nil))
			check(t, rec.Finish(experiment.End{Status: experiment.Failed}))
		}, "failed [] [z a]"},
		{func() { keep(t, s, id, 1) }, "done [1] []"},
	}
	for i, step := range steps {
		if step.do(); found(id) != step.want {
			t.Errorf("step %d: found %s, want %s", i, found(id), step.want)
		}
	}
	if got := list(t, s); !slices.Equal(got, []int{6}) {
		t.Errorf("runs %v, want 6 alone: it supersedes the others", got)
	}
	for name, other := range map[string]experiment.Identity{
		"study": {Study: "t", Arm: "SGD", Params: id.Params, Seed: 3},
		"setup": {Study: "s", Setup: "x", Arm: "SGD", Params: id.Params, Seed: 3},
		"arm":   {Study: "s", Arm: "Adam", Params: id.Params, Seed: 3},
		"lr":    {Study: "s", Arm: "SGD", Params: experiment.Params{"lr": 2.0}, Seed: 3},
		"seed":  {Study: "s", Arm: "SGD", Params: id.Params, Seed: 4},
	} {
		if got := found(other); got != "none" {
			t.Errorf("with another %s: found %s", name, got)
		}
	}
}

// A study that is run again makes what is missing alone, also after its process
// has ended, and a result from the store is that of the study.
func TestStudyResumes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runs.db")
	var made []string
	run := func(arms ...string) *experiment.Result {
		s, err := store.Open(path)
		check(t, err)
		defer s.Close()
		made = nil
		st := experiment.New("descent", []uint64{1, 2, 3}).Keep(s).Serial().Quiet()
		for _, arm := range arms {
			st.Arm(arm, func(tr *experiment.Trial) error {
				made = append(made, fmt.Sprint(arm, tr.Seed))
				for k := range 5 {
					tr.At(k)
					tr.Log("loss", math.Pow(tr.Param("lr"), float64(k))+float64(tr.Seed))
				}
				if arm == "bad" && tr.Seed == 2 {
					return errors.New("diverged")
				}
				return nil
			}, experiment.Grid(experiment.Choice("lr", 0.5, 0.25)))
		}
		res, err := st.Run()
		check(t, err)
		stored, err := s.Result("study = 'descent'")
		check(t, err)
		for _, g := range res.Groups() {
			same, err := stored.Group(g.Label)
			check(t, err)
			for i, run := range g.Runs {
				if got, want := same.Runs[i].History.Values("loss"), run.History.Values("loss"); !slices.Equal(got, want) {
					t.Errorf("%s: the store has %v, the study %v", g.Label, got, want)
				}
			}
		}
		return res
	}
	run("SGD")
	if len(made) != 6 {
		t.Errorf("first: %v", made)
	}
	run("SGD", "bad")
	if want := []string{"bad1", "bad1", "bad2", "bad2", "bad3", "bad3"}; !slices.Equal(made, want) {
		t.Errorf("second: made %v, want %v", made, want)
	}
	run("SGD", "bad")
	if want := []string{"bad2", "bad2"}; !slices.Equal(made, want) {
		t.Errorf("third: made %v, want what failed, %v", made, want)
	}
}
