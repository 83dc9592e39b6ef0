package plot

// reservoir keeps a growing curve in bounded memory. Points go into buckets of
// equal count; of a full bucket the least and the greatest are kept, in their
// order. When there are too many buckets, neighbours are put together and later
// ones hold twice as many points. The picture shows every peak.
type reservoir struct {
	n      int // points so far
	x, y   []float64
	size   int // points of a bucket
	in     int // points of the one that fills
	lo, hi spot
	first  spot
	last   spot
}

// spot is a point and its number.
type spot struct {
	x, y float64
	at   int
}

// mostKept is the number of points from which buckets are put together.
const mostKept = 4096

func newReservoir() *reservoir { return &reservoir{size: 1} }

func (r *reservoir) add(x, y float64) {
	r.n++
	if !finite(y) || !finite(x) {
		return
	}
	p := spot{x, y, r.n}
	r.last = p
	if r.first.at == 0 {
		r.first = p
	}
	if r.in == 0 || y < r.lo.y {
		r.lo = p
	}
	if r.in == 0 || y > r.hi.y {
		r.hi = p
	}
	r.in++
	if r.in < r.size {
		return
	}
	r.x, r.y = appendBucket(r.x, r.y, r.lo, r.hi, r.size > 1)
	r.in = 0
	if len(r.x) >= mostKept {
		r.halve()
	}
}

// appendBucket appends the extremes of a bucket in their order. Buckets of more
// than one point always take two places, so that they can be told apart.
func appendBucket(x, y []float64, lo, hi spot, pair bool) ([]float64, []float64) {
	if lo.at > hi.at {
		lo, hi = hi, lo
	}
	x, y = append(x, lo.x), append(y, lo.y)
	if pair {
		x, y = append(x, hi.x), append(y, hi.y)
	}
	return x, y
}

// halve puts neighbouring buckets together.
func (r *reservoir) halve() {
	group := 4 // two pairs
	if r.size == 1 {
		group = 2
	}
	var x, y []float64
	for i := 0; i+group <= len(r.x); i += group {
		lo, hi := spot{r.x[i], r.y[i], 0}, spot{r.x[i], r.y[i], 0}
		for j := 1; j < group; j++ {
			p := spot{r.x[i+j], r.y[i+j], j}
			if p.y < lo.y {
				lo = p
			}
			if p.y > hi.y {
				hi = p
			}
		}
		x, y = appendBucket(x, y, lo, hi, true)
	}
	r.x, r.y = append(r.x[:0], x...), append(r.y[:0], y...)
	r.size *= 2
}

// points is a copy of what is kept, with the very first and last points.
func (r *reservoir) points() (x, y []float64) {
	if r.first.at > 0 && len(r.x) > 0 && r.x[0] != r.first.x {
		x, y = append(x, r.first.x), append(y, r.first.y)
	}
	x, y = append(x, r.x...), append(y, r.y...)
	if r.in > 0 {
		x, y = appendBucket(x, y, r.lo, r.hi, r.lo != r.hi)
	}
	if n := len(x); r.n > 0 && r.last.at > 0 && (n == 0 || x[n-1] != r.last.x || y[n-1] != r.last.y) {
		x, y = append(x, r.last.x), append(y, r.last.y)
	}
	return x, y
}
