// Command logo draws Monro's logo: a stochastic approximation that finds its
// root. It writes the SVG and the two PNGs that Jupyter's launcher asks for, all
// from the one drawing below.
//
//	go run ./install/logo install/kernelspec
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// The drawing, on a square of side 64.
const (
	side   = 64.0
	corner = 15.0 // radius of the rounded square

	strokeWidth = 4.2
	rootRadius  = 5.6
)

type point struct{ x, y float64 }

var (
	root = point{46, 25}

	// Iterates: each overshoots the root by less than the one before.
	path = []point{{9, 54}, {30, 49}, {17, 32}, {41, 41}, {31, 16}, root}

	// Level sets of what the iterates descend.
	rings = []float64{12, 22, 32}

	night = color.NRGBA{0x1b, 0x2a, 0x49, 0xff}
	ring  = color.NRGBA{0x3f, 0x5b, 0x8f, 0xff}
	trail = color.NRGBA{0xf2, 0xa6, 0x3b, 0xff}
	glow  = color.NRGBA{0xff, 0xf4, 0xe0, 0xff}
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: logo DIR")
	}
	dir := os.Args[1]
	write(dir, "logo-svg.svg", []byte(svg()))
	for _, size := range []int{32, 64} {
		var b bytes.Buffer
		if err := png.Encode(&b, raster(size)); err != nil {
			log.Fatal(err)
		}
		write(dir, fmt.Sprintf("logo-%dx%d.png", size, size), b.Bytes())
	}
}

func write(dir, name string, data []byte) {
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
		log.Fatal(err)
	}
}

func svg() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g">`+"\n", side, side)
	fmt.Fprintf(&b, `<clipPath id="tile"><rect width="%g" height="%g" rx="%g"/></clipPath>`+"\n", side, side, corner)
	fmt.Fprintf(&b, `<g clip-path="url(#tile)"><rect width="%g" height="%g" fill="%s"/>`+"\n", side, side, hex(night))
	for _, r := range rings {
		fmt.Fprintf(&b, `<circle cx="%g" cy="%g" r="%g" fill="none" stroke="%s" stroke-width="1.6"/>`+"\n", root.x, root.y, r, hex(ring))
	}
	var line []string
	for _, p := range path {
		line = append(line, fmt.Sprintf("%g,%g", p.x, p.y))
	}
	fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="%g" stroke-linejoin="round" stroke-linecap="round"/>`+"\n",
		strings.Join(line, " "), hex(trail), strokeWidth)
	fmt.Fprintf(&b, `<circle cx="%g" cy="%g" r="%g" fill="%s"/></g></svg>`+"\n", root.x, root.y, rootRadius, hex(glow))
	return b.String()
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// raster averages a grid of samples in each pixel.
func raster(size int) image.Image {
	const grid = 8
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	scale := side / float64(size) / grid
	for py := range size {
		for px := range size {
			var r, g, b, a float64
			for s := range grid * grid {
				c := at(point{(float64(px*grid+s%grid) + 0.5) * scale, (float64(py*grid+s/grid) + 0.5) * scale})
				w := float64(c.A)
				r, g, b, a = r+w*float64(c.R), g+w*float64(c.G), b+w*float64(c.B), a+w
			}
			if a > 0 {
				img.SetNRGBA(px, py, color.NRGBA{
					uint8(math.Round(r / a)), uint8(math.Round(g / a)), uint8(math.Round(b / a)),
					uint8(math.Round(a / (grid * grid))),
				})
			}
		}
	}
	return img
}

// at is the drawing's colour at one point.
func at(p point) color.NRGBA {
	if outside(p) {
		return color.NRGBA{}
	}
	toRoot := math.Hypot(p.x-root.x, p.y-root.y)
	if toRoot <= rootRadius {
		return glow
	}
	for i := 1; i < len(path); i++ {
		if distance(p, path[i-1], path[i]) <= strokeWidth/2 {
			return trail
		}
	}
	for _, r := range rings {
		if math.Abs(toRoot-r) <= 0.8 {
			return ring
		}
	}
	return night
}

// outside says whether p lies beyond the rounded square.
func outside(p point) bool {
	beyond := func(v float64) float64 { return max(corner-v, v-(side-corner), 0) }
	return math.Hypot(beyond(p.x), beyond(p.y)) > corner
}

// distance from p to the segment ab.
func distance(p, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	t := ((p.x-a.x)*dx + (p.y-a.y)*dy) / (dx*dx + dy*dy)
	t = min(max(t, 0), 1)
	return math.Hypot(p.x-a.x-t*dx, p.y-a.y-t*dy)
}
