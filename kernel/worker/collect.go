package worker

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// headroom is how much a cell may allocate, at least, before garbage is
// collected. Interpreted code makes a few hundred bytes of garbage a call; with
// the run time's own 4 MiB a third of its time would go into collections of a
// heap in which there is little else.
const headroom = 16 << 20

// collectSeldom has collections start only once headroom is used up, while the
// heap is small. A large heap may double, as always. GOGC in the environment has
// the last word, and so has a cell that calls debug.SetGCPercent.
func collectSeldom() {
	if os.Getenv("GOGC") != "" {
		return
	}
	c := &collector{percent: 100}
	c.adjust(0)
	c.watch()
}

// A collector is what was last asked of the garbage collector.
type collector struct{ percent int }

// watch adjusts the setting after the next collection, and so after each.
func (c *collector) watch() {
	runtime.SetFinalizer(&struct{ c *collector }{c}, func(*struct{ c *collector }) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		if c.adjust(live[0].Value.Uint64()) {
			c.watch()
		}
	})
}

// adjust leaves headroom above live bytes. It reports false where somebody else
// has changed the setting.
func (c *collector) adjust(live uint64) bool {
	percent := percentFor(live)
	if diff := percent - c.percent; -c.percent/8 <= diff && diff <= c.percent/8 && (percent > 100) == (c.percent > 100) {
		return true // not worth stopping the world
	}
	if before := debug.SetGCPercent(percent); before != c.percent {
		debug.SetGCPercent(before)
		return false
	}
	c.percent = percent
	return true
}

// percentFor is the setting of debug.SetGCPercent with which the heap grows from
// live bytes by headroom, or doubles. The run time scales its smallest heap of
// 4 MiB by it, too, so that more than a certain setting changes nothing.
func percentFor(live uint64) int {
	const smallest = 4 << 20
	return max(100, int(100*headroom/max(live, smallest)))
}
