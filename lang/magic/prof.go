package magic

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"github.com/google/pprof/profile"

	"monro/stdlib/display"
)

// prof is %prof and %%prof: one table of time by line of the cells, and one of
// CPU time by compiled function. An interrupted run is shown, too.
func prof(ctx context.Context, c *call) (*display.Bundle, error) {
	code := c.code(c.args)
	if err := c.wantCode(code); err != nil {
		return nil, err
	}
	c.Trace(true)
	defer c.Trace(false)
	run, err := c.Compile(code)
	if err != nil {
		return nil, err
	}
	var data bytes.Buffer
	if err := pprof.StartCPUProfile(&data); err != nil {
		return nil, fmt.Errorf("%s: %w", c.name, err)
	}
	stop := c.sample()
	var v *display.Bundle
	var failed error
	start := time.Now()
	pprof.Do(ctx, pprof.Labels(label, "cell"), func(ctx context.Context) { v, failed = run(ctx) })
	wall := time.Since(start)
	lines := stop()
	pprof.StopCPUProfile()
	p, err := profile.Parse(&data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.name, err)
	}
	c.showLines(lines, wall)
	showFunctions(p)
	return v, failed
}

// label marks the samples of goroutines that the cell started.
const label = "monro"

const (
	sampleEvery = time.Millisecond
	profileRows = 20
)

// sample notes once a millisecond where the interpreted code is, until it is
// stopped. It returns how often each place was met, by number.
func (c *call) sample() (stop func() map[int]int) {
	met := map[int]int{}
	end, ended := make(chan bool), make(chan bool)
	go func() {
		defer close(ended)
		tick := time.NewTicker(sampleEvery)
		defer tick.Stop()
		for {
			select {
			case <-end:
				return
			case <-tick.C:
			}
			inner, outer := c.Places()
			if n := running(inner, outer, c.Place); n > 0 {
				met[n]++
			}
		}
	}()
	return func() map[int]int {
		close(end)
		<-ended
		return met
	}
}

// running is the number of the place that code is at. Not all statements are
// noted, so a place of the cell itself that was noted before the statement that
// runs now says nothing any more.
func running(inner, outer int, place func(int) Place) int {
	if inner == 0 || inner < outer && place(inner).Func == "" {
		return outer
	}
	return inner
}

func (c *call) showLines(met map[int]int, wall time.Duration) {
	total, byLine := 0, map[Place]int{}
	for n, k := range met {
		byLine[c.Place(n)] += k
		total += k
	}
	if total == 0 {
		fmt.Fprintf(c.Stdout(), "wall %s: too short to say where it went\n", duration(wall.Seconds()))
		return
	}
	t := display.NewTable("line", "in", "code", "time", "%").Align(display.Left, "line", "in", "code").Align(display.Right, "time")
	t.Caption(fmt.Sprintf("Wall time by line: %s, %s", duration(wall.Seconds()), count(total, "sample")))
	for _, p := range most(byLine, comparePlaces) {
		share := float64(byLine[p]) / float64(total)
		t.Row(fmt.Sprintf("%s:%d", p.Cell, p.Line), p.Func, short(p.Text, valueWidth), duration(share*wall.Seconds()), percent(share))
	}
	show(t.Display())
}

func comparePlaces(a, b Place) int {
	return cmp.Or(cmp.Compare(a.Cell, b.Cell), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Func, b.Func))
}

// most lists the keys of the largest counts, the largest first.
func most[K comparable, N cmp.Ordered](counts map[K]N, compare func(a, b K) int) []K {
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b K) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), compare(a, b))
	})
	return keys[:min(len(keys), profileRows)]
}

func percent(share float64) string { return fmt.Sprintf("%.1f", 100*share) }

// interpreter stands for all functions of the interpreter.
const interpreter = "(interpreted code)"

// A share is the CPU time of a function: by itself, and with what it calls.
type share struct{ flat, cum int64 }

func showFunctions(p *profile.Profile) {
	shares, total := functions(p)
	if total == 0 {
		return
	}
	t := display.NewTable("function", "flat", "flat %", "cum", "cum %").Align(display.Left, "function").Align(display.Right, "flat", "cum")
	t.Caption("CPU time by compiled function: " + duration(float64(total)*1e-9))
	flats := map[string]float64{}
	for name, s := range shares {
		flats[name] = float64(s.flat) + 1e-6*float64(s.cum) // the flat time decides, then the other
	}
	for _, name := range most(flats, strings.Compare) {
		s := shares[name]
		t.Row(name, duration(float64(s.flat)*1e-9), percent(float64(s.flat)/float64(total)),
			duration(float64(s.cum)*1e-9), percent(float64(s.cum)/float64(total)))
	}
	show(t.Display())
}

// functions adds up the samples of a profile in nanoseconds by function. Only
// goroutines of the cell count. The machinery between the session and what the
// cell calls becomes one entry.
func functions(p *profile.Profile) (shares map[string]share, total int64) {
	shares = map[string]share{}
	for _, s := range p.Sample {
		if s.Label[label] == nil {
			continue
		}
		ns := s.Value[len(s.Value)-1]
		total += ns
		stack := names(s)
		for i, name := range stack {
			x := shares[name]
			if i == 0 {
				x.flat += ns
			}
			if !slices.Contains(stack[:i], name) {
				x.cum += ns
			}
			shares[name] = x
		}
	}
	return shares, total
}

// names lists the functions of a stack, innermost first. What the run time and
// package reflect do for the interpreter counts as the interpreter's.
func names(s *profile.Sample) []string {
	var stack []string
	for _, loc := range s.Location {
		for _, line := range loc.Line {
			if line.Function == nil {
				continue
			}
			name := line.Function.Name
			if isInterpreter(name) {
				n := len(stack)
				for n > 0 && isSupport(stack[n-1]) {
					n--
				}
				stack = append(stack[:n], interpreter)
				continue
			}
			if n := len(stack); n > 0 && stack[n-1] == interpreter && isSupport(name) { // calls it
				continue
			}
			stack = append(stack, name)
		}
	}
	for n := len(stack); n > 1 && isSupport(stack[n-1]); n-- { // how the goroutine began
		stack = stack[:n-1]
	}
	return stack
}

func isInterpreter(name string) bool {
	return strings.HasPrefix(name, "github.com/traefik/yaegi/") || strings.HasPrefix(name, "monro/lang")
}

func isSupport(name string) bool {
	return strings.HasPrefix(name, "runtime.") || strings.HasPrefix(name, "reflect.") || strings.HasPrefix(name, "internal/")
}
