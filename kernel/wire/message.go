// Package wire is the Jupyter message format: frames, signatures, headers and
// the connection file. It knows neither sockets nor what a message means.
package wire

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"sync"
	"time"
)

// Version is the messaging protocol that the headers announce.
const Version = "5.5"

// Errors of Decode and of Replays. Each is wrapped with what was found.
var (
	ErrFrames    = errors.New("not a Jupyter message")
	ErrSignature = errors.New("wrong signature")
	ErrContent   = errors.New("malformed message")
	ErrReplay    = errors.New("a message that came before")
)

var delimiter = []byte("<IDS|MSG>")

// A Header says what a message is and who sent it.
type Header struct {
	ID       string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"` // ISO 8601
	Type     string `json:"msg_type"`
	Version  string `json:"version"`
	Subshell string `json:"subshell_id,omitempty"` // where a request belongs; "": the main shell
}

// A Message is one message in either direction.
type Message struct {
	Identities [][]byte // routing frames: the peer's identity, or the topic on iopub
	Header     Header
	RawHeader  json.RawMessage // the header as it came; a reply's Parent
	Parent     json.RawMessage // header of the message this one answers; nil: none
	Metadata   json.RawMessage // nil: {}
	Content    json.RawMessage
	Buffers    [][]byte
	Signature  []byte // as it came, checked; empty where signatures are off. Encode makes its own
}

// A Codec signs and checks messages with one key. It is safe for concurrent use.
type Codec struct {
	key  []byte
	macs sync.Pool // of hash.Hash: setting up a keyed hash costs more than hashing a small message
}

// NewCodec returns the codec of a connection file's signature scheme and key.
// An empty key turns signatures off, as the protocol has it.
func NewCodec(scheme, key string) (*Codec, error) {
	if scheme != "" && scheme != "hmac-sha256" {
		return nil, fmt.Errorf("signature_scheme is %q; only hmac-sha256 is supported", scheme)
	}
	c := &Codec{key: []byte(key)}
	c.macs.New = func() any { return hmac.New(sha256.New, c.key) }
	return c, nil
}

func (c *Codec) sign(parts ...[]byte) []byte {
	if len(c.key) == 0 {
		return nil
	}
	mac := c.macs.Get().(hash.Hash)
	mac.Reset()
	for _, p := range parts {
		mac.Write(p)
	}
	sum := mac.Sum(nil)
	c.macs.Put(mac)
	return hex.AppendEncode(nil, sum)
}

// Decode checks and parses the frames of one message. The message keeps the frames.
func (c *Codec) Decode(frames [][]byte) (*Message, error) {
	at := -1
	for i, f := range frames {
		if bytes.Equal(f, delimiter) {
			at = i
			break
		}
	}
	if at < 0 {
		return nil, fmt.Errorf("%w: no %s among %d frames", ErrFrames, delimiter, len(frames))
	}
	rest := frames[at+1:]
	if len(rest) < 5 {
		return nil, fmt.Errorf("%w: %d frames after %s, at least 5 wanted", ErrFrames, len(rest), delimiter)
	}
	signature, body := rest[0], rest[1:5]
	if want := c.sign(body...); want != nil && !hmac.Equal(signature, want) {
		return nil, fmt.Errorf("%w on a message of %d bytes", ErrSignature, size(frames))
	}
	m := &Message{
		Identities: frames[:at:at],
		RawHeader:  body[0],
		Parent:     body[1],
		Metadata:   body[2],
		Content:    body[3],
		Buffers:    rest[5:],
		Signature:  signature,
	}
	for i, name := range [...]string{"header", "parent_header", "metadata", "content"} {
		if !isObject(body[i]) {
			return nil, fmt.Errorf("%w: %s is not a JSON object", ErrContent, name)
		}
	}
	if err := json.Unmarshal(m.RawHeader, &m.Header); err != nil {
		return nil, fmt.Errorf("%w: header: %v", ErrContent, err)
	}
	if m.Header.Type == "" {
		return nil, fmt.Errorf("%w: header has no msg_type", ErrContent)
	}
	return m, nil
}

// Encode serialises and signs a message. Where Header.ID is set but RawHeader is
// not, RawHeader is filled in.
func (c *Codec) Encode(m *Message) ([][]byte, error) {
	if m.RawHeader == nil {
		raw, err := Marshal(m.Header)
		if err != nil {
			return nil, fmt.Errorf("header: %w", err)
		}
		m.RawHeader = raw
	}
	parent, metadata, content := orEmpty(m.Parent), orEmpty(m.Metadata), orEmpty(m.Content)
	frames := make([][]byte, 0, len(m.Identities)+6+len(m.Buffers))
	frames = append(frames, m.Identities...)
	frames = append(frames, delimiter, c.sign(m.RawHeader, parent, metadata, content),
		m.RawHeader, parent, metadata, content)
	return append(frames, m.Buffers...), nil
}

// NewHeader returns the header of a new message.
func NewHeader(msgType, id, session string) Header {
	return Header{
		ID:       id,
		Session:  session,
		Username: "kernel",
		Date:     time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"),
		Type:     msgType,
		Version:  Version,
	}
}

// Marshal is json.Marshal without the escaping of <, > and &: HTML and SVG travel
// in these messages and nothing parses them as a script.
func Marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

func isObject(b []byte) bool {
	b = bytes.TrimLeft(b, " \t\r\n")
	return len(b) > 0 && b[0] == '{' && json.Valid(b)
}

func orEmpty(b json.RawMessage) []byte {
	if len(b) == 0 {
		return []byte("{}")
	}
	return b
}

func size(frames [][]byte) int {
	n := 0
	for _, f := range frames {
		n += len(f)
	}
	return n
}
