package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
)

// ErrConnection marks every error of ReadConnection; a command that gets one
// exits with status 2.
var ErrConnection = errors.New("connection file")

// A Connection is what a front end writes into the connection file: where the
// five sockets listen and how messages are signed.
type Connection struct {
	Transport       string `json:"transport"` // "tcp" (default) or "ipc"
	IP              string `json:"ip"`        // address, or path prefix of the ipc sockets; default 127.0.0.1
	ShellPort       int    `json:"shell_port"`
	IOPubPort       int    `json:"iopub_port"`
	StdinPort       int    `json:"stdin_port"`
	ControlPort     int    `json:"control_port"`
	HeartbeatPort   int    `json:"hb_port"`
	Key             string `json:"key"`
	SignatureScheme string `json:"signature_scheme"` // "hmac-sha256" (default)
	KernelName      string `json:"kernel_name,omitempty"`
}

// ReadConnection reads and checks a connection file.
func ReadConnection(path string) (*Connection, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConnection, err)
	}
	c, err := ParseConnection(data)
	if err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrConnection, path, err)
	}
	return c, nil
}

// ParseConnection parses the text of a connection file.
func ParseConnection(data []byte) (*Connection, error) {
	c := &Connection{Transport: "tcp", IP: "127.0.0.1", SignatureScheme: "hmac-sha256"}
	if err := json.Unmarshal(data, c); err != nil {
		return nil, fmt.Errorf("not the JSON of a connection file: %w", err)
	}
	if c.Transport != "tcp" && c.Transport != "ipc" {
		return nil, fmt.Errorf("transport is %q; tcp or ipc is wanted", c.Transport)
	}
	if c.IP == "" {
		return nil, errors.New("ip is empty")
	}
	if _, err := NewCodec(c.SignatureScheme, c.Key); err != nil {
		return nil, err
	}
	seen := map[int]string{}
	for _, p := range []struct {
		name string
		port int
	}{
		{"shell_port", c.ShellPort}, {"iopub_port", c.IOPubPort}, {"stdin_port", c.StdinPort},
		{"control_port", c.ControlPort}, {"hb_port", c.HeartbeatPort},
	} {
		switch {
		case p.port == 0:
			return nil, fmt.Errorf("%s is missing", p.name)
		case p.port < 0 || p.port > 65535:
			return nil, fmt.Errorf("%s is %d; a port from 1 to 65535 is wanted", p.name, p.port)
		case seen[p.port] != "":
			return nil, fmt.Errorf("%s and %s are both %d", seen[p.port], p.name, p.port)
		}
		seen[p.port] = p.name
	}
	return c, nil
}

// Exposed reports whether the sockets can be reached from other machines.
func (c *Connection) Exposed() bool {
	if c.Transport == "ipc" || c.IP == "localhost" {
		return false
	}
	ip := net.ParseIP(c.IP)
	return ip == nil || !ip.IsLoopback()
}

// Address returns the network and address, as package net wants them, of the
// socket with this port.
func (c *Connection) Address(port int) (network, address string) {
	if c.Transport == "ipc" {
		return "unix", c.IP + "-" + strconv.Itoa(port)
	}
	ip := c.IP
	if ip == "*" {
		ip = ""
	}
	return "tcp", net.JoinHostPort(ip, strconv.Itoa(port))
}
