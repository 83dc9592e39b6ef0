package display

import (
	"fmt"
	"hash/fnv"
	"html"
	"strings"
	"sync/atomic"
)

// Row shows values side by side, as far as the page is wide enough; they go on
// below each other where it is not. Markdown among them is shown as its text.
//
//	display.Row(loss, accuracy, table)
func Row(vs ...any) Bundle {
	var b strings.Builder
	var texts []string
	b.WriteString(`<div style="display:flex;flex-wrap:wrap;gap:1em 1.5em;align-items:flex-start">`)
	for _, v := range vs {
		item := Of(v)
		b.WriteString("\n<div style=\"min-width:0\">" + item.fragment() + "</div>")
		texts = append(texts, item.Text())
	}
	b.WriteString("\n</div>")
	return rich("text/html", b.String(), beside(texts))
}

// beside puts blocks of text next to each other, or below where they are too wide.
func beside(blocks []string) string {
	const gap = 3
	total, height := -gap, 0
	widths := make([]int, len(blocks))
	lines := make([][]string, len(blocks))
	for i, s := range blocks {
		lines[i] = strings.Split(s, "\n")
		height = max(height, len(lines[i]))
		for _, line := range lines[i] {
			widths[i] = max(widths[i], width(line))
		}
		total += widths[i] + gap
	}
	if total > lineWidth {
		return strings.Join(blocks, "\n\n")
	}
	var out []string
	for y := range height {
		var b strings.Builder
		for i, block := range lines {
			line := ""
			if y < len(block) {
				line = block[y]
			}
			b.WriteString(pad(line, widths[i]+gap, Left))
		}
		out = append(out, strings.TrimRight(b.String(), " "))
	}
	return strings.Join(out, "\n")
}

// Details shows a summary that opens and closes what is below it, which is
// closed at first.
func Details(summary string, vs ...any) Bundle {
	summary = clean(summary)
	markup := `<details><summary style="cursor:pointer">` + htmlText(summary) + "</summary>"
	text := summary
	for _, v := range vs {
		item := Of(v)
		markup += "\n<div style=\"margin:.4em 0 .4em 1.2em\">" + item.fragment() + "</div>"
		text += "\n  " + strings.ReplaceAll(item.Text(), "\n", "\n  ")
	}
	return rich("text/html", markup+"\n</details>", text)
}

// A Tab is a value with the title to choose it by.
type Tab struct {
	Title string
	Value any
}

var tabCount atomic.Int64

// Tabs shows one value at a time, chosen by its title; the first at first. It
// needs no script. Where a front end does not let the style sheet through, as
// Jupyter for notebooks that are not trusted, all values are shown.
//
//	display.Tabs(display.Tab{"loss", fig}, display.Tab{"numbers", table})
func Tabs(tabs ...Tab) Bundle {
	var titles, panels, rules, text strings.Builder
	hash := fnv.New32a()
	for _, tab := range tabs {
		fmt.Fprintf(hash, "%q ", tab.Title)
	}
	// The number tells copies on one page apart, the hash those of other runs.
	id := fmt.Sprintf("monro-tabs-%08x-%d", hash.Sum32(), tabCount.Add(1))
	for i, tab := range tabs {
		item, title, checked := Of(tab.Value), clean(tab.Title), ""
		if i == 0 {
			checked = " checked"
		}
		fmt.Fprintf(&titles, "\n<input type=\"radio\" name=\"%s\" id=\"%s-%d\"%s><label for=\"%s-%d\">%s</label>", id, id, i, checked, id, i, htmlText(title))
		panels.WriteString("\n<div>" + item.fragment() + "</div>")
		fmt.Fprintf(&rules, "#%s-%d:checked~div:nth-of-type(%d){display:block}", id, i, i+1)
		fmt.Fprintf(&text, "\n\n[%s]\n%s", title, item.Text())
	}
	sheet := strings.ReplaceAll(`.ID>input{position:absolute;opacity:0}`+
		`.ID>label{display:inline-block;padding:.3em .9em;cursor:pointer;opacity:.7;border-bottom:2px solid transparent}`+
		`.ID>input:checked+label{opacity:1;border-color:var(--jp-brand-color1,#0072B2)}`+
		`.ID>input:focus-visible+label{outline:1px solid var(--jp-brand-color1,#0072B2)}`+
		`.ID>div{display:none;padding:.6em 0;border-top:1px solid rgba(128,128,128,.4)}`, "ID", id)
	return rich("text/html",
		`<div class="`+id+`"><style>`+sheet+rules.String()+`</style>`+titles.String()+panels.String()+"\n</div>",
		strings.TrimLeft(text.String(), "\n"))
}

// Isolated shows markup with scripts and styles of its own in a frame, height
// pixels high (300 for 0 or less). The scripts run, but reach neither the
// notebook nor its server, and the styles do not leak.
func Isolated(markup string, height int) Bundle {
	if height <= 0 {
		height = 300
	}
	return rich("text/html",
		fmt.Sprintf(`<iframe sandbox="allow-scripts" style="width:100%%;height:%dpx;border:0;background:#fff" srcdoc="%s"></iframe>`,
			height, html.EscapeString(markup)),
		stripTags(markup))
}
