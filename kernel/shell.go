package kernel

import (
	"encoding/json"

	"monro/kernel/wire"
)

// onShell takes the requests of the shell channel, in order for each front end.
// Those of a subshell go there. Cells queue; everything else is answered at once, also
// while a cell runs.
func (k *kernel) onShell(m *wire.Message) {
	if id := m.Header.Subshell; id != "" {
		k.onSubshell(id, m)
		return
	}
	switch m.Header.Type {
	case "execute_request":
		k.onExecute(k.cells, m)
	case "complete_request":
		go k.answer(m, k.complete) // the worker answers these two: others do not wait
	case "inspect_request":
		go k.answer(m, k.inspect)
	case "kernel_info_request":
		k.answer(m, k.info)
	case "is_complete_request":
		k.answer(m, k.isComplete)
	case "history_request":
		go k.answer(m, k.onHistory) // the disk may take its time
	case "comm_info_request":
		k.answer(m, k.commInfo)
	case "connect_request", "interrupt_request", "debug_request", "shutdown_request":
		// These belong on the control channel; older clients send some of them here.
		k.onControlRequest(k.shell, m)
	case "comm_open", "comm_msg", "comm_close":
		k.onComm(m)
	default:
		k.busy(m, func() { k.log.Warn("unknown message", "channel", "shell", "type", m.Header.Type) })
	}
}

// onExecute puts a cell into the queue of its shell.
func (k *kernel) onExecute(cells *queue, m *wire.Message) {
	c, err := newCell(m)
	if err != nil {
		k.busy(m, func() { k.reply(k.shell, m, "execute_reply", malformed(m, err)) })
		return
	}
	c.comms = k.comms.Came()
	if !cells.add(c) {
		k.log.Warn("a cell came at the end and will not run")
	}
}

// answer replies to a request on the shell channel with what f makes of it.
func (k *kernel) answer(m *wire.Message, f func(*wire.Message) (any, error)) {
	k.busy(m, func() {
		content, err := f(m)
		if err != nil {
			content = malformed(m, err)
		}
		k.reply(k.shell, m, replyType(m), content)
	})
}

// replyType names the answer to a request: x_request is answered by x_reply.
func replyType(m *wire.Message) string {
	const suffix = "request"
	t := m.Header.Type
	return t[:len(t)-len(suffix)] + "reply"
}

// failure is the content of a reply that is not "ok".
type failure struct {
	Status    string   `json:"status"`
	Name      string   `json:"ename"`
	Value     string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}

func malformed(m *wire.Message, err error) failure {
	text := m.Header.Type + ": " + err.Error()
	return failure{"error", "MalformedRequest", text, []string{text}}
}

// content parses the content of a request.
func content[T any](m *wire.Message) (T, error) {
	var c T
	err := json.Unmarshal(m.Content, &c)
	return c, err
}
