package magic

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"strconv"
	"strings"
	"time"

	"monro/stdlib/display"
)

// timeOnce is %time and %%time. Compiling is not part of the time; where it
// takes long it is given apart.
func timeOnce(ctx context.Context, c *call) (*display.Bundle, error) {
	code := c.code(c.args)
	if err := c.wantCode(code); err != nil {
		return nil, err
	}
	start := time.Now()
	run, err := c.Compile(code)
	if err != nil {
		return nil, err
	}
	compile := time.Since(start)
	before, cpu := allocated(), cpuTime()
	start = time.Now()
	v, err := run(ctx)
	wall := time.Since(start)
	cpu = cpuTime() - cpu
	if err != nil {
		return nil, err
	}
	used := allocated().minus(before)
	line := "wall " + duration(wall.Seconds())
	if cpu > 0 {
		line += ", CPU " + duration(cpu.Seconds())
	}
	line += fmt.Sprintf("; %s in %s", size(float64(used.bytes)), count(int(used.objects), "allocation"))
	if compile > 100*time.Millisecond {
		line += "; compiled in " + duration(compile.Seconds())
	}
	fmt.Fprintln(c.Stdout(), line)
	return v, nil
}

func (c *call) wantCode(code string) error {
	if strings.TrimSpace(code) != "" {
		return nil
	}
	if c.part.Kind == Cell {
		return usage("%s: the cell is empty, wanted statements below the first line", c.name)
	}
	return usage("%s: nothing to run, wanted a statement, as in %s", c.name, lookup(c.name).Usage)
}

const (
	runTime     = 200 * time.Millisecond // that a run of %timeit takes at least
	defaultRuns = 7
)

// timeLoop is %timeit and %%timeit.
func timeLoop(ctx context.Context, c *call) (*display.Bundle, error) {
	o, rest, err := c.loopOptions()
	if err != nil {
		return nil, err
	}
	body, setup := c.rest(rest), ""
	if c.part.Kind == Cell {
		setup, body = c.rest(rest), c.below()
	}
	if err := c.wantCode(body); err != nil {
		return nil, err
	}
	compile := func(n int) (func(context.Context) (time.Duration, error), error) {
		return c.CompileLoop(setup, body, n)
	}
	loops := o.loops
	if loops == 0 {
		loops, err = chooseLoops(func(n int) (time.Duration, error) {
			run, err := compile(n)
			if err != nil {
				return 0, err
			}
			return run(ctx)
		})
		if err != nil {
			return nil, err
		}
	}
	run, err := compile(loops)
	if err != nil {
		return nil, err
	}
	t := timing{loops: loops}
	before := allocated()
	for range o.runs {
		d, err := run(ctx)
		if err != nil {
			return nil, err
		}
		t.runs = append(t.runs, d.Seconds()/float64(loops))
	}
	used := allocated().minus(before)
	n := float64(loops * o.runs)
	t.bytes, t.objects = average(used.bytes, n), average(used.objects, n)
	fmt.Fprintln(c.Stdout(), t)
	return nil, nil
}

// average leaves out what the start of the runs alone can have used.
func average(total uint64, n float64) float64 {
	if x := float64(total) / n; x >= 0.01 {
		return x
	}
	return 0
}

// loopOptions are those of %timeit; no loops means that time chooses them.
type loopOptions struct{ loops, runs int }

func (c *call) loopOptions() (o loopOptions, rest string, err error) {
	o.runs = defaultRuns
	list, rest := options(c.args)
	for _, x := range list {
		n, err := strconv.Atoi(x.value)
		bad := err != nil || n < 1
		switch {
		case x.letter == "n" && !bad:
			o.loops = n
		case x.letter == "r" && !bad:
			o.runs = n
		case x.letter == "n" || x.letter == "r":
			return o, "", usage("%s: -%s is %s, wanted a whole number of 1 or more", c.name, x.letter, x.value)
		default:
			return o, "", usage("%s: unknown option -%s, wanted -n LOOPS or -r RUNS", c.name, x.letter)
		}
	}
	return o, rest, nil
}

// chooseLoops finds the least of 1, 2, 5, 10, 20 ... loops that take the time of
// a run. Each try aims at the goal from the one before, but no more than a
// hundred times as far: the first loops are often slow.
func chooseLoops(measure func(n int) (time.Duration, error)) (int, error) {
	for n := 1; ; {
		d, err := measure(n)
		if err != nil || d >= runTime || n >= 1e9 {
			return n, err
		}
		want := 100 * float64(n)
		if d > 0 {
			want = min(want, 1.2*float64(n)*float64(runTime)/float64(d))
		}
		n = max(roundUp(want), roundUp(float64(n)+1))
	}
}

// roundUp is the least of 1, 2 and 5 times a power of ten that is not below x.
func roundUp(x float64) int {
	for p := 1; ; p *= 10 {
		for _, k := range []int{1, 2, 5} {
			if float64(k*p) >= x || p >= 1e9 {
				return k * p
			}
		}
	}
}

// A timing is what %timeit found, in seconds and allocations a loop.
type timing struct {
	loops          int
	runs           []float64
	bytes, objects float64
}

// String gives the mean, the standard deviation of the runs (about their own
// mean, with n in the denominator), and the best run.
func (t timing) String() string {
	mean, best := 0.0, math.Inf(1)
	for _, x := range t.runs {
		mean += x / float64(len(t.runs))
		best = min(best, x)
	}
	variance := 0.0
	for _, x := range t.runs {
		variance += (x - mean) * (x - mean) / float64(len(t.runs))
	}
	return fmt.Sprintf("%s ± %s a loop (mean ± std. dev. of %s of %s), best %s; %s in %.3g allocations a loop",
		duration(mean), duration(math.Sqrt(variance)), count(len(t.runs), "run"), count(t.loops, "loop"), duration(best), size(t.bytes), t.objects)
}

// A heap counts what has ever been allocated.
type heap struct{ bytes, objects uint64 }

func allocated() heap {
	var m runtime.MemStats
	runtime.ReadMemStats(&m) // exact, unlike runtime/metrics, for small counts
	return heap{m.TotalAlloc, m.Mallocs}
}

func (h heap) minus(g heap) heap { return heap{h.bytes - g.bytes, h.objects - g.objects} }

// duration writes seconds with three digits and a fitting unit.
func duration(s float64) string {
	if s == 0 {
		return "0 s"
	}
	if s >= 59.95 {
		whole := int(math.Round(s))
		if whole >= 3600 {
			return fmt.Sprintf("%d h %d min", whole/3600, whole%3600/60)
		}
		return fmt.Sprintf("%d min %d s", whole/60, whole%60)
	}
	for _, u := range []struct {
		scale float64
		name  string
	}{{1, "s"}, {1e-3, "ms"}, {1e-6, "µs"}} {
		if s >= 0.9995*u.scale {
			return digits(s/u.scale) + " " + u.name
		}
	}
	return digits(s*1e9) + " ns"
}

// size writes a number of bytes.
func size(b float64) string {
	for _, u := range []struct {
		scale float64
		name  string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if b >= u.scale {
			return digits(b/u.scale) + " " + u.name
		}
	}
	if b == math.Trunc(b) {
		return strconv.Itoa(int(b)) + " B"
	}
	return digits(b) + " B"
}

// digits writes a number below 1024 with three digits.
func digits(x float64) string {
	decimals := 2
	switch {
	case x >= 99.95:
		decimals = 0
	case x >= 9.995:
		decimals = 1
	}
	return strconv.FormatFloat(x, 'f', decimals, 64)
}

// count writes a number of things, its thousands apart.
func count(n int, thing string) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if n == 1 {
		return s + " " + thing
	}
	return s + " " + thing + "s"
}
