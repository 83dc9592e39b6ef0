package display

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"testing"
	"time"
)

type pngChunk struct {
	name string
	data []byte
}

// readChunks reads a PNG file and checks the checksums.
func readChunks(t *testing.T, b []byte) (list []pngChunk) {
	t.Helper()
	for b = b[8:]; len(b) > 0; {
		n := binary.BigEndian.Uint32(b)
		if crc32.ChecksumIEEE(b[4:8+n]) != binary.BigEndian.Uint32(b[8+n:]) {
			t.Fatalf("checksum of %s", b[4:8])
		}
		list = append(list, pngChunk{string(b[4:8]), b[8 : 8+n]})
		b = b[12+n:]
	}
	return list
}

// play is the pictures that a viewer of an animated PNG would show.
func play(t *testing.T, file []byte) (frames []image.Image, each time.Duration) {
	t.Helper()
	var header, control []byte
	var canvas *image.NRGBA
	count, sequence := uint32(0), uint32(0)
	next := func(b []byte) []byte {
		if got := binary.BigEndian.Uint32(b); got != sequence {
			t.Fatalf("sequence number %d, want %d", got, sequence)
		}
		sequence++
		return b[4:]
	}
	for _, c := range readChunks(t, file) {
		data := c.data
		switch c.name {
		case "IHDR":
			header = bytes.Clone(data)
			canvas = image.NewNRGBA(image.Rect(0, 0, int(binary.BigEndian.Uint32(data)), int(binary.BigEndian.Uint32(data[4:]))))
		case "acTL":
			count = binary.BigEndian.Uint32(data)
		case "fcTL":
			control = next(data)
			each = time.Second * time.Duration(binary.BigEndian.Uint16(control[16:])) / time.Duration(binary.BigEndian.Uint16(control[18:]))
		case "fdAT", "IDAT":
			if c.name == "fdAT" {
				data = next(data)
			}
			w, h := binary.BigEndian.Uint32(control), binary.BigEndian.Uint32(control[4:])
			x, y := int(binary.BigEndian.Uint32(control[8:])), int(binary.BigEndian.Uint32(control[12:]))
			head := append(numbers(w, h), header[8:]...)
			one := chunk(chunk(chunk([]byte("\x89PNG\r\n\x1a\n"), "IHDR", head), "IDAT", data), "IEND", nil)
			img, err := png.Decode(bytes.NewReader(one))
			if err != nil {
				t.Fatalf("image %d: %v", len(frames), err)
			}
			draw.Draw(canvas, image.Rect(x, y, x+int(w), y+int(h)), img, img.Bounds().Min, draw.Src)
			frame := image.NewNRGBA(canvas.Rect)
			copy(frame.Pix, canvas.Pix)
			frames = append(frames, frame)
		}
	}
	if int(count) != len(frames) {
		t.Errorf("%d images announced, %d there", count, len(frames))
	}
	return frames, each
}

func TestAnimation(t *testing.T) {
	paint := func(img draw.Image, k int, c color.Color) draw.Image {
		r := img.Bounds()
		for i := range 3 {
			img.Set(r.Min.X+(k*2+i)%r.Dx(), r.Min.Y+k%r.Dy(), c)
		}
		return img
	}
	for name, make := range map[string]func(k int) image.Image{
		"opaque": func(k int) image.Image {
			img := image.NewRGBA(image.Rect(5, 7, 20, 16))
			draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
			return paint(img, k, color.RGBA{200, 10, uint8(k), 255})
		},
		"some opaque": func(k int) image.Image {
			img := image.NewNRGBA(image.Rect(0, 0, 9, 9))
			if k > 1 {
				draw.Draw(img, img.Rect, image.Black, image.Point{}, draw.Src)
			}
			return paint(img, k, color.NRGBA{1, 2, 3, 128})
		},
		"palette": func(k int) image.Image {
			return paint(image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.White, color.Gray{100}}), k, color.Gray{100})
		},
		"all the same": func(int) image.Image { return image.NewGray16(image.Rect(0, 0, 3, 3)) },
	} {
		var frames []image.Image
		for k := range 5 {
			frames = append(frames, make(k))
		}
		b := Animation(frames, 40*time.Millisecond)
		file, ok := b.Data["image/png"].([]byte)
		if !ok {
			t.Fatalf("%s: %s", name, b.Text())
		}
		if _, err := png.Decode(bytes.NewReader(file)); err != nil {
			t.Errorf("%s: package png reads it with %v", name, err)
		}
		got, each := play(t, file)
		if len(got) != 5 || each != 40*time.Millisecond {
			t.Fatalf("%s: %d images of %v", name, len(got), each)
		}
		for k, f := range frames {
			r := f.Bounds()
			for y := range r.Dy() {
				for x := range r.Dx() {
					want := color.NRGBAModel.Convert(f.At(r.Min.X+x, r.Min.Y+y))
					if c := got[k].At(x, y); c != want {
						t.Fatalf("%s: image %d at %d, %d is %v, want %v", name, k, x, y, c, want)
					}
				}
			}
		}
	}
}
