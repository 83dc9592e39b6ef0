package store_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"monro/stdlib/experiment"
	"monro/stdlib/problem"
)

func records(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	check(t, err)
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll() // wants as many fields in each line
	check(t, err)
	var out []map[string]string
	for _, line := range lines[1:] {
		m := map[string]string{}
		for i, name := range lines[0] {
			m[name] = line[i]
		}
		out = append(out, m)
	}
	return out
}

func TestWriteCSV(t *testing.T) {
	runs, err := sample(t).Runs("order by id")
	check(t, err)
	path := filepath.Join(t.TempDir(), "runs.csv")
	check(t, runs.WriteCSV(path))
	got := records(t, path)
	if len(got) != 5 {
		t.Fatalf("%d lines, want 5", len(got))
	}
	for i, want := range []map[string]string{
		{"id": "1", "study": "a9a", "arm": "SGD", "lr": "0.1", "batch": "32", "amsgrad": "", "seed": "1", "status": "done", "loss": "0.5", "seconds": "1.5", "revision": "abc+", "started": "2026-05-01 09:30:00.000"},
		{"lr": "0.05", "amsgrad": "true", "loss": "0.25"},
		{"amsgrad": "false", "loss": "NaN"},
		{"study": "it's", "arm": `Ada"m`, "my lr": "0.3", "kind": "x", "loss": "4"},
		{"status": "running", "seconds": "", "loss": ""},
	} {
		for name, v := range want {
			if have, ok := got[i][name]; have != v || !ok {
				t.Errorf("line %d: %s is %q, want %q", i+1, name, have, v)
			}
		}
	}
	if err := runs.WriteCSV(filepath.Join(path, "x")); err == nil {
		t.Error("a file in a file is written")
	}
}

func TestWritePoints(t *testing.T) {
	s := open(t)
	rec := begin(t, s, experiment.Identity{Study: "s", Arm: "a", Params: experiment.Params{"lr": 0.5}, Seed: 7})
	check(t, rec.Log([]experiment.Point{
		{Metric: "loss", Place: experiment.Place{Step: 1, Epoch: 0.5, Seconds: 0.25, Cost: problem.Cost{Values: 2, Grads: 3, HVPs: 4, Samples: 5, Rounds: 6, Bits: 7}}, Value: 1e-9},
		{Metric: "error", Place: experiment.Place{Step: 2}, Value: math.Inf(1)},
		{Metric: "loss", Place: experiment.Place{Step: 2}, Value: math.NaN()},
	}))
	check(t, rec.Finish(experiment.End{Status: experiment.Done}))
	runs, err := s.Runs()
	check(t, err)
	path := filepath.Join(t.TempDir(), "points.csv")
	check(t, runs.WritePoints(path))
	got := records(t, path)
	if len(got) != 3 {
		t.Fatalf("%d lines, want 3", len(got))
	}
	for i, want := range []map[string]string{
		{"id": "1", "arm": "a", "lr": "0.5", "seed": "7", "metric": "loss", "step": "1", "epoch": "0.5", "values": "2", "grads": "3", "hvps": "4", "samples": "5", "rounds": "6", "bits": "7", "time": "0.25", "value": "1e-09"},
		{"metric": "loss", "step": "2", "value": "NaN"},
		{"metric": "error", "step": "2", "value": "+Inf"},
	} {
		for name, v := range want {
			if got[i][name] != v {
				t.Errorf("line %d: %s is %q, want %q", i+1, name, got[i][name], v)
			}
		}
	}
}

func TestWriteJSON(t *testing.T) {
	s := sample(t)
	keep(t, s, experiment.Identity{Arm: "clip", Params: experiment.Params{"c": math.Inf(1)}})
	for where, want := range map[string]int{"order by id": 6, "false": 0, "id = 1": 1} {
		runs, err := s.Runs(where)
		check(t, err)
		path := filepath.Join(t.TempDir(), "runs.json")
		check(t, runs.WriteJSON(path))
		data, err := os.ReadFile(path)
		check(t, err)
		var got []map[string]any
		if err := json.Unmarshal(data, &got); err != nil || len(got) != want || got == nil {
			t.Fatalf("%q: %d runs, want %d (%v):\n%s", where, len(got), want, err, data)
		}
		if want < 6 {
			continue
		}
		metrics := got[2]["metrics"].([]any)
		loss := metrics[0].(map[string]any)
		if want := []any{1.0, nil}; loss["name"] != "loss" || !reflect.DeepEqual(loss["value"], want) {
			t.Errorf("run 3 has %v, want %v", loss, want)
		}
		if got[0]["params"].(map[string]any)["lr"] != 0.1 || got[0]["source"] != "x := 1" || got[5]["params"].(map[string]any)["c"] != "Infinity" {
			t.Errorf("params or source: %v, %v", got[0], got[5]["params"])
		}
	}
}
