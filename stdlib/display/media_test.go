package display

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"image"
	"image/color"
	"image/gif"
	"math"
	"reflect"
	"strings"
	"testing"
)

// payload is the data of the data URI in markup.
func payload(t *testing.T, b Bundle, mime string) []byte {
	t.Helper()
	_, s, ok := strings.Cut(markup(b), `"data:`+mime+`;base64,`)
	s, _, _ = strings.Cut(s, `"`)
	data, err := base64.StdEncoding.DecodeString(s)
	if !ok || err != nil {
		t.Fatalf("no %s in %s: %v", mime, markup(b), err)
	}
	return data
}

// The header is that of the WAVE format, field by field.
func TestAudio(t *testing.T) {
	b := Audio([]float64{0, 0.5, -1, 1}, 8000)
	data := payload(t, b, "audio/wav")
	var h struct {
		Riff           [4]byte
		Size           uint32
		Wave, Fmt      [4]byte
		FmtSize        uint32
		Format, Chans  uint16
		Rate, ByteRate uint32
		Frame, Bits    uint16
		Data           [4]byte
		DataSize       uint32
		Samples        [4]int16
	}
	if err := binary.Read(bytes.NewReader(data), binary.LittleEndian, &h); err != nil {
		t.Fatal(err)
	}
	if string(h.Riff[:])+string(h.Wave[:])+string(h.Fmt[:])+string(h.Data[:]) != "RIFFWAVEfmt data" || h.Size != uint32(len(data)-8) || h.FmtSize != 16 ||
		h.Format != 1 || h.Chans != 1 || h.Rate != 8000 || h.ByteRate != 16000 || h.Frame != 2 || h.Bits != 16 || h.DataSize != 8 {
		t.Errorf("header %+v", h)
	}
	if want := [4]int16{0, 16384, -32767, 32767}; h.Samples != want {
		t.Errorf("samples %v, want %v", h.Samples, want)
	}
	if b.Text() != "audio, 0.0005 s at 8 kHz, 52 bytes" {
		t.Errorf("text %q", b.Text())
	}
}

func TestStereo(t *testing.T) {
	data := payload(t, Stereo([]float64{2, 0}, []float64{-4, 1}, 44100), "audio/wav")
	var samples [4]int16
	binary.Read(bytes.NewReader(data[44:]), binary.LittleEndian, &samples)
	if want := [4]int16{16384, -32767, 0, 8192}; samples != want || data[22] != 2 || data[32] != 4 { // all a quarter as loud
		t.Errorf("samples %v, want %v; header % x", samples, want, data[:44])
	}
}

func TestMediaErrors(t *testing.T) {
	for want, b := range map[string]Bundle{
		"display.Audio: no samples":                                                   Audio(nil, 8000),
		"display.Audio: rate is 0 samples a second, want 1 to 1000000":                Audio([]float64{1}, 0),
		"display.Audio: sample 1 is NaN":                                              Audio([]float64{1, math.NaN()}, 1),
		"display.Stereo: channels of 1 and 2 samples":                                 Stereo([]float64{1}, []float64{1, 2}, 1),
		"display.Video: 3 bytes that are no MP4, WebM or Ogg file":                    Video([]byte("abc")),
		"display.GIF: not a GIF image (3 bytes): gif: reading header: unexpected EOF": GIF([]byte("abc")),
		"display.VegaLite: the specification is [1], want a JSON object":              VegaLite([]int{1}),
		"display.VegaLite: the specification is {, want a JSON object":                VegaLite("{"),
		"display.VegaLite: the specification is null, want a JSON object":             VegaLite(nil),
		"display.VegaLite: json: unsupported type: func()":                            VegaLite(func() {}),
		"display.Animation: no images":                                                Animation(nil, 0),
		"display.Animation: image 0 is nil":                                           Animation([]image.Image{nil}, 0),
		"display.Animation: image 1 is 2×1, the first one 1×1":                        Animation([]image.Image{image.NewGray(image.Rect(0, 0, 1, 1)), image.NewGray(image.Rect(0, 0, 2, 1))}, 0),
		"display.Animation: image 0 is 0×0, the first one 0×0":                        Animation([]image.Image{image.NewGray(image.Rect(0, 0, 0, 0))}, 0),
		"display.Animation: 1h0m0s for each image, want 1 ms to 65.535 s":             Animation([]image.Image{image.NewGray(image.Rect(0, 0, 1, 1))}, 3600e9),
	} {
		if b.Text() != want || !strings.Contains(markup(b), "#dc3640") {
			t.Errorf("%q, want %q", b.Text(), want)
		}
	}
}

func TestVideo(t *testing.T) {
	for mime, data := range map[string]string{"video/mp4": "\x00\x00\x00\x18ftypisom....", "video/webm": "\x1aE\xdf\xa3...", "video/ogg": "OggS..."} {
		b := Video([]byte(data))
		if got := payload(t, b, mime); string(got) != data || !strings.HasPrefix(b.Text(), mime+", ") {
			t.Errorf("%s: %q, %q", mime, got, b.Text())
		}
	}
}

func TestGIF(t *testing.T) {
	var buf bytes.Buffer
	p := image.NewPaletted(image.Rect(0, 0, 3, 2), color.Palette{color.Black, color.White})
	if err := gif.EncodeAll(&buf, &gif.GIF{Image: []*image.Paletted{p, p}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	b := GIF(buf.Bytes())
	if !bytes.Equal(payload(t, b, "image/gif"), buf.Bytes()) || !strings.HasPrefix(b.Text(), "GIF image, 3×2, ") {
		t.Errorf("%v", b)
	}
}

func TestVegaLite(t *testing.T) {
	want := map[string]any{"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "mark": "bar", "data": map[string]any{"values": []any{1.0, 2.0}}}
	for _, spec := range []any{
		`{"mark": "bar", "data": {"values": [1, 2]}}`,
		[]byte(`{"mark": "bar", "data": {"values": [1, 2]}, "$schema": "https://vega.github.io/schema/vega-lite/v5.json"}`),
		map[string]any{"mark": "bar", "data": map[string]any{"values": []int{1, 2}}},
	} {
		b := VegaLite(spec)
		raw, _ := b.Data["application/vnd.vegalite.v5+json"].(json.RawMessage)
		var got any
		if err := json.Unmarshal(raw, &got); err != nil || !reflect.DeepEqual(got, any(want)) {
			t.Errorf("%v: %s, %v", spec, raw, err)
		}
		if !strings.HasPrefix(b.Text(), "Vega-Lite chart, ") {
			t.Error(b.Text())
		}
	}
}
