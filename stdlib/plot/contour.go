package plot

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// levelLines follows each level through the grid by marching squares: every cell
// holds a line from one of its edges to another, lines are chained where they
// share an edge, and a saddle is decided by the mean of its corners. Cells with a
// value that is not finite hold none. The place on an edge is found by linear
// interpolation on the page (of logarithms with LogColor).
func (l *field) levelLines(f *frame) [][][]vg.Point {
	rows, cols := len(l.z), len(l.z[0])
	value := func(z float64) float64 {
		if l.logz {
			if z <= 0 {
				return math.NaN()
			}
			return math.Log(z)
		}
		return z
	}
	m := march{cols: cols, z: make([]float64, rows*cols), at: make([]vg.Point, rows*cols)}
	for i := range rows {
		for j := range cols {
			m.z[i*cols+j] = value(l.z[i][j])
			m.at[i*cols+j] = f.at(l.x[j], l.y[i])
		}
	}
	out := make([][][]vg.Point, len(l.levels))
	for k, level := range l.levels {
		out[k] = m.lines(value(level))
	}
	return out
}

// march holds the corners of a grid row by row. Edges are numbered 2i for that
// from corner i to the next of its row, 2i+1 to the one in the next row.
type march struct {
	cols int
	z    []float64
	at   []vg.Point
}

func (m *march) lines(level float64) [][]vg.Point {
	var order []int           // edges in the order they are met, for the same picture every time
	links := map[int][2]int{} // the one or two edges that an edge is joined to; -1: none
	join := func(a, b int) {
		for _, e := range [][2]int{{a, b}, {b, a}} {
			l, seen := links[e[0]]
			if !seen {
				l = [2]int{e[1], -1}
				order = append(order, e[0])
			} else {
				l[1] = e[1]
			}
			links[e[0]] = l
		}
	}
	for i := 0; i+m.cols < len(m.z); i++ {
		if (i+1)%m.cols != 0 {
			m.cell(i, level, join)
		}
	}
	var out [][]vg.Point
	used := map[int]bool{}
	follow := func(start int) {
		line := []vg.Point{m.point(start, level)}
		used[start] = true
		from, e := -1, start
		for {
			l := links[e]
			next := l[0]
			if next == from || next < 0 || used[next] && next != start {
				next = l[1]
			}
			if next < 0 || next == from {
				break
			}
			line = append(line, m.point(next, level))
			if used[next] {
				break // closed
			}
			used[next] = true
			from, e = e, next
		}
		out = append(out, line)
	}
	for _, e := range order { // open lines from their ends, then closed ones
		if links[e][1] < 0 && !used[e] {
			follow(e)
		}
	}
	for _, e := range order {
		if !used[e] {
			follow(e)
		}
	}
	return out
}

// cell joins the edges of the cell whose first corner is i.
func (m *march) cell(i int, level float64, join func(a, b int)) {
	corner := [4]int{i, i + 1, i + m.cols + 1, i + m.cols}
	edge := [4]int{2 * i, 2*(i+1) + 1, 2 * (i + m.cols), 2*i + 1}
	bits, sum := 0, 0.0
	for k, c := range corner {
		if !finite(m.z[c]) || !drawable(m.at[c]) {
			return
		}
		sum += m.z[c] / 4
		if m.z[c] >= level {
			bits |= 1 << k
		}
	}
	switch bits {
	case 0, 15:
	case 1, 14:
		join(edge[3], edge[0])
	case 2, 13:
		join(edge[0], edge[1])
	case 4, 11:
		join(edge[1], edge[2])
	case 8, 7:
		join(edge[2], edge[3])
	case 3, 12:
		join(edge[3], edge[1])
	case 6, 9:
		join(edge[0], edge[2])
	case 5, 10:
		// Opposite corners are alike: the middle says which are connected.
		if (sum >= level) == (bits == 5) {
			join(edge[0], edge[1])
			join(edge[2], edge[3])
		} else {
			join(edge[3], edge[0])
			join(edge[1], edge[2])
		}
	}
}

// point is where the level crosses an edge.
func (m *march) point(edge int, level float64) vg.Point {
	a := edge / 2
	b := a + 1
	if edge%2 == 1 {
		b = a + m.cols
	}
	t := (level - m.z[a]) / (m.z[b] - m.z[a])
	return m.at[a].Add(m.at[b].Sub(m.at[a]).Scale(vg.Length(t)))
}
