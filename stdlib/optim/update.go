package optim

import (
	"runtime"
	"sync"

	"monro/stdlib/vec"
)

// A rule is what a method makes of a gradient. Most methods of this package are a
// rule: their Step calls update, and directionOf makes a Transform of them.
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

// update makes the update of x in place that next has counted, by the rule; without
// one, nil, the direction is the gradient. Elements do not depend on one another, so
// neither does the result on the number of processors.
func (p *progress) update(x, g []float64, r rule, a amounts) {
	if r != nil {
		r.prepare(len(x), p.t)
	}
	if p.sweep == nil {
		p.sweep = new(sweep)
	}
	s := p.sweep
	s.x, s.g, s.rule, s.amounts = x, g, r, a
	s.run()
	s.x, s.g, s.rule = nil, nil, nil
}

// A sweep is one update under way, with what its goroutines need: it stays with the
// optimiser, so that updates do not allocate.
type sweep struct {
	x, g []float64
	rule rule
	amounts
	buffer [block]float64
	parts  sync.WaitGroup
}

const (
	block = 512     // elements that stay in the first-level cache with all their memory
	part  = 1 << 15 // elements that are worth waking another processor for
)

// run hands parts to idle workers and makes those itself for which there is none.
func (s *sweep) run() {
	n := len(s.x)
	if n < 2*part || runtime.GOMAXPROCS(0) == 1 {
		s.over(0, n, &s.buffer)
		return
	}
	work := workers()
	from := 0
	for ; n-from >= 2*part; from += part {
		s.parts.Add(1)
		select {
		case work <- job{s, from, from + part}:
		default:
			s.over(from, from+part, &s.buffer)
			s.parts.Done()
		}
	}
	s.over(from, n, &s.buffer)
	s.parts.Wait()
}

// over makes the update of the elements from <= i < to.
func (s *sweep) over(from, to int, buffer *[block]float64) {
	for ; from < to; from += block {
		end := min(from+block, to)
		x, u := s.x[from:end], s.g[from:end]
		if s.coupled != 0 {
			u = vec.Mix(buffer[:len(x)], 1, u, s.coupled, x)
		}
		if s.rule != nil {
			g := u
			u = buffer[:len(g)]
			s.rule.turn(u, g, from)
		}
		vec.Mix(x, s.keep, x, -s.lr, u)
	}
}

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
			var buffer [block]float64
			for j := range jobs {
				j.sweep.over(j.from, j.to, &buffer)
				j.sweep.parts.Done()
			}
		}()
	}
	return jobs
})

// mix returns a·p + b·q. The conversions keep the compiler from fusing a product
// with the sum, as vec does: chains of transforms and methods in one piece then
// agree in every bit on all processors.
func mix(a, p, b, q float64) float64 { return float64(a*p) + float64(b*q) }
