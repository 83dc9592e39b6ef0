package plot

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// outline returns polygons that together cover a line of the given width with
// butt ends and round corners. All run the same way around, and share edges
// where they meet, so that their coverages add up without seams: a box for each
// segment, and a fan on the outer side of each corner.
func outline(line []vg.Point, width float64) [][]vg.Point {
	var out [][]vg.Point
	strokeOutline(line, width, func(polygon ...vg.Point) {
		out = append(out, append([]vg.Point(nil), polygon...))
	})
	return out
}

func strokeOutline(line []vg.Point, width float64, emit func(polygon ...vg.Point)) {
	half := vg.Length(width / 2)
	var before vg.Point // normal of the segment before, half a width long
	started := false
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		d := b.Sub(a)
		l := vg.Length(math.Hypot(float64(d.X), float64(d.Y)))
		if l < 1e-9 {
			continue
		}
		n := vg.Point{X: -d.Y / l * half, Y: d.X / l * half}
		if started {
			corner(a, before, n, emit)
		}
		emit(a.Sub(n), b.Sub(n), b.Add(n), a.Add(n))
		before, started = n, true
	}
	// A closed line has a corner where it began.
	if n := len(line); started && n > 2 && line[0] == line[n-1] {
		for i := 1; i < n; i++ {
			d := line[i].Sub(line[0])
			l := vg.Length(math.Hypot(float64(d.X), float64(d.Y)))
			if l >= 1e-9 {
				corner(line[0], before, vg.Point{X: -d.Y / l * half, Y: d.X / l * half}, emit)
				return
			}
		}
	}
}

// corner fills the wedge between the boxes of two segments that meet at p with
// normals m and n.
func corner(p, m, n vg.Point, emit func(polygon ...vg.Point)) {
	turn := cross(m, n)
	along := float64(m.X*n.X + m.Y*n.Y)
	if turn == 0 && along > 0 {
		return
	}
	if turn > 0 { // to the left: the gap is on the right
		m, n = vg.Point{X: -m.X, Y: -m.Y}, vg.Point{X: -n.X, Y: -n.Y}
	}
	angle := math.Atan2(math.Abs(turn), along)
	steps := int(angle/0.6) + 1 // arcs of a third of a right angle look round at these widths
	from := m
	for k := 1; k <= steps; k++ {
		to := n
		if k < steps {
			a := angle * float64(k) / float64(steps)
			if turn <= 0 {
				a = -a
			}
			sin, cos := math.Sincos(a)
			to = vg.Point{
				X: m.X*vg.Length(cos) - m.Y*vg.Length(sin),
				Y: m.X*vg.Length(sin) + m.Y*vg.Length(cos),
			}
		}
		if turn > 0 {
			emit(p, p.Add(from), p.Add(to))
		} else {
			emit(p, p.Add(to), p.Add(from))
		}
		from = to
	}
}

// polygonPath is a closed path through points.
func polygonPath(pts []vg.Point) vg.Path {
	var path vg.Path
	for i, p := range pts {
		if i == 0 {
			path.Move(p)
			continue
		}
		path.Line(p)
	}
	path.Close()
	return path
}

// dashed cuts a line into the dashes of a pattern.
func dashed(line []vg.Point, pattern []float64) [][]vg.Point {
	total := 0.0
	for _, d := range pattern {
		total += d
	}
	if len(pattern) == 0 || !(total > 0) {
		return [][]vg.Point{line}
	}
	var out [][]vg.Point
	k, left, on := 0, pattern[0], true
	cur := []vg.Point{line[0]}
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		d := b.Sub(a)
		length, at := math.Hypot(float64(d.X), float64(d.Y)), 0.0
		for length-at > left {
			at += left
			p := a.Add(d.Scale(vg.Length(at / length)))
			if on {
				out = append(out, append(cur, p))
			}
			on = !on
			cur = []vg.Point{p}
			k = (k + 1) % len(pattern)
			left = max(pattern[k], 1e-3)
		}
		left -= length - at
		if on {
			cur = append(cur, b)
		}
	}
	if on && len(cur) > 1 {
		out = append(out, cur)
	}
	return out
}
