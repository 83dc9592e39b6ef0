//go:build unix

package worker

import "context"

// debugRequests hands messages of front ends to the session's debugger, in
// order: a goroutine of its own, since an evaluation takes its time.
func (w *server) debugRequests() {
	for {
		f, _ := w.debugs.Next()
		w.mu.Lock()
		session := w.session // not nil: the host asks after kindReady
		w.mu.Unlock()
		w.link.send(kindDebugged, f.id, session.Debug(context.Background(), f.body))
		w.debugs.Done()
	}
}

// Debug answers a message of the Debug Adapter Protocol.
func (d dialect) Debug(ctx context.Context, request []byte) []byte {
	return d.session.Debug(ctx, request)
}
