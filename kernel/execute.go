package kernel

import (
	"context"
	"time"

	"monro/kernel/wire"
	"monro/kernel/worker"
)

// abortWindow is how long after its arrival a failing cell waits for those that
// were sent together with it ("run all"), so that they are aborted and do not run.
const abortWindow = 20 * time.Millisecond

// A cell is an execute_request, or takes a cell's turn for a message over a comm or,
// in a subshell, for any other request.
type cell struct {
	request *wire.Message
	answer  func() // not nil: of a request of another kind
	arrived time.Time
	turn    bool // of a comm: there is nothing but the request
	comms   int  // messages over comms that came before it

	Code         string            `json:"code"`
	Silent       bool              `json:"silent"`
	StoreHistory *bool             `json:"store_history"` // default: not silent
	Expressions  map[string]string `json:"user_expressions"`
	AllowStdin   bool              `json:"allow_stdin"`
	StopOnError  *bool             `json:"stop_on_error"` // default true
}

func newCell(m *wire.Message) (*cell, error) {
	c, err := content[cell](m)
	c.request, c.arrived = m, time.Now()
	return &c, err
}

func (c *cell) stored() bool { return !c.Silent && (c.StoreHistory == nil || *c.StoreHistory) }
func (c *cell) stops() bool  { return c.StopOnError == nil || *c.StopOnError }

// runCells runs the cells of a shell one at a time until it ends.
func (k *kernel) runCells(cells *queue, shell string) {
	for {
		c, ctx := cells.next()
		if c == nil {
			return
		}
		k.comms.Await(c.comms) // it sees what the front end did before
		if shell == "" {
			k.parent.Store(c.request)
		}
		switch {
		case c.answer != nil:
			c.answer()
			cells.done()
		case c.turn:
			k.runTurn(ctx, cells, shell, c)
		default:
			k.runCell(ctx, cells, shell, c)
		}
	}
}

type executeReply struct {
	Status      string         `json:"status"`
	Count       int            `json:"execution_count"`
	Payload     []page         `json:"payload"`
	Expressions map[string]any `json:"user_expressions"`
	*failureFields
}

// A page is what front ends show in a pager: below the notebook, or beside it.
type page struct {
	Source string         `json:"source"` // "page"
	Data   map[string]any `json:"data"`
	Start  int            `json:"start"` // line to begin at
}

type failureFields struct {
	Name      string   `json:"ename"`
	Value     string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}

func (k *kernel) runCell(ctx context.Context, cells *queue, shell string, c *cell) {
	k.publish(c.request, "status", status{"busy"})
	count, number := int(k.count.Load()), -1
	if c.stored() {
		count = int(k.count.Add(1))
		number = count
		k.history.Add(count, c.Code)
	}
	if !c.Silent {
		k.publish(c.request, "execute_input", map[string]any{"code": c.Code, "execution_count": count})
	}
	reply := k.host.Execute(ctx, k.request(c, number, shell), func(e worker.Event) {
		if !c.Silent {
			k.show(c.request, e)
		}
	})
	answer := executeReply{Status: "ok", Count: count, Payload: []page{}, Expressions: expressions(reply)}
	var aborted []*cell
	switch {
	case reply.Error != nil:
		answer.Status = "error"
		answer.failureFields = newFailure(reply.Error)
		if !c.Silent {
			k.publish(c.request, "error", answer.failureFields)
		}
		if c.stops() {
			if wait := abortWindow - time.Since(c.arrived); wait > 0 {
				time.Sleep(wait)
			}
			aborted = cells.empty()
		}
	case reply.Result != nil && !c.Silent:
		out := newOutput(*reply.Result)
		out.Count = count
		k.publish(c.request, "execute_result", out)
		if c.stored() {
			text, _ := reply.Result.Data["text/plain"].(string)
			k.history.Result(count, text)
		}
	case reply.Page != nil && !c.Silent:
		answer.Payload = append(answer.Payload, page{"page", newOutput(*reply.Page).Data, 0})
	}
	cells.done()
	k.reply(k.shell, c.request, "execute_reply", answer)
	if shell == "" {
		k.statuses.Lock()
		k.publish(c.request, "status", status{"idle"})
		k.statuses.Unlock()
	} else {
		k.idle(c.request)
	}
	k.abort(aborted)
}

// abort answers cells that will not run.
func (k *kernel) abort(cells []*cell) {
	for _, a := range cells {
		k.busy(a.request, func() {
			k.reply(k.shell, a.request, replyType(a.request), map[string]any{"status": "aborted"}) // without a count: the front end shows the cell as not run
		})
	}
}

func (k *kernel) request(c *cell, number int, shell string) worker.Request {
	r := worker.Request{Code: c.Code, Number: number, Silent: c.Silent, Expressions: c.Expressions, Message: c.request.Header.ID, Shell: shell}
	if c.AllowStdin {
		r.Input = func(ctx context.Context, prompt string, password bool) (string, error) {
			return k.ask(ctx, c.request, prompt, password)
		}
	}
	return r
}

func newFailure(e *worker.Error) *failureFields {
	return &failureFields{e.Name, e.Message, e.Traceback}
}

func expressions(reply worker.Reply) map[string]any {
	all := make(map[string]any, len(reply.Expressions))
	for name, e := range reply.Expressions {
		if e.Error != nil {
			all[name] = failure{"error", e.Error.Name, e.Error.Message, e.Error.Traceback}
			continue
		}
		out := newOutput(e.Bundle)
		all[name] = map[string]any{"status": "ok", "data": out.Data, "metadata": out.Metadata}
	}
	return all
}
