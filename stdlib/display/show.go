package display

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"strings"
	"sync/atomic"
)

// Show shows values in the output of the running cell, each as [Of] has it.
// Values that are text only go together on one line with spaces between, as
// fmt.Println would have them; rich ones (figures, tables, matrices) are outputs
// of their own. Show without values does nothing.
func Show(vs ...any) {
	var line []string
	flush := func() {
		if len(line) > 0 {
			Emit(Event{Kind: KindShow, Bundle: Text(strings.Join(line, " "))})
			line = nil
		}
	}
	for _, v := range vs {
		b := Of(v)
		if _, plain := b.Data["text/plain"]; plain && len(b.Data) == 1 {
			line = append(line, b.Text())
			continue
		}
		flush()
		Emit(Event{Kind: KindShow, Bundle: b})
	}
	flush()
}

// Clear removes what the running cell has shown so far. With wait, the old
// output stays until the next one arrives, which avoids flicker.
func Clear(wait bool) {
	Emit(Event{Kind: KindClear, Wait: wait})
}

// An Output is something shown that can be replaced in place.
type Output struct{ id string }

// Handle shows v and returns the Output that replaces it later:
//
//	h := display.Handle("starting")
//	h.Update(fig)
func Handle(v any) *Output {
	o := &Output{id: newID()}
	Emit(Event{Kind: KindShow, ID: o.id, Bundle: Of(v)})
	return o
}

// Update replaces what o shows by v, wherever it is on the page.
func (o *Output) Update(v any) {
	Emit(Event{Kind: KindUpdate, ID: o.id, Bundle: Of(v)})
}

// ID returns the display id that the front end knows the output by.
func (o *Output) ID() string { return o.id }

var (
	idPrefix = func() string {
		// Ids must differ from those of an earlier process, whose outputs are
		// still on the page.
		var b [6]byte
		rand.Read(b[:])
		return hex.EncodeToString(b[:])
	}()
	idCount atomic.Int64
)

func newID() string {
	return "monro-" + idPrefix + "-" + strconv.FormatInt(idCount.Add(1), 10)
}
