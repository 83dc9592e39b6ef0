package display

import (
	"encoding/base64"
	"fmt"
	"html"
)

// fragment is the bundle as HTML that can stand inside other HTML.
func (b Bundle) fragment() string {
	if s, ok := b.Data["text/html"].(string); ok {
		return s
	}
	if s, ok := b.Data["image/svg+xml"].(string); ok {
		return b.img("image/svg+xml", []byte(s)) // not inline: the ids of two images may clash
	}
	for _, mime := range []string{"image/png", "image/jpeg"} {
		if data, ok := b.Data[mime].([]byte); ok {
			return b.img(mime, data)
		}
	}
	if s, ok := b.Data["text/latex"].(string); ok {
		return `<div>` + html.EscapeString(s) + `</div>`
	}
	return `<pre style="margin:0;white-space:pre-wrap">` + html.EscapeString(b.Text()) + `</pre>`
}

func (b Bundle) img(mime string, data []byte) string {
	size := ""
	if meta, ok := b.Metadata[mime].(map[string]any); ok {
		for _, side := range []string{"width", "height"} {
			if n, ok := toFloat(meta[side]); ok && n >= 1 {
				size += fmt.Sprintf(` %s="%.0f"`, side, n)
			}
		}
	}
	return `<img alt="` + html.EscapeString(b.Text()) + `"` + size + ` style="max-width:100%;height:auto" src="` + dataURI(mime, data) + `">`
}

func dataURI(mime string, data []byte) string {
	return "data:" + mime + ";base64," + base64.StdEncoding.EncodeToString(data)
}
