package cli

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkStart takes a kernel from the start of its process to the answer to
// kernel_info, and on to that of the first cell, as a front end on the same
// machine sees it. "accepts" is when its shell socket takes a connection. With
// MONRO_BINARY in the environment it is that binary which is started.
//
//	go test ./internal/cli -run '^$' -bench Start -benchtime 50x
func BenchmarkStart(b *testing.B) {
	binary := os.Getenv("MONRO_BINARY")
	if binary == "" {
		binary = os.Args[0]
	}
	var accepts, info, cell time.Duration
	for b.Loop() {
		c, err := freeConnection()
		if err != nil {
			b.Fatal(err)
		}
		file := filepath.Join(b.TempDir(), "connection.json")
		if err := writeConnection(file, c); err != nil {
			b.Fatal(err)
		}
		kernel := exec.Command(binary, "kernel", "-f", file)
		kernel.Env = append(os.Environ(), "XDG_STATE_HOME="+b.TempDir())
		started := time.Now()
		if err := kernel.Start(); err != nil {
			b.Fatal(err)
		}
		_, address := c.Address(c.ShellPort)
		for { // oftener than dial asks
			conn, err := net.Dial("tcp", address)
			if err == nil {
				conn.Close()
				break
			}
			time.Sleep(100 * time.Microsecond)
		}
		accepts += time.Since(started)
		ask := func(port int, what, content string) {
			ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
			defer cancel()
			if err := request(ctx, c, port, what, content, nil); err != nil {
				b.Fatal(err)
			}
		}
		ask(c.ShellPort, "kernel_info", `{}`)
		info += time.Since(started)
		ask(c.ShellPort, "execute", `{"code":"1+1"}`)
		cell += time.Since(started)
		ask(c.ControlPort, "shutdown", `{"restart":false}`)
		kernel.Wait()
	}
	for name, sum := range map[string]time.Duration{"accepts-ms": accepts, "info-ms": info, "cell-ms": cell} {
		b.ReportMetric(sum.Seconds()*1e3/float64(b.N), name)
	}
	b.ReportMetric(0, "ns/op")
}
