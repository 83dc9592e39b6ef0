package plot

import (
	"bytes"
	"fmt"
	"html"
	"image/color"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"
)

// svgCanvas is a vg.Canvas that writes small SVG: no ids, no style sheets, no
// transforms but for turned text, relative coordinates of a tenth or a hundredth
// of a pixel. Several figures on one page therefore cannot disturb each other.
type svgCanvas struct {
	w, h  float64
	font  family
	buf   bytes.Buffer
	state svgState
	stack []svgState
}

type svgState struct {
	color  color.NRGBA
	width  float64
	dash   []vg.Length
	offset vg.Length
	m      [6]float64 // of gonum's plotters: x' = m0 x + m2 y + m4, y' = m1 x + m3 y + m5
}

func newSVG(w, h float64, font family) *svgCanvas {
	c := &svgCanvas{w: w, h: h, font: font}
	c.state.m = [6]float64{1, 0, 0, 1, 0, 0}
	c.state.width = 1
	c.state.color = color.NRGBA{A: 255}
	return c
}

// document closes the drawing and returns it. title is for screen readers.
func (c *svgCanvas) document(title string) string {
	var b strings.Builder
	w, h := num(c.w, 2), num(c.h, 2)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="%s" height="%s" viewBox="0 0 %s %s" font-family="%s" stroke-linejoin="round" role="img">`,
		w, h, w, h, c.font.css())
	b.WriteString("\n<title>" + html.EscapeString(title) + "</title>\n")
	b.Write(c.buf.Bytes())
	b.WriteString("</svg>\n")
	return b.String()
}

func (c *svgCanvas) SetLineWidth(w vg.Length) { c.state.width = float64(w) }
func (c *svgCanvas) SetLineDash(d []vg.Length, offset vg.Length) {
	c.state.dash, c.state.offset = d, offset
}

func (c *svgCanvas) SetColor(clr color.Color) {
	if clr == nil {
		clr = color.Black
	}
	c.state.color = color.NRGBAModel.Convert(clr).(color.NRGBA)
}

func (c *svgCanvas) Push() { c.stack = append(c.stack, c.state) }
func (c *svgCanvas) Pop() {
	c.state = c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
}

func (c *svgCanvas) Rotate(rad float64) {
	sin, cos := math.Sincos(rad)
	c.multiply([6]float64{cos, sin, -sin, cos, 0, 0})
}
func (c *svgCanvas) Translate(p vg.Point) {
	c.multiply([6]float64{1, 0, 0, 1, float64(p.X), float64(p.Y)})
}
func (c *svgCanvas) Scale(x, y float64) { c.multiply([6]float64{x, 0, 0, y, 0, 0}) }

func (c *svgCanvas) multiply(b [6]float64) {
	a := c.state.m
	c.state.m = [6]float64{
		a[0]*b[0] + a[2]*b[1], a[1]*b[0] + a[3]*b[1],
		a[0]*b[2] + a[2]*b[3], a[1]*b[2] + a[3]*b[3],
		a[0]*b[4] + a[2]*b[5] + a[4], a[1]*b[4] + a[3]*b[5] + a[5],
	}
}

// page is the place of a point on the SVG page, whose y runs down.
func (c *svgCanvas) page(p vg.Point) (x, y float64) {
	m := &c.state.m
	px, py := float64(p.X), float64(p.Y)
	return m[0]*px + m[2]*py + m[4], c.h - (m[1]*px + m[3]*py + m[5])
}

func (c *svgCanvas) Stroke(path vg.Path) {
	if c.state.width <= 0 || len(path) == 0 {
		return
	}
	fmt.Fprintf(&c.buf, `<path fill="none" stroke="%s"`, hex(c.state.color))
	c.opacity("stroke-opacity")
	fmt.Fprintf(&c.buf, ` stroke-width="%s"`, num(c.state.width, 2))
	if len(c.state.dash) > 0 {
		dash := make([]string, len(c.state.dash))
		for i, d := range c.state.dash {
			dash[i] = num(float64(d), 2)
		}
		fmt.Fprintf(&c.buf, ` stroke-dasharray="%s"`, strings.Join(dash, " "))
		if c.state.offset != 0 {
			fmt.Fprintf(&c.buf, ` stroke-dashoffset="%s"`, num(float64(c.state.offset), 2))
		}
	}
	c.data(path)
}

func (c *svgCanvas) Fill(path vg.Path) {
	if len(path) == 0 {
		return
	}
	fmt.Fprintf(&c.buf, `<path fill="%s"`, hex(c.state.color))
	c.opacity("fill-opacity")
	c.data(path)
}

func (c *svgCanvas) opacity(name string) {
	if a := c.state.color.A; a < 255 {
		fmt.Fprintf(&c.buf, ` %s="%s"`, name, num(float64(a)/255, 2))
	}
}

// data writes the path in relative steps. Points are rounded before steps are
// taken, so that errors do not add up.
func (c *svgCanvas) data(path vg.Path) {
	digits, unit := 2, 100.0
	if len(path) > 400 {
		digits, unit = 1, 10
	}
	c.buf.WriteString(` d="`)
	var lastX, lastY int64
	last := byte(0)
	step := func(cmd byte, pts ...vg.Point) {
		x0, y0 := lastX, lastY
		for i, p := range pts {
			x, y := c.page(p)
			xi, yi := int64(math.Round(x*unit)), int64(math.Round(y*unit))
			if cmd == 'M' {
				x0, y0 = 0, 0
			}
			if i == 0 && cmd != last {
				c.buf.WriteByte(cmd)
			} else if xi-x0 >= 0 {
				c.buf.WriteByte(' ')
			}
			c.buf.Write(appendUnits(c.buf.AvailableBuffer(), xi-x0, digits))
			if yi-y0 >= 0 {
				c.buf.WriteByte(' ')
			}
			c.buf.Write(appendUnits(c.buf.AvailableBuffer(), yi-y0, digits))
			lastX, lastY = xi, yi
		}
		last = cmd
		if cmd == 'M' {
			last = 0
		}
	}
	for _, s := range path {
		switch s.Type {
		case vg.MoveComp:
			step('M', s.Pos)
		case vg.LineComp:
			step('l', s.Pos)
		case vg.CurveComp:
			if len(s.Control) == 1 {
				step('q', s.Control[0], s.Pos)
			} else {
				step('c', s.Control[0], s.Control[1], s.Pos)
			}
		case vg.ArcComp:
			for _, b := range bezierArc(s) {
				if len(b) == 1 {
					step('l', b[0])
				} else {
					step('c', b...)
				}
			}
		case vg.CloseComp:
			c.buf.WriteByte('z')
			last = 0
		}
	}
	c.buf.WriteString("\"/>\n")
}

// bezierArc turns an arc into a line to its start and cubic curves of at most a
// quarter turn.
func bezierArc(s vg.PathComp) [][]vg.Point {
	at := func(a, along float64) vg.Point {
		sin, cos := math.Sincos(a)
		r := float64(s.Radius)
		return vg.Point{X: s.Pos.X + vg.Length(r*(cos-along*sin)), Y: s.Pos.Y + vg.Length(r*(sin+along*cos))}
	}
	n := max(int(math.Ceil(math.Abs(s.Angle)/(math.Pi/2)-1e-9)), 1)
	d := s.Angle / float64(n)
	k := 4.0 / 3 * math.Tan(d/4)
	curves := [][]vg.Point{{at(s.Start, 0)}}
	for i := range n {
		a := s.Start + float64(i)*d
		curves = append(curves, []vg.Point{at(a, k), at(a+d, -k), at(a+d, 0)})
	}
	return curves
}

func hex(c color.NRGBA) string {
	return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
}

// num writes v with at most so many decimals and no more than needed.
func num(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// appendUnits writes v hundredths (or tenths) as a decimal: -5 as -.05.
func appendUnits(b []byte, v int64, decimals int) []byte {
	if v < 0 {
		b, v = append(b, '-'), -v
	}
	unit := int64(10)
	if decimals == 2 {
		unit = 100
	}
	whole, part := v/unit, v%unit
	if whole != 0 || part == 0 {
		b = strconv.AppendInt(b, whole, 10)
	}
	if part == 0 {
		return b
	}
	b = append(b, '.')
	if decimals == 2 {
		b = append(b, byte('0'+part/10))
		if part%10 != 0 {
			b = append(b, byte('0'+part%10))
		}
		return b
	}
	return append(b, byte('0'+part))
}
