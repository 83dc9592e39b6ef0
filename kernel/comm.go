package kernel

import (
	"encoding/json"

	"monro/kernel/wire"
)

// onComm handles the three comm messages. There are no targets in the kernel,
// so every comm that a front end opens is closed again, as the protocol asks.
func (k *kernel) onComm(m *wire.Message) {
	c, err := content[struct {
		ID     string          `json:"comm_id"`
		Target string          `json:"target_name"`
		Data   json.RawMessage `json:"data"`
	}](m)
	if err != nil {
		k.log.Warn("malformed message", "type", m.Header.Type, "error", err)
		return
	}
	switch m.Header.Type {
	case "comm_open":
		k.log.Info("a front end opened a comm that has no target here", "target", c.Target)
		k.publish(m, "comm_close", map[string]any{"comm_id": c.ID, "data": map[string]any{}})
	case "comm_msg":
		k.log.Info("message for a comm that is not open", "comm", c.ID)
	}
}

// commInfo lists the open comms: none.
func (k *kernel) commInfo(*wire.Message) (any, error) {
	return map[string]any{"status": "ok", "comms": map[string]any{}}, nil
}
