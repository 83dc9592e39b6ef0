package wire

import (
	"errors"
	"fmt"
	"testing"
)

func TestReplays(t *testing.T) {
	c := codec(t, "k")
	decoded := func(id string) *Message {
		t.Helper()
		frames, err := c.Encode(&Message{Header: Header{ID: id, Type: "execute_request"}})
		if err != nil {
			t.Fatal(err)
		}
		m, err := c.Decode(frames)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	var r Replays
	for i := range 10 {
		if err := r.Admit(decoded(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 10 {
		if err := r.Admit(decoded(fmt.Sprint(i))); !errors.Is(err, ErrReplay) {
			t.Errorf("message %d once more: %v", i, err)
		}
	}
	// The same content under another id is another message.
	if err := r.Admit(decoded("10")); err != nil {
		t.Error(err)
	}
	var unsigned Replays
	for range 2 {
		if err := unsigned.Admit(&Message{}); err != nil {
			t.Error("unsigned: ", err)
		}
	}
}

// Memory is bounded, and what it holds are the newest messages.
func TestReplaysForget(t *testing.T) {
	var r Replays
	message := func(i int) *Message { return &Message{Signature: fmt.Appendf(nil, "%032x%032x", i, 0)} }
	const n = 3 * remembered
	for i := range n {
		if err := r.Admit(message(i)); err != nil {
			t.Fatal(i, err)
		}
		if kept := len(r.recent) + len(r.older); kept > remembered {
			t.Fatalf("%d signatures are kept", kept)
		}
	}
	for _, i := range []int{n - 1, n - 2, n - remembered/2} {
		if err := r.Admit(message(i)); !errors.Is(err, ErrReplay) {
			t.Errorf("message %d of %d: %v", i, n, err)
		}
	}
}
