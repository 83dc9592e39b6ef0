package store_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"monro/stdlib/experiment"
	"monro/stdlib/experiment/store"
	"monro/stdlib/rng"
)

// A study whose runs are kept makes each of them once.
func Example() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	s, err := store.Open(filepath.Join(folder, "runs.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()

	made := 0
	study := func(steps ...any) {
		st := experiment.New("step sizes", rng.Seeds(2)).Keep(s).Serial().Quiet()
		st.Arm("SGD", func(t *experiment.Trial) error {
			made++
			x := 1.0
			for k := range 50 {
				t.At(k)
				t.Log("distance", x)
				x -= t.Param("lr") * x
			}
			return nil
		}, experiment.Grid(experiment.Choice("lr", steps...)))
		if _, err := st.Run(); err != nil {
			log.Fatal(err)
		}
	}
	study(0.1)
	study(0.1, 0.01) // what is there already is taken over
	fmt.Println(made, "runs were made")

	runs, err := s.Runs("arm = 'SGD' and lr < ?", 0.05)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(runs.Len(), "have a small step")
	run, err := s.Run(runs.IDs()[0])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f\n", run.History.Values("distance")[:3])
	// Output:
	// 4 runs were made
	// 2 have a small step
	// [1.000 0.990 0.980]
}

// A result of kept runs can be drawn and compared without running anything.
func ExampleStore_Result() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	s, err := store.Open(filepath.Join(folder, "runs.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()
	experiment.New("dice", rng.Seeds(3)).Keep(s).Quiet().Arm("sum of two", func(t *experiment.Trial) error {
		t.Log("sum", float64(t.Stream().IntN(6)+t.Stream().IntN(6)+2))
		return nil
	}).Run()

	res, err := s.Result("study = 'dice'")
	if err != nil {
		log.Fatal(err)
	}
	for _, g := range res.Groups() {
		fmt.Println(g.Label, len(g.Runs), "runs of", res.Metrics())
	}
	// Output: sum of two 3 runs of [sum]
}
