package wire

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func codec(t testing.TB, key string) *Codec {
	t.Helper()
	c, err := NewCodec("hmac-sha256", key)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sample() *Message {
	return &Message{
		Identities: [][]byte{{0, 1, 2}, []byte("peer")},
		Header:     NewHeader("execute_request", "id-1", "session-1"),
		Parent:     json.RawMessage(`{"msg_id":"p"}`),
		Metadata:   json.RawMessage(`{"a":1}`),
		Content:    json.RawMessage(`{"code":"π <b>"}`),
		Buffers:    [][]byte{{0xff, 0}, {}},
	}
}

func TestRoundTrip(t *testing.T) {
	for _, key := range []string{"", "k", strings.Repeat("long", 40)} {
		c := codec(t, key)
		m := sample()
		frames, err := c.Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Decode(frames)
		if err != nil {
			t.Fatalf("key %q: %v", key, err)
		}
		if got.Header != m.Header {
			t.Errorf("header %+v, want %+v", got.Header, m.Header)
		}
		if !slices.EqualFunc(got.Identities, m.Identities, bytes.Equal) || !slices.EqualFunc(got.Buffers, m.Buffers, bytes.Equal) {
			t.Errorf("identities %q buffers %q", got.Identities, got.Buffers)
		}
		if string(got.Parent) != string(m.Parent) || string(got.Metadata) != string(m.Metadata) || string(got.Content) != string(m.Content) {
			t.Errorf("got %s %s %s", got.Parent, got.Metadata, got.Content)
		}
	}
}

// The signature is the hexadecimal HMAC-SHA256 of the four JSON frames in a row.
func TestSignature(t *testing.T) {
	frames, err := codec(t, "secret").Encode(sample())
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, []byte("secret"))
	mac.Write(bytes.Join(frames[4:8], nil))
	if want := hex.EncodeToString(mac.Sum(nil)); string(frames[3]) != want {
		t.Errorf("signature %s, want %s", frames[3], want)
	}
}

func TestForged(t *testing.T) {
	c := codec(t, "secret")
	frames, err := c.Encode(sample())
	if err != nil {
		t.Fatal(err)
	}
	for i := 3; i < 8; i++ {
		for _, change := range []func([]byte) []byte{
			func(b []byte) []byte { return append(b, ' ') },
			func(b []byte) []byte { b[0] ^= 1; return b },
			func(b []byte) []byte { return b[:len(b)-1] },
			func([]byte) []byte { return nil },
		} {
			forged := make([][]byte, len(frames))
			for j := range frames {
				forged[j] = bytes.Clone(frames[j])
			}
			forged[i] = change(forged[i])
			if _, err := c.Decode(forged); !errors.Is(err, ErrSignature) {
				t.Errorf("frame %d changed: error %v, want %v", i, err, ErrSignature)
			}
		}
	}
	other, _ := codec(t, "other").Encode(sample())
	if _, err := c.Decode(other); !errors.Is(err, ErrSignature) {
		t.Errorf("another key: error %v", err)
	}
	unsigned, _ := codec(t, "").Encode(sample())
	if _, err := c.Decode(unsigned); !errors.Is(err, ErrSignature) {
		t.Errorf("no signature: error %v", err)
	}
}

func TestMalformed(t *testing.T) {
	c := codec(t, "")
	ok := `{"msg_type":"x"}`
	for _, tt := range []struct {
		frames []string
		want   error
	}{
		{nil, ErrFrames},
		{[]string{"garbage"}, ErrFrames},
		{[]string{"<IDS|MSG>"}, ErrFrames},
		{[]string{"<IDS|MSG>", "", ok, "{}", "{}"}, ErrFrames},
		{[]string{"<IDS|MSG>", "", "", "{}", "{}", "{}"}, ErrContent},
		{[]string{"<IDS|MSG>", "", "{", "{}", "{}", "{}"}, ErrContent},
		{[]string{"<IDS|MSG>", "", "[]", "{}", "{}", "{}"}, ErrContent},
		{[]string{"<IDS|MSG>", "", "{}", "{}", "{}", "{}"}, ErrContent},
		{[]string{"<IDS|MSG>", "", `{"msg_type":3}`, "{}", "{}", "{}"}, ErrContent},
		{[]string{"<IDS|MSG>", "", ok, "null", "{}", "{}"}, ErrContent},
		{[]string{"<IDS|MSG>", "", ok, "{}", "1", "{}"}, ErrContent},
		{[]string{"<IDS|MSG>", "", ok, "{}", "{}", "\"\""}, ErrContent},
		{[]string{"<IDS|MSG>", "", ok, "{}", "{}", "{}"}, nil},
	} {
		frames := make([][]byte, len(tt.frames))
		for i, f := range tt.frames {
			frames[i] = []byte(f)
		}
		if _, err := c.Decode(frames); !errors.Is(err, tt.want) {
			t.Errorf("%q: error %v, want %v", tt.frames, err, tt.want)
		}
	}
}

// FuzzDecode feeds frames cut from random bytes: no panic, and what decodes
// under a key encodes to something that decodes to the same.
func FuzzDecode(f *testing.F) {
	frames, _ := codec(f, "k").Encode(sample())
	f.Add(bytes.Join(frames, []byte("|||")), true)
	f.Add([]byte("<IDS|MSG>||||||{\"msg_type\":\"x\"}|||{}|||{}|||{}"), false)
	f.Add([]byte("garbage"), true)
	f.Fuzz(func(t *testing.T, data []byte, signed bool) {
		key := ""
		if signed {
			key = "k"
		}
		c := codec(t, key)
		m, err := c.Decode(bytes.Split(data, []byte("|||")))
		if err != nil {
			return
		}
		again, err := c.Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		m2, err := c.Decode(again)
		if err != nil || m2.Header != m.Header {
			t.Fatalf("%+v then %+v, %v", m, m2, err)
		}
	})
}

const goodFile = `{"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5,"key":"k","ip":"127.0.0.1","transport":"tcp","signature_scheme":"hmac-sha256"}`

func TestConnection(t *testing.T) {
	for _, tt := range []struct{ data, want string }{
		{goodFile, ""},
		{"", "JSON"},
		{"{", "JSON"},
		{"[]", "JSON"},
		{`{}`, "shell_port is missing"},
		{strings.Replace(goodFile, `"hb_port":5`, `"hb_port":"5"`, 1), "hb_port"},
		{strings.Replace(goodFile, `"hb_port":5`, `"hb_port":70000`, 1), "hb_port is 70000"},
		{strings.Replace(goodFile, `"hb_port":5`, `"hb_port":4`, 1), "control_port and hb_port are both 4"},
		{strings.Replace(goodFile, "tcp", "carrier pigeon", 1), "transport"},
		{strings.Replace(goodFile, "sha256", "md5", 1), "signature_scheme"},
		{strings.Replace(goodFile, "127.0.0.1", "", 1), "ip"},
	} {
		_, err := ParseConnection([]byte(tt.data))
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: error %v, want %q", tt.data, err, tt.want)
		}
	}
}

func TestReadConnection(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.json")
	if err := os.WriteFile(bad, []byte("{\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(dir, "absent.json"), bad, dir} {
		if _, err := ReadConnection(path); !errors.Is(err, ErrConnection) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v", path, err)
		}
	}
	good := filepath.Join(dir, "good.json")
	if err := os.WriteFile(good, []byte(goodFile), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := ReadConnection(good)
	if err != nil {
		t.Fatal(err)
	}
	if network, address := c.Address(c.ShellPort); network != "tcp" || address != "127.0.0.1:1" {
		t.Errorf("address %s %s", network, address)
	}
}

func TestExposed(t *testing.T) {
	for _, tt := range []struct {
		transport, ip string
		want          bool
	}{
		{"tcp", "127.0.0.1", false}, {"tcp", "127.0.0.2", false}, {"tcp", "::1", false}, {"tcp", "localhost", false}, {"ipc", "/run/kernel", false},
		{"tcp", "*", true}, {"tcp", "0.0.0.0", true}, {"tcp", "::", true}, {"tcp", "192.168.0.7", true}, {"tcp", "host.example", true},
	} {
		if got := (&Connection{Transport: tt.transport, IP: tt.ip}).Exposed(); got != tt.want {
			t.Errorf("%s %s: %v", tt.transport, tt.ip, got)
		}
	}
}
