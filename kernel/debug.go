package kernel

import (
	"encoding/json"

	"monro/kernel/transport"
	"monro/kernel/wire"
)

// A debugRequest is a message for the session's debugger, with the channel that
// it came by.
type debugRequest struct {
	on      *transport.Router
	message *wire.Message
}

// takeDebugs answers messages for the debugger, in order, until the kernel ends.
// The worker has the debugger; a request may have to wait for what it evaluates.
func (k *kernel) takeDebugs() {
	for {
		q, ok := k.debugs.Next()
		if !ok {
			return
		}
		k.debugging.Store(q.message)
		k.host.Debug(k.ending, q.message.Content, func(answer json.RawMessage, err error) {
			var content any = answer
			if err != nil {
				content = debugFailure(q.message, err)
			}
			k.reply(q.on, q.message, "debug_reply", content)
			k.idle(q.message)
		})
		k.debugs.Done()
	}
}

// debugFailure answers in the debugger's stead.
func debugFailure(m *wire.Message, err error) any {
	c, _ := content[struct {
		Seq     int    `json:"seq"`
		Command string `json:"command"`
	}](m)
	return map[string]any{
		"type":        "response",
		"seq":         c.Seq,
		"request_seq": c.Seq,
		"command":     c.Command,
		"success":     false,
		"message":     err.Error(),
		"body":        map[string]any{},
	}
}

// debugEvent publishes what the debugger tells. It belongs to the last request:
// what belongs to a cell has front ends look at the variables again.
func (k *kernel) debugEvent(event json.RawMessage) {
	k.publish(k.debugging.Load(), "debug_event", event)
}
