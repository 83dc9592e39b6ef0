package data

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"monro/stdlib/rng"
)

// write puts a file in a folder of the test and returns its path.
func write(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func zip(t *testing.T, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(content)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func reader(s string) *bufio.Reader { return bufio.NewReader(strings.NewReader(s)) }

func TestLIBSVM(t *testing.T) {
	const text = "# a comment\n+1 1:0.5 3:-2e1 # tail\n\n-1\t2:1\r\n0.5"
	for _, content := range [][]byte{[]byte(text), zip(t, []byte(text))} {
		d, err := LIBSVM(write(t, "some.libsvm.gz", content))
		if err != nil {
			t.Fatal(err)
		}
		if d.N != 3 || d.D != 3 || d.Name != "some" ||
			!slices.Equal(d.X, []float64{0.5, 0, -20, 0, 1, 0, 0, 0, 0}) ||
			!slices.Equal(d.Y, []float64{1, -1, 0.5}) {
			t.Errorf("got %+v", d)
		}
	}
}

func TestBadLIBSVM(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"", "f: no examples"},
		{"1 1:1\nyes 1:1", `f:2:1: label "yes": want one finite number`},
		{"1,2 1:1", `f:1:1: label "1,2"`},
		{"nan 1:1", `f:1:1: label "nan"`},
		{"1 1:1 x", `f:1:7: "x": want number:value`},
		{"1 0:1", `f:1:3: "0:1": want number:value with a feature number from 1`},
		{"1 -3:1", `f:1:3: "-3:1"`},
		{"1 qid:3 1:1", `f:1:3: "qid:3"`},
		{"1 2:1 2:1", "f:1:7: feature 2 after feature 2: want rising numbers"},
		{"1 3:1 2:1", "f:1:7: feature 2 after feature 3"},
		{"1 12:x", `f:1:6: value "x" of feature 12: want a finite number`},
		{"1 1:inf", `f:1:5: value "inf" of feature 1`},
		{"1 1:1e999", `f:1:5: value "1e999"`},
		{"1 1001:1", "f:1:3: feature 1001: want at most 1000"},
		{"1 600:1\n1 1:1", "f: 2 examples of 600 features would take more than 1000 values"},
		{"1 " + strings.Repeat("z", 100), strings.Repeat("z", 40) + `"...: want`},
	} {
		_, err := parseLIBSVM(reader(c.text), "f", 1000)
		wantError(t, err, c.says)
		var e *ParseError
		if strings.HasPrefix(c.says, "f:1") && !errors.As(err, &e) {
			t.Errorf("%q: not a ParseError", c.text)
		}
	}
}

func TestCSV(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		options CSVOptions
		want    Dataset
	}{
		"plain":      {"1,2,0\n3,4,1\n", CSVOptions{}, Dataset{N: 2, D: 2, X: []float64{1, 2, 3, 4}, Y: []float64{0, 1}}},
		"no newline": {"1,2\n3,4", CSVOptions{}, Dataset{N: 2, D: 1, X: []float64{1, 3}, Y: []float64{2, 4}}},
		"names":      {"\xef\xbb\xbfa, b,y\n1, 2,0\n", CSVOptions{}, Dataset{N: 1, D: 2, X: []float64{1, 2}, Y: []float64{0}, Names: []string{"a", "b"}}},
		"semicolons": {"1;2\n\n# no\n3;4\r\n", CSVOptions{}, Dataset{N: 2, D: 1, X: []float64{1, 3}, Y: []float64{2, 4}}},
		"tabs":       {"1\t2\n", CSVOptions{}, Dataset{N: 1, D: 1, X: []float64{1}, Y: []float64{2}}},
		"blanks":     {"  1   2e0\n# no\n\n3 4", CSVOptions{NoLabel: true}, Dataset{N: 2, D: 2, X: []float64{1, 2, 3, 4}}},
		"one column": {"1.5e+02\n75\n", CSVOptions{NoLabel: true}, Dataset{N: 2, D: 1, X: []float64{150, 75}}},
		"quoted":     {"\"1\",\"2\"\n", CSVOptions{}, Dataset{N: 1, D: 1, X: []float64{1}, Y: []float64{2}}},
		"first":      {"7,1,2\n", CSVOptions{Label: 1}, Dataset{N: 1, D: 2, X: []float64{1, 2}, Y: []float64{7}}},
		"second":     {"x,y,z\n1,7,2\n", CSVOptions{Label: -2}, Dataset{N: 1, D: 2, X: []float64{1, 2}, Y: []float64{7}, Names: []string{"x", "z"}}},
		"skip":       {"2,1,setosa\n1,0\n2,1", CSVOptions{Skip: 1}, Dataset{N: 2, D: 1, X: []float64{1, 2}, Y: []float64{0, 1}}},
		"classes":    {"1,b\n2,a\n3,b", CSVOptions{Classes: true}, Dataset{N: 3, D: 1, X: []float64{1, 2, 3}, Y: []float64{1, 0, 1}, Classes: []string{"a", "b"}}},
		"classes and names": {"v,k\n1,b\n", CSVOptions{Classes: true},
			Dataset{N: 1, D: 1, X: []float64{1}, Y: []float64{0}, Names: []string{"v"}, Classes: []string{"b"}}},
	} {
		d, err := parseCSV(reader(c.text), "f", c.options, 1000)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d.N != c.want.N || d.D != c.want.D || !slices.Equal(d.X, c.want.X) || !slices.Equal(d.Y, c.want.Y) ||
			!slices.Equal(d.Names, c.want.Names) || !slices.Equal(d.Classes, c.want.Classes) || d.Check() != nil {
			t.Errorf("%s: got %+v, want %+v", name, d, c.want)
		}
	}
}

func TestBadCSV(t *testing.T) {
	for _, c := range []struct {
		text    string
		options CSVOptions
		says    string
	}{
		{"", CSVOptions{}, "f: no examples"},
		{"a,b\n", CSVOptions{}, "f: no examples"},
		{"1,2\n3\n", CSVOptions{}, "f:2: 1 columns: want 2"},
		{"1,2,3\n4,x,6\n", CSVOptions{}, `f:2:3: "x" in column 2: want a finite number`},
		{"skipped\n1,2\n3,setosa\n", CSVOptions{Skip: 1}, `f:3:3: "setosa" in column 2: want a finite number (for class names set Classes)`},
		{"1,2\n,4\n", CSVOptions{}, `f:2:1: "" in column 1`},
		{"1 2\n3  NaN\n", CSVOptions{}, `f:2:4: "NaN" in column 2`},
		{"1,2\n3,\"4\n", CSVOptions{}, "f:2:6: not separated values"},
		{"1\n", CSVOptions{}, "f:1: one column only"},
		{"1,2\n", CSVOptions{Label: 3}, "f:1: 2 columns, and Label = 3"},
		{"1,2\n", CSVOptions{Label: -3}, "Label = -3"},
		{"1,2\n", CSVOptions{Skip: 2}, "cannot skip 2 lines"},
		{"1,2\n", CSVOptions{Skip: -1}, "Skip = -1"},
		{"1,2\n", CSVOptions{NoLabel: true, Label: 1}, "NoLabel"},
		{"1,2\n", CSVOptions{Separator: '"'}, "Separator = '\"'"},
		{strings.Repeat("1,2,3\n", 400), CSVOptions{}, "f:334: more than 1000 values"},
	} {
		_, err := parseCSV(reader(c.text), "f", c.options, 1000)
		wantError(t, err, c.says)
	}
	_, err := CSV("x", CSVOptions{}, CSVOptions{})
	wantError(t, err, "2 options")
}

func TestTruncatedGzip(t *testing.T) {
	whole := zip(t, []byte(strings.Repeat("1 1:0.25 2:1\n", 100)))
	for _, n := range []int{3, 12, len(whole) / 2, len(whole) - 3} {
		path := write(t, "cut.gz", whole[:n])
		for name, load := range map[string]func() (*Dataset, error){
			"LIBSVM": func() (*Dataset, error) { return LIBSVM(path) },
			"CSV":    func() (*Dataset, error) { return CSV(path) },
			"IDX":    func() (*Dataset, error) { return IDX(path, "") },
		} {
			_, err := load()
			wantError(t, err, path)
			var e *ParseError
			if !errors.As(err, &e) {
				t.Errorf("%s of %d bytes: %v is not a ParseError", name, n, err)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	folder := t.TempDir()
	t.Setenv(Folder, folder)
	if err := os.MkdirAll(filepath.Join(folder, "mnist"), 0o777); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"tiny.libsvm.gz":                "1 1:2\n",
		"table.csv":                     "1,2\n",
		"mnist/t10k-images-idx3-ubyte":  "\x00\x00\x08\x02\x00\x00\x00\x01\x00\x00\x00\x01\xff",
		"mnist/t10k-labels-idx1-ubyte":  "\x00\x00\x08\x01\x00\x00\x00\x01\x04",
		"mnist/train-images-idx3-ubyte": "\x00\x00",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if d, err := LIBSVM("tiny"); err != nil || d.X[0] != 2 || d.Name != "tiny" {
		t.Errorf("tiny: %v, %v", d, err)
	}
	if d, err := CSV("table"); err != nil || d.Y[0] != 2 {
		t.Errorf("table: %v, %v", d, err)
	}
	if d, err := MNIST("t10k"); err != nil || d.X[0] != 1 || d.Y[0] != 4 {
		t.Errorf("MNIST: %v, %v", d, err)
	}
	_, err := LIBSVM("absent")
	wantError(t, err, `"absent"`, filepath.Join(folder, "absent.libsvm.gz"), "put the file in "+folder)
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v is not fs.ErrNotExist", err)
	}
	_, err = LIBSVM("mnist") // a folder is not a file
	wantError(t, err, "looked for")
	t.Setenv(Folder, "")
	_, err = CSV("absent")
	wantError(t, err, "absent.csv.gz", "set MONRO_DATA")
	_, err = CSV("")
	wantError(t, err, "empty")
}

func TestWriteAndReadBack(t *testing.T) {
	d, err := LogisticRegression(30, 4, 0.1, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.N {
		d.Row(i)[3] = 0 // the last feature must survive LIBSVM's sparsity
	}
	for _, name := range []string{"d.libsvm", "d.libsvm.gz", "d.csv", "d.csv.gz"} {
		path := filepath.Join(t.TempDir(), name)
		var back *Dataset
		d.Names = nil
		if strings.Contains(name, "csv") {
			d.Names = []string{"a", "b", "c, with a comma", "d"}
			if err = d.WriteCSV(path); err == nil {
				back, err = CSV(path)
			}
		} else if err = d.WriteLIBSVM(path); err == nil {
			back, err = LIBSVM(path)
		}
		if err != nil {
			t.Fatal(err)
		}
		if back.D != d.D || !slices.Equal(back.X, d.X) || !slices.Equal(back.Y, d.Y) || !slices.Equal(back.Names, d.Names) {
			t.Errorf("%s differs", name)
		}
	}
	d.X[5] = math.Inf(1)
	wantError(t, d.WriteCSV("never"), "feature 1 of example 1 is +Inf")
	wantError(t, (&Dataset{}).WriteLIBSVM("never"), "no examples")
	wantError(t, small(t).WriteCSV(filepath.Join(t.TempDir(), "no", "folder")), "no such file")
}

// The real files are optional: where MONRO_DATA has them, their sizes are as
// published.
func TestRealFiles(t *testing.T) {
	for _, c := range []struct {
		file string
		load func() (*Dataset, error)
		n, d int
	}{
		{"a9a.libsvm.gz", func() (*Dataset, error) { return LIBSVM("a9a") }, 32561, 123},
		{"mushrooms.train.libsvm.gz", func() (*Dataset, error) { return LIBSVM("mushrooms.train") }, 6513, 126},
		{"digits.csv.gz", func() (*Dataset, error) { return CSV("digits") }, 1797, 64},
		{"iris.csv", func() (*Dataset, error) { return CSV("iris", CSVOptions{Skip: 1}) }, 150, 4},
		{"wine_data.csv", func() (*Dataset, error) { return CSV("wine_data", CSVOptions{Skip: 1}) }, 178, 13},
		{"diabetes_data_raw.csv.gz", func() (*Dataset, error) { return CSV("diabetes_data_raw", CSVOptions{NoLabel: true}) }, 442, 10},
		{"mnist/t10k-images-idx3-ubyte.gz", func() (*Dataset, error) { return MNIST("t10k") }, 10000, 784},
	} {
		t.Run(c.file, func(t *testing.T) {
			if _, err := os.Stat(filepath.Join(os.Getenv(Folder), c.file)); os.Getenv(Folder) == "" || err != nil {
				t.Skip("not in the folder " + Folder)
			}
			d, err := c.load()
			if err != nil {
				t.Fatal(err)
			}
			if d.N != c.n || d.D != c.d {
				t.Errorf("%v, want %d × %d", d, c.n, c.d)
			}
		})
	}
}
