package plot

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"

	"monro/stdlib/display"
)

// Display shows the figure as SVG and, for front ends that do not show that, as
// PNG: Jupyter leaves out the SVG of notebooks that the reader has not run or
// trusted. After AsPNG it is PNG alone. A figure that went wrong shows its error.
func (f *Figure) Display() display.Bundle {
	if f == nil {
		return display.Text("nil")
	}
	img, err := f.raster()
	if err != nil {
		return display.Error(err)
	}
	w, h := f.size()
	b := display.Bundle{
		Data:     map[string]any{"text/plain": f.describe()},
		Metadata: map[string]any{"image/png": map[string]any{"width": int(w), "height": int(h)}},
	}
	if f.png {
		b.Data["image/png"], err = encodePNG(img)
	} else if b.Data["image/svg+xml"], err = f.SVG(); err == nil {
		b.Data["image/png"], err = encodePNG(indexed(img))
	}
	if err != nil {
		return display.Error(err)
	}
	return b
}

// String is a line about the figure, or its error.
func (f *Figure) String() string {
	if err := f.Err(); err != nil {
		return err.Error()
	}
	return f.describe()
}

// SVG returns the figure as an svg element with text that can be selected.
func (f *Figure) SVG() (string, error) {
	w, h := f.size()
	c := newSVG(w, h)
	if err := f.draw(&painter{Canvas: c, svg: c}); err != nil {
		return "", err
	}
	return c.document(f.describe()), nil
}

// PNG returns the figure as a PNG file at twice its size in pixels.
func (f *Figure) PNG() ([]byte, error) {
	img, err := f.Image()
	if err != nil {
		return nil, err
	}
	return encodePNG(img)
}

func encodePNG(img image.Image) ([]byte, error) {
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		return nil, fmt.Errorf("plot: PNG: %w", err)
	}
	return buf.Bytes(), nil
}

// Image returns the figure as an image, at twice its size in pixels.
func (f *Figure) Image() (image.Image, error) {
	img, err := f.raster()
	if err != nil {
		return nil, err // not an Image that holds a nil pointer
	}
	return img, nil
}

// raster draws the figure on pixels.
func (f *Figure) raster() (*image.RGBA, error) {
	// A point of gonum's canvas is a pixel of the figure: 72 to the inch.
	const twice = 2 * 72
	w, h := f.size()
	c := vgimg.NewWith(vgimg.UseWH(vg.Length(w), vg.Length(h)), vgimg.UseDPI(twice))
	if err := f.draw(&painter{Canvas: c}); err != nil {
		return nil, err
	}
	return c.Image().(*image.RGBA), nil // what gonum's canvas draws on
}

// PDF returns the figure as a PDF file whose text is drawn as outlines, so that
// it needs no fonts.
func (f *Figure) PDF() ([]byte, error) {
	const pointsPerPixel = 72.0 / 96
	w, h := f.size()
	c := vgpdf.New(vg.Length(w*pointsPerPixel), vg.Length(h*pointsPerPixel))
	c.Push()
	c.Scale(pointsPerPixel, pointsPerPixel)
	if err := f.draw(&painter{Canvas: pdfCanvas{c}}); err != nil {
		return nil, err
	}
	c.Pop()
	var buf bytes.Buffer
	if _, err := c.WriteTo(&buf); err != nil {
		return nil, fmt.Errorf("plot: PDF: %w", err)
	}
	return buf.Bytes(), nil
}

// Save writes the figure to a file in the format that its name ends with: .svg,
// .png or .pdf.
func (f *Figure) Save(file string) error {
	var data []byte
	var err error
	switch ext := strings.ToLower(filepath.Ext(file)); ext {
	case ".svg":
		var text string
		text, err = f.SVG()
		data = []byte(text)
	case ".png":
		data, err = f.PNG()
	case ".pdf":
		data, err = f.PDF()
	default:
		err = fmt.Errorf("plot: Save(%q): want a name that ends in .svg, .png or .pdf", file)
	}
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, data, 0o666); err != nil {
		return fmt.Errorf("plot: Save: %w", err)
	}
	return nil
}

// draw paints the figure and turns a panic below, such as gonum's on data that a
// plotter of its own cannot draw, into an error.
func (f *Figure) draw(p *painter) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("plot: drawing failed: %v", r)
			if debugPanics {
				err = fmt.Errorf("%w\n%s", err, debug.Stack())
			}
		}
	}()
	return f.paint(p)
}

// debugPanics adds the stack to errors from panics; tests set it.
var debugPanics bool
