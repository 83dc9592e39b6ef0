package worker

import (
	"sync"
	"time"
	"unicode/utf8"
)

const (
	// patience is how long printed text may wait for more of it.
	patience = 20 * time.Millisecond
	// streamSize is the most text that is passed on at once.
	streamSize = 64 << 10
)

// Streams, as kindStream numbers them.
const (
	stdout byte = 1
	stderr byte = 2
)

// A gatherer joins printed text into large pieces. Its methods are called with
// mu held; so is pass.
type gatherer struct {
	mu   sync.Mutex
	pass func(stream byte, text []byte) // must not keep text
	// eager is how many pieces are passed on at once, in a while, before
	// gathering starts. A worker that dies then takes no text with it unless it
	// was printing fast.
	eager int

	stream byte
	text   []byte // of stream, not yet passed on
	used   int    // of eager
	timer  *time.Timer
	armed  bool
}

func (g *gatherer) add(stream byte, p []byte) {
	if stream != g.stream {
		g.flush()
		g.stream = stream
	}
	for len(p) > 0 {
		n := min(len(p), streamSize-len(g.text))
		g.text = append(g.text, p[:n]...)
		p = p[n:]
		if len(g.text) >= streamSize {
			g.passWhole()
		}
	}
	if g.used < g.eager {
		g.used++
		g.passWhole()
	}
	if !g.armed {
		g.armed = true
		if g.timer == nil {
			g.timer = time.AfterFunc(patience, g.tick)
		} else {
			g.timer.Reset(patience)
		}
	}
}

func (g *gatherer) tick() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.armed = false
	g.used = 0
	g.passWhole()
}

// flush passes everything on.
func (g *gatherer) flush() { g.passFirst(len(g.text)) }

// passWhole passes on what does not end within a character.
func (g *gatherer) passWhole() { g.passFirst(wholeRunes(g.text)) }

func (g *gatherer) passFirst(n int) {
	if n > 0 {
		g.pass(g.stream, g.text[:n])
		g.text = append(g.text[:0], g.text[n:]...)
	}
}

// wholeRunes returns the length of b without an incomplete character at its end.
func wholeRunes(b []byte) int {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if tail := b[len(b)-i:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return len(b) - i
			}
			break
		}
	}
	return len(b)
}
