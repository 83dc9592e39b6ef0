package plot

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// coverage finds how much of each pixel lies within a shape. Every edge adds what
// it changes, from its pixel to the right, to a sum along the row; the running
// sum is then the coverage. Blocks of a row that no edge touches are of one
// coverage, so that the cost is that of the outline and of the pixels painted,
// not of the box around them. Shapes that overlap and run the same way around
// are one shape.
type coverage struct {
	w, h    int
	change  []float32 // w+1 a row
	touched []bool    // blocks a row
	blocks  int       // in a row
	y0, y1  int       // rows that were touched

	startX, startY, x, y float64
}

const blockSize = 16

func newCoverage(w, h int) *coverage {
	blocks := w/blockSize + 1
	return &coverage{
		w: w, h: h, blocks: blocks, y0: h, y1: 0,
		change: make([]float32, (w+1)*h), touched: make([]bool, blocks*h),
	}
}

func (c *coverage) move(x, y float64) { c.startX, c.startY, c.x, c.y = x, y, x, y }
func (c *coverage) close()            { c.line(c.startX, c.startY) }

// line adds an edge from the current point; y runs down, in pixels.
func (c *coverage) line(x, y float64) {
	ax, ay, bx, by := c.x, c.y, x, y
	c.x, c.y = x, y
	sign := 1.0
	if ay > by {
		ax, ay, bx, by, sign = bx, by, ax, ay, -1
	}
	if !(by > ay) || by <= 0 || ay >= float64(c.h) {
		return
	}
	slope := (bx - ax) / (by - ay)
	first, last := int(max(ay, 0)), int(min(math.Ceil(by), float64(c.h)))
	c.y0, c.y1 = min(c.y0, first), max(c.y1, last)
	for row := first; row < last; row++ {
		top, bottom := max(float64(row), ay), min(float64(row+1), by)
		x0, x1 := ax+(top-ay)*slope, ax+(bottom-ay)*slope
		if x0 > x1 {
			x0, x1 = x1, x0
		}
		c.span(row, x0, x1, sign*(bottom-top))
	}
}

// span adds the part of an edge in one row: it goes down by d between x0 and x1.
func (c *coverage) span(row int, x0, x1, d float64) {
	w := float64(c.w)
	if !(x0 < w) || math.IsNaN(x1) {
		return
	}
	x0, x1 = max(x0, 0), min(max(x1, 0), w)
	change := c.change[row*(c.w+1) : (row+1)*(c.w+1)]
	i, last := int(x0), int(x1)
	touched := c.touched[row*c.blocks : (row+1)*c.blocks]
	touched[i/blockSize] = true
	touched[min(last+1, c.w)/blockSize] = true
	if i >= c.w {
		return
	}
	if last == i || x1 == float64(i+1) {
		m := d * ((x0+x1)/2 - float64(i))
		change[i] += float32(d - m)
		change[i+1] += float32(m)
		return
	}
	for b := i / blockSize; b <= last/blockSize; b++ {
		touched[b] = true
	}
	each := d / (x1 - x0)
	for ; i <= last && i < c.w; i++ {
		from, to := max(x0, float64(i)), min(x1, float64(i+1))
		part := each * (to - from)
		m := part * ((from+to)/2 - float64(i))
		change[i] += float32(part - m)
		change[i+1] += float32(m)
	}
}

// polygon adds a closed polygon.
func (c *coverage) polygon(pts []vg.Point, place func(vg.Point) (x, y float64)) {
	for i, p := range pts {
		x, y := place(p)
		if i == 0 {
			c.move(x, y)
		} else {
			c.line(x, y)
		}
	}
	c.close()
}

// curve adds a Bézier curve of degree 2 or 3 from the current point, as lines.
func (c *coverage) curve(pts ...float64) {
	x0, y0 := c.x, c.y
	bend := 0.0
	for i := 0; i < len(pts); i += 2 {
		bend += math.Abs(pts[i]-x0) + math.Abs(pts[i+1]-y0)
	}
	n := min(2+int(math.Sqrt(bend)), 60)
	for k := 1; k <= n; k++ {
		t := float64(k) / float64(n)
		u := 1 - t
		if len(pts) == 4 {
			c.line(u*u*x0+2*u*t*pts[0]+t*t*pts[2], u*u*y0+2*u*t*pts[1]+t*t*pts[3])
		} else {
			a, b, d, e := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
			c.line(a*x0+b*pts[0]+d*pts[2]+e*pts[4], a*y0+b*pts[1]+d*pts[3]+e*pts[5])
		}
	}
}

// sweep calls paint for runs of pixels of a row that are covered, with coverage
// in [0, 1], and makes ready for the next shape.
func (c *coverage) sweep(paint func(row, from, to int, cover float32)) {
	for row := c.y0; row < c.y1; row++ {
		change := c.change[row*(c.w+1) : (row+1)*(c.w+1)]
		touched := c.touched[row*c.blocks : (row+1)*c.blocks]
		sum := float32(0)
		for b, hit := range touched {
			from, to := b*blockSize, min((b+1)*blockSize, c.w)
			if !hit {
				if v := amount(sum); v > 0 && from < to {
					paint(row, from, to, v)
				}
				continue
			}
			touched[b] = false
			for i := from; i < to; i++ {
				sum += change[i]
				change[i] = 0
				if v := amount(sum); v > 0 {
					paint(row, i, i+1, v)
				}
			}
		}
		change[c.w] = 0
	}
	c.y0, c.y1 = c.h, 0
}

// amount is the coverage of a sum; what rounding leaves of zero is none.
func amount(sum float32) float32 {
	v := max(sum, -sum)
	if v < 1.0/512 {
		return 0
	}
	return min(v, 1)
}

// clean says whether no shape is left half drawn, by a panic.
func (c *coverage) clean() bool { return c.y0 == c.h && c.y1 == 0 }
