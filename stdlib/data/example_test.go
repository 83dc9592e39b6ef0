package data_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"monro/stdlib/data"
	"monro/stdlib/rng"
)

func Example() {
	s := rng.New(1)
	d, err := data.Blobs(100, 2, 3, 4, s.Split("data"))
	if err != nil {
		log.Fatal(err)
	}
	train, test, err := d.Split(0.8, s.Split("split"))
	if err != nil {
		log.Fatal(err)
	}
	if err := train.Standardize(test); err != nil {
		log.Fatal(err)
	}
	fmt.Println(train)
	fmt.Println(test)
	// Output:
	// Blobs: 80 examples of 2 features
	// Blobs: 20 examples of 2 features
}

// A notebook can write what it made and load it again.
func ExampleLIBSVM() {
	folder, err := os.MkdirTemp("", "data")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	d, err := data.New([][]float64{{0, 2.5}, {1, 0}}, []float64{-1, 1})
	if err != nil {
		log.Fatal(err)
	}
	path := filepath.Join(folder, "pair.libsvm.gz")
	if err := d.WriteLIBSVM(path); err != nil {
		log.Fatal(err)
	}
	back, err := data.LIBSVM(path)
	fmt.Println(back, err)
	fmt.Println(back.Row(0), back.Y)
	// Output:
	// pair: 2 examples of 2 features <nil>
	// [0 2.5] [-1 1]
}

func ExampleCSV() {
	folder, err := os.MkdirTemp("", "data")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "flowers.csv")
	text := "length,width,kind\n5.1,3.5,setosa\n6.3,x,virginica\n"
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		log.Fatal(err)
	}
	_, err = data.CSV(path, data.CSVOptions{Classes: true})
	fmt.Println(filepath.Base(err.Error()))
	// Output: flowers.csv:3:5: "x" in column 2: want a finite number
}

func ExampleBatches() {
	batches, err := data.Batches(10, 4, rng.New(1))
	if err != nil {
		log.Fatal(err)
	}
	for b := range batches {
		fmt.Print(len(b), " ")
	}
	// Output: 4 4 2
}

func ExampleLinearRegression() {
	// XᵀX/n has eigenvalues from 1 to 1/100; the weights are known.
	d, err := data.LinearRegression(50, 3, 0.1, 100, rng.New(1))
	fmt.Println(d, len(d.Truth), err)
	// Output: LinearRegression: 50 examples of 3 features 3 <nil>
}
