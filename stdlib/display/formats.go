package display

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/jpeg"
	"image/png"
	"regexp"
	"strings"
	"sync"
)

// Text is a bundle of plain text alone.
func Text(s string) Bundle {
	return Bundle{Data: map[string]any{"text/plain": s}}
}

// HTML shows markup as it is, without escaping. Its plain text is the markup
// with the tags left out.
func HTML(markup string) Bundle {
	return rich("text/html", markup, stripTags(markup))
}

// Markdown shows Markdown text, with mathematics between dollar signs.
func Markdown(text string) Bundle {
	return rich("text/markdown", text, text)
}

// LaTeX shows a formula. Text that has no dollar signs and opens no environment
// is set as displayed mathematics: LaTeX(`\nabla f(x)`).
func LaTeX(formula string) Bundle {
	tex := strings.TrimSpace(formula)
	if !strings.Contains(tex, "$") && !strings.HasPrefix(tex, `\begin`) && !strings.HasPrefix(tex, `\[`) {
		tex = `$\displaystyle ` + tex + `$`
	}
	return rich("text/latex", tex, formula)
}

// SVG shows a vector image given as the text of an svg element.
func SVG(text string) Bundle {
	return rich("image/svg+xml", text, fmt.Sprintf("SVG image, %s", size(len(text))))
}

// PNG shows the bytes of a PNG file.
func PNG(data []byte) Bundle {
	c, err := png.DecodeConfig(bytes.NewReader(data))
	return encoded("image/png", "PNG", data, c, err)
}

// JPEG shows the bytes of a JPEG file.
func JPEG(data []byte) Bundle {
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	return encoded("image/jpeg", "JPEG", data, c, err)
}

// Image shows an image, encoded as PNG.
func Image(img image.Image) Bundle {
	if img == nil {
		return Text("nil")
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		return Error(fmt.Errorf("display.Image: %w", err))
	}
	return PNG(buf.Bytes())
}

// Error shows an error in red, its text escaped.
func Error(err error) Bundle {
	if err == nil {
		return Text("nil")
	}
	text := cut(safely(err.Error), TextLimit)
	return rich("text/html",
		`<pre style="color:#dc3640;margin:0;white-space:pre-wrap">`+html.EscapeString(text)+`</pre>`,
		text)
}

func rich(mime, data, plain string) Bundle {
	return Bundle{Data: map[string]any{mime: data, "text/plain": cut(plain, TextLimit)}}
}

func encoded(mime, name string, data []byte, c image.Config, err error) Bundle {
	if err != nil {
		return Error(fmt.Errorf("display.%s: not a %s image (%d bytes): %w", name, name, len(data), err))
	}
	return Bundle{Data: map[string]any{
		mime:         data,
		"text/plain": fmt.Sprintf("%s image, %d×%d, %s", name, c.Width, c.Height, size(len(data))),
	}}
}

func size(n int) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.3g kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.3g MB", float64(n)/1e6)
}

// Compiled when they are needed: programs that show no markup start without.
var (
	unseen = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?is)<(script|style)\b.*?</(script|style)\s*>|<!--.*?-->`)
	})
	breaks = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)<br\s*/?>|</(p|div|tr|li|h[1-6]|pre|table)\s*>`) })
	tags   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?s)<[/!a-zA-Z][^>]*>`) })
)

// stripTags is what a reader would see of markup, roughly.
func stripTags(markup string) string {
	s := unseen().ReplaceAllString(markup, "")
	s = breaks().ReplaceAllString(s, "\n")
	s = tags().ReplaceAllString(s, "")
	return strings.TrimSpace(html.UnescapeString(s))
}
