package data

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// dataFolder makes a folder of files the data folder.
func dataFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	t.Setenv(Folder, folder)
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestKnownFiles(t *testing.T) {
	eight := strings.Repeat("0,8,16,1,2,3,4,5,", 8)
	dataFolder(t, map[string]string{
		"iris.csv":                     "2,4,setosa,other\n1,2,3,4,0\n5,6,7,8,1\n",
		"digits.csv":                   eight + "9\n" + eight + "0\n",
		"diabetes_data_raw.csv":        "59 2 32.1 101.0 157 93.2 38.0 4.0 4.8598 87\n48 1 21.6 87.0 183 103.2 70.0 3.0 3.8918 69\n",
		"diabetes_target.csv":          "1.51e+02\n7.5e+01\n",
		"a9a.libsvm":                   "-1 3:1\n+1 120:1\n",
		"mushrooms.train.libsvm":       "1 3:1\n0 126:1\n",
		"mushrooms.test.libsvm":        "0 5:1\n",
		"mnist/t10k-images-idx3-ubyte": "\x00\x00\x08\x02\x00\x00\x00\x01\x00\x00\x00\x01\xff",
		"mnist/t10k-labels-idx1-ubyte": "\x00\x00\x08\x01\x00\x00\x00\x01\x0a",
	})
	d, err := Iris()
	if err != nil || d.N != 2 || !slices.Equal(d.Classes, []string{"setosa", "other"}) || d.Names[3] != "petal width" || d.Check() != nil {
		t.Errorf("Iris: %+v, %v", d, err)
	}
	d, err = Digits()
	if err != nil || d.N != 2 || d.D != 64 || !slices.Equal(d.Y, []float64{9, 0}) || !slices.Equal(d.Shape, []int{8, 8}) {
		t.Errorf("Digits: %v, %v", d, err)
	}
	d, err = Diabetes()
	if err != nil || d.N != 2 || d.D != 10 || !slices.Equal(d.Y, []float64{151, 75}) || d.Row(1)[9] != 69 || d.Check() != nil {
		t.Errorf("Diabetes: %v, %v", d, err)
	}
	d, err = A9A()
	if err != nil || d.D != 123 || d.Row(1)[119] != 1 {
		t.Errorf("A9A: %v, %v", d, err)
	}
	train, test, err := Mushrooms()
	if err != nil || train.D != 126 || test.D != 126 || test.N != 1 {
		t.Errorf("Mushrooms: %v, %v, %v", train, test, err)
	}
	_, err = MNIST("t10k")
	wantError(t, err, "mnist/t10k-labels-idx1-ubyte", "label of example 0 is 10: want 0 to 9")
	_, err = Wine()
	wantError(t, err, `"wine_data"`, "put the file in")
}

func TestBadKnownFiles(t *testing.T) {
	for _, c := range []struct {
		file, content string
		load          func() (*Dataset, error)
		says          []string
	}{
		{"iris.csv", "3,4,a,b\n1,2,3,4,0\n", Iris, []string{"iris.csv:1: says 3 rows of 4 features, and there are 1 of 4", "cut short"}},
		{"iris.csv", "1,3,a,b\n1,2,3,0\n", Iris, []string{"iris.csv has 3 features: want 4"}},
		{"iris.csv", "1,4,a,b\n1,2,3,4,2\n", Iris, []string{"label 2 of example 0: want 0 to 1"}},
		{"iris.csv", "a,b,c\n", Iris, []string{"iris.csv:1", "want the numbers of rows and columns first"}},
		{"iris.csv", "2,2,a\n1,2,0\n1,x,0\n", Iris, []string{`iris.csv:3:3: "x" in column 2`}},
		{"iris.csv", "", Iris, []string{"iris.csv:1"}},
		{"digits.csv", strings.Repeat("0,", 64) + "10\n", Digits, []string{"digits.csv", "label of example 0 is 10"}},
		{"digits.csv", strings.Repeat("17,", 64) + "1\n", Digits, []string{"pixel 0 of example 0 is 17: want 0 to 16"}},
		{"digits.csv", "1,2,3\n", Digits, []string{"digits.csv has 2 features: want 64"}},
		{"a9a.libsvm", "1 124:1\n", A9A, []string{"feature number 124", "at most 123"}},
		{"a9a.libsvm", "2 1:1\n", A9A, []string{"label of example 0 is 2: want -1 or 1"}},
	} {
		dataFolder(t, map[string]string{c.file: c.content})
		_, err := c.load()
		wantError(t, err, c.says...)
	}
	dataFolder(t, map[string]string{"diabetes_data_raw.csv": "1 2 3 4 5 6 7 8 9 10\n", "diabetes_target.csv": "1\n2\n"})
	_, err := Diabetes()
	wantError(t, err, "diabetes_data_raw is 1×10 and diabetes_target 2×1")
}

// The real files are optional: where MONRO_DATA has them, their counts are as
// published and their checksums the known ones.
func TestRealKnownFiles(t *testing.T) {
	mushrooms := func() (*Dataset, error) {
		train, test, err := Mushrooms()
		if err == nil && test.N != 1611 {
			t.Errorf("mushrooms: %d for testing", test.N)
		}
		return train, err
	}
	for _, c := range []struct {
		file   string
		load   func() (*Dataset, error)
		n, d   int
		counts map[float64]int // some labels
		known  bool
	}{
		{"iris.csv", Iris, 150, 4, map[float64]int{0: 50, 1: 50, 2: 50}, true},
		{"wine_data.csv", Wine, 178, 13, map[float64]int{0: 59, 1: 71, 2: 48}, true},
		{"breast_cancer.csv", BreastCancer, 569, 30, map[float64]int{0: 212, 1: 357}, true},
		{"digits.csv.gz", Digits, 1797, 64, map[float64]int{0: 178, 8: 174}, true},
		{"diabetes_target.csv.gz", Diabetes, 442, 10, nil, true},
		{"a9a.libsvm.gz", A9A, 32561, 123, map[float64]int{1: 7841, -1: 24720}, false},
		{"mushrooms.train.libsvm.gz", mushrooms, 6513, 126, nil, false},
		{"mnist/t10k-labels-idx1-ubyte.gz", func() (*Dataset, error) { return MNIST("t10k") }, 10000, 784, map[float64]int{0: 980, 9: 1009}, true},
	} {
		t.Run(c.file, func(t *testing.T) {
			if _, err := os.Stat(filepath.Join(os.Getenv(Folder), c.file)); os.Getenv(Folder) == "" || err != nil {
				t.Skip("not in the folder " + Folder)
			}
			d, err := c.load()
			if err != nil {
				t.Fatal(err)
			}
			if d.N != c.n || d.D != c.d || d.Check() != nil {
				t.Errorf("%v, want %d × %d", d, c.n, c.d)
			}
			for label, want := range c.counts {
				if got := count(d.Y, label); got != want {
					t.Errorf("%d examples of label %v, want %d", got, label, want)
				}
			}
			err = Verify(c.file, "")
			if c.known && err != nil {
				t.Error(err)
			}
			if !c.known {
				wantError(t, err, "no checksum is known")
			}
		})
	}
}

func FuzzCounted(f *testing.F) {
	for _, s := range []string{"", "1,2,a\n1,2,0\n", "2,1,a,b\n1,0\n2,1\n", "1,1\n1,0", "9999999999999999999,1,a\n", "1,1,a\n1,0.5\n", "-1,1,a\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := parseCounted(bufio.NewReader(bytes.NewReader(b)), "f", fuzzLimit)
		if sound(t, d, err) {
			if _, k, err := d.Labels(); err != nil || k != len(d.Classes) {
				t.Fatalf("%d classes, %v", k, err)
			}
		}
	})
}
