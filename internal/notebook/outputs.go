package notebook

import (
	"bytes"
	"encoding/json"
	"maps"

	"monro/kernel/worker"
	"monro/stdlib/display"
)

// A collector gathers outputs as a notebook front end does: a stream continues
// the output before it, an update changes every earlier output with its display
// id, in whichever cell, and a clear may wait for the next output.
type collector struct {
	cell    *Cell
	byID    map[string][]*Output
	pending bool // a clear that waits
}

func newCollector() *collector {
	return &collector{byID: map[string][]*Output{}}
}

// begin empties the outputs of a cell; later events go there.
func (k *collector) begin(c *Cell) {
	k.cell, k.pending = c, false
	c.Outputs, c.Count = nil, 0
}

func (k *collector) event(e worker.Event) {
	switch d := e.Display; {
	case e.Stream != "":
		k.stream(e.Stream, e.Text)
	case d == nil:
	case d.Kind == display.KindClear:
		k.pending = d.Wait
		if !d.Wait {
			k.clear()
		}
	case d.Kind == display.KindUpdate:
		for _, o := range k.byID[d.ID] {
			o.Data, o.Metadata = bundle(d.Bundle)
		}
	default:
		o := &Output{Type: DisplayData}
		o.Data, o.Metadata = bundle(d.Bundle)
		k.add(o)
		if d.ID != "" {
			k.byID[d.ID] = append(k.byID[d.ID], o)
		}
	}
}

func (k *collector) stream(name, text string) {
	if n := len(k.cell.Outputs); n > 0 && !k.pending {
		if last := k.cell.Outputs[n-1]; last.Type == Stream && last.Name == name {
			last.Text += text
			return
		}
	}
	k.add(&Output{Type: Stream, Name: name, Text: text})
}

// end adds what the cell's end gives: its result or its error.
func (k *collector) end(count int, r worker.Reply) {
	k.cell.Count = count
	if r.Result != nil {
		o := &Output{Type: ExecuteResult, Count: count}
		o.Data, o.Metadata = bundle(*r.Result)
		k.add(o)
	}
	if e := r.Error; e != nil {
		k.add(&Output{Type: Error, ErrorName: e.Name, ErrorValue: e.Message, Traceback: e.Traceback})
	}
}

func (k *collector) add(o *Output) {
	if k.pending {
		k.pending = false
		k.clear()
	}
	k.cell.Outputs = append(k.cell.Outputs, o)
}

func (k *collector) clear() { k.cell.Outputs = nil }

// bundle copies a display bundle. JSON that came as bytes becomes values, so
// that it is written with its keys sorted like all else. An SVG that has a PNG
// beside it is left out: readers who have not run the notebook themselves would
// not be shown it (Jupyter trusts no foreign SVG, and nbconvert 6 empties it).
func bundle(b display.Bundle) (data, metadata map[string]any) {
	data = make(map[string]any, len(b.Data))
	for mime, v := range b.Data {
		if raw, ok := v.(json.RawMessage); ok {
			dec := json.NewDecoder(bytes.NewReader(raw))
			dec.UseNumber()
			var decoded any
			if dec.Decode(&decoded) == nil {
				v = decoded
			}
		}
		data[mime] = v
	}
	if _, ok := data["image/png"]; ok {
		delete(data, "image/svg+xml")
	}
	return data, maps.Clone(b.Metadata)
}
