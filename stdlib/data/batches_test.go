package data

import (
	"slices"
	"strings"
	"testing"

	"monro/stdlib/rng"
)

func TestBatchesCoverEachEpoch(t *testing.T) {
	for _, c := range []struct{ n, size, batches int }{{10, 3, 4}, {10, 5, 2}, {3, 7, 1}, {1, 1, 1}} {
		epoch, err := Batches(c.n, c.size, rng.New(1))
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			var all []int
			count := 0
			for b := range epoch {
				count++
				all = append(all, b...)
			}
			slices.Sort(all)
			if count != c.batches || len(all) != c.n || len(slices.Compact(all)) != c.n {
				t.Errorf("n=%d size=%d: %d batches of %v", c.n, c.size, count, all)
			}
			for range epoch { // one that is broken off must not spoil the next
				break
			}
		}
	}
}

func TestDraws(t *testing.T) {
	draws, err := Draws(4, 1000, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	count := make([]int, 4)
	batches := 0
	for b := range draws {
		for _, i := range b {
			count[i]++
		}
		if batches++; batches == 40 {
			break
		}
	}
	for i, k := range count { // 10000 ± 5 standard deviations of √7500
		if k < 10000-433 || k > 10000+433 {
			t.Errorf("number %d drawn %d times of 40000", i, k)
		}
	}
}

func TestBadBatches(t *testing.T) {
	_, err := Batches(0, 1, rng.New(1))
	wantError(t, err, "n = 0")
	_, err = Draws(5, 0, rng.New(1))
	wantError(t, err, "size = 0")
	_, err = Batches(5, 1, nil)
	wantError(t, err, "stream is nil")
}

func TestSamplerDoesNotAllocate(t *testing.T) {
	for _, replacement := range []bool{false, true} {
		b, err := NewSampler(100, 7, replacement, rng.New(1))
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { b.Next() }); n != 0 {
			t.Errorf("replacement %v: %v allocations", replacement, n)
		}
	}
}

// A new size takes effect with the next batch, and an epoch still has every number
// once.
func TestSamplerResize(t *testing.T) {
	b, err := NewSampler(20, 3, false, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for _, size := range []int{3, 5, 5, 7} {
		if err := b.Resize(size); err != nil {
			t.Fatal(err)
		}
		batch := b.Next()
		if len(batch) != size {
			t.Errorf("batch of %d, want %d", len(batch), size)
		}
		for _, i := range batch {
			seen[i] = true
		}
	}
	if len(seen) != 20 {
		t.Errorf("%d numbers in an epoch, want 20", len(seen))
	}
	draws, err := NewSampler(4, 2, true, rng.New(1))
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{9, 1, 5} {
		if err := draws.Resize(size); err != nil || len(draws.Next()) != size {
			t.Errorf("draws of %d: %v", size, err)
		}
	}
	if err := b.Resize(0); err == nil || !strings.Contains(err.Error(), "size = 0") {
		t.Errorf("error %v", err)
	}
}
