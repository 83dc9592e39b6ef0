package display

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image/gif"
	"math"
	"time"
)

// Audio shows a player for samples taken at rate per second. Samples lie
// between -1 and 1; where they exceed that, all are scaled so that they do not.
// They are stored with 16 bits, which takes 2 bytes each.
func Audio(samples []float64, rate int) Bundle { return audio("Audio", rate, samples) }

// Stereo is [Audio] with a channel for each ear; both are equally long.
func Stereo(left, right []float64, rate int) Bundle { return audio("Stereo", rate, left, right) }

func audio(name string, rate int, channels ...[]float64) Bundle {
	data, err := wav(rate, channels...)
	if err != nil {
		return Error(fmt.Errorf("display.%s: %w", name, err))
	}
	length := time.Duration(float64(len(channels[0])) / float64(rate) * 1e9)
	return rich("text/html",
		`<audio controls src="`+dataURI("audio/wav", data)+`"></audio>`,
		fmt.Sprintf("audio, %.3g s at %g kHz, %s", length.Seconds(), float64(rate)/1e3, size(len(data))))
}

// wav is a WAV file of 16-bit samples, those of the channels in turn.
func wav(rate int, channels ...[]float64) ([]byte, error) {
	n, peak := len(channels[0]), 1.0
	if rate < 1 || rate > 1e6 {
		return nil, fmt.Errorf("rate is %d samples a second, want 1 to 1000000", rate)
	}
	if n == 0 {
		return nil, errors.New("no samples")
	}
	for _, c := range channels {
		if len(c) != n {
			return nil, fmt.Errorf("channels of %d and %d samples", n, len(c))
		}
		for i, x := range c {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return nil, fmt.Errorf("sample %d is %g", i, x)
			}
			peak = max(peak, math.Abs(x))
		}
	}
	frame := 2 * len(channels)
	if n > (math.MaxUint32-36)/frame {
		return nil, fmt.Errorf("%d samples are more than a WAV file holds", n)
	}
	b := make([]byte, 0, 44+frame*n)
	b = append(b, "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(36+frame*n))
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	b = binary.LittleEndian.AppendUint16(b, 1) // PCM
	b = binary.LittleEndian.AppendUint16(b, uint16(len(channels)))
	b = binary.LittleEndian.AppendUint32(b, uint32(rate))
	b = binary.LittleEndian.AppendUint32(b, uint32(rate*frame))
	b = binary.LittleEndian.AppendUint16(b, uint16(frame))
	b = binary.LittleEndian.AppendUint16(b, 16)
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(frame*n))
	for i := range n {
		for _, c := range channels {
			b = binary.LittleEndian.AppendUint16(b, uint16(int16(math.Round(c[i]/peak*math.MaxInt16))))
		}
	}
	return b, nil
}

// Video shows a player for the bytes of an MP4, WebM or Ogg file.
func Video(data []byte) Bundle {
	mime := ""
	switch {
	case len(data) >= 12 && string(data[4:8]) == "ftyp":
		mime = "video/mp4"
	case bytes.HasPrefix(data, []byte("\x1aE\xdf\xa3")):
		mime = "video/webm"
	case bytes.HasPrefix(data, []byte("OggS")):
		mime = "video/ogg"
	default:
		return Error(fmt.Errorf("display.Video: %d bytes that are no MP4, WebM or Ogg file", len(data)))
	}
	return rich("text/html",
		`<video controls style="max-width:100%" src="`+dataURI(mime, data)+`"></video>`,
		mime+", "+size(len(data)))
}

// GIF shows the bytes of a GIF file, moving where it moves. To make a moving
// image out of others, see [Animation].
func GIF(data []byte) Bundle {
	c, err := gif.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return encoded("image/gif", "GIF", data, c, err)
	}
	text := fmt.Sprintf("GIF image, %d×%d, %s", c.Width, c.Height, size(len(data)))
	return rich("text/html", Text(text).img("image/gif", data), text)
}

// VegaLite shows a chart given as a Vega-Lite specification (version 5): JSON
// text as a string or []byte, or a value that encoding/json turns into an
// object. JupyterLab draws it; other front ends may show its text only.
func VegaLite(spec any) Bundle {
	raw, err := jsonOf(spec)
	if err != nil {
		return Error(fmt.Errorf("display.VegaLite: %w", err))
	}
	var chart map[string]json.RawMessage
	if err := json.Unmarshal(raw, &chart); err != nil || chart == nil {
		return Error(fmt.Errorf("display.VegaLite: the specification is %s, want a JSON object", cut(string(raw), 60)))
	}
	if _, ok := chart["$schema"]; !ok {
		chart["$schema"] = json.RawMessage(`"https://vega.github.io/schema/vega-lite/v5.json"`)
	}
	if raw, err = json.Marshal(chart); err != nil {
		return Error(fmt.Errorf("display.VegaLite: %w", err))
	}
	return Bundle{Data: map[string]any{
		"application/vnd.vegalite.v5+json": json.RawMessage(raw),
		"text/plain":                       "Vega-Lite chart, " + size(len(raw)),
	}}
}

// jsonOf is v as JSON; text is taken to be JSON already.
func jsonOf(v any) ([]byte, error) {
	switch v := v.(type) {
	case string:
		return []byte(v), nil
	case []byte:
		return v, nil
	}
	return json.Marshal(v)
}
