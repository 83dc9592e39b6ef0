//go:build unix

package worker

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"monro/stdlib/comm"
	"monro/stdlib/widget"
)

// Nothing that comes as a message over a comm ends the worker, and no handler of
// ours fails on it.
func FuzzTakeComm(f *testing.F) {
	var sent bytes.Buffer
	link := newLink(strings.NewReader(""), &sent)
	w := &server{link: link, out: newOutput(link), hasComms: true}
	w.setComms()
	f.Cleanup(func() { comm.SetSink(nil) })
	s, err := widget.NewIntSlider("n", 0, 9, 3)
	if err != nil {
		f.Fatal(err)
	}
	widget.NewVBox(s.OnChange(func(int) {}), widget.NewButton("b")).Display()
	var ids []string
	for in := newLink(&sent, io.Discard); ; {
		frame, err := in.receive()
		if err != nil {
			break
		}
		var m comm.Message
		if err := json.Unmarshal(frame.body, &m); err != nil {
			f.Fatal(err)
		}
		ids = append(ids, m.ID)
	}
	for _, seed := range []string{
		`{"Kind":"comm_open","ID":"x","Target":"jupyter.widget.control"}`,
		`{"Kind":"comm_open","ID":"y","Target":"jupyter.widget.version","Data":{}}`,
		`{"Kind":"comm_msg","ID":"x","Data":{"method":"request_states"}}`,
		`{"Kind":"comm_msg","ID":"x","Data":7,"Metadata":[],"Buffers":["AQID"]}`,
		`{"Kind":"comm_msg","ID":"MODEL0","Data":{"method":"update","state":{"value":7}}}`,
		`{"Kind":"comm_msg","ID":"MODEL1","Data":{"method":"custom","content":{"event":"click"}}}`,
		`{"Kind":"comm_open","ID":"MODEL2","Target":"jupyter.widget"}`,
		`{"Kind":"comm_close","ID":"x"}`, `{"Kind":"","ID":"x"}`, `{"Kind":"comm_open","ID":"z","Target":"nobody"}`, `{`, `null`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		sent.Reset()
		for i, id := range ids {
			body = bytes.ReplaceAll(body, fmt.Appendf(nil, "MODEL%d", i), []byte(id))
		}
		w.takeComm(body)
		comm.Run()
		for in := newLink(&sent, io.Discard); ; {
			frame, err := in.receive()
			if err != nil {
				break
			}
			if frame.kind != kindComm { // what a handler that panics prints
				t.Fatalf("frame of kind %d: %s", frame.kind, frame.body)
			}
		}
	})
}
