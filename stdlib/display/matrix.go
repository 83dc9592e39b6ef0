package display

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"

	"gonum.org/v1/gonum/mat"
)

const (
	wholeRows, endRows = 20, 5 // matrices up to this are shown whole, else this many rows at either end
	wholeCols, endCols = 12, 4
)

// matrix shows a gonum matrix with its size, six significant digits, and the
// middle of a large one left out.
func matrix(m mat.Matrix) Bundle {
	r, c := m.Dims()
	rows, cols := ends(r, wholeRows, endRows), ends(c, wholeCols, endCols)
	cells := make([][]string, len(rows))
	for i, ri := range rows {
		cells[i] = make([]string, len(cols))
		for j, cj := range cols {
			switch {
			case ri < 0 && cj < 0:
				cells[i][j] = "⋱"
			case ri < 0:
				cells[i][j] = "⋮"
			case cj < 0:
				cells[i][j] = "⋯"
			default:
				cells[i][j] = number(m.At(ri, cj), 6, 64)
			}
		}
	}
	title := fmt.Sprintf("%d×%d %s", r, c, kindOf(m))
	return Bundle{Data: map[string]any{
		"text/plain": matrixText(title, cells),
		"text/html":  matrixHTML(title, cells),
	}}
}

func kindOf(m mat.Matrix) string {
	if _, ok := m.(mat.Vector); ok {
		return "vector"
	}
	return "matrix"
}

// ends lists the indices to show of n, with -1 for those left out.
func ends(n, whole, end int) []int {
	var at []int
	for i := range n {
		switch {
		case n <= whole || i < end || i >= n-end:
			at = append(at, i)
		case i == end:
			at = append(at, -1)
		}
	}
	return at
}

func matrixText(title string, cells [][]string) string {
	var width []int
	for _, row := range cells {
		for j, s := range row {
			if j == len(width) {
				width = append(width, 0)
			}
			width[j] = max(width[j], utf8.RuneCountInString(s))
		}
	}
	var b strings.Builder
	b.WriteString(title)
	for _, row := range cells {
		b.WriteString("\n")
		for j, s := range row {
			b.WriteString("  " + strings.Repeat(" ", width[j]-utf8.RuneCountInString(s)) + s)
		}
	}
	return b.String()
}

func matrixHTML(title string, cells [][]string) string {
	var b strings.Builder
	b.WriteString(`<table style="color:inherit;font-size:inherit;border-collapse:collapse;font-variant-numeric:tabular-nums;border:solid;border-width:0 1px;border-color:rgba(128,128,128,.7)">`)
	b.WriteString(`<caption style="text-align:left;opacity:.7;font-size:90%;caption-side:top">` + html.EscapeString(title) + `</caption><tbody>`)
	for _, row := range cells {
		b.WriteString("<tr>")
		for _, s := range row {
			b.WriteString(`<td style="text-align:right;padding:.1em .6em">` + s + `</td>`)
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</tbody></table>")
	return b.String()
}
