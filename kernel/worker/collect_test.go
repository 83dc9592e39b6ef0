package worker

import (
	"runtime/debug"
	"testing"
)

func TestPercentFor(t *testing.T) {
	for _, c := range []struct {
		live uint64
		want int
	}{
		{0, 400}, {4 << 20, 400}, {8 << 20, 200}, {12 << 20, 133}, {16 << 20, 100}, {1 << 30, 100},
	} {
		if got := percentFor(c.live); got != c.want {
			t.Errorf("%d MiB live: %d, want %d", c.live>>20, got, c.want)
		}
	}
}

// A cell that sets the percentage keeps what it has set.
func TestCollectorYields(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	c := &collector{percent: 100}
	if !c.adjust(0) || c.percent != 400 {
		t.Fatalf("the collector is at %d, want 400", c.percent)
	}
	debug.SetGCPercent(50)
	if c.adjust(8 << 20) {
		t.Error("the collector goes on after somebody else took over")
	}
	if got := debug.SetGCPercent(100); got != 50 {
		t.Errorf("the setting became %d, want 50 as it was", got)
	}
}
