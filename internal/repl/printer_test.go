package repl

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"monro/kernel/worker"
	"monro/stdlib/display"
)

func shown(kind display.Kind, id, text string, transient bool) worker.Event {
	return worker.Event{Display: &display.Event{Kind: kind, ID: id, Bundle: display.Text(text), Transient: transient}}
}

func TestProgressRewritesItsLine(t *testing.T) {
	const up = "\x1b[1A\r\x1b[J"
	tests := []struct {
		name     string
		terminal bool
		width    int
		events   []worker.Event
		want     string
	}{
		{"in place", true, 80, []worker.Event{
			shown(display.KindShow, "p", "0%", true), shown(display.KindUpdate, "p", "50%", true), shown(display.KindUpdate, "p", "100%", false),
		}, "0%\n" + up + "50%\n" + up + "100%\n"},
		{"wrapped", true, 4, []worker.Event{
			shown(display.KindShow, "p", "123456", true), shown(display.KindUpdate, "p", "1", true),
		}, "123456\n\x1b[2A\r\x1b[J1\n"},
		{"something in between", true, 80, []worker.Event{
			shown(display.KindShow, "p", "0%", true), {Stream: "stdout", Text: "note"}, shown(display.KindUpdate, "p", "9%", true),
		}, "0%\nnote\n9%\n"},
		{"two bars", true, 80, []worker.Event{
			shown(display.KindShow, "p", "p0", true), shown(display.KindShow, "q", "q0", true), shown(display.KindUpdate, "p", "p1", true),
		}, "p0\nq0\np1\n"},
		{"in a pipe only the end", false, 80, []worker.Event{
			shown(display.KindShow, "p", "0%", true), shown(display.KindUpdate, "p", "50%", true), shown(display.KindUpdate, "p", "100%", false),
		}, "100%\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			p := newPrinter(Options{Out: &out, Terminal: tt.terminal, Width: func() int { return tt.width }})
			for _, e := range tt.events {
				p.event(e)
			}
			if out.String() != tt.want {
				t.Errorf("printed %q\nwant    %q", out.String(), tt.want)
			}
		})
	}
}

func TestColoursOnlyWhereUnderstood(t *testing.T) {
	reply := worker.Reply{Error: &worker.Error{Name: "Panic", Message: "boom", Traceback: []string{"\x1b[31mPanic\x1b[0m: boom"}}}
	for color, want := range map[bool]string{true: "\x1b[31mPanic\x1b[0m: boom\n", false: "Panic: boom\n"} {
		var out strings.Builder
		newPrinter(Options{Out: &out, Color: color}).reply(1, reply)
		if out.String() != want {
			t.Errorf("colour %v: %q, want %q", color, out.String(), want)
		}
	}
}

// What a cell's goroutines print while the prompt is open goes above it.
func TestPrintAboveOpenPrompt(t *testing.T) {
	var out strings.Builder
	p := newPrinter(Options{Out: &out, Terminal: true})
	var above []string
	p.open(func(text string) { above = append(above, text) })
	p.event(worker.Event{Stream: "stdout", Text: "late\n"})
	p.open(nil)
	p.event(worker.Event{Stream: "stdout", Text: "later\n"})
	if len(above) != 1 || above[0] != "late" || out.String() != "later\n" {
		t.Errorf("above %q, below %q", above, out.String())
	}
}

func TestFigures(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "monro-fig-1.svg")
	if err := os.WriteFile(taken, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	both := display.Bundle{Data: map[string]any{"image/png": []byte{1}, "image/svg+xml": "<svg/>", "text/plain": "fig"}}
	png := display.Bundle{Data: map[string]any{"image/png": base64.StdEncoding.EncodeToString([]byte{1, 2}), "text/plain": "fig"}}
	f := figures{dir: dir}
	steps := []struct {
		id     string
		bundle display.Bundle
		name   string // of the file, "" for none
		data   string
	}{
		{"", both, "monro-fig-2.svg", "<svg/>"},
		{"live", png, "monro-fig-3.png", "\x01\x02"},
		{"live", display.Bundle{Data: map[string]any{"image/png": []byte{3}}}, "monro-fig-3.png", "\x03"},
		{"", display.Text("no figure"), "", ""},
		{"other", png, "monro-fig-4.png", "\x01\x02"},
	}
	for i, s := range steps {
		name, err := f.save(s.id, s.bundle)
		if err != nil {
			t.Fatal(err)
		}
		if s.name == "" {
			if name != "" {
				t.Errorf("step %d: wrote %s, want nothing", i, name)
			}
			continue
		}
		if want := filepath.Join(dir, s.name); name != want {
			t.Errorf("step %d: wrote %s, want %s", i, name, want)
		}
		if got := string(read(t, name)); got != s.data {
			t.Errorf("step %d: the file holds %q, want %q", i, got, s.data)
		}
	}
	if string(read(t, taken)) != "mine" {
		t.Error("a file that was there is overwritten")
	}
	if _, err := f.save("", display.Bundle{Data: map[string]any{"image/png": "not base64!"}}); err == nil {
		t.Error("no error from a malformed image")
	}
	if _, err := (&figures{dir: filepath.Join(dir, "absent")}).save("", both); err == nil {
		t.Error("no error from a folder that is not there")
	}
}

func TestBundlesAsText(t *testing.T) {
	dir := t.TempDir()
	tests := []struct {
		name   string
		bundle display.Bundle
		want   string
	}{
		{"table", display.Bundle{Data: map[string]any{"text/html": "<table>", "text/plain": "a b\n1 2\n"}}, "a b\n1 2"},
		{"HTML alone", display.Bundle{Data: map[string]any{"text/html": "<b>"}}, "(no plain text; shown as text/html)"},
		{"figure", display.SVG("<svg/>"), "figure: " + filepath.Join(dir, "monro-fig-1.svg")},
		{"nothing", display.Bundle{}, ""},
	}
	for _, tt := range tests {
		p := newPrinter(Options{Out: &strings.Builder{}, Figures: dir})
		if got := p.text("", tt.bundle); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
