package data_test

import (
	"fmt"
	"log"

	"monro/stdlib/data"
	"monro/stdlib/rng"
	"monro/stdlib/vec"
)

// Training data with wrong labels and clean test data about the same centres, and the
// training data of a hundred clients, each with its own mixture of the classes.
func ExampleGaussianClasses() {
	s := rng.New(1)
	all, err := data.GaussianClasses(7000, 16, 10, s, data.ClassOptions{Clusters: 3, Noise: 0.9})
	if err != nil {
		log.Fatal(err)
	}
	train, test, err := all.Cut(5000)
	if err != nil {
		log.Fatal(err)
	}
	if train, err = train.NoisyLabels(0.3, s.Split("label noise")); err != nil {
		log.Fatal(err)
	}
	clients, err := train.PartitionDirichlet(100, 0.3, 10, s.Split("clients"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(test)
	fmt.Println(clients.Len(), "clients; every example belongs to one:", clients.Exact())
	// Output:
	// GaussianClasses: 2000 examples of 16 features
	// 100 clients; every example belongs to one: true
}

func ExampleDataset_PartitionLabels() {
	s := rng.New(1)
	d, err := data.GaussianClasses(12, 2, 3, s, data.ClassOptions{Balanced: true})
	if err != nil {
		log.Fatal(err)
	}
	p, err := d.PartitionLabels(4, 1, s)
	if err != nil {
		log.Fatal(err)
	}
	counts, err := p.Counts()
	fmt.Println(p, err) // a cell whose last expression is p shows a table of the counts
	for _, row := range counts {
		fmt.Println(row)
	}
	// Output:
	// PartitionLabels: 4 clients of 2 to 4 examples, median 4 <nil>
	// [2 0 0]
	// [0 4 0]
	// [0 0 4]
	// [2 0 0]
}

// Inputs of very different scale, the labels being those of the unscaled ones.
func ExampleTeacherNetwork() {
	d, err := data.TeacherNetwork(2000, 20, 16, 5, 0, rng.New(1), data.TeacherOptions{Scales: vec.Logspace(1, 1e-2, 20)})
	fmt.Println(d, err)
	// Output: TeacherNetwork: 2000 examples of 20 features <nil>
}

func ExampleNewText() {
	t, err := data.NewText("to be or not to be")
	if err != nil {
		log.Fatal(err)
	}
	d, err := t.Windows(4, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(t)
	fmt.Printf("%d windows; after %v comes %v\n", d.N, d.Row(0), d.Y[0])
	// Output:
	// text: 18 tokens, vocabulary of 7
	// 14 windows; after [6 4 0 1] comes 2
}

// Fetch keeps what it downloads, and a loader reads it.
func ExampleFetch() {
	path, err := data.Fetch("https://example.org/data/a9a.libsvm.gz", "")
	if err != nil {
		fmt.Println(err) // says where to put the file by hand
		return
	}
	d, err := data.LIBSVM(path)
	fmt.Println(d, err)
}
