package wire

import (
	"encoding/hex"
	"fmt"
	"sync"
)

// remembered is how many signatures are kept at most; half of them are the newest.
const remembered = 1 << 16

// Replays refuses messages that came before: somebody who has seen a signed message
// go by could otherwise have the kernel do the same once more. The zero value has
// seen nothing. It is safe for concurrent use.
//
// It remembers the last 32768 messages at least, and 65536 at most. Unsigned ones
// it lets pass: without a key anybody can make new ones.
type Replays struct {
	mu            sync.Mutex
	recent, older map[digest]struct{}
}

// A digest is the first 128 bits of a signature.
type digest [16]byte

// Admit remembers a message that Decode has checked, or returns an error that
// matches ErrReplay.
func (r *Replays) Admit(m *Message) error {
	if len(m.Signature) == 0 {
		return nil
	}
	var d digest
	hex.Decode(d[:], m.Signature[:min(len(m.Signature), hex.EncodedLen(len(d)))]) // it is one of ours: Decode has compared
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, seen := r.recent[d]; !seen {
		_, seen = r.older[d]
		if !seen {
			r.add(d)
			return nil
		}
	}
	return fmt.Errorf("%w: %s %s", ErrReplay, m.Header.Type, m.Header.ID)
}

// add forgets the older half once the recent one is full. mu is held.
func (r *Replays) add(d digest) {
	if r.recent == nil || len(r.recent) == remembered/2 {
		r.recent, r.older = map[digest]struct{}{}, r.recent
	}
	r.recent[d] = struct{}{}
}
