package display

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/draw"
	"image/png"
	"time"
)

// Animation shows images of one size one after the other, over and over, each
// for the given time (100 ms for 0 or less). It is an animated PNG: no colour is
// lost, and what shows no movement shows the first image. Of each image only the
// rectangle that differs from the one before is stored.
func Animation(frames []image.Image, each time.Duration) Bundle {
	if each <= 0 {
		each = 100 * time.Millisecond
	}
	data, err := apng(frames, each)
	if err != nil {
		return Error(fmt.Errorf("display.Animation: %w", err))
	}
	r := frames[0].Bounds()
	return Bundle{Data: map[string]any{
		"image/png":  data,
		"text/plain": fmt.Sprintf("animation, %d images of %v, %d×%d, %s", len(frames), each, r.Dx(), r.Dy(), size(len(data))),
	}}
}

// apng writes an animated PNG (PNG specification, third edition, section 11.3.6):
// the first image is the ordinary one, the others are chunks that old readers skip.
func apng(frames []image.Image, each time.Duration) ([]byte, error) {
	ms := each.Milliseconds()
	if ms < 1 || ms > 65535 {
		return nil, fmt.Errorf("%v for each image, want 1 ms to 65.535 s", each)
	}
	pictures, opaque, err := alike(frames)
	if err != nil {
		return nil, err
	}
	out := []byte("\x89PNG\r\n\x1a\n")
	var sequence, last = uint32(0), (*image.NRGBA)(nil)
	for i, p := range pictures {
		r := changed(last, p)
		last = p
		chunks, err := pngChunks(p.SubImage(r).(*image.NRGBA), opaque)
		if err != nil {
			return nil, fmt.Errorf("image %d: %w", i, err)
		}
		if i == 0 {
			out = chunk(out, "IHDR", chunks["IHDR"])
			out = chunk(out, "acTL", numbers(uint32(len(pictures)), 0))
		}
		control := numbers(sequence, uint32(r.Dx()), uint32(r.Dy()), uint32(r.Min.X), uint32(r.Min.Y))
		control = binary.BigEndian.AppendUint16(control, uint16(ms))
		control = binary.BigEndian.AppendUint16(control, 1000)
		out = chunk(out, "fcTL", append(control, 0, 0)) // keep what is there, put this in its place
		sequence++
		if i == 0 {
			out = chunk(out, "IDAT", chunks["IDAT"])
			continue
		}
		out = chunk(out, "fdAT", append(numbers(sequence), chunks["IDAT"]...))
		sequence++
	}
	return chunk(out, "IEND", nil), nil
}

// alike gives the images one type and their upper left corners the place (0, 0).
func alike(frames []image.Image) (pictures []*image.NRGBA, opaque bool, err error) {
	if len(frames) == 0 {
		return nil, false, errors.New("no images")
	}
	opaque = true
	for i, f := range frames {
		if f == nil {
			return nil, false, fmt.Errorf("image %d is nil", i)
		}
		r, first := f.Bounds(), frames[0].Bounds()
		if r.Empty() || r.Size() != first.Size() {
			return nil, false, fmt.Errorf("image %d is %d×%d, the first one %d×%d", i, r.Dx(), r.Dy(), first.Dx(), first.Dy())
		}
		p := image.NewNRGBA(image.Rectangle{Max: r.Size()})
		draw.Draw(p, p.Rect, f, r.Min, draw.Src)
		pictures = append(pictures, p)
		opaque = opaque && p.Opaque()
	}
	return pictures, opaque, nil
}

// changed is the smallest rectangle, of a pixel at least, outside of which two
// images are equal; the whole for the first.
func changed(old, p *image.NRGBA) image.Rectangle {
	if old == nil {
		return p.Rect
	}
	r := image.Rectangle{}
	for y := range p.Rect.Dy() {
		from, to := p.PixOffset(0, y), p.PixOffset(0, y)+p.Stride
		if bytes.Equal(old.Pix[from:to], p.Pix[from:to]) {
			continue
		}
		for x := range p.Rect.Dx() {
			at := from + 4*x
			if !bytes.Equal(old.Pix[at:at+4], p.Pix[at:at+4]) {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if r.Empty() {
		return image.Rect(0, 0, 1, 1)
	}
	return r
}

// translucent keeps package png from leaving out the alpha of an image that
// happens to need none: all images of a file have one type.
type translucent struct{ *image.NRGBA }

func (translucent) Opaque() bool { return false }

// pngChunks encodes an image and returns the chunks of the file, equal ones as one.
func pngChunks(p *image.NRGBA, opaque bool) (map[string][]byte, error) {
	var img image.Image = p
	if !opaque {
		img = translucent{p}
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		return nil, err
	}
	chunks := map[string][]byte{}
	for b := buf.Bytes()[8:]; len(b) >= 12; {
		n, name := binary.BigEndian.Uint32(b), string(b[4:8])
		chunks[name] = append(chunks[name], b[8:8+n]...)
		b = b[12+n:]
	}
	return chunks, nil
}

// chunk appends a chunk of a PNG file: length, name, data, checksum.
func chunk(out []byte, name string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	start := len(out)
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[start:]))
}

func numbers(vs ...uint32) []byte {
	var b []byte
	for _, v := range vs {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return b
}
