package worker

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"monro/lang/past"
	"monro/stdlib/display"
)

// A frame on the pipes between host and worker: four bytes of length, one of
// kind, four of the number of the request it belongs to, and the body.
type frame struct {
	kind kind
	id   uint32
	body []byte
}

type kind byte

// Kinds of frames. Host to worker first.
const (
	kindExecute   kind = iota + 1 // executeBody
	kindInterrupt                 // of the request
	kindComplete                  // completeBody
	kindInspect                   // completeBody
	kindAnswer                    // answerBody, to a kindAsk with the same id
	kindRestore                   // restoreBody
	kindPing                      // asks for a kindPong

	kindReady      // the session is open
	kindFailed     // it cannot be opened: text
	kindStream     // one byte, 1 stdout or 2 stderr, and the text
	kindDisplay    // displayBody
	kindAsk        // askBody; the id numbers the question
	kindExecuted   // executedBody
	kindCompletion // Completion
	kindInspection // inspectionBody
	kindRestoring  // the id is the index of the cell that comes next
	kindRestored   // Restored
	kindPong       // the worker is there

	kindComm  // comm.Message, in either direction
	kindTurn  // turnBody, host to worker: what messages over comms left for later
	kindTaken // takenBody, the answer to the host's kindComm

	kindDebug      // a message of a front end for the debugger, in its own JSON
	kindDebugged   // the answer
	kindDebugEvent // what the debugger tells front ends
)

const (
	headerSize = 9
	maxBody    = 1 << 30 // nothing of ours is larger; a larger length is a broken pipe partner
)

type executeBody struct {
	Code        string
	Number      int
	Silent      bool
	Input       bool
	Expressions map[string]string
	Message     string
	Shell       string
}

type turnBody struct {
	Message string // of the front end, for which this is done
	Shell   string
}

type takenBody struct {
	Later bool // a turn is wanted
}

type restoreBody struct {
	Past []Past
	Told past.Transcript
	All  bool
}

// pruned is how many cells there were besides those of Past.
func (b restoreBody) pruned() int { return b.Told.Count - len(b.Past) }

type executedBody struct {
	Result      *bundleBody
	Error       *Error
	Expressions map[string]expressionBody
	Later       bool // of kindTurn: nothing was called, since the turn did not come
}

type expressionBody struct {
	Bundle bundleBody
	Error  *Error
}

type completeBody struct {
	Code           string
	Cursor, Detail int
}

type inspectionBody struct {
	Bundle bundleBody
	Found  bool
}

type askBody struct {
	Prompt   string
	Password bool
	Request  uint32 // which asks
}

type answerBody struct {
	Text, Error string
}

type displayBody struct {
	Kind      display.Kind
	ID        string
	Wait      bool
	Transient bool
	Bundle    bundleBody
}

// A bundleBody keeps text, bytes and JSON values of a display.Bundle apart.
type bundleBody struct {
	Text     map[string]string          `json:",omitempty"`
	Binary   map[string][]byte          `json:",omitempty"`
	JSON     map[string]json.RawMessage `json:",omitempty"`
	Metadata map[string]json.RawMessage `json:",omitempty"`
}

// packBundle never fails: a value that JSON cannot hold becomes a note in its place.
func packBundle(b display.Bundle) bundleBody {
	p := bundleBody{Text: map[string]string{}, Binary: map[string][]byte{}, JSON: map[string]json.RawMessage{}, Metadata: map[string]json.RawMessage{}}
	for mime, v := range b.Data {
		switch v := v.(type) {
		case string:
			p.Text[mime] = v
		case []byte:
			p.Binary[mime] = v
		default:
			raw, err := json.Marshal(v)
			if err != nil {
				p.Text["text/plain"] = fmt.Sprintf("cannot show %s: %v", mime, err)
				continue
			}
			p.JSON[mime] = raw
		}
	}
	for k, v := range b.Metadata {
		if raw, err := json.Marshal(v); err == nil {
			p.Metadata[k] = raw
		}
	}
	return p
}

func (p bundleBody) unpack() display.Bundle {
	b := display.Bundle{Data: make(map[string]any, len(p.Text)+len(p.Binary)+len(p.JSON))}
	for k, v := range p.Text {
		b.Data[k] = v
	}
	for k, v := range p.Binary {
		b.Data[k] = v
	}
	for k, v := range p.JSON {
		b.Data[k] = v
	}
	if len(p.Metadata) > 0 {
		b.Metadata = make(map[string]any, len(p.Metadata))
		for k, v := range p.Metadata {
			b.Metadata[k] = v
		}
	}
	return b
}

// A link is one end of the two pipes. Sending is safe for concurrent use.
type link struct {
	in *bufio.Reader

	mu  sync.Mutex
	out io.Writer
	buf []byte
}

func newLink(in io.Reader, out io.Writer) *link {
	return &link{in: bufio.NewReaderSize(in, 64<<10), out: out}
}

// send writes one frame with one write call. body is json.Marshal'ed unless it
// is a []byte.
func (l *link) send(k kind, id uint32, body any) error {
	raw, isRaw := body.([]byte)
	if !isRaw && body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buf = binary.BigEndian.AppendUint32(l.buf[:0], uint32(len(raw)))
	l.buf = append(l.buf, byte(k))
	l.buf = binary.BigEndian.AppendUint32(l.buf, id)
	l.buf = append(l.buf, raw...)
	_, err := l.out.Write(l.buf)
	if cap(l.buf) > 1<<20 {
		l.buf = nil
	}
	return err
}

// receive reads one frame. It reuses nothing: the body is the caller's.
func (l *link) receive() (frame, error) {
	var head [headerSize]byte
	if _, err := io.ReadFull(l.in, head[:]); err != nil {
		return frame{}, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n > maxBody {
		return frame{}, fmt.Errorf("frame of %d bytes", n)
	}
	f := frame{kind: kind(head[4]), id: binary.BigEndian.Uint32(head[5:])}
	if n > 1<<20 { // grow with what comes: a claim alone costs nothing
		var b bytes.Buffer
		_, err := io.CopyN(&b, l.in, int64(n))
		f.body = b.Bytes()
		return f, err
	}
	f.body = make([]byte, n)
	_, err := io.ReadFull(l.in, f.body)
	return f, err
}
