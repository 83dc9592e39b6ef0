package display

import (
	"fmt"
	"html"
	"iter"
	"math"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// redraw is the shortest time between two pictures of a progress bar.
const redraw = 100 * time.Millisecond

// A Bar is a progress bar that changes in place. Its methods may be called from
// several goroutines at once; steps between two redraws (ten a second) cost an
// addition and a look at the clock.
type Bar struct {
	label string
	total int
	id    string
	start time.Time
	since func(time.Time) time.Duration // the clock; a test sets its own

	count atomic.Int64
	next  atomic.Int64 // time since start from which the bar is drawn again
	over  atomic.Bool

	mu   sync.Mutex // held while drawing, so that pictures arrive in order
	note string
}

// Progress shows a bar for total steps and returns it. A total of 0 or less
// means that it is not known: the bar then counts without an end.
//
//	p := display.Progress("training", n)
//	for range n {
//		step()
//		p.Add(1)
//	}
//	p.Done()
func Progress(label string, total int) *Bar {
	return newBar(label, total, time.Since)
}

func newBar(label string, total int, since func(time.Time) time.Duration) *Bar {
	p := &Bar{label: label, total: max(total, 0), id: newID(), start: time.Now(), since: since}
	p.next.Store(int64(redraw))
	p.emit(KindShow, 0, false)
	return p
}

// Track counts from 0 to n-1 and shows how far it is:
//
//	for i := range display.Track("epochs", 100) { ... }
func Track(label string, n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		p := Progress(label, n)
		defer p.Done()
		for i := range n {
			if !yield(i) {
				return
			}
			p.Add(1)
		}
	}
}

// Add counts n more steps.
func (p *Bar) Add(n int) {
	p.count.Add(int64(n))
	p.tick()
}

// Set says that k steps are done.
func (p *Bar) Set(k int) {
	p.count.Store(int64(k))
	p.tick()
}

// Note puts a short text, such as the current loss, behind the bar. It appears
// with the next redraw.
func (p *Bar) Note(text string) {
	p.mu.Lock()
	p.note = text
	p.mu.Unlock()
}

// Done draws the bar a last time, where it stands. Later calls change nothing.
func (p *Bar) Done() {
	if p.over.CompareAndSwap(false, true) {
		p.emit(KindUpdate, p.since(p.start), true)
	}
}

func (p *Bar) tick() {
	now := p.since(p.start)
	next := p.next.Load()
	if int64(now) < next || p.over.Load() {
		return
	}
	if p.next.CompareAndSwap(next, int64(now+redraw)) {
		p.emit(KindUpdate, now, false)
	}
}

func (p *Bar) emit(kind Kind, elapsed time.Duration, final bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !final && p.over.Load() {
		return // the last picture must stay the last
	}
	s := barState{
		label: p.label, note: p.note, total: p.total,
		count: int(p.count.Load()), elapsed: elapsed, final: final,
	}
	Emit(Event{Kind: kind, ID: p.id, Transient: !final, Bundle: Bundle{Data: map[string]any{
		"text/html":  s.html(),
		"text/plain": s.text(),
	}}})
}

// barState is one picture of a bar.
type barState struct {
	label, note  string
	total, count int
	elapsed      time.Duration
	final        bool
}

func (s barState) fraction() float64 {
	if s.total == 0 {
		return 0
	}
	return min(max(float64(s.count)/float64(s.total), 0), 1)
}

// facts is what stands behind the bar: count, rate and time.
func (s barState) facts() string {
	var parts []string
	if s.total > 0 {
		parts = append(parts, fmt.Sprintf("%d/%d", s.count, s.total))
	} else {
		parts = append(parts, fmt.Sprint(s.count))
	}
	if sec := s.elapsed.Seconds(); sec > 0 && s.count > 0 {
		rate := float64(s.count) / sec
		parts = append(parts, rateText(rate))
		switch {
		case s.final || s.total == 0 || s.count >= s.total:
			parts = append(parts, clock(s.elapsed))
		default:
			left := float64(s.total-s.count) / rate
			parts = append(parts, clock(time.Duration(math.Min(left, 1e9)*1e9))+" left")
		}
	}
	if s.final && s.count < s.total {
		parts = append(parts, "stopped")
	}
	if s.note != "" {
		parts = append(parts, s.note)
	}
	return strings.Join(parts, " · ")
}

func (s barState) text() string {
	head := s.label
	if head != "" {
		head += "  "
	}
	if s.total == 0 {
		return head + s.facts()
	}
	const cells = 20
	eighths := int(s.fraction()*cells*8 + 0.5)
	bar := strings.Repeat("█", eighths/8)
	if r := eighths % 8; r > 0 {
		bar += string([]rune(" ▏▎▍▌▋▊▉")[r])
	}
	bar += strings.Repeat(" ", cells-(eighths+7)/8)
	return fmt.Sprintf("%s%3.0f %% |%s| %s", head, math.Floor(100*s.fraction()), bar, s.facts())
}

func (s barState) html() string {
	var b strings.Builder
	b.WriteString(`<div style="display:flex;align-items:center;gap:.75em;font-family:system-ui,sans-serif;font-size:13px;line-height:1.6">`)
	if s.label != "" {
		b.WriteString(`<span>` + html.EscapeString(s.label) + `</span>`)
	}
	if s.total > 0 {
		color := "#0072B2"
		switch {
		case s.count >= s.total:
			color = "#009E73"
		case s.final:
			color = "#E69F00"
		}
		fmt.Fprintf(&b, `<span style="flex:0 1 18em;height:7px;border-radius:4px;overflow:hidden;background:rgba(128,128,128,.3)">`+
			`<span style="display:block;height:100%%;width:%.1f%%;border-radius:4px;background:%s"></span></span>`+
			`<span style="font-variant-numeric:tabular-nums">%.0f&#8239;%%</span>`,
			100*s.fraction(), color, math.Floor(100*s.fraction()))
	}
	b.WriteString(`<span style="opacity:.7;font-variant-numeric:tabular-nums">` + html.EscapeString(s.facts()) + `</span></div>`)
	return b.String()
}

// rateText is a rate a reader takes in at a glance: 0.25/s, 37/s, 1.2k/s.
func rateText(r float64) string {
	switch {
	case r >= 999.5e3:
		return fmt.Sprintf("%.3gM/s", r/1e6)
	case r >= 999.5:
		return fmt.Sprintf("%.3gk/s", r/1e3)
	case r >= 99.5:
		return fmt.Sprintf("%.0f/s", r)
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
