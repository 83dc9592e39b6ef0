package kernel

import (
	"encoding/json"
	"time"

	"monro/kernel/wire"
	"monro/kernel/worker"
	"monro/stdlib/display"
)

// crowded is how many bytes may wait for the fastest front end before a cell's
// output pauses. Past it, an endless printing loop is as fast as its reader.
const crowded = 1 << 20

// publish sends a message to everybody. parent may be nil.
func (k *kernel) publish(parent *wire.Message, msgType string, content any) {
	k.publishWith(parent, msgType, content, nil, nil)
}

// publishWith is publish of a message with metadata and binary data.
func (k *kernel) publishWith(parent *wire.Message, msgType string, content any, metadata json.RawMessage, buffers [][]byte) {
	if k.iopub == nil {
		return
	}
	raw, err := wire.Marshal(content)
	if err != nil {
		k.log.Error("message lost", "type", msgType, "error", err)
		return
	}
	m := &wire.Message{Identities: [][]byte{[]byte(msgType)}, Header: k.header(msgType), Metadata: metadata, Content: raw, Buffers: buffers}
	if parent != nil {
		m.Parent = parent.RawHeader
	}
	frames, err := k.codec.Encode(m)
	if err != nil {
		k.log.Error("message lost", "type", msgType, "error", err)
		return
	}
	k.iopub.Send(frames)
}

type status struct {
	State string `json:"execution_state"`
}

// busy encloses the handling of a request in the statuses that front ends wait for.
func (k *kernel) busy(m *wire.Message, handle func()) {
	k.publish(m, "status", status{"busy"})
	handle()
	k.idle(m)
}

// idle ends the handling of a request.
func (k *kernel) idle(m *wire.Message) {
	k.publish(m, "status", status{"idle"})
	k.statuses.Lock()
	defer k.statuses.Unlock()
	// The kernel is still busy with a cell: front ends show the last status they saw.
	if running := k.cells.current(); running != nil && running.request != m {
		k.publish(running.request, "status", status{"busy"})
	}
}

type stream struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

type output struct {
	Data      map[string]any `json:"data"`
	Metadata  map[string]any `json:"metadata"`
	Transient map[string]any `json:"transient,omitempty"`
	Count     int            `json:"execution_count,omitempty"`
}

// show publishes one output of a cell.
func (k *kernel) show(request *wire.Message, e worker.Event) {
	k.pace()
	if e.Display == nil {
		k.publish(request, "stream", stream{e.Stream, e.Text})
		return
	}
	d := e.Display
	if d.Kind == display.KindClear {
		k.publish(request, "clear_output", map[string]bool{"wait": d.Wait})
		return
	}
	msgType := "display_data"
	if d.Kind == display.KindUpdate {
		msgType = "update_display_data"
	}
	out := newOutput(d.Bundle)
	out.Transient = map[string]any{}
	if d.ID != "" {
		out.Transient["display_id"] = d.ID
	}
	k.publish(request, msgType, out)
}

// newOutput is a bundle as messages carry it: []byte values become base64, as
// encoding/json has it and Jupyter wants it.
func newOutput(b display.Bundle) output {
	o := output{Data: b.Data, Metadata: b.Metadata}
	if o.Data == nil {
		o.Data = map[string]any{}
	}
	if o.Metadata == nil {
		o.Metadata = map[string]any{}
	}
	return o
}

// pace waits while the front ends that read are far behind. Those that have
// stopped reading are not waited for.
func (k *kernel) pace() {
	for k.iopub.Behind() > crowded && k.ending.Err() == nil {
		time.Sleep(time.Millisecond)
	}
}
