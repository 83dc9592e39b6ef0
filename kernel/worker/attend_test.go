//go:build unix

package worker_test

import (
	"context"
	"strings"
	"syscall"
	"testing"
	"time"

	"monro/kernel/worker"
)

// A worker that somebody stops goes on.
func TestStopped(t *testing.T) {
	h := host(t)
	must(t, h, "set x 1")
	pid := h.Pid()
	syscall.Kill(pid, syscall.SIGSTOP) // between two cells
	if reply, _ := must(t, h, "x"); reply.Result == nil {
		t.Errorf("reply %+v", reply)
	}
	reply := h.Execute(t.Context(), worker.Request{Code: "print on\nsleep 10ms\nprint off"}, func(e worker.Event) {
		if e.Text == "on\n" {
			syscall.Kill(pid, syscall.SIGSTOP) // in a cell
		}
	})
	if reply.Error != nil {
		t.Errorf("reply %+v", reply)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reply = h.Execute(ctx, worker.Request{Code: "print on\nsleep 10m"}, func(e worker.Event) {
		syscall.Kill(pid, syscall.SIGSTOP)
		cancel() // an interrupt does not wait for a sign of life
	})
	if reply.Error == nil || reply.Error.Name != "Interrupted" || h.Pid() != pid {
		t.Errorf("reply %+v, pid %d, then %d", reply, pid, h.Pid())
	}
}

// One that does not answer at all is given up.
func TestHung(t *testing.T) {
	h := host(t, func(o *worker.Options) { o.Command, o.Silence = []string{"sleep", "1000"}, 100*time.Millisecond })
	reply, _ := run(t, h, "print x")
	if e := reply.Error; e == nil || e.Name != "WorkerDied" || !strings.Contains(e.Message, "did not answer") {
		t.Errorf("reply %+v", reply)
	}
}

// A worker that has work and says nothing for long is left alone.
func TestQuiet(t *testing.T) {
	h := host(t, func(o *worker.Options) { o.Silence = 100 * time.Millisecond })
	must(t, h, "sleep 2500ms")
}
