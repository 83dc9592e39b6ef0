package plot

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"

	"gonum.org/v1/plot/vg"
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
	s, err := f.sheet()
	if err != nil {
		return display.Error(err)
	}
	b := display.Bundle{
		Data:     map[string]any{"text/plain": f.describe()},
		Metadata: map[string]any{"image/png": map[string]any{"width": int(s.w), "height": int(s.h)}},
	}
	if f.png {
		b.Data["image/png"], err = s.png(false)
	} else {
		b.Data["image/svg+xml"], b.Data["image/png"], err = s.both()
	}
	if err != nil {
		return display.Error(err)
	}
	return b
}

// both draws the sheet as SVG and as PNG of few colours, at the same time where
// all that is drawn is ours: a plotter of gonum may not bear that.
func (s *sheet) both() (text string, data []byte, err error) {
	for _, p := range s.plans {
		for _, l := range p.layers {
			if _, ok := l.(*foreign); ok {
				if text, err = s.svg(); err == nil {
					data, err = s.png(true)
				}
				return text, data, err
			}
		}
	}
	var wait sync.WaitGroup
	var svgErr error
	wait.Go(func() { text, svgErr = s.svg() })
	data, err = s.png(true)
	wait.Wait()
	return text, data, cmp.Or(err, svgErr)
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
	s, err := f.sheet()
	if err != nil {
		return "", err
	}
	return s.svg()
}

func (s *sheet) svg() (string, error) {
	c := newSVG(s.w, s.h, s.theme.font)
	if err := s.draw(&painter{Canvas: c, svg: c, theme: s.theme}); err != nil {
		return "", err
	}
	return c.document(s.describe()), nil
}

// PNG returns the figure as a PNG file at twice its size in pixels.
func (f *Figure) PNG() ([]byte, error) {
	s, err := f.sheet()
	if err != nil {
		return nil, err
	}
	return s.png(false)
}

// png encodes the figure, with few colours or all.
func (s *sheet) png(few bool) ([]byte, error) {
	p := s.painter()
	defer p.pix.free()
	if err := s.draw(p); err != nil {
		return nil, err
	}
	var img image.Image = p.pix.img
	encoder := &small
	if few { // a third of the time for a tenth more bytes
		img, encoder = indexed(p.pix.img), &quick
	}
	var buf bytes.Buffer
	if err := encoder.Encode(&buf, img); err != nil {
		return nil, fmt.Errorf("plot: PNG: %w", err)
	}
	return buf.Bytes(), nil
}

var (
	small = png.Encoder{BufferPool: new(encoderPool)}
	quick = png.Encoder{BufferPool: new(encoderPool), CompressionLevel: png.BestSpeed}
)

// encoderPool keeps the buffers of encoders.
type encoderPool struct{ sync.Pool }

func (p *encoderPool) Get() *png.EncoderBuffer {
	b, _ := p.Pool.Get().(*png.EncoderBuffer)
	return b
}

func (p *encoderPool) Put(b *png.EncoderBuffer) { p.Pool.Put(b) }

// Image returns the figure as an image, at twice its size in pixels.
func (f *Figure) Image() (image.Image, error) {
	s, err := f.sheet()
	if err != nil {
		return nil, err
	}
	p := s.painter()
	if err := s.draw(p); err != nil {
		return nil, err // not an Image that holds a nil pointer
	}
	return p.pix.img, nil
}

// painter draws on pixels.
func (s *sheet) painter() *painter {
	const twice = 2
	return newPixels(s.w, s.h, twice, s.theme.paper, s.theme)
}

// PDF returns the figure as a PDF file whose text is drawn as outlines, so that
// it needs no fonts.
func (f *Figure) PDF() ([]byte, error) {
	const pointsPerPixel = 72.0 / 96
	s, err := f.sheet()
	if err != nil {
		return nil, err
	}
	c := vgpdf.New(vg.Length(s.w*pointsPerPixel), vg.Length(s.h*pointsPerPixel))
	c.Push()
	c.Scale(pointsPerPixel, pointsPerPixel)
	if err := s.draw(&painter{Canvas: pdfCanvas{c}, theme: s.theme}); err != nil {
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

// guard turns a panic, such as gonum's on data that a plotter of its own cannot
// draw, into an error.
func guard(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("plot: drawing failed: %v", r)
		if debugPanics {
			*err = fmt.Errorf("%w\n%s", *err, debug.Stack())
		}
	}
}

// debugPanics adds the stack to errors from panics; tests set it.
var debugPanics bool
