package kernel

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-zeromq/zmq4"

	"monro/kernel/internal/toy"
	"monro/kernel/wire"
)

// A message that was seen on its way and is sent again does nothing, on whichever
// channel; new ones go on being answered.
func TestReplay(t *testing.T) {
	f := start(t)
	encode := func(msgType, id string, content string) [][]byte {
		frames, err := f.codec.Encode(&wire.Message{Header: wire.NewHeader(msgType, id, "client"), Content: []byte(content)})
		if err != nil {
			t.Fatal(err)
		}
		return frames
	}
	send := func(channel string, frames [][]byte) {
		if err := f.sockets[channel].SendMulti(zmq4.NewMsgFrom(frames...)); err != nil {
			t.Fatal(err)
		}
	}
	once := encode("execute_request", "once", `{"code":"print hello"}`)
	send("shell", once)
	check(t, "first", f.reply("shell", "once")["status"], "ok")
	f.until("once")
	send("shell", once)
	send("control", once)
	reply, shown := f.execute("print two")
	check(t, "count", reply["execution_count"], 2.0)
	check(t, "shown", shown, []string{"busy", "input 2", `stdout "two\n"`, "idle"})
	for len(f.inbox["iopub"]) > 0 {
		if m := <-f.inbox["iopub"]; parentOf(m) == "once" {
			t.Errorf("a replayed message was answered with %s", m.Header.Type)
		}
	}
}

// Where the connection file names no address the sockets listen on loopback alone.
func TestLoopback(t *testing.T) {
	p := freePorts(t, 5)
	c, err := wire.ParseConnection(fmt.Appendf(nil, `{"shell_port":%d,"iopub_port":%d,"stdin_port":%d,"control_port":%d,"hb_port":%d,"key":"k"}`, p[0], p[1], p[2], p[3], p[4]))
	if err != nil {
		t.Fatal(err)
	}
	k, err := open(c, Options{Worker: toy.Options()})
	if err != nil {
		t.Fatal(err)
	}
	defer k.close()
	for _, a := range []net.Addr{k.shell.Addr(), k.control.Addr(), k.stdin.Addr(), k.iopub.Addr(), k.heartbeat.Addr()} {
		if !a.(*net.TCPAddr).IP.IsLoopback() {
			t.Errorf("a socket listens on %v", a)
		}
	}
}

// Sockets in the file system are their user's alone.
func TestSocketModes(t *testing.T) {
	prefix := filepath.Join(t.TempDir(), "k")
	c := &wire.Connection{Transport: "ipc", IP: prefix, ShellPort: 1, IOPubPort: 2, StdinPort: 3, ControlPort: 4, HeartbeatPort: 5, Key: "k"}
	k, err := open(c, Options{Worker: toy.Options()})
	if err != nil {
		t.Fatal(err)
	}
	defer k.close()
	for port := 1; port <= 5; port++ {
		info, err := os.Stat(fmt.Sprint(prefix, "-", port))
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode(); mode&fs.ModeSocket == 0 || mode.Perm() != 0o600 {
			t.Errorf("port %d: mode %v", port, mode)
		}
	}
}
