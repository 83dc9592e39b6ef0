package kernel

import (
	"monro/kernel/transport"
	"monro/kernel/wire"
)

// onControl answers the control channel. It never waits for a cell.
func (k *kernel) onControl(m *wire.Message) {
	switch m.Header.Type {
	case "kernel_info_request":
		k.busy(m, func() {
			info, _ := k.info(m)
			k.reply(k.control, m, "kernel_info_reply", info)
		})
	case "interrupt_request", "shutdown_request", "debug_request", "connect_request":
		k.onControlRequest(k.control, m)
	case "create_subshell_request":
		k.answerControl(m, k.createSubshell)
	case "delete_subshell_request":
		k.answerControl(m, k.deleteSubshell)
	case "list_subshell_request":
		k.answerControl(m, k.listSubshells)
	default:
		k.busy(m, func() { k.log.Warn("unknown message", "channel", "control", "type", m.Header.Type) })
	}
}

// onControlRequest answers what belongs on the control channel, wherever it came in.
func (k *kernel) onControlRequest(on *transport.Router, m *wire.Message) {
	if m.Header.Type == "debug_request" { // the session answers: others do not wait
		k.publish(m, "status", status{"busy"})
		k.debugs.Add(debugRequest{on, m})
		return
	}
	k.busy(m, func() {
		switch m.Header.Type {
		case "interrupt_request":
			k.interrupt()
			k.reply(on, m, "interrupt_reply", map[string]any{"status": "ok"})
		case "shutdown_request":
			k.shutdown(on, m)
		case "connect_request": // long deprecated; the front end wrote the ports itself
			k.reply(on, m, "connect_reply", failure{"error", "NotSupported", "connect_request is not supported", nil})
		}
	})
	if m.Header.Type == "shutdown_request" {
		k.finish()
	}
}

func (k *kernel) answerControl(m *wire.Message, f func(*wire.Message) (any, error)) {
	k.busy(m, func() {
		content, err := f(m)
		if err != nil {
			content = malformed(m, err)
		}
		k.reply(k.control, m, replyType(m), content)
	})
}

// interrupt cancels the running cells, of all shells. What runs for a widget goes on
// beside them, since it may only have waited for its turn; where nothing else runs,
// the interrupt is for it.
func (k *kernel) interrupt() {
	all := []*queue{k.cells}
	for _, s := range k.subshells.all() {
		all = append(all, s.cells)
	}
	some := false
	for _, turns := range []bool{false, true} {
		for _, q := range all {
			if c := q.current(); c != nil && c.turn == turns {
				some = q.interrupt() || some
			}
		}
		if some {
			return
		}
	}
	k.log.Debug("interrupt, but no cell runs")
}

// shutdown replies to the one who asked and tells everybody else on iopub. With
// restart set, the front end starts a new kernel itself.
func (k *kernel) shutdown(on *transport.Router, m *wire.Message) {
	c, _ := content[struct {
		Restart bool `json:"restart"`
	}](m)
	answer := map[string]any{"status": "ok", "restart": c.Restart}
	k.host.Close() // first: who has the reply may count on nothing being left
	k.reply(on, m, "shutdown_reply", answer)
	k.publish(m, "shutdown_reply", answer)
}

// finish makes Run return.
func (k *kernel) finish() {
	k.finishOnce.Do(func() { close(k.done) })
}
