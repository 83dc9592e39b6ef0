package display

import (
	"bytes"
	"strings"
	"sync"
	"testing"
)

// record collects the events of a test.
func record(t testing.TB) func() []Event {
	var mu sync.Mutex
	var events []Event
	old := SetSink(func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		events = append(events, e)
	})
	t.Cleanup(func() { SetSink(old) })
	return func() []Event {
		mu.Lock()
		defer mu.Unlock()
		return events
	}
}

func TestShow(t *testing.T) {
	events := record(t)
	Show()
	Show(1, 0.5, "x")
	Show("a", HTML("<b>r</b>"), "c", 2)
	var got []string
	for _, e := range events() {
		if e.Kind != KindShow || e.ID != "" {
			t.Errorf("event %+v", e)
		}
		got = append(got, e.Bundle.Text())
	}
	if s := strings.Join(got, "|"); s != "1 0.5 x|a|r|c 2" {
		t.Errorf("shown: %q", s)
	}
}

func TestHandleAndClear(t *testing.T) {
	events := record(t)
	h, other := Handle("a"), Handle("b")
	h.Update("c")
	Clear(true)
	e := events()
	if h.ID() == "" || h.ID() == other.ID() {
		t.Errorf("ids %q and %q", h.ID(), other.ID())
	}
	if e[0].Kind != KindShow || e[2].Kind != KindUpdate || e[0].ID != h.ID() || e[2].ID != h.ID() || e[2].Bundle.Text() != "c" {
		t.Errorf("events %+v", e)
	}
	if e[3].Kind != KindClear || !e[3].Wait {
		t.Errorf("clear %+v", e[3])
	}
}

func TestTerminalSink(t *testing.T) {
	long := strings.Repeat("日", 25) // 50 columns, which take two rows of 40
	events := []Event{
		{Kind: KindShow, Bundle: Text("one")},
		{Kind: KindShow, ID: "p", Bundle: Text("10 %"), Transient: true},
		{Kind: KindUpdate, ID: "p", Bundle: Text("50 %"), Transient: true},
		{Kind: KindClear},
		{Kind: KindShow, Bundle: Text("between")},
		{Kind: KindUpdate, ID: "p", Bundle: Text("90 %"), Transient: true},
		{Kind: KindUpdate, ID: "p", Bundle: Text("100 %")},
		{Kind: KindShow, Bundle: HTML("<b>two</b>")},
		{Kind: KindShow, Bundle: Bundle{}},
		{Kind: KindShow, ID: "q", Bundle: Text("a\n" + long + "\nc"), Transient: true},
		{Kind: KindUpdate, ID: "q", Bundle: Text("a\nb"), Transient: true},
		{Kind: KindUpdate, ID: "q", Bundle: Text("end")},
	}
	for _, c := range []struct {
		tty  bool
		want string
	}{
		{false, "one\nbetween\n100 %\ntwo\nend\n"},
		{true, "one\n10 %\r\x1b[2K50 %\nbetween\n90 %\r\x1b[2K100 %\ntwo\n" +
			"a\n" + long + "\nc\x1b[3A\r\x1b[Ja\nb\x1b[1A\r\x1b[Jend\n"},
	} {
		var buf bytes.Buffer
		term := terminal{out: &buf, tty: c.tty, wide: 40}
		for _, e := range events {
			term.event(e)
		}
		if got := buf.String(); got != c.want {
			t.Errorf("tty %v: %q, want %q", c.tty, got, c.want)
		}
	}
}
