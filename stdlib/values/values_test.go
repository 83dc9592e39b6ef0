package values

import (
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

type point struct {
	X, Y float64
	Tags map[string][]int
	Next *point
}

type closed struct{ x int }

func TestRoundTrip(t *testing.T) {
	file := filepath.Join(t.TempDir(), "v")
	v := mat.NewVecDense(2, []float64{1, 2})
	vars := []Var{
		{"n", "", 7},
		{"zero", "", 0},
		{"x", "", []float64{1, math.Inf(1), math.Copysign(0, -1), 1e-320}},
		{"rows", "", [][]float64{{1}, nil, {2, 3}}},
		{"m", "", mat.NewDense(2, 2, []float64{1, 2, 3, 4})},
		{"v", "", v},
		{"p", "", &point{X: 1, Tags: map[string][]int{"a": {1}}, Next: &point{Y: 2}}},
		{"empty", "", []string{}},
		{"named", "temperature", 3.5},
	}
	if err := Save(file, vars...); err != nil {
		t.Fatal(err)
	}
	list, err := List(file)
	if err != nil || len(list) != len(vars) || list[2].Type != "[]float64" || list[6].Type != "*values.point" || list[8].Type != "temperature" {
		t.Fatalf("%v, %v", list, err)
	}
	for _, v := range vars {
		into := reflect.New(reflect.TypeOf(v.Value))
		if err := Load(file, v.Name, into.Interface()); err != nil {
			t.Errorf("%s: %v", v.Name, err)
			continue
		}
		if got := into.Elem().Interface(); !reflect.DeepEqual(got, v.Value) && v.Name != "empty" && v.Name != "rows" {
			t.Errorf("%s: %v, want %v", v.Name, got, v.Value)
		}
	}
	old := 5
	if err := Load(file, "zero", &old); err != nil || old != 0 {
		t.Errorf("a saved zero leaves %d, %v", old, err)
	}
}

func TestRefusals(t *testing.T) {
	file := filepath.Join(t.TempDir(), "v")
	loop := &point{}
	loop.Next = loop
	ring := []any{nil}
	for _, c := range []struct {
		value any
		want  string
	}{
		{nil, "nil"},
		{func() {}, "func"},
		{make(chan int), "chan"},
		{closed{1}, "field x"},
		{[]closed{{1}}, "field x"},
		{[]closed(nil), ""},
		{map[string]any{"a": 1}, "interface"},
		{ring, "interface"},
		{loop, "contains itself"},
	} {
		err := Save(file, Var{Name: "it", Value: c.value})
		if c.want == "" {
			continue
		}
		if err == nil || !strings.Contains(err.Error(), "it") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T: %v, want %q", c.value, err, c.want)
		}
	}
	if _, err := os.Stat(file); err == nil {
		os.Remove(file)
	}
	if err := Save(file); err == nil {
		t.Error("nothing was saved")
	}
	if err := Save(file, Var{Name: "a", Value: 1}, Var{Name: "a", Value: 2}); err == nil {
		t.Error("a name twice")
	}
	if err := Save(filepath.Join(file, "no", "such"), Var{Name: "a", Value: 1}); err == nil {
		t.Error("a folder that is not there")
	}
	if err := Save(file, Var{Name: "a", Value: 1}); err != nil {
		t.Fatal(err)
	}
	var n int
	var s string
	for _, err := range []error{Load(file, "b", &n), Load(file, "a", &s), Load(file, "a", n), Load(file+"x", "a", &n)} {
		if err == nil {
			t.Error("no error")
		}
	}
	data, _ := os.ReadFile(file)
	for _, bad := range [][]byte{data[:len(data)-1], data[:20], []byte("package main")} {
		os.WriteFile(file, bad, 0o600)
		if _, err := List(file); err == nil {
			t.Errorf("%d bytes of %d were read", len(bad), len(data))
		}
	}
}

func FuzzDecode(f *testing.F) {
	file := filepath.Join(f.TempDir(), "v")
	if err := Save(file, Var{Name: "x", Value: []float64{1}}); err != nil {
		f.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		if records, err := decode(data); err != nil && records != nil {
			t.Error("an error and records")
		}
	})
}
