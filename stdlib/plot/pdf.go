package plot

import (
	"image"
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgpdf"
)

// pdfCanvas is gonum's PDF canvas with two of its habits corrected: it takes
// colours multiplied by their opacity for plain ones, and turns images over.
type pdfCanvas struct{ *vgpdf.Canvas }

// straight is a colour whose RGBA is not multiplied by its opacity.
type straight color.NRGBA

func (c straight) RGBA() (r, g, b, a uint32) {
	const wide = 0x101
	return uint32(c.R) * wide, uint32(c.G) * wide, uint32(c.B) * wide, uint32(c.A) * wide
}

func (c pdfCanvas) SetColor(clr color.Color) {
	if clr == nil {
		clr = color.Black
	}
	c.Canvas.SetColor(straight(color.NRGBAModel.Convert(clr).(color.NRGBA)))
}

func (c pdfCanvas) DrawImage(box vg.Rectangle, img image.Image) {
	b := img.Bounds()
	over := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			over.Set(x, b.Dy()-1-y, img.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	c.SetColor(color.Black) // full opacity, which applies to images too
	c.Canvas.DrawImage(box, over)
}
