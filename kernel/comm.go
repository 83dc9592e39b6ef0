package kernel

import (
	"context"
	"encoding/json"

	"monro/kernel/wire"
	"monro/kernel/worker"
	"monro/stdlib/comm"
)

// commContent is the content of the three messages over comms.
type commContent struct {
	ID     string          `json:"comm_id"`
	Target string          `json:"target_name,omitempty"`
	Data   json.RawMessage `json:"data"`
}

// onComm takes a message over a comm. The session gets it at once, also while a cell
// runs; what it leaves for functions of cells waits in the queue with the cells. The
// kernel is busy with the message until that is done, so that front ends send no more
// of them than can be handled.
func (k *kernel) onComm(m *wire.Message) {
	k.publish(m, "status", status{"busy"})
	k.comms.Add(m)
}

// takeComms hands messages over comms to the session, in order, until the kernel ends.
func (k *kernel) takeComms() {
	for {
		m, ok := k.comms.Next()
		if !ok {
			return
		}
		if k.cells.current() == nil {
			k.parent.Store(m)
		}
		if later := k.takeComm(m); !later || !k.queueOf(m).add(&cell{request: m, turn: true}) {
			k.idle(m)
		}
		k.comms.Done()
	}
}

func (k *kernel) takeComm(m *wire.Message) (later bool) {
	c, err := content[commContent](m)
	if err == nil {
		later, err = k.host.Comm(k.ending, comm.Message{
			Kind: comm.Kind(m.Header.Type), ID: c.ID, Target: c.Target, Data: c.Data, Metadata: m.Metadata, Buffers: m.Buffers,
		})
	}
	if err != nil {
		k.log.Warn("message over a comm lost", "type", m.Header.Type, "error", err)
	}
	return later
}

// runTurn lets functions of cells run that a message over a comm is for. What they
// show belongs to that message, and front ends show it beside the widget. An interrupt
// that comes before their turn is for the cell that they wait for, and they wait on.
func (k *kernel) runTurn(ctx context.Context, cells *queue, shell string, c *cell) {
	later := k.host.Turn(ctx, shell, c.request.Header.ID, func(e worker.Event) { k.show(c.request, e) })
	cells.done()
	if !later || !cells.add(c) {
		k.idle(c.request)
	}
}

// fromSession publishes what the session sends over a comm.
func (k *kernel) fromSession(m comm.Message) {
	c := commContent{ID: m.ID, Target: m.Target, Data: m.Data}
	if c.Data == nil {
		c.Data = json.RawMessage("{}")
	}
	k.publishWith(k.parent.Load(), string(m.Kind), c, m.Metadata, m.Buffers)
}

// commInfo lists the open comms, of one target where one is named.
func (k *kernel) commInfo(m *wire.Message) (any, error) {
	c, err := content[commContent](m)
	if err != nil {
		return nil, err
	}
	comms := map[string]any{}
	for id, target := range k.host.Comms() {
		if c.Target == "" || c.Target == target {
			comms[id] = map[string]string{"target_name": target}
		}
	}
	return map[string]any{"status": "ok", "comms": comms}, nil
}
