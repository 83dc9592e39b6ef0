package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"strings"

	"monro/stdlib/display"
)

// Tame leaves of an output what a front end shows without running it: text,
// formulas, images and JSON. HTML, Markdown, scripts and widgets could reach from
// the front end's page wherever its user can, a terminal of the notebook server
// included, and an address in them could tell somebody what a cell has read. Their
// text stands in for them. It is the host that must do this, not the worker.
func Tame(b display.Bundle) display.Bundle {
	tame := display.Bundle{Data: map[string]any{}, Metadata: map[string]any{}}
	for mime, value := range b.Data {
		text, isText := value.(string)
		_, isBytes := value.([]byte)
		switch mime {
		case "text/plain":
			if !isText {
				continue
			}
		case "text/latex": // some front ends take it for HTML
			if !isText || strings.Contains(text, "<") {
				continue
			}
		case "image/png", "image/jpeg", "image/gif", "image/webp":
			if !isBytes {
				continue
			}
			if size := imageSize(b.Metadata[mime]); len(size) > 0 {
				tame.Metadata[mime] = size
			}
		case "image/svg+xml":
			if plain, _ := b.Data["text/plain"].(string); isText {
				tame.Data["text/html"] = svgImage(text, plain)
			}
			continue
		case "application/json":
		default:
			continue
		}
		tame.Data[mime] = value
	}
	if len(tame.Data) == 0 && len(b.Data) > 0 {
		tame.Data["text/plain"] = "(an output that is not shown in the sandbox)"
	}
	return tame
}

// svgImage is a drawing as an image: in one, scripts do not run and nothing else
// is loaded.
func svgImage(svg, alt string) string {
	return fmt.Sprintf(`<img src="data:image/svg+xml;base64,%s" alt="%s">`,
		base64.StdEncoding.EncodeToString([]byte(svg)), html.EscapeString(alt))
}

// imageSize keeps of an image's metadata how large it is to be shown.
func imageSize(metadata any) map[string]float64 {
	raw, err := json.Marshal(metadata)
	if err != nil {
		return nil
	}
	var all map[string]any
	json.Unmarshal(raw, &all) // of another form: none
	size := map[string]float64{}
	for _, name := range []string{"width", "height"} {
		if v, ok := all[name].(float64); ok {
			size[name] = v
		}
	}
	return size
}
