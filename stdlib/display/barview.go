package display

import (
	"fmt"
	"html"
	"math"
	"strings"
	"time"
)

// barsView is one picture of bars.
type barsView struct {
	rows  []barView
	more  int  // bars not shown
	final bool // the last picture, which is kept
}

// barView is one picture of one bar.
type barView struct {
	label, note   string
	depth         int
	total, count  int // total 0: unknown
	elapsed, left time.Duration
	rate          float64 // steps a second
	state         barState
}

type barState int

const (
	running barState = iota
	finished
	stopped // short of the total
)

const (
	labelWidth = 24 // columns that labels take of a terminal's line
	lineWidth  = 79
	barCells   = 12
)

func (r barView) fraction() float64 {
	if r.total == 0 {
		return 0
	}
	return min(max(float64(r.count)/float64(r.total), 0), 1)
}

// facts is what stands behind the bar: count, rate and time.
func (r barView) facts() string {
	var parts []string
	if r.total > 0 {
		parts = append(parts, fmt.Sprintf("%d/%d", r.count, r.total))
	} else {
		parts = append(parts, fmt.Sprint(r.count))
	}
	if r.elapsed > 0 && r.count > 0 {
		parts = append(parts, rateText(r.rate))
		switch {
		case r.state != running || r.total == 0 || r.count >= r.total:
			parts = append(parts, clock(r.elapsed))
		case r.rate > 0:
			parts = append(parts, clock(r.left)+" left")
		}
	}
	if r.state == stopped {
		parts = append(parts, "stopped")
	}
	if r.note != "" {
		parts = append(parts, clean(r.note))
	}
	return strings.Join(parts, " · ")
}

func (v barsView) text() string {
	wide := 0
	labels := make([]string, len(v.rows))
	for i, r := range v.rows {
		labels[i] = fit(strings.Repeat("  ", r.depth)+clean(r.label), labelWidth)
		wide = max(wide, width(labels[i]))
	}
	var lines []string
	for i, r := range v.rows {
		head := ""
		if wide > 0 {
			head = pad(labels[i], wide, Left) + "  "
		}
		lines = append(lines, fit(head+r.meter()+r.facts(), lineWidth))
	}
	if v.more > 0 {
		lines = append(lines, fmt.Sprintf("… %d more", v.more))
	}
	return strings.Join(lines, "\n")
}

// meter draws the bar itself in eighths of a character.
func (r barView) meter() string {
	if r.total == 0 {
		return ""
	}
	eighths := int(r.fraction()*barCells*8 + 0.5)
	bar := strings.Repeat("█", eighths/8)
	if k := eighths % 8; k > 0 {
		bar += string([]rune(" ▏▎▍▌▋▊▉")[k])
	}
	bar += strings.Repeat(" ", barCells-(eighths+7)/8)
	return fmt.Sprintf("%3.0f %% |%s| ", math.Floor(100*r.fraction()), bar)
}

// html is a grid of four columns: label, bar, percentage and facts. The colours
// are the page's where it is JupyterLab.
func (v barsView) html() string {
	size, height := "13px", "7px"
	if v.final {
		size, height = "12px", "4px"
	}
	var b strings.Builder
	b.WriteString(`<div style="display:grid;grid-template-columns:max-content minmax(5em,16em) max-content 1fr;align-items:center;column-gap:.75em;` +
		`font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:` + size + `;line-height:1.6">`)
	for _, r := range v.rows {
		r.html(&b, height)
	}
	if v.more > 0 {
		fmt.Fprintf(&b, ` <span style="opacity:.7;grid-column:1/-1">… %d more</span>`, v.more)
	}
	b.WriteString(`</div>`)
	return b.String()
}

func (r barView) html(b *strings.Builder, height string) {
	indent := ""
	if r.depth > 0 {
		indent = fmt.Sprintf(` style="padding-left:%.1fem"`, 1.2*float64(r.depth))
	}
	b.WriteString("\n<span" + indent + ">" + html.EscapeString(clean(r.label)) + "</span> ")
	facts := `<span style="opacity:.7;font-variant-numeric:tabular-nums`
	if r.total > 0 {
		color := "var(--jp-brand-color1,#0072B2)"
		switch {
		case r.count >= r.total:
			color = "var(--jp-success-color1,#009E73)"
		case r.state == stopped:
			color = "var(--jp-warn-color1,#E69F00)"
		}
		percent := math.Floor(100 * r.fraction())
		fmt.Fprintf(b, `<span role="progressbar" aria-valuenow="%.0f" style="height:%s;border-radius:4px;overflow:hidden;background:rgba(128,128,128,.3)">`+
			`<span style="display:block;height:100%%;width:%.1f%%;border-radius:4px;background:%s"></span></span> `+
			`<span style="font-variant-numeric:tabular-nums;text-align:right">%.0f&#8239;%%</span> `,
			percent, height, 100*r.fraction(), color, percent)
	} else {
		facts += `;grid-column:2/-1`
	}
	b.WriteString(facts + `">` + html.EscapeString(r.facts()) + `</span>`)
}

// rateText is a rate a reader takes in at a glance: 12 s each, 0.25/s, 37/s, 1.2k/s.
func rateText(r float64) string {
	switch {
	case r >= 999.5e3:
		return fmt.Sprintf("%.3gM/s", r/1e6)
	case r >= 999.5:
		return fmt.Sprintf("%.3gk/s", r/1e3)
	case r >= 99.5:
		return fmt.Sprintf("%.0f/s", r)
	case r > 0 && r < 0.1:
		return clock(time.Duration(min(1/r, 1e9)*1e9)) + " each"
	}
	return fmt.Sprintf("%.2g/s", r)
}

// clock writes a duration as minutes and seconds, or hours before them.
func clock(d time.Duration) string {
	s := int(d.Seconds() + 0.5)
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}
