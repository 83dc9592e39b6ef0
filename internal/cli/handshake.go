package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-zeromq/zmq4"

	"monro/kernel/wire"
)

// kernelInfo is what doctor wants of a kernel_info_reply.
type kernelInfo struct {
	Status          string `json:"status"`
	ProtocolVersion string `json:"protocol_version"`
}

// handshake starts a kernel by its kernelspec's argv, asks it for kernel_info
// over loopback and shuts it down again.
func handshake(ctx context.Context, argv []string) (kernelInfo, error) {
	var info kernelInfo
	dir, err := os.MkdirTemp("", "monro-doctor-")
	if err != nil {
		return info, err
	}
	defer os.RemoveAll(dir)
	c, err := freeConnection()
	if err != nil {
		return info, err
	}
	file := filepath.Join(dir, "connection.json")
	if err := writeConnection(file, c); err != nil {
		return info, err
	}
	var log bytes.Buffer
	cmd := exec.CommandContext(ctx, argv[0])
	for _, a := range argv[1:] {
		cmd.Args = append(cmd.Args, strings.ReplaceAll(a, "{connection_file}", file))
	}
	cmd.Stderr = &log
	cmd.WaitDelay = time.Second
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := cmd.Start(); err != nil {
		return info, err
	}
	exited := make(chan error, 1)
	go func() {
		exited <- cmd.Wait()
		time.AfterFunc(time.Second, cancel) // what it said last may be on its way; more will not come
	}()
	err = request(ctx, c, c.ShellPort, "kernel_info", `{}`, &info)
	if err == nil {
		err = request(ctx, c, c.ControlPort, "shutdown", `{"restart":false}`, nil)
	}
	select {
	case <-exited:
	case <-time.After(5 * time.Second):
		cmd.Process.Kill()
		<-exited
	}
	if err == nil && info.Status != "ok" {
		err = fmt.Errorf("kernel_info_reply has status %q", info.Status)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w %s", strings.Join(argv, " "), err, strings.TrimSpace(log.String()))
	}
	return info, err
}

// freeConnection is a connection on loopback ports that were free a moment ago.
func freeConnection() (wire.Connection, error) {
	c := wire.Connection{Transport: "tcp", IP: "127.0.0.1", SignatureScheme: "hmac-sha256", Key: rand.Text()}
	for _, port := range []*int{&c.ShellPort, &c.IOPubPort, &c.StdinPort, &c.ControlPort, &c.HeartbeatPort} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return c, err
		}
		defer l.Close() // held until all five are chosen, so that they differ
		*port = l.Addr().(*net.TCPAddr).Port
	}
	return c, nil
}

func writeConnection(file string, c wire.Connection) error {
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o600)
}

// request sends one request to a socket of the kernel and reads the reply's
// content into reply.
func request(ctx context.Context, c wire.Connection, port int, what, content string, reply any) error {
	codec, err := wire.NewCodec(c.SignatureScheme, c.Key)
	if err != nil {
		return err
	}
	_, address := c.Address(port)
	socket := zmq4.NewDealer(ctx, zmq4.WithDialerRetry(50*time.Millisecond), zmq4.WithDialerMaxRetries(-1))
	defer socket.Close()
	if err := dial(ctx, address); err != nil {
		return fmt.Errorf("%s: no connection: %w", what, err)
	}
	if err := socket.Dial("tcp://" + address); err != nil {
		return fmt.Errorf("%s: no connection: %w", what, err)
	}
	frames, err := codec.Encode(&wire.Message{
		Header:  wire.NewHeader(what+"_request", rand.Text(), rand.Text()),
		Content: json.RawMessage(content),
	})
	if err != nil {
		return err
	}
	if err := socket.SendMulti(zmq4.NewMsgFrom(frames...)); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	for {
		answer, err := socket.Recv()
		if err != nil {
			return fmt.Errorf("%s: no answer: %w", what, err)
		}
		m, err := codec.Decode(answer.Frames)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if m.Header.Type != what+"_reply" {
			continue
		}
		if reply == nil {
			return nil
		}
		return json.Unmarshal(m.Content, reply)
	}
}

// dial waits until something listens at a TCP address.
func dial(ctx context.Context, address string) error {
	var d net.Dialer
	for {
		conn, err := d.DialContext(ctx, "tcp", address)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}
