package data

import (
	"bufio"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Digits loads 1797 handwritten digits of 8×8 pixels, values 0 to 16, labels 0 to 9
// (UCI optical recognition of handwritten digits), from digits.csv.gz in the folder
// MONRO_DATA.
func Digits() (*Dataset, error) {
	d, err := CSV("digits")
	if err != nil {
		return nil, err
	}
	if err := d.want("digits.csv", 64, 10); err != nil {
		return nil, err
	}
	for i, x := range d.X {
		if x < 0 || x > 16 {
			return nil, fmt.Errorf("data: digits: pixel %d of example %d is %v: want 0 to 16", i%d.D, i/d.D, x)
		}
	}
	d.Shape = []int{8, 8}
	return d, nil
}

// Iris loads 150 flowers of three kinds with four lengths in cm (Fisher, 1936), from
// iris.csv in the folder MONRO_DATA. Labels are 0 to 2, named in Classes.
func Iris() (*Dataset, error) {
	return counted("iris", "sepal length", "sepal width", "petal length", "petal width")
}

// Wine loads 178 wines of three growers with 13 chemical properties (UCI), from
// wine_data.csv in the folder MONRO_DATA. Labels are 0 to 2.
func Wine() (*Dataset, error) {
	return counted("wine_data", "alcohol", "malic acid", "ash", "alcalinity of ash", "magnesium", "phenols", "flavanoids",
		"nonflavanoid phenols", "proanthocyanins", "color intensity", "hue", "OD280/OD315", "proline")
}

// BreastCancer loads 569 tumours with 30 properties of their cells (UCI, Wisconsin
// diagnostic), from breast_cancer.csv in the folder MONRO_DATA. The label is 0 for
// malignant and 1 for benign. Features are mean, standard error and worst of ten
// measures, in this order.
func BreastCancer() (*Dataset, error) {
	var names []string
	for _, kind := range []string{"mean", "error of", "worst"} {
		for _, m := range []string{"radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points", "symmetry", "fractal dimension"} {
			names = append(names, kind+" "+m)
		}
	}
	return counted("breast_cancer", names...)
}

// counted loads a file whose first line gives the numbers of rows and columns and the
// classes' names.
func counted(name string, features ...string) (*Dataset, error) {
	d, err := load(name, []string{".csv.gz", ".csv"}, func(r *bufio.Reader, file string) (*Dataset, error) {
		return parseCounted(r, file, MaxValues)
	})
	if err != nil {
		return nil, err
	}
	if err := d.want(name+".csv", len(features), len(d.Classes)); err != nil {
		return nil, err
	}
	d.Names = features
	return d, nil
}

func parseCounted(r *bufio.Reader, file string, limit int) (*Dataset, error) {
	head, _ := r.Peek(r.Size())
	line, _, _ := strings.Cut(string(head), "\n")
	fields := strings.Split(strings.TrimSpace(line), ",")
	fail := func(format string, args ...any) (*Dataset, error) {
		return nil, &ParseError{File: file, Line: 1, Problem: fmt.Sprintf(format, args...)}
	}
	if len(fields) < 3 {
		return fail("%s: want the numbers of rows and columns and the classes, such as 150,4,setosa,versicolor,virginica", quote([]byte(line)))
	}
	rows, err1 := strconv.Atoi(fields[0])
	columns, err2 := strconv.Atoi(fields[1])
	if err1 != nil || err2 != nil || rows < 1 || columns < 1 {
		return fail("%s: want the numbers of rows and columns first", quote([]byte(line)))
	}
	d, err := parseCSV(r, file, CSVOptions{Separator: ',', Skip: 1}, limit)
	if err != nil {
		return nil, err
	}
	if d.N != rows || d.D != columns {
		return fail("says %d rows of %d features, and there are %d of %d: the file is cut short or changed", rows, columns, d.N, d.D)
	}
	d.Classes = fields[2:]
	for i, y := range d.Y {
		if y != math.Trunc(y) || y < 0 || y >= float64(len(d.Classes)) {
			return fail("label %v of example %d: want 0 to %d for the %d classes of the first line", y, i, len(d.Classes)-1, len(d.Classes))
		}
	}
	return d, nil
}

// Diabetes loads 442 patients with ten measurements as they were taken and the
// progression of the disease after a year as the target (Efron, Hastie, Johnstone,
// Tibshirani, least angle regression, 2004), from diabetes_data_raw.csv.gz and
// diabetes_target.csv.gz in the folder MONRO_DATA.
func Diabetes() (*Dataset, error) {
	d, err := CSV("diabetes_data_raw", CSVOptions{Separator: ' ', NoLabel: true})
	if err != nil {
		return nil, err
	}
	target, err := CSV("diabetes_target", CSVOptions{Separator: ' ', NoLabel: true})
	if err != nil {
		return nil, err
	}
	if d.D != 10 || target.D != 1 || target.N != d.N {
		return nil, fmt.Errorf("data.Diabetes: diabetes_data_raw is %d×%d and diabetes_target %d×%d: want n×10 and n×1", d.N, d.D, target.N, target.D)
	}
	d.Name, d.Y = "diabetes", target.X
	d.Names = []string{"age", "sex", "body mass index", "blood pressure", "total cholesterol", "LDL", "HDL", "TCH", "log triglycerides", "glucose"}
	return d, nil
}

// A9A loads the adult income data, 123 binary features, labels −1 and 1 (UCI adult as
// LIBSVM has it), from a9a.libsvm.gz in the folder MONRO_DATA.
func A9A() (*Dataset, error) { return wide("a9a", 123, -1, 1) }

// Mushrooms loads the edible (0) and poisonous (1) mushrooms, 126 binary features (UCI),
// in their parts for training and for testing, from mushrooms.train.libsvm.gz and
// mushrooms.test.libsvm.gz in the folder MONRO_DATA. The file of 112 features, with
// labels 1 and 2, is another coding: load it with LIBSVM.
func Mushrooms() (train, test *Dataset, err error) {
	if train, err = wide("mushrooms.train", 126, 0, 1); err != nil {
		return nil, nil, err
	}
	if test, err = wide("mushrooms.test", 126, 0, 1); err != nil {
		return nil, nil, err
	}
	return train, test, nil
}

// wide loads a LIBSVM file whose rows need not reach the last feature.
func wide(name string, features int, no, yes float64) (*Dataset, error) {
	d, err := LIBSVM(name)
	if err != nil {
		return nil, err
	}
	if d.D > features {
		return nil, fmt.Errorf("data: %s has feature number %d: want at most %d", d.Name, d.D, features)
	}
	for i, y := range d.Y {
		if y != no && y != yes {
			return nil, fmt.Errorf("data: %s: label of example %d is %v: want %v or %v", d.Name, i, y, no, yes)
		}
	}
	return d.Widen(features)
}

// want checks the features and that labels are class numbers; file is for the error.
func (d *Dataset) want(file string, features, classes int) error {
	if d.D != features {
		return fmt.Errorf("data: %s has %d features: want %d", file, d.D, features)
	}
	for i, y := range d.Y {
		if y != math.Trunc(y) || y < 0 || y >= float64(classes) {
			return fmt.Errorf("data: %s: label of example %d is %v: want 0 to %d", file, i, y, classes-1)
		}
	}
	return nil
}
