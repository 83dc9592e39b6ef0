package magic

import (
	"errors"
	"testing"
	"time"
)

func TestChooseLoops(t *testing.T) {
	for _, tt := range []struct {
		name         string
		start, cycle time.Duration // of a run, and of a loop of it
		want         int
	}{
		{"one is enough", 0, 3 * time.Second, 1},
		{"just enough", 0, 200 * time.Millisecond, 1},
		{"millisecond", 0, time.Millisecond, 500},
		{"microsecond", 0, time.Microsecond, 500_000},
		{"hundred nanoseconds", 0, 100, 5_000_000},
		{"slow start", 50 * time.Millisecond, time.Millisecond, 200},
		{"nothing", 0, 0, 1_000_000_000},
	} {
		tries := 0
		got, err := chooseLoops(func(n int) (time.Duration, error) {
			tries++
			return tt.start + time.Duration(n)*tt.cycle, nil
		})
		if err != nil || got != tt.want || tries > 8 {
			t.Errorf("%s: %d loops after %d tries, %v; want %d", tt.name, got, tries, err, tt.want)
		}
	}
	failed := errors.New("no")
	if _, err := chooseLoops(func(int) (time.Duration, error) { return 0, failed }); err != failed {
		t.Errorf("error %v, want that of the run", err)
	}
}

func TestTiming(t *testing.T) {
	got := timing{loops: 5_000_000, runs: []float64{1e-6, 3e-6}, bytes: 2048, objects: 1.5}.String()
	const want = "2.00 µs ± 1.00 µs a loop (mean ± std. dev. of 2 runs of 5,000,000 loops), best 1.00 µs; 2.00 KiB in 1.5 allocations a loop"
	if got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestUnits(t *testing.T) {
	for _, tt := range []struct {
		got, want string
	}{
		{duration(0), "0 s"}, {duration(1.234e-9), "1.23 ns"}, {duration(12.34e-9), "12.3 ns"}, {duration(999.6e-9), "1.00 µs"},
		{duration(123.4e-6), "123 µs"}, {duration(0.0005), "500 µs"}, {duration(1.5), "1.50 s"}, {duration(59.9), "59.9 s"}, {duration(59.99), "1 min 0 s"},
		{duration(125), "2 min 5 s"}, {duration(7325), "2 h 2 min"},
		{size(0), "0 B"}, {size(1023), "1023 B"}, {size(1024), "1.00 KiB"}, {size(1.5 * (1 << 20)), "1.50 MiB"}, {size(3 << 30), "3.00 GiB"},
		{count(1, "loop"), "1 loop"}, {count(0, "loop"), "0 loops"}, {count(999, "run"), "999 runs"}, {count(1234567, "run"), "1,234,567 runs"},
		{percent(0.12345), "12.3"}, {short("a\n b\tc", 10), "a b c"}, {short("abcdef", 4), "abc…"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}
