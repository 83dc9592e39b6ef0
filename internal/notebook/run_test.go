package notebook

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"monro/kernel/worker"
	"monro/stdlib/display"
)

// script is an Executor that plays what it holds for each cell's source.
type script map[string]func(ctx context.Context, on func(worker.Event)) worker.Reply

func (s script) Execute(ctx context.Context, r worker.Request, on func(worker.Event)) worker.Reply {
	return s[r.Code](ctx, on)
}

func show(kind display.Kind, id, text string) worker.Event {
	return worker.Event{Display: &display.Event{Kind: kind, ID: id, Bundle: display.Text(text)}}
}

func stream(name, text string) worker.Event { return worker.Event{Stream: name, Text: text} }

func play(events ...worker.Event) func(context.Context, func(worker.Event)) worker.Reply {
	return func(_ context.Context, on func(worker.Event)) worker.Reply {
		for _, e := range events {
			on(e)
		}
		return worker.Reply{}
	}
}

func fail(name string) func(context.Context, func(worker.Event)) worker.Reply {
	return func(context.Context, func(worker.Event)) worker.Reply {
		return worker.Reply{Error: &worker.Error{Name: name, Message: "bad", Traceback: []string{"line 1"}}}
	}
}

func cells(sources ...string) *Notebook {
	nb := &Notebook{}
	for _, s := range sources {
		nb.Cells = append(nb.Cells, &Cell{Type: Code, Source: s, Metadata: map[string]any{}})
	}
	return nb
}

func tag(c *Cell, tag string) { c.Metadata["tags"] = []any{tag} }

// brief writes outputs in short, one a word.
func brief(c *Cell) string {
	var words []string
	for _, o := range c.Outputs {
		switch o.Type {
		case Stream:
			words = append(words, o.Name+":"+o.Text)
		case Error:
			words = append(words, "error:"+o.ErrorName)
		default:
			text, _ := o.Data["text/plain"].(string)
			words = append(words, o.Type+":"+text)
		}
	}
	return strings.Join(words, " ")
}

func TestOutputs(t *testing.T) {
	clear := func(wait bool) worker.Event {
		return worker.Event{Display: &display.Event{Kind: display.KindClear, Wait: wait}}
	}
	tests := []struct {
		name   string
		events []worker.Event
		want   string
	}{
		{"streams merge", []worker.Event{stream("stdout", "a"), stream("stdout", "b")}, "stdout:ab"},
		{"streams of two kinds do not", []worker.Event{stream("stdout", "a"), stream("stderr", "b"), stream("stdout", "c")}, "stdout:a stderr:b stdout:c"},
		{"a display cuts a stream", []worker.Event{stream("stdout", "a"), show(display.KindShow, "", "d"), stream("stdout", "b")}, "stdout:a display_data:d stdout:b"},
		{"update", []worker.Event{show(display.KindShow, "p", "0%"), show(display.KindShow, "q", "x"), show(display.KindUpdate, "p", "9%")}, "display_data:9% display_data:x"},
		{"update of two with one id", []worker.Event{show(display.KindShow, "p", "1"), show(display.KindShow, "p", "2"), show(display.KindUpdate, "p", "3")}, "display_data:3 display_data:3"},
		{"update of nothing", []worker.Event{show(display.KindUpdate, "p", "9%")}, ""},
		{"clear", []worker.Event{stream("stdout", "a"), clear(false), stream("stdout", "b")}, "stdout:b"},
		{"clear that waits", []worker.Event{stream("stdout", "a"), clear(true), stream("stdout", "b")}, "stdout:b"},
		{"clear that waits in vain", []worker.Event{stream("stdout", "a"), clear(true)}, "stdout:a"},
		{"clear now ends a wait", []worker.Event{clear(true), stream("stdout", "a"), stream("stdout", "b")}, "stdout:ab"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			nb := cells("x")
			if _, err := nb.Run(t.Context(), script{"x": play(tt.events...)}, RunOptions{}); err != nil {
				t.Fatal(err)
			}
			if got := brief(nb.Cells[0]); got != tt.want {
				t.Errorf("outputs %q, want %q", got, tt.want)
			}
		})
	}
}

func TestUpdateReachesEarlierCells(t *testing.T) {
	nb := cells("a", "b")
	_, err := nb.Run(t.Context(), script{
		"a": play(show(display.KindShow, "id", "old")),
		"b": play(show(display.KindUpdate, "id", "new")),
	}, RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := brief(nb.Cells[0]) + "|" + brief(nb.Cells[1]); got != "display_data:new|" {
		t.Errorf("outputs %q", got)
	}
}

func TestResultAndFormats(t *testing.T) {
	nb := cells("x")
	_, err := nb.Run(t.Context(), script{"x": func(context.Context, func(worker.Event)) worker.Reply {
		return worker.Reply{Result: &display.Bundle{
			Data: map[string]any{
				"text/plain":       "a\nb",
				"image/jpeg":       []byte{1, 2, 3},
				"image/svg+xml":    "<svg>\n</svg>",
				"application/json": json.RawMessage(`{"z":1,"a":["x","y"]}`),
			},
			Metadata: map[string]any{"image/jpeg": map[string]any{"width": 40}},
		}}
	}}, RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := nb.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	const want = `      "application/json": {
       "a": [
        "x",
        "y"
       ],
       "z": 1
      },
      "image/jpeg": "AQID",
      "image/svg+xml": [
       "<svg>\n",
       "</svg>"
      ],
      "text/plain": [
       "a\n",
       "b"
      ]
     },
     "execution_count": 1,
     "metadata": {
      "image/jpeg": {
       "width": 40
      }
     },
     "output_type": "execute_result"`
	if !strings.Contains(string(got), want) {
		t.Errorf("got\n%s\nwant in it\n%s", got, want)
	}
	if _, err := Parse(got); err != nil {
		t.Error(err)
	}
}

func TestSVGBesidePNGIsLeftOut(t *testing.T) {
	nb := cells("x")
	_, err := nb.Run(t.Context(), script{"x": func(context.Context, func(worker.Event)) worker.Reply {
		return worker.Reply{Result: &display.Bundle{Data: map[string]any{
			"text/plain": "figure", "image/png": []byte{1}, "image/svg+xml": "<svg/>",
		}}}
	}}, RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	data := nb.Cells[0].Outputs[0].Data
	if got := slices.Sorted(maps.Keys(data)); !slices.Equal(got, []string{"image/png", "text/plain"}) {
		t.Errorf("saved %v", got)
	}
}

func TestRunStopsAtFailure(t *testing.T) {
	ex := script{"ok": play(stream("stdout", "fine")), "bad": fail("Panic")}
	tests := []struct {
		name   string
		tag    string // of the second cell
		keep   bool
		failed int
		want   string
		counts []int
	}{
		{"stop", "", false, 1, "stdout:fine|error:Panic|", []int{1, 2, 0}},
		{"keep going", "", true, 1, "stdout:fine|error:Panic|stdout:fine", []int{1, 2, 3}},
		{"expected", TagRaises, false, 0, "stdout:fine|error:Panic|stdout:fine", []int{1, 2, 3}},
		{"skipped", TagSkip, false, 0, "stdout:fine|stdout:left|stdout:fine", []int{1, 7, 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			nb := cells("ok", "bad", "ok")
			for _, c := range nb.Cells {
				c.Count = 7
				c.Outputs = []*Output{{Type: Stream, Name: "stdout", Text: "left"}}
			}
			if tt.tag != "" {
				tag(nb.Cells[1], tt.tag)
			}
			failed, err := nb.Run(t.Context(), ex, RunOptions{KeepGoing: tt.keep})
			if err != nil || failed != tt.failed {
				t.Errorf("failed %d, error %v; want %d, nil", failed, err, tt.failed)
			}
			var got []string
			for i, c := range nb.Cells {
				got = append(got, brief(c))
				if c.Count != tt.counts[i] {
					t.Errorf("cell %d: count %d, want %d", i, c.Count, tt.counts[i])
				}
			}
			if s := strings.Join(got, "|"); s != tt.want {
				t.Errorf("outputs %q, want %q", s, tt.want)
			}
		})
	}
}

// hang runs until it is interrupted.
func hang(ctx context.Context, _ func(worker.Event)) worker.Reply {
	<-ctx.Done()
	return worker.Reply{Error: &worker.Error{Name: "Interrupted", Message: "interrupted", Traceback: []string{"at cell 1"}}}
}

func TestRunTimeout(t *testing.T) {
	nb := cells("loop", "ok")
	failed, err := nb.Run(t.Context(), script{"loop": hang, "ok": play()}, RunOptions{Timeout: time.Millisecond, KeepGoing: true})
	if err != nil || failed != 1 {
		t.Fatalf("failed %d, error %v; want 1, nil", failed, err)
	}
	o := nb.Cells[0].Outputs[0]
	if o.ErrorName != "Timeout" || !strings.Contains(o.ErrorValue, "1ms") {
		t.Errorf("error %q: %q, want a Timeout that names 1ms", o.ErrorName, o.ErrorValue)
	}
	if nb.Cells[1].Count != 2 {
		t.Errorf("the cell after it has count %d, want 2", nb.Cells[1].Count)
	}
}

func TestRunCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	nb := cells("loop", "ok")
	ex := script{"loop": func(c context.Context, on func(worker.Event)) worker.Reply {
		cancel()
		return hang(c, on)
	}}
	failed, err := nb.Run(ctx, ex, RunOptions{KeepGoing: true})
	if failed != 1 || err != context.Canceled {
		t.Errorf("failed %d, error %v; want 1, context canceled", failed, err)
	}
	if nb.Cells[1].Count != 0 {
		t.Error("a cell ran after the cancel")
	}
}

func TestRunReports(t *testing.T) {
	nb := cells("ok", "  ", "bad")
	nb.Cells = append(nb.Cells, &Cell{Type: Markdown, Source: "text"})
	clock := time.Unix(0, 0)
	var lines []string
	note := func(what string) func(CellRun) {
		return func(r CellRun) {
			line := what + " " + r.Cell.Source + " " + r.Elapsed.String()
			if r.Number < 1 || r.Of != 2 {
				t.Errorf("cell %d of %d, want 2 in all", r.Number, r.Of)
			}
			if r.Failed {
				line += " failed " + r.Error.Name
			}
			lines = append(lines, line)
		}
	}
	_, err := nb.Run(t.Context(), script{"ok": play(), "bad": fail("Panic")}, RunOptions{
		Started: note("start"), Finished: note("end"),
		Now: func() time.Time { clock = clock.Add(time.Second); return clock },
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "start ok 0s|end ok 1s|start bad 0s|end bad 1s failed Panic"
	if got := strings.Join(lines, "|"); got != want {
		t.Errorf("reports %q, want %q", got, want)
	}
}
