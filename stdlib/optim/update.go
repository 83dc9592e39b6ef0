package optim

import (
	"runtime"
	"sync"
)

// A rule is what a method makes of a gradient. Most methods of this package are a
// rule: their Step calls update, and direction makes a Transform of them.
type rule interface {
	// prepare gets memory for n parameters, where there is none yet, and the
	// coefficients of update t = 1, 2, ...
	prepare(n, t int)

	// turn stores in u the elements of the direction from number from on, given
	// those of the gradient, g, which may be u itself. update calls it for several
	// parts at the same time, so it changes no more than these elements of the
	// method's memory.
	turn(u, g []float64, from int)
}

// amounts is what surrounds a direction d in x ← keep·x − lr·d(g + coupled·x).
type amounts struct{ lr, coupled, keep float64 }

// update makes update t of x in place by the rule; without one, nil, the direction
// is the gradient. Elements do not depend on one another, so neither does the
// result on the number of processors.
func update(x, g []float64, r rule, t int, a amounts) {
	if r != nil {
		r.prepare(len(x), t)
	}
	s := sweeps.Get().(*sweep)
	s.x, s.g, s.rule, s.amounts = x, g, r, a
	s.run()
	s.x, s.g, s.rule = nil, nil, nil
	sweeps.Put(s)
}

// A sweep is one update under way. It lies in a pool, with what its goroutines
// need, so that no update allocates.
type sweep struct {
	x, g []float64
	rule rule
	amounts
	parts sync.WaitGroup
}

const (
	block = 512     // elements that stay in the first-level cache with all their memory
	part  = 1 << 15 // elements that are worth waking another processor for
)

var (
	sweeps  = sync.Pool{New: func() any { return new(sweep) }}
	buffers = sync.Pool{New: func() any { return new([block]float64) }}
)

// run hands parts to idle workers and makes those itself for which there is none.
func (s *sweep) run() {
	n := len(s.x)
	if n < 2*part || runtime.GOMAXPROCS(0) == 1 {
		s.over(0, n)
		return
	}
	work := workers()
	from := 0
	for ; n-from >= 2*part; from += part {
		s.parts.Add(1)
		select {
		case work <- job{s, from, from + part}:
		default:
			s.over(from, from+part)
			s.parts.Done()
		}
	}
	s.over(from, n)
	s.parts.Wait()
}

// over makes the update of the elements from <= i < to.
func (s *sweep) over(from, to int) {
	buffer := buffers.Get().(*[block]float64)
	defer buffers.Put(buffer)
	for ; from < to; from += block {
		end := min(from+block, to)
		x, u := s.x[from:end], s.g[from:end]
		if s.coupled != 0 {
			u = buffer[:copy(buffer[:], u)]
			addScaled(u, s.coupled, x)
		}
		if s.rule != nil {
			g := u
			u = buffer[:len(g)]
			s.rule.turn(u, g, from)
		}
		shrink(x, s.keep)
		subtractScaled(x, s.lr, u)
	}
}

// addScaled makes u ← u + c·x. Here and elsewhere the conversion of a product keeps
// the compiler from fusing it with the sum, which on some processors would round
// otherwise than a chain of transforms does.
func addScaled(u []float64, c float64, x []float64) {
	x = x[:len(u)]
	for i := range u {
		u[i] += float64(c * x[i])
	}
}

// subtractScaled makes x ← x − c·u.
func subtractScaled(x []float64, c float64, u []float64) {
	u = u[:len(x)]
	for i := range x {
		x[i] -= float64(c * u[i])
	}
}

func shrink(x []float64, keep float64) {
	if keep == 1 {
		return
	}
	for i := range x {
		x[i] *= keep
	}
}

// mix returns a·p + b·q.
func mix(a, p, b, q float64) float64 { return float64(a*p) + float64(b*q) }

// A job is a part of a sweep.
type job struct {
	sweep    *sweep
	from, to int
}

// workers starts as many goroutines as there are other processors, once, and
// returns the channel that the idle ones receive from.
var workers = sync.OnceValue(func() chan job {
	jobs := make(chan job)
	for range runtime.GOMAXPROCS(0) - 1 {
		go func() {
			for j := range jobs {
				j.sweep.over(j.from, j.to)
				j.sweep.parts.Done()
			}
		}()
	}
	return jobs
})
