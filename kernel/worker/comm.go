//go:build unix

package worker

import (
	"encoding/json"
	"fmt"
	"strings"

	"monro/lang/goroutine"
	"monro/stdlib/comm"
)

// setComms connects the comms of the session to the host.
func (w *server) setComms() {
	if !w.hasComms {
		return
	}
	comm.SetSink(func(m comm.Message) { w.out.send(kindComm, 0, m) })
}

// takeComms hands messages over comms to their handlers, in order. It is a goroutine
// of its own: a message that cannot be taken at once, since outputs are slow, must
// not hold up an interrupt.
func (w *server) takeComms() {
	for {
		f, _ := w.comms.Next()
		later := w.takeComm(f.body)
		w.comms.Done()
		w.link.send(kindTaken, f.id, takenBody{later})
	}
}

// takeComm takes one message. A handler that fails on what a front end sends is
// a fault of ours, but no reason to end.
func (w *server) takeComm(body []byte) (later bool) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(w.out.writer(stderr), "a message of the front end could not be handled: %v\n", r)
		}
	}()
	var m comm.Message
	if json.Unmarshal(body, &m) != nil {
		return false
	}
	return comm.Deliver(m)
}

// callBack does what messages over comms left for later. What fails ends alone, and
// says so where the outputs of the session go. An interrupt before its turn has come is
// for the cell that had it: all stays for later.
func (w *server) callBack(shell Shell, j *job) {
	w.calling.Lock()
	defer w.calling.Unlock()
	var reply executedBody
	err := shell.Calls(j.ctx, func(call func(func()) error) {
		mine := goroutine.ID()
		comm.SetCaller(func(f func()) {
			if goroutine.ID() != mine { // a cell that changes a widget: it has its own watch
				f()
				return
			}
			if j.ctx.Err() != nil { // one interrupt ends all that wait
				return
			}
			if err := asError(call(f)); err != nil {
				fmt.Fprintln(w.out.writer(stderr), strings.Join(err.Traceback, "\n"))
				if err.Stuck { // and the session with it
					reply.Error = err
				}
			}
		})
		comm.Run()
		comm.SetCaller(nil)
		if j.shell == "" {
			comm.Begin("")
		}
	})
	reply.Later = err != nil
	w.out.send(kindExecuted, j.id, reply)
}
