package plot

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// tolerance is how far, in pixels, a drawn line may be from the exact one.
const tolerance = 0.06

// thin leaves out the points of a line that the eye would not miss: of several
// within one pixel column the least and the greatest are kept, and points on the
// straight line between others go.
func thin(pts []vg.Point) []vg.Point {
	return straighten(columns(pts), tolerance)
}

// columns keeps, of each stretch of a long line within one column of pixels, the
// first and last points and those at the extremes. The picture is then the same
// as of all points. It works on any path, as it looks at neighbours only.
func columns(pts []vg.Point) []vg.Point {
	if len(pts) < 1000 {
		return pts
	}
	out := make([]vg.Point, 0, 2048)
	for i := 0; i < len(pts); {
		col := math.Floor(float64(pts[i].X))
		lo, hi := i, i
		j := i + 1
		for ; j < len(pts) && math.Floor(float64(pts[j].X)) == col; j++ {
			if pts[j].Y < pts[lo].Y {
				lo = j
			}
			if pts[j].Y > pts[hi].Y {
				hi = j
			}
		}
		a, b := min(lo, hi), max(lo, hi)
		switch {
		case j-i <= 3:
			out = append(out, pts[i:j]...)
		default:
			// The ends of a column are within a pixel of its neighbours': the
			// extremes alone show the line, but for its very first and last point.
			if i == 0 && a != 0 {
				out = append(out, pts[0])
			}
			out = append(out, pts[a])
			if b != a {
				out = append(out, pts[b])
			}
			if j == len(pts) && b != j-1 {
				out = append(out, pts[j-1])
			}
		}
		i = j
	}
	return out
}

// straighten drops points while all that are dropped stay within tol of the line
// that replaces them. It looks at each point once (the sleeve method of Zhao and
// Saalfeld, 1997): from the last point kept, every point that follows narrows the
// range of directions that pass all of them.
func straighten(pts []vg.Point, tol float64) []vg.Point {
	if len(pts) < 3 {
		return pts
	}
	out := append(make([]vg.Point, 0, len(pts)), pts[0])
	anchor := pts[0]
	var left, right vg.Point // the directions at the limits of the sleeve
	open, reach := true, 0.0 // open: no limit yet
	restart := func(p vg.Point) {
		out = append(out, p)
		anchor, open, reach = p, true, 0
	}
	for i := 1; i < len(pts); i++ {
		d := pts[i].Sub(anchor)
		dist := math.Hypot(float64(d.X), float64(d.Y))
		// Outside of the sleeve, or turning back: the point before is a corner.
		if dist < reach-tol || !open && dist > tol && (cross(left, d) > 0 || cross(right, d) < 0) {
			restart(pts[i-1])
			d = pts[i].Sub(anchor)
			dist = math.Hypot(float64(d.X), float64(d.Y))
		}
		reach = max(reach, dist)
		if dist <= tol {
			continue
		}
		// The directions that pass within tol of this point.
		side := vg.Point{X: -d.Y, Y: d.X}.Scale(vg.Length(tol / dist))
		l, r := d.Add(side), d.Sub(side)
		if open {
			left, right, open = l, r, false
			continue
		}
		if cross(left, l) < 0 {
			left = l
		}
		if cross(right, r) > 0 {
			right = r
		}
	}
	return append(out, pts[len(pts)-1])
}

// cross is positive where b is to the left of a.
func cross(a, b vg.Point) float64 { return float64(a.X*b.Y - a.Y*b.X) }

// pieces maps a curve to the page and cuts it where points have no place.
func pieces(f *frame, x, y []float64) [][]vg.Point {
	var out [][]vg.Point
	var cur []vg.Point
	for i := range x {
		p := f.at(x[i], y[i])
		if drawable(p) {
			if cur == nil {
				cur = make([]vg.Point, 0, len(x)-i)
			}
			cur = append(cur, p)
			continue
		}
		if cur != nil {
			out = append(out, cur)
			cur = nil
		}
	}
	if cur != nil {
		out = append(out, cur)
	}
	return out
}
